package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.option.OptionTable;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Stitcher;
import io.citymesh.tile.Domain;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Refuses a closed domain whose terrain reaches its top, before anything is meshed.
 *
 * <p>Asks for the points of the terrain's grid that lie in the domain, and those on its bounds
 * between them: in a cell of the grid nothing is higher than its corners. Each task reads its
 * squares of the grid, one at a time, as meshing will read them.
 */
final class TerrainBelowTop implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Points along a side of a square. */
  private static final int SIDE = 256;

  private final Terrain terrain;
  private final Sides sides;
  private final Bounds bounds;

  /** A point of the grid, and the steps to the next, metres. */
  private final double originX;

  private final double originY;
  private final double stepX;
  private final double stepY;

  /** The first squares that meet the bounds, to the east and down from the origin. */
  private final long firstColumn;

  private final long firstRow;
  private final long columns;
  private final long rows;

  private TerrainBelowTop(Terrain terrain, Sides sides) {
    this.terrain = terrain;
    this.sides = sides;
    bounds = sides.bounds();
    // Without a grid it is a plane, which is highest at a corner.
    Terrain.Grid grid =
        terrain
            .grid()
            .orElse(
                new Terrain.Grid(
                    bounds.xmin(), bounds.ymax(), 2 * bounds.width(), 2 * bounds.height()));
    originX = grid.x();
    originY = grid.y();
    stepX = grid.stepX();
    stepY = grid.stepY();
    firstColumn = square((bounds.xmin() - originX) / stepX);
    firstRow = square((originY - bounds.ymax()) / stepY);
    columns = square((bounds.xmax() - originX) / stepX) - firstColumn + 1;
    rows = square((originY - bounds.ymin()) / stepY) - firstRow + 1;
  }

  private static long square(double point) {
    return Math.floorDiv((long) Math.floor(point), SIDE);
  }

  /**
   * A point of the terrain.
   *
   * @param z its elevation, metres
   */
  private record Peak(double x, double y, double z) implements Serializable {
    static final Peak NONE = new Peak(0, 0, Double.NEGATIVE_INFINITY);

    /** The higher one; of equals the one farther to the south, then to the west. */
    static Peak higher(Peak a, Peak b) {
      if (a.z != b.z) {
        return a.z > b.z ? a : b;
      }
      int byPlace = a.y != b.y ? Double.compare(a.y, b.y) : Double.compare(a.x, b.x);
      return byPlace <= 0 ? a : b;
    }
  }

  /**
   * @param domain open ones have no top to reach
   * @throws UserError if the terrain leaves no room below the top; says where it is highest
   */
  static void require(JavaSparkContext context, Domain domain, Terrain terrain) {
    if (!domain.isClosed()) {
      return;
    }
    double room = domain.isFilled() ? Stitcher.layers(domain).first() : 0;
    Peak peak = highest(context, domain.sides(), terrain);
    boolean below = domain.isFilled() ? domain.top() - peak.z >= room : peak.z < domain.top();
    if (!below) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "the terrain at %.1f, %.1f reaches %s m%s the top at %s m: raise %s, or mesh less of"
                  + " it",
              peak.x,
              peak.y,
              OptionCheck.text(Math.rint(100 * peak.z) / 100),
              domain.isFilled()
                  ? String.format(
                      Locale.ROOT, ", less than a layer of %s m below", OptionCheck.text(room))
                  : ", not below",
              OptionCheck.text(domain.top()),
              OptionTable.TOP.flag()));
    }
  }

  private static Peak highest(JavaSparkContext context, Sides sides, Terrain terrain) {
    if (terrain.level().isPresent()) {
      Bounds b = sides.bounds();
      return new Peak(b.xmin(), b.ymin(), terrain.level().getAsDouble());
    }
    TerrainBelowTop whole = new TerrainBelowTop(terrain, sides);
    int tasks = (int) Math.min(whole.columns * whole.rows, 4L * context.defaultParallelism());
    return context
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .map(task -> whole.highest(task, tasks))
        .reduce(Peak::higher);
  }

  /** The highest point in the squares of a task, which lie one after the other. */
  private Peak highest(int task, int tasks) {
    Peak highest = Peak.NONE;
    long squares = columns * rows;
    for (long s = squares * task / tasks; s < squares * (task + 1) / tasks; s++) {
      try {
        highest = Peak.higher(highest, highestIn(s % columns, s / columns));
      } catch (UserError e) {
        if (!CoreTask.isOfABlock(e)) {
          throw e;
        }
        // The tiles that need the damaged block fail; whoever meshes the others looks again.
      }
    }
    return highest;
  }

  private Peak highestIn(long i, long j) {
    double[] x = points(bounds.xmin(), bounds.xmax(), originX, stepX, firstColumn + i);
    double[] y = points(-bounds.ymax(), -bounds.ymin(), -originY, stepY, firstRow + j);
    for (int a = 0, b = y.length - 1; a <= b; a++, b--) {
      double upper = y[a];
      y[a] = -y[b];
      y[b] = -upper;
    }
    boolean whole = sides.isRectangle();
    boolean[] wanted = new boolean[x.length * y.length];
    int count = 0;
    for (int k = 0; k < wanted.length; k++) {
      wanted[k] = whole || sides.isInside(x[k % x.length], y[k / x.length]);
      count += wanted[k] ? 1 : 0;
    }
    double[] z = terrain.elevations(x, y, wanted, count);
    Peak highest = Peak.NONE;
    int n = 0;
    for (int k = 0; k < wanted.length; k++) {
      if (wanted[k] && z[n++] >= highest.z) {
        highest = Peak.higher(highest, new Peak(x[k % x.length], y[k / x.length], z[n - 1]));
      }
    }
    return highest;
  }

  /** The coordinates of a square's points in the bounds, ascending, with the bounds beside them. */
  private static double[] points(double from, double to, double origin, double step, long square) {
    double[] found = new double[SIDE + 2];
    int count = 0;
    double first = origin + square * SIDE * step;
    if (first <= from) {
      found[count++] = from;
    }
    for (int k = 0; k < SIDE; k++) {
      double at = origin + (square * SIDE + k) * step;
      if (at > from && at < to) {
        found[count++] = at;
      }
    }
    if (origin + (square + 1) * SIDE * step > to) {
      found[count++] = to;
    }
    return Arrays.copyOf(found, count);
  }
}
