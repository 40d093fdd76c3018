package io.citymesh.vector;

import java.util.Arrays;

/**
 * Hashes of ids: whole numbers of 64 bits that depend on the id alone, of which the last bit tells
 * whether it is the input's own. Two ids of ten million have the same with a chance of one to a
 * hundred thousand; what follows is that they are compared. Mutable; grows as they are added.
 */
final class IdHashes {
  private long[] hashes = new long[1 << 10];
  private int size;

  void add(long hash) {
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.multiplyExact(2, size));
    }
    hashes[size++] = hash;
  }

  int size() {
    return size;
  }

  long[] toArray() {
    return Arrays.copyOf(hashes, size);
  }

  /** The hash of a footprint's id. */
  static long of(NamedFootprint named) {
    String id = named.footprint().id();
    long hash = 0x9E3779B97F4A7C15L * (id.length() + 1);
    for (int i = 0; i < id.length(); i++) {
      hash = mixed(hash ^ id.charAt(i));
    }
    return (mixed(hash) << 1) | (id.startsWith(FeatureSink.HASHED) ? 0 : 1);
  }

  /** Spreads each bit over all others (Stafford's variant 13 of the finish of MurmurHash3). */
  private static long mixed(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * The hashes that are there more than once, each once, in ascending order.
   *
   * @param sorted in ascending order
   */
  static long[] repeated(long[] sorted) {
    IdHashes result = new IdHashes();
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1] && (i == 1 || sorted[i] != sorted[i - 2])) {
        result.add(sorted[i]);
      }
    }
    return result.toArray();
  }

  /**
   * Counts what is there more than once.
   *
   * @param sorted in ascending order
   */
  static RepeatedIds counted(long[] sorted) {
    long ids = 0;
    long features = 0;
    long copies = 0;
    for (int i = 0; i < sorted.length; ) {
      int end = i + 1;
      while (end < sorted.length && sorted[end] == sorted[i]) {
        end++;
      }
      if (end > i + 1) {
        boolean own = (sorted[i] & 1) == 1;
        ids += own ? 1 : 0;
        features += own ? end - i : 0;
        copies += own ? 0 : end - i - 1;
      }
      i = end;
    }
    return new RepeatedIds(ids, features, copies);
  }

  static boolean contains(long[] sorted, long hash) {
    return Arrays.binarySearch(sorted, hash) >= 0;
  }
}
