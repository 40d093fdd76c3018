package io.citymesh.mesh;

import java.util.Arrays;

/**
 * The planar mesher: from a planar straight-line graph with labels to a triangle mesh that contains
 * all its segments and meets the limits. The one door of this package's planar part.
 *
 * <ol>
 *   <li>The vertices are inserted in the order of a Hilbert curve (Delaunay triangulation, exact
 *       predicates).
 *   <li>The segments are forced in, and labels flood the plane between them.
 *   <li>Steiner vertices are added until the limits hold ({@link Refiner}).
 *   <li>What lies outside or is already covered is dropped.
 * </ol>
 *
 * <p>The result depends on nothing but the arguments: same input, same bits. Not thread-safe, but
 * free of shared state: several meshers may run side by side.
 */
public final class Mesher {
  /** How many bits of each coordinate the Hilbert order looks at. */
  private static final int HILBERT_BITS = 15;

  private final MeshInput input;
  private final Limits limits;
  private final int defaultLabel;
  private final int surroundings;

  private Mesher(MeshInput input, Limits limits, int defaultLabel, int surroundings) {
    this.input = input;
    this.limits = limits;
    this.defaultLabel = defaultLabel;
    this.surroundings = surroundings;
  }

  /**
   * Meshes.
   *
   * @param input the graph; it is used up (segments may be subdivided in place)
   * @param limits what the triangles must satisfy
   * @param defaultLabel the label of what no segment's label reaches
   * @param surroundings the label of the plane around all segments, or {@link MeshInput#UNKNOWN} to
   *     take it from them
   * @throws IllegalArgumentException if two segments cross, or their labels contradict each other;
   *     the message says where
   * @throws IllegalStateException if the refinement does not end within its bound of vertices
   */
  public static PlanarMesh mesh(
      MeshInput input, Limits limits, int defaultLabel, int surroundings) {
    return new Mesher(input, limits, defaultLabel, surroundings).run();
  }

  private PlanarMesh run() {
    int inputVertices = input.vertexCount;
    Triangulation mesh = new Triangulation(2 * inputVertices + 64);
    int[] alias = insertVertices(mesh);
    int[] vertexFeature = Arrays.copyOf(input.vertexFeature, mesh.vertexCount);
    Arrays.fill(vertexFeature, inputVertices, mesh.vertexCount, -1);
    double[] vertexParameter = Arrays.copyOf(input.vertexParameter, mesh.vertexCount);
    Constraints constraints = new Constraints(mesh, input, vertexFeature, vertexParameter);
    constraints.insertSegments(alias);
    constraints.flood(defaultLabel, surroundings, inputVertices);
    Refiner refiner = new Refiner(mesh, input, limits, vertexFeature, vertexParameter);
    refiner.refine(vertexBound(mesh));
    return extract(mesh, refiner, inputVertices);
  }

  /** Far more vertices than a refinement that ends can need. */
  private long vertexBound(Triangulation mesh) {
    double area = 0;
    for (int t = 0; t < mesh.triangleCount; t++) {
      if (mesh.label(t) >= MeshInput.GROUND) {
        int e = 4 * t;
        double[] xy = mesh.xy;
        int a = 2 * mesh.vertex[e];
        int b = 2 * mesh.vertex[e + 1];
        int c = 2 * mesh.vertex[e + 2];
        area +=
            0.5
                * ((xy[b] - xy[a]) * (xy[c + 1] - xy[a + 1])
                    - (xy[b + 1] - xy[a + 1]) * (xy[c] - xy[a]));
      }
    }
    double smallest = Math.min(limits.groundArea(), limits.roofArea());
    double wanted = 100_000 + 200.0 * mesh.vertexCount + 20 * area / smallest;
    return (long) Math.min(wanted, Integer.MAX_VALUE / 2.0);
  }

  /** Inserts all vertices; returns for each the one that stands for it (the first at its place). */
  private int[] insertVertices(Triangulation mesh) {
    int n = input.vertexCount;
    System.arraycopy(input.xy, 0, mesh.xy, 0, 2 * n);
    mesh.vertexCount = n;
    double xmin = input.extent[0];
    double ymin = input.extent[1];
    double xmax = input.extent[2];
    double ymax = input.extent[3];
    if (!(xmin <= xmax) || Double.isInfinite(xmax - xmin) || Double.isInfinite(ymax - ymin)) {
      throw new IllegalArgumentException("nothing to mesh, or a coordinate that is not finite");
    }
    // The box stands askew, so that nothing that refinement puts in an empty plane can line up with
    // an axis.
    double size = Math.max(Math.max(xmax - xmin, ymax - ymin), 1);
    int box = mesh.addVertex(xmin - 1.13 * size, ymin - 1.71 * size);
    mesh.addVertex(xmax + 1.57 * size, ymin - 1.09 * size);
    mesh.addVertex(xmax + 1.19 * size, ymax + 1.61 * size);
    mesh.addVertex(xmin - 1.67 * size, ymax + 1.23 * size);
    mesh.startWithBox(box, box + 1, box + 2, box + 3);
    int[] alias = new int[mesh.vertexCount];
    int at = 0;
    for (int v : hilbertOrder(xmin, ymin, size)) {
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
    return alias;
  }

  /** The input's vertices along a Hilbert curve; equal codes by index. */
  private int[] hilbertOrder(double xmin, double ymin, double size) {
    int n = input.vertexCount;
    long[] keys = new long[n];
    double scale = ((1 << HILBERT_BITS) - 1) / size;
    for (int v = 0; v < n; v++) {
      int x = (int) ((input.xy[2 * v] - xmin) * scale);
      int y = (int) ((input.xy[2 * v + 1] - ymin) * scale);
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

  /** Copies the labelled triangles out; the four corners of the box are cut from the numbering. */
  private PlanarMesh extract(Triangulation mesh, Refiner refiner, int inputVertices) {
    int[] number = new int[mesh.triangleCount];
    int triangles = 0;
    for (int t = 0; t < mesh.triangleCount; t++) {
      boolean wanted = mesh.label(t) >= MeshInput.GROUND && !touchesBox(mesh, t, inputVertices);
      number[t] = wanted ? triangles++ : -1;
    }
    int vertices = mesh.vertexCount - 4;
    double[] xy = new double[2 * vertices];
    int[] vertexFeature = new int[vertices];
    double[] vertexParameter = new double[vertices];
    for (int v = 0; v < vertices; v++) {
      int from = v < inputVertices ? v : v + 4;
      xy[2 * v] = mesh.xy[2 * from];
      xy[2 * v + 1] = mesh.xy[2 * from + 1];
      vertexFeature[v] = refiner.vertexFeature()[from];
      vertexParameter[v] = refiner.vertexParameter()[from];
    }
    int[] corners = new int[3 * triangles];
    int[] twins = new int[3 * triangles];
    int[] edgeFeatures = new int[3 * triangles];
    int[] labels = new int[triangles];
    for (int t = 0; t < mesh.triangleCount; t++) {
      if (number[t] < 0) {
        continue;
      }
      labels[number[t]] = mesh.label(t);
      for (int i = 0; i < 3; i++) {
        int e = 4 * t + i;
        int to = 3 * number[t] + i;
        int v = mesh.vertex[e];
        corners[to] = v < inputVertices ? v : v - 4;
        int o = mesh.twin[e];
        twins[to] = o < 0 || number[o >> 2] < 0 ? -1 : 3 * number[o >> 2] + (o & 3);
        int s = mesh.constraint[e] - 1;
        edgeFeatures[to] = s < 0 ? -1 : input.feature[s] < 0 ? -2 : input.feature[s];
      }
    }
    return new PlanarMesh(
        xy, inputVertices, vertexFeature, vertexParameter, corners, twins, edgeFeatures, labels);
  }

  private static boolean touchesBox(Triangulation mesh, int t, int inputVertices) {
    for (int e = 4 * t; e < 4 * t + 3; e++) {
      if (mesh.vertex[e] >= inputVertices && mesh.vertex[e] < inputVertices + 4) {
        return true;
      }
    }
    return false;
  }
}
