package io.citymesh.terrain;

import io.citymesh.geo.Bounds;
import java.io.Serializable;

/**
 * Where the cells lie.
 *
 * @param crs code, or empty if unknown
 * @param originX x of the centre of column 0
 * @param originY y of the centre of row 0
 * @param stepX from a column to the next, in units of the CRS, not 0
 * @param stepY from a row to the next, in units of the CRS, not 0
 */
record RasterGrid(
    String crs, int width, int height, double originX, double originY, double stepX, double stepY)
    implements Serializable {
  /** Of the cells as a whole, not of their centres. */
  Bounds extent() {
    double x0 = originX - 0.5 * stepX;
    double x1 = originX + (width - 0.5) * stepX;
    double y0 = originY - 0.5 * stepY;
    double y1 = originY + (height - 0.5) * stepY;
    return new Bounds(Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1));
  }

  /** How many blocks of {@link RasterBlock#SIDE} cells lie side by side. */
  int blockColumns() {
    return (width + RasterBlock.SIDE - 1) / RasterBlock.SIDE;
  }

  /** How many blocks of {@link RasterBlock#SIDE} cells lie one below the other. */
  int blockRows() {
    return (height + RasterBlock.SIDE - 1) / RasterBlock.SIDE;
  }

  /** How many columns of cells a block has. */
  int columnsOf(int blockColumn) {
    return Math.min(RasterBlock.SIDE, width - blockColumn * RasterBlock.SIDE);
  }

  /** How many rows of cells a block has. */
  int rowsOf(int blockRow) {
    return Math.min(RasterBlock.SIDE, height - blockRow * RasterBlock.SIDE);
  }
}
