package io.citymesh.footprint;

import java.util.Arrays;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/**
 * The edges between numbered vertices, in a grid of square cells: each with its <em>witnesses</em>,
 * the original vertices that it has replaced.
 *
 * <p>Layout: an edge goes by the key {@code lower vertex << 32 | higher vertex}, and has a place
 * from when it first came; an edge that is gone keeps its place and its cells, without witnesses.
 * Places and cells are found by open addressing. Not thread-safe.
 */
final class WitnessedEdges {
  static final Coordinate[] NO_WITNESSES = {};

  private final double cell;

  // By place: the edges that have ever been.
  private int count;
  private long[] keys = new long[64];
  private Coordinate[][] witnesses = new Coordinate[64][];

  /** When an edge was last found, so that it is found once. */
  private int[] found = new int[64];

  private int searches;

  /** Place + 1 of the edge in a slot, or 0. */
  private int[] placeAt = new int[256];

  // Cells, and the edges of each as a linked list.
  private int cells;
  private long[] cellAt = new long[256];

  /** Entry + 1 of the first edge of the cell in a slot, or 0 where there is no cell. */
  private int[] firstEntry = new int[256];

  private int entries;
  private int[] entryPlace = new int[64];
  private int[] nextEntry = new int[64];

  /**
   * @param cell side of a grid cell, metres
   */
  WitnessedEdges(double cell) {
    this.cell = cell;
  }

  static long key(int a, int b) {
    return ((long) Math.min(a, b) << 32) | Math.max(a, b);
  }

  static int low(long edge) {
    return (int) (edge >>> 32);
  }

  static int high(long edge) {
    return (int) edge;
  }

  /** The keys of all edges, in the order in which they first came. */
  long[] keys() {
    long[] result = new long[count];
    int n = 0;
    for (int place = 0; place < count; place++) {
      if (witnesses[place] != null) {
        result[n++] = keys[place];
      }
    }
    return Arrays.copyOf(result, n);
  }

  boolean has(int a, int b) {
    return witnesses(a, b) != null;
  }

  /** The witnesses of an edge; null if it is not there. */
  Coordinate[] witnesses(int a, int b) {
    int place = placeAt[slot(key(a, b))] - 1;
    return place < 0 ? null : witnesses[place];
  }

  /** Takes an edge away, if it is there, and returns its witnesses. */
  Coordinate[] remove(int a, int b) {
    int place = placeAt[slot(key(a, b))] - 1;
    if (place < 0) {
      return null;
    }
    Coordinate[] result = witnesses[place];
    witnesses[place] = null;
    return result;
  }

  /**
   * Adds an edge, or gives one that is there other witnesses.
   *
   * @param from where vertex a lies
   * @param to where vertex b lies
   */
  void add(int a, int b, Coordinate from, Coordinate to, Coordinate[] witnesses) {
    long edge = key(a, b);
    int slot = slot(edge);
    if (placeAt[slot] > 0) {
      this.witnesses[placeAt[slot] - 1] = witnesses;
      return;
    }
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
      this.witnesses = Arrays.copyOf(this.witnesses, 2 * count);
      found = Arrays.copyOf(found, 2 * count);
    }
    keys[count] = edge;
    this.witnesses[count] = witnesses;
    placeAt[slot] = ++count;
    if (2 * count > placeAt.length) {
      placeAt = new int[2 * placeAt.length];
      for (int place = 0; place < count; place++) {
        placeAt[slot(keys[place])] = place + 1;
      }
    }
    addToCells(count - 1, from, to);
  }

  /** The keys of the living edges that may meet the window, each once. */
  long[] meeting(Envelope window) {
    long[] result = new long[16];
    int n = 0;
    searches++;
    long x1 = (long) Math.floor(window.getMaxX() / cell);
    long y1 = (long) Math.floor(window.getMaxY() / cell);
    for (long x = (long) Math.floor(window.getMinX() / cell); x <= x1; x++) {
      for (long y = (long) Math.floor(window.getMinY() / cell); y <= y1; y++) {
        int entry = firstEntry[cellSlot(cellKey(x, y))];
        while (entry > 0) {
          int place = entryPlace[entry - 1];
          if (witnesses[place] != null && found[place] != searches) {
            found[place] = searches;
            if (n == result.length) {
              result = Arrays.copyOf(result, 2 * n);
            }
            result[n++] = keys[place];
          }
          entry = nextEntry[entry - 1];
        }
      }
    }
    return Arrays.copyOf(result, n);
  }

  /** Adds an edge to the grid cells that it meets, column by column. */
  private void addToCells(int place, Coordinate a, Coordinate b) {
    Coordinate west = a.x <= b.x ? a : b;
    Coordinate east = a.x <= b.x ? b : a;
    double slope = east.x > west.x ? (east.y - west.y) / (east.x - west.x) : 0;
    long firstColumn = (long) Math.floor(west.x / cell);
    long lastColumn = (long) Math.floor(east.x / cell);
    for (long column = firstColumn; column <= lastColumn; column++) {
      double ya = west.y + slope * (Math.max(west.x, column * cell) - west.x);
      double yb = west.y + slope * (Math.min(east.x, (column + 1) * cell) - west.x);
      if (east.x == west.x) {
        yb = east.y;
      }
      long lastRow = (long) Math.floor((Math.max(ya, yb) + 1e-6) / cell);
      for (long row = (long) Math.floor((Math.min(ya, yb) - 1e-6) / cell); row <= lastRow; row++) {
        addToCell(place, cellKey(column, row));
      }
    }
  }

  private void addToCell(int place, long key) {
    int slot = cellSlot(key);
    if (entries == entryPlace.length) {
      entryPlace = Arrays.copyOf(entryPlace, 2 * entries);
      nextEntry = Arrays.copyOf(nextEntry, 2 * entries);
    }
    entryPlace[entries] = place;
    nextEntry[entries] = firstEntry[slot];
    entries++;
    boolean added = firstEntry[slot] == 0;
    firstEntry[slot] = entries;
    cellAt[slot] = key;
    if (added && 2 * ++cells > cellAt.length) {
      long[] oldCells = cellAt;
      int[] oldEntries = firstEntry;
      cellAt = new long[2 * oldCells.length];
      firstEntry = new int[cellAt.length];
      for (int old = 0; old < oldCells.length; old++) {
        if (oldEntries[old] > 0) {
          int now = cellSlot(oldCells[old]);
          cellAt[now] = oldCells[old];
          firstEntry[now] = oldEntries[old];
        }
      }
    }
  }

  /** The slot that holds an edge's place, or the free one where it would be. */
  private int slot(long edge) {
    int mask = placeAt.length - 1;
    int slot = hash(edge) & mask;
    while (placeAt[slot] > 0 && keys[placeAt[slot] - 1] != edge) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The slot that holds a cell, or the free one where it would be. */
  private int cellSlot(long key) {
    int mask = cellAt.length - 1;
    int slot = hash(key) & mask;
    while (firstEntry[slot] > 0 && cellAt[slot] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int hash(long value) {
    long mixed = value * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) ^ (int) (mixed >>> 47);
  }

  private static long cellKey(long column, long row) {
    return (column << 32) ^ (row & 0xFFFFFFFFL);
  }
}
