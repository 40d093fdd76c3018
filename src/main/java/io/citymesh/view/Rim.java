package io.citymesh.view;

import java.util.Arrays;

/** Directed edges between numbered points, of which two that run against each other cancel. */
final class Rim {
  private static final int MOST_INSERTED = 16;

  private int[] ends;
  private int count;
  private int points;

  /**
   * @param expected how many edges may come
   */
  Rim(int expected) {
    ends = new int[2 * Math.max(expected, 1)];
  }

  /** Adds the edge from a to b, on whose left the region lies. */
  void add(int a, int b) {
    if (2 * count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    ends[2 * count] = a;
    ends[2 * count + 1] = b;
    count++;
    points = Math.max(points, Math.max(a, b) + 1);
  }

  /** The edges that are left: two points each, in ascending order. */
  int[] left() {
    // Those of each point with higher ones lie together; there are a few.
    int[] starts = new int[points + 1];
    for (int e = 0; e < count; e++) {
      starts[Math.min(ends[2 * e], ends[2 * e + 1]) + 1]++;
    }
    for (int p = 0; p < points; p++) {
      starts[p + 1] += starts[p];
    }
    long[] higher =
        new long[count]; // The higher point, and in the last bit whether it is the first.
    int[] next = Arrays.copyOf(starts, points);
    for (int e = 0; e < count; e++) {
      int a = ends[2 * e];
      int b = ends[2 * e + 1];
      higher[next[Math.min(a, b)]++] = a < b ? 2L * b : 2L * a + 1;
    }
    long[] left = new long[64];
    int n = 0;
    for (int p = 0; p < points; p++) {
      sort(higher, starts[p], starts[p + 1]);
      for (int i = starts[p]; i < starts[p + 1]; i++) {
        if (i + 1 < starts[p + 1] && higher[i] + 1 == higher[i + 1] && higher[i] % 2 == 0) {
          i++; // It runs against the next one.
        } else {
          long q = higher[i] / 2;
          left = n == left.length ? Arrays.copyOf(left, 2 * n) : left;
          left[n++] = higher[i] % 2 == 0 ? (long) p << 32 | q : q << 32 | p;
        }
      }
    }
    Arrays.sort(left, 0, n);
    int[] ends = new int[2 * n];
    for (int i = 0; i < n; i++) {
      ends[2 * i] = (int) (left[i] >> 32);
      ends[2 * i + 1] = (int) left[i];
    }
    return ends;
  }

  /** Sorts a few numbers, for which a method of the library takes longer to begin. */
  private static void sort(long[] numbers, int from, int to) {
    if (to - from > MOST_INSERTED) {
      Arrays.sort(numbers, from, to);
      return;
    }
    for (int i = from + 1; i < to; i++) {
      long number = numbers[i];
      int at = i;
      for (; at > from && numbers[at - 1] > number; at--) {
        numbers[at] = numbers[at - 1];
      }
      numbers[at] = number;
    }
  }
}
