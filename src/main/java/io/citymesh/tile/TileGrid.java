package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import java.io.Serializable;

/**
 * The tiles of a domain: a grid whose inner lines lie at multiples of the tile size in CRS
 * coordinates.
 *
 * <p>A line that would cut off a strip too thin for a core is left out, so a tile at the domain's
 * edge is between one seam and one tile and a seam wide. Tile (i, j) is the i-th from the west and
 * the j-th from the south.
 */
public final class TileGrid implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double tileSize;

  /**
   * The sides of the columns, from west to east: nx + 1 values, of which the first and last are the
   * domain's sides.
   */
  private final double[] xs;

  private final double[] ys;

  /**
   * @param domain the domain, metres
   * @param options the tile size, and the seam width that follows from the triangle sizes
   */
  public TileGrid(Bounds domain, MeshOptions options) {
    tileSize = options.tileSize();
    double thinnest = 2 * options.seamHalfWidth();
    xs = lines(domain.xmin(), domain.xmax(), tileSize, thinnest);
    ys = lines(domain.ymin(), domain.ymax(), tileSize, thinnest);
  }

  private static double[] lines(double from, double to, double size, double thinnest) {
    if (size == 0) {
      return new double[] {from, to};
    }
    long first = (long) Math.ceil((from + thinnest) / size);
    long last = (long) Math.floor((to - thinnest) / size);
    int inner = (int) Math.max(0, last - first + 1);
    double[] lines = new double[inner + 2];
    lines[0] = from;
    for (int i = 0; i < inner; i++) {
      lines[i + 1] = (first + i) * size;
    }
    lines[inner + 1] = to;
    return lines;
  }

  /** How many columns. */
  public int columns() {
    return xs.length - 1;
  }

  /** How many rows. */
  public int rows() {
    return ys.length - 1;
  }

  /** How many tiles. */
  public int tiles() {
    return Math.multiplyExact(columns(), rows());
  }

  /**
   * The rectangle of a tile, or of a block of tiles: columns i0 to i1 and rows j0 to j1, the last
   * excluded.
   */
  public Bounds block(int i0, int j0, int i1, int j1) {
    return new Bounds(xs[i0], ys[j0], xs[i1], ys[j1]);
  }

  /** The name of tile (i, j). */
  public TileKey key(int i, int j) {
    return new TileKey(index(xs, i), index(ys, j));
  }

  private int index(double[] lines, int i) {
    if (tileSize == 0) {
      return 0;
    }
    return i > 0
        ? (int) Math.round(lines[i] / tileSize)
        : lines.length > 2
            ? (int) Math.round(lines[1] / tileSize) - 1
            : (int) Math.floor(lines[0] / tileSize);
  }

  /** The number of tile (i, j) in arrays with one value per tile of the grid: row by row. */
  public int cell(int i, int j) {
    return j * columns() + i;
  }

  /**
   * The column that holds x (a column line belongs to the column east of it), clamped to the grid.
   */
  public int column(double x) {
    return find(xs, x);
  }

  /** The row that holds y, clamped to the grid. */
  public int row(double y) {
    return find(ys, y);
  }

  private static int find(double[] lines, double value) {
    int at = java.util.Arrays.binarySearch(lines, 1, lines.length - 1, value);
    return at >= 0 ? at : -at - 2;
  }
}
