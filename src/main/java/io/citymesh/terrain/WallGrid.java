package io.citymesh.terrain;

/** Which squares of a grid a wall comes near to. */
final class WallGrid {
  private WallGrid() {}

  /** Takes a square of a grid. */
  interface Taker {
    void take(long column, long row);
  }

  /**
   * Finds all squares that a wall comes within a distance of, and perhaps a few more beside it.
   *
   * @param side of the squares, whose corners lie at multiples of it
   */
  static void near(
      double ax, double ay, double bx, double by, double distance, double side, Taker taker) {
    boolean eastwards = ax <= bx;
    double wx = eastwards ? ax : bx;
    double wy = eastwards ? ay : by;
    double ex = eastwards ? bx : ax;
    double ey = eastwards ? by : ay;
    long first = (long) Math.floor((wx - distance) / side);
    long last = (long) Math.floor((ex + distance) / side);
    for (long column = first; column <= last; column++) {
      // The part of the wall that is near to the column; the whole of a wall without a width.
      double from = share(column * side - distance, wx, ex, 0);
      double to = share((column + 1) * side + distance, wx, ex, 1);
      double y0 = wy + from * (ey - wy);
      double y1 = wy + to * (ey - wy);
      long top = (long) Math.floor((Math.max(y0, y1) + distance) / side);
      for (long row = (long) Math.floor((Math.min(y0, y1) - distance) / side); row <= top; row++) {
        taker.take(column, row);
      }
    }
  }

  /** Where on the way from one x to another a third lies, 0 to 1. */
  private static double share(double x, double from, double to, double otherwise) {
    return to > from ? Math.min(1, Math.max(0, (x - from) / (to - from))) : otherwise;
  }
}
