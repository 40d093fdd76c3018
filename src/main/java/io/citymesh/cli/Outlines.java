package io.citymesh.cli;

/**
 * Rings of made-up buildings: x0, y0, x1, y1, ... in whole millimetres, anticlockwise, without a
 * repeated last point.
 */
final class Outlines {
  private Outlines() {}

  /** Anticlockwise from its lower left corner. */
  static long[] rectangle(long xmin, long ymin, long xmax, long ymax) {
    return new long[] {xmin, ymin, xmax, ymin, xmax, ymax, xmin, ymax};
  }

  /** An L: arms of length {@code a} and {@code b}, {@code c} wide, around the origin. */
  static long[] hook(long a, long b, long c) {
    return moved(new long[] {0, 0, a, 0, a, c, c, c, c, b, 0, b}, -a / 2, -b / 2);
  }

  /** A U: {@code a} wide, {@code b} deep, walls {@code c} thick, around the origin. */
  static long[] horseshoe(long a, long b, long c) {
    return moved(
        new long[] {0, 0, a, 0, a, b, a - c, b, a - c, c, c, c, c, b, 0, b}, -a / 2, -b / 2);
  }

  /** A regular polygon around the origin. */
  static long[] regular(int corners, double radius) {
    long[] ring = new long[2 * corners];
    for (int k = 0; k < corners; k++) {
      double angle = 2 * Math.PI * k / corners;
      ring[2 * k] = Math.round(radius * StrictMath.cos(angle));
      ring[2 * k + 1] = Math.round(radius * StrictMath.sin(angle));
    }
    return ring;
  }

  /** The same ring the other way round, as a hole has it. */
  static long[] reversed(long[] ring) {
    long[] result = new long[ring.length];
    for (int k = 0; k < ring.length; k += 2) {
      result[k] = ring[ring.length - 2 - k];
      result[k + 1] = ring[ring.length - 1 - k];
    }
    return result;
  }

  /** The ring moved by a vector. */
  static long[] moved(long[] ring, long dx, long dy) {
    return turned(ring, 1, 0, dx, dy);
  }

  /** The ring turned around the origin by an angle in radians, and then moved. */
  static long[] turned(long[] ring, double angle, long dx, long dy) {
    return turned(ring, StrictMath.cos(angle), StrictMath.sin(angle), dx, dy);
  }

  /** The ring turned around the origin by so many right angles, 0 to 3: exact. */
  static long[] quarterTurns(int count, long[] ring) {
    int[] cos = {1, 0, -1, 0};
    int[] sin = {0, 1, 0, -1};
    return turned(ring, cos[count], sin[count], 0, 0);
  }

  /** The same for the angle of this cosine and sine. Equal vertices stay equal. */
  static long[] turned(long[] ring, double cos, double sin, long dx, long dy) {
    long[] result = new long[ring.length];
    for (int k = 0; k < ring.length; k += 2) {
      result[k] = Math.round(ring[k] * cos - ring[k + 1] * sin) + dx;
      result[k + 1] = Math.round(ring[k] * sin + ring[k + 1] * cos) + dy;
    }
    return result;
  }
}
