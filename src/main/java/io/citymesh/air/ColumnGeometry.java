package io.citymesh.air;

/**
 * Volumes and centres of the cells of a column, and the areas of its fronts.
 *
 * <p>A cell is what lies between two fronts, and its height is linear over the triangle: so volume
 * and centre of mass follow from the heights and elevations at the three corners, whatever faces
 * its sides have.
 */
final class ColumnGeometry {
  private final AirPart air;
  private final Levels levels;
  final Column column;

  /** The corners, relative to {@code originX, originY}; metres. */
  final double[] x = new double[3];

  final double[] y = new double[3];

  /** Planar area of the triangle, square metres. */
  double area;

  /** For each corner its elevations, front by front; metres. */
  final double[][] z;

  /** For each front the horizontal parts of its area vector, upwards; square metres. */
  final double[] frontX;

  final double[] frontY;

  /** For each cell its volume, cubic metres, and its centre, metres. */
  final double[] volume;

  final double[] centreX;
  final double[] centreY;
  final double[] centreZ;

  ColumnGeometry(AirPart air) {
    this.air = air;
    levels = air.levels();
    column = new Column(air);
    int fronts = air.top() + 1;
    z = new double[3][fronts];
    frontX = new double[fronts];
    frontY = new double[fronts];
    volume = new double[fronts];
    centreX = new double[fronts];
    centreY = new double[fronts];
    centreZ = new double[fronts];
  }

  /**
   * Moves to a triangle.
   *
   * @param originX what x of all positions is relative to
   * @param originY what y is relative to
   */
  void moveTo(int t, double originX, double originY) {
    column.moveTo(t);
    int plain = column.cellAt(column.plain());
    for (int c = 0; c < 3; c++) {
      int line = column.line(c);
      x[c] = air.xy()[2 * line] - originX;
      y[c] = air.xy()[2 * line + 1] - originY;
      int shift = levels.start()[line] - levels.base()[line];
      for (int j = 0; j < plain; j++) {
        z[c][j] = levels.z()[shift + column.label(column.low(j), c)];
      }
      int rest = air.top() + 1 - column.plain();
      System.arraycopy(levels.z(), shift + column.plain(), z[c], plain, rest);
    }
    area = ((x[1] - x[0]) * (y[2] - y[0]) - (y[1] - y[0]) * (x[2] - x[0])) / 2;
    measureCells(z[0], z[1], z[2], column.cells());
  }

  private void measureCells(double[] z0, double[] z1, double[] z2, int count) {
    double third = area / 3;
    double x0 = x[0];
    double x1 = x[1];
    double x2 = x[2];
    double y0 = y[0];
    double y1 = y[1];
    double y2 = y[2];
    for (int j = 0; j < count; j++) {
      // Elevations above one of the corners, so that squares do not swallow the differences.
      double from = z0[j];
      double low1 = z1[j] - from;
      double low2 = z2[j] - from;
      double high0 = z0[j + 1] - from;
      double high1 = z1[j + 1] - from;
      double high2 = z2[j + 1] - from;
      double h1 = high1 - low1;
      double h2 = high2 - low2;
      double h = high0 + h1 + h2;
      double share = 1 / (8 * h);
      volume[j] = third * h;
      centreX[j] = 2 * share * (x0 * (h + high0) + x1 * (h + h1) + x2 * (h + h2));
      centreY[j] = 2 * share * (y0 * (h + high0) + y1 * (h + h1) + y2 * (h + h2));
      double low = low1 + low2;
      double high = high0 + high1 + high2;
      double squares = high * high + high0 * high0 + high1 * high1 + high2 * high2;
      centreZ[j] = from + share * (squares - (low * low + low1 * low1 + low2 * low2));
    }
  }

  /** Measures the areas of the fronts, too. */
  void measureFronts() {
    double ax = (x[1] - x[0]) / 2;
    double ay = (y[1] - y[0]) / 2;
    double bx = (x[2] - x[0]) / 2;
    double by = (y[2] - y[0]) / 2;
    double[] z0 = z[0];
    double[] z1 = z[1];
    double[] z2 = z[2];
    for (int j = 0; j <= column.cells(); j++) {
      double az = z1[j] - z0[j];
      double bz = z2[j] - z0[j];
      frontX[j] = ay * bz - az * by;
      frontY[j] = az * bx - ax * bz;
    }
  }
}
