package io.citymesh.terrain;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Bounds;
import io.citymesh.raster.GeoKeys;
import io.citymesh.raster.GeoTags;
import io.citymesh.raster.MissingCells;
import io.citymesh.raster.RasterException;
import io.citymesh.raster.TiffFile;
import io.citymesh.report.UserError;
import io.citymesh.session.LocalFile;
import io.citymesh.session.SessionState;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A GeoTIFF that a process reads, one per session, path, length and time of change: its grid, and
 * blocks of its cells with all gaps filled, in a cache of bounded size (at most {@link
 * #CACHED_BLOCKS} blocks of half a megabyte). The file itself is open only while it is read.
 *
 * <p>A run reads one version of a file, that of its {@link Opening}: whoever finds another, in
 * whatever process, ends the run with an error.
 *
 * <p>A gap takes the value of the nearest cell that has one (in metres; of several equally near,
 * the one of the lowest row and then column). The search goes outward block by block, so the answer
 * is the raster's, whatever the block it was asked through.
 *
 * <p>Thread-safe: blocks are immutable, the caches and the file are guarded by this object's lock.
 */
final class RasterFile {
  /** Cells along the side of a block. */
  static final int BLOCK = 256;

  private static final int CACHED_BLOCKS = 32;
  private static final int CACHED_RAW_BLOCKS = 32;

  /** Extensions of files beside a raster that place it. */
  private static final List<String> WORLD_FILES = List.of("tfw", "tifw", "wld");

  private static final String PRJ = "prj";
  private static final List<String> BESIDE = List.of("tfw", "tifw", "wld", PRJ);

  /** Blocks of the largest raster that is believed: a million cells along each side. */
  private static final int MOST_BLOCKS = 1 << 24;

  private static final int CACHED_FILES = 4;
  private static final int CACHED_OPENINGS = 1000;

  /** No definition of a CRS or placement in a file beside the raster is longer. */
  private static final int MOST_TEXT = 1 << 16;

  private static final SessionState<Known> KNOWN = new SessionState<>(Known::new, any -> {});

  /** What a process knows in a session; guarded by its own lock. */
  private static final class Known {
    private final Map<Key, RasterFile> files = new Cache<>(CACHED_FILES);

    /** By the identifier of an opening, the version that it has met here. */
    private final Map<String, Key> openings = new Cache<>(CACHED_OPENINGS);
  }

  /**
   * @param beside versions of the files that say where the raster lies, if it does not
   * @param noData elevations that stand for no value, beside what the file says
   */
  private record Key(
      Path file, TiffFile.Version version, List<TiffFile.Version> beside, List<Double> noData) {
    static Key of(Path file, List<Double> noData) throws IOException {
      List<TiffFile.Version> beside = new ArrayList<>();
      for (String extension : BESIDE) {
        Optional<Path> other = companion(file, extension);
        if (other.isPresent()) {
          beside.add(TiffFile.Version.of(other.get()));
        }
      }
      return new Key(file, TiffFile.Version.of(file), beside, noData);
    }
  }

  /**
   * What a run has opened; whoever works for the run reads that.
   *
   * @param noData elevations that stand for no value, beside what the file says
   * @param length bytes of the file
   * @param at when it was opened, nanoseconds since 1970
   * @param id unique
   */
  record Opening(String path, List<Double> noData, Grid grid, long length, long at, String id)
      implements Serializable {}

  /**
   * Where the cells lie.
   *
   * @param crs code, or empty if unknown
   * @param originX x of the centre of column 0
   * @param originY y of the centre of row 0
   * @param stepX from a column to the next, in units of the CRS, not 0
   * @param stepY from a row to the next, in units of the CRS, not 0
   */
  record Grid(
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
  }

  /**
   * Cells with all gaps filled. A block holds one column and one row more than {@link #BLOCK}, so
   * that each square between four centres lies in one block as a whole.
   */
  static final class Block {
    private final int column;
    private final int row;
    private final int columns;
    private final int rows;

    /** Row by row. */
    private final double[] values;

    Block(int column, int row, int columns, int rows, double[] values) {
      this.column = column;
      this.row = row;
      this.columns = columns;
      this.rows = rows;
      this.values = values;
    }

    /** True if the square whose lowest corner is the centre (c, r) lies in this block. */
    boolean covers(int c, int r) {
      return c >= column && c < column + BLOCK && r >= row && r < row + BLOCK;
    }

    /** The value at the fractions (u, v) of the square between the centres c, c+1 and r, r+1. */
    double interpolated(int c, int r, double u, double v) {
      int i = (r - row) * columns + c - column;
      int right = c - column + 1 < columns ? 1 : 0;
      int down = r - row + 1 < rows ? columns : 0;
      double near = values[i] + u * (values[i + right] - values[i]);
      double far = values[i + down] + u * (values[i + down + right] - values[i + down]);
      return near + v * (far - near);
    }

    /** The value at the centre (c, r), which lies in this block. */
    double at(int c, int r) {
      return values[(r - row) * columns + c - column];
    }

    double highestCorner(int c, int r) {
      int i = (r - row) * columns + c - column;
      int right = c - column + 1 < columns ? 1 : 0;
      int down = r - row + 1 < rows ? columns : 0;
      return Math.max(
          Math.max(values[i], values[i + right]),
          Math.max(values[i + down], values[i + down + right]));
    }
  }

  /** Cells as read, NaN where there is none; {@code values} is null if there is none at all. */
  private record RawBlock(int column, int row, int columns, int rows, double[] values) {
    double at(int c, int r) {
      return values[r * columns + c];
    }
  }

  private final String path;
  private final Key key;
  private final Grid grid;
  private final TiffFile tiff;
  private final Map<Long, Block> blocks = new Cache<>(CACHED_BLOCKS);
  private final Map<Long, RawBlock> rawBlocks = new Cache<>(CACHED_RAW_BLOCKS);

  /** The blocks known to be without any value. */
  private final BitSet empty = new BitSet();

  /**
   * Opens a file as it is now.
   *
   * @param noData elevations that stand for no value, beside what the file says
   * @throws UserError if there is none, or it is no upright GeoTIFF of numbers
   */
  static Opening open(String path, List<Double> noData) {
    try {
      Path file = existing(path);
      Key key = Key.of(file, noData);
      RasterFile opened = at(path, key);
      long now =
          Math.max(
              key.version.modified(), TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
      String id = UUID.randomUUID().toString();
      Known known = KNOWN.get();
      synchronized (known) {
        known.openings.put(id, key);
      }
      return new Opening(path, noData, opened.grid, key.version.length(), now, id);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /**
   * The file of an opening.
   *
   * @throws UserError if the file here is another, or cannot be read
   */
  static RasterFile of(Opening opening) {
    Known known = KNOWN.get();
    Key key;
    synchronized (known) {
      key = known.openings.get(opening.id);
    }
    try {
      if (key == null) {
        Path file = existing(opening.path);
        key = Key.of(file, opening.noData);
        // A copy on another machine may be older, but nothing is written during a run.
        if (key.version.length() != opening.length || key.version.modified() > opening.at) {
          throw new UserError(
              "The terrain "
                  + opening.path
                  + " was changed after it was opened, or is another file on this machine: start"
                  + " again when it is written, and the same everywhere.");
        }
        synchronized (known) {
          known.openings.put(opening.id, key);
        }
      }
      RasterFile file = at(opening.path, key);
      if (!file.grid.equals(opening.grid)) {
        throw new UserError(
            "The terrain "
                + opening.path
                + " is another file on this machine: copy it everywhere.");
      }
      return file;
    } catch (IOException e) {
      throw unreadable(opening.path, e);
    }
  }

  private static RasterFile at(String path, Key key) throws IOException {
    Known known = KNOWN.get();
    synchronized (known) {
      RasterFile file = known.files.get(key);
      if (file == null) {
        file = new RasterFile(path, key);
        known.files.put(key, file);
      }
      return file;
    }
  }

  private RasterFile(String path, Key key) throws IOException {
    this.path = path;
    this.key = key;
    this.tiff = TiffFile.open(key.file);
    if (!tiff.version().equals(key.version)) {
      throw new UserError(
          "The terrain " + path + " was changed while it was opened: wait until it is written.");
    }
    GeoTags.Placement placement = placement();
    if (!placement.upright()) {
      throw new UserError(
          "The terrain " + path + " is rotated: warp it to an upright grid with gdalwarp.");
    }
    this.grid =
        new Grid(
            crs(),
            tiff.width(),
            tiff.height(),
            placement.originX(),
            placement.originY(),
            placement.stepX(),
            placement.stepY());
    Bounds extent = grid.extent();
    if (placement.stepX() == 0
        || placement.stepY() == 0
        || !Double.isFinite(extent.width())
        || !Double.isFinite(extent.height())) {
      throw new UserError(
          "The terrain " + path + " has cells without a size or a place: is it damaged?");
    }
    if ((long) blockColumns() * blockRows() > MOST_BLOCKS) {
      throw new UserError(
          "The terrain "
              + path
              + " has %,d x %,d cells, more than any: is it damaged?"
                  .formatted(grid.width, grid.height));
    }
  }

  private static UserError unreadable(String path, IOException e) {
    String why =
        e instanceof RasterException
            ? " " + e.getMessage()
            : e instanceof NoSuchFileException
                ? " is there no more: start again when it is."
                : " cannot be read (" + e.getMessage() + "): is it on this machine, and readable?";
    return new UserError("The terrain " + path + why, e);
  }

  /**
   * The file on this machine, fetched if need be.
   *
   * @throws UserError if there is none
   */
  static Path existing(String path) {
    Path file = local(path);
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          "There is no terrain file "
              + path
              + ": give the path of a GeoTIFF that every executor can read, or flat:Z.");
    }
    return file;
  }

  private static Path local(String path) {
    try {
      if (!path.contains("://")) {
        return path.startsWith("file:") ? Path.of(URI.create(path).getPath()) : Path.of(path);
      }
      return LocalFile.of(path, SparkHadoopUtil.get().conf());
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("The terrain " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  // ---- where cells lie

  /** What the file says, else what a world file beside it says. */
  private GeoTags.Placement placement() throws IOException {
    Optional<GeoTags.Placement> own = tiff.tags().placement();
    if (own.isPresent()) {
      return own.get();
    }
    for (String extension : WORLD_FILES) {
      double[] world = numbers(text(extension));
      if (world.length >= 6) {
        return new GeoTags.Placement(
            world[4], world[5], world[0], world[3], world[1] == 0 && world[2] == 0);
      }
    }
    throw new UserError(
        "The terrain "
            + path
            + " cannot be read as a GeoTIFF, it does not say where it lies: place it with"
            + " gdal_translate -a_ullr, or copy its .tfw file, too.");
  }

  private static double[] numbers(String text) {
    try {
      return text.isBlank()
          ? new double[0]
          : Arrays.stream(text.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      return new double[0];
    }
  }

  /** The file that differs in its extension alone, if there is one. */
  private static Optional<Path> companion(Path file, String extension) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    return Stream.of(extension, extension.toUpperCase(Locale.ROOT))
        .map(written -> file.resolveSibling(stem + "." + written))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Its text; empty if there is none. */
  private String text(String extension) throws IOException {
    Optional<Path> file = companion(key.file, extension);
    if (file.isEmpty()) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file.get())) {
      return new String(in.readNBytes(MOST_TEXT), StandardCharsets.UTF_8);
    }
  }

  /** The code of the CRS: of the file's own, else of the .prj beside it, else empty. */
  private String crs() throws IOException {
    GeoKeys keys = tiff.tags().keys();
    if (!keys.nameACrs()) {
      return CoordinateSystems.fromWkt(text(PRJ));
    }
    if (keys.code().isPresent()) {
      String code = "EPSG:" + keys.code().getAsInt();
      if (!keys.namesUnit()
          || keys.usualUnit()
              && (CoordinateSystems.isKnownMetric(code)
                  || CoordinateSystems.isKnownGeographic(code))) {
        return CoordinateSystems.code(code);
      }
    }
    return CoordinateSystems.of(keys);
  }

  Grid grid() {
    return grid;
  }

  /** True if any cell has a value; reads blocks until one does. */
  synchronized boolean hasValues() {
    int all = blockColumns() * blockRows();
    for (int i = 0; i < all; i++) {
      if (raw(i % blockColumns(), i / blockColumns()).values != null) {
        return true;
      }
    }
    return false;
  }

  /** The block of the square whose lowest corner is the centre (c, r). */
  synchronized Block blockAt(int c, int r) {
    int blockColumn = c / BLOCK;
    int blockRow = r / BLOCK;
    long key = (long) blockRow * blockColumns() + blockColumn;
    Block block = blocks.get(key);
    if (block == null) {
      block = filled(blockColumn * BLOCK, blockRow * BLOCK);
      blocks.put(key, block);
    }
    return block;
  }

  int blockColumns() {
    return (grid.width + BLOCK - 1) / BLOCK;
  }

  int blockRows() {
    return (grid.height + BLOCK - 1) / BLOCK;
  }

  // ---- filling gaps

  private Block filled(int column, int row) {
    int columns = Math.min(BLOCK + 1, grid.width - column);
    int rows = Math.min(BLOCK + 1, grid.height - row);
    double[] values = read(column, row, columns, rows);
    int gaps = 0;
    for (double value : values) {
      if (Double.isNaN(value)) {
        gaps++;
      }
    }
    if (gaps > 0) {
      new GapFiller(column, row, columns, rows, values).fill();
    }
    return new Block(column, row, columns, rows, values);
  }

  /** Nearest values for the gaps of one block, from ever wider rings of blocks. */
  private final class GapFiller {
    private final int column;
    private final int row;
    private final int columns;
    private final int rows;
    private final double[] values;

    /**
     * Per cell of the block: squared distance of the nearest value yet, its place and the value.
     */
    private final double[] best;

    private final int[] bestRow;
    private final int[] bestColumn;
    private final double[] found;

    GapFiller(int column, int row, int columns, int rows, double[] values) {
      this.column = column;
      this.row = row;
      this.columns = columns;
      this.rows = rows;
      this.values = values;
      int n = values.length;
      best = new double[n];
      bestRow = new int[n];
      bestColumn = new int[n];
      found = new double[n];
      for (int i = 0; i < n; i++) {
        best[i] = Double.isNaN(values[i]) ? Double.POSITIVE_INFINITY : -1;
      }
    }

    void fill() {
      int centreColumn = column / BLOCK;
      int centreRow = row / BLOCK;
      int farthest = Math.max(blockColumns(), blockRows());
      for (int ring = 0; ring <= farthest; ring++) {
        if (ring > 1 && worst() < ringDistance(ring)) {
          break;
        }
        for (int r = centreRow - ring; r <= centreRow + ring; r++) {
          boolean whole = r == centreRow - ring || r == centreRow + ring;
          int step = whole || ring == 0 ? 1 : 2 * ring;
          for (int c = centreColumn - ring; c <= centreColumn + ring; c += step) {
            if (c >= 0 && c < blockColumns() && r >= 0 && r < blockRows()) {
              visit(raw(c, r));
            }
          }
        }
      }
      for (int i = 0; i < values.length; i++) {
        if (Double.isNaN(values[i])) {
          if (best[i] == Double.POSITIVE_INFINITY) {
            throw new UserError(
                "The terrain " + path + " has no cell with a value: give another raster.");
          }
          values[i] = found[i];
        }
      }
    }

    /** Squared distance that no cell of a ring of blocks falls below. */
    private double ringDistance(int ring) {
      double cells = (ring - 1) * (double) BLOCK;
      double nearest = cells * Math.min(Math.abs(grid.stepX), Math.abs(grid.stepY));
      return nearest * nearest;
    }

    private double worst() {
      double result = 0;
      for (double b : best) {
        result = Math.max(result, b);
      }
      return result;
    }

    /** Offers the values of a block to all gaps: per row, outward over the block's columns. */
    private void visit(RawBlock source) {
      if (source.values == null) {
        return;
      }
      int[] above = new int[source.columns];
      int[] below = new int[source.columns];
      for (int r = 0; r < rows; r++) {
        boolean prepared = false;
        for (int c = 0; c < columns; c++) {
          int i = r * columns + c;
          if (best[i] < 0) {
            continue;
          }
          if (!prepared) {
            nearestInColumns(source, row + r, above, below);
            prepared = true;
          }
          int start = Math.min(Math.max(column + c - source.column, 0), source.columns - 1);
          for (int k = start; k < source.columns && offer(source, i, r, c, k, above, below); k++) {}
          for (int k = start - 1; k >= 0 && offer(source, i, r, c, k, above, below); k--) {}
        }
      }
    }

    /** Per column the last valid row at or above a raster row, and the first one below; or -1. */
    private void nearestInColumns(RawBlock source, int rasterRow, int[] above, int[] below) {
      int at = rasterRow - source.row;
      for (int k = 0; k < source.columns; k++) {
        int up = Math.min(at, source.rows - 1);
        while (up >= 0 && Double.isNaN(source.at(k, up))) {
          up--;
        }
        above[k] = up;
        int down = Math.max(at + 1, 0);
        while (down < source.rows && Double.isNaN(source.at(k, down))) {
          down++;
        }
        below[k] = down < source.rows ? down : -1;
      }
    }

    /** False if no column farther out can be nearer. */
    private boolean offer(RawBlock source, int i, int r, int c, int k, int[] above, int[] below) {
      double dx = (source.column + k - column - c) * grid.stepX;
      if (dx * dx > best[i]) {
        return false;
      }
      if (above[k] >= 0) {
        take(source, i, r, dx, k, above[k]);
      }
      if (below[k] >= 0) {
        take(source, i, r, dx, k, below[k]);
      }
      return true;
    }

    private void take(RawBlock source, int i, int r, double dx, int k, int sourceRow) {
      double dy = (source.row + sourceRow - row - r) * grid.stepY;
      double distance = dx * dx + dy * dy;
      int rasterRow = source.row + sourceRow;
      int rasterColumn = source.column + k;
      boolean first =
          rasterRow < bestRow[i] || (rasterRow == bestRow[i] && rasterColumn < bestColumn[i]);
      if (distance < best[i] || (distance == best[i] && first)) {
        best[i] = distance;
        bestRow[i] = rasterRow;
        bestColumn[i] = rasterColumn;
        found[i] = source.at(k, sourceRow);
      }
    }
  }

  // ---- reading

  private RawBlock raw(int blockColumn, int blockRow) {
    int number = blockRow * blockColumns() + blockColumn;
    int column = blockColumn * BLOCK;
    int row = blockRow * BLOCK;
    int columns = Math.min(BLOCK, grid.width - column);
    int rows = Math.min(BLOCK, grid.height - row);
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
    return Math.min(BLOCK, grid.width - blockColumn * BLOCK)
        * Math.min(BLOCK, grid.height - blockRow * BLOCK);
  }

  /** True if the file leaves all cells of a block out. */
  synchronized boolean leavesOut(int blockColumn, int blockRow) {
    int column = blockColumn * BLOCK;
    int row = blockRow * BLOCK;
    return tiff.leavesOut(
        column, row, Math.min(BLOCK, grid.width - column), Math.min(BLOCK, grid.height - row));
  }

  /** True if nothing can be read in a block that is not known yet. */
  synchronized boolean holdsNothing(int blockColumn, int blockRow) {
    int column = blockColumn * BLOCK;
    int row = blockRow * BLOCK;
    return tiff.holdsNothing(
        column, row, Math.min(BLOCK, grid.width - column), Math.min(BLOCK, grid.height - row));
  }

  /**
   * The cells of a block, as far as they can be read; nothing is kept.
   *
   * @throws UserError if it is the file that cannot be read
   */
  synchronized Cells cells(int blockColumn, int blockRow) {
    int column = blockColumn * BLOCK;
    int row = blockRow * BLOCK;
    int columns = Math.min(BLOCK, grid.width - column);
    int rows = Math.min(BLOCK, grid.height - row);
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
    long notFinite = 0;
    for (int i = 0; i < values.length; i++) {
      double number = values[i];
      double value = scaled ? number * tags.scale() + tags.offset() : number;
      if (!Double.isFinite(number)) {
        notFinite++;
        values[i] = Double.NaN;
      } else if (tags.noData().isPresent() && same(number, tags.noData().getAsDouble())
          || isNoData(value)) {
        values[i] = Double.NaN;
      } else {
        values[i] = value;
      }
    }
    return notFinite;
  }

  private boolean isNoData(double value) {
    for (double noData : key.noData) {
      if (same(value, noData)) {
        return true;
      }
    }
    return false;
  }

  /** Equal, also where one of the two was rounded to single precision. */
  private static boolean same(double value, double noData) {
    return value == noData || (float) value == (float) noData;
  }

  /** Forgets what was used longest ago. */
  private static final class Cache<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private final int capacity;

    Cache(int capacity) {
      super(16, 0.75f, true);
      this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > capacity;
    }
  }
}
