package io.citymesh.air;

import java.util.Locale;

/**
 * The levels of vertical lines: the vertices of the air. A level's label says which front of the
 * layers it is on; the labels of a line's levels follow each other without a gap, up to the top's.
 *
 * <p>This is also what a frontier carries of a line that another part owns: with it, the air beside
 * the line can be filled by anybody, and gets the same vertices.
 *
 * @param base for each line the label of its lowest level: 0 where there is ground, more where
 *     there are roofs only: n
 * @param start for each line where its levels start; one more at the end: n + 1
 * @param z elevations of the levels, metres, ascending within each line; a line that carries no air
 *     has none
 */
public record Levels(int[] base, int[] start, double[] z) {
  /** No lines. */
  public static final Levels NONE = new Levels(new int[0], new int[1], new double[0]);

  /**
   * @throws IllegalArgumentException if the arrays do not fit together or levels do not ascend
   */
  public Levels {
    int n = base.length;
    if (start.length != n + 1 || start[0] != 0 || start[n] != z.length) {
      throw new IllegalArgumentException("arrays of lines and levels do not fit together");
    }
    for (int i = 0; i < n; i++) {
      if (start[i + 1] < start[i] || base[i] < 0) {
        throw new IllegalArgumentException("line " + i + " has no place among the levels");
      }
      for (int k = start[i] + 1; k < start[i + 1]; k++) {
        if (!(z[k - 1] < z[k])) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "levels of line %d do not ascend: %s, %s", i, z[k - 1], z[k]));
        }
      }
    }
  }

  /** How many lines there are. */
  public int lines() {
    return base.length;
  }

  /** How many levels a line has. */
  public int count(int line) {
    return start[line + 1] - start[line];
  }

  /** The number of the vertex on a line at a label, from the line's base on. */
  public int vertex(int line, int label) {
    return start[line] + label - base[line];
  }

  /** Elevation of the level of a line with a label, metres. */
  public double z(int line, int label) {
    return z[start[line] + label - base[line]];
  }

  /**
   * The label of a line's level at exactly this elevation, which somebody fixed there.
   *
   * @return the label, or -1 if the line has no such level
   */
  public int labelAt(int line, double elevation) {
    int from = start[line];
    int to = start[line + 1] - 1;
    if (from <= to && z[from] == elevation) {
      return base[line];
    }
    while (from <= to) {
      int middle = (from + to) >>> 1;
      if (z[middle] < elevation) {
        from = middle + 1;
      } else if (z[middle] > elevation) {
        to = middle - 1;
      } else {
        return base[line] + middle - start[line];
      }
    }
    return -1;
  }

  /** The levels of some lines, in the order of these. */
  Levels of(int[] lines, int end) {
    int[] bases = new int[end];
    int[] starts = new int[end + 1];
    for (int i = 0; i < end; i++) {
      bases[i] = base[lines[i]];
      starts[i + 1] = starts[i] + count(lines[i]);
    }
    double[] all = new double[starts[end]];
    for (int i = 0; i < end; i++) {
      System.arraycopy(z, start[lines[i]], all, starts[i], count(lines[i]));
    }
    return new Levels(bases, starts, all);
  }
}
