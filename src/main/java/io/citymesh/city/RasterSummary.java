package io.citymesh.city;

import java.io.Serializable;

/**
 * What {@code inspect} tells of a raster: its grid, and sums over its cells that tasks make of a
 * few rows of blocks each, a block in memory at a time.
 *
 * @param crs code, empty if the file does not say
 * @param extent of the cells, CRS coordinates
 * @param columns of cells
 * @param rows of cells
 * @param cellX width of a cell, in units of the CRS
 * @param cellY height of a cell, in units of the CRS
 * @param blockRows how many rows of blocks there are to be read
 */
public record RasterSummary(
    String crs, Bounds extent, int columns, int rows, double cellX, double cellY, int blockRows)
    implements Serializable {

  /**
   * Sums over cells.
   *
   * @param cells how many were read
   * @param empty how many of them have no value
   * @param lowest elevation, infinite if no cell has a value
   * @param highest elevation, infinite if no cell has a value
   */
  public record Cells(long cells, long empty, double lowest, double highest)
      implements Serializable {
    /** No cells. */
    public static final Cells NONE =
        new Cells(0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

    /** Those of both. */
    public Cells plus(Cells other) {
      return new Cells(
          cells + other.cells,
          empty + other.empty,
          Math.min(lowest, other.lowest),
          Math.max(highest, other.highest));
    }
  }

  /**
   * Looks for the file, and no further.
   *
   * @throws io.citymesh.report.UserError if there is none
   */
  public static void requireFile(String path) {
    RasterFile.existing(path);
  }

  /**
   * Reads the header of a GeoTIFF.
   *
   * @throws io.citymesh.report.UserError if the file is missing, unreadable or rotated
   */
  public static RasterSummary of(String path) {
    RasterFile file = RasterFile.at(path);
    RasterFile.Grid grid = file.grid();
    return new RasterSummary(
        grid.crs(),
        grid.extent(),
        grid.width(),
        grid.height(),
        Math.abs(grid.stepX()),
        Math.abs(grid.stepY()),
        file.blockRows());
  }

  /**
   * Reads the cells of one row of blocks.
   *
   * @throws io.citymesh.report.UserError if they cannot be read
   */
  public static Cells cells(String path, int blockRow) {
    RasterFile file = RasterFile.at(path);
    Cells result = Cells.NONE;
    for (int column = 0; column < file.blockColumns(); column++) {
      long empty = 0;
      double lowest = Double.POSITIVE_INFINITY;
      double highest = Double.NEGATIVE_INFINITY;
      double[] values = file.cells(column, blockRow);
      for (double value : values) {
        if (Double.isNaN(value)) {
          empty++;
        } else {
          lowest = Math.min(lowest, value);
          highest = Math.max(highest, value);
        }
      }
      result = result.plus(new Cells(values.length, empty, lowest, highest));
    }
    return result;
  }
}
