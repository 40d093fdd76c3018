package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchMeshesTest {
  private record Pair(int building, int vertex) {}

  /** From all of one building to many at each vertex, in a part after another. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30, 100_000, Integer.MAX_VALUE})
  void aVertexCountsOnceForEachBuilding(int buildings) {
    PatchMeshes.PatchMesh patch = new PatchMeshes.PatchMesh(false);
    Random random = new Random(buildings);
    for (int count : new int[] {1_500, 0, 40, 3_000}) {
      int all = 2 + random.nextInt(700);
      Set<Pair> expected = new HashSet<>();
      List<Pair> corners = new ArrayList<>();
      patch.begin(all);
      for (int f = 0; f < count; f++) {
        int owner =
            Math.max(
                0, buildings - 1 - random.nextInt(Math.min(buildings, 50)) * (buildings / 50 + 1));
        int start = random.nextInt(all);
        int[] three = {start, (start + 1) % all, (start + 2) % all};
        for (int corner : three) {
          corners.add(new Pair(owner, corner));
        }
        patch.add(three, new int[] {0}, 1, new int[] {owner}, 0);
      }
      expected.addAll(corners);
      assertEquals(expected.size(), patch.vertexCount());
      assertEquals(count, patch.faceCount());
      List<Pair> vertices = new ArrayList<>();
      for (int v = 0; v < patch.vertexCount(); v++) {
        vertices.add(new Pair(patch.building(v), patch.vertex(v)));
      }
      assertEquals(expected, new HashSet<>(vertices));
      int[] numbers = new int[3 * count];
      patch.corners(0, numbers.length, 0, numbers);
      for (int i = 0; i < numbers.length; i++) {
        assertEquals(corners.get(i), vertices.get(numbers[i]));
      }
    }
  }
}
