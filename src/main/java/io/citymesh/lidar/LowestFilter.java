package io.citymesh.lidar;

import static io.citymesh.lidar.TerrainGrid.BLOCK;

import java.util.Arrays;

/**
 * Finds the ground among the lowest points of cells, for clouds without classes: the progressive
 * morphological filter of Zhang et al., IEEE TGRS 41(4), 2003. The surface is opened (eroded, then
 * dilated) with ever wider windows; a cell that an opening lowers by more than the terrain's slope
 * could explain is no ground and becomes a void. Before that, cells that lie far below all their
 * neighbours (echoes from below the ground) become voids.
 *
 * <p>A cell's answer depends on the cells within {@link TerrainGrid#BLOCK} of it, so a block is
 * filtered with its eight neighbours.
 */
public final class LowestFilter {
  /** Radii of the windows, metres: the last is wider than half of most buildings. */
  private static final double[] RADII = {1, 2, 4, 8, 16, 24};

  /** Steepest terrain, metres per metre. */
  private static final double SLOPE = 0.3;

  /** Roughness of the ground, metres. */
  private static final double ROUGHNESS = 0.3;

  /** No step of the ground is higher than this, metres. */
  private static final double HIGHEST_STEP = 2.5;

  /** A cell this far below its neighbours is an error, metres. */
  private static final double PIT = 2;

  private static final int WIDE = 3 * BLOCK;

  private LowestFilter() {}

  /**
   * @param blocks lowest elevations of a block and its neighbours, [1 + rows north][1 + columns
   *     east], as {@link GroundBlock#elevations} gives them; null where there is none
   * @param cell side of a cell, metres
   * @return the block in the middle, {@link GroundBlock#VOID} where the lowest point is no ground
   */
  public static int[] ground(int[][][] blocks, double cell) {
    float[] lowest = new float[WIDE * WIDE];
    for (int i = 0; i < lowest.length; i++) {
      int row = i / WIDE;
      int column = i % WIDE;
      int[] block = blocks[row / BLOCK][column / BLOCK];
      int value = block == null ? GroundBlock.VOID : block[row % BLOCK * BLOCK + column % BLOCK];
      lowest[i] = value == GroundBlock.VOID ? Float.NaN : value / 1e4f;
    }
    removePits(lowest);
    float[] surface = lowest.clone();
    boolean[] ground = new boolean[lowest.length];
    Arrays.fill(ground, true);
    int before = 0;
    int support = 0;
    for (double radius : RADII) {
      int window = Math.max(before + 1, (int) Math.round(radius / cell));
      support += 2 * window;
      if (support > BLOCK) {
        break;
      }
      double step = ROUGHNESS + (before == 0 ? 0 : SLOPE * 2 * (window - before) * cell);
      float highest = (float) Math.min(step, HIGHEST_STEP);
      float[] opened = extreme(extreme(surface, window, -1), window, 1);
      for (int i = 0; i < surface.length; i++) {
        // A void is never compared: NaN is not greater than anything.
        if (surface[i] - opened[i] > highest) {
          ground[i] = false;
        }
      }
      surface = opened;
      before = window;
    }
    int[] result = new int[TerrainGrid.CELLS];
    for (int i = 0; i < result.length; i++) {
      int at = (BLOCK + i / BLOCK) * WIDE + BLOCK + i % BLOCK;
      boolean kept = ground[at] && !Float.isNaN(lowest[at]);
      result[i] = kept ? blocks[1][1][i] : GroundBlock.VOID;
    }
    return result;
  }

  private static void removePits(float[] lowest) {
    float[] closed = extreme(extreme(lowest, 1, 1), 1, -1);
    for (int i = 0; i < lowest.length; i++) {
      if (closed[i] - lowest[i] > PIT) {
        lowest[i] = Float.NaN;
      }
    }
  }

  /** The largest (sign 1) or smallest (-1) value in a square window; voids do not count. */
  private static float[] extreme(float[] values, int radius, int sign) {
    return alongLines(alongLines(values, radius, sign, 1, WIDE), radius, sign, WIDE, 1);
  }

  private static float[] alongLines(float[] values, int radius, int sign, int step, int next) {
    float[] result = new float[values.length];
    for (int line = 0; line < WIDE; line++) {
      for (int i = 0; i < WIDE; i++) {
        float best = Float.NaN;
        int last = Math.min(WIDE - 1, i + radius);
        for (int k = Math.max(0, i - radius); k <= last; k++) {
          float value = values[line * next + k * step];
          if (!(sign * best >= sign * value) && !Float.isNaN(value)) {
            best = value;
          }
        }
        result[line * next + i * step] = best;
      }
    }
    return result;
  }
}
