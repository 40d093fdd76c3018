package io.citymesh.job;

import io.citymesh.format.BuildingFaces;
import io.citymesh.format.FeatureFormat;
import io.citymesh.format.FormatPart;
import io.citymesh.format.MeshParts;
import io.citymesh.output.BuildingRow;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Writes a mesh as a file of records, a building each, and the ground of each part.
 *
 * <ol>
 *   <li>The walls and roofs of the parts are shuffled by building, and so are the buildings' rows;
 *       a task has those of one building at a time, in the order of their indices.
 *   <li>The records go to a piece for each task, and so do those of the ground.
 *   <li>The pieces become the file ({@link JoinedFile}).
 * </ol>
 */
final class FeatureExport {
  private static final int BUILDINGS_PER_TASK = 2000;

  /** What meets of a building. */
  private sealed interface Item extends Serializable {}

  private record Told(BuildingRow row) implements Item {}

  /** Its faces in a part. */
  private record Drawn(BuildingFaces faces) implements Item {}

  private final JavaSparkContext spark;
  private final String parts;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final Broadcast<MeshParts> mesh;

  /**
   * @param parts the output directory with the mesh
   */
  FeatureExport(
      JavaSparkContext spark,
      String parts,
      Broadcast<SerializableConfiguration> hadoop,
      Broadcast<MeshParts> mesh) {
    this.spark = spark;
    this.parts = parts;
    this.hadoop = hadoop;
    this.mesh = mesh;
  }

  /**
   * Writes the file of a format.
   *
   * @param folder for working files, a whole path that the executors share; the caller deletes it
   * @return bytes of the file
   */
  long write(FeatureFormat format, String folder, String directory, String file)
      throws IOException {
    List<JoinedFile.Piece> pieces = new ArrayList<>();
    if (mesh.value().buildings() > 0) {
      pieces.addAll(pieces(buildings(format), folder, "buildings-"));
    }
    pieces.addAll(pieces(grounds(format), folder, "ground-"));
    return new JoinedFile(folder, hadoop)
        .write(spark, format.head(mesh.value()), pieces, directory, file);
  }

  /** Writes the records of each partition to a file. */
  private List<JoinedFile.Piece> pieces(JavaRDD<byte[]> records, String folder, String name) {
    Broadcast<SerializableConfiguration> configuration = hadoop;
    return records
        .mapPartitions(
            all -> {
              if (!all.hasNext()) {
                return List.<JoinedFile.Piece>of().iterator();
              }
              String piece = name + TaskContext.get().taskAttemptId();
              long[] length = {0};
              OutputDir.of(folder, configuration.value().value())
                  .write(
                      piece,
                      stream -> {
                        while (all.hasNext()) {
                          byte[] record = all.next();
                          stream.write(record);
                          length[0] += record.length;
                        }
                      });
              return List.of(new JoinedFile.Piece(piece, length[0])).iterator();
            })
        .collect();
  }

  private JavaRDD<Integer> parts() {
    int count = mesh.value().count();
    List<Integer> all = IntStream.range(0, count).boxed().toList();
    return spark.parallelize(all, Math.max(1, Math.min(count, 8 * spark.defaultParallelism())));
  }

  private JavaRDD<byte[]> grounds(FeatureFormat format) {
    Broadcast<SerializableConfiguration> configuration = hadoop;
    Broadcast<MeshParts> known = mesh;
    String from = parts;
    return parts()
        .flatMap(
            part ->
                FormatPart.read(
                        OutputDir.of(from, configuration.value().value()),
                        known.value(),
                        part,
                        format::ground)
                    .stream()
                    .iterator());
  }

  private JavaRDD<byte[]> buildings(FeatureFormat format) throws IOException {
    Broadcast<SerializableConfiguration> configuration = hadoop;
    Broadcast<MeshParts> known = mesh;
    String from = parts;
    JavaPairRDD<Integer, Item> faces =
        parts()
            .flatMap(
                part ->
                    FormatPart.read(
                            OutputDir.of(from, configuration.value().value()),
                            known.value(),
                            part,
                            BuildingFaces::of)
                        .iterator())
            .mapToPair(some -> new Tuple2<>(some.building(), new Drawn(some)));
    List<String> files = BuildingsFile.files(OutputDir.of(parts, hadoop.value().value()));
    JavaPairRDD<Integer, Item> rows =
        spark
            .parallelize(files, Math.max(1, files.size()))
            .flatMapToPair(
                file -> {
                  List<Tuple2<Integer, Item>> all = new ArrayList<>();
                  BuildingsFile.read(
                      OutputDir.of(from, configuration.value().value()),
                      file,
                      row -> all.add(new Tuple2<>(row.index(), new Told(row))));
                  return all.iterator();
                });
    int count = mesh.value().buildings();
    int tasks = Math.max(4 * spark.defaultParallelism(), count / BUILDINGS_PER_TASK);
    return faces
        .union(rows)
        .repartitionAndSortWithinPartitions(new Contiguous(count, tasks))
        .mapPartitions(
            sorted ->
                new SortedGroups<>(
                    sorted, (building, items) -> record(format, known.value(), building, items)))
        .map(record -> record._2);
  }

  private static byte[] record(
      FeatureFormat format, MeshParts mesh, int building, Iterator<Item> items) {
    Optional<BuildingRow> row = Optional.empty();
    List<BuildingFaces> faces = new ArrayList<>();
    while (items.hasNext()) {
      Item item = items.next();
      if (item instanceof Told told) {
        row = Optional.of(told.row);
      } else if (item instanceof Drawn drawn) {
        faces.add(drawn.faces);
      }
    }
    faces.sort(Comparator.comparing(BuildingFaces::part));
    try {
      return format.building(
          mesh,
          row.orElseThrow(() -> new IOException("buildings.parquet has no building " + building)),
          faces);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
