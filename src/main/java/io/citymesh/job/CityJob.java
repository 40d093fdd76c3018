package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.Part;
import io.citymesh.tile.StitchTree;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Range;
import scala.concurrent.ExecutionContext;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * The Spark job: tiles are an RDD of batches along the stitching tree; each task meshes the tiles
 * of its batch, spills the cores and stitches what is complete; a tree-reduce stitches the batches,
 * two regions at a time, while each executor publishes the cores that it holds; then the seams.
 *
 * <p>What the driver sees of a part is a record of a few hundred bytes; what travels between tasks
 * are buildings (once, to their tiles) and frontiers. Each stage is an RDD of {@link StageItem}s,
 * kept by Spark, so that the publishing tasks are sent to where the parts lie.
 *
 * <p><b>Numbering.</b> Global vertex ids follow the nodes: all cores, then all seams. So every id
 * of a core is known as soon as it and all tiles before it are meshed: cores are published beside
 * the stitching, and, where a part can be read anywhere, beside the last tiles.
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
  private final Batches batches;
  private final Broadcast<Batches> sharedBatches;
  private final Broadcast<SerializableConfiguration> hadoop;

  /** The buildings, each at the tiles that it meets; by batch, then by tile. */
  private final JavaPairRDD<Integer, PackedBuilding> placed;

  /** The batches, and after them each stage of stitching; kept by Spark. */
  private final List<JavaRDD<StageItem>> stages = new ArrayList<>();

  /** What was sealed, by node of the stitching tree. */
  private final List<StageItem.PartSummary> sealed = new ArrayList<>();

  private final List<StageItem.FailedTile> failed = new ArrayList<>();

  /** By node, how many vertices its part owns, as far as it is sealed. */
  private final int[] vertices;

  private final BitSet finishedBatches = new BitSet();

  /** Where parts are published, once it is said. */
  private Target target;

  /** The tasks of the first stage of stitching that were started while others meshed. */
  private final BitSet aheadTasks = new BitSet();

  /** What becomes of the last of them; null if there are none. */
  private JavaFutureAction<Void> ahead;

  /** What becomes of the seams between batches, while they are stitched; null if there are none. */
  private JavaFutureAction<List<StageItem>> seams;

  /** What becomes of the cores, while they are published. */
  private final List<Publishing> cores = new ArrayList<>();

  /** The tiles before this one are published, or are about to be. */
  private int published;

  /** The global id of that tile's first vertex. */
  private long nextVertex;

  /** The jobs that went on, or go on, beside others. */
  private final List<Future<?>> begun = new ArrayList<>();

  private int remade;

  /** Where parts are published, and zlib's level for them. */
  private record Target(String out, int deflate) {}

  /** Parts that are being published. */
  private record Publishing(
      JavaFutureAction<List<StageItem>> items, Destination.Output destination) {}

  /**
   * @param batches how the tiles are spread over tasks
   */
  CityJob(JavaSparkContext spark, Setting setting, Batches batches, JavaRDD<Building> buildings) {
    this.spark = spark;
    this.setting = setting;
    this.shared = spark.broadcast(setting);
    this.batches = batches;
    this.sharedBatches = spark.broadcast(batches);
    this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    this.placed = placed(buildings);
    this.vertices = new int[setting.tree().nodes()];
  }

  /**
   * Says where parts are published. Said before the tiles are meshed, cores are published beside
   * meshing and stitching.
   *
   * @param deflate zlib's level for the parts, 0 for none
   */
  void publishTo(String out, int deflate) {
    target = new Target(out, deflate);
  }

  List<StageItem.PartSummary> sealed() {
    return sealed;
  }

  List<StageItem.FailedTile> failed() {
    return failed;
  }

  /** How many parts were lost and made again. */
  int remade() {
    return remade;
  }

  private JavaPairRDD<Integer, PackedBuilding> placed(JavaRDD<Building> buildings) {
    Broadcast<Setting> task = shared;
    return buildings
        .mapPartitionsToPair(all -> new AtTiles(all, task.value().tree()))
        .repartitionAndSortWithinPartitions(new BatchPartitioner(batches));
  }

  // ---- stages

  /**
   * Meshes all tiles, and stitches those of each batch.
   *
   * @param finished counts the tiles that are done
   */
  void meshCores(LongAccumulator finished) {
    JavaRDD<StageItem> made =
        kept(cores(new Destination.Store(), allTiles(), tile -> finished.add(1)));
    // All at once: what prepares the stages above would keep the cores waiting later.
    for (int stage = 1; stage <= batches.stages(); stage++) {
      kept(combined(stage, new Destination.Store()));
    }
    makeBatches(made.filter(CityJob::isSummary));
    sortSummaries();
    tellOutcomes();
  }

  /** Makes the batches, and takes their part summaries as each is finished. */
  private void makeBatches(JavaRDD<StageItem> summaries) {
    BlockingQueue<Optional<Tuple2<Integer, List<StageItem>>>> finished =
        new LinkedBlockingQueue<>();
    SimpleFutureAction<Object> job =
        spark
            .sc()
            .submitJob(
                summaries.rdd(),
                new ToList(),
                new Range.Exclusive(0, batches.count(), 1),
                (batch, made) -> {
                  finished.add(Optional.of(new Tuple2<>((Integer) batch, made)));
                  return BoxedUnit.UNIT;
                },
                () -> BoxedUnit.UNIT);
    job.onComplete(ended -> finished.add(Optional.empty()), ExecutionContext.parasitic$.MODULE$);
    try {
      for (var batch = finished.take(); batch.isPresent(); batch = finished.take()) {
        finish(batch.get()._1, batch.get()._2);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      if (!job.isCompleted()) {
        job.cancel();
      }
    }
    job.value().get().get();
  }

  /**
   * Notes a batch that is finished. A core of the machine that finds no more batches to make
   * stitches what can be stitched, and publishes what can be numbered; not more than there are such
   * cores, for what is left of it when all batches are finished comes before the later stitches.
   */
  private void finish(int batch, List<StageItem> made) {
    note(made);
    finishedBatches.set(batch);
    int left = batches.count() - finishedBatches.cardinality();
    int idle = spark.defaultParallelism() - left;
    if (left > 0 && idle > 0) {
      if (ahead == null || ahead.isDone()) {
        beside(this::stitchFinished);
      }
      // Elsewhere a part is read only where it lies, and who holds it may be meshing: another
      // executor would take the task after a while, and the part would have to be made again.
      boolean anywhere = spark.isLocal() || setting.work().isOn();
      if (anywhere && cores.stream().allMatch(started -> started.items().isDone())) {
        beside(() -> publishCores(idle));
      }
    }
  }

  /** Starts jobs that are not reported: they go on beside those that are. */
  private void beside(Runnable starts) {
    String words = spark.getLocalProperty(TaskProgress.DESCRIPTION);
    spark.setLocalProperty(TaskProgress.DESCRIPTION, null);
    try {
      starts.run();
    } finally {
      spark.setLocalProperty(TaskProgress.DESCRIPTION, words);
    }
  }

  /** Starts the first stage of stitching where all batches that a task needs are finished. */
  private void stitchFinished() {
    BitSet ready = new BitSet();
    for (int task = 0; batches.stages() > 0 && task < batches.tasks(1); task++) {
      if (!aheadTasks.get(task)
          && batches.batchesOfTask(task).stream().allMatch(finishedBatches::get)) {
        ready.set(task);
      }
    }
    if (ready.isEmpty()) {
      return;
    }
    aheadTasks.or(ready);
    tellOutcomes();
    ahead =
        PartitionPruningRDD.create(stages.get(1).rdd(), new In(ready))
            .toJavaRDD()
            .foreachPartitionAsync(regions -> {});
    begun.add(ahead);
  }

  /**
   * Lets later jobs know what became of the tiles, in case they have to make some again. They must
   * need none but those of finished batches.
   */
  private void tellOutcomes() {
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
    Broadcast<Batches> dealt = sharedBatches;
    return placed.mapPartitionsWithIndex(
        (batch, sorted) ->
            new CoreTask(
                task.value(),
                TileOutcomes.ofTask(),
                destination,
                tiles.stream().filter(tile -> dealt.value().batchOf(tile) == batch).iterator(),
                sorted,
                finished),
        true);
  }

  /**
   * Stitches regions of different batches, up to the whole city: one job, so that no stage waits
   * for the driver. It is older than that of the cores that are published from now on and so comes
   * first: Spark's default scheduler gives a task that is free to the older job.
   */
  void stitch() {
    if (ahead != null) {
      result(ahead);
    }
    if (stages.size() > 1) {
      List<JavaRDD<StageItem>> above = stages.subList(1, stages.size());
      seams = coalesced(union(above)).filter(CityJob::isSummary).collectAsync();
      begun.add(seams);
    }
    beside(() -> publishCores(batches.count()));
    if (seams != null) {
      note(result(seams));
      sortSummaries();
    }
  }

  private JavaRDD<StageItem> combined(int stage, Destination destination) {
    Broadcast<Setting> task = shared;
    return (stage == 1 ? ofBatches() : ofStages(stage))
        .mapPartitions(regions -> Combiner.combine(task.value(), destination, regions));
  }

  /** The regions for each task of the first stage of stitching: it reads its batches' by itself. */
  private JavaRDD<StageItem> ofBatches() {
    Broadcast<Batches> dealt = sharedBatches;
    Broadcast<Setting> task = shared;
    return stages
        .get(0)
        .rdd()
        .coalesce(batches.tasks(1), false, Option.apply(new ByTask(batches)), null)
        .toJavaRDD()
        .filter(item -> isWanted(item, 1, task.value(), dealt.value()));
  }

  /** The regions for each task of a later stage of stitching. */
  private JavaRDD<StageItem> ofStages(int stage) {
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

  /** On disk: there are more frontiers the larger a city is. */
  private JavaRDD<StageItem> kept(JavaRDD<StageItem> stage) {
    JavaRDD<StageItem> kept = stage.persist(StorageLevel.DISK_ONLY());
    stages.add(kept);
    return kept;
  }

  private static boolean isSummary(StageItem item) {
    return !(item instanceof StageItem.OpenRegion);
  }

  private void note(List<StageItem> items) {
    for (StageItem item : items) {
      if (item instanceof StageItem.PartSummary part) {
        sealed.add(part);
        vertices[part.node()] = part.vertices();
      } else if (item instanceof StageItem.FailedTile tile) {
        failed.add(tile);
      }
    }
  }

  private void sortSummaries() {
    sealed.sort(Comparator.comparingInt(StageItem.PartSummary::node));
    failed.sort(Comparator.comparingInt(StageItem.FailedTile::node));
  }

  // ---- publishing

  /**
   * Starts to write cores to the output, each where it lies, as far as their vertices can be
   * numbered; if it is known where to.
   *
   * @param most of how many batches, at most
   */
  private void publishCores(int most) {
    int tiles = setting.tree().tiles();
    int end = published;
    BitSet ready = new BitSet();
    for (; end < tiles && finishedBatches.get(batches.batchOf(end)); end++) {
      if (!ready.get(batches.batchOf(end)) && ready.cardinality() == most) {
        break;
      }
      ready.set(batches.batchOf(end));
    }
    if (target == null || end == published) {
      return;
    }
    tellOutcomes();
    Destination.Output output = output(published, end, nextVertex);
    JavaRDD<StageItem> made =
        PartitionPruningRDD.create(stages.get(0).rdd(), new In(ready)).toJavaRDD();
    cores.add(new Publishing(publishing(made, Part.Kind.CORE, output).collectAsync(), output));
    begun.add(cores.get(cores.size() - 1).items());
    for (; published < end; published++) {
      nextVertex += vertices[published];
    }
  }

  /**
   * The output.
   *
   * @param first the first node whose part is published
   * @param end the node after the last one
   * @param vertex the global id of the first vertex
   */
  private Destination.Output output(int first, int end, long vertex) {
    long[] offsets = new long[end - first + 1];
    offsets[0] = vertex;
    for (int node = first; node < end; node++) {
      offsets[node - first + 1] = offsets[node - first] + vertices[node];
    }
    BitSet wanted = new BitSet();
    wanted.set(first, end);
    return new Destination.Output(
        target.out(), hadoop, first, spark.broadcast(offsets), wanted, target.deflate());
  }

  /**
   * Numbers the vertices of all parts and writes the parts to the output, each where it lies.
   *
   * @return the manifest's lines, in vertex order
   */
  List<Manifest.Part> publish() {
    beside(() -> publishCores(batches.count()));
    Destination.Output output = output(0, setting.tree().nodes(), 0);
    List<StageItem> items = new ArrayList<>();
    if (setting.tree().nodes() > 1) {
      // Each task is to run where its part lies: a coalesced one would know the machine only.
      JavaRDD<StageItem> all = publishing(union(stages), Part.Kind.SEAM, output);
      items.addAll((spark.isLocal() ? coalesced(all) : all).collect());
    }
    for (Publishing started : cores) {
      items.addAll(result(started.items()));
      started.destination().offsets().destroy();
    }
    List<Manifest.Part> lines = new ArrayList<>();
    BitSet missing = new BitSet();
    List<String> whys = new ArrayList<>();
    for (StageItem item : items) {
      if (item instanceof StageItem.PublishedPart part) {
        lines.add(part.line());
      } else if (item instanceof StageItem.MissingPart part) {
        LOG.info("part {} is lost: {}", setting.tree().partName(part.node()), part.why());
        missing.set(part.node());
        whys.add(part.why());
      }
    }
    if (!missing.isEmpty()) {
      LOG.warn(
          "{} of {} parts are lost and will be made again: {}{}",
          missing.cardinality(),
          setting.tree().nodes(),
          whys.get(0),
          whys.size() > 1 ? ", and so on" : "");
      lines.addAll(remake(missing, output));
    }
    output.offsets().destroy();
    lines.sort(
        Comparator.comparingLong(Manifest.Part::vertexOffset)
            .thenComparing(Manifest.Part::vertices)
            .thenComparing(Manifest.Part::number));
    for (int i = 0; i < lines.size(); i++) {
      lines.set(i, lines.get(i).numbered(i));
    }
    return lines;
  }

  /** What a job that was started has found; what it has thrown, as if it were thrown here. */
  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw CityJob.<RuntimeException>unchecked(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while parts were made and published", e);
  }

  /** Spark's methods throw checked exceptions too. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private JavaRDD<StageItem> publishing(
      JavaRDD<StageItem> items, Part.Kind kind, Destination.Output output) {
    Broadcast<Setting> task = shared;
    return items
        .filter(item -> item instanceof StageItem.PartSummary part && part.kind() == kind)
        .map(part -> publish(task.value(), (StageItem.PartSummary) part, output));
  }

  private static StageItem publish(
      Setting setting, StageItem.PartSummary sealed, Destination.Output output) {
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
    StageItem published = output.publish(setting, part);
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
    Destination.Output output = all.of(missing);
    List<Manifest.Part> lines = new ArrayList<>();
    for (int stage = 0; stage < stages.size(); stage++) {
      int at = stage;
      int[] nodes = missing.stream().filter(n -> batches.stageOf(n) == at).toArray();
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
          stage > 0 ? batches.taskOf(node) : batches.batchOf(setting.tree().firstTile(node)));
    }
    return partitions.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Removes what was spilled, unless it is to be kept, and lets Spark forget the stages. */
  @Override
  public void close() {
    String id = setting.id();
    RunOptions run = setting.run();
    begun.stream().filter(job -> !job.isDone()).forEach(job -> job.cancel(true));
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
    sharedBatches.destroy();
    hadoop.destroy();
  }

  /** All that a task has made. */
  private static final class ToList
      extends AbstractFunction1<scala.collection.Iterator<StageItem>, List<StageItem>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public List<StageItem> apply(scala.collection.Iterator<StageItem> items) {
      List<StageItem> all = new ArrayList<>();
      while (items.hasNext()) {
        all.add(items.next());
      }
      return all;
    }
  }

  /** Puts the batches together whose regions are stitched by one task. */
  private static final class ByTask implements PartitionCoalescer, Serializable {
    private static final long serialVersionUID = 1L;

    /** Used by the driver alone. */
    private final transient Batches batches;

    ByTask(Batches batches) {
      this.batches = batches;
    }

    @Override
    public PartitionGroup[] coalesce(int tasks, RDD<?> parent) {
      PartitionGroup[] groups = new PartitionGroup[tasks];
      for (int task = 0; task < tasks; task++) {
        // Without a preferred place of its own it goes to where its first batch lies.
        groups[task] = new PartitionGroup(Option.empty());
        for (int batch : batches.batchesOfTask(task)) {
          groups[task].partitions().addOne(parent.partitions()[batch]);
        }
      }
      return groups;
    }
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
  private static final class BatchPartitioner extends org.apache.spark.Partitioner {
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
    private final Iterator<Building> buildings;
    private final StitchTree tree;
    private final SerializerInstance serializer = PackedBuilding.serializer();
    private PackedBuilding building;
    private int[] tiles = {};
    private int at;

    AtTiles(Iterator<Building> buildings, StitchTree tree) {
      this.buildings = buildings;
      this.tree = tree;
    }

    @Override
    public boolean hasNext() {
      while (at == tiles.length && buildings.hasNext()) {
        Building next = buildings.next();
        building = PackedBuilding.of(next, serializer);
        IntStream.Builder met = IntStream.builder();
        tree.forTilesMeeting(next.bounds(), met);
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
