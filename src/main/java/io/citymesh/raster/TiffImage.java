package io.citymesh.raster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The first band of one image of a TIFF, in blocks: tiles, or strips as wide as the image. Blocks
 * go from west to east and then from north to south; block 0 is the first of the file.
 *
 * <p>What was decompressed is kept, as much as a row of windows takes. Not thread-safe.
 */
final class TiffImage {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int FILL_ORDER = 266;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES_PER_CELL = 277;
  private static final int ROWS_PER_STRIP = 278;
  private static final int STRIP_BYTES = 279;
  private static final int PLANES = 284;
  private static final int PREDICTOR = 317;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int SAMPLE_FORMAT = 339;

  /** The most blocks that an image may have; each takes 16 bytes of memory. */
  private static final int MOST_BLOCKS = 1 << 22;

  private static final long MOST_CELLS_ALONG = 10_000_000;

  /** Rows of a window, as {@link TiffFile#read} is asked for. */
  private static final int WINDOW_ROWS = 257;

  private static final int MOST_READ = 1 << 20;

  private static final long LEAST_KEPT = 16L << 20;

  final int width;
  final int height;
  private final Samples samples;

  /** Samples from a cell to the next: 1 where bands lie in planes of their own. */
  private final int stride;

  private final Compression compression;
  private final Predictor predictor;
  private final int blockWidth;
  private final int blockHeight;
  private final boolean tiled;
  private final int blocksAcross;
  private final int blocks;
  private final long rowBytes;

  /** Where blocks lie in the file, and how many bytes they have there; both 0 if left out. */
  private final long[] offsets;

  private final long[] counts;

  /** Decompressed blocks, the last used at the end. */
  private final Map<Integer, ByteBuffer> kept = new LinkedHashMap<>(16, 0.75f, true);

  /** Blocks that were found to be damaged. */
  private final BitSet damaged = new BitSet();

  private final long mostKept;
  private long keptBytes;

  /**
   * Reads where the blocks lie.
   *
   * @throws RasterException if the image cannot be read, whatever its blocks hold
   */
  TiffImage(TiffDirectory tags, long mostBlockBytes) throws IOException {
    width = along("columns", tags.integer(WIDTH, 0));
    height = along("rows", tags.integer(HEIGHT, 0));
    long bands = tags.integer(SAMPLES_PER_CELL, 1);
    boolean planes = tags.integer(PLANES, 1) == 2;
    if (bands < 1 || bands > 65_535) {
      throw new RasterException("has " + bands + " bands: is it damaged?");
    }
    stride = planes ? 1 : (int) bands;
    samples = Samples.of(tags.integer(SAMPLE_FORMAT, 1), tags.integer(BITS, 1));
    requireAlike(tags, BITS);
    requireAlike(tags, SAMPLE_FORMAT);
    compression = Compression.of(tags.integer(COMPRESSION, 1));
    predictor = Predictor.of(compression == Compression.NONE ? 1 : tags.integer(PREDICTOR, 1));
    if (predictor != Predictor.NONE && samples.bytes() == 0
        || predictor == Predictor.FLOATING_POINT && samples.kind() != Samples.Kind.FLOATING) {
      throw new RasterException("has a predictor that does not fit its cells: is it damaged?");
    }
    if (tags.integer(FILL_ORDER, 1) != 1) {
      throw new RasterException(
          "has its bits in reverse (FillOrder 2): convert it with gdal_translate.");
    }
    tiled = tags.has(TILE_OFFSETS);
    blockWidth = tiled ? along("columns of a tile", tags.integer(TILE_WIDTH, 0)) : width;
    blockHeight =
        tiled
            ? along("rows of a tile", tags.integer(TILE_HEIGHT, 0))
            : (int) Math.max(0, Math.min(height, tags.integer(ROWS_PER_STRIP, height)));
    if (blockHeight == 0) {
      throw new RasterException("has strips without rows: is it damaged?");
    }
    rowBytes = ((long) blockWidth * stride * samples.bits() + 7) / 8;
    blocksAcross = (width - 1) / blockWidth + 1;
    long all = (long) blocksAcross * ((height - 1) / blockHeight + 1);
    if (all > MOST_BLOCKS) {
      throw new RasterException(
          String.format(
              Locale.ROOT,
              "is cut into %,d blocks: convert it with gdal_translate -co TILED=YES.",
              all));
    }
    blocks = (int) all;
    if (compression != Compression.NONE && rowBytes * (double) blockHeight > mostBlockBytes) {
      throw new RasterException(
          String.format(
              Locale.ROOT,
              "has compressed blocks of %,d x %,d cells (%,.0f MB), and one must be read as a"
                  + " whole, in at most %,d MB here: give more memory, or convert it with"
                  + " gdal_translate -co TILED=YES -co COMPRESS=DEFLATE.",
              blockWidth,
              blockHeight,
              Math.ceil(rowBytes * (double) blockHeight / (1 << 20)),
              mostBlockBytes >> 20));
    }
    offsets = offsets(tags, tiled ? TILE_OFFSETS : STRIP_OFFSETS);
    counts = counts(tags, tiled ? TILE_BYTES : STRIP_BYTES);
    long band = (WINDOW_ROWS + 2L * blockHeight) * rowBytes * blocksAcross;
    mostKept = Math.max(LEAST_KEPT, Math.min(band, mostBlockBytes));
  }

  private static int along(String what, long cells) throws RasterException {
    if (cells < 1 || cells > MOST_CELLS_ALONG) {
      throw new RasterException("has " + cells + " " + what + ": is it damaged?");
    }
    return (int) cells;
  }

  private void requireAlike(TiffDirectory tags, int tag) throws IOException {
    long n = Math.min(tags.count(tag), stride);
    if (n > 1) {
      long[] each = tags.integers(tag, (int) n);
      if (Arrays.stream(each).anyMatch(value -> value != each[0])) {
        throw new RasterException(
            "has bands of different kinds: take one of them with gdal_translate -b 1.");
      }
    }
  }

  private long[] offsets(TiffDirectory tags, int tag) throws IOException {
    if (tags.count(tag) < blocks) {
      throw new RasterException(
          String.format(
              Locale.ROOT,
              "says where %,d of its %,d blocks are: copy or download it again.",
              tags.count(tag),
              blocks));
    }
    return tags.integers(tag, blocks);
  }

  /** The byte counts of the blocks, which an old file that is not compressed may leave out. */
  private long[] counts(TiffDirectory tags, int tag) throws IOException {
    if (!tags.has(tag) && compression == Compression.NONE) {
      long[] result = new long[blocks];
      for (int block = 0; block < blocks; block++) {
        result[block] = needed(block);
      }
      return result;
    }
    if (tags.count(tag) < blocks) {
      throw new RasterException(
          String.format(
              Locale.ROOT,
              "says how long %,d of its %,d blocks are: copy or download it again.",
              tags.count(tag),
              blocks));
    }
    return tags.integers(tag, blocks);
  }

  private int rowsOf(int block) {
    return tiled ? blockHeight : Math.min(blockHeight, height - block / blocksAcross * blockHeight);
  }

  /** Bytes that a block has at least when it is not compressed. */
  private long needed(int block) {
    return rowBytes * rowsOf(block);
  }

  private boolean leftOut(int block) {
    return offsets[block] == 0 && counts[block] == 0;
  }

  boolean isAsLargeAs(TiffImage other) {
    return width == other.width && height == other.height;
  }

  // ---- reading

  /** True if all blocks that meet a window are left out, or have been found to be damaged. */
  boolean holdsNothing(int column, int row, int columns, int rows) {
    for (int r = row / blockHeight; r <= (row + rows - 1) / blockHeight; r++) {
      for (int c = column / blockWidth; c <= (column + columns - 1) / blockWidth; c++) {
        int block = r * blocksAcross + c;
        if (!leftOut(block) && !damaged.get(block)) {
          return false;
        }
      }
    }
    return true;
  }

  /** True if all blocks that meet a window are left out. */
  boolean leavesOut(int column, int row, int columns, int rows) {
    for (int r = row / blockHeight; r <= (row + rows - 1) / blockHeight; r++) {
      for (int c = column / blockWidth; c <= (column + columns - 1) / blockWidth; c++) {
        if (!leftOut(r * blocksAcross + c)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Reads a window.
   *
   * @param values gets the cells, row by row; NaN where there are none
   * @param onDamage is told of each block that meets the window and is not whole
   */
  MissingCells read(
      TiffSource source,
      int column,
      int row,
      int columns,
      int rows,
      double[] values,
      DamageListener onDamage)
      throws IOException {
    long without = 0;
    long lost = 0;
    for (int r = row / blockHeight; r <= (row + rows - 1) / blockHeight; r++) {
      int top = Math.max(row, r * blockHeight);
      int bottom = (int) Math.min(row + rows, (r + 1L) * blockHeight);
      for (int c = column / blockWidth; c <= (column + columns - 1) / blockWidth; c++) {
        int left = Math.max(column, c * blockWidth);
        int right = (int) Math.min(column + columns, (c + 1L) * blockWidth);
        int block = r * blocksAcross + c;
        int at = (top - row) * columns + left - column;
        long cells = (long) (bottom - top) * (right - left);
        if (leftOut(block)) {
          without += cells;
          blank(values, at, columns, bottom - top, right - left);
          continue;
        }
        try {
          int y = top - r * blockHeight;
          read(
              source,
              block,
              y,
              bottom - top,
              left - c * blockWidth,
              right - left,
              values,
              at,
              columns);
        } catch (RasterException e) {
          if (e.block().isEmpty()) {
            throw e;
          }
          damaged.set(block);
          onDamage.damaged(e);
          lost += cells;
          blank(values, at, columns, bottom - top, right - left);
        }
      }
    }
    return new MissingCells(without, lost);
  }

  private static void blank(double[] values, int at, int columns, int rows, int cells) {
    for (int i = 0; i < rows; i++) {
      Arrays.fill(values, at + i * columns, at + i * columns + cells, Double.NaN);
    }
  }

  /**
   * Reads a window of one block.
   *
   * @param values gets {@code cells} values from {@code at} on, and again {@code columns} later
   */
  private void read(
      TiffSource source,
      int block,
      int row,
      int rows,
      int first,
      int cells,
      double[] values,
      int at,
      int columns)
      throws IOException {
    int step = stride * samples.bits();
    int done = 0;
    while (done < rows) {
      Piece piece = piece(source, block, row + done, rows - done, first, cells);
      for (int i = 0; i < piece.rows; i++, done++) {
        samples.read(
            piece.bytes, piece.bit + 8 * i * rowBytes, step, values, at + done * columns, cells);
      }
    }
  }

  /**
   * Rows of a block in memory, {@link #rowBytes} apart.
   *
   * @param bit where the first cell begins
   */
  private record Piece(ByteBuffer bytes, long bit, int rows) {}

  /** Some of the rows that are asked for, at least one. */
  private Piece piece(TiffSource source, int block, int row, int rows, int first, int cells)
      throws IOException {
    long firstBit = (long) first * stride * samples.bits();
    if (compression != Compression.NONE) {
      return new Piece(decompressed(source, block), 8 * row * rowBytes + firstBit, rows);
    }
    requireWhole(source, block);
    long endBit = (long) (first + cells) * stride * samples.bits();
    long from = firstBit / 8;
    int bytes = Math.toIntExact((endBit + 7) / 8 - from);
    // One long read is faster than many short ones, unless most of it is not asked for.
    boolean together = rowBytes <= 1 << 12 || rowBytes <= 4L * bytes;
    int n = together ? (int) Math.max(1, Math.min(rows, MOST_READ / rowBytes)) : 1;
    int span = Math.toIntExact((n - 1) * rowBytes + bytes);
    return new Piece(
        source.read(offsets[block] + row * rowBytes + from, span), firstBit - 8 * from, n);
  }

  private ByteBuffer decompressed(TiffSource source, int block) throws IOException {
    ByteBuffer found = kept.get(block);
    if (found != null) {
      return found;
    }
    requireWhole(source, block);
    byte[] bytes;
    try {
      bytes =
          compression.decoded(
              new BlockBytes(source, offsets[block], counts[block]),
              (int) needed(block),
              rowBytes * blockHeight);
    } catch (RasterException e) {
      throw e;
    } catch (IOException e) {
      throw damaged(block, "cannot be decompressed (" + e.getMessage() + ")", e);
    }
    ByteOrder order =
        predictor.undo(bytes, (int) rowBytes, stride, samples.bytes(), source.order());
    ByteBuffer result = ByteBuffer.wrap(bytes).order(order);
    keep(block, result);
    return result;
  }

  private void keep(int block, ByteBuffer bytes) {
    kept.put(block, bytes);
    keptBytes += bytes.capacity();
    var eldest = kept.entrySet().iterator();
    while (keptBytes > mostKept && kept.size() > 1) {
      keptBytes -= eldest.next().getValue().capacity();
      eldest.remove();
    }
  }

  private void requireWhole(TiffSource source, int block) throws RasterException {
    long bytes = counts[block];
    if (bytes <= 0) {
      throw damaged(block, "has no bytes", null);
    }
    if (compression == Compression.NONE) {
      long most = rowBytes * blockHeight;
      if (bytes < needed(block) || bytes - most >= Math.max(16, rowBytes)) {
        throw damaged(
            block,
            String.format(Locale.ROOT, "has %,d bytes and not %,d", bytes, needed(block)),
            null);
      }
    }
    if (!source.holds(offsets[block], bytes)) {
      throw damaged(block, "lies beyond the end of the file, which is cut off", null);
    }
  }

  private RasterException damaged(int block, String what, IOException cause) {
    int column = block % blocksAcross * blockWidth;
    int row = block / blocksAcross * blockHeight;
    return new RasterException(
        String.format(
            Locale.ROOT,
            "is damaged: block %,d of %,d (columns %d to %d, rows %d to %d) %s; copy or download it"
                + " again.",
            block,
            blocks,
            column,
            Math.min(width, column + (long) blockWidth) - 1,
            row,
            Math.min(height, row + (long) blockHeight) - 1,
            what),
        block,
        cause);
  }
}
