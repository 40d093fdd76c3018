package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import java.util.Arrays;

/**
 * A rectangle in quarters, those in quarters in turn, and so on down to leaves. A rectangle is
 * looked at when a place in it is asked for first. Not thread-safe.
 */
public final class Quarters {

  /** What tells leaves. */
  @FunctionalInterface
  public interface Look {
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

  /** After so many quarterings a place is found in a table, whatever lies above. */
  private static final int TABLE_DEPTH = 6;

  /** The bits of a node's number in the table are followed by those of its depth. */
  private static final int DEPTH_BITS = 5;

  private final Bounds root;
  private final int mostDepth;
  private final int mostNodes;
  private final Look look;

  /** How many of the smallest rectangles that there can be lie in a metre, and in all. */
  private final double columnsPerMetre;

  private final double rowsPerMetre;
  private final int cells;

  /** Of each node the first of its quarters, in rows from below; or that it is a leaf. */
  private int[] quarters = new int[64];

  private int count = 1;

  /**
   * By column and row of the rectangles that are as small as the table has them: the node that is
   * one, or the leaf that it lies in, and how often that can be quartered; 0 until it is known.
   */
  private final int[] table;

  private final int tableShift;

  /**
   * The leaf that was found last, one of the smallest rectangles in it, and how often it can be.
   */
  private int leaf = -1;

  private int column = -1;
  private int row = -1;
  private int leafShift;

  /**
   * @param mostDepth how often a rectangle is quartered, at most
   * @param mostNodes how many rectangles there are, at most
   */
  public Quarters(Bounds root, int mostDepth, int mostNodes, Look look) {
    this.root = root;
    this.mostDepth = mostDepth;
    this.mostNodes = mostNodes;
    this.look = look;
    cells = 1 << mostDepth;
    columnsPerMetre = cells / root.width();
    rowsPerMetre = cells / root.height();
    int tableDepth = Math.min(mostDepth, TABLE_DEPTH);
    tableShift = mostDepth - tableDepth;
    table = new int[1 << 2 * tableDepth];
  }

  /** The number of the leaf in which a place lies, but for rounding; -1 if it has none. */
  public int find(double x, double y) {
    if (!root.contains(x, y)) {
      return -1;
    }
    int i = Math.min(cells - 1, (int) ((x - root.xmin()) * columnsPerMetre));
    int j = Math.min(cells - 1, (int) ((y - root.ymin()) * rowsPerMetre));
    if (((i ^ column) | (j ^ row)) >>> leafShift != 0) {
      column = i;
      row = j;
      descend(i, j);
    }
    return leaf;
  }

  /** By the bits of the cell's column and row: a side each would be hard to foresee. */
  private void descend(int i, int j) {
    int at = (j >> tableShift << mostDepth - tableShift) + (i >> tableShift);
    int node = table[at] >> DEPTH_BITS;
    int shift = table[at] == 0 ? mostDepth : table[at] & (1 << DEPTH_BITS) - 1;
    while (true) {
      if (quarters[node] == UNKNOWN) {
        look(node, rectangle(i, j, shift), shift == 0);
      }
      boolean isLeaf = quarters[node] == LEAF;
      if (isLeaf ? shift >= tableShift : shift == tableShift) {
        table[at] = (node << DEPTH_BITS) + shift;
      }
      if (isLeaf) {
        leaf = node;
        leafShift = shift;
        return;
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

  /** The rectangle with a cell that can be quartered so often. */
  private Bounds rectangle(int i, int j, int shift) {
    double width = root.width() / cells;
    double height = root.height() / cells;
    return new Bounds(
        root.xmin() + (i >> shift << shift) * width,
        root.ymin() + (j >> shift << shift) * height,
        root.xmin() + ((i >> shift) + 1 << shift) * width,
        root.ymin() + ((j >> shift) + 1 << shift) * height);
  }

  /** Whether a rectangle lies in the leaf that was found last, if one was. */
  boolean holds(Bounds r) {
    Bounds of = rectangle(column, row, leafShift);
    return r.xmin() >= of.xmin()
        && r.ymin() >= of.ymin()
        && r.xmax() <= of.xmax()
        && r.ymax() <= of.ymax();
  }
}
