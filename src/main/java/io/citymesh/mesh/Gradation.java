package io.citymesh.mesh;

import java.util.Arrays;

/**
 * A size for each vertex, so that triangles grow from small features outwards by at most a factor
 * per step: the size at a vertex of the input is the distance to what is next to it, and that at a
 * new vertex the least of its neighbours' sizes plus (factor - 1) times their distance. A triangle
 * may be as large as the factor times the least size of its corners allows.
 *
 * <p>No size is ever below the least one of the input, so this can't go on without end.
 */
final class Gradation {
  private final Triangulation mesh;
  private final double factor;
  private double[] size;

  /**
   * Takes the sizes at the input's vertices from the triangulation before refinement.
   *
   * @param factor more than 1
   */
  Gradation(Triangulation mesh, double factor) {
    this.mesh = mesh;
    this.factor = factor;
    size = new double[mesh.vertexCount];
    Arrays.fill(size, Double.POSITIVE_INFINITY);
    for (int e = 0; e < 4 * mesh.triangleCount; e++) {
      if ((e & 3) != 3 && mesh.label(e >> 2) >= MeshInput.GROUND) {
        measure(e);
      }
    }
  }

  private void measure(int e) {
    int u = mesh.origin(e);
    int v = mesh.target(e);
    int w = mesh.apex(e);
    double squared = mesh.squaredDistance(u, v);
    double length = Math.sqrt(squared);
    size[u] = Math.min(size[u], length);
    size[v] = Math.min(size[v], length);
    double skew = Math.abs(mesh.squaredDistance(u, w) - mesh.squaredDistance(v, w));
    if (mesh.constraint[e] != 0 && skew < squared) {
      size[w] = Math.min(size[w], mesh.doubleArea(e >> 2) / length);
    }
  }

  /** Gives the vertex at the centre of the fan just made its size. */
  void inherit(int v) {
    if (v >= size.length) {
      size = Arrays.copyOf(size, Math.max(v + 1, size.length + (size.length >> 1)));
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < mesh.madeCount; i++) {
      int u = mesh.vertex[4 * mesh.made[i]];
      double reach = size[u] + (factor - 1) * Math.sqrt(mesh.squaredDistance(u, v));
      least = Math.min(least, reach);
    }
    size[v] = least;
  }

  /** The largest area that a triangle may have, square metres. */
  double area(int t) {
    double a = size[mesh.vertex[4 * t]];
    double b = size[mesh.vertex[4 * t + 1]];
    double c = size[mesh.vertex[4 * t + 2]];
    double least = factor * Math.max(Limits.SHORTEST_EDGE, Math.min(a, Math.min(b, c)));
    return 0.5 * least * least;
  }
}
