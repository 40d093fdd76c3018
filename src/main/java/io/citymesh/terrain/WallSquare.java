package io.citymesh.terrain;

import io.citymesh.geo.Bounds;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The walls near a square, those of a block of buildings one after the other; and, by smaller
 * squares, those near each. Immutable.
 */
final class WallSquare {
  /** The least side of a small square, metres: there are few walls within it. */
  private static final double LEAST_SIDE = 16;

  /**
   * What lies no farther from a wall, or from the boundary, is on it, metres: rounding moves less.
   */
  private static final double ON_WALL = 1e-6;

  private static final int NUMBERS = WallFiles.NUMBERS;

  private static final Comparator<double[]> ORDER = Arrays::compare;

  private final double reach;
  private final double west;
  private final double south;
  private final double side;
  private final int across;

  /** {@link WallFiles#NUMBERS} of each wall. */
  private final double[] walls;

  /** The walls near small square i stand in {@code near} from start i to start i + 1, ascending. */
  private final int[] start;

  private final int[] near;

  /**
   * @param bytes the square's file
   * @param reach how far aprons reach, metres
   */
  WallSquare(ByteBuffer bytes, long column, long row, double reach) {
    this.reach = reach;
    west = column * WallFiles.SIDE;
    south = row * WallFiles.SIDE;
    side = Math.min(WallFiles.SIDE, Math.max(LEAST_SIDE, reach));
    across = (int) Math.ceil(WallFiles.SIDE / side);
    double[][] sorted = new double[bytes.remaining() / (NUMBERS * Double.BYTES)][NUMBERS];
    for (double[] wall : sorted) {
      for (int i = 0; i < NUMBERS; i++) {
        wall[i] = bytes.getDouble();
      }
    }
    Arrays.sort(sorted, ORDER);
    walls = Arrays.stream(sorted).flatMapToDouble(Arrays::stream).toArray();
    start = new int[across * across + 1];
    for (int i = 0; i < sorted.length; i++) {
      forEachSmall(i, square -> start[square + 1]++);
    }
    for (int i = 0; i < across * across; i++) {
      start[i + 1] += start[i];
    }
    near = new int[start[across * across]];
    int[] end = Arrays.copyOf(start, across * across);
    for (int i = 0; i < sorted.length; i++) {
      int wall = i;
      forEachSmall(i, square -> near[end[square]++] = wall);
    }
  }

  /** What it takes in memory, bytes. */
  long bytes() {
    return 8L * walls.length + 4L * (near.length + start.length) + 200;
  }

  private void forEachSmall(int i, IntConsumer taker) {
    WallGrid.near(
        ax(i) - west,
        ay(i) - south,
        bx(i) - west,
        by(i) - south,
        reach + 1e-6, // As much as the shift to the square's corner may round.
        side,
        (column, row) -> {
          if (column >= 0 && column < across && row >= 0 && row < across) {
            taker.accept((int) row * across + (int) column);
          }
        });
  }

  private double ax(int i) {
    return walls[NUMBERS * i + 3];
  }

  private double ay(int i) {
    return walls[NUMBERS * i + 4];
  }

  private double bx(int i) {
    return walls[NUMBERS * i + 5];
  }

  private double by(int i) {
    return walls[NUMBERS * i + 6];
  }

  private double base(int i) {
    return walls[NUMBERS * i + 2];
  }

  /** Whether two walls are of one block: its place is theirs. */
  private boolean ofOneBlock(int i, int j) {
    return walls[NUMBERS * i] == walls[NUMBERS * j]
        && walls[NUMBERS * i + 1] == walls[NUMBERS * j + 1];
  }

  private int small(double x, double y) {
    int column = Math.max(0, Math.min(across - 1, (int) ((x - west) / side)));
    int row = Math.max(0, Math.min(across - 1, (int) ((y - south) / side)));
    return row * across + column;
  }

  /**
   * The elevation of a place.
   *
   * @param own elevation of the terrain there, metres
   * @param deep how far inside the domain the place lies, metres
   */
  double at(double x, double y, double own, double deep) {
    int square = small(x, y);
    double nearest = Double.POSITIVE_INFINITY;
    double weights = 0;
    double sum = 0;
    for (int k = start[square]; k < start[square + 1]; ) {
      int first = near[k];
      double least = Double.POSITIVE_INFINITY;
      for (; k < start[square + 1] && ofOneBlock(first, near[k]); k++) {
        least = Math.min(least, squaredDistance(near[k], x, y));
      }
      double distance = Math.sqrt(least);
      if (distance >= reach) {
        continue;
      }
      double level = Double.isNaN(base(first)) ? own : base(first);
      if (distance <= ON_WALL) {
        return level;
      }
      double weight = (reach - distance) * (reach - distance) / least;
      weights += weight;
      sum += weight * level;
      nearest = Math.min(nearest, distance);
    }
    return weights == 0 || deep <= ON_WALL
        ? own
        : Blend.of(sum / weights, own, nearest / Math.min(reach, nearest + deep));
  }

  private double squaredDistance(int i, double x, double y) {
    double ax = ax(i);
    double ay = ay(i);
    double dx = bx(i) - ax;
    double dy = by(i) - ay;
    double t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
    double s = Math.max(0, Math.min(1, t));
    double px = ax + s * dx - x;
    double py = ay + s * dy - y;
    return px * px + py * py;
  }

  /** The highest base whose block may be within reach of a rectangle; infinite below if none is. */
  double highestBase(Bounds window) {
    double highest = Double.NEGATIVE_INFINITY;
    int first = small(window.xmin(), window.ymin());
    int last = small(window.xmax(), window.ymax());
    for (int row = first / across; row <= last / across; row++) {
      for (int column = first % across; column <= last % across; column++) {
        int square = row * across + column;
        for (int k = start[square]; k < start[square + 1]; k++) {
          if (base(near[k]) > highest) {
            highest = base(near[k]);
          }
        }
      }
    }
    return highest;
  }

  /** The numbers of the walls that come within reach of a rectangle. */
  IntStream within(Bounds window) {
    return IntStream.range(0, walls.length / NUMBERS).filter(i -> distance(i, window) < reach);
  }

  /** The numbers of a wall, by its number here. */
  double[] wall(int i) {
    return Arrays.copyOfRange(walls, NUMBERS * i, NUMBERS * (i + 1));
  }

  private double distance(int i, Bounds w) {
    if (meets(i, w)) {
      return 0;
    }
    double corners =
        Math.min(
            Math.min(
                squaredDistance(i, w.xmin(), w.ymin()), squaredDistance(i, w.xmax(), w.ymin())),
            Math.min(
                squaredDistance(i, w.xmin(), w.ymax()), squaredDistance(i, w.xmax(), w.ymax())));
    return Math.min(
        Math.sqrt(corners), Math.min(outside(ax(i), ay(i), w), outside(bx(i), by(i), w)));
  }

  private static double outside(double x, double y, Bounds w) {
    return Math.hypot(
        Math.max(0, Math.max(w.xmin() - x, x - w.xmax())),
        Math.max(0, Math.max(w.ymin() - y, y - w.ymax())));
  }

  /** Whether a wall meets a rectangle: neither lies wholly on one side of the other. */
  private boolean meets(int i, Bounds w) {
    if (Math.max(ax(i), bx(i)) < w.xmin()
        || Math.min(ax(i), bx(i)) > w.xmax()
        || Math.max(ay(i), by(i)) < w.ymin()
        || Math.min(ay(i), by(i)) > w.ymax()) {
      return false;
    }
    double a = side(i, w.xmin(), w.ymin());
    double b = side(i, w.xmax(), w.ymin());
    double c = side(i, w.xmin(), w.ymax());
    double d = side(i, w.xmax(), w.ymax());
    return !(a > 0 && b > 0 && c > 0 && d > 0) && !(a < 0 && b < 0 && c < 0 && d < 0);
  }

  private double side(int i, double x, double y) {
    return (bx(i) - ax(i)) * (y - ay(i)) - (by(i) - ay(i)) * (x - ax(i));
  }
}
