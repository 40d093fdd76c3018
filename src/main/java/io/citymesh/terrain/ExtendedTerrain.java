package io.citymesh.terrain;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A terrain that goes on beyond its end: with the elevation of the nearest place that it covers, or
 * from there by a gentle slope to one elevation. Where it ends it has its own elevations, so that
 * there is no step.
 */
final class ExtendedTerrain implements Terrain {
  private static final long serialVersionUID = 1L;

  /** Everywhere: a rectangle that contains any CRS coordinates. */
  private static final Bounds EVERYWHERE = new Bounds(-1e9, -1e9, 1e9, 1e9);

  /**
   * The steepest slope of {@link Blend} over a width of one, so that the ground levels off at 1 in
   * 10.
   */
  private static final double WIDTH_PER_METRE = 10 * Blend.STEEPEST;

  private final Terrain terrain;
  private final Bounds own;

  /** Whether it levels off; to which elevation, and within which distance, metres. */
  private final boolean levels;

  private final double level;
  private final double width;

  private ExtendedTerrain(Terrain terrain, boolean levels, double level, double width) {
    this.terrain = terrain;
    this.own = terrain.extent();
    this.levels = levels;
    this.level = level;
    this.width = width;
  }

  /** The terrain with the elevation of the nearest place beyond its end. */
  static Terrain nearest(Terrain terrain) {
    return new ExtendedTerrain(terrain, false, 0, 0);
  }

  /**
   * The terrain that levels off beyond its end, by a slope of at most 1 in 10.
   *
   * @param domain the mean elevation of the terrain's end therein is where it levels off
   */
  static Terrain flat(Terrain terrain, Bounds domain) {
    double[] end = Stations.alongEnd(terrain, domain);
    double level = Stations.mean(end);
    double farthest = Arrays.stream(end).map(z -> Math.abs(z - level)).max().orElse(0);
    return new ExtendedTerrain(terrain, true, level, Math.max(1, WIDTH_PER_METRE * farthest));
  }

  @Override
  public Bounds extent() {
    return EVERYWHERE;
  }

  @Override
  public String crs() {
    return terrain.crs();
  }

  private double nearestX(double x) {
    return Math.max(own.xmin(), Math.min(own.xmax(), x));
  }

  private double nearestY(double y) {
    return Math.max(own.ymin(), Math.min(own.ymax(), y));
  }

  /** How far beyond the end a place lies, metres. */
  private double beyond(double x, double y) {
    return Math.hypot(x - nearestX(x), y - nearestY(y));
  }

  @Override
  public Optional<Grid> grid() {
    return terrain.grid();
  }

  @Override
  public double[] elevations(double[] xy, int count) {
    double[] nearest = xy;
    for (int i = 0; i < count; i++) {
      double x = xy[2 * i];
      double y = xy[2 * i + 1];
      if (!own.contains(x, y)) {
        if (nearest == xy) {
          nearest = Arrays.copyOf(xy, 2 * count);
        }
        nearest[2 * i] = nearestX(x);
        nearest[2 * i + 1] = nearestY(y);
      }
    }
    double[] z = terrain.elevations(nearest, count);
    for (int i = 0; i < count && levels && nearest != xy; i++) {
      z[i] = Blend.of(z[i], level, beyond(xy[2 * i], xy[2 * i + 1]) / width);
    }
    return z;
  }

  @Override
  public double[] elevations(double[] x, double[] y, boolean[] wanted, int count) {
    boolean covered =
        count > 0 && own.contains(new Bounds(x[0], y[0], x[x.length - 1], y[y.length - 1]));
    return covered
        ? terrain.elevations(x, y, wanted, count)
        : Terrain.super.elevations(x, y, wanted, count);
  }

  @Override
  public OptionalDouble level() {
    return terrain.level();
  }

  /**
   * Between the lines on which the terrain's sides lie, the nearest places are on a straight line.
   */
  @Override
  public double maxAlong(double ax, double ay, double bx, double by) {
    if (own.contains(ax, ay) && own.contains(bx, by)) {
      return terrain.maxAlong(ax, ay, bx, by);
    }
    double[] cuts = {
      0,
      cut(ax, bx, own.xmin()),
      cut(ax, bx, own.xmax()),
      cut(ay, by, own.ymin()),
      cut(ay, by, own.ymax()),
      1
    };
    Arrays.sort(cuts);
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < cuts.length; i++) {
      double px = ax + cuts[i - 1] * (bx - ax);
      double py = ay + cuts[i - 1] * (by - ay);
      double qx = ax + cuts[i] * (bx - ax);
      double qy = ay + cuts[i] * (by - ay);
      double own = terrain.maxAlong(nearestX(px), nearestY(py), nearestX(qx), nearestY(qy));
      if (levels) {
        // On a straight line the distance is largest at an end.
        double p = beyond(px, py);
        double q = beyond(qx, qy);
        double least = Math.max(0, 0.5 * (p + q - Math.hypot(qx - px, qy - py)));
        own =
            Math.max(
                Blend.of(own, level, least / width), Blend.of(own, level, Math.max(p, q) / width));
      }
      highest = Math.max(highest, own);
    }
    return highest;
  }

  /** Where on the way from a to b a line is crossed, 0 to 1. */
  private static double cut(double a, double b, double line) {
    double t = (line - a) / (b - a);
    return t > 0 && t < 1 ? t : 0;
  }

  @Override
  public String fingerprint(Bounds window) {
    if (own.contains(window)) {
      return terrain.fingerprint(window);
    }
    Bounds nearest =
        new Bounds(
            nearestX(window.xmin()),
            nearestY(window.ymin()),
            nearestX(window.xmax()),
            nearestY(window.ymax()));
    return terrain.fingerprint(nearest)
        + " beyond "
        + own
        + (levels ? " level " + level + " within " + width : " nearest");
  }

  @Override
  public String toString() {
    return terrain.toString();
  }
}
