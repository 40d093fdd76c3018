package io.citymesh.air;

import java.util.Arrays;

/**
 * The air of a part in the form in which it is published: vertical lines with their levels, which
 * are the vertices, and triangles with the labels on which they lie. The cells follow from these
 * ({@link Column}); none is stored.
 *
 * <p>The lines that the part owns come first (n), then those that it shares with other parts and
 * that these own (k). Vertices are numbered line by line, bottom up. Half-edge 3t + c of triangle t
 * runs from its corner c to the next, counter-clockwise.
 *
 * @param id of the part
 * @param top the label of the top, K: each line's levels have the labels from its base to K
 * @param owned how many lines the part owns (n)
 * @param xy x, y of each line, interleaved, metres: 2(n + k)
 * @param levels of the n + k lines, at least two on each
 * @param foreign id of the part that owns each foreign line, and the line's first vertex there,
 *     interleaved: 2k
 * @param triangles three lines per triangle: 3m
 * @param bottoms at each corner the label of the triangle's own level there, below K; 0 at all
 *     corners of ground, more at those of roofs: 3m
 * @param kinds what is below each triangle, as the kinds of faces are numbered: m
 * @param sides for each half-edge on the boundary of the domain the kind of the faces there, {@link
 *     #INSIDE} for the others: 3m
 * @param eaves the half-edges beside which something is higher, ascending, each with the labels of
 *     what is higher at its start and at its end: 3e
 * @param twins for each half-edge the same edge in the neighbour, or -1 if there is none in this
 *     part: {@link #twins}
 */
public record AirPart(
    long id,
    int top,
    int owned,
    double[] xy,
    Levels levels,
    long[] foreign,
    int[] triangles,
    int[] bottoms,
    byte[] kinds,
    byte[] sides,
    int[] eaves,
    int[] twins) {
  /** The side of a half-edge that is inside the domain. */
  public static final byte INSIDE = -1;

  /**
   * @throws IllegalArgumentException if the arrays do not fit together: if anything that is read
   *     from them would be outside of them, or the levels of a line do not end at the top
   */
  public AirPart {
    int lines = levels.lines();
    int m = kinds.length;
    require(owned >= 0 && owned <= lines, "lines");
    require(xy.length == 2 * lines && foreign.length == 2 * (lines - owned), "lines");
    require(triangles.length == 3 * m && bottoms.length == 3 * m, "triangles");
    require(sides.length == 3 * m && twins.length == 3 * m && eaves.length % 3 == 0, "triangles");
    for (int line = 0; line < lines; line++) {
      int count = levels.count(line);
      require(count > 1 && levels.base()[line] == top + 1 - count, "levels");
    }
    for (int e = 0; e < triangles.length; e++) {
      int line = triangles[e];
      require(line >= 0 && line < lines, "corners");
      require(bottoms[e] >= levels.base()[line] && bottoms[e] < top, "bottoms");
      require(bottoms[e] == 0 == (bottoms[e - e % 3] == 0), "bottoms");
    }
    for (int i = 0; i < eaves.length; i += 3) {
      int e = eaves[i];
      require(e > (i == 0 ? -1 : eaves[i - 3]) && e < triangles.length, "eaves");
      require(eaves[i + 1] > bottoms[e] && eaves[i + 1] < top, "eaves");
      require(eaves[i + 2] > bottoms[Surface.next(e)] && eaves[i + 2] < top, "eaves");
    }
  }

  private static void require(boolean fits, String what) {
    if (!fits) {
      throw new IllegalArgumentException("the arrays of the air do not fit together: " + what);
    }
  }

  /**
   * Finds for each half-edge the same edge in the neighbour.
   *
   * @param triangles three lines per triangle, in range
   * @param lines how many there are
   * @return for each half-edge the other one between the same lines, or -1
   * @throws IllegalArgumentException if two triangles are on the same side of an edge, or a line is
   *     twice a corner of one
   */
  public static int[] twins(int[] triangles, int lines) {
    int[] start = new int[lines + 2];
    for (int line : triangles) {
      start[line + 2]++;
    }
    for (int i = 2; i < start.length; i++) {
      start[i] += start[i - 1];
    }
    // The half-edges from each line, by the lines at their ends.
    long[] from = new long[triangles.length];
    for (int e = 0; e < triangles.length; e++) {
      from[start[triangles[e] + 1]++] = (long) triangles[Surface.next(e)] << 32 | e;
    }
    for (int line = 0; line < lines; line++) {
      Arrays.sort(from, start[line], start[line + 1]);
    }
    int[] twins = new int[triangles.length];
    for (int e = 0; e < triangles.length; e++) {
      int u = triangles[e];
      int v = triangles[Surface.next(e)];
      if (u == v || firstTo(from, start, u, v) != e) {
        throw new IllegalArgumentException("an edge has two triangles on one side");
      }
      twins[e] = firstTo(from, start, v, u);
    }
    return twins;
  }

  /** The first half-edge from u to v, or -1. */
  private static int firstTo(long[] from, int[] start, int u, int v) {
    int at = Arrays.binarySearch(from, start[u], start[u + 1], (long) v << 32);
    at = at < 0 ? -at - 1 : at;
    return at < start[u + 1] && from[at] >>> 32 == v ? (int) from[at] : -1;
  }

  /** How many lines there are, with those of other parts (n + k). */
  public int lines() {
    return levels.lines();
  }

  /** How many triangles there are (m). */
  public int triangleCount() {
    return kinds.length;
  }

  /** How many vertices the part owns: the levels of its own lines. */
  public int ownVertices() {
    return levels.start()[owned];
  }

  /**
   * How many of its own vertices, from the first one on, can be corners in other parts: up to the
   * last line with an edge beyond which another part goes on.
   */
  public int sharedVertices() {
    int end = 0;
    for (int e = 0; e < triangles.length; e++) {
      if (twins[e] < 0 && sides[e] == INSIDE) {
        int from = triangles[e];
        int to = triangles[Surface.next(e)];
        end = Math.max(end, Math.max(from < owned ? from + 1 : 0, to < owned ? to + 1 : 0));
      }
    }
    return levels.start()[end];
  }

  /** The id of the part that owns a line. */
  public long owner(int line) {
    return line < owned ? id : foreign[2 * (line - owned)];
  }

  /** The number of a line's first vertex among those of its owner. */
  public int firstVertex(int line) {
    return line < owned ? levels.start()[line] : (int) foreign[2 * (line - owned) + 1];
  }

  /** How many eaves there are. */
  int eaveCount() {
    return eaves.length / 3;
  }

  /** The place of the first eave at or after half-edge e. */
  public int firstEave(int e) {
    int low = 0;
    int high = eaveCount();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (eaves[3 * middle] < e) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * For each triangle the place of the first eave there or after it; one more at the end: m + 1.
   */
  int[] firstEaves() {
    int[] first = new int[triangleCount() + 1];
    int place = 0;
    for (int t = 0; t < first.length; t++) {
      while (place < eaveCount() && eaves[3 * place] < 3 * t) {
        place++;
      }
      first[t] = place;
    }
    return first;
  }

  /** How much room its arrays take, but for the twins, which are found again; bytes. */
  public long bytes() {
    return 8L * (xy.length + levels.z().length + foreign.length)
        + 4L * (levels.base().length + triangles.length + bottoms.length + eaves.length)
        + kinds.length
        + sides.length;
  }
}
