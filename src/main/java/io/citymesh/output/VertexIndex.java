package io.citymesh.output;

import java.util.Arrays;

/**
 * Groups vertices by equal coordinates: an open-addressing table of vertex indices, with the
 * coordinates left where they are. Minus zero equals zero.
 */
final class VertexIndex {
  private static final int EMPTY = -1;

  private VertexIndex() {}

  /** Mixes the bits of a key (the finalizer of SplitMix64, Steele et al. 2014). */
  static long mix(long key) {
    long z = (key ^ key >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  static long hash(double x, double y) {
    // Adding zero turns minus zero into zero.
    return mix(mix(Double.doubleToRawLongBits(x + 0.0)) + Double.doubleToRawLongBits(y + 0.0));
  }

  /**
   * For each vertex the first vertex with the same x and y.
   *
   * @param xyz x, y, z of each vertex
   */
  static int[] planarGroups(double[] xyz, int count) {
    int capacity = Integer.highestOneBit(Math.max(8, count)) << 2;
    if (capacity <= 0) {
      capacity = 1 << 30;
    }
    int mask = capacity - 1;
    int[] table = new int[capacity];
    Arrays.fill(table, EMPTY);
    int[] group = new int[count];
    for (int v = 0; v < count; v++) {
      double x = xyz[3 * v];
      double y = xyz[3 * v + 1];
      int slot = (int) (hash(x, y) & mask);
      while (table[slot] != EMPTY
          && !(xyz[3 * table[slot]] == x && xyz[3 * table[slot] + 1] == y)) {
        slot = slot + 1 & mask;
      }
      if (table[slot] == EMPTY) {
        table[slot] = v;
      }
      group[v] = table[slot];
    }
    return group;
  }
}
