package io.citymesh.mesh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RefinerTest {
  /**
   * At the edge of a domain, where hardly anything is built, a border of hundreds of metres once
   * stayed whole until the triangles beside it were small, and its splits took them away again.
   */
  @Test
  void hardlyAVertexIsAddedInVainBesideALongBorder() {
    MeshInput input = new MeshInput();
    MesherTest.ring(input, MeshInput.GROUND, MeshInput.OUTSIDE, 0, 0, 1642, 0, 1642, 1645, 0, 1645);
    Limits limits = Limits.ofSizes(25, 2, 2).within(-100, 100, 230, 535);
    Triangulation mesh = new Triangulation(8);
    SteinerVertices vertices =
        new Mesher(input, limits, MeshInput.GROUND, MeshInput.OUTSIDE).refine(mesh);
    long kept = mesh.vertexCount - 8;
    assertTrue(kept > 30_000, "the region is refined: " + kept);
    assertTrue(vertices.added() < 1.15 * kept, vertices.added() + " added for " + kept);
  }
}
