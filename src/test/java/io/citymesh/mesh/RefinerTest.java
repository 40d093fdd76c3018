package io.citymesh.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
    assertTrue(kept > 25_000, "the region is refined: " + kept);
    assertTrue(vertices.added() < 1.15 * kept, vertices.added() + " added for " + kept);
  }

  @Test
  void refinementThatTakesTooManyVerticesEndsAndNamesThePlace() {
    MeshInput input = new MeshInput();
    MesherTest.ring(input, MeshInput.GROUND, MeshInput.OUTSIDE, 100, 200, 110, 200, 110, 210);
    Limits limits = Limits.ofSizes(25, 1, 1);
    Triangulation mesh = new Triangulation(7);
    SteinerVertices vertices =
        new Mesher(input, limits, MeshInput.GROUND, MeshInput.OUTSIDE).triangulate(mesh);
    vertices.limit(12);
    Refiner refiner = new Refiner(mesh, input, limits, vertices, SizeTrees.of(limits));
    String message = assertThrows(IllegalStateException.class, refiner::refine).getMessage();
    assertEquals(
        "refinement does not end: more than 12 vertices added, the last one at",
        message.replaceAll(" \\(10\\d\\S* 20\\d\\S*\\)$", ""));
  }

  /** A bound that is far away would be met by the memory first, which says nothing of the place. */
  @Test
  void theBoundIsNotFarFromWhatIsNeeded() {
    MeshInput input = new MeshInput();
    MesherTest.ring(input, MeshInput.GROUND, MeshInput.OUTSIDE, 0, 0, 1000, 0, 1000, 1000, 0, 1000);
    SteinerVertices vertices =
        new Mesher(input, Limits.ofSizes(25, 2, 2), MeshInput.GROUND, MeshInput.OUTSIDE)
            .refine(new Triangulation(8));
    assertTrue(vertices.added() > 250_000, "refined: " + vertices.added());
    assertTrue(vertices.most() < 10 * vertices.added(), vertices.most() + " allowed");
  }
}
