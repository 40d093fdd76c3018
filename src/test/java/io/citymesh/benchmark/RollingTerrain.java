package io.citymesh.benchmark;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;

/** Smooth hills of a few metres. */
public record RollingTerrain(Bounds extent) implements Terrain {
  @Override
  public String crs() {
    return "";
  }

  @Override
  public double[] elevations(double[] xy, int count) {
    double[] result = new double[count];
    for (int i = 0; i < count; i++) {
      result[i] = at(xy[2 * i], xy[2 * i + 1]);
    }
    return result;
  }

  private static double at(double x, double y) {
    return 2 * Math.sin(0.11 * x) + Math.cos(0.07 * y);
  }

  @Override
  public double maxAlong(double ax, double ay, double bx, double by) {
    return Math.max(at(ax, ay), at(bx, by)) + 0.01 * Math.hypot(bx - ax, by - ay);
  }

  @Override
  public String fingerprint(Bounds window) {
    return "hills";
  }
}
