package io.citymesh.view;

import io.citymesh.mesh.Limits;
import io.citymesh.mesh.MeshInput;
import io.citymesh.mesh.Mesher;
import io.citymesh.mesh.PlanarMesh;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A ground of few triangles: all vertices of the rim, and of those inside it the ones that matter
 * most. It begins with one in each cell of a grid; then, in each round, the vertex that lies
 * farthest above or below each triangle is taken, until none is farther than the tolerance or
 * enough are taken.
 */
final class CoarseGround {
  private static final int ROUNDS = 5;

  /** Points of the first grid, of all that may be taken. */
  private static final double FIRST = 0.3;

  private final double[] points;
  private final int[] rim;

  /** The points inside the rim that may be taken. */
  private final int[] inside;

  private final boolean[] taken;
  private final Cells cells;
  private int count;
  private int[] triangles = {};
  private double error;

  /**
   * Meshes the ground.
   *
   * @param points x, y, z, metres
   * @param rim two points for each edge, with the region on its left
   * @param inside the points that may be taken
   * @param most how many are taken
   * @param tolerance no point need be taken that is not farther from the ground, metres
   */
  CoarseGround(double[] points, int[] rim, int[] inside, int most, double tolerance) {
    this.points = points;
    this.rim = rim;
    this.inside = inside;
    this.taken = new boolean[points.length / 3];
    this.cells = new Cells(points, inside);
    if (rim.length == 0) {
      return;
    }
    first((int) (FIRST * most));
    for (int round = 0; ; round++) {
      triangulate();
      List<Far> far = farthest();
      error = far.isEmpty() ? 0 : far.get(0).distance;
      if (round == ROUNDS || count >= most || error <= tolerance) {
        return;
      }
      for (Far point : far) {
        if (point.distance > tolerance && count < most) {
          taken[point.point] = true;
          count++;
        }
      }
    }
  }

  /** Three points for each triangle, counter-clockwise seen from above. */
  int[] triangles() {
    return triangles;
  }

  /** How far a point lies above or below the ground at most, metres. */
  double error() {
    return error;
  }

  private double x(int point) {
    return points[3 * point];
  }

  private double y(int point) {
    return points[3 * point + 1];
  }

  private double z(int point) {
    return points[3 * point + 2];
  }

  /** The point nearest to the middle of each cell of a grid. */
  private void first(int most) {
    double side = Math.sqrt(cells.width * cells.height / Math.max(1, most));
    if (!(side > 0) || inside.length == 0) {
      return;
    }
    int columns = (int) Math.ceil(cells.width / side) + 1;
    int[] best = new int[columns * ((int) Math.ceil(cells.height / side) + 1)];
    double[] distance = new double[best.length];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    for (int point : inside) {
      double u = (x(point) - cells.xmin) / side;
      double v = (y(point) - cells.ymin) / side;
      int cell = (int) v * columns + (int) u;
      double d = Math.hypot(u - Math.floor(u) - 0.5, v - Math.floor(v) - 0.5);
      if (d < distance[cell]) {
        distance[cell] = d;
        best[cell] = point;
      }
    }
    for (int cell = 0; cell < best.length; cell++) {
      if (distance[cell] < Double.POSITIVE_INFINITY) {
        taken[best[cell]] = true;
        count++;
      }
    }
  }

  private void triangulate() {
    MeshInput input = new MeshInput();
    int[] vertex = new int[taken.length];
    Arrays.fill(vertex, -1);
    int[] point = new int[taken.length];
    for (int corner : rim) {
      add(input, corner, vertex, point);
    }
    for (int p = 0; p < taken.length; p++) {
      if (taken[p]) {
        add(input, p, vertex, point);
      }
    }
    for (int e = 0; e < rim.length; e += 2) {
      input.addFrozen(vertex[rim[e]], vertex[rim[e + 1]], MeshInput.GROUND, MeshInput.OUTSIDE);
    }
    PlanarMesh mesh =
        Mesher.mesh(
            input,
            Limits.ofSizes(0, 1e9, 1e9).within(1, 1, 0, 0),
            MeshInput.OUTSIDE,
            MeshInput.OUTSIDE);
    triangles = new int[mesh.triangles().length];
    for (int c = 0; c < triangles.length; c++) {
      triangles[c] = point[mesh.triangles()[c]];
    }
  }

  private void add(MeshInput input, int p, int[] vertex, int[] point) {
    if (vertex[p] < 0) {
      vertex[p] = input.addVertex(x(p), y(p));
      point[vertex[p]] = p;
    }
  }

  /** A point and how far it lies above or below its triangle. */
  private record Far(int point, double distance) {}

  /** The farthest point of each triangle, the farthest first. */
  private List<Far> farthest() {
    List<Far> far = new ArrayList<>();
    for (int t = 0; t < triangles.length; t += 3) {
      int a = triangles[t];
      int b = triangles[t + 1];
      int c = triangles[t + 2];
      double area = cross(a, b, x(c), y(c));
      if (!(area > 0)) {
        continue;
      }
      int[] farthest = {-1};
      double[] most = {0};
      double tiny = -1e-12 * area; // A point on an edge may belong to either side.
      cells.forEach(
          Math.min(x(a), Math.min(x(b), x(c))),
          Math.min(y(a), Math.min(y(b), y(c))),
          Math.max(x(a), Math.max(x(b), x(c))),
          Math.max(y(a), Math.max(y(b), y(c))),
          p -> {
            double u = cross(b, c, x(p), y(p));
            double v = cross(c, a, x(p), y(p));
            double w = cross(a, b, x(p), y(p));
            if (!taken[p] && u >= tiny && v >= tiny && w >= tiny) {
              double there = (u * z(a) + v * z(b) + w * z(c)) / area;
              double distance = Math.abs(z(p) - there);
              if (distance > most[0]) {
                most[0] = distance;
                farthest[0] = p;
              }
            }
          });
      if (farthest[0] >= 0) {
        far.add(new Far(farthest[0], most[0]));
      }
    }
    far.sort(Comparator.comparingDouble(Far::distance).reversed().thenComparingInt(Far::point));
    return far;
  }

  /** Twice the area of a, b and a place. */
  private double cross(int a, int b, double x, double y) {
    return (x(b) - x(a)) * (y - y(a)) - (y(b) - y(a)) * (x - x(a));
  }

  /** Points by cells of a grid. */
  private static final class Cells {
    private static final int POINTS_PER_CELL = 4;

    final double xmin;
    final double ymin;
    final double width;
    final double height;
    private final double[] points;
    private final double side;
    private final int columns;
    private final int rows;

    /** The points of cell i are those from {@code starts[i]} to {@code starts[i + 1]}. */
    private final int[] starts;

    private final int[] byCell;

    interface Consumer {
      void accept(int point);
    }

    Cells(double[] points, int[] inside) {
      this.points = points;
      double west = Double.POSITIVE_INFINITY;
      double south = Double.POSITIVE_INFINITY;
      double east = Double.NEGATIVE_INFINITY;
      double north = Double.NEGATIVE_INFINITY;
      for (int p : inside) {
        west = Math.min(west, points[3 * p]);
        south = Math.min(south, points[3 * p + 1]);
        east = Math.max(east, points[3 * p]);
        north = Math.max(north, points[3 * p + 1]);
      }
      boolean empty = inside.length == 0;
      xmin = empty ? 0 : west;
      ymin = empty ? 0 : south;
      width = empty ? 0 : east - west;
      height = empty ? 0 : north - south;
      // A region may be a line: then as many cells as points lie along it.
      double wanted = Math.max(1, inside.length / POINTS_PER_CELL);
      double least = Math.max(width, height) / wanted;
      double even = Math.sqrt(width * height / wanted);
      side = Math.max(Math.max(least, even), Double.MIN_NORMAL);
      columns = (int) (width / side) + 1;
      rows = (int) (height / side) + 1;
      starts = new int[columns * rows + 1];
      for (int p : inside) {
        starts[cell(p) + 1]++;
      }
      for (int i = 0; i < columns * rows; i++) {
        starts[i + 1] += starts[i];
      }
      byCell = new int[inside.length];
      int[] next = Arrays.copyOf(starts, columns * rows);
      for (int p : inside) {
        byCell[next[cell(p)]++] = p;
      }
    }

    private int cell(int p) {
      return row(points[3 * p + 1]) * columns + column(points[3 * p]);
    }

    private int column(double x) {
      return (int) Math.max(0, Math.min(columns - 1.0, (x - xmin) / side));
    }

    private int row(double y) {
      return (int) Math.max(0, Math.min(rows - 1.0, (y - ymin) / side));
    }

    /** All points of the cells that a rectangle touches. */
    void forEach(double west, double south, double east, double north, Consumer consumer) {
      for (int j = row(south); j <= row(north); j++) {
        int from = starts[j * columns + column(west)];
        int to = starts[j * columns + column(east) + 1];
        for (int i = from; i < to; i++) {
          consumer.accept(byCell[i]);
        }
      }
    }
  }
}
