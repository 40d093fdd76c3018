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

  /** For each front the elevations of its corners: 3 each. */
  final double[] z;

  /** For each front its area vector, upwards: 3 each, square metres. */
  final double[] front;

  /** For each cell its volume, cubic metres, and its centre: 3 each, metres. */
  final double[] volume;

  final double[] centre;

  ColumnGeometry(AirPart air) {
    this.air = air;
    levels = air.levels();
    column = new Column(air);
    int fronts = air.top() + 1;
    z = new double[3 * fronts];
    front = new double[3 * fronts];
    volume = new double[fronts];
    centre = new double[3 * fronts];
  }

  /**
   * Moves to a triangle.
   *
   * @param originX what x of all positions is relative to
   * @param originY what y is relative to
   */
  void moveTo(int t, double originX, double originY) {
    column.moveTo(t);
    for (int c = 0; c < 3; c++) {
      int line = column.line(c);
      x[c] = air.xy()[2 * line] - originX;
      y[c] = air.xy()[2 * line + 1] - originY;
    }
    area = ((x[1] - x[0]) * (y[2] - y[0]) - (y[1] - y[0]) * (x[2] - x[0])) / 2;
    int fronts = column.cells() + 1;
    for (int c = 0; c < 3; c++) {
      int line = column.line(c);
      int shift = levels.start()[line] - levels.base()[line];
      for (int j = 0; j < fronts; j++) {
        z[3 * j + c] = levels.z()[shift + column.label(column.low(j), c)];
      }
    }
    for (int j = 0; j < fronts - 1; j++) {
      measure(j);
    }
  }

  private void measure(int cell) {
    int b = 3 * cell;
    double h0 = z[b + 3] - z[b];
    double h1 = z[b + 4] - z[b + 1];
    double h2 = z[b + 5] - z[b + 2];
    double h = h0 + h1 + h2;
    volume[cell] = area * h / 3;
    centre[b] = (x[0] * (h + h0) + x[1] * (h + h1) + x[2] * (h + h2)) / (4 * h);
    centre[b + 1] = (y[0] * (h + h0) + y[1] * (h + h1) + y[2] * (h + h2)) / (4 * h);
    // Above the lowest corner, so that squares of elevations do not swallow the difference.
    double from = Math.min(z[b], Math.min(z[b + 1], z[b + 2]));
    centre[b + 2] = from + (squares(b + 3, from) - squares(b, from)) / (8 * h);
  }

  private double squares(int at, double from) {
    double p = z[at] - from;
    double q = z[at + 1] - from;
    double r = z[at + 2] - from;
    double sum = p + q + r;
    return sum * sum + p * p + q * q + r * r;
  }

  /** Measures the areas of the fronts, too. */
  void measureFronts() {
    double ax = x[1] - x[0];
    double ay = y[1] - y[0];
    double bx = x[2] - x[0];
    double by = y[2] - y[0];
    for (int j = 0; j <= column.cells(); j++) {
      double az = z[3 * j + 1] - z[3 * j];
      double bz = z[3 * j + 2] - z[3 * j];
      front[3 * j] = (ay * bz - az * by) / 2;
      front[3 * j + 1] = (az * bx - ax * bz) / 2;
      front[3 * j + 2] = area;
    }
  }
}
