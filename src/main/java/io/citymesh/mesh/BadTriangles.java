package io.citymesh.mesh;

import java.util.Arrays;

/**
 * The triangles that wait to be improved, in buckets by their shortest edge, shortest first: what
 * is small is made good before what is large meets it, which takes fewer vertices. In a bucket the
 * latest comes first: its neighbours are still in the processor's cache.
 *
 * <p>Most triangles are replaced while they wait. Their entries stay, and are passed over when
 * their turn comes, by a look at one byte per triangle that stays in the cache: the triangle itself
 * does not, and a look at it took a fifth of the refinement's time.
 */
final class BadTriangles {
  /** The number of buckets: two for each doubling of the squared length. */
  private static final int BUCKETS = 256;

  private final int[][] waiting = new int[BUCKETS][];
  private final int[] count = new int[BUCKETS];

  /** The first bucket that may hold a triangle. */
  private int first = BUCKETS;

  private static final byte WAITS = 1;
  private static final byte WAITS_AS_LARGE = 2;

  /**
   * For each triangle whether it waits, and why, else 0; the entries of one that does not wait are
   * of triangles that had its number before.
   */
  private byte[] state = new byte[64];

  private boolean isLarge;

  BadTriangles() {
    Arrays.fill(waiting, new int[0]);
  }

  /**
   * Queues a triangle that was made or changed.
   *
   * @param large whether it is too large, whatever its angles
   */
  void add(int triangle, double squaredLength, boolean large) {
    if (triangle >= state.length) {
      state = Arrays.copyOf(state, triangle + (triangle >> 1) + 1);
    }
    state[triangle] = large ? WAITS_AS_LARGE : WAITS;
    // The exponent and the first bit of the mantissa, 1 square metre in the middle.
    int bits = (int) (Double.doubleToRawLongBits(squaredLength) >> 51) - (1023 << 1);
    int bucket = Math.max(0, Math.min(BUCKETS - 1, BUCKETS / 2 + bits));
    if (count[bucket] == waiting[bucket].length) {
      waiting[bucket] = Arrays.copyOf(waiting[bucket], Math.max(64, 2 * count[bucket]));
    }
    waiting[bucket][count[bucket]++] = triangle;
    first = Math.min(first, bucket);
  }

  /** Takes a triangle that was made or changed out of the queue. */
  void forget(int triangle) {
    if (triangle < state.length) {
      state[triangle] = 0;
    }
  }

  /** Removes the next triangle from the queue and returns it; -1 if none is left. */
  int take() {
    for (; first < BUCKETS; first++) {
      while (count[first] > 0) {
        int triangle = waiting[first][--count[first]];
        if (state[triangle] != 0) {
          isLarge = state[triangle] == WAITS_AS_LARGE;
          state[triangle] = 0;
          return triangle;
        }
      }
    }
    return -1;
  }

  /** Whether the triangle that was taken last was queued as too large. */
  boolean tookLarge() {
    return isLarge;
  }
}
