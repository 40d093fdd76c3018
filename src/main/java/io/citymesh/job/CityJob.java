package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.Part;
import io.citymesh.tile.StitchTree;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.runtime.AbstractFunction1;

/**
 * The Spark job: tiles are an RDD of runs along the stitching tree; each task meshes the tiles of
 * its run, spills the cores and stitches what is complete; a tree-reduce, one Spark job, stitches
 * the runs, two regions at a time, while each executor publishes the cores that it holds; then the
 * seams.
 *
 * <p>What the driver sees of a part is a record of a few hundred bytes; what travels between tasks
 * are buildings (once, to their tiles) and frontiers. Each stage is an RDD of {@link StageItem}s,
 * kept by Spark, so that the publishing tasks are sent to where the parts lie.
 *
 * <p><b>Numbering.</b> Global vertex ids follow the nodes: all cores, then all seams. So every id
 * of a core is known as soon as the tiles are meshed: cores are published beside the stitching.
 *
 * <p><b>Loss.</b> What an executor holds may go with it. A lost stage is made again by Spark, from
 * its lineage, as it is needed. A part whose handle is there but whose file is not (or is damaged,
 * or was never written for lack of room) is made again by {@link #remake}: the tasks that made it
 * run again, mesh only what it depends on, and write it straight to the output. Parts are functions
 * of input and options, so that the mesh is the same to the last bit.
 *
 * <p><b>Work.</b> With {@code --resume} parts lie in the output's {@link Work} and not in the
 * executors' stores, each with the frontier after it, and stay there. A task looks there before it
 * meshes or stitches, so that a later run makes only what has changed, and an attempt that takes
 * over from a lost one only what was not done. The driver takes no part in it.
 */
final class CityJob implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CityJob.class);

  /** At most so many, unless there are few cores: a task that finds them lost makes them again. */
  private static final int COALESCED = 4;

  private final JavaSparkContext spark;
  private final Setting setting;
  private final Broadcast<Setting> shared;
  private final Broadcast<Runs> runs;
  private final Broadcast<SerializableConfiguration> hadoop;

  /** The buildings, each at the tiles that it meets; by run, then by tile. */
  private final JavaPairRDD<Integer, Building> placed;

  /** The runs, and after them each stage of stitching; kept by Spark. */
  private final List<JavaRDD<StageItem>> stages = new ArrayList<>();

  /** What was sealed, by node of the stitching tree. */
  private final List<StageItem.SealedPart> sealed = new ArrayList<>();

  private final List<StageItem.FailedTile> failed = new ArrayList<>();
  private Destination.Output coreOutput;

  /** What becomes of the seams between runs, while they are stitched; null if there are none. */
  private JavaFutureAction<List<StageItem>> seams;

  /** What becomes of the cores, while they are published. */
  private JavaFutureAction<List<StageItem>> cores;

  private int remade;

  /**
   * @param runs how the tiles are spread over tasks
   */
  CityJob(JavaSparkContext spark, Setting setting, Runs runs, JavaRDD<Building> buildings) {
    this.spark = spark;
    this.setting = setting;
    this.shared = spark.broadcast(setting);
    this.runs = spark.broadcast(runs);
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    this.placed = placed(buildings);
  }

  List<StageItem.SealedPart> sealed() {
    return sealed;
  }

  List<StageItem.FailedTile> failed() {
    return failed;
  }

  /** How many parts were lost and made again. */
  int remade() {
    return remade;
  }

  private JavaPairRDD<Integer, Building> placed(JavaRDD<Building> buildings) {
    Broadcast<Setting> task = shared;
    return buildings
        .mapPartitionsToPair(all -> new AtTiles(all, task.value().tree()))
        .repartitionAndSortWithinPartitions(new RunPartitioner(runs.value()));
  }

  // ---- stages

  /**
   * Meshes all tiles, and stitches those of each run.
   *
   * @param finished counts the tiles that are done
   */
  void meshCores(LongAccumulator finished) {
    JavaRDD<StageItem> made =
        kept(cores(new Destination.Store(), allTiles(), tile -> finished.add(1)));
    // All at once: what prepares the stages above would keep the cores waiting later.
    for (int stage = 1; stage <= runs.value().stages(); stage++) {
      kept(combined(stage, new Destination.Store()));
    }
    note(made.filter(CityJob::isWord).collect());
    TileOutcomes.tell(spark, sealed, failed);
  }

  private BitSet allTiles() {
    BitSet all = new BitSet();
    all.set(0, setting.tree().tiles());
    return all;
  }

  /** Told of tiles inside a task. */
  private interface Finished extends IntConsumer, Serializable {}

  private JavaRDD<StageItem> cores(Destination destination, BitSet tiles, Finished finished) {
    Broadcast<Setting> task = shared;
    Broadcast<Runs> dealt = runs;
    return placed.mapPartitionsWithIndex(
        (run, sorted) ->
            new CoreTask(
                task.value(),
                TileOutcomes.ofTask(),
                destination,
                tiles.stream().filter(tile -> dealt.value().runOf(tile) == run).iterator(),
                sorted,
                finished),
        true);
  }

  /**
   * Starts to stitch regions of different runs, up to the whole city: one job, so that no stage
   * waits for the driver.
   */
  void startStitching() {
    if (stages.size() > 1) {
      List<JavaRDD<StageItem>> above = stages.subList(1, stages.size());
      seams = coalesced(union(above)).filter(CityJob::isWord).collectAsync();
    }
  }

  /** Waits until everything is stitched. */
  void stitch() {
    if (seams == null) {
      startStitching();
    }
    if (seams != null) {
      note(result(seams));
    }
  }

  private JavaRDD<StageItem> combined(int stage, Destination destination) {
    Broadcast<Setting> task = shared;
    Broadcast<Runs> dealt = runs;
    List<JavaRDD<StageItem>> below = new ArrayList<>();
    for (int earlier = 0; earlier < stage; earlier++) {
      BitSet wanted = runs.value().feeds(earlier, stage);
      if (!wanted.isEmpty()) {
        below.add(
            PartitionPruningRDD.create(stages.get(earlier).rdd(), new In(wanted)).toJavaRDD());
      }
    }
    return coalesced(union(below))
        .filter(StageItem.OpenRegion.class::isInstance)
        .mapToPair(
            region -> {
              int parent = task.value().tree().parent(region.node());
              boolean now = parent >= 0 && dealt.value().stageOf(parent) == stage;
              return new Tuple2<>(now ? dealt.value().taskOf(parent) : -1, region);
            })
        .filter(region -> region._1 >= 0)
        .partitionBy(new HashPartitioner(runs.value().tasks(stage)))
        .mapPartitions(
            regions ->
                Combiner.combine(
                    task.value(), destination, new MappedIterator<>(regions, Tuple2::_2)));
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

  /** On disk: there are more frontiers the larger a city is. */
  private JavaRDD<StageItem> kept(JavaRDD<StageItem> stage) {
    JavaRDD<StageItem> kept = stage.persist(StorageLevel.DISK_ONLY());
    stages.add(kept);
    return kept;
  }

  private static boolean isWord(StageItem item) {
    return !(item instanceof StageItem.OpenRegion);
  }

  private void note(List<StageItem> items) {
    for (StageItem item : items) {
      if (item instanceof StageItem.SealedPart part) {
        sealed.add(part);
      } else if (item instanceof StageItem.FailedTile tile) {
        failed.add(tile);
      }
    }
    sealed.sort(Comparator.comparingInt(StageItem.SealedPart::node));
    failed.sort(Comparator.comparingInt(StageItem.FailedTile::node));
  }

  // ---- publishing

  /**
   * Starts to write the cores to the output, each where it lies: once all tiles are meshed, their
   * vertices can be numbered. If stitching was started before, it comes first: Spark's default
   * scheduler gives a task that is free to the older job.
   */
  void publishCores(String out, int deflate) {
    coreOutput = output(out, deflate);
    cores = publishing(stages.get(0), Part.Kind.CORE, coreOutput).collectAsync();
  }

  private Destination.Output output(String out, int deflate) {
    BitSet wanted = new BitSet();
    wanted.set(0, setting.tree().nodes());
    return new Destination.Output(out, hadoop, spark.broadcast(offsets()), wanted, deflate);
  }

  /**
   * Numbers the vertices of all parts and writes the parts to the output, each where it lies.
   *
   * @return the manifest's lines, in vertex order
   */
  List<Manifest.Part> publish(String out, int deflate) {
    if (cores == null) {
      publishCores(out, deflate);
    }
    Destination.Output output = output(out, deflate);
    List<StageItem> items = new ArrayList<>();
    if (setting.tree().nodes() > 1) {
      // Each task is to run where its part lies: a coalesced one would know the machine only.
      JavaRDD<StageItem> all = publishing(union(stages), Part.Kind.SEAM, output);
      items.addAll((spark.isLocal() ? coalesced(all) : all).collect());
    }
    items.addAll(result(cores));
    coreOutput.offsets().destroy();
    note(items);
    List<Manifest.Part> lines = new ArrayList<>();
    BitSet missing = new BitSet();
    for (StageItem item : items) {
      if (item instanceof StageItem.PublishedPart part) {
        lines.add(part.line());
      } else if (item instanceof StageItem.MissingPart part) {
        LOG.warn(
            "part {} is lost and will be made again: {}",
            setting.tree().partName(part.node()),
            part.why());
        missing.set(part.node());
      }
    }
    if (!missing.isEmpty()) {
      lines.addAll(remake(missing, output));
    }
    output.offsets().destroy();
    lines.sort(
        Comparator.comparingLong(Manifest.Part::vertexOffset)
            .thenComparing(Manifest.Part::vertices)
            .thenComparing(Manifest.Part::file));
    return lines;
  }

  /** What a job that was started has found; what it has thrown, as if it were thrown here. */
  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw CityJob.<RuntimeException>unchecked(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while parts were stitched and published", e);
    }
  }

  /** Spark's methods throw checked exceptions too. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }

  /** By node, the global id of its first vertex; known as far as all nodes are sealed. */
  private long[] offsets() {
    long[] offsets = new long[setting.tree().nodes()];
    for (StageItem.SealedPart part : sealed) {
      offsets[part.node()] = part.vertices();
    }
    long next = 0;
    for (int node = 0; node < offsets.length; node++) {
      long vertices = offsets[node];
      offsets[node] = next;
      next += vertices;
    }
    return offsets;
  }

  private JavaRDD<StageItem> publishing(
      JavaRDD<StageItem> items, Part.Kind kind, Destination.Output output) {
    Broadcast<Setting> task = shared;
    return items
        .filter(item -> item instanceof StageItem.SealedPart part && part.kind() == kind)
        .map(part -> publish(task.value(), (StageItem.SealedPart) part, output));
  }

  private static StageItem publish(
      Setting setting, StageItem.SealedPart sealed, Destination.Output output) {
    Part part;
    try {
      part =
          setting.work().isOn()
              ? setting.work().part(sealed.node(), sealed.key())
              : ExecutorStores.of(setting).read(sealed.node());
    } catch (IOException e) {
      forget(setting, sealed.node());
      return new StageItem.MissingPart(sealed.node(), e.getMessage());
    }
    StageItem published = output.publish(part);
    forget(setting, sealed.node());
    return published;
  }

  /** A part's spill goes as soon as it is of no more use; what the output's work holds stays. */
  private static void forget(Setting setting, int node) {
    if (!setting.work().isOn() && !setting.run().keepIntermediate()) {
      try {
        ExecutorStores.of(setting).delete(node);
      } catch (IOException e) {
        LOG.warn("a spilled part stays where it is until the end: {}", e.toString());
      }
    }
  }

  /** Makes parts again and publishes them. */
  private List<Manifest.Part> remake(BitSet missing, Destination.Output all) {
    Destination.Output output =
        new Destination.Output(all.out(), all.hadoop(), all.offsets(), missing, all.deflate());
    List<Manifest.Part> lines = new ArrayList<>();
    for (int stage = 0; stage < stages.size(); stage++) {
      int at = stage;
      int[] nodes = missing.stream().filter(n -> runs.value().stageOf(n) == at).toArray();
      if (nodes.length > 0) {
        JavaRDD<StageItem> made =
            stage > 0 ? combined(stage, output) : cores(output, tilesBelow(nodes), tile -> {});
        int[] partitions = partitions(stage, nodes);
        for (List<StageItem> items :
            made.filter(StageItem.PublishedPart.class::isInstance).collectPartitions(partitions)) {
          items.forEach(item -> lines.add(((StageItem.PublishedPart) item).line()));
        }
      }
    }
    if (lines.size() != missing.cardinality()) {
      throw new IllegalStateException(
          missing.cardinality() - lines.size() + " lost parts could not be made again");
    }
    remade = lines.size();
    return lines;
  }

  private BitSet tilesBelow(int[] nodes) {
    BitSet tiles = new BitSet();
    for (int node : nodes) {
      tiles.set(setting.tree().firstTile(node), setting.tree().endTile(node));
    }
    return tiles;
  }

  /** The partitions of a stage that make the nodes. */
  private int[] partitions(int stage, int[] nodes) {
    TreeSet<Integer> partitions = new TreeSet<>();
    for (int node : nodes) {
      partitions.add(
          stage > 0
              ? runs.value().taskOf(node)
              : runs.value().runOf(setting.tree().firstTile(node)));
    }
    return partitions.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Removes what was spilled, unless it is to be kept, and lets Spark forget the stages. */
  @Override
  public void close() {
    String id = setting.id();
    RunOptions run = setting.run();
    for (JavaFutureAction<?> started : Arrays.asList(seams, cores)) {
      if (started != null && !started.isDone()) {
        started.cancel(true);
      }
    }
    stages.forEach(stage -> stage.unpersist());
    TileOutcomes.forget(spark);
    if (run.keepIntermediate()) {
      ExecutorStores.forget(id);
    } else if (spark.sc().isStopped()) {
      // Each executor removes its own as it ends.
      ExecutorStores.close(id, run);
    } else {
      int everywhere = 4 * Math.max(1, spark.defaultParallelism());
      spark
          .parallelize(new ArrayList<>(Collections.nCopies(everywhere, id)), everywhere)
          .foreach(any -> ExecutorStores.close(any, run));
      ExecutorStores.close(id, run);
    }
    shared.destroy();
    runs.destroy();
    hadoop.destroy();
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

  /** Sends each tile to its run. */
  private static final class RunPartitioner extends org.apache.spark.Partitioner {
    private static final long serialVersionUID = 1L;
    private final Runs runs;

    RunPartitioner(Runs runs) {
      this.runs = runs;
    }

    @Override
    public int numPartitions() {
      return runs.count();
    }

    @Override
    public int getPartition(Object tile) {
      return runs.runOf((Integer) tile);
    }
  }

  /** Each building with the tiles that it meets. */
  private static final class AtTiles implements Iterator<Tuple2<Integer, Building>> {
    private final Iterator<Building> buildings;
    private final StitchTree tree;
    private Building building;
    private int[] tiles = {};
    private int next;

    AtTiles(Iterator<Building> buildings, StitchTree tree) {
      this.buildings = buildings;
      this.tree = tree;
    }

    @Override
    public boolean hasNext() {
      while (next == tiles.length && buildings.hasNext()) {
        building = buildings.next();
        IntStream.Builder met = IntStream.builder();
        tree.forTilesMeeting(building.bounds(), met);
        tiles = met.build().toArray();
        next = 0;
      }
      return next < tiles.length;
    }

    @Override
    public Tuple2<Integer, Building> next() {
      return new Tuple2<>(tiles[next++], building);
    }
  }
}
