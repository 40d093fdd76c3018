package io.citymesh.stitch;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;

/**
 * Gentle waves, at most 5 m high.
 *
 * @param extent where they are defined
 */
record Wave(Bounds extent) implements Terrain {
  private static final long serialVersionUID = 1L;

  @Override
  public String crs() {
    return "";
  }

  @Override
  public double[] elevations(double[] xy, int count) {
    double[] z = new double[count];
    for (int i = 0; i < count; i++) {
      z[i] = 3 * StrictMath.sin(xy[2 * i] / 70) + 2 * StrictMath.cos(xy[2 * i + 1] / 90);
    }
    return z;
  }

  @Override
  public String fingerprint(Bounds window) {
    return toString();
  }

  @Override
  public double maxAlong(double ax, double ay, double bx, double by) {
    return 5;
  }
}
