package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import java.util.function.IntConsumer;

/**
 * Holds triangles against the sizes of a kind, by bounds of them in the cells of a grid around
 * zones: one cell decides nearly always. A cell is looked at when it is asked for first.
 */
public final class SizeGrid {
  private static final int SIDE = 256;

  /** A side of a block of cells. */
  private static final int BLOCK = 8;

  /** A triangle is decided by one cell if it is at most so many cells large. */
  private static final int AROUND = 2;

  /** A triangle that touches more cells is looked at itself. */
  private static final int MOST_CELLS = 9;

  /** Bounds are widened by this part, more than what rounding takes from them. */
  private static final double SLACK = 1e-6;

  /** What the grid is made of. */
  interface Source {
    /** The least size of a kind in a rectangle, metres. */
    double least(Sizes.Kind kind, Bounds r);

    /** At least the largest size, metres. */
    double most(Sizes.Kind kind, Bounds r);

    /** The same as {@link SizeGrid#isExceeded}, without a grid. */
    boolean isExceeded(
        Sizes.Kind kind,
        double doubleArea,
        double longest,
        double ax,
        double ay,
        double bx,
        double by,
        double cx,
        double cy);
  }

  private final Source field;
  private final Sizes.Kind kind;

  /** Squares of the least and the largest size anywhere. */
  private final double leastSquared;

  private final double farSquared;

  /** Where sizes are not those of the far field. */
  private final Bounds near;

  private final double cellWidth;
  private final double cellHeight;

  /** Square of the longest side of a triangle that one cell may decide. */
  private final double smallSquared;

  private final double xmin;
  private final double ymin;
  private final double columnsPerMetre;
  private final double rowsPerMetre;

  /** By cell, row by row, the lower bound of the sizes in it, squared; 0 until known. */
  private final float[] lower = new float[SIDE * SIDE];

  /**
   * By cell the lower bound of the sizes at most {@link #AROUND} cells away from it and the upper
   * one of those in it, both squared; 0 until known.
   */
  private final float[] squared = new float[2 * SIDE * SIDE];

  /** By block of cells, whether sizes differ in it. */
  private final boolean[] uneven = new boolean[SIDE / BLOCK * (SIDE / BLOCK)];

  /** The same of the cells in and around it. */
  private final boolean[] unevenAround = uneven.clone();

  /**
   * @param least size anywhere, metres
   * @param far the size outside {@code near}, metres, the largest one
   */
  SizeGrid(Source field, double least, double far, Sizes.Kind kind, Bounds near) {
    this.field = field;
    this.kind = kind;
    this.near = near;
    leastSquared = least * least;
    farSquared = far * far;
    xmin = near.xmin();
    ymin = near.ymin();
    cellWidth = near.width() / SIDE;
    cellHeight = near.height() / SIDE;
    double small = AROUND * (1 - SLACK) * Math.min(cellWidth, cellHeight);
    smallSquared = small * small;
    columnsPerMetre = SIDE / near.width();
    rowsPerMetre = SIDE / near.height();
  }

  /**
   * Whether a triangle is larger than the sizes in it allow: whether its area is more than {@code
   * 0.5 * h^2} with h the least size in it.
   *
   * @param doubleArea twice the triangle's area, square metres
   * @param longest square of its longest side, square metres
   */
  public boolean isExceeded(
      double doubleArea,
      double longest,
      double ax,
      double ay,
      double bx,
      double by,
      double cx,
      double cy) {
    if (doubleArea <= leastSquared) {
      return false;
    }
    if (doubleArea > farSquared) {
      return true;
    }
    int i = (int) ((ax - xmin) * columnsPerMetre);
    int j = (int) ((ay - ymin) * rowsPerMetre);
    if (((i | j) & -SIDE) == 0) {
      int at = 2 * (j * SIDE + i);
      if (squared[at] == 0 || squared[at + 1] == 0) {
        lookAround(i, j);
      }
      if (doubleArea > squared[at + 1]) {
        return true; // There is a corner where the size is less.
      }
      if (doubleArea <= squared[at] && longest <= smallSquared) {
        return false;
      }
    }
    return isExceededInCells(doubleArea, longest, ax, ay, bx, by, cx, cy);
  }

  /** The same by all cells that the rectangle around the triangle touches. */
  private boolean isExceededInCells(
      double doubleArea,
      double longest,
      double ax,
      double ay,
      double bx,
      double by,
      double cx,
      double cy) {
    double west = Math.min(ax, Math.min(bx, cx));
    double south = Math.min(ay, Math.min(by, cy));
    double east = Math.max(ax, Math.max(bx, cx));
    double north = Math.max(ay, Math.max(by, cy));
    if (west > near.xmax() || south > near.ymax() || east < xmin || north < ymin) {
      return false; // It is not larger than the largest size allows.
    }
    if (west >= xmin && south >= ymin && east <= near.xmax() && north <= near.ymax()) {
      int i0 = column(west);
      int i1 = column(east);
      int j0 = row(south);
      int j1 = row(north);
      if ((i1 - i0 + 1) * (j1 - j0 + 1) <= MOST_CELLS) {
        if (doubleArea <= lowest(i0, j0, i1, j1)) {
          return false;
        }
      }
    }
    return field.isExceeded(kind, doubleArea, longest, ax, ay, bx, by, cx, cy);
  }

  /** The lower bound of the sizes in cells from a column and row to others, squared. */
  private double lowest(int i0, int j0, int i1, int j1) {
    double lowest = Double.POSITIVE_INFINITY;
    for (int j = j0; j <= j1; j++) {
      for (int i = i0; i <= i1; i++) {
        int at = j * SIDE + i;
        if (lower[at] == 0) {
          look(i, j);
        }
        lowest = Math.min(lowest, lower[at]);
      }
    }
    return lowest;
  }

  private int column(double x) {
    return Math.max(0, Math.min(SIDE - 1, (int) ((x - xmin) * columnsPerMetre)));
  }

  private int row(double y) {
    return Math.max(0, Math.min(SIDE - 1, (int) ((y - ymin) * rowsPerMetre)));
  }

  /** Makes the lower bound of a cell known. */
  private void look(int i, int j) {
    double even = evenSize(i, j, 0, uneven);
    if (even > 0) {
      forBlock(i, j, cell -> lower[cell] = lowerSquare(even));
    } else {
      lower[j * SIDE + i] = lowerSquare(field.least(kind, cells(i, j, i + 1, j + 1)));
    }
  }

  /** Makes the bounds in and around a cell known. */
  private void lookAround(int i, int j) {
    double even = evenSize(i, j, AROUND, unevenAround);
    if (even > 0) {
      forBlock(i, j, cell -> setSquared(cell, even, even));
      return;
    }
    double low = field.least(kind, cells(i - AROUND, j - AROUND, i + 1 + AROUND, j + 1 + AROUND));
    setSquared(j * SIDE + i, low, field.most(kind, cells(i, j, i + 1, j + 1)));
  }

  /**
   * The size in the block of a cell and around it, if it is the same everywhere there; else 0.
   *
   * @param around how many cells
   * @param isUneven by block, what is known of that
   */
  private double evenSize(int i, int j, int around, boolean[] isUneven) {
    int block = i / BLOCK + j / BLOCK * (SIDE / BLOCK);
    if (isUneven[block]) {
      return 0;
    }
    int firstI = i / BLOCK * BLOCK - around;
    int firstJ = j / BLOCK * BLOCK - around;
    int wide = BLOCK + 2 * around;
    Bounds all = cells(firstI, firstJ, firstI + wide, firstJ + wide);
    double size = field.least(kind, all);
    isUneven[block] = size != field.most(kind, all);
    return isUneven[block] ? 0 : size;
  }

  /** Names all cells of the block of a cell. */
  private static void forBlock(int i, int j, IntConsumer cell) {
    int firstI = i / BLOCK * BLOCK;
    int firstJ = j / BLOCK * BLOCK;
    for (int row = firstJ; row < firstJ + BLOCK; row++) {
      for (int column = firstI; column < firstI + BLOCK; column++) {
        cell.accept(row * SIDE + column);
      }
    }
  }

  private void setSquared(int cell, double least, double most) {
    squared[2 * cell + 1] = (float) (most * most * (1 + SLACK));
    squared[2 * cell] = lowerSquare(least);
  }

  private static float lowerSquare(double size) {
    return (float) (size * size * (1 - SLACK));
  }

  /**
   * Cells from a column and row to others; a little wider, against rounding. The first column and
   * row are twice as wide: places just beyond them are taken to be in them.
   */
  private Bounds cells(int i0, int j0, int i1, int j1) {
    double fromI = i0 == 0 ? -1 : i0;
    double fromJ = j0 == 0 ? -1 : j0;
    return new Bounds(
        xmin + (fromI - SLACK) * cellWidth,
        ymin + (fromJ - SLACK) * cellHeight,
        xmin + (i1 + SLACK) * cellWidth,
        ymin + (j1 + SLACK) * cellHeight);
  }
}
