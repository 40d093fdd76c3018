package io.citymesh.output;

import java.util.Arrays;

/**
 * How often edges between two shared vertices are traversed, summed over all parts: an
 * open-addressing table from (low, high) to the two counts.
 */
final class SharedEdges {
  private static final long EMPTY = -1;

  private long[] keys = newKeys(1 << 10);
  private int[] counts = new int[2 << 10];
  private int size;

  private static long[] newKeys(int capacity) {
    long[] keys = new long[capacity];
    Arrays.fill(keys, EMPTY);
    return keys;
  }

  /** Adds the counts of one part; the ends may come in any order. */
  void add(int a, int b, int fromA, int fromB) {
    if (a > b) {
      add(b, a, fromB, fromA);
      return;
    }
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    long key = (long) a << 32 | b;
    int slot = slot(keys, key);
    if (keys[slot] == EMPTY) {
      keys[slot] = key;
      size++;
    }
    counts[2 * slot] += fromA;
    counts[2 * slot + 1] += fromB;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = newKeys(2 * oldKeys.length);
    counts = new int[2 * oldCounts.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int slot = slot(keys, oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[2 * slot] = oldCounts[2 * i];
        counts[2 * slot + 1] = oldCounts[2 * i + 1];
      }
    }
  }

  private static int slot(long[] keys, long key) {
    int mask = keys.length - 1;
    int slot = (int) (VertexIndex.mix(key) & mask);
    while (keys[slot] != EMPTY && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  void forEach(EdgeTally.Visitor visitor) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != EMPTY) {
        visitor.visit((int) (keys[i] >>> 32), (int) keys[i], counts[2 * i], counts[2 * i + 1]);
      }
    }
  }
}
