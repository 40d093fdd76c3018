package io.citymesh.footprint;

import java.util.Arrays;
import org.locationtech.jts.algorithm.CGAlgorithmsDD;

/**
 * The points of a square grid that lie inside an area or on its outline, found row by row.
 *
 * <p>In a row the points left of an edge that crosses it change sides: an edge adds one mark for
 * each row, and not one test for each point. Which of two points is left of an edge is decided by
 * their distance where that is beyond rounding, and else by the exact predicate, so that each point
 * is on the side on which a test of that point alone has it. An edge holds its lower end and not
 * its upper one.
 *
 * <p>Works on one area. Not thread-safe.
 */
final class GridPoints {
  /** What the place where an edge crosses a row may be wrong by, as a share of its coordinates. */
  private static final double ROUNDING = 1e-12;

  private final double[] x;
  private final double[] y;
  private final double step;

  /** For a row and a column, whether all points before that column change sides; row by row. */
  private final boolean[] turn;

  /** Whether the point lies on an edge, likewise. */
  private final boolean[] on;

  /**
   * A grid of points, some of which are inside.
   *
   * @param x of the columns
   * @param y of the rows
   * @param inside which points are, row by row
   * @param count how many are
   */
  record Inside(double[] x, double[] y, boolean[] inside, int count) {}

  private GridPoints(double[] x, double[] y, double step) {
    this.x = x;
    this.y = y;
    this.step = step;
    this.turn = new boolean[y.length * (x.length + 1)];
    this.on = new boolean[turn.length];
  }

  /**
   * The points inside.
   *
   * @param rings the outlines, each x0, y0, x1, y1, ... without a repeated last point; a point is
   *     inside if a ray from it crosses them an odd number of times
   * @param xmin of the rectangle that the grid fills, half a step from its sides
   * @param step between neighbours; the rectangle takes at most some hundred points
   */
  static Inside of(
      double[][] rings, double xmin, double ymin, double xmax, double ymax, double step) {
    if (!(xmin + 0.5 * step < xmax && ymin + 0.5 * step < ymax)) {
      return new Inside(new double[0], new double[0], new boolean[0], 0);
    }
    GridPoints points = new GridPoints(places(xmin, xmax, step), places(ymin, ymax, step), step);
    for (double[] ring : rings) {
      int n = ring.length;
      double px = ring[n - 2];
      double py = ring[n - 1];
      for (int i = 0; i < n; i += 2) {
        points.add(px, py, ring[i], ring[i + 1]);
        px = ring[i];
        py = ring[i + 1];
      }
    }
    return points.inside();
  }

  private static double[] places(double from, double to, double step) {
    double[] result = new double[16];
    int n = 0;
    for (double place = from + 0.5 * step; place < to; place += step) {
      if (n == result.length) {
        result = Arrays.copyOf(result, 2 * n);
      }
      result[n++] = place;
    }
    return Arrays.copyOf(result, n);
  }

  private void add(double ax, double ay, double bx, double by) {
    boolean upwards = by > ay;
    double low = upwards ? ay : by;
    double high = upwards ? by : ay;
    int row = notBelow(y, low);
    if (low == high) {
      if (row < y.length && y[row] == low) {
        mark(row, Math.min(ax, bx), Math.max(ax, bx));
      }
      return;
    }
    double slope = (bx - ax) / (by - ay);
    double doubt = ROUNDING * (Math.abs(ax) + Math.abs(bx));
    for (; row < y.length && y[row] < high; row++) {
      double crossing = ax + (y[row] - ay) * slope;
      int column = notBelow(x, crossing - doubt);
      turn[row * (x.length + 1) + column] ^= true;
      for (; column < x.length && x[column] <= crossing + doubt; column++) {
        addOne(
            row,
            column,
            CGAlgorithmsDD.orientationIndex(ax, ay, bx, by, x[column], y[row]),
            upwards);
      }
    }
    if (row < y.length && y[row] == high) {
      double end = upwards ? bx : ax;
      mark(row, end, end);
    }
  }

  /** Turns one point that lies almost on an edge. */
  private void addOne(int row, int column, int side, boolean upwards) {
    int at = row * (x.length + 1) + column;
    if (side == 0) {
      on[at] = true;
    } else if (side > 0 == upwards) {
      turn[at] ^= true;
      turn[at + 1] ^= true;
    }
  }

  /** Marks the points of a row from west to east as points of an edge. */
  private void mark(int row, double west, double east) {
    for (int column = notBelow(x, west); column < x.length && x[column] <= east; column++) {
      on[row * (x.length + 1) + column] = true;
    }
  }

  /** The first place that is not below a value; how many there are if all are. */
  private int notBelow(double[] places, double value) {
    int i = (int) Math.max(0, Math.min(places.length, (value - places[0]) / step));
    while (i > 0 && places[i - 1] >= value) {
      i--;
    }
    while (i < places.length && places[i] < value) {
      i++;
    }
    return i;
  }

  private Inside inside() {
    boolean[] inside = new boolean[x.length * y.length];
    int count = 0;
    for (int row = 0; row < y.length; row++) {
      int first = row * x.length;
      int mark = row * (x.length + 1);
      boolean odd = false;
      for (int column = x.length - 1; column >= 0; column--) {
        odd ^= turn[mark + column + 1];
        boolean is = odd | on[mark + column];
        inside[first + column] = is;
        count += is ? 1 : 0;
      }
    }
    return new Inside(x, y, inside, count);
  }
}
