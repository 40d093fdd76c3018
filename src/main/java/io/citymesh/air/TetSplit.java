package io.citymesh.air;

/**
 * Divides cells of the air into tets that fit together across columns and parts.
 *
 * <p>From the front below to the front above, the three lines take their steps one by one; each
 * step makes a tet of the three levels reached and the next. On each side the order of the two
 * lines' steps is that of the side's faces ({@link Column}), and where these are quadrilaterals
 * that of {@link StepOrder}, which knows nothing of the third line. Where the orders on the three
 * sides contradict each other, as they can below steep eaves only, the cell is divided around a
 * point at its middle.
 */
public final class TetSplit {
  private final AirPart air;
  private final Levels levels;

  /** The label that each corner has reached. */
  private final int[] at = new int[3];

  /** The corners in the order in which they step. */
  private int[] order = new int[16];

  public TetSplit(AirPart air) {
    this.air = air;
    levels = air.levels();
  }

  /** Tells the tets of a cell. */
  public void split(Column column, int cell, TetSink sink) {
    int low = column.low(cell);
    int high = column.high(cell);
    int steps = 0;
    for (int c = 0; c < 3; c++) {
      at[c] = column.label(low, c);
      steps += column.label(high, c) - at[c];
    }
    if (order.length < steps) {
      order = new int[2 * steps];
    }
    for (int i = 0; i < steps; i++) {
      order[i] = next(column, high);
      if (order[i] < 0) {
        splitAroundCentre(column, cell, sink);
        return;
      }
      at[order[i]]++;
    }
    for (int c = 0; c < 3; c++) {
      at[c] = column.label(low, c);
    }
    for (int i = 0; i < steps; i++) {
      int c = order[i];
      int a = vertex(column, 0);
      int b = vertex(column, 1);
      int d = vertex(column, 2);
      at[c]++;
      sink.tet(a, b, d, vertex(column, c));
    }
  }

  private int vertex(Column column, int corner) {
    return levels.vertex(column.line(corner), at[corner]);
  }

  /** The first corner whose step is the next on both its sides, or -1 if there is none. */
  private int next(Column column, int high) {
    for (int c = 0; c < 3; c++) {
      int before = c == 0 ? 2 : c - 1;
      if (at[c] < column.label(high, c)
          && startIsNext(column, c, high)
          && !startIsNext(column, before, high)) {
        return c;
      }
    }
    return -1;
  }

  /** Whether on a side the line at its start takes the next step, and not the one at its end. */
  private boolean startIsNext(Column column, int side, int high) {
    int end = side == 2 ? 0 : side + 1;
    int a = at[side];
    int b = at[end];
    if (a == column.label(high, side) || b == column.label(high, end)) {
      // Only one of them has a step left, if any.
      return b == column.label(high, end);
    }
    if (!column.stepsTogether(side, a, b)) {
      return column.startSteps(side, a, b);
    }
    int u = column.line(side);
    int v = column.line(end);
    return StepOrder.isFirst(
        levels.z(u, a),
        levels.z(u, a + 1),
        air.owner(u),
        air.firstVertex(u),
        levels.z(v, b),
        levels.z(v, b + 1),
        air.owner(v),
        air.firstVertex(v));
  }

  private void splitAroundCentre(Column column, int cell, TetSink sink) {
    int low = column.low(cell);
    int high = column.high(cell);
    double[] middle = column.middle(cell);
    sink.centre(middle[0], middle[1], middle[2]);
    for (int c = 0; c < 3; c++) {
      at[c] = column.label(low, c);
    }
    sink.tet(vertex(column, 0), vertex(column, 1), vertex(column, 2), TetSink.CENTRE);
    for (int side = 0; side < 3; side++) {
      int end = side == 2 ? 0 : side + 1;
      at[side] = column.label(low, side);
      at[end] = column.label(low, end);
      while (at[side] < column.label(high, side) || at[end] < column.label(high, end)) {
        int stepping = startIsNext(column, side, high) ? side : end;
        int u = vertex(column, side);
        int v = vertex(column, end);
        at[stepping]++;
        sink.tet(u, vertex(column, stepping), v, TetSink.CENTRE);
      }
    }
    for (int c = 0; c < 3; c++) {
      at[c] = column.label(high, c);
    }
    sink.tet(vertex(column, 0), vertex(column, 2), vertex(column, 1), TetSink.CENTRE);
  }
}
