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
import java.util.Optional;

/**
 * A terrain from a GeoTIFF of elevations: bilinear between cell centres, constant in the half cell
 * outside the outermost centres. Cells without a value take that of the nearest cell that has one.
 *
 * <p>The object is a path and the raster's geometry. Blocks of cells are read where they are needed
 * and kept for a while, for all tasks of the executor ({@link RasterFile}); the whole raster is
 * never in memory.
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
  private final Bounds extent;

  /** The file in this process and session, once it was asked for. */
  private transient volatile OpenRasters.Found found;

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
    this.extent = grid.extent();
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

  private RasterFile file() {
    OpenRasters.Found known = found;
    RasterFile file = known == null ? null : known.current();
    while (file == null) {
      known = OpenRasters.find(opening);
      file = known.current();
      found = known;
    }
    return file;
  }

  @Override
  public Bounds extent() {
    return extent;
  }

  @Override
  public String crs() {
    return crs;
  }

  @Override
  public Optional<Grid> grid() {
    return Optional.of(new Grid(originX, originY, Math.abs(stepX), Math.abs(stepY)));
  }

  @Override
  public double[] elevations(double[] xy, int count) {
    double[] result = new double[count];
    if (count == 0) {
      return result;
    }
    Bounds box = box(xy, count);
    if (!extent.contains(box.xmin(), box.ymin()) || !extent.contains(box.xmax(), box.ymax())) {
      throw outside(box);
    }
    RasterFile file = file();
    BlockWindow window = window(box);
    if (window.count() == 1) { // As for most buildings.
      int c = window.west * RasterBlock.SIDE;
      int r = window.north * RasterBlock.SIDE;
      RasterBlock block = file.blockAt(c, r);
      for (int i = 0; i < count; i++) {
        result[i] = elevation(block, xy[2 * i], xy[2 * i + 1]);
      }
      return result;
    }
    RasterBlock block = null;
    for (int i : byBlock(xy, count, window)) {
      int c = square(column(xy[2 * i]), width);
      int r = square(row(xy[2 * i + 1]), height);
      if (block == null || !block.covers(c, r)) {
        block = file.blockAt(c, r);
      }
      result[i] = elevation(block, xy[2 * i], xy[2 * i + 1]);
    }
    return result;
  }

  @Override
  public double[] elevations(double[] x, double[] y, boolean[] wanted, int count) {
    if (count > 0) {
      Bounds box = new Bounds(x[0], y[0], x[x.length - 1], y[y.length - 1]);
      BlockWindow window = window(box);
      if (window.count() == 1 && extent.contains(box)) {
        return elevations(window, x, y, wanted, count);
      }
    }
    return Terrain.super.elevations(x, y, wanted, count);
  }

  /** The same, of points in one block. */
  private double[] elevations(
      BlockWindow window, double[] x, double[] y, boolean[] wanted, int count) {
    int[] squares = new int[x.length];
    double[] fractions = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double column = column(x[i]);
      squares[i] = square(column, width);
      fractions[i] = column - squares[i];
    }
    RasterBlock block =
        file().blockAt(window.west * RasterBlock.SIDE, window.north * RasterBlock.SIDE);
    double[] result = new double[count];
    int done = 0;
    for (int i = 0; i < y.length; i++) {
      double row = row(y[i]);
      int r = square(row, height);
      for (int k = 0; k < x.length; k++) {
        if (wanted[i * x.length + k]) {
          result[done++] = block.interpolated(squares[k], r, fractions[k], row - r);
        }
      }
    }
    return result;
  }

  private double elevation(RasterBlock block, double x, double y) {
    double column = column(x);
    double row = row(y);
    int c = square(column, width);
    int r = square(row, height);
    return block.interpolated(c, r, column - c, row - r);
  }

  /** The rectangle around points; not a number where one of them is not. */
  private static Bounds box(double[] xy, int count) {
    double xmin = xy[0];
    double ymin = xy[1];
    double xmax = xmin;
    double ymax = ymin;
    for (int i = 0; i < count; i++) {
      double x = xy[2 * i];
      double y = xy[2 * i + 1];
      xmin = Math.min(xmin, x);
      ymin = Math.min(ymin, y);
      xmax = Math.max(xmax, x);
      ymax = Math.max(ymax, y);
    }
    return new Bounds(xmin, ymin, xmax, ymax);
  }

  /** The blocks, by column and row of blocks, that a rectangle needs; all from first to last. */
  private record BlockWindow(int west, int east, int north, int south) {
    int columns() {
      return east - west + 1;
    }

    int count() {
      return columns() * (south - north + 1);
    }
  }

  private BlockWindow window(Bounds box) {
    int c0 = blockColumn(box.xmin());
    int c1 = blockColumn(box.xmax());
    int r0 = blockRow(box.ymin());
    int r1 = blockRow(box.ymax());
    return new BlockWindow(Math.min(c0, c1), Math.max(c0, c1), Math.min(r0, r1), Math.max(r0, r1));
  }

  private int blockColumn(double x) {
    return square(column(x), width) / RasterBlock.SIDE;
  }

  private int blockRow(double y) {
    return square(row(y), height) / RasterBlock.SIDE;
  }

  /** The points block by block, so that each block is asked for once, however few are kept. */
  private int[] byBlock(double[] xy, int count, BlockWindow window) {
    int[] of = new int[count];
    int[] start = new int[window.count() + 1];
    for (int i = 0; i < count; i++) {
      of[i] =
          (blockRow(xy[2 * i + 1]) - window.north) * window.columns()
              + blockColumn(xy[2 * i])
              - window.west;
      start[of[i] + 1]++;
    }
    for (int b = 1; b < start.length; b++) {
      start[b] += start[b - 1];
    }
    int[] sorted = new int[count];
    for (int i = 0; i < count; i++) {
      sorted[start[of[i]]++] = i;
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
    if (!extent.contains(ax, ay) || !extent.contains(bx, by)) {
      throw outside(box(new double[] {ax, ay, bx, by}, 2));
    }
    RasterFile file = file();
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
    RasterFile file = file();
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

  private UserError outside(Bounds points) {
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
