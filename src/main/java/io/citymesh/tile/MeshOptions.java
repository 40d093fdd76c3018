package io.citymesh.tile;

import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.Locale;

/**
 * How finely the city is meshed, and in which tiles.
 *
 * @param tileSize side of a tile, metres; 0 for one tile, else at least {@link #smallestTileSize}
 * @param maxSize size of ground triangles, metres: their area is at most half of its square
 * @param buildingSize the same for the triangles of roofs
 * @param minAngle smallest angle of a triangle in the plane, degrees, 0 to 33
 */
public record MeshOptions(double tileSize, double maxSize, double buildingSize, double minAngle)
    implements Serializable {

  /** The largest minimum angle for which refinement is known to end on city outlines, degrees. */
  public static final double LARGEST_MIN_ANGLE = 33;

  /** What the reference uses: tiles of 1000 m, ground 10 m, roofs 5 m, 25 degrees. */
  public static final MeshOptions DEFAULT = new MeshOptions(1000, 10, 5, 25);

  /** How far a core's rim keeps from an open side of its tile, in units of the largest size. */
  private static final double SEAM_HALF_WIDTH = 2.5;

  /** Checks the ranges; says what is wrong in one line. */
  public MeshOptions {
    positive("--max-size", maxSize);
    positive("--building-size", buildingSize);
    if (!(minAngle >= 0 && minAngle <= LARGEST_MIN_ANGLE)) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--min-angle %s is not possible: between 0 and %.0f degrees, for above that no mesh"
                  + " with all outlines in it may exist; 25 is usual",
              minAngle,
              LARGEST_MIN_ANGLE));
    }
    if (!(tileSize >= 0) || Double.isInfinite(tileSize)) {
      throw new UserError(
          "--tile-size " + tileSize + " is not possible: give metres, or 0 for one tile");
    }
    double smallest = 4 * SEAM_HALF_WIDTH * Math.max(maxSize, buildingSize);
    if (tileSize > 0 && tileSize < smallest) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "--tile-size %s is too small for triangles of %s m: the smallest useful size is %s m"
                  + " (or 0 for one tile)",
              tileSize,
              Math.max(maxSize, buildingSize),
              smallest));
    }
  }

  private static void positive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UserError(
          option + " " + value + " is not possible: give a positive number of metres");
    }
  }

  /** The larger of the two sizes, metres: the unit in which seams are measured. */
  public double largestSize() {
    return Math.max(maxSize, buildingSize);
  }

  /** Half the width of the gap that is left between two cores (w), metres. */
  public double seamHalfWidth() {
    return SEAM_HALF_WIDTH * largestSize();
  }

  /** The smallest tile that has a core worth the name, metres. */
  public double smallestTileSize() {
    return 4 * seamHalfWidth();
  }
}
