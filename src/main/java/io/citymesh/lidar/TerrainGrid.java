package io.citymesh.lidar;

import io.citymesh.geo.Bounds;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.function.IntPredicate;

/**
 * The cells of a terrain raster, in blocks of {@link #BLOCK} x {@link #BLOCK}. Cells and blocks are
 * anchored at multiples of their size, so a place falls into the same cell whatever the domain.
 *
 * <p>Blocks are numbered row by row from the north-west; inside a block, cells run row by row from
 * the south-west.
 *
 * @param cell side of a cell, metres
 * @param firstColumn the westernmost block begins at x = firstColumn x BLOCK x cell
 * @param firstRow the southernmost block begins at y = firstRow x BLOCK x cell
 * @param columns how many blocks from west to east
 * @param rows how many blocks from south to north
 */
public record TerrainGrid(double cell, int firstColumn, int firstRow, int columns, int rows)
    implements Serializable {
  /** Cells along the side of a block. */
  public static final int BLOCK = 256;

  static final int CELLS = BLOCK * BLOCK;

  /** No cells at all. */
  public static final TerrainGrid NONE = new TerrainGrid(1, 0, 0, 0, 0);

  /**
   * The blocks that cover a rectangle and the cell beyond its sides.
   *
   * @throws UserError if there would be too many cells
   */
  public static TerrainGrid covering(Bounds area, double cell) {
    Bounds wide = area.grow(cell);
    double side = BLOCK * cell;
    double west = Math.floor(wide.xmin() / side);
    double south = Math.floor(wide.ymin() / side);
    double columns = Math.floor(wide.xmax() / side) - west + 1;
    double rows = Math.floor(wide.ymax() / side) - south + 1;
    boolean countable =
        columns * rows < 1 << 24
            && Math.max(Math.abs(west), Math.abs(south)) + columns + rows < 1 << 22;
    if (!countable) {
      throw new UserError("--cell " + cell + " is too small for the domain " + area);
    }
    return new TerrainGrid(cell, (int) west, (int) south, (int) columns, (int) rows);
  }

  /** How many blocks. */
  public int blocks() {
    return columns * rows;
  }

  /** The rectangle of all blocks. */
  public Bounds bounds() {
    double side = BLOCK * cell;
    return new Bounds(
        firstColumn * side,
        firstRow * side,
        (firstColumn + columns) * side,
        (firstRow + rows) * side);
  }

  int columnOf(int block) {
    return block % columns;
  }

  /** The row of a block, counted from the south. */
  int rowOf(int block) {
    return rows - 1 - block / columns;
  }

  /** The block in a column and a row (from the south), or -1 if there is none. */
  int block(int column, int row) {
    boolean inside = column >= 0 && column < columns && row >= 0 && row < rows;
    return inside ? (rows - 1 - row) * columns + column : -1;
  }

  /** The block that lies some columns east and rows north of another, or -1 if there is none. */
  public int neighbour(int block, int east, int north) {
    return block(columnOf(block) + east, rowOf(block) + north);
  }

  /** The cell of a point: its block's number x {@link #CELLS} + its place there; -1 if outside. */
  long cellOf(double x, double y) {
    long column = (long) Math.floor(x / cell) - (long) firstColumn * BLOCK;
    long row = (long) Math.floor(y / cell) - (long) firstRow * BLOCK;
    if (column < 0 || row < 0 || column >= (long) columns * BLOCK || row >= (long) rows * BLOCK) {
      return -1;
    }
    long block = (rows - 1 - row / BLOCK) * columns + column / BLOCK;
    return block * CELLS + (row % BLOCK) * BLOCK + column % BLOCK;
  }

  /** How many of a block's cells that {@code chosen} holds have their centre in a rectangle. */
  long countInside(int block, Bounds area, IntPredicate chosen) {
    double west = (firstColumn + columnOf(block)) * (BLOCK * cell);
    double south = (firstRow + rowOf(block)) * (BLOCK * cell);
    long count = 0;
    for (int i = 0; i < CELLS; i++) {
      double x = west + (i % BLOCK + 0.5) * cell;
      double y = south + (i / BLOCK + 0.5) * cell;
      if (area.contains(x, y) && chosen.test(i)) {
        count++;
      }
    }
    return count;
  }
}
