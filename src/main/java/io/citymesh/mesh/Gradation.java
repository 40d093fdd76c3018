package io.citymesh.mesh;

import java.util.Arrays;

/**
 * A size for each vertex, so that triangles grow from small features outwards by at most a factor
 * per step.
 *
 * <ol>
 *   <li>The size at a vertex of the input is the distance to what is next to it, or the one that it
 *       was given: vertices of a mesh that goes on here, which lie close together because of other
 *       features, must not be taken for small features themselves.
 *   <li>No size is larger than that of another vertex plus (factor - 1) times the distance between
 *       them along edges. That is made so before refinement, and at the end of it, when the sizes
 *       are given away; a new vertex gets the size that its neighbours allow.
 *   <li>A triangle may be as large as the factor times the least size of its corners allows.
 * </ol>
 *
 * <p>No size is ever below the least one of the input, so this can't go on without end.
 */
final class Gradation {
  private final Triangulation mesh;
  private final SteinerVertices vertices;
  private final double factor;

  /**
   * Takes the sizes from the input, or from the triangulation before refinement.
   *
   * @param vertices what gets the sizes
   * @param factor more than 1
   */
  Gradation(Triangulation mesh, MeshInput input, SteinerVertices vertices, double factor) {
    this.mesh = mesh;
    this.vertices = vertices;
    this.factor = factor;
    double[] known = input.size.length == 0 ? measure(mesh) : input.size;
    vertices.size = Arrays.copyOf(known, vertices.feature.length);
    int from = Math.min(known.length, input.vertexCount);
    Arrays.fill(vertices.size, from, vertices.size.length, Double.POSITIVE_INFINITY);
    spread();
  }

  /** The distance from each vertex to what is next to it, but for what lies outside the domain. */
  static double[] measure(Triangulation mesh) {
    double[] size = new double[mesh.vertexCount];
    Arrays.fill(size, Double.POSITIVE_INFINITY);
    for (int e = 0; e < 4 * mesh.triangleCount; e++) {
      int label = mesh.label(e >> 2);
      if ((e & 3) != 3 && (label >= MeshInput.GROUND || label == Triangulation.UNLABELLED)) {
        measure(mesh, e, size);
      }
    }
    return size;
  }

  private static void measure(Triangulation mesh, int e, double[] size) {
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

  /** Lowers sizes until none is larger than its neighbours allow. */
  void spread() {
    boolean lowered = true;
    for (int pass = 0; lowered; pass++) {
      lowered = false;
      int slots = 4 * mesh.triangleCount;
      for (int i = 0; i < slots; i++) {
        // Forwards and backwards in turn: sizes travel far in either direction.
        int e = pass % 2 == 0 ? i : slots - 1 - i;
        if ((e & 3) != 3) {
          lowered |= lower(mesh.origin(e), mesh.target(e));
        }
      }
    }
  }

  private boolean lower(int u, int v) {
    double[] size = vertices.size;
    double difference = Math.abs(size[u] - size[v]);
    // The square root only where it is needed.
    if (!(difference * difference > square(factor - 1) * mesh.squaredDistance(u, v))) {
      return false;
    }
    double step = (factor - 1) * Math.sqrt(mesh.squaredDistance(u, v));
    int larger = size[u] > size[v] ? u : v;
    double allowed = Math.min(size[u], size[v]) + step;
    if (allowed < size[larger]) {
      size[larger] = allowed;
      return true;
    }
    return false;
  }

  private static double square(double x) {
    return x * x;
  }

  /** Gives the vertex at the centre of the fan just made its size. */
  void inherit(int v) {
    double[] size = vertices.size;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < mesh.madeCount; i++) {
      int u = mesh.vertex[4 * mesh.made[i]];
      double reach = size[u] + (factor - 1) * Math.sqrt(mesh.squaredDistance(u, v));
      least = Math.min(least, reach);
    }
    size[v] = least;
  }

  /** Whether vertex v lets triangles with a corner at a place have a size, in metres. */
  boolean allows(double metres, int v, double x, double y) {
    double dx = mesh.xy[2 * v] - x;
    double dy = mesh.xy[2 * v + 1] - y;
    double reach = vertices.size[v] + (factor - 1) * Math.sqrt(dx * dx + dy * dy);
    return factor * reach >= metres;
  }

  /** The largest area that a triangle may have, square metres. */
  double area(int t) {
    double[] size = vertices.size;
    double a = size[mesh.vertex[4 * t]];
    double b = size[mesh.vertex[4 * t + 1]];
    double c = size[mesh.vertex[4 * t + 2]];
    double least = factor * Math.max(Limits.SHORTEST_EDGE, Math.min(a, Math.min(b, c)));
    return 0.5 * least * least;
  }
}
