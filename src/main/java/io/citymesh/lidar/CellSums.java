package io.citymesh.lidar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Elevations by cell of one range of points: a hash table (open addressing, linear probing) with an
 * entry per cell that holds a point. So its size is bounded by the points of a range.
 */
final class CellSums {
  private static final long FREE = -1;

  private final boolean lowest;
  private long[] cells = new long[1 << 12];
  private long[] values = new long[1 << 12];
  private int[] counts = new int[1 << 12];
  private int size;

  /**
   * @param lowest whether the lowest elevation of a cell is kept, and not the sum
   */
  CellSums(boolean lowest) {
    this.lowest = lowest;
    Arrays.fill(cells, FREE);
  }

  /**
   * @param cell as {@link TerrainGrid#cellOf} numbers it
   * @param elevation in tenths of a millimetre
   */
  void add(long cell, long elevation) {
    int i = slot(cell);
    if (cells[i] == FREE) {
      cells[i] = cell;
      values[i] = elevation;
      counts[i] = 1;
      if (++size > cells.length / 2) {
        grow();
      }
    } else {
      values[i] = lowest ? Math.min(values[i], elevation) : values[i] + elevation;
      counts[i]++;
    }
  }

  private int slot(long cell) {
    int mask = cells.length - 1;
    int i = (int) ((cell * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    while (cells[i] != cell && cells[i] != FREE) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private void grow() {
    long[] oldCells = cells;
    long[] oldValues = values;
    int[] oldCounts = counts;
    cells = new long[2 * oldCells.length];
    values = new long[cells.length];
    counts = new int[cells.length];
    Arrays.fill(cells, FREE);
    for (int k = 0; k < oldCells.length; k++) {
      if (oldCells[k] != FREE) {
        int i = slot(oldCells[k]);
        cells[i] = oldCells[k];
        values[i] = oldValues[k];
        counts[i] = oldCounts[k];
      }
    }
  }

  /** The sums of all cells, block by block. */
  List<GroundCells> byBlock() {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (long cell : cells) {
      if (cell != FREE) {
        sizes.merge((int) (cell / TerrainGrid.CELLS), 1, Integer::sum);
      }
    }
    Map<Integer, GroundCells> blocks = new HashMap<>();
    sizes.forEach(
        (block, n) ->
            blocks.put(block, new GroundCells(block, new char[n], new long[n], new int[n])));
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] != FREE) {
        int block = (int) (cells[i] / TerrainGrid.CELLS);
        int k = sizes.merge(block, -1, Integer::sum);
        GroundCells target = blocks.get(block);
        target.cells()[k] = (char) (cells[i] % TerrainGrid.CELLS);
        target.values()[k] = values[i];
        target.counts()[k] = counts[i];
      }
    }
    return new ArrayList<>(blocks.values());
  }
}
