package io.citymesh.output;

import java.util.Arrays;

/**
 * Numbers the different keys among many, in the order of their first use. A key is a row of longs.
 * Open addressing, linear probing: 8 bytes for each long of a different key and some 16 for the
 * slots.
 */
final class KeyTable {
  private final int width;
  private long[] keys;

  /** By slot the number of its key and one, or 0. */
  private int[] slots = new int[1 << 6];

  private int size;

  /**
   * @param width longs of a key
   */
  KeyTable(int width) {
    this.width = width;
    this.keys = new long[width << 4];
  }

  /** How many different keys there are. */
  int size() {
    return size;
  }

  /** Longs of a key. */
  int width() {
    return width;
  }

  /** A long of a key, by the key's number. */
  long get(int key, int column) {
    return keys[width * key + column];
  }

  /** The number of the key that begins at a place in an array; a new one is {@code size - 1}. */
  int number(long[] values, int at) {
    int slot = slot(values, at);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    if (width * (size + 1) > keys.length) {
      keys = Arrays.copyOf(keys, 2 * keys.length);
    }
    System.arraycopy(values, at, keys, width * size, width);
    slots[slot] = ++size;
    if (2 * size > slots.length) {
      slots = new int[2 * slots.length];
      for (int i = 0; i < size; i++) {
        slots[slot(keys, width * i)] = i + 1;
      }
    }
    return size - 1;
  }

  private int slot(long[] values, int at) {
    long hash = 0;
    for (int i = 0; i < width; i++) {
      hash = VertexIndex.mix(hash + values[at + i]);
    }
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0 && !equal(width * (slots[slot] - 1), values, at)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private boolean equal(int key, long[] values, int at) {
    for (int i = 0; i < width; i++) {
      if (keys[key + i] != values[at + i]) {
        return false;
      }
    }
    return true;
  }
}
