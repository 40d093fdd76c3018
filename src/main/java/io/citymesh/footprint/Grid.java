package io.citymesh.footprint;

import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;

/** The grid of whole millimetres on which all outlines lie. */
final class Grid {
  /** Grid cells per metre. */
  static final double SCALE = 1000;

  static final PrecisionModel PRECISION = new PrecisionModel(SCALE);
  static final GeometryFactory FACTORY = new GeometryFactory();

  private Grid() {}

  /** The nearest whole number of millimetres. */
  static long millimetres(double metres) {
    return (long) Math.rint(metres * SCALE);
  }

  /** The double nearest to a whole number of millimetres. */
  static double metres(long millimetres) {
    return millimetres / SCALE;
  }
}
