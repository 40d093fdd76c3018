package io.citymesh.mesh;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The checks of meshes find what they are there for. */
class MeshInvariantsTest {
  private final MeshInput input = new MeshInput();
  private final MeshInvariants invariants;
  private final PlanarMesh mesh;

  MeshInvariantsTest() {
    MesherTest.ring(input, MeshInput.GROUND, MeshInput.OUTSIDE, 0, 0, 10, 0, 10, 10, 0, 10);
    invariants = new MeshInvariants(input);
    mesh = Mesher.mesh(input, Limits.ofSizes(25, 2, 2), MeshInput.GROUND, MeshInput.OUTSIDE);
    invariants.check(mesh);
  }

  @Test
  void aTriangleIsMissing() {
    int hole = 0;
    while (IntStream.range(3 * hole, 3 * hole + 3).anyMatch(e -> mesh.edgeFeatures()[e] != -1)) {
      hole++;
    }
    // The last one moves to its place.
    int to = 3 * hole;
    int from = mesh.twins().length - 3;
    int[] twins =
        Arrays.stream(mesh.twins())
            .map(o -> o >= to && o < to + 3 ? -1 : o >= from ? o - from + to : o)
            .toArray();
    int[] triangles = mesh.triangles().clone();
    int[] features = mesh.edgeFeatures().clone();
    for (int[] array : new int[][] {triangles, twins, features}) {
      System.arraycopy(array, from, array, to, 3);
    }
    assertFails(
        "border along no segment",
        () -> invariants.check(with(from / 3, triangles, twins, features)));
  }

  @Test
  void aFreeEdgeSaysThatItLiesOnAFeature() {
    int[] features = mesh.edgeFeatures().clone();
    int e = 0;
    while (features[e] != -1) {
      e++;
    }
    features[e] = 0;
    features[mesh.twins()[e]] = 0;
    assertFails(
        "not on feature",
        () ->
            invariants.check(with(mesh.triangleCount(), mesh.triangles(), mesh.twins(), features)));
  }

  @Test
  void anAngleIsTooSmallAndATriangleTooLarge() {
    assertFails("angle", () -> invariants.checkQuality(Limits.ofSizes(50, 2, 2)));
    assertFails("area", () -> invariants.checkQuality(Limits.ofSizes(25, 1, 1)));
  }

  @Test
  void aLabelAndTheAreaAreWrong() {
    assertFails("label", () -> invariants.checkLabels((x, y) -> x < 1 ? 0 : MeshInput.GROUND));
    assertFails("area", () -> invariants.checkArea(100.001));
  }

  private static void assertFails(String why, Runnable check) {
    AssertionError error = assertThrows(AssertionError.class, check::run);
    assertTrue(error.getMessage().contains(why), error.getMessage());
  }

  private PlanarMesh with(int count, int[] triangles, int[] twins, int[] edgeFeatures) {
    return new PlanarMesh(
        mesh.xy(),
        mesh.inputVertices(),
        mesh.vertexFeature(),
        mesh.vertexParameter(),
        Arrays.copyOf(triangles, 3 * count),
        Arrays.copyOf(twins, 3 * count),
        Arrays.copyOf(edgeFeatures, 3 * count),
        Arrays.copyOf(mesh.labels(), count),
        mesh.sizes());
  }
}
