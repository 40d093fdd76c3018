package io.citymesh.job;

import io.citymesh.format.BuildingFaces;
import io.citymesh.format.FeatureFormat;
import io.citymesh.format.MeshParts;
import io.citymesh.output.BuildingRow;
import io.citymesh.output.BuildingsFile;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
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

  /**
   * Its faces in a part, as bytes: they are sorted and travel as one object.
   *
   * @param faces see {@link BuildingFaces#packed}
   */
  record Drawn(int part, byte[] faces) implements Item {}

  private final JavaSparkContext spark;
  private final PublishedParts parts;

  FeatureExport(JavaSparkContext spark, PublishedParts parts) {
    this.spark = spark;
    this.parts = parts;
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
    if (parts.mesh().buildings() > 0) {
      pieces.addAll(pieces(buildings(format), folder, "buildings-"));
    }
    pieces.addAll(pieces(grounds(format), folder, "ground-"));
    long length = pieces.stream().mapToLong(JoinedFile.Piece::length).sum();
    return new JoinedFile(folder, parts.hadoop())
        .write(spark, format.head(parts.mesh(), length), pieces, directory, file);
  }

  /** Writes the records of each partition to a file. */
  private List<JoinedFile.Piece> pieces(JavaRDD<byte[]> records, String folder, String name) {
    PublishedParts known = parts;
    return records
        .mapPartitions(
            all -> {
              if (!all.hasNext()) {
                return List.<JoinedFile.Piece>of().iterator();
              }
              String piece = name + TaskContext.get().taskAttemptId();
              long[] length = {0};
              known
                  .output(folder)
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

  private JavaRDD<byte[]> grounds(FeatureFormat format) {
    PublishedParts known = parts;
    return parts
        .numbers(spark)
        .flatMap(part -> known.read(part, format::ground).stream().iterator());
  }

  private JavaRDD<byte[]> buildings(FeatureFormat format) throws IOException {
    PublishedParts known = parts;
    JavaPairRDD<Integer, Item> faces =
        parts
            .numbers(spark)
            .flatMap(part -> known.read(part, BuildingFaces::of).iterator())
            .mapToPair(
                some -> new Tuple2<>(some.building(), new Drawn(some.part(), some.packed())));
    JavaPairRDD<Integer, Item> rows =
        parts
            .buildingFiles(spark)
            .flatMapToPair(
                file -> {
                  List<Tuple2<Integer, Item>> all = new ArrayList<>();
                  BuildingsFile.read(
                      known.output(),
                      file,
                      row -> all.add(new Tuple2<>(row.index(), new Told(row))));
                  return all.iterator();
                });
    int count = parts.mesh().buildings();
    int tasks = Math.max(4 * spark.defaultParallelism(), count / BUILDINGS_PER_TASK);
    return faces
        .union(rows)
        .repartitionAndSortWithinPartitions(new Contiguous(count, tasks))
        .mapPartitions(
            sorted ->
                new SortedGroups<>(
                    sorted, (building, items) -> record(format, known.mesh(), building, items)))
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
        faces.add(BuildingFaces.unpacked(building, drawn.part, drawn.faces));
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
