package io.citymesh.job;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.spark.Partitioner;

/**
 * Ranges of texts, for a sort over all of the executors. Their bounds are taken from a sample that
 * depends on the texts alone ({@link CleaningTotals#isSampled}), and so do they.
 */
final class NameRanges extends Partitioner {
  private static final long serialVersionUID = 1L;

  /** What a task sorts, so that it is some megabytes. */
  private static final int PER_RANGE = 20_000;

  /** Where each range but the first begins. */
  private final String[] bounds;

  /**
   * @param sample of the texts, in any order
   * @param count how many texts there are
   */
  NameRanges(Collection<String> sample, long count) {
    List<String> sorted = sample.stream().sorted().distinct().toList();
    int ranges = (int) Math.min(sorted.size() + 1L, Math.max(1, count / PER_RANGE));
    bounds = new String[ranges - 1];
    for (int i = 1; i < ranges; i++) {
      bounds[i - 1] = sorted.get((int) ((long) sorted.size() * i / ranges));
    }
  }

  @Override
  public int numPartitions() {
    return bounds.length + 1;
  }

  /** The range of a text, or of a building by its name. */
  @Override
  public int getPartition(Object key) {
    String name = key instanceof PackedBuilding building ? building.name() : (String) key;
    int low = 0;
    int high = bounds.length;
    while (low < high) {
      int middle = (low + high) / 2;
      if (bounds[middle].compareTo(name) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NameRanges ranges && Arrays.equals(bounds, ranges.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }
}
