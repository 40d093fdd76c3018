package io.citymesh.terrain;

import io.citymesh.raster.GeoTags;
import io.citymesh.raster.MissingCells;
import io.citymesh.raster.RasterException;
import io.citymesh.raster.TiffFile;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

/**
 * A version of a GeoTIFF that a process reads ({@link OpenRasters}): its grid, and blocks of its
 * cells with all gaps filled ({@link GapFiller}), the last used of which are kept ({@link
 * RecentBlocks}). The file itself is open only while it is read.
 *
 * <p>Thread-safe: blocks are immutable and found without a lock; reading is guarded by this
 * object's lock.
 */
final class RasterFile {
  private static final int CACHED_RAW_BLOCKS = 32;

  private final String path;
  private final RasterVersion version;
  private final RasterGrid grid;
  private final TiffFile tiff;
  private final RecentBlocks blocks = new RecentBlocks();
  private final Map<Long, RawBlock> rawBlocks = new RecentlyUsed<>(CACHED_RAW_BLOCKS);

  private final int blockColumns;
  private long reads;

  /** The blocks known to be without any value. */
  private final BitSet empty = new BitSet();

  /**
   * Opens a version of a file.
   *
   * @param path as the user calls it
   * @throws UserError if it is no upright GeoTIFF of numbers, or has changed
   */
  RasterFile(String path, RasterVersion version) throws IOException {
    this.path = path;
    this.version = version;
    this.tiff = TiffFile.open(version.file());
    if (!tiff.version().equals(version.version())) {
      throw new UserError(
          "The terrain " + path + " was changed while it was opened: wait until it is written.");
    }
    this.grid = GridReader.read(path, tiff, version.file());
    this.blockColumns = grid.blockColumns();
  }

  static UserError unreadable(String path, IOException e) {
    String why =
        e instanceof RasterException
            ? " " + e.getMessage()
            : e instanceof NoSuchFileException
                ? " is there no more: start again when it is."
                : " cannot be read (" + e.getMessage() + "): is it on this machine, and readable?";
    return new UserError("The terrain " + path + why, e);
  }

  RasterGrid grid() {
    return grid;
  }

  /** True if any cell has a value; reads blocks until one does. */
  synchronized boolean hasValues() {
    int all = grid.blockColumns() * grid.blockRows();
    for (int i = 0; i < all; i++) {
      if (raw(i % grid.blockColumns(), i / grid.blockColumns()).values() != null) {
        return true;
      }
    }
    return false;
  }

  /** The block of the square whose lowest corner is the centre (c, r). */
  RasterBlock blockAt(int c, int r) {
    int blockColumn = c / RasterBlock.SIDE;
    int blockRow = r / RasterBlock.SIDE;
    int number = blockRow * blockColumns + blockColumn;
    RasterBlock block = blocks.find(number);
    return block != null ? block : read(number, blockColumn, blockRow);
  }

  /** A block that was not found, but another task may just have read it. */
  private synchronized RasterBlock read(int number, int blockColumn, int blockRow) {
    RasterBlock block = blocks.find(number);
    if (block == null) {
      block = filled(blockColumn * RasterBlock.SIDE, blockRow * RasterBlock.SIDE);
      blocks.add(number, block);
      reads++;
    }
    return block;
  }

  /** How many blocks were read so far, those that were read again included. */
  synchronized long reads() {
    return reads;
  }

  // ---- filling gaps

  private RasterBlock filled(int column, int row) {
    int columns = Math.min(RasterBlock.SIDE + 1, grid.width() - column);
    int rows = Math.min(RasterBlock.SIDE + 1, grid.height() - row);
    double[] values = read(column, row, columns, rows);
    int gaps = 0;
    for (double value : values) {
      if (Double.isNaN(value)) {
        gaps++;
      }
    }
    if (gaps > 0) {
      new GapFiller(path, grid, this::raw, column, row, columns, rows, values).fill();
    }
    return new RasterBlock(column, row, columns, rows, values);
  }

  // ---- reading

  private RawBlock raw(int blockColumn, int blockRow) {
    int number = blockRow * grid.blockColumns() + blockColumn;
    int column = blockColumn * RasterBlock.SIDE;
    int row = blockRow * RasterBlock.SIDE;
    int columns = grid.columnsOf(blockColumn);
    int rows = grid.rowsOf(blockRow);
    if (empty.get(number) || tiff.leavesOut(column, row, columns, rows)) {
      return new RawBlock(column, row, columns, rows, null);
    }
    RawBlock block = rawBlocks.get((long) number);
    if (block == null) {
      double[] values = read(column, row, columns, rows);
      if (Arrays.stream(values).allMatch(Double::isNaN)) {
        empty.set(number);
        return new RawBlock(column, row, columns, rows, null);
      }
      block = new RawBlock(column, row, columns, rows, values);
      rawBlocks.put((long) number, block);
    }
    return block;
  }

  /**
   * Cells as they are in the file, scaled.
   *
   * @param values row by row, NaN where there is no value
   * @param notFinite how many are NaN or infinite in the file, or masked
   * @param missing how many lie in blocks of the file that hold none
   * @param damaged numbers of blocks of the file that cannot be read
   * @param error what is wrong with the first of them; else empty
   */
  record Cells(
      double[] values, long notFinite, MissingCells missing, BitSet damaged, String error) {}

  /** How many cells a block has. */
  int size(int blockColumn, int blockRow) {
    return grid.columnsOf(blockColumn) * grid.rowsOf(blockRow);
  }

  /** True if the file leaves all cells of a block out. */
  synchronized boolean leavesOut(int blockColumn, int blockRow) {
    int column = blockColumn * RasterBlock.SIDE;
    int row = blockRow * RasterBlock.SIDE;
    return tiff.leavesOut(column, row, grid.columnsOf(blockColumn), grid.rowsOf(blockRow));
  }

  /** True if nothing can be read in a block that is not known yet. */
  synchronized boolean holdsNothing(int blockColumn, int blockRow) {
    int column = blockColumn * RasterBlock.SIDE;
    int row = blockRow * RasterBlock.SIDE;
    return tiff.holdsNothing(column, row, grid.columnsOf(blockColumn), grid.rowsOf(blockRow));
  }

  /**
   * The cells of a block, as far as they can be read; nothing is kept.
   *
   * @throws UserError if it is the file that cannot be read
   */
  synchronized Cells cells(int blockColumn, int blockRow) {
    int column = blockColumn * RasterBlock.SIDE;
    int row = blockRow * RasterBlock.SIDE;
    int columns = grid.columnsOf(blockColumn);
    int rows = grid.rowsOf(blockRow);
    double[] values = new double[columns * rows];
    BitSet damaged = new BitSet();
    String[] error = {""};
    try {
      MissingCells missing =
          tiff.read(
              column,
              row,
              columns,
              rows,
              values,
              block -> {
                int number = block.block().orElseThrow();
                if (damaged.isEmpty() || number < damaged.nextSetBit(0)) {
                  error[0] = unreadable(path, block).getMessage();
                }
                damaged.set(number);
              });
      long notFinite = toElevations(values) - missing.leftOut() - missing.damaged();
      return new Cells(values, notFinite, missing, damaged, error[0]);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** A window, NaN where a cell has no value. */
  private double[] read(int column, int row, int columns, int rows) {
    double[] values = new double[columns * rows];
    try {
      tiff.read(column, row, columns, rows, values);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    toElevations(values);
    return values;
  }

  /** Scales, and makes NaN of what is no value; returns how many are not finite in the file. */
  private long toElevations(double[] values) {
    GeoTags tags = tiff.tags();
    boolean scaled = tags.scale() != 1 || tags.offset() != 0;
    double own = tags.noData().orElse(Double.NaN);
    double[] noData = version.noData().stream().mapToDouble(Double::doubleValue).toArray();
    long notFinite = 0;
    for (int i = 0; i < values.length; i++) {
      double number = values[i];
      double value = scaled ? number * tags.scale() + tags.offset() : number;
      if (!Double.isFinite(number)) {
        notFinite++;
        values[i] = Double.NaN;
      } else {
        values[i] = same(number, own) || isAny(value, noData) ? Double.NaN : value;
      }
    }
    return notFinite;
  }

  private static boolean isAny(double value, double[] noData) {
    for (double each : noData) {
      if (same(value, each)) {
        return true;
      }
    }
    return false;
  }

  /** Equal, also where one of the two was rounded to single precision; never to NaN. */
  private static boolean same(double value, double noData) {
    return value == noData || (float) value == (float) noData;
  }
}
