package io.citymesh.job;

import io.citymesh.geo.TupleNumbers;
import java.util.Arrays;

/**
 * Finds the lines that two outlines share: what was noted of a line when it was met first is there
 * when it is met in the other direction.
 */
final class SharedLines {
  /** Longs that are noted of a line. */
  private final int width;

  /** By their hashes. */
  private final TupleNumbers lines = new TupleNumbers(1);

  private long[] notes = {};

  /**
   * @param width how many numbers are noted of a line
   */
  SharedLines(int width) {
    this.width = width;
  }

  /**
   * Where in {@link #notes()} those of a line are, which are all 0 if it was not met before in the
   * other direction; valid until the next call.
   */
  int at(double ax, double ay, double bx, double by) {
    int at = width * lines.add(mixed(ax, ay) + mixed(bx, by)); // The same in both directions.
    if (at == notes.length) {
      notes = Arrays.copyOf(notes, Math.max(64 * width, 2 * at));
    }
    return at;
  }

  long[] notes() {
    return notes;
  }

  private static long mixed(double x, double y) {
    long bits = 31 * Double.doubleToLongBits(x) + Double.doubleToLongBits(y);
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }
}
