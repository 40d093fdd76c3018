package io.citymesh.view;

import java.util.Arrays;

/** Directed edges between numbered points, of which two that run against each other cancel. */
final class Rim {
  private long[] edges = new long[64];
  private int count;

  /** Adds the edge from a to b, on whose left the region lies. */
  void add(int a, int b) {
    if (count == edges.length) {
      edges = Arrays.copyOf(edges, 2 * count);
    }
    edges[count++] = (long) a << 32 | b;
  }

  /** The edges that are left: two points each, in ascending order. */
  int[] left() {
    Arrays.sort(edges, 0, count);
    int[] left = new int[2 * count];
    int n = 0;
    for (int i = 0; i < count; i++) {
      int a = (int) (edges[i] >> 32);
      int b = (int) edges[i];
      if (Arrays.binarySearch(edges, 0, count, (long) b << 32 | a) < 0) {
        left[n++] = a;
        left[n++] = b;
      }
    }
    return Arrays.copyOf(left, n);
  }
}
