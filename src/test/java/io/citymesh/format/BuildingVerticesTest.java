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
    int count = 1_500;
    int[] corners = new int[3 * count];
    int[] owners = new int[count];
    TreeSet<Pair> expected =
        new TreeSet<>(Comparator.comparing(Pair::building).thenComparing(Pair::vertex));
    for (int f = 0; f < count; f++) {
      int building = buildings - 1 - random.nextInt(Math.min(buildings, 50)) * (buildings / 50 + 1);
      owners[f] = Math.max(0, building);
      int start = random.nextInt(all / 2);
      for (int c = 0; c < 3; c++) {
        corners[3 * f + c] = (start + c) % (all / 2) * 2;
        expected.add(new Pair(owners[f], corners[3 * f + c]));
      }
    }
    BuildingVertices found = new BuildingVertices(all, corners, owners, count);
    assertEquals(expected.size(), found.count());
    List<Pair> sorted = new ArrayList<>(expected);
    for (int number = 0; number < sorted.size(); number++) {
      assertEquals(sorted.get(number).vertex, found.vertices()[number]);
      assertEquals(sorted.get(number).building, found.buildings()[number]);
    }
    int[] numbers = corners.clone();
    found.number(numbers, owners, count);
    for (int i = 0; i < corners.length; i++) {
      Pair pair = sorted.get(numbers[i]);
      assertEquals(new Pair(owners[i / 3], corners[i]), pair);
    }
  }
}
