package io.citymesh.geo;

import java.io.Serializable;

/**
 * The heights of a building by source; NaN where a source says nothing.
 *
 * @param roof elevation of the roof by a field of the footprint, metres
 * @param height height above the ground by a field, metres
 * @param lidar elevation of the roof by the points inside the footprint, metres
 * @param storeys number of storeys by a field
 */
public record Heights(double roof, double height, double lidar, double storeys)
    implements Serializable {
  /** The lowest height above ground that a source is believed, metres. */
  public static final double LOWEST = 0.5;

  /** The greatest height above ground that a source is believed, metres. */
  public static final double HIGHEST = 1000;

  /** Height of a storey, metres. */
  public static final double STOREY = 3;

  /** Nothing is known. */
  public static final Heights UNKNOWN = new Heights(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** The heights of a building of which only the height above the ground is known, metres. */
  public static Heights above(double height) {
    return new Heights(Double.NaN, height, Double.NaN, Double.NaN);
  }

  /**
   * Whether a height above the ground is one of a building: NaN, infinity and stand-ins for
   * "unknown" such as -9999 are not.
   */
  public static boolean sensible(double height) {
    return height >= LOWEST && height <= HIGHEST;
  }

  /** Whether any source says anything. */
  public boolean known() {
    return !(Double.isNaN(roof)
        && Double.isNaN(height)
        && Double.isNaN(lidar)
        && Double.isNaN(storeys));
  }
}
