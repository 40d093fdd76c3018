package io.citymesh.vector;

import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Gives each footprint a name of its own, see {@link FootprintIds}. Nearly all ids are there once,
 * and keep their names where they are: only hashes of ids meet in a small shuffle, and each
 * partition is told which of its own are there twice. Footprints with one of these meet by id, and
 * are numbered in the order of their geometries. Of few footprints the driver compares the hashes,
 * and nothing is shuffled.
 */
final class UniqueNames {
  /** Up to so many footprints the driver compares the hashes. */
  static final int FEW = 20_000;

  /** Hashes that a task compares, at most about. */
  private static final long PER_TASK = 500_000;

  private final RepeatedIds repeated;

  /** The hashes that are there twice; empty if they are with the partitions. */
  private final long[] few;

  /** For each partition those of its hashes that are there twice; null if they are few. */
  private final JavaRDD<Found> found;

  private UniqueNames(RepeatedIds repeated, long[] few, JavaRDD<Found> found) {
    this.repeated = repeated;
    this.few = few;
    this.found = found;
  }

  /**
   * Some of the hashes of a partition.
   *
   * @param partition that the footprints are in
   * @param hashes of {@link IdHashes}
   */
  private record Hashes(int partition, long[] hashes) implements Serializable {}

  /**
   * What comparing finds: hashes of a partition that are there twice, or what there is of them.
   *
   * @param hashes in ascending order
   */
  private record Found(int partition, long[] hashes, RepeatedIds repeated)
      implements Serializable {}

  /** Compares the hashes of all ids, which are few. */
  static UniqueNames ofFew(long[] hashes) {
    Arrays.sort(hashes);
    return new UniqueNames(IdHashes.counted(hashes), IdHashes.repeated(hashes), null);
  }

  /**
   * Compares the hashes of all ids, in tasks.
   *
   * @param blocks persisted
   * @param count how many footprints there are
   */
  static UniqueNames of(JavaRDD<FeatureBlock> blocks, long count) {
    int tasks = Math.toIntExact(count / PER_TASK + 1);
    JavaRDD<Found> found =
        blocks
            .mapPartitionsWithIndex((partition, mine) -> spread(partition, mine, tasks), false)
            .mapToPair(hashes -> hashes)
            .partitionBy(new Numbered(tasks))
            .values()
            .mapPartitions(UniqueNames::compared)
            .persist(StorageLevel.DISK_ONLY());
    try {
      RepeatedIds repeated = found.map(Found::repeated).fold(RepeatedIds.NONE, RepeatedIds::plus);
      if (repeated.equals(RepeatedIds.NONE)) {
        found.unpersist();
        return new UniqueNames(repeated, new long[0], null);
      }
      return new UniqueNames(repeated, new long[0], found);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      found.unpersist();
      throw e;
    }
  }

  /** Leads what is numbered to the partition of its number. */
  private static final class Numbered extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    Numbered(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object number) {
      return (Integer) number;
    }
  }

  /** The hashes of a partition, by the task that compares them. */
  private static Iterator<Tuple2<Integer, Hashes>> spread(
      int partition, Iterator<FeatureBlock> blocks, int tasks) {
    IdHashes[] byTask = new IdHashes[tasks];
    Arrays.setAll(byTask, any -> new IdHashes());
    while (blocks.hasNext()) {
      blocks
          .next()
          .footprints()
          .forEachRemaining(
              named -> {
                long hash = IdHashes.of(named);
                byTask[(int) ((hash >>> 32) % tasks)].add(hash);
              });
    }
    List<Tuple2<Integer, Hashes>> result = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      result.add(new Tuple2<>(i, new Hashes(partition, byTask[i].toArray())));
    }
    return result.iterator();
  }

  private static Iterator<Found> compared(Iterator<Hashes> hashes) {
    List<Hashes> all = new ArrayList<>();
    hashes.forEachRemaining(all::add);
    long[] sorted = all.stream().flatMapToLong(one -> Arrays.stream(one.hashes)).sorted().toArray();
    long[] twice = IdHashes.repeated(sorted);
    List<Found> result = new ArrayList<>();
    result.add(new Found(0, new long[0], IdHashes.counted(sorted)));
    for (Hashes one : all) {
      long[] mine =
          Arrays.stream(one.hashes)
              .filter(hash -> IdHashes.contains(twice, hash))
              .sorted()
              .distinct()
              .toArray();
      if (mine.length > 0) {
        result.add(new Found(one.partition, mine, RepeatedIds.NONE));
      }
    }
    return result.iterator();
  }

  /** The ids that occur more than once. */
  RepeatedIds repeated() {
    return repeated;
  }

  /**
   * The footprints, each with a name of its own.
   *
   * @param placed in the partitions of the blocks whose hashes were compared, perhaps fewer
   */
  JavaRDD<NamedFootprint> give(JavaRDD<FeatureBlock> placed) {
    if (repeated.equals(RepeatedIds.NONE)) {
      return placed.flatMap(FeatureBlock::footprints).map(UniqueNames::first);
    }
    if (found == null) {
      JavaRDD<NamedFootprint> all = placed.flatMap(FeatureBlock::footprints);
      long[] twice = few;
      return all.filter(named -> !IdHashes.contains(twice, IdHashes.of(named)))
          .map(UniqueNames::first)
          .union(
              all.filter(named -> IdHashes.contains(twice, IdHashes.of(named)))
                  .coalesce(1)
                  .mapPartitions(UniqueNames::numberedById));
    }
    JavaRDD<Found> mine =
        found
            .filter(one -> one.hashes.length > 0)
            .mapToPair(one -> new Tuple2<>(one.partition, one))
            .partitionBy(new Numbered(placed.getNumPartitions()))
            .values();
    JavaPairRDD<String, NamedFootprint> byId =
        placed
            .zipPartitions(mine, (blocks, twice) -> chosen(blocks, twice, true))
            .mapToPair(named -> new Tuple2<>(named.footprint().id(), named));
    return placed
        .zipPartitions(mine, (blocks, twice) -> chosen(blocks, twice, false))
        .map(UniqueNames::first)
        .union(
            byId.groupByKey(FootprintSet.partitions(repeated.features() + repeated.copies()))
                .flatMap(group -> numbered(group._2)));
  }

  /** Those footprints of a partition whose ids are there twice, or the others. */
  private static Iterator<NamedFootprint> chosen(
      Iterator<FeatureBlock> blocks, Iterator<Found> found, boolean twice) {
    long[] hashes = new long[0];
    while (found.hasNext()) {
      long[] more = found.next().hashes;
      int size = hashes.length;
      hashes = Arrays.copyOf(hashes, size + more.length);
      System.arraycopy(more, 0, hashes, size, more.length);
    }
    Arrays.sort(hashes);
    long[] sorted = hashes;
    return new AdvancingIterator<>() {
      private Iterator<NamedFootprint> block = List.<NamedFootprint>of().iterator();

      @Override
      NamedFootprint advance() {
        while (block.hasNext() || blocks.hasNext()) {
          if (!block.hasNext()) {
            block = blocks.next().footprints();
            continue;
          }
          NamedFootprint next = block.next();
          if (IdHashes.contains(sorted, IdHashes.of(next)) == twice) {
            return next;
          }
        }
        return null;
      }
    };
  }

  /** What is kept on disk for it. */
  Stream<JavaRDD<?>> persisted() {
    return Stream.ofNullable(found);
  }

  // ---- names

  /** The only footprint with its id. */
  private static NamedFootprint first(NamedFootprint named) {
    return named(named, 1);
  }

  private static NamedFootprint named(NamedFootprint one, int n) {
    String id = one.footprint().id();
    String name = FootprintIds.name(id, n);
    return name.equals(id) ? one : new NamedFootprint(one.footprint().withId(name), one.kept());
  }

  private static Iterator<NamedFootprint> numberedById(Iterator<NamedFootprint> few) {
    Map<String, List<NamedFootprint>> byId = new TreeMap<>();
    few.forEachRemaining(
        named -> byId.computeIfAbsent(named.footprint().id(), any -> new ArrayList<>()).add(named));
    List<NamedFootprint> result = new ArrayList<>();
    byId.values().forEach(group -> numbered(group).forEachRemaining(result::add));
    return result.iterator();
  }

  private static Iterator<NamedFootprint> numbered(Iterable<NamedFootprint> group) {
    List<NamedFootprint> sorted = new ArrayList<>();
    group.forEach(sorted::add);
    sorted.sort(ORDER);
    List<NamedFootprint> result = new ArrayList<>();
    sorted.forEach(one -> result.add(named(one, result.size() + 1)));
    return result.iterator();
  }

  private static final Comparator<NamedFootprint> ORDER =
      Comparator.comparing(NamedFootprint::footprint, UniqueNames::byGeometry)
          .thenComparingDouble(named -> heights(named).height())
          .thenComparingDouble(named -> heights(named).roof())
          .thenComparingDouble(named -> heights(named).storeys())
          .thenComparing(named -> named.kept() == null ? "" : named.kept());

  private static Heights heights(NamedFootprint named) {
    return named.footprint().heights();
  }

  private static int byGeometry(PackedFootprint a, PackedFootprint b) {
    return Arrays.compareUnsigned(bytes(a.wkb()), bytes(b.wkb()));
  }

  private static byte[] bytes(ByteBuffer wkb) {
    byte[] bytes = new byte[wkb.remaining()];
    wkb.get(bytes);
    return bytes;
  }
}
