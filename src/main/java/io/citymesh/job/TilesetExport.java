package io.citymesh.job;

import io.citymesh.format.FormatPart;
import io.citymesh.format.MeshParts;
import io.citymesh.format.TilesetFormat;
import io.citymesh.output.BuildingsFile;
import io.citymesh.output.OutputDir;
import io.citymesh.view.Region;
import io.citymesh.view.Subtree;
import io.citymesh.view.TileBuilding;
import io.citymesh.view.Tileset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Writes a mesh as 3D Tiles.
 *
 * <ol>
 *   <li>The buildings of each part are told, and their rows meet in the subtrees of the stitching
 *       tree that they stand in.
 *   <li>From the deepest subtrees up, a task writes the tiles of each ({@link Subtree}); what it
 *       passes on goes to the subtree above.
 *   <li>The driver writes the tileset last.
 * </ol>
 */
final class TilesetExport {
  private final JavaSparkContext spark;
  private final PublishedParts parts;

  TilesetExport(JavaSparkContext spark, PublishedParts parts) {
    this.spark = spark;
    this.parts = parts;
  }

  /**
   * Writes the files.
   *
   * @param folder where they go, a whole path; it need not exist
   * @return bytes of all files
   */
  long write(TilesetFormat format, String folder) throws IOException {
    OutputDir out = OutputDir.of(folder, spark.hadoopConfiguration());
    out.delete(Tileset.FILE); // Without it a client finds nothing, rather than half.
    MeshParts mesh = parts.mesh();
    Map<Integer, List<Tuple2<Long, Long>>> byDepth = new TreeMap<>();
    for (long id : mesh.ids()) {
      long subtree = Subtree.of(id);
      byDepth
          .computeIfAbsent(Subtree.depth(subtree), depth -> new ArrayList<>())
          .add(new Tuple2<>(subtree, id));
    }
    JavaPairRDD<Long, TileBuilding> buildings = buildings();
    JavaPairRDD<Long, Region> below = spark.parallelizePairs(List.of(), 1);
    int deepest = byDepth.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (int depth = deepest; depth > 0; depth -= Subtree.LEVELS) {
      below =
          made(format, folder, byDepth.getOrDefault(depth, List.of()), depth, buildings, below)
              .mapToPair(made -> new Tuple2<>(made.id() >> Subtree.LEVELS, made));
    }
    List<Region> whole =
        made(format, folder, byDepth.getOrDefault(0, List.of()), 0, buildings, below).collect();
    return Tileset.write(whole.stream().findFirst(), mesh, out);
  }

  /** The rows of the buildings, by the subtrees in which they have faces. */
  private JavaPairRDD<Long, TileBuilding> buildings() throws IOException {
    PublishedParts known = parts;
    List<Long> ids = Arrays.stream(known.mesh().ids()).boxed().toList();
    JavaPairRDD<Integer, Long> places =
        spark
            .parallelize(ids, tasks(ids.size()))
            .flatMapToPair(
                id -> {
                  int[] indices = known.read(number(known.mesh(), id), FormatPart::buildingNumbers);
                  return Arrays.stream(indices)
                      .mapToObj(index -> new Tuple2<>(index, Subtree.of(id)))
                      .iterator();
                });
    JavaPairRDD<Integer, TileBuilding> rows =
        parts
            .buildingFiles(spark)
            .flatMapToPair(
                file -> {
                  List<Tuple2<Integer, TileBuilding>> all = new ArrayList<>();
                  BuildingsFile.read(
                      known.output(),
                      file,
                      row -> all.add(new Tuple2<>(row.index(), TileBuilding.of(row))));
                  return all.iterator();
                });
    return places
        .cogroup(rows, tasks(known.mesh().buildings() / 1000))
        .flatMapToPair(
            meeting -> {
              List<Tuple2<Long, TileBuilding>> told = new ArrayList<>();
              for (TileBuilding building : meeting._2._2) {
                for (Long subtree : new TreeSet<>(list(meeting._2._1))) {
                  told.add(new Tuple2<>(subtree, building));
                }
              }
              return told.iterator();
            });
  }

  /** The number of the part with an id. */
  private static int number(MeshParts mesh, long id) {
    return mesh.numbers()[Arrays.binarySearch(mesh.ids(), id)];
  }

  private static <T> List<T> list(Iterable<T> values) {
    List<T> all = new ArrayList<>();
    values.forEach(all::add);
    return all;
  }

  private int tasks(int wanted) {
    return Math.max(1, Math.min(wanted, 8 * spark.defaultParallelism()));
  }

  /** Writes the subtrees of a depth. */
  private JavaRDD<Region> made(
      TilesetFormat format,
      String folder,
      List<Tuple2<Long, Long>> ids,
      int depth,
      JavaPairRDD<Long, TileBuilding> buildings,
      JavaPairRDD<Long, Region> below) {
    PublishedParts known = parts;
    JavaPairRDD<Long, Long> own = spark.parallelizePairs(ids, tasks(ids.size() / 8));
    JavaPairRDD<Long, TileBuilding> here =
        buildings.filter(told -> Subtree.depth(told._1) == depth);
    long count = ids.stream().map(Tuple2::_1).distinct().count();
    return own.cogroup(here, below, tasks((int) count))
        .flatMap(subtree -> write(known, format, folder, subtree._1, subtree._2));
  }

  private static Iterator<Region> write(
      PublishedParts known,
      TilesetFormat format,
      String folder,
      long id,
      Tuple3<Iterable<Long>, Iterable<TileBuilding>, Iterable<Region>> of)
      throws IOException {
    MeshParts mesh = known.mesh();
    Map<Long, Integer> own = new TreeMap<>();
    of._1().forEach(part -> own.put(part, number(mesh, part)));
    Map<Integer, TileBuilding> buildings = new HashMap<>();
    of._2().forEach(building -> buildings.put(building.index(), building));
    return new Subtree(
            id,
            own,
            of._3(),
            buildings,
            new Subtree.Reader() {
              @Override
              public <T> T read(int number, FormatPart.Reader<T> reader) throws IOException {
                return known.read(number, reader);
              }
            },
            known.output(folder),
            mesh.localOrigin(),
            format.quantize())
        .write()
        .iterator();
  }
}
