package io.citymesh.job;

import io.citymesh.city.Bounds;
import io.citymesh.footprint.Building;
import io.citymesh.output.OutputDir;
import io.citymesh.output.PartWriter;
import io.citymesh.report.Manifest;
import io.citymesh.store.MeshStore;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * The Spark job: tiles are an RDD in the order of the stitching tree, cut into runs; each task
 * meshes its tiles, spills the cores and stitches what is complete; a tree-reduce over the
 * partitions stitches the rest, two runs at a time; then each executor publishes the parts that it
 * holds.
 *
 * <p>What the driver sees of a part is a record of a few hundred bytes; what travels between tasks
 * are buildings (once, to their tiles) and frontiers. Each stage is an RDD of {@link StageItem}s,
 * kept by Spark, so that the publishing tasks are sent to where the parts lie.
 */
final class CityJob implements AutoCloseable {
  /**
   * How many partitions there are per core, if nobody says: small enough tasks to balance a dense
   * centre.
   */
  private static final int PARTITIONS_PER_CORE = 4;

  private final JavaSparkContext spark;
  private final Setting setting;
  private final Broadcast<Setting> shared;
  private final int partitions;

  /** For each node of the tree the ordinal of the first tile below it. */
  private final Broadcast<int[]> firstTile;

  private final List<JavaRDD<StageItem>> stages = new ArrayList<>();

  /** What was sealed, by node of the stitching tree. */
  private final List<StageItem.SealedPart> sealed = new ArrayList<>();

  private final List<StageItem.FailedTile> failed = new ArrayList<>();

  CityJob(JavaSparkContext spark, Setting setting) {
    this.spark = spark;
    this.setting = setting;
    this.shared = spark.broadcast(setting);
    this.firstTile = spark.broadcast(firstTiles(setting.tree()));
    int tiles = setting.tree().grid().tiles();
    int wanted =
        setting.run().partitions() > 0
            ? setting.run().partitions()
            : PARTITIONS_PER_CORE * spark.defaultParallelism();
    this.partitions = Math.max(1, Math.min(tiles, wanted));
  }

  /** How many runs of tiles there are. */
  int partitions() {
    return partitions;
  }

  List<StageItem.SealedPart> sealed() {
    return sealed;
  }

  List<StageItem.FailedTile> failed() {
    return failed;
  }

  /**
   * Meshes all tiles, and stitches those of each partition.
   *
   * @param finished counts the tiles that are done
   */
  void meshCores(JavaRDD<Building> buildings, LongAccumulator finished) {
    int tiles = setting.tree().grid().tiles();
    TilePartitioner runs = new TilePartitioner(tiles, partitions);
    Broadcast<Setting> task = shared;
    JavaPairRDD<Integer, Building> placed =
        buildings
            .mapPartitionsToPair(
                all -> {
                  int[] ordinals = ordinals(task.value().tree());
                  return flatten(all, task.value().tree(), ordinals);
                })
            .repartitionAndSortWithinPartitions(runs);
    add(
        placed.mapPartitionsWithIndex(
            (run, sorted) ->
                new CoreTask(
                    task.value(), runs.firstOf(run), runs.firstOf(run + 1), sorted, finished),
            true));
  }

  /** Each building with the ordinals of the tiles that it meets. */
  private static Iterator<Tuple2<Integer, Building>> flatten(
      Iterator<Building> buildings, StitchTree tree, int[] ordinals) {
    Iterable<Building> all = () -> buildings;
    return java.util.stream.StreamSupport.stream(all.spliterator(), false)
        .flatMap(
            building ->
                tilesOf(building.bounds(), tree).stream()
                    .map(node -> new Tuple2<>(ordinals[node], building)))
        .iterator();
  }

  /** The tile nodes whose rectangles meet the bounds, their sides included. */
  private static List<Integer> tilesOf(Bounds bounds, StitchTree tree) {
    TileGrid grid = tree.grid();
    List<Integer> nodes = new ArrayList<>();
    // A footprint that touches a grid line belongs to the tiles on both sides of it.
    int i0 = Math.max(0, grid.column(bounds.xmin()) - 1);
    int j0 = Math.max(0, grid.row(bounds.ymin()) - 1);
    for (int i = i0; i <= grid.column(bounds.xmax()); i++) {
      for (int j = j0; j <= grid.row(bounds.ymax()); j++) {
        if (grid.block(i, j, i + 1, j + 1).intersects(bounds)) {
          nodes.add(tree.tileAt(i, j));
        }
      }
    }
    return nodes;
  }

  /** For each tile node its ordinal in the tree's order. */
  private static int[] ordinals(StitchTree tree) {
    int[] tiles = tree.tiles();
    int[] ordinals = new int[tree.nodes()];
    Arrays.fill(ordinals, -1);
    for (int i = 0; i < tiles.length; i++) {
      ordinals[tiles[i]] = i;
    }
    return ordinals;
  }

  /** How many stages of stitching across partitions there are to come. */
  int stitchStages() {
    int count = 0;
    for (int runs = partitions; runs > 1; runs = (runs + 1) / 2) {
      count++;
    }
    return count;
  }

  /**
   * Stitches across partitions: the open regions of two neighbouring runs meet in one task.
   *
   * @param stage 1 for the first stage, which halves the number of partitions, and so on
   */
  void stitch(int stage) {
    int tiles = setting.tree().grid().tiles();
    int runs = 1 + ((partitions - 1) >> stage);
    TilePartitioner leaves = new TilePartitioner(tiles, partitions);
    Broadcast<Setting> task = shared;
    Broadcast<int[]> ordinal = firstTile;
    JavaRDD<StageItem> below = stages.get(stages.size() - 1);
    add(
        below
            .filter(StageItem.OpenRegion.class::isInstance)
            .mapToPair(
                region -> {
                  int run = leaves.partitionOf(ordinal.value()[region.node()]) >> stage;
                  return new Tuple2<>(run, region);
                })
            .partitionBy(new HashPartitioner(runs))
            .mapPartitions(
                regions ->
                    Combiner.combine(task.value(), new MappedIterator<>(regions, Tuple2::_2))));
  }

  /** For each node the ordinal of the first tile below it. */
  private static int[] firstTiles(StitchTree tree) {
    int[] first = ordinals(tree);
    for (int node = 0; node < first.length; node++) {
      if (!tree.isTile(node)) {
        first[node] = first[tree.firstChild(node)];
      }
    }
    return first;
  }

  /** Runs a stage and notes what it sealed. */
  private void add(JavaRDD<StageItem> stage) {
    JavaRDD<StageItem> kept = stage.persist(StorageLevel.MEMORY_AND_DISK_SER());
    stages.add(kept);
    for (StageItem item : kept.filter(i -> !(i instanceof StageItem.OpenRegion)).collect()) {
      if (item instanceof StageItem.SealedPart part) {
        sealed.add(part);
      } else if (item instanceof StageItem.FailedTile tile) {
        failed.add(tile);
      }
    }
    sealed.sort(Comparator.comparingInt(StageItem.SealedPart::node));
    failed.sort(Comparator.comparingInt(StageItem.FailedTile::node));
  }

  /**
   * Numbers the vertices of all parts and writes the parts to the output, each where it lies.
   *
   * @return the manifest's lines, in vertex order
   */
  List<Manifest.Part> publish(String out) {
    long[] offsets = new long[setting.tree().nodes()];
    long next = 0;
    for (StageItem.SealedPart part : sealed) {
      offsets[part.node()] = next;
      next += part.vertices();
    }
    Broadcast<long[]> offset = spark.broadcast(offsets);
    Broadcast<Setting> task = shared;
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    List<JavaRDD<StageItem>> all = stages;
    JavaRDD<StageItem> everything = spark.union(all.toArray(JavaRDD[]::new));
    return everything
        .filter(StageItem.SealedPart.class::isInstance)
        .map(
            part ->
                write(task.value(), part.node(), offset.value(), OutputDir.of(out, hadoop.value())))
        .collect()
        .stream()
        .sorted(
            Comparator.comparingLong(Manifest.Part::vertexOffset)
                .thenComparing(Manifest.Part::vertices)
                .thenComparing(Manifest.Part::file))
        .toList();
  }

  private static Manifest.Part write(Setting setting, int node, long[] offsets, OutputDir out)
      throws IOException {
    MeshStore store = ExecutorStores.of(setting);
    return new PartWriter(out).write(store.read(node), offsets[node], part -> offsets[part]);
  }

  /** Removes what was spilled, unless it is to be kept, and lets Spark forget the stages. */
  @Override
  public void close() {
    String id = setting.id();
    boolean keep = setting.run().keepIntermediate();
    stages.forEach(stage -> stage.unpersist());
    if (keep) {
      ExecutorStores.forget(id);
    } else {
      int everywhere = 4 * Math.max(1, spark.defaultParallelism());
      spark
          .parallelize(new ArrayList<>(java.util.Collections.nCopies(everywhere, id)), everywhere)
          .foreach(ExecutorStores::close);
      ExecutorStores.close(id);
    }
    shared.destroy();
    firstTile.destroy();
  }
}
