package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClosedShellTest {
  private record Edge(int from, int to) {}

  /** From triangles that hardly touch to ones that have all edges in both directions. */
  @ParameterizedTest
  @ValueSource(ints = {3, 6, 20, 60, 1000})
  void edgesAreOpenThatNoOtherFaceHasInTheOtherDirection(int vertices) {
    Random random = new Random(vertices);
    ClosedShell shell = new ClosedShell();
    for (int v = 0; v < vertices; v++) {
      shell.vertex(v, v / 2, 7);
    }
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      int[] corners = random.ints(3, 0, vertices).toArray();
      if (shell.add(corners[0], corners[1], corners[2])) {
        for (int c = 0; c < 3; c++) {
          edges.add(new Edge(corners[c], corners[(c + 1) % 3]));
        }
      }
    }
    Set<Edge> all = new HashSet<>(edges);
    Set<Edge> told = new HashSet<>();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < edges.size(); i++) {
      Edge edge = edges.get(i);
      if (!all.contains(new Edge(edge.to, edge.from)) && told.add(edge)) {
        expected.add(i);
      }
    }
    assertArrayEquals(expected.stream().mapToInt(i -> i).toArray(), shell.open());
  }
}
