package io.citymesh.terrain;

/** Leads from one elevation to another, without a bend at either end: 3 t^2 - 2 t^3. */
final class Blend {
  /** The steepest slope, on a way of length 1 to an elevation that is higher by 1. */
  static final double STEEPEST = 1.5;

  private Blend() {}

  /** How much of the way is done at t: 0 at 0 and below, 1 at 1 and beyond. */
  static double share(double t) {
    return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
  }

  /**
   * The elevation at t, to the last bit that of the beginning at 0 and below, and that of the end
   * at 1 and beyond.
   */
  static double of(double from, double to, double t) {
    return t <= 0 ? from : t >= 1 ? to : from + (to - from) * share(t);
  }
}
