package io.citymesh.terrain;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What is told of a raster before it is used: its grid, and sums over its cells that tasks make of
 * a row of blocks each, a block in memory at a time.
 */
public final class RasterSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RasterOpening opening;

  private RasterSummary(RasterOpening opening) {
    this.opening = opening;
  }

  /**
   * How many cells of about the same elevation there are.
   *
   * @param cells how many
   * @param lowest elevation among them
   * @param highest elevation among them
   */
  public record Band(long cells, double lowest, double highest) implements Serializable {
    private Band plus(Band other) {
      return new Band(
          cells + other.cells, Math.min(lowest, other.lowest), Math.max(highest, other.highest));
    }
  }

  /**
   * Sums over cells.
   *
   * @param cells how many were read
   * @param empty how many of them have no value
   * @param notFinite how many of those are NaN or infinite, or masked
   * @param leftOut how many of those lie in blocks that the file leaves out
   * @param bands the others by elevation, {@link #BAND} high
   * @param damaged numbers of blocks of the file that cannot be read, whose cells do not count
   * @param error why the first of them cannot; else empty
   */
  public record Cells(
      long cells,
      long empty,
      long notFinite,
      long leftOut,
      SortedMap<Integer, Band> bands,
      BitSet damaged,
      String error)
      implements Serializable {
    /** Height of a band, in the raster's unit. */
    static final double BAND = 256;

    private static final int HIGHEST_BAND = 1000;

    /** No cells. */
    public static final Cells NONE = new Cells(0, 0, 0, 0, new TreeMap<>(), new BitSet(), "");

    private static Cells of(RasterFile.Cells read) {
      SortedMap<Integer, Band> bands = new TreeMap<>();
      long empty = 0;
      int number = 0;
      long cells = 0;
      double lowest = Double.POSITIVE_INFINITY;
      double highest = Double.NEGATIVE_INFINITY;
      for (double value : read.values()) {
        if (Double.isNaN(value)) {
          empty++;
          continue;
        }
        int here = (int) Math.max(-HIGHEST_BAND, Math.min(HIGHEST_BAND, Math.floor(value / BAND)));
        if (here != number && cells > 0) {
          bands.merge(number, new Band(cells, lowest, highest), Band::plus);
          cells = 0;
          lowest = Double.POSITIVE_INFINITY;
          highest = Double.NEGATIVE_INFINITY;
        }
        number = here;
        cells++;
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
      if (cells > 0) {
        bands.merge(number, new Band(cells, lowest, highest), Band::plus);
      }
      long lost = read.missing().damaged();
      return new Cells(
          read.values().length - lost,
          empty - lost,
          read.notFinite(),
          read.missing().leftOut(),
          bands,
          read.damaged(),
          read.error());
    }

    private static Cells leftOut(long cells) {
      return new Cells(cells, cells, 0, cells, new TreeMap<>(), new BitSet(), "");
    }

    /** Those of both. */
    public Cells plus(Cells other) {
      SortedMap<Integer, Band> bands = new TreeMap<>(this.bands);
      other.bands.forEach((number, band) -> bands.merge(number, band, Band::plus));
      BitSet damaged = (BitSet) this.damaged.clone();
      damaged.or(other.damaged);
      boolean first =
          other.damaged.isEmpty()
              || !this.damaged.isEmpty()
                  && this.damaged.nextSetBit(0) <= other.damaged.nextSetBit(0);
      return new Cells(
          cells + other.cells,
          empty + other.empty,
          notFinite + other.notFinite,
          leftOut + other.leftOut,
          bands,
          damaged,
          first ? error : other.error);
    }

    /** The lowest elevation, infinite if no cell has a value. */
    public double lowest() {
      return bands.isEmpty() ? Double.POSITIVE_INFINITY : bands.get(bands.firstKey()).lowest;
    }

    /** The highest elevation, infinite if no cell has a value. */
    public double highest() {
      return bands.isEmpty() ? Double.NEGATIVE_INFINITY : bands.get(bands.lastKey()).highest;
    }

    /**
     * The elevations in groups that lie far from each other, from the lowest to the highest.
     *
     * @param apart what is far, in the raster's unit
     */
    public List<Band> groups(double apart) {
      List<Band> groups = new ArrayList<>();
      for (Band band : bands.values()) {
        int last = groups.size() - 1;
        if (last >= 0 && band.lowest - groups.get(last).highest <= apart) {
          groups.set(last, groups.get(last).plus(band));
        } else {
          groups.add(band);
        }
      }
      return groups;
    }
  }

  /**
   * Looks for the file, and no further.
   *
   * @throws UserError if there is none
   */
  public static void requireFile(String path) {
    OpenRasters.requireFile(path);
  }

  /**
   * Reads the header of a GeoTIFF.
   *
   * @param noData elevations that stand for no value, beside what the file says
   * @throws UserError if the file is missing, unreadable or rotated
   */
  public static RasterSummary of(String path, List<Double> noData) {
    return new RasterSummary(OpenRasters.open(path, noData));
  }

  /** That of a terrain, if it is a raster. */
  public static Optional<RasterSummary> of(Terrain terrain) {
    return terrain instanceof RasterTerrain raster
        ? Optional.of(new RasterSummary(raster.opening()))
        : Optional.empty();
  }

  /**
   * The terrain itself.
   *
   * @throws UserError if no cell has a value, or it cannot be read
   */
  public Terrain terrain() {
    return RasterTerrain.of(opening);
  }

  /** As the user calls it. */
  public String path() {
    return opening.path();
  }

  /** Code of the CRS, empty if the file does not say. */
  public String crs() {
    return opening.grid().crs();
  }

  /** Of the cells, in CRS coordinates. */
  public Bounds extent() {
    return opening.grid().extent();
  }

  /** Of cells. */
  public int columns() {
    return opening.grid().width();
  }

  /** Of cells. */
  public int rows() {
    return opening.grid().height();
  }

  /** Width of a cell, in units of the CRS. */
  public double cellX() {
    return Math.abs(opening.grid().stepX());
  }

  /** Height of a cell, in units of the CRS. */
  public double cellY() {
    return Math.abs(opening.grid().stepY());
  }

  /** The rows of blocks that meet a rectangle in the raster's CRS. */
  public List<Integer> blockRows(Bounds window) {
    int[] rows = blocks(window, true);
    List<Integer> result = new ArrayList<>();
    for (int row = rows[0]; row <= rows[1]; row++) {
      result.add(row);
    }
    return result;
  }

  /**
   * Some blocks of one row of blocks.
   *
   * @param row its number
   * @param columns the numbers of the blocks
   */
  public record BlockRow(int row, BitSet columns) implements Serializable {}

  /**
   * The blocks that meet a rectangle in the raster's CRS and are needed.
   *
   * @param needed says so of the rectangle around the cells of a block and those beside them
   */
  public List<BlockRow> blocks(Bounds window, Predicate<Bounds> needed) {
    int[] columns = blocks(window, false);
    List<BlockRow> result = new ArrayList<>();
    for (int row : blockRows(window)) {
      BitSet some = new BitSet();
      for (int column = columns[0]; column <= columns[1]; column++) {
        some.set(column, needed.test(around(column, row)));
      }
      if (!some.isEmpty()) {
        result.add(new BlockRow(row, some));
      }
    }
    return result;
  }

  /** The rectangle around a block's cells and those beside them, in the raster's CRS. */
  private Bounds around(int column, int row) {
    RasterGrid grid = opening.grid();
    double x0 = grid.originX() + (column * RasterBlock.SIDE - 1.5) * grid.stepX();
    double x1 = x0 + (grid.columnsOf(column) + 2) * grid.stepX();
    double y0 = grid.originY() + (row * RasterBlock.SIDE - 1.5) * grid.stepY();
    double y1 = y0 + (grid.rowsOf(row) + 2) * grid.stepY();
    return new Bounds(Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1));
  }

  /** First and last row or column of blocks with cells that a window is made of. */
  private int[] blocks(Bounds window, boolean rows) {
    RasterGrid grid = opening.grid();
    double origin = rows ? grid.originY() : grid.originX();
    double step = rows ? grid.stepY() : grid.stepX();
    int cells = rows ? grid.height() : grid.width();
    double a = ((rows ? window.ymin() : window.xmin()) - origin) / step;
    double b = ((rows ? window.ymax() : window.xmax()) - origin) / step;
    return new int[] {block(Math.min(a, b) - 1, cells), block(Math.max(a, b) + 1, cells)};
  }

  private static int block(double cell, int cells) {
    return (int) Math.max(0, Math.min(cells - 1.0, cell)) / RasterBlock.SIDE;
  }

  /**
   * Reads the blocks of one row of blocks that meet a rectangle. Blocks of the file that cannot be
   * read are counted.
   *
   * @throws UserError if it is the file that cannot be read
   */
  public Cells cells(int blockRow, Bounds window) {
    int[] columns = blocks(window, false);
    BitSet all = new BitSet();
    all.set(columns[0], columns[1] + 1);
    return cells(new BlockRow(blockRow, all));
  }

  /**
   * Reads blocks. Blocks of the file that cannot be read are counted.
   *
   * @throws UserError if it is the file that cannot be read
   */
  public Cells cells(BlockRow blocks) {
    RasterFile file = OpenRasters.of(opening);
    int blockRow = blocks.row();
    Cells result = Cells.NONE;
    BitSet columns = blocks.columns();
    for (int column = columns.nextSetBit(0); column >= 0; column = columns.nextSetBit(column + 1)) {
      if (file.leavesOut(column, blockRow)) {
        result = result.plus(Cells.leftOut(file.size(column, blockRow)));
      } else if (!file.holdsNothing(column, blockRow)) {
        result = result.plus(Cells.of(file.cells(column, blockRow)));
      }
    }
    return result;
  }
}
