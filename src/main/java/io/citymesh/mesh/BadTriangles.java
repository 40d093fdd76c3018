package io.citymesh.mesh;

import java.util.Arrays;

/**
 * The triangles that wait to be improved, in buckets by their shortest edge, shortest first: what
 * is small is made good before what is large meets it, which takes fewer vertices. In a bucket the
 * latest comes first: its neighbours are still in the processor's cache.
 */
final class BadTriangles {
  /** Two for each doubling of the squared length. */
  private static final int BUCKETS = 256;

  private final int[][] waiting = new int[BUCKETS][];
  private final int[] count = new int[BUCKETS];

  /** No bucket before this one holds anything. */
  private int first = BUCKETS;

  BadTriangles() {
    Arrays.fill(waiting, new int[0]);
  }

  void add(int triangle, double squaredLength) {
    // The exponent and the first bit of the mantissa, 1 square metre in the middle.
    int bits = (int) (Double.doubleToRawLongBits(squaredLength) >> 51) - (1023 << 1);
    int bucket = Math.max(0, Math.min(BUCKETS - 1, BUCKETS / 2 + bits));
    if (count[bucket] == waiting[bucket].length) {
      waiting[bucket] = Arrays.copyOf(waiting[bucket], Math.max(64, 2 * count[bucket]));
    }
    waiting[bucket][count[bucket]++] = triangle;
    first = Math.min(first, bucket);
  }

  /** Takes a triangle out; -1 if none is left. */
  int take() {
    while (first < BUCKETS && count[first] == 0) {
      first++;
    }
    return first < BUCKETS ? waiting[first][--count[first]] : -1;
  }
}
