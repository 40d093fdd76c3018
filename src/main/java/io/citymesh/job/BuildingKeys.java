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

  /** Makes a key; in tests one that finds the same key often. */
  interface Hash extends Serializable {
    /**
     * A number for a building.
     *
     * @param name its name
     * @param count which of the buildings of this name it is, from 0
     * @param attempt how many keys of the building are taken already
     */
    long of(String name, int count, int attempt);
  }

  /**
   * A building and what its key is made of.
   *
   * @param count which of the buildings of its name it is, from 0
   */
  record Counted(CleanedBuilding building, int count) implements Serializable {
    private long hash(Hash hash, int attempt) {
      return hash.of(building.sourceIds().get(0), count, attempt);
    }
  }

  private final Hash hash;

  /** The keys of those buildings whose first hash another one has. */
  private final Map<CleanedBuilding.Key, Long> moved;

  private BuildingKeys(Hash hash, Map<CleanedBuilding.Key, Long> moved) {
    this.hash = hash;
    this.moved = moved;
  }

  /** The keys of the buildings of a city. */
  static BuildingKeys of(JavaRDD<FootprintCleaner.Result> clusters) {
    return of(
        clusters,
        (name, count, attempt) -> new Fingerprint().put(name).put(count).put(attempt).number());
  }

  static BuildingKeys of(JavaRDD<FootprintCleaner.Result> clusters, Hash hash) {
    Set<Long> twice = new HashSet<>(twice(clusters, hash));
    Map<CleanedBuilding.Key, Long> moved = new HashMap<>();
    if (!twice.isEmpty()) {
      TreeMap<CleanedBuilding.Key, Counted> colliding = new TreeMap<>();
      clusters
          .flatMap(BuildingKeys::counted)
          .filter(counted -> twice.contains(counted.hash(hash, 0)))
          .collect()
          .forEach(counted -> colliding.put(counted.building.key(), counted));
      Set<Long> kept = new HashSet<>();
      colliding.values().removeIf(counted -> kept.add(counted.hash(hash, 0)));
      Map<CleanedBuilding.Key, Integer> attempts = new HashMap<>();
      Set<Long> given = new HashSet<>();
      while (!colliding.isEmpty()) {
        Map<CleanedBuilding.Key, Long> wanted = new TreeMap<>();
        colliding.forEach(
            (key, counted) ->
                wanted.put(key, counted.hash(hash, attempts.merge(key, 1, Integer::sum))));
        Set<Long> taken = taken(clusters, hash, wanted.values());
        wanted.forEach(
            (key, number) -> {
              if (!taken.contains(number) && given.add(number)) {
                moved.put(key, number);
                colliding.remove(key);
              }
            });
      }
    }
    return new BuildingKeys(hash, moved);
  }

  /** The buildings of a cluster, each counted among those of its name. */
  static Iterator<Counted> counted(FootprintCleaner.Result cluster) {
    Map<String, Integer> counts = new HashMap<>();
    List<Counted> result = new ArrayList<>();
    for (CleanedBuilding building : cluster.buildings()) {
      int count = counts.merge(building.sourceIds().get(0), 1, Integer::sum) - 1;
      result.add(new Counted(building, count));
    }
    return result.iterator();
  }

  /** The hashes that more than one building has. */
  private static List<Long> twice(JavaRDD<FootprintCleaner.Result> clusters, Hash hash) {
    int partitions = clusters.getNumPartitions();
    return clusters
        .mapPartitionsToPair(results -> dealt(results, hash, partitions))
        .groupByKey(new HashPartitioner(partitions))
        .flatMap(dealt -> repeated(dealt._2))
        .collect();
  }

  /** The first hashes of the buildings, in as many arrays as there are partitions. */
  private static Iterator<Tuple2<Integer, long[]>> dealt(
      Iterator<FootprintCleaner.Result> clusters, Hash hash, int partitions) {
    long[][] dealt = new long[partitions][8];
    int[] sizes = new int[partitions];
    while (clusters.hasNext()) {
      for (Iterator<Counted> all = counted(clusters.next()); all.hasNext(); ) {
        long number = all.next().hash(hash, 0);
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

  private static Iterator<Long> repeated(Iterable<long[]> arrays) {
    List<long[]> all = new ArrayList<>();
    arrays.forEach(all::add);
    long[] sorted = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    return IntStream.range(1, sorted.length)
        .filter(i -> sorted[i] == sorted[i - 1])
        .mapToObj(i -> sorted[i])
        .distinct()
        .iterator();
  }

  /** Which of the numbers are first hashes of buildings. */
  private static Set<Long> taken(
      JavaRDD<FootprintCleaner.Result> clusters, Hash hash, Collection<Long> numbers) {
    Set<Long> wanted = new HashSet<>(numbers);
    return new HashSet<>(
        clusters
            .flatMap(BuildingKeys::counted)
            .map(counted -> counted.hash(hash, 0))
            .filter(wanted::contains)
            .collect());
  }

  /**
   * A building with its key.
   *
   * @param index its place in the order of all buildings
   */
  Building building(Counted counted, long index) {
    Long number = moved.isEmpty() ? null : moved.get(counted.building.key());
    return counted.building.numbered(
        Math.toIntExact(index), number != null ? number : counted.hash(hash, 0));
  }
}
