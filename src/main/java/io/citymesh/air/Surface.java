package io.citymesh.air;

import io.citymesh.mesh.MeshInput;

/**
 * What the air of a part stands on: a planar triangulation, the ground and the roofs that its
 * triangles are, and the vertical lines above its vertices.
 *
 * <p>Triangle t has the half-edges 3t, 3t + 1, 3t + 2, counter-clockwise; half-edge e starts at
 * line {@code triangles[e]}. Labels of triangles are {@link MeshInput#GROUND} or a building's row,
 * and {@link MeshInput#OUTSIDE} beyond the domain. Besides the triangles that are to be filled
 * there may be others around them, which a part has meshed and will discard: its levels are
 * smoothed as if they stayed. Roofs lie above the ground wherever they touch it.
 *
 * @param xy x, y of each line, interleaved, metres: 2n
 * @param part the id of the part that owns each line: n
 * @param index the line's number there; two lines differ in part or index: n
 * @param terrain elevation of the terrain on each line, also where only roofs meet, metres: n
 * @param labelStart for each line where its labels start; one more at the end: n + 1
 * @param labels the labels of all triangles around each line, also of those that other parts know,
 *     each once, in any order; a line without labels carries no air
 * @param roofs elevation of each building's roof, metres
 * @param grounds mean elevation of the ground below each building, the same in every part, metres
 * @param triangles three lines per triangle: 3m
 * @param triangleLabels what each triangle is, ground or a roof: m
 * @param twins for each half-edge the same edge in the neighbour, or -1 if the neighbour is not
 *     among these triangles: 3m
 * @param across for each half-edge the label on its other side: 3m
 * @param kept which triangles are to be filled: m
 */
public record Surface(
    double[] xy,
    long[] part,
    int[] index,
    double[] terrain,
    int[] labelStart,
    int[] labels,
    double[] roofs,
    double[] grounds,
    int[] triangles,
    int[] triangleLabels,
    int[] twins,
    int[] across,
    boolean[] kept) {

  /**
   * @throws IllegalArgumentException if the arrays do not fit together
   */
  public Surface {
    int n = terrain.length;
    int m = kept.length;
    boolean lines =
        xy.length == 2 * n
            && part.length == n
            && index.length == n
            && labelStart.length == n + 1
            && labelStart[n] == labels.length;
    boolean faces =
        triangles.length == 3 * m
            && triangleLabels.length == m
            && twins.length == 3 * m
            && across.length == 3 * m;
    if (!lines || !faces || roofs.length != grounds.length) {
      throw new IllegalArgumentException("arrays of a surface do not fit together");
    }
  }

  /** How many lines there are (n). */
  public int lines() {
    return terrain.length;
  }

  /** How many triangles there are (m). */
  public int triangleCount() {
    return kept.length;
  }

  /** The half-edge after e around its triangle. */
  static int next(int e) {
    return e % 3 == 2 ? e - 2 : e + 1;
  }

  /** Whether the triangle of half-edge e is lower than what is on the edge's other side. */
  boolean isBelow(int e) {
    int other = across[e];
    int label = triangleLabels[e / 3];
    if (other == label || other < 0) {
      return false;
    }
    return label == MeshInput.GROUND || roofs[label] < roofs[other];
  }

  /** Where a line is, for messages. */
  String place(int line) {
    return xy[2 * line] + ", " + xy[2 * line + 1];
  }

  /** Compares two lines by their identity. */
  int compare(int a, int b) {
    int byPart = Long.compare(part[a], part[b]);
    return byPart != 0 ? byPart : Integer.compare(index[a], index[b]);
  }
}
