package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildingVerticesTest {
  private record Pair(int building, int vertex) {}

  /** From all of one building to many at each vertex. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30, 100_000, Integer.MAX_VALUE})
  void numbersAreThePlacesInASortedSet(int buildings) {
    Random random = new Random(buildings);
    int all = 700;
    BuildingVertices found = new BuildingVertices(all);
    TreeSet<Pair> expected =
        new TreeSet<>(Comparator.comparing(Pair::building).thenComparing(Pair::vertex));
    boolean[] has = new boolean[all];
    for (int i = 0; i < 4_000; i++) {
      int vertex = random.nextInt(all / 2) * 2;
      int building = buildings - 1 - random.nextInt(Math.min(buildings, 50)) * (buildings / 50 + 1);
      building = Math.max(0, building);
      found.add(vertex, building);
      expected.add(new Pair(building, vertex));
      has[vertex] = true;
    }
    assertEquals(expected.size(), found.count());
    found.order();
    List<Pair> sorted = new ArrayList<>(expected);
    for (int number = 0; number < sorted.size(); number++) {
      Pair pair = sorted.get(number);
      assertEquals(pair.vertex, found.vertex(number));
      assertEquals(pair.building, found.building(number));
      assertEquals(number, found.number(pair.vertex, pair.building));
    }
    for (int vertex = 0; vertex < all; vertex++) {
      assertEquals(has[vertex], found.has(vertex));
    }
  }
}
