package io.citymesh.job;

import io.citymesh.footprint.Groups;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.PackedFootprint;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Divides footprints into clusters, the connected components of "no farther apart than a distance",
 * and has each cleaned as soon as it is complete.
 *
 * <ol>
 *   <li>A sample of the footprints divides the plane into {@link Regions} of about equal work. Each
 *       footprint goes to every region that it comes near to, so any two close footprints meet in
 *       some region.
 *   <li>The task of a region finds the components in it ({@link ClusterFinder}). One of which no
 *       footprint goes to another region is a whole cluster, and is cleaned there and then.
 *   <li>The others wait ({@link CleanedItem.OpenFootprint}). A footprint in several regions links
 *       its components there: these links, three numbers each, meet in one small task ({@link
 *       OpenClusters}), which tells each region what cluster its components belong to, and which
 *       task is to clean it. The driver sees sums only.
 *   <li>The footprints that wait go to these tasks.
 * </ol>
 *
 * <p>Where there are so few footprints that a task's start costs more than its work, all of this is
 * left out: the driver finds the clusters, and tasks clean batches of them.
 */
final class Clusters implements AutoCloseable {
  /** So many footprints need no shuffle, if they are not larger than usual. */
  private static final long FEW = 20_000;

  /** So many bytes of footprints may come to the driver. */
  private static final long FEW_BYTES = 16 << 20;

  /** How many tasks a core gets at least, so that they end together. */
  private static final int TASKS_PER_CORE = 4;

  /**
   * The cost of a region or a batch in {@link #cost}, which a task holds: some 15,000 houses. Each
   * task costs the driver about two kilobytes, whatever it does.
   */
  private static final double TASK_COST = 8e6;

  /** How many partitions a task reads that does little with what is in them. */
  private static final int READ_TOGETHER = 4;

  /** How many places a region has in the sample. */
  private static final int SAMPLED_PER_REGION = 32;

  /** What a footprint costs beside its corners, as bytes of these. */
  private static final long COST = 300;

  /** Side of a square whose clusters are cleaned one after the other, metres. */
  private static final double CELL = 250;

  /** On disk: in memory they would take from the mesher what Spark believes to be its own. */
  private static final StorageLevel KEPT = StorageLevel.DISK_ONLY();

  private static final String FINDING = "finding footprints that touch";

  private final JavaSparkContext context;
  private final double distance;
  private final CleaningTask.Cleaning cleaning;
  private final List<JavaRDD<CleanedItem>> stages = new ArrayList<>();
  private final CleaningTotals totals = new CleaningTotals();
  private Set<Long> twice = Set.of();

  private Clusters(JavaSparkContext context, double distance, CleaningTask.Cleaning cleaning) {
    this.context = context;
    this.distance = distance;
    this.cleaning = cleaning;
  }

  /**
   * Cleans all clusters, each once.
   *
   * @param footprints with unique ids
   * @param expected about how many there are
   * @param distance metres
   */
  static Clusters clean(
      JavaRDD<PackedFootprint> footprints,
      long expected,
      double distance,
      CleaningTask.Cleaning cleaning) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(footprints.context());
    Clusters clusters = new Clusters(context, distance, cleaning);
    try {
      Optional<List<PackedFootprint>> few =
          expected < FEW ? clusters.few(footprints) : Optional.empty();
      if (few.isPresent()) {
        clusters.cleanFew(few.get());
      } else {
        clusters.cleanMany(footprints, expected);
      }
      return clusters;
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      clusters.close();
      throw e;
    }
  }

  /** All that the tasks have made; kept on the executors' disks. */
  @SuppressWarnings("unchecked")
  JavaRDD<CleanedItem> items() {
    return together(
        stages.size() == 1 ? stages.get(0) : context.union(stages.toArray(JavaRDD[]::new)));
  }

  /** In fewer partitions, but one for each core. */
  private <T> JavaRDD<T> together(JavaRDD<T> rdd) {
    int partitions = rdd.getNumPartitions();
    return rdd.coalesce(
        Math.min(partitions, Math.max(context.defaultParallelism(), partitions / READ_TOGETHER)));
  }

  /** The sums over all tasks. */
  CleaningTotals totals() {
    return totals;
  }

  /** The hashes that are the first of more than one building. */
  Set<Long> hashesTwice() {
    return twice;
  }

  /** Frees the executors' disks. */
  @Override
  public void close() {
    stages.forEach(JavaRDD::unpersist);
  }

  private static long cost(PackedFootprint footprint) {
    return COST + footprint.bytes().length;
  }

  private static long cost(List<PackedFootprint> cluster) {
    return cluster.stream().mapToLong(Clusters::cost).sum();
  }

  private int tasks(double cost) {
    return (int)
        Math.max((long) TASKS_PER_CORE * context.defaultParallelism(), Math.ceil(cost / TASK_COST));
  }

  // ---- few footprints

  /** The footprints, if they are as small as few usually are. */
  private Optional<List<PackedFootprint>> few(JavaRDD<PackedFootprint> footprints) {
    long most = FEW_BYTES / Math.max(1, footprints.getNumPartitions());
    List<PackedFootprint> together = new ArrayList<>();
    for (Few few : footprints.mapPartitions(all -> List.of(few(all, most)).iterator()).collect()) {
      if (!few.all) {
        return Optional.empty();
      }
      together.addAll(few.footprints);
    }
    return Optional.of(together);
  }

  /** The footprints of a partition, if they are all; or nothing. */
  private record Few(List<PackedFootprint> footprints, boolean all) implements Serializable {}

  private static Few few(Iterator<PackedFootprint> all, long most) {
    List<PackedFootprint> few = new ArrayList<>();
    long bytes = 0;
    while (all.hasNext()) {
      PackedFootprint footprint = all.next();
      bytes += footprint.bytes().length;
      if (bytes > most) {
        return new Few(List.of(), false);
      }
      few.add(footprint);
    }
    return new Few(few, true);
  }

  /** A batch of clusters for one task. */
  private record Batch(List<List<PackedFootprint>> clusters) implements Serializable {}

  private void cleanFew(List<PackedFootprint> footprints) {
    List<PackedFootprint> sorted = new ArrayList<>(footprints);
    sorted.sort(Comparator.comparing(PackedFootprint::id));
    List<List<PackedFootprint>> clusters = new ArrayList<>();
    for (List<Integer> members : ClusterFinder.clusters(sorted, distance).all()) {
      clusters.add(members.stream().map(sorted::get).toList());
    }
    inOrder(clusters);
    int[] batchOf = CostBatches.of(clusters.stream().mapToLong(Clusters::cost).toArray(), tasks(0));
    TreeMap<Integer, List<List<PackedFootprint>>> batches = new TreeMap<>();
    batches.put(0, new ArrayList<>());
    for (int i = 0; i < batchOf.length; i++) {
      batches.computeIfAbsent(batchOf[i], any -> new ArrayList<>()).add(clusters.get(i));
    }
    List<Batch> dealt = batches.values().stream().map(Batch::new).toList();
    CleaningTask.Cleaning task = cleaning;
    keep(
        context
            .parallelize(dealt, dealt.size())
            .mapPartitions(
                batch ->
                    new CleaningTask(
                        batch.next().clusters().iterator(),
                        List.<CleanedItem>of().iterator(),
                        task,
                        new CleaningTotals())));
    List<long[]> hashes = new ArrayList<>();
    for (CleanedItem item :
        items()
            .filter(item -> item instanceof CleaningTotals || item instanceof CleanedItem.KeyHashes)
            .collect()) {
      if (item instanceof CleaningTotals sums) {
        totals.add(sums);
      } else {
        hashes.add(((CleanedItem.KeyHashes) item).hashes());
      }
    }
    twice = BuildingKeys.twice(hashes);
  }

  /**
   * Puts clusters in the order of places: rows of cells, so that who looks at the terrain for one
   * after the other reads it once.
   */
  private static void inOrder(List<List<PackedFootprint>> clusters) {
    clusters.sort(Comparator.comparing(cluster -> Cell.of(cluster.get(0))));
  }

  /** A square of a grid. */
  private record Cell(long column, long row) implements Comparable<Cell> {
    static Cell of(PackedFootprint footprint) {
      return footprint
          .box()
          .map(
              box ->
                  new Cell(
                      (long) Math.floor(box.xmin() / CELL), (long) Math.floor(box.ymin() / CELL)))
          .orElse(new Cell(0, 0));
    }

    @Override
    public int compareTo(Cell other) {
      return row == other.row ? Long.compare(column, other.column) : Long.compare(row, other.row);
    }
  }

  // ---- many footprints

  private void keep(JavaRDD<CleanedItem> stage) {
    stages.add(stage.persist(KEPT));
  }

  private CleaningTotals totals(JavaRDD<CleanedItem> stage) {
    CleaningTotals sums = new CleaningTotals();
    stage
        .filter(item -> item instanceof CleaningTotals)
        .collect()
        .forEach(item -> sums.add((CleaningTotals) item));
    return sums;
  }

  private void cleanMany(JavaRDD<PackedFootprint> footprints, long expected) {
    Broadcast<Regions> regions = context.broadcast(regions(footprints, expected));
    double reach = distance;
    CleaningTask.Cleaning task = cleaning;
    JavaRDD<CleanedItem> inRegions =
        footprints
            .flatMapToPair(footprint -> placed(footprint, regions.value(), reach))
            .partitionBy(new ByNumber(regions.value().count(), PLACES))
            .mapPartitions(region -> new Region(reach).cleaned(region, task));
    keep(inRegions);
    CleaningTotals first = totals(inRegions);
    totals.add(first);
    if (first.openCost() > 0) {
      int batches = tasks(first.openCost());
      JavaRDD<CleanedItem> inBatches =
          OpenClusters.dealt(inRegions, batches)
              .mapPartitions(
                  members ->
                      new CleaningTask(
                          OpenClusters.together(members),
                          List.<CleanedItem>of().iterator(),
                          task,
                          new CleaningTotals()));
      keep(inBatches);
      totals.add(totals(inBatches));
    }
    twice =
        BuildingKeys.twice(
            items()
                .filter(item -> item instanceof CleanedItem.KeyHashes)
                .map(item -> ((CleanedItem.KeyHashes) item).hashes()),
            totals.buildings());
  }

  private Regions regions(JavaRDD<PackedFootprint> footprints, long expected) {
    String words = context.getLocalProperty(TaskProgress.DESCRIPTION);
    if (words != null) {
      context.setJobDescription(FINDING);
    }
    // A house of eight corners has some 500 bytes of cost.
    double step = Math.max(COST, 500.0 * expected / tasks(500.0 * expected) / SAMPLED_PER_REGION);
    double cost = 0;
    double[] places = {};
    for (double[] sample :
        together(footprints)
            .mapPartitionsWithIndex(
                (partition, all) -> List.of(sample(all, step, partition)).iterator(), false)
            .collect()) {
      cost += sample[0];
      int known = places.length;
      places = Arrays.copyOf(places, known + sample.length - 1);
      System.arraycopy(sample, 1, places, known, sample.length - 1);
    }
    context.setJobDescription(words);
    return new Regions(places, tasks(cost));
  }

  /**
   * The cost of a partition's footprints, and the places of some of them: each stands for the same
   * cost.
   *
   * @param partition its number, which tells where in the first step the first place is
   */
  private static double[] sample(Iterator<PackedFootprint> all, double step, int partition) {
    double golden = 0.6180339887498949 * (partition + 1);
    double next = step * (golden - Math.floor(golden));
    double cost = 0;
    double[] sample = new double[65];
    int size = 1;
    while (all.hasNext()) {
      PackedFootprint footprint = all.next();
      cost += cost(footprint);
      if (cost <= next) {
        continue;
      }
      Optional<Bounds> box = footprint.box();
      while (next < cost) {
        next += step;
        if (box.isPresent()) {
          if (size + 2 > sample.length) {
            sample = Arrays.copyOf(sample, 2 * size);
          }
          sample[size++] = (box.get().xmin() + box.get().xmax()) / 2;
          sample[size++] = (box.get().ymin() + box.get().ymax()) / 2;
        }
      }
    }
    sample[0] = cost;
    return Arrays.copyOf(sample, size);
  }

  // How a footprint lies in a region: the key of the shuffle is the region times four and these.
  private static final int PLACES = 4;
  private static final int HOME = 1;
  private static final int SHARED = 2;

  private static Iterator<Tuple2<Integer, PackedFootprint>> placed(
      PackedFootprint footprint, Regions regions, double distance) {
    IntStream.Builder met = IntStream.builder();
    footprint
        .box()
        .ifPresentOrElse(box -> regions.forEachMeeting(box, distance, met), () -> met.add(0));
    int[] numbers = met.build().toArray();
    List<Tuple2<Integer, PackedFootprint>> result = new ArrayList<>(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      int place = (i == 0 ? HOME : 0) + (numbers.length > 1 ? SHARED : 0);
      result.add(new Tuple2<>(numbers[i] * PLACES + place, footprint));
    }
    return result.iterator();
  }

  /** The task of one region. */
  private static final class Region {
    /** A footprint in the region. */
    private record Placed(String id, PackedFootprint footprint, int place) {
      boolean home() {
        return (place & HOME) != 0;
      }

      boolean shared() {
        return (place & SHARED) != 0;
      }
    }

    private final double distance;
    private final List<List<PackedFootprint>> whole = new ArrayList<>();
    private final List<CleanedItem> open = new ArrayList<>();
    private final CleaningTotals totals = new CleaningTotals();

    Region(double distance) {
      this.distance = distance;
    }

    Iterator<CleanedItem> cleaned(
        Iterator<Tuple2<Integer, PackedFootprint>> region, CleaningTask.Cleaning cleaning) {
      List<Placed> placed = new ArrayList<>();
      while (region.hasNext()) {
        Tuple2<Integer, PackedFootprint> next = region.next();
        placed.add(new Placed(next._2.id(), next._2, next._1 % PLACES));
      }
      // The numbers of components must be the same whoever finds them.
      placed.sort(Comparator.comparing(Placed::id));
      Groups groups =
          ClusterFinder.clusters(placed.stream().map(Placed::footprint).toList(), distance);
      List<List<Placed>> waiting = new ArrayList<>();
      for (List<Integer> members : groups.all()) {
        List<Placed> component = members.stream().map(placed::get).toList();
        if (component.stream().anyMatch(Placed::shared)) {
          waiting.add(component);
        } else {
          whole.add(component.stream().map(Placed::footprint).toList());
        }
      }
      wait(waiting);
      inOrder(whole);
      return new CleaningTask(whole.iterator(), open.iterator(), cleaning, totals);
    }

    private void wait(List<List<Placed>> components) {
      if (components.isEmpty()) {
        return;
      }
      long[] costs = new long[components.size()];
      long[] links = new long[24];
      int size = 0;
      for (int number = 0; number < costs.length; number++) {
        for (Placed member : components.get(number)) {
          if (member.home()) {
            costs[number] += cost(member.footprint);
            open.add(new CleanedItem.OpenFootprint(number, member.footprint));
          }
          if (member.shared()) {
            if (size == links.length) {
              links = Arrays.copyOf(links, 2 * size);
            }
            size = OpenClusters.link(member.id, number, links, size);
          }
        }
        totals.addOpen(costs[number]);
      }
      open.add(new CleanedItem.OpenComponents(costs, Arrays.copyOf(links, size)));
    }
  }
}
