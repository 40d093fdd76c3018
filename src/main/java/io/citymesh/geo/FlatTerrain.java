package io.citymesh.geo;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A terrain of the same elevation everywhere.
 *
 * @param elevation metres
 */
public record FlatTerrain(double elevation) implements Terrain {

  /** Everywhere: a rectangle that contains any CRS coordinates. */
  @Override
  public Bounds extent() {
    return new Bounds(-1e9, -1e9, 1e9, 1e9);
  }

  @Override
  public String crs() {
    return "";
  }

  @Override
  public double[] elevations(double[] xy, int count) {
    double[] result = new double[count];
    Arrays.fill(result, elevation);
    return result;
  }

  @Override
  public OptionalDouble level() {
    return OptionalDouble.of(elevation);
  }

  @Override
  public double maxAlong(double ax, double ay, double bx, double by) {
    return elevation;
  }

  @Override
  public String fingerprint(Bounds window) {
    return "flat:" + elevation;
  }
}
