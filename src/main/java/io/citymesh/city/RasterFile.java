package io.citymesh.city;

import io.citymesh.report.UserError;
import java.awt.Rectangle;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.media.jai.RenderedOp;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.geotools.api.referencing.crs.CoordinateReferenceSystem;
import org.geotools.api.referencing.datum.PixelInCell;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.coverage.grid.GridCoverage2D;
import org.geotools.gce.geotiff.GeoTiffReader;
import org.geotools.referencing.operation.transform.AffineTransform2D;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * An open GeoTIFF, one per executor and path: its grid, and blocks of its cells with all gaps
 * filled, in a cache of bounded size (at most {@link #CACHED_BLOCKS} blocks of half a megabyte).
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
  private static final int OPEN_FILES = 8;

  /** What GeoTools calls the CRS of a file that names none. */
  private static final String NO_CRS = "EPSG:404000";

  private static final Map<String, RasterFile> OPEN = new LinkedHashMap<>(16, 0.75f, true);

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
      String crs,
      int width,
      int height,
      double originX,
      double originY,
      double stepX,
      double stepY) {
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
  private final Grid grid;
  private final RenderedImage image;

  /** The file itself, if the image is just what it holds and not worked out from that. */
  private final Optional<ImageReader> reader;

  private final OptionalDouble noData;
  private final Map<Long, Block> blocks = new Cache<>(CACHED_BLOCKS);
  private final Map<Long, RawBlock> rawBlocks = new Cache<>(CACHED_RAW_BLOCKS);

  /** The blocks known to be without any value. */
  private final boolean[] empty;

  /** The file, opened if it is not open in this process. */
  static RasterFile at(String path) {
    synchronized (OPEN) {
      RasterFile file = OPEN.get(path);
      if (file == null) {
        file = new RasterFile(path);
        OPEN.put(path, file);
        if (OPEN.size() > OPEN_FILES) {
          OPEN.remove(OPEN.keySet().iterator().next());
        }
      }
      return file;
    }
  }

  private RasterFile(String path) {
    this.path = path;
    File file = existing(path);
    try {
      GeoTiffReader tiff = new GeoTiffReader(file);
      this.grid = grid(path, tiff);
      GridCoverage2D coverage = tiff.read(null);
      this.image = coverage.getRenderedImage();
      this.reader = reader(image);
      this.noData =
          tiff.getMetadata().hasNoData()
              ? OptionalDouble.of(tiff.getMetadata().getNoData())
              : OptionalDouble.empty();
    } catch (IOException | RuntimeException e) {
      if (e instanceof UserError error) {
        throw error;
      }
      throw new UserError(
          "The terrain " + path + " cannot be read as a GeoTIFF: " + e.getMessage(), e);
    }
    this.empty = new boolean[blockColumns() * blockRows()];
  }

  /**
   * The file on this machine, fetched if need be.
   *
   * @throws UserError if there is none
   */
  static File existing(String path) {
    File file = local(path);
    if (!file.isFile()) {
      throw new UserError(
          "There is no terrain file "
              + path
              + ": give the path of a GeoTIFF that every executor can read, or flat:Z.");
    }
    return file;
  }

  private static File local(String path) {
    if (!path.contains("://")) {
      return path.startsWith("file:") ? new File(URI.create(path).getPath()) : new File(path);
    }
    try {
      return LocalFile.of(path, SparkHadoopUtil.get().conf()).toFile();
    } catch (IOException e) {
      throw new UserError("The terrain " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Grid grid(String path, GeoTiffReader reader) {
    MathTransform transform = reader.getOriginalGridToWorld(PixelInCell.CELL_CENTER);
    if (!(transform instanceof AffineTransform2D affine)
        || affine.getShearX() != 0
        || affine.getShearY() != 0) {
      throw new UserError(
          "The terrain " + path + " is rotated: warp it to an upright grid with gdalwarp.");
    }
    CoordinateReferenceSystem crs = reader.getCoordinateReferenceSystem();
    int width = reader.getOriginalGridRange().getSpan(0);
    int height = reader.getOriginalGridRange().getSpan(1);
    return new Grid(
        CoordinateSystems.of(crs),
        width,
        height,
        affine.getTranslateX(),
        affine.getTranslateY(),
        affine.getScaleX(),
        affine.getScaleY());
  }

  Grid grid() {
    return grid;
  }

  /** True if any cell has a value; reads blocks until one does. */
  synchronized boolean hasValues() {
    for (int i = 0; i < empty.length; i++) {
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
    if (empty[number]) {
      return new RawBlock(column, row, columns, rows, null);
    }
    RawBlock block = rawBlocks.get((long) number);
    if (block == null) {
      double[] values = read(column, row, columns, rows);
      if (Arrays.stream(values).allMatch(Double::isNaN)) {
        empty[number] = true;
        return new RawBlock(column, row, columns, rows, null);
      }
      block = new RawBlock(column, row, columns, rows, values);
      rawBlocks.put((long) number, block);
    }
    return block;
  }

  /** The cells of a block as they are, NaN where there is no value; nothing is kept. */
  synchronized double[] cells(int blockColumn, int blockRow) {
    int column = blockColumn * BLOCK;
    int row = blockRow * BLOCK;
    return read(
        column, row, Math.min(BLOCK, grid.width - column), Math.min(BLOCK, grid.height - row));
  }

  /**
   * What reads an image, if its cells lie in the file as they are: GeoTools applies GDAL's scales
   * and offsets too, and keeps what it has decompressed for the next window.
   */
  private static Optional<ImageReader> reader(RenderedImage image) throws IOException {
    return image instanceof RenderedOp operation
            && operation.getOperationName().equals("ImageRead")
            && operation.getProperty("JAI.ImageReader") instanceof ImageReader reader
            && !isCompressed(reader.getImageMetadata(operation.getIntParameter(1)))
        ? Optional.of(reader)
        : Optional.empty();
  }

  private static boolean isCompressed(IIOMetadata image) {
    Element standard = (Element) image.getAsTree(IIOMetadataFormatImpl.standardMetadataFormatName);
    NodeList compression = standard.getElementsByTagName("CompressionTypeName");
    return compression.getLength() > 0
        && !((Element) compression.item(0)).getAttribute("value").equalsIgnoreCase("none");
  }

  /**
   * The cells of a window. The image would read, copy and keep whole strips, as wide as the file.
   */
  private Raster window(int column, int row, int columns, int rows) throws IOException {
    if (reader.isEmpty()) {
      return image.getData(
          new Rectangle(image.getMinX() + column, image.getMinY() + row, columns, rows));
    }
    ImageReadParam window = reader.get().getDefaultReadParam();
    window.setSourceRegion(new Rectangle(column, row, columns, rows));
    return reader.get().read(((RenderedOp) image).getIntParameter(1), window).getRaster();
  }

  /** A window of the first band, NaN where a cell has no value. */
  private double[] read(int column, int row, int columns, int rows) {
    try {
      Raster window = window(column, row, columns, rows);
      double[] values =
          window.getSamples(window.getMinX(), window.getMinY(), columns, rows, 0, (double[]) null);
      for (int i = 0; i < values.length; i++) {
        double value = values[i];
        if (!Double.isFinite(value) || isNoData(value)) {
          values[i] = Double.NaN;
        }
      }
      return values;
    } catch (IOException | RuntimeException e) {
      throw new UserError(
          "The terrain " + path + " cannot be read, is the file whole? " + e.getMessage(), e);
    }
  }

  /** Equal to the no-data value, also where one of the two was rounded to single precision. */
  private boolean isNoData(double value) {
    return noData.isPresent()
        && (value == noData.getAsDouble() || (float) value == (float) noData.getAsDouble());
  }

  /** Forgets what was used longest ago. */
  private static final class Cache<V> extends LinkedHashMap<Long, V> {
    private static final long serialVersionUID = 1L;
    private final int capacity;

    Cache(int capacity) {
      super(16, 0.75f, true);
      this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
      return size() > capacity;
    }
  }
}
