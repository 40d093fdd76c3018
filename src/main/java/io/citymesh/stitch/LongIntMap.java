package io.citymesh.stitch;

import java.util.Arrays;

/** A hash map from long to int, with open addressing. */
final class LongIntMap {
  private static final int FREE = Integer.MIN_VALUE;

  private long[] keys;
  private int[] values;
  private int size;

  LongIntMap(int expected) {
    int capacity = Integer.highestOneBit(Math.max(16, 2 * expected)) << 1;
    keys = new long[capacity];
    values = new int[capacity];
    Arrays.fill(values, FREE);
  }

  /** The value of the key, or {@code otherwise}. */
  int get(long key, int otherwise) {
    int at = find(key);
    return values[at] == FREE ? otherwise : values[at];
  }

  void put(long key, int value) {
    int at = find(key);
    if (values[at] == FREE) {
      if (++size > keys.length / 2) {
        grow();
        at = find(key);
      }
      keys[at] = key;
    }
    values[at] = value;
  }

  private int find(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    int at = (int) (hash >>> 32) & (keys.length - 1);
    while (values[at] != FREE && keys[at] != key) {
      at = (at + 1) & (keys.length - 1);
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new int[keys.length];
    Arrays.fill(values, FREE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != FREE) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }

  /** An ordered pair of indices as a key. */
  static long pair(int a, int b) {
    return (long) a << 32 | (b & 0xFFFFFFFFL);
  }
}
