package io.citymesh.terrain;

/**
 * Cells with all gaps filled. A block holds one column and one row more than {@link #SIDE}, so that
 * each square between four centres lies in one block as a whole.
 */
final class RasterBlock {
  /** Cells along the side of a block. */
  static final int SIDE = 256;

  private final int column;
  private final int row;
  private final int columns;
  private final int rows;

  /** Row by row, where single precision holds all of them exactly, as those of most rasters. */
  private final float[] singles;

  /** Row by row, else. */
  private final double[] doubles;

  RasterBlock(int column, int row, int columns, int rows, double[] values) {
    this.column = column;
    this.row = row;
    this.columns = columns;
    this.rows = rows;
    this.singles = singles(values);
    this.doubles = singles == null ? values : null;
  }

  private static float[] singles(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
      if (result[i] != values[i]) {
        return null;
      }
    }
    return result;
  }

  private double value(int i) {
    return singles != null ? singles[i] : doubles[i];
  }

  /** About how much memory it takes. */
  int bytes() {
    return singles != null ? Float.BYTES * singles.length : Double.BYTES * doubles.length;
  }

  /** True if the square whose lowest corner is the centre (c, r) lies in this block. */
  boolean covers(int c, int r) {
    return c >= column && c < column + SIDE && r >= row && r < row + SIDE;
  }

  /** The value at the fractions (u, v) of the square between the centres c, c+1 and r, r+1. */
  double interpolated(int c, int r, double u, double v) {
    int i = (r - row) * columns + c - column;
    int right = c - column + 1 < columns ? 1 : 0;
    int down = r - row + 1 < rows ? columns : 0;
    double near = value(i) + u * (value(i + right) - value(i));
    double far = value(i + down) + u * (value(i + down + right) - value(i + down));
    return near + v * (far - near);
  }

  /** The value at the centre (c, r), which lies in this block. */
  double at(int c, int r) {
    return value((r - row) * columns + c - column);
  }

  double highestCorner(int c, int r) {
    int i = (r - row) * columns + c - column;
    int right = c - column + 1 < columns ? 1 : 0;
    int down = r - row + 1 < rows ? columns : 0;
    return Math.max(
        Math.max(value(i), value(i + right)), Math.max(value(i + down), value(i + down + right)));
  }
}
