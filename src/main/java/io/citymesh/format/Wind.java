package io.citymesh.format;

import java.io.Serializable;

/**
 * The wind before a city, over level ground.
 *
 * @param speed at {@link #REFERENCE_HEIGHT}, metres per second
 * @param roughness the ground's roughness length, metres
 */
public record Wind(double speed, double roughness) implements Serializable {
  /** The height at which the speed is given, metres above the ground. */
  static final double REFERENCE_HEIGHT = 10;

  /** Von Karman's constant. */
  static final double KAPPA = 0.41;

  /** Its friction velocity, metres per second. */
  double friction() {
    return KAPPA * speed / Math.log((REFERENCE_HEIGHT + roughness) / roughness);
  }
}
