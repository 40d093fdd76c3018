package io.citymesh.air;

/**
 * Volumes and centres of the cells of a column, and the areas of its fronts, as far up as they are
 * asked for.
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

  /** For each corner its elevations, front by front, as far as they are known; metres. */
  final double[][] z;

  /** For each front the horizontal parts of its area vector, upwards; square metres. */
  final double[] frontX;

  final double[] frontY;

  /** For each cell its volume, cubic metres, and its centre, metres. */
  final double[] volume;

  final double[] centreX;
  final double[] centreY;
  final double[] centreZ;

  /** How many fronts have their elevations, from the lowest on; the highest has, too. */
  private int known;

  /** How many cells are measured, from the lowest on. */
  private int measured;

  /**
   * The label from which on the column has wedges between nominal fronts; the top's if it has none,
   * and then the rest here is of no use.
   */
  int nominal;

  /** For each corner how far its front 0 is below the top, metres. */
  final double[] depth = new double[3];

  /** Where the centres of those wedges are in plan, metres. */
  double nominalX;

  double nominalY;

  /** How far they are below the top, by the sum of the rests at a wedge's two fronts; metres. */
  double nominalZ;

  private final NominalFronts fronts;

  ColumnGeometry(AirPart air, NominalFronts fronts) {
    this.air = air;
    this.fronts = fronts;
    levels = air.levels();
    column = new Column(air);
    int most = air.top() + 1;
    z = new double[3][most];
    frontX = new double[most];
    frontY = new double[most];
    volume = new double[most];
    centreX = new double[most];
    centreY = new double[most];
    centreZ = new double[most];
  }

  /**
   * Moves to a triangle.
   *
   * @param originX what x of all positions is relative to
   * @param originY what y is relative to
   */
  void moveTo(int t, double originX, double originY) {
    column.moveTo(t);
    nominal = column.plain();
    for (int c = 0; c < 3; c++) {
      int line = column.line(c);
      x[c] = air.xy()[2 * line] - originX;
      y[c] = air.xy()[2 * line + 1] - originY;
      nominal = Math.max(nominal, fronts.from(line));
      depth[c] = fronts.depth(line);
    }
    known = 0;
    knowBelow(column.cellAt(nominal) + 1);
    int highest = column.cells();
    if (nominal < air.top()) {
      for (int c = 0; c < 3; c++) {
        z[c][highest] = fronts.high();
      }
    } else {
      know(highest);
    }
    area = ((x[1] - x[0]) * (y[2] - y[0]) - (y[1] - y[0]) * (x[2] - x[0])) / 2;
    measured = 0;
    if (nominal < air.top()) {
      double d0 = depth[0];
      double d1 = depth[1];
      double d2 = depth[2];
      double d = d0 + d1 + d2;
      double share = 1 / (4 * d);
      nominalX = share * (x[0] * (d + d0) + x[1] * (d + d1) + x[2] * (d + d2));
      nominalY = share * (y[0] * (d + d0) + y[1] * (d + d1) + y[2] * (d + d2));
      nominalZ = share / 2 * (d * d + d0 * d0 + d1 * d1 + d2 * d2);
    }
  }

  /** Takes the elevations of the fronts below one that are not known yet. */
  private void knowBelow(int front) {
    if (known >= front) {
      return;
    }
    int plain = column.cellAt(column.plain());
    for (; known < plain; known++) {
      know(known);
    }
    for (int c = 0; c < 3 && known < front; c++) {
      int from = levels.vertex(column.line(c), column.low(known));
      System.arraycopy(levels.z(), from, z[c], known, front - known);
    }
    known = front;
  }

  /** Takes those of a front. */
  private void know(int front) {
    int label = column.low(front);
    for (int c = 0; c < 3; c++) {
      z[c][front] = levels.z(column.line(c), column.label(label, c));
    }
  }

  /** Measures the cells below one that are not measured yet. */
  void measureBelow(int cell) {
    if (measured < cell) {
      knowBelow(cell + 1);
      measureCells(z[0], z[1], z[2], measured, cell);
      measured = cell;
    }
  }

  /** Measures the highest cell. */
  void measureHighest() {
    int count = column.cells();
    if (measured < count) {
      know(count - 1);
      measureCells(z[0], z[1], z[2], count - 1, count);
    }
  }

  private void measureCells(double[] z0, double[] z1, double[] z2, int start, int end) {
    double third = area / 3;
    double x0 = x[0];
    double x1 = x[1];
    double x2 = x[2];
    double y0 = y[0];
    double y1 = y[1];
    double y2 = y[2];
    for (int j = start; j < end; j++) {
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

  /** Measures the areas of the fronts from one to before another, too. */
  void measureFronts(int start, int end) {
    double ax = (x[1] - x[0]) / 2;
    double ay = (y[1] - y[0]) / 2;
    double bx = (x[2] - x[0]) / 2;
    double by = (y[2] - y[0]) / 2;
    double[] z0 = z[0];
    double[] z1 = z[1];
    double[] z2 = z[2];
    for (int j = start; j < end; j++) {
      double az = z1[j] - z0[j];
      double bz = z2[j] - z0[j];
      frontX[j] = ay * bz - az * by;
      frontY[j] = az * bx - ax * bz;
    }
  }
}
