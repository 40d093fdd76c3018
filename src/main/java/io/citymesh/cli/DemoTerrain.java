package io.citymesh.cli;

import io.citymesh.geo.Bounds;
import io.citymesh.raster.CogFile;
import io.citymesh.raster.CogLayout;
import io.citymesh.raster.CogSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleBinaryOperator;

/** The land that made-up cities stand on, and the GeoTIFF that it is written to. */
final class DemoTerrain {
  /** RD New, the Dutch national grid, metres. */
  static final int EPSG = 28992;

  /** Metres; a common multiple of usual tile sizes, so that a grid of tiles begins here. */
  static final double ORIGIN_X = 84_000;

  static final double ORIGIN_Y = 446_000;

  private static final double CELL = 5;

  /** Of x and y, metres. */
  private final DoubleBinaryOperator surface;

  private DemoTerrain(DoubleBinaryOperator surface) {
    this.surface = surface;
  }

  /** Hills that repeat after so many metres in both directions; slopes of at most 9 percent. */
  static DemoTerrain hills(double period) {
    return new DemoTerrain(
        (x, y) -> {
          double u = 2 * Math.PI * (x - ORIGIN_X) / period;
          double v = 2 * Math.PI * (y - ORIGIN_Y) / period;
          return 12 + period * (0.006 * Math.sin(u) * Math.cos(v) + 0.003 * Math.sin(u + 2 * v));
        });
  }

  /**
   * Land as rivers leave it: hills of 100 m in which those of half the length are less than half as
   * high, down to 50 m long, and the plain of the plan's river. In steps of a 64th of a metre.
   */
  static DemoTerrain relief(CityPlan plan, long seed) {
    return new DemoTerrain(
        (x, y) -> {
          double u = x - ORIGIN_X;
          double v = y - ORIGIN_Y;
          double hills = 50 * (1 + Noise.rough(seed + 6, u / 6400, v / 6400, 8, 0.45));
          double valley = Noise.eased(Math.min(1, 0.1 + plan.riverDistance(u, v) / 4000));
          return Math.rint(64 * (2 + valley * hills)) / 64;
        });
  }

  /** Metres. */
  double elevation(double x, double y) {
    return surface.applyAsDouble(x, y);
  }

  /** Writes the cells of 5 m that cover these bounds. */
  void write(Path file, Bounds bounds) throws IOException {
    double xmin = Math.floor(bounds.xmin() / CELL) * CELL;
    double ymax = Math.ceil(bounds.ymax() / CELL) * CELL;
    int columns = (int) Math.ceil((bounds.xmax() - xmin) / CELL);
    int rows = (int) Math.ceil((ymax - bounds.ymin()) / CELL);
    CogLayout layout = new CogLayout(columns, rows, xmin, ymax, CELL, "EPSG:" + EPSG);
    CogFile.write(
        file,
        layout,
        CogSample.ELEVATION,
        (column, row) -> tile(layout, column * CogLayout.TILE, row * CogLayout.TILE));
  }

  private int[] tile(CogLayout layout, int column, int row) {
    int[] cells = CogSample.ELEVATION.emptyTile();
    for (int r = row; r < Math.min(row + CogLayout.TILE, layout.height()); r++) {
      double y = layout.north() - (r + 0.5) * CELL;
      for (int c = column; c < Math.min(column + CogLayout.TILE, layout.width()); c++) {
        float z = (float) elevation(layout.west() + (c + 0.5) * CELL, y);
        cells[(r - row) * CogLayout.TILE + c - column] = Float.floatToRawIntBits(z);
      }
    }
    return cells;
  }
}
