package io.citymesh.tile;

import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import java.io.Serializable;

/**
 * The size and the quality of the triangles, and of the tiles they are made in.
 *
 * @param tileSize side of a tile, metres; 0 means one tile for the whole city, else at least {@link
 *     #smallestTileSize}
 * @param maxSize ground triangles have at most the area {@code 0.5 * maxSize^2}, metres
 * @param buildingSize the same for roofs, metres
 * @param wallSize height of the rows that walls are cut into, metres; 0 for one row
 * @param minAngle smallest angle of a triangle in plan, degrees, 0 to {@value #MAX_MIN_ANGLE}
 */
public record MeshOptions(
    double tileSize, double maxSize, double buildingSize, double wallSize, double minAngle)
    implements Serializable {

  /** The largest minimum angle with which Delaunay refinement ends in practice, degrees. */
  public static final double MAX_MIN_ANGLE = 33;

  /** How far a core's rim keeps from an open side of its tile, in units of the largest size. */
  private static final double SEAM_HALF_WIDTH = 2.5;

  /**
   * @throws UserError if a value is impossible; the message says what is possible
   */
  public MeshOptions {
    OptionCheck.positive("--max-size", maxSize);
    OptionCheck.positive("--building-size", buildingSize);
    OptionCheck.notNegative("--wall-size", wallSize);
    OptionCheck.notNegative("--tile-size", tileSize);
    double largest = Math.max(maxSize, buildingSize);
    double smallestTile = smallestTileSize(largest);
    if (tileSize > 0 && tileSize < smallestTile) {
      throw new UserError(
          "--tile-size must be 0 (one tile) or at least %s for triangles of %s m, not %s"
              .formatted(
                  OptionCheck.text(smallestTile),
                  OptionCheck.text(largest),
                  OptionCheck.text(tileSize)));
    }
    if (!(minAngle >= 0 && minAngle <= MAX_MIN_ANGLE)) {
      throw new UserError(
          "--min-angle must be 0 to %s degrees, not %s: Delaunay refinement does not end reliably above that"
              .formatted(OptionCheck.text(MAX_MIN_ANGLE), OptionCheck.text(minAngle)));
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
    return smallestTileSize(largestSize());
  }

  private static double smallestTileSize(double largestSize) {
    return 4 * SEAM_HALF_WIDTH * largestSize;
  }
}
