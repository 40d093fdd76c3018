package io.citymesh.stitch;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.mesh.Limits;
import io.citymesh.report.UserError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Holds ground triangles against the terrain, at the nodes of its grid that lie in them.
 *
 * <p>Elevations are read in blocks, of which a bounded number is kept; where a part of a block
 * can't be read, one by one, so that only whoever needs that part fails. For one thread.
 */
public final class TerrainFit implements Limits.Fit {
  /** Nodes along the side of a block. */
  private static final int BLOCK = 64;

  /** Blocks that are kept: 16 MB. */
  private static final int KEPT = 512;

  /** A block that can't be read as a whole. */
  private static final double[] UNREADABLE = {};

  private final Terrain terrain;
  private final Terrain.Grid grid;
  private final Bounds extent;
  private final double error;
  private final double[] corners = new double[6];

  private final Map<Long, double[]> blocks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, double[]> eldest) {
          return size() > KEPT;
        }
      };

  private long lastKey = Long.MIN_VALUE;
  private double[] last;

  private TerrainFit(Terrain terrain, Terrain.Grid grid, double error) {
    this.terrain = terrain;
    this.grid = grid;
    this.extent = terrain.extent();
    this.error = error;
  }

  /**
   * The test of a terrain; none if it is a plane, or no error is too large.
   *
   * @param error how far it may leave a triangle, metres; infinite for any
   */
  public static Optional<TerrainFit> of(Terrain terrain, double error) {
    return error < Double.POSITIVE_INFINITY
        ? terrain.grid().map(grid -> new TerrainFit(terrain, grid, error))
        : Optional.empty();
  }

  /** From one node to the next, metres: the shorter of the two steps. */
  public double step() {
    return Math.min(grid.stepX(), grid.stepY());
  }

  @Override
  public double places(Bounds r) {
    return r.area() / (grid.stepX() * grid.stepY());
  }

  @Override
  public boolean isPoor(double ax, double ay, double bx, double by, double cx, double cy) {
    return worst(ax, ay, bx, by, cx, cy, error) > error;
  }

  /**
   * How far the terrain leaves a triangle, at the worst of the grid's nodes in it.
   *
   * @param enough where to stop looking for worse, metres
   */
  public double worst(
      double ax, double ay, double bx, double by, double cx, double cy, double enough) {
    long firstRow = (long) Math.ceil((Math.min(ay, Math.min(by, cy)) - grid.y()) / grid.stepY());
    long lastRow = (long) Math.floor((Math.max(ay, Math.max(by, cy)) - grid.y()) / grid.stepY());
    if (firstRow > lastRow) {
      return 0;
    }
    corners[0] = ax;
    corners[1] = ay;
    corners[2] = bx;
    corners[3] = by;
    corners[4] = cx;
    corners[5] = cy;
    for (int i = 0; i < 6; i += 2) {
      if (!extent.contains(corners[i], corners[i + 1])) {
        return 0; // Beyond the domain: nothing of it is kept.
      }
    }
    double[] z = terrain.elevations(corners, 3);
    double doubleArea = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    double slopeX = ((z[1] - z[0]) * (cy - ay) - (z[2] - z[0]) * (by - ay)) / doubleArea;
    double slopeY = ((z[2] - z[0]) * (bx - ax) - (z[1] - z[0]) * (cx - ax)) / doubleArea;
    double worst = 0;
    for (long row = firstRow; row <= lastRow; row++) {
      double y = grid.y() + row * grid.stepY();
      double west = Double.POSITIVE_INFINITY;
      double east = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < 6; i += 2) {
        int j = (i + 2) % 6;
        double low = Math.min(corners[i + 1], corners[j + 1]);
        double high = Math.max(corners[i + 1], corners[j + 1]);
        if (y >= low && y <= high) {
          double part = high > low ? (y - corners[i + 1]) / (corners[j + 1] - corners[i + 1]) : 0;
          double x = corners[i] + part * (corners[j] - corners[i]);
          west = Math.min(west, high > low ? x : Math.min(corners[i], corners[j]));
          east = Math.max(east, high > low ? x : Math.max(corners[i], corners[j]));
        }
      }
      long firstColumn = (long) Math.ceil((west - grid.x()) / grid.stepX());
      long lastColumn = (long) Math.floor((east - grid.x()) / grid.stepX());
      for (long column = firstColumn; column <= lastColumn; column++) {
        double x = grid.x() + column * grid.stepX();
        double here = node(column, row);
        double plane = z[0] + slopeX * (x - ax) + slopeY * (y - ay);
        double away = Math.abs(here - plane);
        if (away > worst) {
          worst = away;
          if (worst > enough) {
            return worst;
          }
        }
      }
    }
    return worst;
  }

  /** The elevation at a node, metres; NaN outside the terrain. */
  private double node(long column, long row) {
    long i = Math.floorDiv(column, BLOCK);
    long j = Math.floorDiv(row, BLOCK);
    long key = i << 32 ^ (j & 0xffff_ffffL);
    if (key != lastKey || last == null) {
      last = blocks.computeIfAbsent(key, any -> readable(i, j));
      lastKey = key;
    }
    if (last == UNREADABLE) {
      double[] at = {grid.x() + column * grid.stepX(), grid.y() + row * grid.stepY()};
      return extent.contains(at[0], at[1]) ? terrain.elevations(at, 1)[0] : Double.NaN;
    }
    return last[(int) (row - j * BLOCK) * BLOCK + (int) (column - i * BLOCK)];
  }

  private double[] readable(long i, long j) {
    try {
      return block(i, j);
    } catch (UserError e) {
      return UNREADABLE;
    }
  }

  private double[] block(long i, long j) {
    double[] x = new double[BLOCK];
    double[] y = new double[BLOCK];
    Arrays.setAll(x, k -> grid.x() + (i * BLOCK + k) * grid.stepX());
    Arrays.setAll(y, k -> grid.y() + (j * BLOCK + k) * grid.stepY());
    int west = first(x, extent.xmin());
    int east = end(x, extent.xmax());
    int south = first(y, extent.ymin());
    int north = end(y, extent.ymax());
    double[] block = new double[BLOCK * BLOCK];
    Arrays.fill(block, Double.NaN);
    if (west >= east || south >= north) {
      return block;
    }
    double[] columns = Arrays.copyOfRange(x, west, east);
    double[] rows = Arrays.copyOfRange(y, south, north);
    boolean[] all = new boolean[columns.length * rows.length];
    Arrays.fill(all, true);
    double[] z = terrain.elevations(columns, rows, all, all.length);
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(
          z, row * columns.length, block, (south + row) * BLOCK + west, columns.length);
    }
    return block;
  }

  private static int first(double[] ascending, double from) {
    int i = 0;
    while (i < ascending.length && ascending[i] < from) {
      i++;
    }
    return i;
  }

  private static int end(double[] ascending, double to) {
    int i = ascending.length;
    while (i > 0 && ascending[i - 1] > to) {
      i--;
    }
    return i;
  }

  /**
   * About how many triangles of a mesh that keeps to the error lie in a square: as many as remain
   * if it is divided into right triangles, and each of them into two, until none is too large or
   * poor.
   *
   * @param side of the square, metres
   * @param size triangles have at most the area {@code 0.5 * size^2}, metres
   */
  public double triangles(double x, double y, double side, double size) {
    double least = step();
    return triangles(x, y, x + side, y, x, y + side, size, least)
        + triangles(x + side, y + side, x, y + side, x + side, y, size, least);
  }

  /** The right angle is at a. */
  private double triangles(
      double ax, double ay, double bx, double by, double cx, double cy, double size, double least) {
    double leg = Math.hypot(bx - ax, by - ay);
    boolean isEnough = leg <= least || (leg <= size && !isPoor(ax, ay, bx, by, cx, cy));
    if (isEnough) {
      return 1;
    }
    double mx = 0.5 * (bx + cx);
    double my = 0.5 * (by + cy);
    return triangles(mx, my, ax, ay, bx, by, size, least)
        + triangles(mx, my, cx, cy, ax, ay, size, least);
  }
}
