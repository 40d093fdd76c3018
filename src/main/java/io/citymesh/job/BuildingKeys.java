package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.CleanedBuilding;
import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.geo.Fingerprint;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Gives each building of a city its key: 63 bits that stay the same whatever other buildings there
 * are.
 *
 * <ol>
 *   <li>The first of a building's source ids names it. Where several buildings have the same name,
 *       as the parts of one footprint have, they are counted in their order, from 0: all of them
 *       come from one cluster.
 *   <li>The key is a hash of name and count.
 *   <li>Where buildings of different names have the same hash (in a city of a million one chance in
 *       twenty million), the first of them in the order of buildings keeps it. The others, one
 *       after the other, take the hash of name, count and the smallest number from 1 on that no
 *       building has.
 * </ol>
 *
 * <p>So keys depend on the set of buildings alone, not on partitions. The driver holds what is the
 * same twice, which is next to never anything.
 */
final class BuildingKeys implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Some megabytes; each task costs the driver as much as the result of 2,000 buildings may. */
  private static final long HASHES_PER_TASK = 200_000;

  /** Makes a key; in tests one that finds the same key often. */
  interface Hash extends Serializable {
    /** The hash of which keys are made. */
    Hash OF_CITIES =
        (name, count, attempt) -> new Fingerprint().put(name).put(count).put(attempt).number();

    /**
     * A number for a building.
     *
     * @param name its name
     * @param count which of the buildings of this name it is, from 0
     * @param attempt how many keys of the building are taken already
     */
    long of(String name, int count, int attempt);
  }

  /** The keys of those buildings whose first hash another one has. */
  private final Map<PackedBuilding, Long> moved;

  private BuildingKeys(Map<PackedBuilding, Long> moved) {
    this.moved = moved;
  }

  /**
   * The buildings of a cluster, each with its first hash as its key; the index is its place among
   * those of its name.
   */
  static List<Building> counted(FootprintCleaner.Result cluster, Hash hash) {
    Map<String, Integer> counts = new HashMap<>();
    List<Building> result = new ArrayList<>();
    for (CleanedBuilding building : cluster.buildings()) {
      String name = building.sourceIds().get(0);
      int count = counts.merge(name, 1, Integer::sum) - 1;
      result.add(building.numbered(count, hash.of(name, count, 0)));
    }
    return result;
  }

  /**
   * The keys of the buildings of a city.
   *
   * @param buildings with their first hashes
   * @param twice the hashes that more than one of them has
   */
  static BuildingKeys of(JavaRDD<PackedBuilding> buildings, Set<Long> twice, Hash hash) {
    Map<PackedBuilding, Long> moved = new HashMap<>();
    if (!twice.isEmpty()) {
      TreeSet<PackedBuilding> colliding =
          new TreeSet<>(buildings.filter(building -> twice.contains(building.key())).collect());
      Set<Long> kept = new HashSet<>();
      colliding.removeIf(building -> kept.add(building.key()));
      Map<PackedBuilding, Integer> attempts = new HashMap<>();
      Set<Long> given = new HashSet<>();
      while (!colliding.isEmpty()) {
        Map<PackedBuilding, Long> wanted = new TreeMap<>();
        for (PackedBuilding building : colliding) {
          int attempt = attempts.merge(building, 1, Integer::sum);
          wanted.put(building, hash.of(building.name(), building.index(), attempt));
        }
        Set<Long> taken = taken(buildings, wanted.values());
        wanted.forEach(
            (building, number) -> {
              if (!taken.contains(number) && given.add(number)) {
                moved.put(building, number);
                colliding.remove(building);
              }
            });
      }
    }
    return new BuildingKeys(moved);
  }

  /**
   * The hashes that are there more than once, all over the executors.
   *
   * @param count how many there are in all
   */
  static Set<Long> twice(JavaRDD<long[]> hashes, long count) {
    int partitions = (int) Math.max(1, count / HASHES_PER_TASK);
    return new HashSet<>(
        hashes
            .mapPartitionsToPair(all -> dealt(all, partitions))
            .groupByKey(new HashPartitioner(partitions))
            .flatMap(dealt -> twice(dealt._2).iterator())
            .collect());
  }

  /** Arrays of hashes, in one array for each of the partitions to which they go. */
  private static Iterator<Tuple2<Integer, long[]>> dealt(Iterator<long[]> arrays, int partitions) {
    long[][] dealt = new long[partitions][8];
    int[] sizes = new int[partitions];
    while (arrays.hasNext()) {
      for (long number : arrays.next()) {
        int to = (int) Long.remainderUnsigned(number, partitions);
        if (sizes[to] == dealt[to].length) {
          dealt[to] = Arrays.copyOf(dealt[to], 2 * sizes[to]);
        }
        dealt[to][sizes[to]++] = number;
      }
    }
    return IntStream.range(0, partitions)
        .filter(to -> sizes[to] > 0)
        .mapToObj(to -> new Tuple2<>(to, Arrays.copyOf(dealt[to], sizes[to])))
        .iterator();
  }

  /** The hashes that are there more than once. */
  static Set<Long> twice(Iterable<long[]> arrays) {
    List<long[]> all = new ArrayList<>();
    arrays.forEach(all::add);
    long[] sorted = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    Set<Long> twice = new HashSet<>();
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        twice.add(sorted[i]);
      }
    }
    return twice;
  }

  /** Which of the numbers are first hashes of buildings. */
  private static Set<Long> taken(JavaRDD<PackedBuilding> buildings, Collection<Long> numbers) {
    Set<Long> wanted = new HashSet<>(numbers);
    return new HashSet<>(buildings.map(PackedBuilding::key).filter(wanted::contains).collect());
  }

  /** A building, which has its first hash, with its key. */
  PackedBuilding keyed(PackedBuilding building) {
    Long number = moved.isEmpty() ? null : moved.get(building);
    return number == null ? building : building.withKey(number);
  }
}
