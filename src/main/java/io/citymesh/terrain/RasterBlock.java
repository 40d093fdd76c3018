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

  /** Row by row. */
  private final double[] values;

  RasterBlock(int column, int row, int columns, int rows, double[] values) {
    this.column = column;
    this.row = row;
    this.columns = columns;
    this.rows = rows;
    this.values = values;
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
    double near = values[i] + u * (values[i + right] - values[i]);
    double far = values[i + down] + u * (values[i + down + right] - values[i + down]);
    return near + v * (far - near);
  }

  /** The value at the centre (c, r), which lies in this block. */
  double at(int c, int r) {
    return values[(r - row) * columns + c - column];
  }

  double highestCorner(int c, int r) {
    int i = (r - row) * columns + c - column;
    int right = c - column + 1 < columns ? 1 : 0;
    int down = r - row + 1 < rows ? columns : 0;
    return Math.max(
        Math.max(values[i], values[i + right]),
        Math.max(values[i + down], values[i + down + right]));
  }
}
