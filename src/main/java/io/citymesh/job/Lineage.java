package io.citymesh.job;

import io.citymesh.tile.StitchTree;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import scala.Option;
import scala.Tuple2;
import scala.runtime.AbstractFunction1;

/**
 * The stages of the job as RDDs of {@link StageItem}s, each made of those before it: the batches,
 * stage 0, each task of which meshes the tiles of its batch and stitches what is complete; then the
 * stages that stitch regions of different batches.
 *
 * <p>Spark keeps each stage on the executors' disks. What goes with an executor is made again by
 * Spark, from the stages before it.
 */
final class Lineage {
  /** At most so many, unless there are few cores: a task that finds them lost makes them again. */
  private static final int COALESCED = 4;

  private final JavaSparkContext spark;
  private final Batches batches;
  private final Broadcast<Setting> shared;
  private final Broadcast<Batches> sharedBatches;
  private final LongAccumulator finished;

  /** The buildings, each at the tiles that it meets; by batch, then by tile. */
  private final JavaPairRDD<Integer, PackedBuilding> placed;

  private final List<JavaRDD<StageItem>> stages = new ArrayList<>();

  /**
   * @param batches how the tiles are spread over tasks
   * @param finished counts the tiles that are done
   */
  Lineage(
      JavaSparkContext spark,
      Setting setting,
      Batches batches,
      JavaRDD<PackedBuilding> buildings,
      LongAccumulator finished) {
    this.spark = spark;
    this.batches = batches;
    this.shared = spark.broadcast(setting);
    this.sharedBatches = spark.broadcast(batches);
    this.finished = finished;
    Broadcast<Setting> task = shared;
    this.placed =
        buildings
            .mapPartitionsToPair(all -> new AtTiles(all, task.value().tree()))
            .repartitionAndSortWithinPartitions(new BatchPartitioner(batches));
    build();
  }

  private void build() {
    Broadcast<Setting> task = shared;
    keep(ofTiles());
    for (int stage = 1; stage <= batches.stages(); stage++) {
      keep(
          (stage == 1 ? regionsOfBatches() : regionsOfStages(stage))
              .mapPartitions(regions -> Combiner.combine(task.value(), regions)));
    }
  }

  /** What the batches make: their part summaries, and the regions that wait. */
  JavaRDD<StageItem> batches() {
    return stages.get(0);
  }

  /** What all stages of stitching make; nothing if there is one batch. */
  JavaRDD<StageItem> stitches() {
    return stages.size() == 1
        ? spark.emptyRDD()
        : coalesced(union(stages.subList(1, stages.size())));
  }

  /** Makes Spark forget all that it has made of these stages, so that it makes it again. */
  void restart() {
    stages.forEach(stage -> stage.unpersist(true));
    stages.clear();
    build(); // What is shuffled is known by its RDD.
  }

  /** The end of it. */
  void close() {
    stages.forEach(stage -> stage.unpersist());
    shared.destroy();
    sharedBatches.destroy();
  }

  /** On disk: there are more frontiers the larger a city is. */
  private void keep(JavaRDD<StageItem> stage) {
    stages.add(stage.persist(StorageLevel.DISK_ONLY()));
  }

  private JavaRDD<StageItem> ofTiles() {
    Broadcast<Setting> task = shared;
    Broadcast<Batches> dealt = sharedBatches;
    LongAccumulator counter = finished;
    return placed.mapPartitionsWithIndex(
        (batch, sorted) ->
            new CoreTask(
                task.value(),
                TileOutcomes.ofTask(),
                IntStream.range(0, task.value().tree().tiles())
                    .filter(tile -> dealt.value().batchOf(tile) == batch)
                    .iterator(),
                sorted,
                tile -> counter.add(1)),
        true);
  }

  /** The regions for each task of the first stage of stitching: it reads its batches' by itself. */
  private JavaRDD<StageItem> regionsOfBatches() {
    Broadcast<Batches> dealt = sharedBatches;
    Broadcast<Setting> task = shared;
    List<List<Integer>> groups =
        IntStream.range(0, batches.tasks(1)).mapToObj(batches::batchesOfTask).toList();
    return stages
        .get(0)
        .rdd()
        .coalesce(groups.size(), false, Option.apply(new Together(groups)), null)
        .toJavaRDD()
        .filter(item -> isWanted(item, 1, task.value(), dealt.value()));
  }

  /** The regions for each task of a later stage of stitching. */
  private JavaRDD<StageItem> regionsOfStages(int stage) {
    Broadcast<Batches> dealt = sharedBatches;
    Broadcast<Setting> task = shared;
    List<JavaRDD<StageItem>> below = new ArrayList<>();
    for (int earlier = 0; earlier < stage; earlier++) {
      BitSet wanted = batches.feeds(earlier, stage);
      if (!wanted.isEmpty()) {
        below.add(
            PartitionPruningRDD.create(stages.get(earlier).rdd(), new In(wanted)).toJavaRDD());
      }
    }
    return coalesced(union(below))
        .filter(item -> isWanted(item, stage, task.value(), dealt.value()))
        .mapToPair(
            item ->
                new Tuple2<>(dealt.value().taskOf(task.value().tree().parent(item.node())), item))
        .partitionBy(new HashPartitioner(batches.tasks(stage)))
        .map(Tuple2::_2);
  }

  /** Whether it is a region that a stage stitches. */
  private static boolean isWanted(StageItem item, int stage, Setting setting, Batches dealt) {
    int parent = setting.tree().parent(item.node());
    return item instanceof StageItem.OpenRegion && parent >= 0 && dealt.stageOf(parent) == stage;
  }

  @SuppressWarnings("unchecked")
  private JavaRDD<StageItem> union(List<JavaRDD<StageItem>> rdds) {
    return rdds.size() == 1 ? rdds.get(0) : spark.union(rdds.toArray(JavaRDD[]::new));
  }

  /** In fewer partitions, for tasks that have hardly anything to do with each. */
  private JavaRDD<StageItem> coalesced(JavaRDD<StageItem> stage) {
    return stage.coalesce(
        Math.max(spark.defaultParallelism(), stage.getNumPartitions() / COALESCED));
  }

  /** Whether a partition is in a set. */
  private static final class In extends AbstractFunction1<Object, Object> implements Serializable {
    private static final long serialVersionUID = 1L;
    private final BitSet partitions;

    In(BitSet partitions) {
      this.partitions = partitions;
    }

    @Override
    public Object apply(Object partition) {
      return partitions.get((Integer) partition);
    }
  }

  /** Sends each tile to its batch. */
  private static final class BatchPartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final Batches batches;

    BatchPartitioner(Batches batches) {
      this.batches = batches;
    }

    @Override
    public int numPartitions() {
      return batches.count();
    }

    @Override
    public int getPartition(Object tile) {
      return batches.batchOf((Integer) tile);
    }
  }

  /** Each building with the tiles that it meets. */
  private static final class AtTiles implements Iterator<Tuple2<Integer, PackedBuilding>> {
    private final Iterator<PackedBuilding> buildings;
    private final StitchTree tree;
    private PackedBuilding building;
    private int[] tiles = {};
    private int at;

    AtTiles(Iterator<PackedBuilding> buildings, StitchTree tree) {
      this.buildings = buildings;
      this.tree = tree;
    }

    @Override
    public boolean hasNext() {
      while (at == tiles.length && buildings.hasNext()) {
        building = buildings.next();
        IntStream.Builder met = IntStream.builder();
        tree.forTilesMeeting(building.bounds(), met);
        tiles = met.build().toArray();
        at = 0;
      }
      return at < tiles.length;
    }

    @Override
    public Tuple2<Integer, PackedBuilding> next() {
      return new Tuple2<>(tiles[at++], building);
    }
  }
}
