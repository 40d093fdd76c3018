package io.citymesh.mesh;

import java.util.Arrays;

/**
 * The features, parameters and sizes of all vertices, and the vertices that refinement adds and
 * removes.
 */
final class SteinerVertices {
  private final Triangulation mesh;

  /** All vertices from this one on were added by refinement. */
  private final int first;

  /** For each vertex the feature in whose interior it lies, or -1. */
  int[] feature;

  /** For each vertex its parameter on that feature. */
  double[] parameter;

  /** For each vertex the size of triangles there, metres; empty without a {@link Gradation}. */
  double[] size = {};

  /** The vertices that were removed and whose numbers are free. */
  private int[] free = new int[16];

  private int freeCount;
  private long added;
  private long most = Long.MAX_VALUE;

  /**
   * @param feature for each vertex so far its feature, with room for more
   * @param parameter for each vertex so far its parameter, of the same length
   */
  SteinerVertices(Triangulation mesh, int[] feature, double[] parameter) {
    this.mesh = mesh;
    this.first = mesh.vertexCount;
    this.feature = feature;
    this.parameter = parameter;
  }

  /** Sets how many vertices may be added. */
  void limit(long vertices) {
    most = vertices;
  }

  /** How many vertices may be added. */
  long most() {
    return most;
  }

  /** How many vertices have been added, removed ones included. */
  long added() {
    return added;
  }

  /** True if refinement put the vertex in the plane, on no feature. */
  boolean isFree(int v) {
    return v >= first && feature[v] < 0;
  }

  /**
   * Adds a vertex, under the number of a removed one if there is any.
   *
   * @throws IllegalStateException if it is one too many; the message names the place
   */
  int add(double x, double y, int onFeature, double atParameter) {
    if (++added > most) {
      throw new IllegalStateException(
          "refinement does not end: more than "
              + most
              + " vertices added, the last one at ("
              + x
              + " "
              + y
              + ")");
    }
    int v;
    if (freeCount > 0) {
      v = free[--freeCount];
      mesh.xy[2 * v] = x;
      mesh.xy[2 * v + 1] = y;
    } else {
      v = mesh.addVertex(x, y);
    }
    if (v >= feature.length) {
      int length = Math.max(v + 1, feature.length + (feature.length >> 1));
      feature = Arrays.copyOf(feature, length);
      parameter = Arrays.copyOf(parameter, length);
      size = size.length == 0 ? size : Arrays.copyOf(size, length);
    }
    feature[v] = onFeature;
    parameter[v] = atParameter;
    return v;
  }

  /** Removes a vertex that no triangle uses any more. */
  void remove(int v) {
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * freeCount);
    }
    free[freeCount++] = v;
  }

  /** Renumbers, so that no removed vertex is left; the order stays. */
  void closeGaps() {
    if (freeCount == 0) {
      return;
    }
    boolean[] removed = new boolean[mesh.vertexCount];
    for (int i = 0; i < freeCount; i++) {
      removed[free[i]] = true;
    }
    freeCount = 0;
    int[] number = new int[mesh.vertexCount];
    int count = 0;
    for (int v = 0; v < number.length; v++) {
      number[v] = count;
      if (!removed[v]) {
        mesh.xy[2 * count] = mesh.xy[2 * v];
        mesh.xy[2 * count + 1] = mesh.xy[2 * v + 1];
        feature[count] = feature[v];
        parameter[count] = parameter[v];
        if (size.length > 0) {
          size[count] = size[v];
        }
        count++;
      }
    }
    mesh.vertexCount = count;
    for (int e = 0; e < 4 * mesh.triangleCount; e++) {
      if ((e & 3) != 3) {
        mesh.vertex[e] = number[mesh.vertex[e]];
      }
    }
  }
}
