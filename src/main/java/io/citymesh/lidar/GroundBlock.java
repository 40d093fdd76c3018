package io.citymesh.lidar;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The ground points of one block, whatever the ranges they came in: whole numbers are added, so the
 * order does not matter. 0.8 MB. Mutable.
 */
public final class GroundBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The elevation of a cell without a point. */
  public static final int VOID = Integer.MIN_VALUE;

  private final boolean lowest;
  private final long[] values = new long[TerrainGrid.CELLS];
  private final int[] counts = new int[TerrainGrid.CELLS];

  /**
   * @param lowest whether the lowest elevation of a cell counts, and not the mean
   */
  public GroundBlock(boolean lowest) {
    this.lowest = lowest;
  }

  /** Adds a range's cells of this block. */
  public GroundBlock add(GroundCells more) {
    for (int k = 0; k < more.cells().length; k++) {
      add(more.cells()[k], more.values()[k], more.counts()[k]);
    }
    return this;
  }

  /** Adds another part of the same block. */
  public GroundBlock add(GroundBlock more) {
    for (int i = 0; i < TerrainGrid.CELLS; i++) {
      if (more.counts[i] > 0) {
        add(i, more.values[i], more.counts[i]);
      }
    }
    return this;
  }

  private void add(int cell, long value, int count) {
    if (counts[cell] == 0 || !lowest) {
      values[cell] += value;
    } else {
      values[cell] = Math.min(values[cell], value);
    }
    counts[cell] += count;
  }

  /**
   * Elevations of the cells (mean or lowest), row by row from the south-west, in tenths of a
   * millimetre, {@link #VOID} without a point.
   */
  public int[] elevations() {
    int[] result = new int[TerrainGrid.CELLS];
    Arrays.fill(result, VOID);
    for (int i = 0; i < result.length; i++) {
      if (counts[i] > 0) {
        long mean = lowest ? values[i] : Math.floorDiv(2 * values[i] + counts[i], 2L * counts[i]);
        result[i] = Math.toIntExact(mean);
      }
    }
    return result;
  }
}
