package io.citymesh.stitch;

import io.citymesh.mesh.PlanarMesh;

/**
 * The triangles of a mesh that are to be sealed.
 *
 * @param graph the graph that was meshed; the first vertices of the mesh are those of its frontier,
 *     here called the old ones
 * @param mesh the mesh of it
 * @param kept which of its triangles are to be sealed
 */
record KeptTriangles(SeamGraph graph, PlanarMesh mesh, boolean[] kept) {

  Frontier old() {
    return graph.frontier;
  }

  Features features() {
    return graph.features;
  }

  /** How many vertices are old. */
  int oldVertices() {
    return graph.frontier.vertexCount();
  }

  /** The half-edge after e around its triangle. */
  static int next(int e) {
    return e % 3 == 2 ? e - 2 : e + 1;
  }

  /** How many triangles are kept. */
  int count() {
    int count = 0;
    for (boolean k : kept) {
      count += k ? 1 : 0;
    }
    return count;
  }
}
