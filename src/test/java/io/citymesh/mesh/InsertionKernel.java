package io.citymesh.mesh;

/** Opens the insertion of points, which is not public, to the benchmarks. */
public final class InsertionKernel {
  private InsertionKernel() {}

  /**
   * Triangulates points in the given order.
   *
   * @param xy coordinates, interleaved
   * @param extent {xmin, ymin, xmax, ymax} of the points
   * @return the number of triangles, those that touch the surrounding box included
   */
  public static int insert(double[] xy, double[] extent) {
    int n = xy.length / 2;
    Triangulation mesh = new Triangulation(n + 4);
    Insertion insertion = new Insertion(mesh);
    insertion.start(xy, n, extent);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    insertion.insert(order, new int[n + 4]);
    return mesh.triangleCount;
  }
}
