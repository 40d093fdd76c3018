package io.citymesh.output;

import java.util.Arrays;

/** The faces whose three vertices are all shared: an open-addressing set of sorted triples. */
final class SharedFaces {
  private static final int EMPTY = -1;

  private int[] triples = empty(3 << 10);
  private int size;

  private static int[] empty(int length) {
    int[] array = new int[length];
    Arrays.fill(array, EMPTY);
    return array;
  }

  /**
   * Adds a face.
   *
   * @return false if it is there already
   */
  boolean add(int a, int b, int c) {
    if (6 * (size + 1) > triples.length) {
      int[] old = triples;
      triples = empty(2 * old.length);
      for (int i = 0; i < old.length; i += 3) {
        if (old[i] != EMPTY) {
          insert(old[i], old[i + 1], old[i + 2]);
        }
      }
    }
    int low = Math.min(a, Math.min(b, c));
    int high = Math.max(a, Math.max(b, c));
    boolean isNew = insert(low, a ^ b ^ c ^ low ^ high, high);
    size += isNew ? 1 : 0;
    return isNew;
  }

  private boolean insert(int low, int middle, int high) {
    int slots = triples.length / 3;
    long hash = VertexIndex.mix(VertexIndex.mix((long) low << 32 | middle) + high);
    int slot = (int) Long.remainderUnsigned(hash, slots);
    for (; triples[3 * slot] != EMPTY; slot = (slot + 1) % slots) {
      if (triples[3 * slot] == low
          && triples[3 * slot + 1] == middle
          && triples[3 * slot + 2] == high) {
        return false;
      }
    }
    triples[3 * slot] = low;
    triples[3 * slot + 1] = middle;
    triples[3 * slot + 2] = high;
    return true;
  }
}
