package io.citymesh.terrain;

/** Cells as read, NaN where there is none; {@code values} is null if there is none at all. */
record RawBlock(int column, int row, int columns, int rows, double[] values) {
  double at(int c, int r) {
    return values[r * columns + c];
  }
}
