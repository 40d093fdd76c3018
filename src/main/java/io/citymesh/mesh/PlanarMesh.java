package io.citymesh.mesh;

/**
 * A labelled planar triangle mesh in flat arrays.
 *
 * <p>The first {@link #inputVertices} vertices are those of the {@link MeshInput}, in its order (an
 * input vertex that no triangle uses is still listed); Steiner vertices follow. Triangle t has the
 * half-edges 3t, 3t+1, 3t+2, counter-clockwise; half-edge e starts at {@code triangles[e]}.
 *
 * @param xy coordinates x, y of each vertex, interleaved, metres
 * @param inputVertices how many vertices came from the input
 * @param vertexFeature for each vertex: the feature in whose interior it lies, or -1
 * @param vertexParameter for each vertex: its parameter on that feature, between 0 and 1
 * @param triangles three vertices per triangle
 * @param twins for each half-edge the same edge in the neighbour, or -1 where there is no labelled
 *     neighbour
 * @param edgeFeatures for each half-edge: the feature that it is a piece of, -1 for a free edge, -2
 *     for a frozen segment
 * @param labels for each triangle its label: {@link MeshInput#GROUND} or that of a building
 * @param sizes for each vertex the size of triangles there, metres; empty if they are not graded
 */
public record PlanarMesh(
    double[] xy,
    int inputVertices,
    int[] vertexFeature,
    double[] vertexParameter,
    int[] triangles,
    int[] twins,
    int[] edgeFeatures,
    int[] labels,
    double[] sizes) {

  public int vertexCount() {
    return xy.length / 2;
  }

  public int triangleCount() {
    return labels.length;
  }
}
