package io.citymesh.job;

import io.citymesh.footprint.Groups;
import io.citymesh.geo.Fingerprint;
import io.citymesh.geo.PackedFootprint;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Clusters that reach over several regions: the components of the regions, linked by the footprints
 * that lie in more than one of them. One task unites the links of the whole city, which are a few
 * bytes for each footprint on a side of a region.
 */
final class OpenClusters {
  /** Numbers of a link: two for the footprint, one for the component. */
  private static final int LINK = 3;

  private OpenClusters() {}

  /**
   * Adds a link.
   *
   * @param id of a footprint that lies in several regions
   * @param component its component's number in this region
   * @return the size after it
   */
  static int link(String id, int component, long[] links, int size) {
    // 126 bits: no two ids have the same.
    links[size] = new Fingerprint().put(id).put(1).number();
    links[size + 1] = new Fingerprint().put(id).put(2).number();
    links[size + 2] = component;
    return size + LINK;
  }

  /** What a region says of its components. */
  private record Told(int region, CleanedItem.OpenComponents components) implements Serializable {}

  /** A footprint of a cluster, which has the number of one of its components. */
  record Member(long cluster, PackedFootprint footprint) implements Serializable {}

  /**
   * The footprints that wait, dealt to tasks: each cluster to one of them, neighbours to the same,
   * of about equal cost.
   *
   * @param regions a region is a partition
   * @param batches how many tasks there are at most
   */
  static JavaRDD<Member> dealt(JavaRDD<CleanedItem> regions, int batches) {
    int count = regions.getNumPartitions();
    JavaPairRDD<Integer, long[]> clusters =
        regions
            .mapPartitionsWithIndex(OpenClusters::told, false)
            .mapToPair(told -> new Tuple2<>(0, told))
            .partitionBy(new HashPartitioner(1))
            .mapPartitionsToPair(all -> clusters(all, batches))
            .partitionBy(new ByNumber(count, 1));
    return regions
        .zipPartitions(clusters, OpenClusters::members)
        .mapToPair(member -> member)
        .partitionBy(new ByNumber(batches, 1))
        .map(Tuple2::_2);
  }

  private static Iterator<Told> told(int region, Iterator<CleanedItem> items) {
    List<Told> told = new ArrayList<>();
    while (items.hasNext()) {
      if (items.next() instanceof CleanedItem.OpenComponents components) {
        told.add(new Told(region, components));
      }
    }
    return told.iterator();
  }

  /**
   * For each region its components' clusters and batches: two numbers for each component, in the
   * order of their numbers.
   */
  private static Iterator<Tuple2<Integer, long[]>> clusters(
      Iterator<Tuple2<Integer, Told>> all, int batches) {
    TreeMap<Integer, CleanedItem.OpenComponents> regions = new TreeMap<>();
    all.forEachRemaining(told -> regions.put(told._2.region, told._2.components));
    // Components are numbered on, from region to region.
    Map<Integer, Integer> firsts = new HashMap<>();
    int components = 0;
    int linked = 0;
    for (Map.Entry<Integer, CleanedItem.OpenComponents> region : regions.entrySet()) {
      firsts.put(region.getKey(), components);
      components += region.getValue().costs().length;
      linked += region.getValue().links().length / LINK;
    }
    long[] costs = new long[components];
    long[] links = new long[LINK * linked];
    int size = 0;
    for (Map.Entry<Integer, CleanedItem.OpenComponents> region : regions.entrySet()) {
      int first = firsts.get(region.getKey());
      long[] own = region.getValue().costs();
      System.arraycopy(own, 0, costs, first, own.length);
      for (int i = 0; i < region.getValue().links().length; i += LINK) {
        System.arraycopy(region.getValue().links(), i, links, size, LINK);
        links[size + 2] += first;
        size += LINK;
      }
    }
    Groups groups = united(links, components);
    long[] sums = new long[components];
    for (int i = 0; i < components; i++) {
      sums[groups.find(i)] += costs[i];
    }
    int[] roots = IntStream.range(0, components).filter(i -> groups.find(i) == i).toArray();
    int[] dealt =
        CostBatches.of(Arrays.stream(roots).mapToLong(root -> sums[root]).toArray(), batches);
    int[] batchOf = new int[components];
    for (int i = 0; i < roots.length; i++) {
      batchOf[roots[i]] = dealt[i];
    }
    List<Tuple2<Integer, long[]>> result = new ArrayList<>();
    regions.forEach(
        (region, told) -> {
          long[] numbers = new long[2 * told.costs().length];
          for (int i = 0; i < told.costs().length; i++) {
            int root = groups.find(firsts.get(region) + i);
            numbers[2 * i] = root;
            numbers[2 * i + 1] = batchOf[root];
          }
          result.add(new Tuple2<>(region, numbers));
        });
    return result.iterator();
  }

  /** The components that have footprints in common are united. */
  private static Groups united(long[] links, int components) {
    Groups groups = new Groups(components);
    Integer[] order = IntStream.range(0, links.length / LINK).boxed().toArray(Integer[]::new);
    Arrays.sort(
        order,
        Comparator.<Integer>comparingLong(i -> links[LINK * i])
            .thenComparingLong(i -> links[LINK * i + 1]));
    for (int i = 1; i < order.length; i++) {
      int a = LINK * order[i - 1];
      int b = LINK * order[i];
      if (links[a] == links[b] && links[a + 1] == links[b + 1]) {
        groups.join((int) links[a + 2], (int) links[b + 2]);
      }
    }
    return groups;
  }

  /** The footprints of a region that wait, each with its cluster, by batches. */
  private static Iterator<Tuple2<Integer, Member>> members(
      Iterator<CleanedItem> items, Iterator<Tuple2<Integer, long[]>> clusters) {
    if (!clusters.hasNext()) {
      return List.<Tuple2<Integer, Member>>of().iterator();
    }
    long[] numbers = clusters.next()._2;
    List<Tuple2<Integer, Member>> members = new ArrayList<>();
    while (items.hasNext()) {
      if (items.next() instanceof CleanedItem.OpenFootprint open) {
        members.add(
            new Tuple2<>(
                (int) numbers[2 * open.component() + 1],
                new Member(numbers[2 * open.component()], open.footprint())));
      }
    }
    return members.iterator();
  }

  /** The clusters of a batch, in the order of their numbers, which is one of places. */
  static Iterator<List<PackedFootprint>> together(Iterator<Member> members) {
    TreeMap<Long, List<PackedFootprint>> clusters = new TreeMap<>();
    while (members.hasNext()) {
      Member member = members.next();
      clusters.computeIfAbsent(member.cluster, any -> new ArrayList<>()).add(member.footprint);
    }
    return clusters.values().iterator();
  }
}
