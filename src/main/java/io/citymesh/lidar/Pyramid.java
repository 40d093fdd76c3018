package io.citymesh.lidar;

import static io.citymesh.lidar.TerrainGrid.BLOCK;

import io.citymesh.geo.Bounds;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Fills the voids of a terrain block by push and pull: each coarser level has cells of twice the
 * side with the mean of the cells below that have a value; a cell without one takes it from the
 * level above, bilinearly between the four nearest cells there (Gortler et al., The Lumigraph,
 * 1996, section 3.4.2). Cells that have a value keep it.
 *
 * <p>All levels are anchored at multiples of their cells, and sums are whole numbers, so the filled
 * raster is a function of the raster alone. A block of 256 x 256 cells has levels 1 to 7 of its
 * own; of a neighbour it needs only the {@link Rim}. Level 8 has one cell per block and is filled
 * on the driver ({@link #filledTop}).
 */
public final class Pyramid {
  /** The level of which a block is one cell. */
  private static final int TOP = 8;

  /** A void without a point in its cell of this level (32 x 32 cells) counts as far from any. */
  private static final int FAR = 5;

  /** The four lines of a level. */
  private static final int SOUTH = 0;

  private static final int NORTH = 1;
  private static final int WEST = 2;
  private static final int EAST = 3;

  /** Per level its cells, row by row from the south-west: sums of elevations and their number. */
  private final long[][] sums = new long[TOP + 1][];

  private final int[][] counts = new int[TOP + 1][];

  /**
   * The outermost cells of a block at levels 1 to 7.
   *
   * @param lines per level (from 1), the means of the southern and northern row, from the west, and
   *     of the western and eastern column, from the south; NaN for a void
   */
  public record Rim(double[][][] lines) implements Serializable {}

  /**
   * A block's one cell of level 8.
   *
   * @param block its number
   * @param sum of the elevations of the cells that have one, tenths of a millimetre
   * @param count of these cells
   */
  public record Top(int block, long sum, int count) implements Serializable {}

  /**
   * A block without voids.
   *
   * @param elevations metres, row by row from the <b>north</b>-west, as a TIFF has them
   * @param cells cells in the domain
   * @param voids those of them that were filled
   * @param far those of the voids whose 32 x 32 cells hold no point: extrapolated, more than filled
   */
  public record Filled(float[] elevations, long cells, long voids, long far)
      implements Serializable {}

  /**
   * @param elevations as {@link GroundBlock#elevations} gives them
   */
  public Pyramid(int[] elevations) {
    sums[0] = new long[TerrainGrid.CELLS];
    counts[0] = new int[TerrainGrid.CELLS];
    for (int i = 0; i < TerrainGrid.CELLS; i++) {
      if (elevations[i] != GroundBlock.VOID) {
        sums[0][i] = elevations[i];
        counts[0][i] = 1;
      }
    }
    for (int level = 1; level <= TOP; level++) {
      int n = BLOCK >> level;
      sums[level] = new long[n * n];
      counts[level] = new int[n * n];
      for (int i = 0; i < 4 * n * n; i++) {
        int above = i / (2 * n) / 2 * n + i % (2 * n) / 2;
        sums[level][above] += sums[level - 1][i];
        counts[level][above] += counts[level - 1][i];
      }
    }
  }

  /** A block without any value. */
  public static Pyramid empty() {
    int[] voids = new int[TerrainGrid.CELLS];
    Arrays.fill(voids, GroundBlock.VOID);
    return new Pyramid(voids);
  }

  /** The one cell of level 8. */
  public Top top(int block) {
    return new Top(block, sums[TOP][0], counts[TOP][0]);
  }

  /** The outermost cells, for the neighbours. */
  public Rim rim() {
    double[][][] lines = new double[TOP][4][];
    for (int level = 1; level < TOP; level++) {
      int n = BLOCK >> level;
      for (int side = 0; side < 4; side++) {
        lines[level][side] = new double[n];
      }
      for (int i = 0; i < n; i++) {
        lines[level][SOUTH][i] = mean(level, i, 0);
        lines[level][NORTH][i] = mean(level, i, n - 1);
        lines[level][WEST][i] = mean(level, 0, i);
        lines[level][EAST][i] = mean(level, n - 1, i);
      }
    }
    return new Rim(lines);
  }

  private double mean(int level, int column, int row) {
    int i = row * (BLOCK >> level) + column;
    return counts[level][i] == 0 ? Double.NaN : (double) sums[level][i] / counts[level][i];
  }

  /**
   * Fills the block's voids.
   *
   * @param rims of the neighbours: [1 + rows north][1 + columns east], null where there is none
   * @param top filled values of level 8 around the block, in the same places
   */
  public Filled fill(Rim[][] rims, double[][] top, TerrainGrid grid, int block, Bounds domain) {
    double[] above = new double[9];
    for (int i = 0; i < 9; i++) {
      above[i] = top[i / 3][i % 3];
    }
    // Of each level the block's cells and one ring around them.
    for (int level = TOP - 1; level >= 0; level--) {
      int n = BLOCK >> level;
      double[] here = new double[(n + 2) * (n + 2)];
      int ring = level == 0 ? 0 : 1;
      for (int row = -ring; row < n + ring; row++) {
        for (int column = -ring; column < n + ring; column++) {
          double value = known(rims, level, column, row);
          here[(row + 1) * (n + 2) + column + 1] =
              Double.isNaN(value) ? pulled(above, 0, 0, n / 2 + 2, column, row) : value;
        }
      }
      above = here;
    }
    float[] elevations = new float[TerrainGrid.CELLS];
    for (int i = 0; i < elevations.length; i++) {
      int row = BLOCK - 1 - i / BLOCK;
      elevations[i] = (float) (above[(row + 1) * (BLOCK + 2) + i % BLOCK + 1] / 1e4);
    }
    int far = BLOCK >> FAR;
    return new Filled(
        elevations,
        grid.countInside(block, domain, i -> true),
        grid.countInside(block, domain, i -> counts[0][i] == 0),
        grid.countInside(
            block, domain, i -> counts[FAR][(i / BLOCK >> FAR) * far + (i % BLOCK >> FAR)] == 0));
  }

  private double known(Rim[][] rims, int level, int column, int row) {
    int n = BLOCK >> level;
    int east = column < 0 ? -1 : column < n ? 0 : 1;
    int north = row < 0 ? -1 : row < n ? 0 : 1;
    if (east == 0 && north == 0) {
      return mean(level, column, row);
    }
    Rim rim = rims[1 + north][1 + east];
    if (rim == null) {
      return Double.NaN;
    }
    double[][] lines = rim.lines[level];
    if (north == 0) {
      return lines[east < 0 ? EAST : WEST][row];
    }
    double[] line = lines[north < 0 ? NORTH : SOUTH];
    return line[east < 0 ? n - 1 : east == 0 ? column : 0];
  }

  /**
   * The value of a cell from the level above, which is given with one ring around it.
   *
   * @param column where the cell is; the cells of the level above begin at (firstColumn, firstRow)
   */
  private static double pulled(
      double[] above, int firstColumn, int firstRow, int width, int column, int row) {
    int c = Math.floorDiv(column, 2);
    int r = Math.floorDiv(row, 2);
    int c2 = c + (Math.floorMod(column, 2) == 0 ? -1 : 1);
    int r2 = r + (Math.floorMod(row, 2) == 0 ? -1 : 1);
    int near = (r - firstRow + 1) * width - firstColumn + 1;
    int next = (r2 - firstRow + 1) * width - firstColumn + 1;
    return (9 * above[near + c] + 3 * (above[near + c2] + above[next + c]) + above[next + c2]) / 16;
  }

  /**
   * Fills level 8, one cell per block, on the driver: 16 bytes per block.
   *
   * @param tops those that hold a value, at least one
   * @return values for all blocks and one ring around them, row by row from the south-west; tenths
   *     of a millimetre
   */
  public static double[] filledTop(TerrainGrid grid, List<Top> tops) {
    long[] sum = new long[grid.blocks()];
    long[] count = new long[grid.blocks()];
    for (Top top : tops) {
      int i = grid.rowOf(top.block) * grid.columns() + grid.columnOf(top.block);
      sum[i] = top.sum;
      count[i] = top.count;
    }
    return filled(sum, count, grid.firstColumn(), grid.firstRow(), grid.columns(), grid.rows());
  }

  /** The 3 x 3 values around a block, of what {@link #filledTop} returns. */
  public static double[][] around(TerrainGrid grid, double[] filledTop, int block) {
    double[][] result = new double[3][3];
    for (int i = 0; i < 9; i++) {
      int row = grid.rowOf(block) + i / 3;
      int column = grid.columnOf(block) + i % 3;
      result[i / 3][i % 3] = filledTop[row * (grid.columns() + 2) + column];
    }
    return result;
  }

  /** A level without voids, and one ring around it; recursive over the levels above. */
  static double[] filled(
      long[] sum, long[] count, int firstColumn, int firstRow, int columns, int rows) {
    boolean last = columns <= 2 && rows <= 2;
    int west = Math.floorDiv(firstColumn, 2);
    int south = Math.floorDiv(firstRow, 2);
    int width = Math.floorDiv(firstColumn + columns - 1, 2) - west + 1;
    int height = Math.floorDiv(firstRow + rows - 1, 2) - south + 1;
    double[] above = new double[0];
    double all = (double) Arrays.stream(sum).sum() / Arrays.stream(count).sum();
    if (!last) {
      long[] sums = new long[width * height];
      long[] counts = new long[width * height];
      for (int i = 0; i < sum.length; i++) {
        int row = Math.floorDiv(firstRow + i / columns, 2) - south;
        int column = Math.floorDiv(firstColumn + i % columns, 2) - west;
        sums[row * width + column] += sum[i];
        counts[row * width + column] += count[i];
      }
      above = filled(sums, counts, west, south, width, height);
    }
    double[] result = new double[(columns + 2) * (rows + 2)];
    for (int row = -1; row <= rows; row++) {
      for (int column = -1; column <= columns; column++) {
        boolean inside = row >= 0 && row < rows && column >= 0 && column < columns;
        int i = row * columns + column;
        double value;
        if (inside && count[i] > 0) {
          value = (double) sum[i] / count[i];
        } else if (last) {
          value = all;
        } else {
          value = pulled(above, west, south, width + 2, firstColumn + column, firstRow + row);
        }
        result[(row + 1) * (columns + 2) + column + 1] = value;
      }
    }
    return result;
  }
}
