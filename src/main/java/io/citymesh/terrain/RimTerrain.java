package io.citymesh.terrain;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Depth;
import io.citymesh.geo.Fingerprint;
import io.citymesh.geo.Terrain;
import java.util.Optional;

/**
 * A terrain that goes over to one elevation towards the boundary of the domain: over a width before
 * it. On the boundary, and beyond it, the elevation is that one to the last bit; farther inside
 * than the width it is the terrain's own.
 */
final class RimTerrain implements Terrain {
  private static final long serialVersionUID = 1L;

  /**
   * What lies no deeper is on the boundary, metres: vertices on a slanted side lie beside it by
   * what rounding makes of them.
   */
  private static final double BOUNDARY = 1e-6;

  /** The most pieces of a line whose highest place is looked for. */
  private static final int MOST_PIECES = 64;

  private final Terrain terrain;
  private final Depth depth;
  private final double width;
  private final double elevation;

  /**
   * @param depth in the domain
   * @param width metres, above 0
   * @param elevation of the boundary, metres
   */
  RimTerrain(Terrain terrain, Depth depth, double width, double elevation) {
    this.terrain = terrain;
    this.depth = depth;
    this.width = width;
    this.elevation = elevation;
  }

  @Override
  public Bounds extent() {
    return terrain.extent();
  }

  @Override
  public String crs() {
    return terrain.crs();
  }

  private double of(double own, double deep) {
    return Blend.of(elevation, own, deep <= BOUNDARY ? 0 : deep / width);
  }

  private boolean isOwn(Bounds window) {
    return depth.least(window) >= width;
  }

  @Override
  public Optional<Grid> grid() {
    return terrain.grid();
  }

  @Override
  public double[] elevations(double[] xy, int count) {
    double[] z = terrain.elevations(xy, count);
    for (int i = 0; i < count; i++) {
      z[i] = of(z[i], depth.at(xy[2 * i], xy[2 * i + 1]));
    }
    return z;
  }

  @Override
  public double[] elevations(double[] x, double[] y, boolean[] wanted, int count) {
    double[] z = terrain.elevations(x, y, wanted, count);
    if (count == 0 || isOwn(new Bounds(x[0], y[0], x[x.length - 1], y[y.length - 1]))) {
      return z;
    }
    int n = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        z[n] = of(z[n], depth.at(x[i % x.length], y[i / x.length]));
        n++;
      }
    }
    return z;
  }

  /** In short pieces, on each of which the depth has narrow bounds. */
  @Override
  public double maxAlong(double ax, double ay, double bx, double by) {
    double length = Math.hypot(bx - ax, by - ay);
    double a = depth.at(ax, ay);
    double b = depth.at(bx, by);
    if (0.5 * (a + b - length) >= width) {
      return terrain.maxAlong(ax, ay, bx, by);
    }
    int pieces = (int) Math.max(1, Math.min(MOST_PIECES, Math.ceil(16 * length / width)));
    double highest = Double.NEGATIVE_INFINITY;
    double px = ax;
    double py = ay;
    double deep = a;
    for (int i = 1; i <= pieces; i++) {
      double t = i / (double) pieces;
      double qx = i == pieces ? bx : ax + t * (bx - ax);
      double qy = i == pieces ? by : ay + t * (by - ay);
      double next = depth.at(qx, qy);
      double mean = 0.5 * (deep + next);
      double range = 0.5 * length / pieces;
      double own = terrain.maxAlong(px, py, qx, qy);
      highest = Math.max(highest, Math.max(of(own, mean - range), of(own, mean + range)));
      px = qx;
      py = qy;
      deep = next;
    }
    return highest;
  }

  @Override
  public String fingerprint(Bounds window) {
    String own = terrain.fingerprint(window);
    if (isOwn(window)) {
      return own;
    }
    return new Fingerprint().put(own).put(elevation).put(width).put(depth).hex();
  }

  @Override
  public String toString() {
    return terrain.toString();
  }
}
