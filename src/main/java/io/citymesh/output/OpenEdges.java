package io.citymesh.output;

import java.util.Arrays;
import java.util.function.DoublePredicate;

/**
 * The edges with one face, wherever they are, and the search for T-junctions among them: an end of
 * one on the open interior of another. On a closed surface there is no other place for them.
 */
final class OpenEdges implements EdgeRules.Open {
  /** ax, ay, az, bx, by, bz of each edge. */
  private double[] ends = new double[6 << 8];

  private int size;

  @Override
  public void add(double ax, double ay, double az, double bx, double by, double bz) {
    if (6 * (size + 1) > ends.length) {
      ends = Arrays.copyOf(ends, Math.multiplyExact(2, ends.length));
    }
    double[] edge = {ax, ay, az, bx, by, bz};
    System.arraycopy(edge, 0, ends, 6 * size, 6);
    size++;
  }

  /** ax, ay, az, bx, by, bz of each edge. */
  double[] ends() {
    return Arrays.copyOf(ends, 6 * size);
  }

  /** Receives a vertex that lies on an edge's inside, once for each such edge. */
  @FunctionalInterface
  interface Visitor {
    void visit(double x, double y, double z);
  }

  /**
   * Finds the T-junctions with the help of a uniform grid over the edges' ends.
   *
   * @param counts which ends are looked at, by their x
   */
  void forEachTJunction(DoublePredicate counts, Visitor visitor) {
    if (size == 0) {
      return;
    }
    Grid grid = new Grid(counts);
    for (int e = 0; e < size; e++) {
      int edge = 6 * e;
      int columnLast = grid.column(Math.max(ends[edge], ends[edge + 3]) + Domain.TOLERANCE);
      int rowFirst = grid.row(Math.min(ends[edge + 1], ends[edge + 4]) - Domain.TOLERANCE);
      int rowLast = grid.row(Math.max(ends[edge + 1], ends[edge + 4]) + Domain.TOLERANCE);
      int column = grid.column(Math.min(ends[edge], ends[edge + 3]) - Domain.TOLERANCE);
      for (; column <= columnLast; column++) {
        for (int row = rowFirst; row <= rowLast; row++) {
          grid.visitCell(row * grid.columns + column, edge, visitor);
        }
      }
    }
  }

  private boolean isInside(int edge, int point) {
    double dx = ends[edge + 3] - ends[edge];
    double dy = ends[edge + 4] - ends[edge + 1];
    double dz = ends[edge + 5] - ends[edge + 2];
    double px = ends[point] - ends[edge];
    double py = ends[point + 1] - ends[edge + 1];
    double pz = ends[point + 2] - ends[edge + 2];
    double length = Math.sqrt(dx * dx + dy * dy + dz * dz);
    double along = (px * dx + py * dy + pz * dz) / length;
    if (!(along > Domain.TOLERANCE && along < length - Domain.TOLERANCE)) {
      return false;
    }
    double t = along / length;
    double rx = px - t * dx;
    double ry = py - t * dy;
    double rz = pz - t * dz;
    return rx * rx + ry * ry + rz * rz <= Domain.TOLERANCE * Domain.TOLERANCE;
  }

  /** Buckets of the distinct ends of all edges, about one end per cell. */
  private final class Grid {
    private final double x0;
    private final double y0;
    private final double cell;
    private final int columns;
    private final int rows;
    private final Buckets buckets;

    Grid(DoublePredicate counts) {
      double xmin = Double.POSITIVE_INFINITY;
      double ymin = Double.POSITIVE_INFINITY;
      double xmax = Double.NEGATIVE_INFINITY;
      double ymax = Double.NEGATIVE_INFINITY;
      for (int p = 0; p < 6 * size; p += 3) {
        xmin = Math.min(xmin, ends[p]);
        xmax = Math.max(xmax, ends[p]);
        ymin = Math.min(ymin, ends[p + 1]);
        ymax = Math.max(ymax, ends[p + 1]);
      }
      x0 = xmin;
      y0 = ymin;
      double widest = Math.max(Math.max(xmax - xmin, ymax - ymin), 1e-3);
      int lines = (int) Math.max(1, Math.min(8192, Math.sqrt(2.0 * size)));
      cell = widest / lines;
      columns = (int) ((xmax - xmin) / cell) + 1;
      rows = (int) ((ymax - ymin) / cell) + 1;
      buckets = new Buckets(columns * rows);
      boolean[] first = distinctEnds(counts);
      for (int i = 0; i < 2 * size; i++) {
        if (first[i]) {
          buckets.count(row(ends[3 * i + 1]) * columns + column(ends[3 * i]));
        }
      }
      buckets.allocate();
      for (int i = 0; i < 2 * size; i++) {
        if (first[i]) {
          buckets.put(row(ends[3 * i + 1]) * columns + column(ends[3 * i]), 3 * i);
        }
      }
    }

    private boolean[] distinctEnds(DoublePredicate counts) {
      boolean[] first = new boolean[2 * size];
      int[] group = VertexIndex.planarGroups(ends, 2 * size);
      int[] latest = new int[2 * size];
      int[] previous = new int[2 * size];
      Arrays.fill(latest, -1);
      for (int i = 0; i < first.length; i++) {
        int other = latest[group[i]];
        while (other >= 0 && ends[3 * other + 2] != ends[3 * i + 2]) {
          other = previous[other];
        }
        if (other < 0) {
          first[i] = counts.test(ends[3 * i]);
          previous[i] = latest[group[i]];
          latest[group[i]] = i;
        }
      }
      return first;
    }

    int column(double x) {
      return Math.max(0, Math.min(columns - 1, (int) ((x - x0) / cell)));
    }

    int row(double y) {
      return Math.max(0, Math.min(rows - 1, (int) ((y - y0) / cell)));
    }

    void visitCell(int cellIndex, int edge, Visitor visitor) {
      int end = buckets.start(cellIndex + 1);
      for (int i = buckets.start(cellIndex); i < end; i++) {
        int point = buckets.items()[i];
        if (isInside(edge, point)) {
          visitor.visit(ends[point], ends[point + 1], ends[point + 2]);
        }
      }
    }
  }
}
