package io.citymesh.terrain;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.report.UserError;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A terrain from a GeoTIFF of elevations: bilinear between cell centres, constant in the half cell
 * outside the outermost centres. Cells without a value take that of the nearest cell that has one.
 *
 * <p>The object is a path and the raster's geometry. Blocks of cells are read where they are needed
 * and kept in a small cache that the executor's tasks share ({@link RasterFile}); the whole raster
 * is never in memory.
 *
 * <p>Grid coordinates: column 0, row 0 is the centre of the first cell; {@code stepX} and {@code
 * stepY} (negative in most files, whose rows run southwards) lead to the next one.
 */
final class RasterTerrain implements Terrain {
  private static final long serialVersionUID = 1L;

  private final RasterOpening opening;
  private final String crs;
  private final int width;
  private final int height;
  private final double originX;
  private final double originY;
  private final double stepX;
  private final double stepY;

  private RasterTerrain(RasterOpening opening) {
    RasterGrid grid = opening.grid();
    this.opening = opening;
    this.crs = grid.crs();
    this.width = grid.width();
    this.height = grid.height();
    this.originX = grid.originX();
    this.originY = grid.originY();
    this.stepX = grid.stepX();
    this.stepY = grid.stepY();
  }

  /**
   * @param noData elevations that stand for no value, beside what the file says
   * @throws UserError if the file is missing, unreadable, rotated or without any value
   */
  static Terrain open(String path, List<Double> noData) {
    return of(OpenRasters.open(path, noData));
  }

  /**
   * @throws UserError if no cell has a value, or it cannot be read
   */
  static Terrain of(RasterOpening opening) {
    if (!OpenRasters.of(opening).hasValues()) {
      throw new UserError(
          "The terrain "
              + opening.path()
              + " has no cell with a value: check its no-data value, or give another raster.");
    }
    return new RasterTerrain(opening);
  }

  /** What it reads. */
  RasterOpening opening() {
    return opening;
  }

  @Override
  public Bounds extent() {
    return new RasterGrid(crs, width, height, originX, originY, stepX, stepY).extent();
  }

  @Override
  public String crs() {
    return crs;
  }

  @Override
  public double[] elevations(double[] xy, int count) {
    double[] result = new double[count];
    RasterFile file = OpenRasters.of(opening);
    Bounds extent = extent();
    RasterBlock block = null;
    for (int i : byBlock(xy, count, extent)) {
      double column = column(xy[2 * i]);
      double row = row(xy[2 * i + 1]);
      int c = square(column, width);
      int r = square(row, height);
      if (block == null || !block.covers(c, r)) {
        block = file.blockAt(c, r);
      }
      result[i] = block.interpolated(c, r, column - c, row - r);
    }
    return result;
  }

  /** The points block by block, so that each block is asked for once, however few are kept. */
  private int[] byBlock(double[] xy, int count, Bounds extent) {
    int[] column = new int[count];
    int[] row = new int[count];
    int west = Integer.MAX_VALUE;
    int east = 0;
    int north = Integer.MAX_VALUE;
    int south = 0;
    for (int i = 0; i < count; i++) {
      if (!extent.contains(xy[2 * i], xy[2 * i + 1])) {
        throw outside(xy, count, extent);
      }
      column[i] = square(column(xy[2 * i]), width) / RasterBlock.SIDE;
      row[i] = square(row(xy[2 * i + 1]), height) / RasterBlock.SIDE;
      west = Math.min(west, column[i]);
      east = Math.max(east, column[i]);
      north = Math.min(north, row[i]);
      south = Math.max(south, row[i]);
    }
    int columns = east - west + 1;
    int[] start = new int[count == 0 ? 1 : columns * (south - north + 1) + 1];
    for (int i = 0; i < count; i++) {
      start[(row[i] - north) * columns + column[i] - west + 1]++;
    }
    for (int b = 1; b < start.length; b++) {
      start[b] += start[b - 1];
    }
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      sorted[start[(row[i] - north) * columns + column[i] - west]++] = i;
    }
    return sorted;
  }

  /** In columns from the centre of column 0. */
  private double column(double x) {
    return clamp((x - originX) / stepX, width - 1);
  }

  private double row(double y) {
    return clamp((y - originY) / stepY, height - 1);
  }

  @Override
  public double maxAlong(double ax, double ay, double bx, double by) {
    Bounds extent = extent();
    if (!extent.contains(ax, ay) || !extent.contains(bx, by)) {
      throw outside(new double[] {ax, ay, bx, by}, 2, extent);
    }
    RasterFile file = OpenRasters.of(opening);
    // From west to east in grid columns; beyond the outermost centres the outermost squares count.
    boolean swap = (ax - originX) / stepX > (bx - originX) / stepX;
    double ca = ((swap ? bx : ax) - originX) / stepX;
    double cb = ((swap ? ax : bx) - originX) / stepX;
    double ra = ((swap ? by : ay) - originY) / stepY;
    double rb = ((swap ? ay : by) - originY) / stepY;
    int first = square(ca - TOLERANCE, width);
    int last = square(cb + TOLERANCE, width);
    double highest = Double.NEGATIVE_INFINITY;
    RasterBlock block = null;
    for (int c = first; c <= last; c++) {
      double r0 = c == first ? ra : rowAt(c, ca, cb, ra, rb);
      double r1 = c == last ? rb : rowAt(c + 1, ca, cb, ra, rb);
      int lastRow = square(Math.max(r0, r1) + TOLERANCE, height);
      for (int r = square(Math.min(r0, r1) - TOLERANCE, height); r <= lastRow; r++) {
        if (block == null || !block.covers(c, r)) {
          block = file.blockAt(c, r);
        }
        highest = Math.max(highest, block.highestCorner(c, r));
      }
    }
    return highest;
  }

  /** SHA-256 over the raster's geometry and the values of all cells around the window. */
  @Override
  public String fingerprint(Bounds window) {
    MessageDigest sha = sha256();
    ByteBuffer grid = ByteBuffer.allocate(2 * Integer.BYTES + 4 * Double.BYTES);
    grid.putInt(width).putInt(height).putDouble(originX).putDouble(originY);
    sha.update(grid.putDouble(stepX).putDouble(stepY).flip());
    double west = (window.xmin() - originX) / stepX;
    double east = (window.xmax() - originX) / stepX;
    double south = (window.ymin() - originY) / stepY;
    double north = (window.ymax() - originY) / stepY;
    int firstColumn = square(Math.min(west, east) - TOLERANCE, width);
    int endColumn = Math.min(width, square(Math.max(west, east) + TOLERANCE, width) + 2);
    int firstRow = square(Math.min(south, north) - TOLERANCE, height);
    int endRow = Math.min(height, square(Math.max(south, north) + TOLERANCE, height) + 2);
    RasterFile file = OpenRasters.of(opening);
    ByteBuffer values = ByteBuffer.allocate(RasterBlock.SIDE * Double.BYTES);
    int nextRow;
    for (int row = firstRow; row < endRow; row = nextRow) {
      nextRow = Math.min(endRow, (row / RasterBlock.SIDE + 1) * RasterBlock.SIDE);
      int nextColumn;
      for (int column = firstColumn; column < endColumn; column = nextColumn) {
        nextColumn = Math.min(endColumn, (column / RasterBlock.SIDE + 1) * RasterBlock.SIDE);
        RasterBlock block = file.blockAt(column, row);
        for (int r = row; r < nextRow; r++) {
          values.clear();
          for (int c = column; c < nextColumn; c++) {
            values.putDouble(block.at(c, r));
          }
          sha.update(values.flip());
        }
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** What rounding may move a point, in cells. */
  private static final double TOLERANCE = 1e-6;

  /** The row of the segment from (ca, ra) to (cb, rb) at a column; at most its ends' rows. */
  private static double rowAt(double column, double ca, double cb, double ra, double rb) {
    double t = cb > ca ? Math.min(1, Math.max(0, (column - ca) / (cb - ca))) : 0;
    return ra + t * (rb - ra);
  }

  /** The square between two neighbouring centres that holds a grid coordinate. */
  private static int square(double coordinate, int cells) {
    // Below 0 it does not matter which way the cast rounds.
    return Math.min(Math.max(0, (int) coordinate), Math.max(0, cells - 2));
  }

  private static double clamp(double value, double last) {
    return value < 0 ? 0 : Math.min(value, last);
  }

  private UserError outside(double[] xy, int count, Bounds extent) {
    Bounds points = new Bounds(xy[0], xy[1], xy[0], xy[1]);
    for (int i = 1; i < count; i++) {
      points = points.union(new Bounds(xy[2 * i], xy[2 * i + 1], xy[2 * i], xy[2 * i + 1]));
    }
    return new UserError(
        String.format(
            Locale.ROOT,
            "The terrain %s covers %s but elevations are needed in %s: give a larger raster, or a"
                + " smaller domain with --bounds.",
            opening.path(),
            extent,
            points));
  }

  @Override
  public String toString() {
    return opening.path();
  }
}
