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
    int[] alias = new Insertion(mesh).insertAll(input.xy, inputVertices, input.extent);
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
