package io.citymesh.format;

import java.util.Arrays;
import java.util.Locale;

/**
 * The box of equal cells that {@code blockMesh} makes and {@code snappyHexMesh} cuts a domain out
 * of. The sides of a rectangular domain and the top lie between two layers of cells, so that
 * nothing has to be moved there; outside there is one layer more.
 *
 * @param along the direction of its first axis: x and y of a unit vector
 * @param from where it begins: along its axes u, v and z, metres
 * @param size of a cell along them, metres
 * @param cells along them
 */
record BackgroundMesh(double[] along, double[] from, double[] size, int[] cells) {
  /** At least so many cells are below the top and between opposite sides. */
  private static final int CELLS_ACROSS = 8;

  /** At least so many are between the highest roof and the top. */
  private static final int CELLS_ABOVE = 3;

  /** Rows of the domain in which a point farthest from the sides is looked for. */
  private static final int ROWS = 64;

  /** How far two sides may be from a right angle. */
  private static final double SQUARE = 1e-4;

  /**
   * The box around a closed domain.
   *
   * @param rings of the domain about an origin, shell first
   * @param low the lowest elevation of the mesh, metres
   * @param high the highest elevation of ground and roofs, below the top
   * @param top elevation of the top
   * @param ground size of triangles of ground, metres
   * @param least the smallest size of triangles outside zones, metres
   */
  static BackgroundMesh around(
      double[][] rings, double low, double high, double top, double ground, double least) {
    double[] along = along(rings[0]);
    double[] extent = extent(rings[0], along);
    double[] length = {extent[1] - extent[0], extent[3] - extent[2], top - low};
    double across = Math.min(Math.min(length[0], length[1]), length[2]) / CELLS_ACROSS;
    double most = Math.max(Math.min(across, (top - high) / CELLS_ABOVE), Math.min(least, across));
    // Halved some times it has the size of the ground's triangles.
    double wanted = most;
    if (ground <= most) {
      wanted = ground;
      while (2 * wanted <= most) {
        wanted *= 2;
      }
    }
    double[] size = new double[3];
    int[] cells = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int inside = (int) Math.ceil(length[axis] / wanted * (1 - 1e-9));
      size[axis] = length[axis] / inside;
      cells[axis] = inside + 2;
    }
    double[] from = {extent[0] - size[0], extent[2] - size[1], low - size[2]};
    return new BackgroundMesh(along, from, size, cells);
  }

  /** The direction of a rectangle's first side, else that of x. */
  private static double[] along(double[] ring) {
    boolean rectangle = ring.length == 8;
    for (int i = 0; i < 8 && rectangle; i += 2) {
      double ax = ring[(i + 2) % 8] - ring[i];
      double ay = ring[(i + 3) % 8] - ring[i + 1];
      double bx = ring[(i + 4) % 8] - ring[(i + 2) % 8];
      double by = ring[(i + 5) % 8] - ring[(i + 3) % 8];
      double cosine = (ax * bx + ay * by) / (Math.hypot(ax, ay) * Math.hypot(bx, by));
      rectangle = Math.abs(cosine) < SQUARE;
    }
    double x = ring[2] - ring[0];
    double y = ring[3] - ring[1];
    double length = Math.hypot(x, y);
    return rectangle ? new double[] {x / length, y / length} : new double[] {1, 0};
  }

  private static double u(double[] along, double x, double y) {
    return x * along[0] + y * along[1];
  }

  private static double v(double[] along, double x, double y) {
    return y * along[0] - x * along[1];
  }

  /** The least and the largest u, then v, of a ring. */
  private static double[] extent(double[] ring, double[] along) {
    double[] extent = {
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (int i = 0; i < ring.length; i += 2) {
      double u = u(along, ring[i], ring[i + 1]);
      double v = v(along, ring[i], ring[i + 1]);
      extent[0] = Math.min(extent[0], u);
      extent[1] = Math.max(extent[1], u);
      extent[2] = Math.min(extent[2], v);
      extent[3] = Math.max(extent[3], v);
    }
    return extent;
  }

  /** x, y, z of the place that is u, v, z along the axes. */
  private double[] place(double u, double v, double z) {
    return new double[] {u * along[0] - v * along[1], u * along[1] + v * along[0], z};
  }

  /** The largest side of a cell, metres. */
  double cell() {
    return Arrays.stream(size).max().orElseThrow();
  }

  /** How often a cell is halved until it is no larger than this. */
  int level(double metres) {
    int level = 0;
    for (double side = cell(); side * (1 - 1e-9) > metres; side /= 2) {
      level++;
    }
    return level;
  }

  /** How many cells there are. */
  long count() {
    return (long) cells[0] * cells[1] * cells[2];
  }

  /**
   * A point that is certainly in the air: inside the domain, far from its sides, half-way between
   * the highest roof or ground and the top. A third of a cell of some level from that cell's sides
   * along each axis, it lies on no side of any cell, however often the cells are halved.
   *
   * @param rings of the domain, as the box was made of
   * @param high the highest elevation of ground and roofs
   * @param top elevation of the top
   */
  double[] inside(double[][] rings, double high, double top) {
    double[] extent = extent(rings[0], along);
    double best = -1;
    double[] place = new double[2];
    for (int row = 0; row < ROWS; row++) {
      double height = extent[3] - extent[2];
      double v = third(1, extent[2] + (row + 0.5) / ROWS * height, height / ROWS / 2);
      double[] crossings = crossings(rings, v);
      for (int i = 0; i + 1 < crossings.length; i += 2) {
        double wide = crossings[i + 1] - crossings[i];
        double u = third(0, 0.5 * (crossings[i] + crossings[i + 1]), wide / 4);
        double clear = clearance(rings, u, v);
        if (u > crossings[i] && u < crossings[i + 1] && clear > best) {
          best = clear;
          place = new double[] {u, v};
        }
      }
    }
    if (best < 0) {
      throw new IllegalStateException("no row of the domain has an inside");
    }
    return place(place[0], place[1], third(2, 0.5 * (high + top), (top - high) / 4));
  }

  /**
   * The place next to another that is a third of a cell from the side of a cell, of one that is
   * halved until it is no larger than a step.
   */
  private double third(int axis, double at, double step) {
    double side = size[axis];
    while (side > step) {
      side /= 2;
    }
    return from[axis] + (Math.floor((at - from[axis]) / side) + 1.0 / 3) * side;
  }

  /** Where a row of this v crosses the rings, ascending in u. */
  private double[] crossings(double[][] rings, double row) {
    return Arrays.stream(rings)
        .flatMapToDouble(
            ring -> {
              double[] found = new double[ring.length / 2];
              int n = 0;
              for (int i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
                double v1 = v(along, ring[j], ring[j + 1]);
                double v2 = v(along, ring[i], ring[i + 1]);
                if ((v1 > row) != (v2 > row)) {
                  double u1 = u(along, ring[j], ring[j + 1]);
                  double u2 = u(along, ring[i], ring[i + 1]);
                  found[n++] = u1 + (row - v1) / (v2 - v1) * (u2 - u1);
                }
              }
              return Arrays.stream(found, 0, n);
            })
        .sorted()
        .toArray();
  }

  /** The distance from the nearest side. */
  private double clearance(double[][] rings, double u, double v) {
    double[] p = place(u, v, 0);
    double least = Double.POSITIVE_INFINITY;
    for (double[] ring : rings) {
      for (int i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        double dx = ring[i] - ring[j];
        double dy = ring[i + 1] - ring[j + 1];
        double length = dx * dx + dy * dy;
        double t = ((p[0] - ring[j]) * dx + (p[1] - ring[j + 1]) * dy) / length;
        t = length == 0 ? 0 : Math.max(0, Math.min(1, t));
        least = Math.min(least, Math.hypot(ring[j] + t * dx - p[0], ring[j + 1] + t * dy - p[1]));
      }
    }
    return least;
  }

  /** The dictionary for {@code blockMesh}. */
  String dictionary() {
    StringBuilder text = new StringBuilder("scale           1;\n\nvertices\n(\n");
    for (int corner = 0; corner < 8; corner++) {
      int inU = (corner + 1) / 2 % 2;
      int inV = corner / 2 % 2;
      double[] at =
          place(
              from[0] + inU * cells[0] * size[0],
              from[1] + inV * cells[1] * size[1],
              from[2] + corner / 4 * cells[2] * size[2]);
      text.append("    ").append(FoamCase.point(at)).append('\n');
    }
    text.append(
        String.format(
            Locale.ROOT,
            """
            );

            blocks
            (
                hex (0 1 2 3 4 5 6 7) (%d %d %d) simpleGrading (1 1 1)
            );

            edges
            (
            );

            boundary
            (
                outside
                {
                    type            patch;
                    faces
                    (
                        (0 3 2 1)
                        (4 5 6 7)
                        (0 1 5 4)
                        (1 2 6 5)
                        (2 3 7 6)
                        (3 0 4 7)
                    );
                }
            );

            mergePatchPairs
            (
            );
            """,
            cells[0],
            cells[1],
            cells[2]));
    return FoamCase.file("dictionary", "blockMeshDict", text.toString());
  }
}
