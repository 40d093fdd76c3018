package io.citymesh.footprint;

import org.locationtech.jts.geom.Coordinate;

/**
 * Floating-point filters: tests of distances and angles that say yes only beyond doubt, by products
 * alone. Roots and arc tangents are for what they leave open, which is little.
 */
final class Filters {
  private Filters() {}

  /**
   * Whether the angle at b between the directions to a and c is beyond doubt larger than one of
   * less than 90 degrees: most are, and need no arc tangent.
   *
   * @param tangent of the angle, and a little more: {@link #tangent}
   */
  static boolean isWider(Coordinate a, Coordinate b, Coordinate c, double tangent) {
    double ux = a.x - b.x;
    double uy = a.y - b.y;
    double wx = c.x - b.x;
    double wy = c.y - b.y;
    double dot = ux * wx + uy * wy;
    return dot < 0 || Math.abs(ux * wy - uy * wx) > tangent * dot;
  }

  /**
   * Whether a place is beyond doubt farther from the segment ab than a distance: most are, and need
   * no root.
   *
   * @param distance metres, not negative
   */
  static boolean isFarther(Coordinate c, Coordinate a, Coordinate b, double distance) {
    double dx = b.x - a.x;
    double dy = b.y - a.y;
    double px = c.x - a.x;
    double py = c.y - a.y;
    double along = px * dx + py * dy;
    double square = dx * dx + dy * dy;
    double limit = distance * distance * (1 + 1e-6);
    if (along <= 0) {
      return px * px + py * py > limit;
    }
    if (along >= square) {
      double qx = c.x - b.x;
      double qy = c.y - b.y;
      return qx * qx + qy * qy > limit;
    }
    double cross = dx * py - dy * px;
    return cross * cross > limit * square;
  }

  /** Whether two segments are beyond doubt farther from one another than a distance, metres. */
  static boolean areFarther(
      Coordinate a, Coordinate b, Coordinate c, Coordinate d, double distance) {
    double reach = distance + 1e-6;
    return Math.max(a.x, b.x) + reach < Math.min(c.x, d.x)
        || Math.max(c.x, d.x) + reach < Math.min(a.x, b.x)
        || Math.max(a.y, b.y) + reach < Math.min(c.y, d.y)
        || Math.max(c.y, d.y) + reach < Math.min(a.y, b.y)
        || ((areOnOneSide(a, b, c, d) || areOnOneSide(c, d, a, b))
            && isFarther(c, a, b, distance)
            && isFarther(d, a, b, distance)
            && isFarther(a, c, d, distance)
            && isFarther(b, c, d, distance));
  }

  /** Whether c and d lie beyond doubt on the same side of the line ab. */
  private static boolean areOnOneSide(Coordinate a, Coordinate b, Coordinate c, Coordinate d) {
    double areaC = twiceArea(a, b, c);
    double areaD = twiceArea(a, b, d);
    return (areaC > 1e-6 && areaD > 1e-6) || (areaC < -1e-6 && areaD < -1e-6);
  }

  /** The tangent of an angle, radians, with what rounding may add to {@link Shapes#angle}. */
  static double tangent(double angle) {
    return Math.tan(angle) * (1 + 1e-6);
  }

  private static double twiceArea(Coordinate a, Coordinate b, Coordinate c) {
    return (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  }
}
