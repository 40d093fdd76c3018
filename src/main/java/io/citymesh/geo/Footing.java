package io.citymesh.geo;

import java.io.Serializable;

/**
 * Where a block of buildings that touch meets the ground.
 *
 * @param base elevation on which the block stands, metres; NaN if it stands on the terrain as it is
 * @param walls its outer walls in plan, between buildings and ground: x0, y0, x1, y1 of each,
 *     metres
 */
public record Footing(double base, double[] walls) implements Serializable {

  /** Whether the block stands on one elevation. */
  public boolean isFlat() {
    return !Double.isNaN(base);
  }
}
