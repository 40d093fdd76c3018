package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaceOrderTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 2048, 2049, 5_000_000, Integer.MAX_VALUE})
  void isThatOfASortThatKeepsEqualOnesInOrder(int most) {
    Random random = new Random(most);
    int[] buildings = random.ints(3_000, 0, most).toArray();
    buildings[17] = most - 1;
    buildings[18] = 0;
    for (int n : new int[] {0, 1, buildings.length - 5, buildings.length}) {
      assertArrayEquals(
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparing(i -> buildings[i]))
              .mapToInt(i -> i)
              .toArray(),
          FaceOrder.byBuilding(buildings, n));
    }
  }
}
