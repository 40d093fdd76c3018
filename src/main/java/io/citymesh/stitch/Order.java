package io.citymesh.stitch;

/**
 * The order of pieces of features: by feature, then by where they start, then by where they end. A
 * merge sort of their indices, which makes no object for each; lists that are in order already, as
 * those of two frontiers are, take little more than a look.
 */
final class Order {
  private final int[] feature;
  private final double[] start;
  private final double[] end;

  private Order(int[] feature, double[] start, double[] end) {
    this.feature = feature;
    this.start = start;
    this.end = end;
  }

  /** The indices 0 to {@code count - 1} in order; equal pieces stay as they are. */
  static int[] of(int count, int[] feature, double[] start, double[] end) {
    return new Order(feature, start, end).sorted(count);
  }

  private int[] sorted(int count) {
    int[] runs = new int[count];
    for (int i = 0; i < count; i++) {
      runs[i] = i;
    }
    int[] merged = new int[count];
    for (int length = 1; length < count; length *= 2) {
      for (int from = 0; from < count; from += 2 * length) {
        int middle = Math.min(from + length, count);
        merge(runs, from, middle, Math.min(middle + length, count), merged);
      }
      int[] spare = runs;
      runs = merged;
      merged = spare;
    }
    return runs;
  }

  /** Merges two sorted runs, next to each other, into the same places of {@code merged}. */
  private void merge(int[] runs, int from, int middle, int to, int[] merged) {
    if (middle == to || compare(runs[middle - 1], runs[middle]) <= 0) {
      System.arraycopy(runs, from, merged, from, to - from);
      return;
    }
    int first = from;
    int second = middle;
    for (int i = from; i < to; i++) {
      boolean takeFirst =
          second == to || (first < middle && compare(runs[first], runs[second]) <= 0);
      merged[i] = runs[takeFirst ? first++ : second++];
    }
  }

  private int compare(int a, int b) {
    int byFeature = Integer.compare(feature[a], feature[b]);
    int byStart = byFeature != 0 ? byFeature : Double.compare(start[a], start[b]);
    return byStart != 0 ? byStart : Double.compare(end[a], end[b]);
  }
}
