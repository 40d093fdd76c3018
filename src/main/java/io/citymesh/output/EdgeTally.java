package io.citymesh.output;

import java.util.Arrays;

/**
 * Counts how often the triangles of a part traverse each of their edges, and in which direction.
 *
 * <p>Each half-edge (a, b) goes to the bucket of its smaller end as {@code larger end * 2 +
 * direction}; sorting a bucket brings equal edges together. That takes 4 bytes per half-edge and
 * per vertex, and no hashing. (A part has fewer than 2^30 vertices: its coordinates fill one
 * array.)
 */
final class EdgeTally {
  private EdgeTally() {}

  /** Chooses the triangles that count. */
  @FunctionalInterface
  interface Filter {
    boolean test(int face);
  }

  /** Receives each edge once. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param low the smaller end
     * @param high the larger end
     * @param forward how many triangles go from low to high
     * @param backward how many go from high to low
     */
    void visit(int low, int high, int forward, int backward);
  }

  /**
   * @param vertices all corners are below this
   * @param corners three per triangle; an edge whose two ends are equal is left out
   */
  static void forEachEdge(int vertices, int[] corners, Filter filter, Visitor visitor) {
    Buckets buckets = new Buckets(vertices);
    int faces = corners.length / 3;
    for (int f = 0; f < faces; f++) {
      if (filter.test(f)) {
        int a = corners[3 * f];
        int b = corners[3 * f + 1];
        int c = corners[3 * f + 2];
        count(buckets, a, b);
        count(buckets, b, c);
        count(buckets, c, a);
      }
    }
    buckets.allocate();
    for (int f = 0; f < faces; f++) {
      if (filter.test(f)) {
        int a = corners[3 * f];
        int b = corners[3 * f + 1];
        int c = corners[3 * f + 2];
        put(buckets, a, b);
        put(buckets, b, c);
        put(buckets, c, a);
      }
    }
    for (int low = 0; low < vertices; low++) {
      visitBucket(buckets, low, visitor);
    }
  }

  private static void count(Buckets buckets, int a, int b) {
    if (a != b) {
      buckets.count(Math.min(a, b));
    }
  }

  private static void put(Buckets buckets, int a, int b) {
    if (a < b) {
      buckets.put(a, b << 1);
    } else if (b < a) {
      buckets.put(b, a << 1 | 1);
    }
  }

  private static void visitBucket(Buckets buckets, int low, Visitor visitor) {
    int[] items = buckets.items();
    int end = buckets.start(low + 1);
    Arrays.sort(items, buckets.start(low), end);
    for (int i = buckets.start(low); i < end; ) {
      int high = items[i] >> 1;
      int forward = 0;
      int backward = 0;
      for (; i < end && items[i] >> 1 == high; i++) {
        if ((items[i] & 1) == 0) {
          forward++;
        } else {
          backward++;
        }
      }
      visitor.visit(low, high, forward, backward);
    }
  }
}
