package io.citymesh.crs;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.report.UserError;
import java.util.Arrays;
import java.util.Optional;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.TransformException;

/**
 * A terrain in another CRS, or of another unit of elevation: each point is looked up where it lies
 * in the terrain's own CRS. No raster is resampled.
 *
 * <p>Thread-safe and a function of the point alone, like the terrain below it.
 */
final class PlacedTerrain implements Terrain {
  private static final long serialVersionUID = 1L;

  /** Pieces that each side of a rectangle is cut into, to see how it bends. */
  private static final int PIECES = 64;

  /** The length of the pieces of a line that count as straight, metres. */
  private static final double STRAIGHT = 100;

  private final Terrain terrain;
  private final String from;
  private final String to;
  private final double scale;
  private final Bounds extent;

  /**
   * @param from the CRS of the points that are asked for
   * @param to the CRS of {@code terrain}; equal to {@code from} if only the unit differs
   * @param scale metres per unit of elevation
   * @param extent where the new terrain is defined
   */
  private PlacedTerrain(Terrain terrain, String from, String to, double scale, Bounds extent) {
    this.terrain = terrain;
    this.from = from;
    this.to = to;
    this.scale = scale;
    this.extent = extent;
  }

  /** The same terrain with elevations that are {@code scale} times as large. */
  static Terrain scaled(Terrain terrain, double scale) {
    String crs = terrain.crs();
    return scale == 1 ? terrain : new PlacedTerrain(terrain, crs, crs, scale, terrain.extent());
  }

  /**
   * The terrain seen from another CRS.
   *
   * @param crs of the points that will be asked for, metric
   * @param terrainCrs of {@code terrain}
   * @param scale metres per unit of elevation
   * @param near the domain; the result's extent is the part of the terrain around it, or rather the
   *     largest upright rectangle that surely lies inside of that
   * @throws UserError if no part of the terrain lies there
   */
  static Terrain in(String crs, Terrain terrain, String terrainCrs, double scale, Bounds near) {
    double around = 0.25 * Math.max(near.width(), near.height()) + 100;
    Bounds there = around(crs, terrainCrs, near.grow(around));
    Bounds all = terrain.extent();
    if (!all.intersects(there)) {
      throw new UserError(
          "The terrain, "
              + all
              + " in "
              + CoordinateSystems.displayName(terrainCrs)
              + ", and the domain, "
              + near
              + " in "
              + CoordinateSystems.displayName(crs)
              + ", do not overlap: are they of the same place? Correct a wrong CRS with --crs.");
    }
    Bounds window =
        new Bounds(
            Math.max(all.xmin(), there.xmin()),
            Math.max(all.ymin(), there.ymin()),
            Math.min(all.xmax(), there.xmax()),
            Math.min(all.ymax(), there.ymax()));
    return new PlacedTerrain(
        terrain, crs, terrainCrs, scale, inside(crs, terrainCrs, window, near));
  }

  /** The rectangle around the image of a rectangle. */
  static Bounds around(String from, String to, Bounds bounds) {
    double[] rim = transformed(from, to, rim(bounds));
    Bounds result = new Bounds(rim[0], rim[1], rim[0], rim[1]);
    for (int i = 2; i < rim.length; i += 2) {
      result = result.union(new Bounds(rim[i], rim[i + 1], rim[i], rim[i + 1]));
    }
    return result;
  }

  /** A rectangle whose image lies inside of {@code window}. */
  private static Bounds inside(String crs, String terrainCrs, Bounds window, Bounds near) {
    double[] rim = transformed(terrainCrs, crs, rim(window));
    double xmin = Double.NEGATIVE_INFINITY;
    double ymin = Double.NEGATIVE_INFINITY;
    double xmax = Double.POSITIVE_INFINITY;
    double ymax = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= PIECES; i++) {
      ymin = Math.max(ymin, rim[2 * i + 1]);
      xmax = Math.min(xmax, rim[2 * (PIECES + i)]);
      ymax = Math.min(ymax, rim[2 * (2 * PIECES + i) + 1]);
      xmin = Math.max(xmin, rim[2 * (3 * PIECES + i)]);
    }
    // Between the points of the rim it may bend a little farther in.
    double shrink = 1e-3 + 1e-4 * Math.max(xmax - xmin, ymax - ymin);
    for (int i = 0; i < 20; i++, shrink *= 2) {
      Bounds result = new Bounds(xmin + shrink, ymin + shrink, xmax - shrink, ymax - shrink);
      if (!(result.width() > 0) || !(result.height() > 0)) {
        break;
      }
      if (window.contains(around(crs, terrainCrs, result))) {
        return result;
      }
    }
    throw new UserError(
        "The terrain covers too little of the domain "
            + near
            + " after its reprojection to "
            + CoordinateSystems.displayName(crs)
            + ": give a larger raster, or warp it with gdalwarp.");
  }

  /** The points of the rim, counter-clockwise from the south-west, the first one again last. */
  private static double[] rim(Bounds b) {
    double[] xs = {b.xmin(), b.xmax(), b.xmax(), b.xmin(), b.xmin()};
    double[] ys = {b.ymin(), b.ymin(), b.ymax(), b.ymax(), b.ymin()};
    double[] result = new double[2 * (4 * PIECES + 1)];
    for (int i = 0; i <= 4 * PIECES; i++) {
      int side = Math.min(3, i / PIECES);
      double t = (i - side * PIECES) / (double) PIECES;
      result[2 * i] = xs[side] + t * (xs[side + 1] - xs[side]);
      result[2 * i + 1] = ys[side] + t * (ys[side + 1] - ys[side]);
    }
    return result;
  }

  private static double[] transformed(String from, String to, double[] xy) {
    if (from.equals(to)) {
      return xy;
    }
    MathTransform transform = CoordinateSystems.transform(from, to);
    double[] result = new double[xy.length];
    try {
      transform.transform(xy, 0, result, 0, xy.length / 2);
    } catch (TransformException e) {
      throw outside(from, to, e);
    }
    for (double value : result) {
      if (!Double.isFinite(value)) {
        throw outside(from, to, null);
      }
    }
    return result;
  }

  private static UserError outside(String from, String to, TransformException cause) {
    return new UserError(
        "Coordinates cannot be brought from "
            + CoordinateSystems.displayName(from)
            + " to "
            + CoordinateSystems.displayName(to)
            + ", they lie outside of one of them: is each input's CRS right? Correct it with --crs,"
            + " or name another --target-crs.",
        cause);
  }

  @Override
  public Bounds extent() {
    return extent;
  }

  @Override
  public String crs() {
    return from;
  }

  @Override
  public Optional<Grid> grid() {
    return terrain
        .grid()
        .map(
            own -> {
              if (from.equals(to)) {
                return own;
              }
              Bounds there = around(from, to, extent);
              return new Grid(
                  extent.xmin(),
                  extent.ymin(),
                  own.stepX() * extent.width() / there.width(),
                  own.stepY() * extent.height() / there.height());
            });
  }

  @Override
  public double[] elevations(double[] xy, int count) {
    for (int i = 0; i < count; i++) {
      if (!extent.contains(xy[2 * i], xy[2 * i + 1])) {
        throw new UserError(
            "The terrain "
                + this
                + " covers "
                + extent
                + " but an elevation is needed at "
                + xy[2 * i]
                + ", "
                + xy[2 * i + 1]
                + ": give a larger raster, or a smaller domain with --bounds.");
      }
    }
    double[] points = xy.length == 2 * count ? xy : Arrays.copyOf(xy, 2 * count);
    return inMetres(terrain.elevations(transformed(from, to, points), count));
  }

  @Override
  public double[] elevations(double[] x, double[] y, boolean[] wanted, int count) {
    boolean asTheyLie =
        from.equals(to)
            && count > 0
            && extent.contains(new Bounds(x[0], y[0], x[x.length - 1], y[y.length - 1]));
    return asTheyLie
        ? inMetres(terrain.elevations(x, y, wanted, count))
        : Terrain.super.elevations(x, y, wanted, count);
  }

  private double[] inMetres(double[] elevations) {
    for (int i = 0; i < elevations.length; i++) {
      elevations[i] *= scale;
    }
    return elevations;
  }

  /**
   * The line's image is a curve. It is followed in short straight pieces, and of each the terrain
   * is asked along two parallels that have the curve between them.
   */
  @Override
  public double maxAlong(double ax, double ay, double bx, double by) {
    if (from.equals(to)) {
      return scale * terrain.maxAlong(ax, ay, bx, by);
    }
    int pieces = 2 * (int) Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / STRAIGHT));
    double[] line = new double[2 * (pieces + 1)];
    for (int i = 0; i <= pieces; i++) {
      double t = i / (double) pieces;
      line[2 * i] = ax + t * (bx - ax);
      line[2 * i + 1] = ay + t * (by - ay);
    }
    double[] there = transformed(from, to, line);
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < 2 * pieces; i += 4) {
      highest = Math.max(highest, highest(there, i));
    }
    return scale * highest;
  }

  /**
   * The highest elevation along the curve through the points i, i+1 and i+2 of {@code xy} (i counts
   * numbers).
   */
  private double highest(double[] xy, int i) {
    double px = xy[i];
    double py = xy[i + 1];
    double dx = xy[i + 4] - px;
    double dy = xy[i + 5] - py;
    double length = Math.hypot(dx, dy);
    if (length == 0) {
      return terrain.maxAlong(px, py, px, py);
    }
    double bend = Math.abs(dx * (xy[i + 3] - py) - dy * (xy[i + 2] - px)) / length;
    double aside = 4 * bend + 1e-9 * length;
    double nx = -dy / length * aside;
    double ny = dx / length * aside;
    double ex = dx / length * aside;
    double ey = dy / length * aside;
    return Math.max(
        along(px - ex + nx, py - ey + ny, px + dx + ex + nx, py + dy + ey + ny),
        along(px - ex - nx, py - ey - ny, px + dx + ex - nx, py + dy + ey - ny));
  }

  private double along(double ax, double ay, double bx, double by) {
    Bounds e = terrain.extent();
    return terrain.maxAlong(
        clamp(ax, e.xmin(), e.xmax()),
        clamp(ay, e.ymin(), e.ymax()),
        clamp(bx, e.xmin(), e.xmax()),
        clamp(by, e.ymin(), e.ymax()));
  }

  private static double clamp(double value, double least, double most) {
    return Math.max(least, Math.min(most, value));
  }

  @Override
  public String fingerprint(Bounds window) {
    Bounds there = from.equals(to) ? window : around(from, to, window);
    double bend = from.equals(to) ? 0 : STRAIGHT;
    return terrain.fingerprint(there.grow(bend)) + " x " + scale + " " + from + " from " + to;
  }

  @Override
  public String toString() {
    return terrain.toString();
  }
}
