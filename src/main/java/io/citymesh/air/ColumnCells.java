package io.citymesh.air;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How the cells of a column are numbered, for those who see it from beside: which cell holds the
 * air between two labels.
 *
 * @param first the number of the lowest cell
 * @param lowest the label of the lowest front
 * @param crossed for each eave that fronts are left out for, the labels between which they are: two
 *     each, at most six
 */
public record ColumnCells(long first, int lowest, int[] crossed) implements Serializable {
  /**
   * The cells of a column.
   *
   * @param triangle of the part
   * @param first the number of its lowest cell
   */
  public static ColumnCells of(AirPart air, int triangle, long first) {
    int[] bottoms = air.bottoms();
    int lowest = bottoms[3 * triangle];
    lowest = Math.min(lowest, bottoms[3 * triangle + 1]);
    lowest = Math.min(lowest, bottoms[3 * triangle + 2]);
    int[] eaves = air.eaves();
    int[] crossed = new int[6];
    int count = 0;
    int from = 3 * air.firstEave(3 * triangle);
    for (int i = from; i < eaves.length && eaves[i] < 3 * triangle + 3; i += 3) {
      if (Math.abs(eaves[i + 1] - eaves[i + 2]) > 1) {
        crossed[count++] = Math.min(eaves[i + 1], eaves[i + 2]);
        crossed[count++] = Math.max(eaves[i + 1], eaves[i + 2]);
      }
    }
    return new ColumnCells(first, lowest, Arrays.copyOf(crossed, count));
  }

  /**
   * The first cell of each column of a part, counted from 0, and how many cells there are: m + 1.
   */
  public static int[] firsts(AirPart air) {
    int[] first = new int[air.triangleCount() + 1];
    for (int t = 0; t < air.triangleCount(); t++) {
      first[t + 1] = Math.addExact(first[t], of(air, t, 0).count(air.top()));
    }
    return first;
  }

  /** How many cells there are below the top. */
  public int count(int top) {
    return (int) (at(top) - first);
  }

  /** The number of the cell between a label, from the lowest on, and the next. */
  public long at(int label) {
    int fronts = label - lowest;
    if (crossed.length == 2) {
      fronts -= Math.max(0, Math.min(label, crossed[1] - 1) - crossed[0]);
    } else if (crossed.length > 2) {
      for (int m = lowest + 1; m <= label; m++) {
        fronts -= isCrossed(m) ? 1 : 0;
      }
    }
    return first + fronts;
  }

  private boolean isCrossed(int m) {
    for (int i = 0; i < crossed.length; i += 2) {
      if (crossed[i] < m && m < crossed[i + 1]) {
        return true;
      }
    }
    return false;
  }
}
