package io.citymesh.format;

import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/**
 * Which vertices of a part the surface of the mesh uses: a part that is filled with cells has many
 * more, most of them within the air. Its first vertices, which other parts may name, are known one
 * by one; of the others the part itself knows which its faces use.
 *
 * <p>Uses by several parts are put together as numbers: how many vertices the part shares and how
 * many others its faces use, both from the part itself and 0 from all others, and a bit for each
 * shared vertex, from the lowest of the first word on.
 */
final class SurfaceVertices implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int SHARED = 0;
  private static final int OTHERS = 1;
  private static final int BITS = 2;

  private final long[] bits;

  /** For each word how many vertices are used before it; one more at the end. */
  private final int[] before;

  private final int others;

  /**
   * @param uses by all parts, put together
   * @param part its file, for messages
   * @throws UserError if a part names a vertex that is not shared
   */
  SurfaceVertices(long[] uses, String part) {
    bits = Arrays.copyOfRange(uses, BITS, uses.length);
    others = Math.toIntExact(uses[OTHERS]);
    before = new int[bits.length + 1];
    long end = 0;
    for (int i = 0; i < bits.length; i++) {
      before[i + 1] = before[i] + Long.bitCount(bits[i]);
      end = bits[i] == 0 ? end : 64L * i + 64 - Long.numberOfLeadingZeros(bits[i]);
    }
    if (end > uses[SHARED]) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%s: other parts name its vertex %d, and it shares %d: build the city again",
              part,
              end - 1,
              uses[SHARED]));
    }
  }

  /**
   * The uses of a part's vertices by itself.
   *
   * @param used which of its vertices its faces use
   * @param shared how many of them, from the first one on, other parts may name
   */
  static long[] own(boolean[] used, int shared) {
    long[] uses = new long[BITS + (shared + 63) / 64];
    uses[SHARED] = shared;
    for (int v = 0; v < shared; v++) {
      uses[BITS + v / 64] |= used[v] ? 1L << v : 0;
    }
    for (int v = shared; v < used.length; v++) {
      uses[OTHERS] += used[v] ? 1 : 0;
    }
    return uses;
  }

  /** A use by another part: the uses so far with it, null if there are none. */
  static long[] with(long[] uses, int vertex) {
    int word = BITS + vertex / 64;
    long[] all =
        uses == null
            ? new long[word + 1]
            : word < uses.length ? uses : Arrays.copyOf(uses, Math.max(word + 1, 2 * uses.length));
    all[word] |= 1L << vertex;
    return all;
  }

  /** The uses by one and by another. */
  static long[] together(long[] one, long[] another) {
    long[] all = Arrays.copyOf(one, Math.max(one.length, another.length));
    for (int i = 0; i < another.length; i++) {
      all[i] = i < BITS ? all[i] + another[i] : all[i] | another[i];
    }
    return all;
  }

  /** How many there are. */
  int count() {
    return before[bits.length] + others;
  }

  /** Whether a shared vertex is used. */
  boolean has(long vertex) {
    return vertex >= 0
        && vertex < 64L * bits.length
        && (bits[(int) (vertex / 64)] >> vertex & 1) > 0;
  }

  /** The place of a shared vertex that is used among those that are. */
  int place(long vertex) {
    int word = (int) (vertex / 64);
    return before[word] + Long.bitCount(bits[word] & (1L << vertex) - 1);
  }
}
