package io.citymesh.job;

/**
 * Finds the lines that two outlines share: what was noted of a line when it was met first is there
 * when it is met in the other direction. Open addressing, linear probing.
 */
final class SharedLines {
  /** Longs that are noted of a line. */
  private final int width;

  /** By slot the hash of its line, or 0. */
  private long[] keys = new long[1 << 8];

  private long[] notes;
  private int size;

  /**
   * @param width how many numbers are noted of a line
   */
  SharedLines(int width) {
    this.width = width;
    notes = new long[width * keys.length];
  }

  /**
   * Where in {@link #notes()} those of a line are, which are all 0 if it was not met before in the
   * other direction; valid until the next call.
   */
  int at(double ax, double ay, double bx, double by) {
    if (2 * size > keys.length) {
      grow();
    }
    // The same in both directions.
    long key = mixed(ax, ay) + mixed(bx, by);
    int slot = slot(key == 0 ? 1 : key);
    if (keys[slot] == 0) {
      keys[slot] = key == 0 ? 1 : key;
      size++;
    }
    return width * slot;
  }

  long[] notes() {
    return notes;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) (key >>> 32) & mask;
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static long mixed(double x, double y) {
    long bits = 31 * Double.doubleToLongBits(x) + Double.doubleToLongBits(y);
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldNotes = notes;
    keys = new long[2 * oldKeys.length];
    notes = new long[width * keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        System.arraycopy(oldNotes, width * i, notes, width * slot, width);
      }
    }
  }
}
