package io.citymesh.tile;

import io.citymesh.geo.Bounds;

/**
 * Bounds of the sizes by place in the cells of a grid around zones: they decide most questions at
 * once. A cell is looked at when it is asked for first.
 *
 * <p>Thread-safe: whoever computes a cell computes the same.
 */
final class SizeGrid {
  private static final int SIDE = 256;

  /** A side of a block of cells. */
  private static final int BLOCK = 16;

  /** A triangle that touches more cells is not looked up. */
  private static final int MOST_CELLS = 9;

  /** Bounds are widened by this part, more than what rounding takes from them. */
  private static final double SLACK = 1e-6;

  /** What the grid is made of: bounds of the sizes in rectangles. */
  interface Source {
    /** The least size of a kind in a rectangle, metres. */
    double least(Sizes.Kind kind, Bounds r);

    /** At least the largest size, metres. */
    double most(Sizes.Kind kind, Bounds r);
  }

  private final Source field;
  private final double far;
  private final Sizes.Kind kind;

  /** Where sizes are not those of the far field. */
  private final Bounds near;

  private final double cellWidth;
  private final double cellHeight;
  private final double columnsPerMetre;
  private final double rowsPerMetre;

  /** By cell, row by row; 0 until it is known. */
  private final float[] low = new float[SIDE * SIDE];

  private final float[] high = new float[SIDE * SIDE];

  /** By block of cells, whether sizes differ in it. */
  private final boolean[] uneven = new boolean[SIDE / BLOCK * (SIDE / BLOCK)];

  /**
   * @param far the size outside {@code near}, metres
   */
  SizeGrid(Source field, double far, Sizes.Kind kind, Bounds near) {
    this.field = field;
    this.far = far;
    this.kind = kind;
    this.near = near;
    cellWidth = near.width() / SIDE;
    cellHeight = near.height() / SIDE;
    columnsPerMetre = SIDE / near.width();
    rowsPerMetre = SIDE / near.height();
  }

  /** What is known of a triangle's least size. */
  enum Answer {
    /** Its area is more than that allows. */
    EXCEEDED,
    /** Its area is not more. */
    KEPT,
    /** It must be looked at. */
    UNKNOWN
  }

  /** Compares a triangle with the sizes in the rectangle around it. */
  Answer ask(double doubleArea, double xmin, double ymin, double xmax, double ymax) {
    if (xmin > near.xmax() || ymin > near.ymax() || xmax < near.xmin() || ymax < near.ymin()) {
      return doubleArea > far * far ? Answer.EXCEEDED : Answer.KEPT;
    }
    boolean isWithin =
        xmin >= near.xmin() && ymin >= near.ymin() && xmax <= near.xmax() && ymax <= near.ymax();
    int i0 = column(xmin);
    int i1 = column(xmax);
    int j0 = row(ymin);
    int j1 = row(ymax);
    if (!isWithin || (i1 - i0 + 1) * (j1 - j0 + 1) > MOST_CELLS) {
      return Answer.UNKNOWN;
    }
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int j = j0; j <= j1; j++) {
      for (int i = i0; i <= i1; i++) {
        int cell = j * SIDE + i;
        if (low[cell] == 0 || high[cell] == 0) {
          look(i, j);
        }
        least = Math.min(least, low[cell]);
        most = Math.max(most, high[cell]);
      }
    }
    return doubleArea <= least * least
        ? Answer.KEPT
        : doubleArea > most * most ? Answer.EXCEEDED : Answer.UNKNOWN;
  }

  private int column(double x) {
    return Math.max(0, Math.min(SIDE - 1, (int) ((x - near.xmin()) * columnsPerMetre)));
  }

  private int row(double y) {
    return Math.max(0, Math.min(SIDE - 1, (int) ((y - near.ymin()) * rowsPerMetre)));
  }

  /** Where sizes are even, whole blocks of cells are known at once. */
  private void look(int i, int j) {
    int block = i / BLOCK + j / BLOCK * (SIDE / BLOCK);
    if (!uneven[block]) {
      int firstI = i / BLOCK * BLOCK;
      int firstJ = j / BLOCK * BLOCK;
      Bounds all = cells(firstI, firstJ, firstI + BLOCK, firstJ + BLOCK);
      double size = field.least(kind, all);
      if (size == field.most(kind, all)) {
        for (int row = firstJ; row < firstJ + BLOCK; row++) {
          for (int column = firstI; column < firstI + BLOCK; column++) {
            set(row * SIDE + column, size, size);
          }
        }
        return;
      }
      uneven[block] = true;
    }
    Bounds cell = cells(i, j, i + 1, j + 1);
    set(j * SIDE + i, field.least(kind, cell), field.most(kind, cell));
  }

  private void set(int cell, double least, double most) {
    high[cell] = (float) (most * (1 + SLACK));
    low[cell] = (float) (least * (1 - SLACK));
  }

  /** Cells from a column and row to others; a little wider, against rounding. */
  private Bounds cells(int i0, int j0, int i1, int j1) {
    double marginX = SLACK * cellWidth;
    double marginY = SLACK * cellHeight;
    return new Bounds(
        near.xmin() + i0 * cellWidth - marginX,
        near.ymin() + j0 * cellHeight - marginY,
        near.xmin() + i1 * cellWidth + marginX,
        near.ymin() + j1 * cellHeight + marginY);
  }
}
