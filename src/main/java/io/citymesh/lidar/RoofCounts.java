package io.citymesh.lidar;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How many points a building has at which elevation: a histogram with bins of 1 cm, so that its
 * percentiles are the same however the points were spread over ranges.
 *
 * @param id of the footprint
 * @param keys of the bins, ascending, see {@link #key}
 * @param counts points per bin
 */
public record RoofCounts(String id, long[] keys, int[] counts) implements Serializable {
  /** The number of bits of a key, which is positive. */
  static final int KEY_BITS = 34;

  /** Points of other classes than those of buildings. */
  private static final int OTHER_BIT = 32;

  private static final long ZERO = 1L << 31;

  /**
   * The key of a bin: points of building classes come first, others after them.
   *
   * @param elevation in tenths of a millimetre
   */
  static long key(long elevation, boolean building) {
    long centimetre = Math.floorDiv(elevation + 50, 100) + ZERO;
    long inRange = Math.max(0, Math.min((1L << OTHER_BIT) - 1, centimetre));
    return building ? inRange : 1L << OTHER_BIT | inRange;
  }

  /** The counts of sorted points, given by their keys, with other data in the bits above. */
  static RoofCounts ofSorted(String id, long[] points, int from, int to) {
    long mask = (1L << KEY_BITS) - 1;
    long[] keys = new long[to - from];
    int[] counts = new int[to - from];
    int n = 0;
    for (int i = from; i < to; i++) {
      long key = points[i] & mask;
      if (n == 0 || keys[n - 1] != key) {
        keys[n++] = key;
      }
      counts[n - 1]++;
    }
    return new RoofCounts(id, Arrays.copyOf(keys, n), Arrays.copyOf(counts, n));
  }

  /** The sum of these counts and others. */
  public RoofCounts plus(RoofCounts more) {
    long[] allKeys = new long[keys.length + more.keys.length];
    int[] allCounts = new int[allKeys.length];
    int n = 0;
    int a = 0;
    int b = 0;
    while (a < keys.length || b < more.keys.length) {
      boolean mine = b == more.keys.length || (a < keys.length && keys[a] <= more.keys[b]);
      long key = mine ? keys[a] : more.keys[b];
      int count = mine ? counts[a++] : more.counts[b++];
      if (n > 0 && allKeys[n - 1] == key) {
        allCounts[n - 1] += count;
      } else {
        allKeys[n] = key;
        allCounts[n++] = count;
      }
    }
    return new RoofCounts(id, Arrays.copyOf(allKeys, n), Arrays.copyOf(allCounts, n));
  }

  /** The percentile (nearest rank) of the points of building classes, metres; NaN without any. */
  public double ofBuildingClasses(double percentile) {
    return percentile(percentile, 0, 1L << OTHER_BIT);
  }

  /** The percentile (nearest rank) of the other points from an elevation (metres) upwards. */
  public double ofOthers(double percentile, double lowest) {
    long from = key((long) Math.ceil(lowest * 1e4), false);
    return percentile(percentile, from, 1L << (OTHER_BIT + 1));
  }

  private double percentile(double percentile, long from, long to) {
    long total = 0;
    for (int i = 0; i < keys.length; i++) {
      total += keys[i] >= from && keys[i] < to ? counts[i] : 0;
    }
    long rank = Math.max(1, (long) Math.ceil(percentile / 100 * total));
    for (int i = 0; i < keys.length; i++) {
      rank -= keys[i] >= from && keys[i] < to ? counts[i] : 0;
      if (rank <= 0) {
        return ((keys[i] & ((1L << OTHER_BIT) - 1)) - ZERO) / 100.0;
      }
    }
    return Double.NaN;
  }
}
