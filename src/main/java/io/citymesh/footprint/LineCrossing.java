package io.citymesh.footprint;

import org.locationtech.jts.algorithm.Intersection;
import org.locationtech.jts.geom.Coordinate;

/**
 * Where two lines cross, to the last bit as JTS has it, which calculates with twice as many digits:
 * these are needed only where a place lies, but for rounding, in the middle between two doubles.
 */
final class LineCrossing {
  /**
   * What the roundings of two products, their difference, a quotient and its product with a
   * difference make wrong together, as a share, and a little more.
   */
  private static final double ROUNDING = 4.5e-16;

  /**
   * How much nearer to a double than to the next a place must be, as a share of half a step: JTS'
   * own place, of twice as many digits, may be wrong by less than the rest.
   */
  private static final double NEARER = 1 - 1e-3;

  private static final long MANTISSA = (1L << 52) - 1;

  private LineCrossing() {}

  /** Where the lines ab and cd cross: the doubles nearest to it; null if they do not. */
  static Coordinate of(Coordinate a, Coordinate b, Coordinate c, Coordinate d) {
    if (areAlike(a.x, b.x, c.x, d.x) && areAlike(a.y, b.y, c.y, d.y)) {
      // Of doubles that are alike the differences are exact.
      double ux = a.x - b.x;
      double uy = a.y - b.y;
      double vx = d.x - c.x;
      double vy = d.y - c.y;
      double wx = c.x - b.x;
      double wy = c.y - b.y;
      double cross = ux * vy - uy * vx;
      double along = (wx * vy - wy * vx) / cross;
      double wrong =
          ROUNDING
              / Math.abs(cross)
              * (Math.abs(wx * vy)
                  + Math.abs(wy * vx)
                  + Math.abs(along) * (Math.abs(ux * vy) + Math.abs(uy * vx) + Math.abs(cross)));
      double x = b.x + along * ux;
      double y = b.y + along * uy;
      if (isNearest(x, b.x, along * ux, wrong * Math.abs(ux))
          && isNearest(y, b.y, along * uy, wrong * Math.abs(uy))) {
        return new Coordinate(x, y);
      }
    }
    return Intersection.intersection(a, b, c, d);
  }

  /** Whether numbers have one sign, and none is more than twice another. */
  private static boolean areAlike(double a, double b, double c, double d) {
    double least = Math.min(Math.min(a, b), Math.min(c, d));
    double most = Math.max(Math.max(a, b), Math.max(c, d));
    return least > 0 ? most <= 2 * least : most < 0 && least >= 2 * most;
  }

  /** Whether a rounded sum is the double nearest to it, however wrong the second summand may be. */
  private static boolean isNearest(double sum, double first, double second, double wrong) {
    double rest = second - (sum - first);
    return Math.abs(second) <= Math.abs(first)
        && (Double.doubleToRawLongBits(sum) & MANTISSA) != 0
        && Math.abs(rest) + wrong < 0.5 * NEARER * Math.ulp(sum);
  }
}
