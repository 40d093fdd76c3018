package io.citymesh.geo;

import java.util.Arrays;

/**
 * Gives numbers 0, 1, 2 and so on to tuples of whole numbers in the order in which they come; equal
 * ones have the same. A hash table without an object for each, with open addressing: what belongs
 * to tuples stands in arrays by their numbers.
 */
public final class TupleNumbers {
  private static final int FIRST_SLOTS = 64;

  private final int width;
  private long[] values;
  private int[] slots;
  private int count;

  /**
   * @param width how many numbers a tuple has: 1 to 3; those behind are 0
   */
  public TupleNumbers(int width) {
    this(width, FIRST_SLOTS / 2);
  }

  /**
   * @param width how many numbers a tuple has: 1 to 3; those behind are 0
   * @param expected how many tuples there is room for at first
   */
  public TupleNumbers(int width, int expected) {
    this.width = width;
    this.slots = new int[Math.max(FIRST_SLOTS, 2 * Integer.highestOneBit(2 * expected))];
    this.values = new long[width * slots.length / 2];
  }

  /** Two numbers in one. */
  public static long pair(int a, int b) {
    return (long) a << 32 | (b & 0xFFFFFFFFL);
  }

  /** How many different tuples there are. */
  public int count() {
    return count;
  }

  /** One of the numbers of a tuple. */
  public long get(int number, int axis) {
    return values[width * number + axis];
  }

  /** The number of a tuple, which is new if it is not there yet. */
  public int add(long a, long b, long c) {
    if (2 * count == slots.length) {
      grow();
    }
    int slot = slot(a, b, c);
    if (slots[slot] == 0) {
      int at = width * count;
      values[at] = a;
      if (width > 1) {
        values[at + 1] = b;
      }
      if (width > 2) {
        values[at + 2] = c;
      }
      slots[slot] = ++count;
    }
    return slots[slot] - 1;
  }

  /** The number of a single number, which is new if it is not there yet. */
  public int add(long a) {
    return add(a, 0, 0);
  }

  /** The number of a tuple, -1 if it is not there. */
  public int find(long a, long b, long c) {
    return slots[slot(a, b, c)] - 1;
  }

  /** The number of a single number, -1 if it is not there. */
  public int find(long a) {
    return find(a, 0, 0);
  }

  /** Where a tuple is, or where it would be. */
  private int slot(long a, long b, long c) {
    int mask = slots.length - 1;
    int slot = hash(a, b, c) & mask;
    while (slots[slot] != 0 && !isAt(slots[slot] - 1, a, b, c)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean isAt(int number, long a, long b, long c) {
    int at = width * number;
    return values[at] == a
        && (width < 2 || values[at + 1] == b)
        && (width < 3 || values[at + 2] == c);
  }

  private static int hash(long a, long b, long c) {
    long hash = (a * 0x9E3779B97F4A7C15L + b) * 0xC2B2AE3D27D4EB4FL + c;
    hash = (hash ^ hash >>> 32) * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 32);
  }

  private void grow() {
    slots = new int[Math.multiplyExact(2, slots.length)];
    values = Arrays.copyOf(values, Math.multiplyExact(2, values.length));
    for (int i = 0; i < count; i++) {
      long b = width > 1 ? get(i, 1) : 0;
      long c = width > 2 ? get(i, 2) : 0;
      slots[slot(get(i, 0), b, c)] = i + 1;
    }
  }
}
