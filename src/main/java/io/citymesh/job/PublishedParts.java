package io.citymesh.job;

import io.citymesh.format.FormatPart;
import io.citymesh.format.MeshParts;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import io.citymesh.session.HadoopSettings;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The parts and the buildings of a published mesh, as exports read them: it travels to the tasks.
 *
 * @param directory the output directory with the mesh
 * @param hadoop to reach it, and where exports go
 * @param parts what the manifest says of the parts
 */
record PublishedParts(
    String directory, Broadcast<HadoopSettings> hadoop, Broadcast<MeshParts> parts)
    implements Serializable {

  /** To be destroyed at the end. */
  static PublishedParts of(JavaSparkContext spark, String directory, MeshParts parts) {
    return new PublishedParts(
        directory,
        spark.broadcast(new HadoopSettings(spark.hadoopConfiguration())),
        spark.broadcast(parts));
  }

  MeshParts mesh() {
    return parts.value();
  }

  /** The output directory with the mesh. */
  OutputDir output() {
    return output(directory);
  }

  /** Another directory. */
  OutputDir output(String other) {
    return OutputDir.of(other, hadoop.value().value());
  }

  /** Reads the part of this number. */
  <T> T read(int number, FormatPart.Reader<T> reader) throws IOException {
    return FormatPart.read(output(), mesh(), number, reader);
  }

  /** The numbers of all parts, in a few tasks a core. */
  JavaRDD<Integer> numbers(JavaSparkContext spark) {
    return numbers(spark, 8);
  }

  /** The numbers of all parts, in so many tasks a core. */
  JavaRDD<Integer> numbers(JavaSparkContext spark, int perCore) {
    List<Integer> all = IntStream.range(0, mesh().count()).boxed().toList();
    return spark.parallelize(
        all, Math.max(1, Math.min(all.size(), perCore * spark.defaultParallelism())));
  }

  /** The files with the rows of the buildings, a task each. */
  JavaRDD<String> buildingFiles(JavaSparkContext spark) throws IOException {
    List<String> files = BuildingsFile.files(output());
    return spark.parallelize(files, Math.max(1, files.size()));
  }

  void destroy() {
    hadoop.destroy();
    parts.destroy();
  }
}
