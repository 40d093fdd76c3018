package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import java.util.Arrays;

/**
 * A rectangle in quarters, those in quarters in turn, and so on down to leaves. A rectangle is
 * looked at when a place in it is asked for first. Not thread-safe.
 */
final class Quarters {

  /** What tells leaves. */
  @FunctionalInterface
  interface Look {
    /**
     * Whether a rectangle is not to be quartered.
     *
     * @param node its number, from 0 on; four are numbered at once
     * @param r the rectangle, but for rounding
     * @param isLast whether it is a leaf in any case
     */
    boolean isLeaf(int node, Bounds r, boolean isLast);
  }

  private static final int UNKNOWN = 0;
  private static final int LEAF = -1;

  private final Bounds root;
  private final int mostDepth;
  private final int mostNodes;
  private final Look look;

  /** The smallest rectangles that there can be. */
  private final double cellWidth;

  private final double cellHeight;
  private final double columnsPerMetre;
  private final double rowsPerMetre;
  private final int cells;

  /** Of each node the first of its quarters, in rows from below; or that it is a leaf. */
  private int[] quarters = new int[64];

  private int count = 1;

  /** The leaf that was found last, and where it lies. */
  private int leaf;

  private double xmin = Double.POSITIVE_INFINITY;
  private double ymin;
  private double xmax;
  private double ymax;

  /**
   * @param mostDepth how often a rectangle is quartered, at most
   * @param mostNodes how many rectangles there are, at most
   */
  Quarters(Bounds root, int mostDepth, int mostNodes, Look look) {
    this.root = root;
    this.mostDepth = mostDepth;
    this.mostNodes = mostNodes;
    this.look = look;
    cells = 1 << mostDepth;
    cellWidth = root.width() / cells;
    cellHeight = root.height() / cells;
    columnsPerMetre = cells / root.width();
    rowsPerMetre = cells / root.height();
  }

  /** The number of the leaf in which a place lies, but for rounding; -1 if it has none. */
  int find(double x, double y) {
    if (x >= xmin && x <= xmax && y >= ymin && y <= ymax) {
      return leaf;
    }
    return root.contains(x, y) ? descend(x, y) : -1;
  }

  /** By the bits of the cell's column and row: a side each would be hard to foresee. */
  private int descend(double x, double y) {
    int i = Math.min(cells - 1, (int) ((x - root.xmin()) * columnsPerMetre));
    int j = Math.min(cells - 1, (int) ((y - root.ymin()) * rowsPerMetre));
    int node = 0;
    for (int shift = mostDepth; ; ) {
      if (quarters[node] == UNKNOWN) {
        look(node, rectangle(i >> shift, j >> shift, shift), shift == 0);
      }
      if (quarters[node] == LEAF) {
        Bounds r = rectangle(i >> shift, j >> shift, shift);
        xmin = r.xmin();
        ymin = r.ymin();
        xmax = r.xmax();
        ymax = r.ymax();
        leaf = node;
        return node;
      }
      shift--;
      node = quarters[node] + (i >> shift & 1) + 2 * (j >> shift & 1);
    }
  }

  private void look(int node, Bounds r, boolean isDeepest) {
    boolean isLast = isDeepest || count + 4 > mostNodes;
    if (look.isLeaf(node, r, isLast) || isLast) {
      quarters[node] = LEAF;
      return;
    }
    if (count + 4 > quarters.length) {
      quarters = Arrays.copyOf(quarters, 2 * quarters.length);
    }
    quarters[node] = count;
    count += 4;
  }

  private Bounds rectangle(int i, int j, int shift) {
    return new Bounds(
        root.xmin() + (i << shift) * cellWidth,
        root.ymin() + (j << shift) * cellHeight,
        root.xmin() + (i + 1 << shift) * cellWidth,
        root.ymin() + (j + 1 << shift) * cellHeight);
  }

  /** Whether a rectangle lies in the leaf that was found last. */
  boolean holds(Bounds r) {
    return r.xmin() >= xmin && r.ymin() >= ymin && r.xmax() <= xmax && r.ymax() <= ymax;
  }
}
