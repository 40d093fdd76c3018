package io.citymesh.job;

import io.citymesh.format.Format;
import io.citymesh.format.FormatPart;
import io.citymesh.format.Layout;
import io.citymesh.format.MeshParts;
import io.citymesh.format.PartFormat;
import io.citymesh.format.TargetFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes a published mesh in another format, by the executors: they read the parts and write
 * pieces; the driver knows some numbers a part, and puts the file in place.
 */
public final class MeshExport {
  /** Pieces are at least so long, bytes: what an object store asks for, and some more. */
  private static final long LEAST_PIECE = 8 << 20;

  /** They need not be longer for the sake of speed. */
  private static final long LONG_PIECE = 64 << 20;

  /** An object store takes 10,000 pieces of a file. */
  private static final long MOST_PIECES = 9_000;

  /** Pieces for each core, so that all are busy to the end. */
  private static final int PIECES_PER_CORE = 4;

  private final JavaSparkContext spark;
  private final String parts;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final Broadcast<MeshParts> mesh;

  private MeshExport(JavaSparkContext spark, String parts, MeshParts mesh) {
    this.spark = spark;
    this.parts = parts;
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    this.mesh = spark.broadcast(mesh);
  }

  /**
   * Writes the files of a format.
   *
   * @param parts the output directory that the manifest describes
   * @param directory where the files go, any Hadoop path; it need not exist
   * @param file the name of the first; files that are there are replaced
   * @throws IOException if a part is damaged or differs from the manifest, or a file cannot be
   *     written; of a file that fails nothing is left behind
   */
  public static void write(
      SparkSession spark,
      Manifest manifest,
      String parts,
      Format format,
      String directory,
      String file)
      throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    MeshExport export = new MeshExport(context, parts, MeshParts.of(manifest));
    try {
      if (format instanceof PartFormat byPart) {
        export.write(byPart, directory, file);
      }
    } finally {
      export.hadoop.destroy();
      export.mesh.destroy();
    }
  }

  private void write(PartFormat format, String directory, String file) throws IOException {
    List<String> files = format.files(file);
    List<Layout> layouts = format.layout(mesh.value(), measures(format), files);
    for (int i = 0; i < files.size(); i++) {
      write(format, directory, files.get(i), layouts.get(i));
    }
  }

  /** The numbers that the format wants to know of each part. */
  private long[][] measures(PartFormat format) {
    if (format.measures() == 0) {
      return new long[0][];
    }
    Broadcast<SerializableConfiguration> configuration = hadoop;
    Broadcast<MeshParts> task = mesh;
    String from = parts;
    List<Integer> all = IntStream.range(0, mesh.value().count()).boxed().toList();
    return spark
        .parallelize(all, tasks(all.size()))
        .map(
            part ->
                FormatPart.read(
                    OutputDir.of(from, configuration.value().value()),
                    task.value(),
                    part,
                    format::measure))
        .collect()
        .toArray(long[][]::new);
  }

  private int tasks(int items) {
    return Math.max(1, Math.min(items, 8 * spark.defaultParallelism()));
  }

  private void write(PartFormat format, String directory, String file, Layout layout)
      throws IOException {
    long length = layout.length();
    long even = length / (PIECES_PER_CORE * spark.defaultParallelism());
    long least = Math.max(length / MOST_PIECES, Math.max(LEAST_PIECE, Math.min(LONG_PIECE, even)));
    List<Layout.Piece> pieces = layout.pieces(least);
    OutputDir out = OutputDir.of(directory, spark.hadoopConfiguration());
    try (TargetFile target = TargetFile.in(out, file, length)) {
      target.complete(written(format, directory, target.writer(), pieces));
    }
  }

  private List<String> written(
      PartFormat format, String directory, TargetFile.Writer writer, List<Layout.Piece> pieces) {
    Broadcast<SerializableConfiguration> configuration = hadoop;
    Broadcast<MeshParts> task = mesh;
    String from = parts;
    return spark
        .parallelize(pieces, pieces.size())
        .map(
            piece -> {
              OutputDir source = OutputDir.of(from, configuration.value().value());
              return writer.write(
                  OutputDir.of(directory, configuration.value().value()),
                  piece.place(),
                  stream -> piece.write(format, task.value(), source, stream));
            })
        .collect();
  }
}
