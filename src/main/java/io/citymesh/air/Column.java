package io.citymesh.air;

/**
 * The cells of the air above one triangle, bottom up: a cursor, to be moved from triangle to
 * triangle.
 *
 * <p>Front m of the column joins, on each of its three lines, the level with label m, or the
 * triangle's own level where that is higher. A cell is what lies between one front and the next. So
 * where all corners lie below it is a wedge, beside one corner that lies higher a pyramid, and
 * beside two a tet.
 *
 * <p>Where the neighbour across a side is higher, its edge (the eave) must be an edge of this
 * column too. If its labels at the two ends differ by one, the quadrilateral between them is
 * divided along it. If they differ by more, the fronts that would cross it are left out, and one
 * convex cell reaches from the front below to the front above. On each line the neighbour's label
 * is at least one more than this column's, so below the eave there is always something to divide.
 *
 * <p>How the side between two lines is divided depends on these lines and the eave alone ({@link
 * #walk}); both its columns see the same faces.
 */
public final class Column {
  private final AirPart air;
  private final Levels levels;
  private final int top;

  private int triangle = -1;
  private final int[] line = new int[3];
  private final int[] bottom = new int[3];

  /** For each side the labels of the eave at its start and its end, or of the bottoms: none. */
  private final int[] eaveStart = new int[3];

  private final int[] eaveEnd = new int[3];

  /** The label from which on all fronts are there, and have no wall beside them. */
  private int plain;

  /** How many fronts are left below that label, and their labels, ascending. */
  private int lowFronts;

  private final int[] fronts;

  /**
   * For each label from the lowest front on, below that label, the cell between it and the next.
   */
  private final int[] cellOf;

  private final int[] vertices = new int[4];

  /** For each triangle the place of its first eave; one more at the end. */
  private final int[] firstEave;

  public Column(AirPart air) {
    this.air = air;
    this.levels = air.levels();
    firstEave = air.firstEaves();
    top = air.top();
    fronts = new int[top + 1];
    cellOf = new int[top + 1];
  }

  /** Moves to a triangle. */
  public void moveTo(int t) {
    triangle = t;
    int lowest = Integer.MAX_VALUE;
    plain = 0;
    for (int c = 0; c < 3; c++) {
      line[c] = air.triangles()[3 * t + c];
      int label = air.bottoms()[3 * t + c];
      bottom[c] = label;
      eaveStart[c] = label;
      eaveEnd[c == 0 ? 2 : c - 1] = label;
      lowest = Math.min(lowest, label);
      plain = Math.max(plain, label);
    }
    int[] eaves = air.eaves();
    for (int i = 3 * firstEave[t]; i < 3 * firstEave[t + 1]; i += 3) {
      eaveStart[eaves[i] - 3 * t] = eaves[i + 1];
      eaveEnd[eaves[i] - 3 * t] = eaves[i + 2];
      plain = Math.max(plain, Math.max(eaves[i + 1], eaves[i + 2]));
    }
    lowFronts = 0;
    for (int m = lowest; m < plain; m++) {
      if (!isCrossed(m)) {
        fronts[lowFronts++] = m;
      }
      cellOf[m] = lowFronts - 1;
    }
  }

  /** Whether an eave runs from below the front to above it. */
  private boolean isCrossed(int m) {
    for (int c = 0; c < 3; c++) {
      if (hasEave(c)
          && Math.min(eaveStart[c], eaveEnd[c]) < m
          && m < Math.max(eaveStart[c], eaveEnd[c])) {
        return true;
      }
    }
    return false;
  }

  /** Whether what is across a side is higher. */
  boolean hasEave(int side) {
    return eaveStart[side] > bottom[side];
  }

  /** The label above which air is on either side of a side, on the line at its start. */
  public int aboveWall(int side) {
    return eaveStart[side];
  }

  /** The same on the line at its end. */
  public int aboveWallAtEnd(int side) {
    return eaveEnd[side];
  }

  /** The label from which on there are only wedges, one a layer, with air beyond all sides. */
  int plain() {
    return plain;
  }

  /** The triangle below. */
  public int triangle() {
    return triangle;
  }

  /** The line at a corner, 0 to 2. */
  public int line(int corner) {
    return line[corner];
  }

  /** The label of the triangle's own level at a corner. */
  public int bottom(int corner) {
    return bottom[corner];
  }

  /** How many cells there are, at least 1. */
  public int cells() {
    return cellAt(top);
  }

  /** The label of the front below a cell. */
  public int low(int cell) {
    return cell < lowFronts ? fronts[cell] : plain + cell - lowFronts;
  }

  /** The label of the front above a cell. */
  public int high(int cell) {
    return low(cell + 1);
  }

  /** The label of a front's corner: the front's own, or the bottom's where it is higher. */
  int label(int front, int corner) {
    return Math.max(front, bottom[corner]);
  }

  /** The cell that holds the air between the labels m and m + 1. */
  public int cellAt(int m) {
    return m < plain ? cellOf[m] : lowFronts + m - plain;
  }

  /** What shape a cell has. */
  public CellKind kind(int cell) {
    int low = low(cell);
    if (high(cell) > low + 1) {
      return CellKind.POLYHEDRON;
    }
    int steps = 0;
    for (int c = 0; c < 3; c++) {
      if (isDivided(c, low)) {
        return CellKind.POLYHEDRON;
      }
      steps += bottom[c] <= low ? 1 : 0;
    }
    return steps == 3 ? CellKind.WEDGE : steps == 2 ? CellKind.PYRAMID : CellKind.TET;
  }

  /**
   * The corners of a wedge, a pyramid or a tet, by their number among the levels. The first three
   * or four are the base, counter-clockwise seen from the others; those of a wedge's upper triangle
   * come in the order of the lower.
   *
   * @param corners takes six, five or four of them
   * @return how many; 0 for a polyhedron, which is given by its faces
   */
  public int corners(int cell, int[] corners) {
    CellKind kind = kind(cell);
    int low = low(cell);
    int high = high(cell);
    int count = 0;
    if (kind == CellKind.WEDGE || kind == CellKind.TET) {
      for (int c = 0; c < 3; c++) {
        corners[count++] = levels.vertex(line[c], label(low, c));
      }
      for (int c = 0; c < 3; c++) {
        if (bottom[c] <= low) {
          corners[count++] = levels.vertex(line[c], high);
        }
      }
    } else if (kind == CellKind.PYRAMID) {
      int apex = 0;
      while (bottom[apex] <= low) {
        apex++;
      }
      int start = line[apex == 2 ? 0 : apex + 1];
      int end = line[apex == 0 ? 2 : apex - 1];
      corners[count++] = levels.vertex(start, low);
      corners[count++] = levels.vertex(start, high);
      corners[count++] = levels.vertex(end, high);
      corners[count++] = levels.vertex(end, low);
      corners[count++] = levels.vertex(line[apex], bottom[apex]);
    }
    return count;
  }

  /**
   * The mean of a cell's corners at its lower and its upper front: x, y, z, metres; inside of it.
   */
  public double[] middle(int cell) {
    double[] xyz = new double[3];
    int low = low(cell);
    int high = high(cell);
    for (int c = 0; c < 3; c++) {
      xyz[0] += air.xy()[2 * line[c]] / 3;
      xyz[1] += air.xy()[2 * line[c] + 1] / 3;
      xyz[2] += levels.z(line[c], label(low, c)) / 6 + levels.z(line[c], label(high, c)) / 6;
    }
    return xyz;
  }

  /** Whether an eave divides the side's quadrilateral above front m. */
  private boolean isDivided(int side, int m) {
    return hasEave(side)
        && eaveStart[side] != eaveEnd[side]
        && Math.min(eaveStart[side], eaveEnd[side]) == m;
  }

  /**
   * Tells the faces of a cell: the front below, the front above, and the faces of its sides, bottom
   * up.
   */
  public void faces(int cell, FaceSink sink) {
    int low = low(cell);
    int high = high(cell);
    AirFace below = AirFace.INNER;
    if (cell == 0) {
      below = bottom[0] == 0 ? AirFace.GROUND : AirFace.ROOF;
    }
    front(low, 0, 2, 1);
    sink.face(vertices, 3, below, -1);
    front(high, 0, 1, 2);
    sink.face(vertices, 3, high == top ? AirFace.TOP : AirFace.INNER, -1);
    for (int side = 0; side < 3; side++) {
      int u = line[side];
      int v = line[side == 2 ? 0 : side + 1];
      AirFace behind = behind(side);
      int s = side;
      walk(
          side,
          low,
          high,
          (a, b, stepA, stepB, wall) -> {
            int n = 0;
            vertices[n++] = levels.vertex(u, a);
            vertices[n++] = levels.vertex(v, b);
            if (stepB) {
              vertices[n++] = levels.vertex(v, b + 1);
            }
            if (stepA) {
              vertices[n++] = levels.vertex(u, a + 1);
            }
            sink.face(vertices, n, wall ? AirFace.WALL : behind, s);
          });
    }
  }

  private void front(int m, int a, int b, int c) {
    vertices[0] = levels.vertex(line[a], label(m, a));
    vertices[1] = levels.vertex(line[b], label(m, b));
    vertices[2] = levels.vertex(line[c], label(m, c));
  }

  /** What is behind a side, above any wall. */
  private AirFace behind(int side) {
    int e = 3 * triangle + side;
    if (air.sides()[e] != AirPart.INSIDE) {
      return AirFace.SIDE;
    }
    return air.twins()[e] >= 0 ? AirFace.INNER : AirFace.RIM;
  }

  /** Takes the faces of a side. */
  interface StepSink {
    /**
     * Takes a face between the side's two lines.
     *
     * @param a the lower label on the line at the side's start
     * @param b the lower label on the line at its end
     * @param stepA whether the face reaches from a to a + 1, at the start
     * @param stepB whether it reaches from b to b + 1, at the end; if both, it is a quadrilateral
     * @param wall whether it is part of the wall below the eave
     */
    void step(int a, int b, boolean stepA, boolean stepB, boolean wall);
  }

  /** Walks up a side from one front to another. */
  void walk(int side, int low, int high, StepSink sink) {
    int end = side == 2 ? 0 : side + 1;
    int a = label(low, side);
    int b = label(low, end);
    int topA = label(high, side);
    int topB = label(high, end);
    while (a < topA || b < topB) {
      boolean wall = isBelowEave(side, a, b);
      boolean together = stepsTogether(side, a, b);
      boolean stepA = together || startSteps(side, a, b);
      boolean stepB = together || !stepA;
      sink.step(a, b, stepA, stepB, wall);
      a += stepA ? 1 : 0;
      b += stepB ? 1 : 0;
    }
  }

  private boolean isBelowEave(int side, int a, int b) {
    return a < eaveStart[side] || b < eaveEnd[side];
  }

  /** Whether both lines of a side step from where they are, so that the face is a quadrilateral. */
  boolean stepsTogether(int side, int a, int b) {
    return a == b && (a < eaveStart[side] && b < eaveEnd[side] || !isBelowEave(side, a, b));
  }

  /** Whether the line at a side's start steps next, where they do not step together. */
  boolean startSteps(int side, int a, int b) {
    return isBelowEave(side, a, b) ? a < eaveStart[side] && (b >= eaveEnd[side] || a < b) : a < b;
  }
}
