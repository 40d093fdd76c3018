package io.citymesh.terrain;

import io.citymesh.report.UserError;

/**
 * Finds values for the gaps of one block: of the nearest cell that has one (in metres; of several
 * equally near, the one of the lowest row and then column), from ever wider rings of blocks. So the
 * answer is the raster's, whatever the block it was asked through.
 */
final class GapFiller {
  private final String path;
  private final RasterGrid grid;
  private final Blocks blocks;
  private final int column;
  private final int row;
  private final int columns;
  private final int rows;
  private final double[] values;

  /** Per cell of the block: squared distance of the nearest value yet, its place and the value. */
  private final double[] best;

  private final int[] bestRow;
  private final int[] bestColumn;
  private final double[] found;

  /**
   * @param path of the raster, for messages
   * @param blocks of the raster as it was read
   * @param column the first of the block
   * @param row the first of the block
   * @param values of the block, row by row, NaN in gaps
   */
  GapFiller(
      String path,
      RasterGrid grid,
      Blocks blocks,
      int column,
      int row,
      int columns,
      int rows,
      double[] values) {
    this.path = path;
    this.grid = grid;
    this.blocks = blocks;
    this.column = column;
    this.row = row;
    this.columns = columns;
    this.rows = rows;
    this.values = values;
    int n = values.length;
    best = new double[n];
    bestRow = new int[n];
    bestColumn = new int[n];
    found = new double[n];
    for (int i = 0; i < n; i++) {
      best[i] = Double.isNaN(values[i]) ? Double.POSITIVE_INFINITY : -1;
    }
  }

  /** Gives the blocks of a raster as they were read. */
  interface Blocks {
    RawBlock at(int blockColumn, int blockRow);
  }

  /**
   * Fills the gaps.
   *
   * @throws UserError if the raster has no value at all
   */
  void fill() {
    int centreColumn = column / RasterBlock.SIDE;
    int centreRow = row / RasterBlock.SIDE;
    int farthest = Math.max(grid.blockColumns(), grid.blockRows());
    for (int ring = 0; ring <= farthest; ring++) {
      if (ring > 1 && worst() < ringDistance(ring)) {
        break;
      }
      for (int r = centreRow - ring; r <= centreRow + ring; r++) {
        boolean whole = r == centreRow - ring || r == centreRow + ring;
        int step = whole || ring == 0 ? 1 : 2 * ring;
        for (int c = centreColumn - ring; c <= centreColumn + ring; c += step) {
          if (c >= 0 && c < grid.blockColumns() && r >= 0 && r < grid.blockRows()) {
            visit(blocks.at(c, r));
          }
        }
      }
    }
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        if (best[i] == Double.POSITIVE_INFINITY) {
          throw new UserError(
              "The terrain " + path + " has no cell with a value: give another raster.");
        }
        values[i] = found[i];
      }
    }
  }

  /** Squared distance that no cell of a ring of blocks falls below. */
  private double ringDistance(int ring) {
    double cells = (ring - 1) * (double) RasterBlock.SIDE;
    double nearest = cells * Math.min(Math.abs(grid.stepX()), Math.abs(grid.stepY()));
    return nearest * nearest;
  }

  private double worst() {
    double result = 0;
    for (double b : best) {
      result = Math.max(result, b);
    }
    return result;
  }

  /** Offers the values of a block to all gaps: per row, outward over the block's columns. */
  private void visit(RawBlock source) {
    if (source.values() == null) {
      return;
    }
    int[] above = new int[source.columns()];
    int[] below = new int[source.columns()];
    for (int r = 0; r < rows; r++) {
      boolean prepared = false;
      for (int c = 0; c < columns; c++) {
        int i = r * columns + c;
        if (best[i] < 0) {
          continue;
        }
        if (!prepared) {
          nearestInColumns(source, row + r, above, below);
          prepared = true;
        }
        int start = Math.min(Math.max(column + c - source.column(), 0), source.columns() - 1);
        for (int k = start; k < source.columns() && offer(source, i, r, c, k, above, below); k++) {}
        for (int k = start - 1; k >= 0 && offer(source, i, r, c, k, above, below); k--) {}
      }
    }
  }

  /** Per column the last valid row at or above a raster row, and the first one below; or -1. */
  private void nearestInColumns(RawBlock source, int rasterRow, int[] above, int[] below) {
    int at = rasterRow - source.row();
    for (int k = 0; k < source.columns(); k++) {
      int up = Math.min(at, source.rows() - 1);
      while (up >= 0 && Double.isNaN(source.at(k, up))) {
        up--;
      }
      above[k] = up;
      int down = Math.max(at + 1, 0);
      while (down < source.rows() && Double.isNaN(source.at(k, down))) {
        down++;
      }
      below[k] = down < source.rows() ? down : -1;
    }
  }

  /** False if no column farther out can be nearer. */
  private boolean offer(RawBlock source, int i, int r, int c, int k, int[] above, int[] below) {
    double dx = (source.column() + k - column - c) * grid.stepX();
    if (dx * dx > best[i]) {
      return false;
    }
    if (above[k] >= 0) {
      take(source, i, r, dx, k, above[k]);
    }
    if (below[k] >= 0) {
      take(source, i, r, dx, k, below[k]);
    }
    return true;
  }

  private void take(RawBlock source, int i, int r, double dx, int k, int sourceRow) {
    double dy = (source.row() + sourceRow - row - r) * grid.stepY();
    double distance = dx * dx + dy * dy;
    int rasterRow = source.row() + sourceRow;
    int rasterColumn = source.column() + k;
    boolean first =
        rasterRow < bestRow[i] || (rasterRow == bestRow[i] && rasterColumn < bestColumn[i]);
    if (distance < best[i] || (distance == best[i] && first)) {
      best[i] = distance;
      bestRow[i] = rasterRow;
      bestColumn[i] = rasterColumn;
      found[i] = source.at(k, sourceRow);
    }
  }
}
