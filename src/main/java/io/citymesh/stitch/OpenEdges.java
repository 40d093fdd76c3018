package io.citymesh.stitch;

import io.citymesh.geo.TupleNumbers;
import io.citymesh.mesh.PlanarMesh;
import java.util.Arrays;

/**
 * The open edges after a part is sealed: those of the old frontier that no kept triangle closes,
 * and those between a kept triangle and one that is not kept. One pass over the kept triangles,
 * which also notes which vertices and lined edges they have.
 */
final class OpenEdges {
  /** What stands for the label of a vertex that no kept triangle uses. */
  private static final int UNUSED = Integer.MIN_VALUE;

  private final KeptTriangles triangles;
  private final PlanarMesh mesh;
  private final Features features;
  private final Frontier old;
  private final double originX;
  private final double originY;

  /** The old edges by their ends. */
  private final TupleNumbers oldEdges;

  /** Which old edges a kept triangle closes. */
  private final boolean[] closed;

  /** New open edges: origin, target, label on the open side, feature or -1. */
  private int[] open = new int[256];

  private int openCount;
  private int[] lined = new int[256];
  private int linedCount;

  /** Which vertices a kept triangle uses. */
  final boolean[] used;

  /** For each vertex in use the label of a kept triangle at it: the only one, off the features. */
  final int[] labelAt;

  /** The sum of cross products over the kept triangles' edges on the domain's boundary. */
  private double boundary;

  /**
   * @param originX from where cross products are taken: the domain's corner, which keeps them exact
   *     enough
   * @param originY the same
   */
  OpenEdges(KeptTriangles triangles, double originX, double originY) {
    this.triangles = triangles;
    this.mesh = triangles.mesh();
    this.features = triangles.features();
    this.old = triangles.old();
    this.originX = originX;
    this.originY = originY;
    used = new boolean[mesh.vertexCount()];
    labelAt = new int[mesh.vertexCount()];
    Arrays.fill(labelAt, UNUSED);
    closed = new boolean[old.edgeCount()];
    oldEdges = new TupleNumbers(1, old.edgeCount());
    int[] ends = old.edges.ends.values;
    for (int e = 0; e < closed.length; e++) {
      if (oldEdges.add(TupleNumbers.pair(ends[2 * e], ends[2 * e + 1])) != e) {
        throw new IllegalStateException("the frontier has an edge twice");
      }
    }
    find();
    for (int v = 0; v < used.length; v++) {
      used[v] = labelAt[v] != UNUSED;
    }
  }

  private void find() {
    boolean[] kept = triangles.kept();
    int[] corners = mesh.triangles();
    int[] twins = mesh.twins();
    int[] edgeFeatures = mesh.edgeFeatures();
    int[] labels = mesh.labels();
    for (int t = 0; t < kept.length; t++) {
      if (!kept[t]) {
        continue;
      }
      int label = labels[t];
      for (int e = 3 * t; e < 3 * t + 3; e++) {
        int u = corners[e];
        labelAt[u] = label;
        int o = twins[e];
        int f = edgeFeatures[e];
        if (f != -1) {
          addLined(e);
        }
        if (o < 0) {
          close(e, u, corners[KeptTriangles.next(e)]);
        } else if (!kept[o / 3]) {
          addOpen(u, corners[KeptTriangles.next(e)], labels[o / 3], f);
        }
      }
    }
  }

  /** An edge without a neighbour: it closes one of the old frontier, or lies on the boundary. */
  private void close(int e, int u, int v) {
    int f = mesh.edgeFeatures()[e];
    if (f == -2) {
      int sealed = oldEdges.find(TupleNumbers.pair(v, u));
      if (sealed < 0 || closed[sealed]) {
        throw new IllegalStateException("a kept triangle lies on the wrong side of the frontier");
      }
      closed[sealed] = true;
    } else if (f >= 0 && features.onDomainBoundary(f)) {
      boundary += cross(u, v);
    } else {
      throw new IllegalStateException("a kept triangle reaches the end of the meshed plane");
    }
  }

  private double cross(int u, int v) {
    double[] xy = mesh.xy();
    double x = xy[2 * u] - originX;
    double y = xy[2 * u + 1] - originY;
    return x * (xy[2 * v + 1] - xy[2 * u + 1]) - y * (xy[2 * v] - xy[2 * u]);
  }

  private void addLined(int e) {
    if (linedCount == lined.length) {
      lined = Arrays.copyOf(lined, 2 * linedCount);
    }
    lined[linedCount++] = e;
  }

  private void addOpen(int u, int v, int label, int feature) {
    if (openCount + 4 > open.length) {
      open = Arrays.copyOf(open, 2 * open.length);
    }
    open[openCount++] = u;
    open[openCount++] = v;
    open[openCount++] = label;
    open[openCount++] = feature;
  }

  /** The half-edges of kept triangles that lie on a feature or on the old frontier, ascending. */
  int[] lined() {
    return Arrays.copyOf(lined, linedCount);
  }

  double boundary() {
    return boundary;
  }

  /** For each vertex whether it ends an edge between a kept triangle and one that is not. */
  boolean[] onRim() {
    boolean[] rim = new boolean[used.length];
    for (int i = 0; i < openCount; i += 4) {
      rim[open[i]] = true;
      rim[open[i + 1]] = true;
    }
    return rim;
  }

  /** The feature that the edge of a kept triangle lies on, or -1. */
  int featureOf(int e) {
    int f = mesh.edgeFeatures()[e];
    if (f == -2) {
      int v = mesh.triangles()[e];
      int u = mesh.triangles()[KeptTriangles.next(e)];
      return old.edges.feature.values[oldEdges.find(TupleNumbers.pair(u, v))];
    }
    return f;
  }

  /**
   * Writes the open edges: vertices by their numbers in the mesh, features by those in the graph.
   */
  void write(Frontier.Edges to) {
    int most = closed.length + openCount / 4;
    int[] ends = new int[2 * most];
    int[] labels = new int[most];
    int[] lines = new int[most];
    int n = 0;
    for (int e = 0; e < closed.length; e++) {
      if (!closed[e]) {
        ends[2 * n] = old.edges.ends.values[2 * e];
        ends[2 * n + 1] = old.edges.ends.values[2 * e + 1];
        labels[n] = old.edges.label.values[e];
        lines[n++] = old.edges.feature.values[e];
      }
    }
    for (int i = 0; i < openCount; i += 4) {
      ends[2 * n] = open[i];
      ends[2 * n + 1] = open[i + 1];
      labels[n] = open[i + 2];
      lines[n++] = open[i + 3];
    }
    to.ends.values = Arrays.copyOf(ends, 2 * n);
    to.label.values = Arrays.copyOf(labels, n);
    to.feature.values = Arrays.copyOf(lines, n);
  }
}
