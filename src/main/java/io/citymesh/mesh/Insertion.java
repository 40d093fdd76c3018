package io.citymesh.mesh;

import java.util.Arrays;

/**
 * Delaunay triangulation of points, inserted one by one along a Hilbert curve, so that the walk to
 * each starts next to it.
 *
 * <p>The curve has 2^30 cells; points in the same cell come in the order of their index. Source: D.
 * Hilbert's curve as used in N. Amenta, S. Choi and G. Rote, <i>Incremental Constructions con
 * BRIO</i>, SoCG 2003 (without their random rounds, which cost more than they gain on the points of
 * a city).
 */
final class Insertion {
  /** How many bits of each coordinate the Hilbert order looks at. */
  private static final int HILBERT_BITS = 15;

  private final Triangulation mesh;

  Insertion(Triangulation mesh) {
    this.mesh = mesh;
  }

  /**
   * Inserts the first n points into an empty mesh; they become its vertices 0 to n-1, and the four
   * corners of a box around them n to n+3.
   *
   * @param xy coordinates, interleaved
   * @param extent {xmin, ymin, xmax, ymax} of what the box must hold
   * @return for each vertex the one that stands for it: itself, or the first at the same place
   */
  int[] insertAll(double[] xy, int n, double[] extent) {
    double size = start(xy, n, extent);
    int[] alias = new int[n + 4];
    insert(hilbertOrder(xy, n, extent[0], extent[1], size), alias);
    return alias;
  }

  /** Sets the points and the box up; returns the larger side of the extent. */
  double start(double[] xy, int n, double[] extent) {
    double xmin = extent[0];
    double ymin = extent[1];
    double xmax = extent[2];
    double ymax = extent[3];
    if (!(xmin <= xmax) || !Double.isFinite(xmax - xmin) || !Double.isFinite(ymax - ymin)) {
      throw new IllegalArgumentException("nothing to mesh, or a coordinate that is not finite");
    }
    System.arraycopy(xy, 0, mesh.xy, 0, 2 * n);
    mesh.vertexCount = n;
    // The box stands askew, so that nothing that refinement puts in an empty plane can line up with
    // an axis.
    double size = Math.max(Math.max(xmax - xmin, ymax - ymin), 1);
    int box = mesh.addVertex(xmin - 1.13 * size, ymin - 1.71 * size);
    mesh.addVertex(xmax + 1.57 * size, ymin - 1.09 * size);
    mesh.addVertex(xmax + 1.19 * size, ymax + 1.61 * size);
    mesh.addVertex(xmin - 1.67 * size, ymax + 1.23 * size);
    mesh.startWithBox(box, box + 1, box + 2, box + 3);
    return size;
  }

  /** Inserts vertices in the given order. */
  void insert(int[] order, int[] alias) {
    int at = 0;
    for (int v : order) {
      double x = mesh.xy[2 * v];
      double y = mesh.xy[2 * v + 1];
      alias[v] = v;
      switch (mesh.locate(x, y, at, false)) {
        case INSIDE, ON_EDGE -> {
          mesh.openCavity(mesh.located >> 2, x, y);
          mesh.fillCavity(v);
          at = 4 * mesh.made[0];
        }
        case ON_VERTEX -> alias[v] = mesh.origin(mesh.located);
        case OUTSIDE, BLOCKED ->
            throw new IllegalStateException("vertex outside the box: " + x + " " + y);
      }
    }
  }

  /** The points along a Hilbert curve; equal codes by index. */
  private static int[] hilbertOrder(double[] xy, int n, double xmin, double ymin, double size) {
    long[] keys = new long[n];
    double scale = ((1 << HILBERT_BITS) - 1) / size;
    for (int v = 0; v < n; v++) {
      int x = (int) ((xy[2 * v] - xmin) * scale);
      int y = (int) ((xy[2 * v + 1] - ymin) * scale);
      keys[v] = (long) hilbert(x, y) << 32 | v;
    }
    Arrays.sort(keys);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  private static int hilbert(int x, int y) {
    int code = 0;
    for (int bit = 1 << (HILBERT_BITS - 1); bit > 0; bit >>= 1) {
      int rx = (x & bit) != 0 ? 1 : 0;
      int ry = (y & bit) != 0 ? 1 : 0;
      code = code << 2 | (3 * rx ^ ry);
      if (ry == 0) {
        if (rx == 1) {
          x = ~x;
          y = ~y;
        }
        int swap = x;
        x = y;
        y = swap;
      }
    }
    return code;
  }
}
