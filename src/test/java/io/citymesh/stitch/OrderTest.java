package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderTest {

  /** So few values that many pieces are equal. */
  @Test
  void itIsThatOfAStableSort() {
    Random random = new Random(1);
    for (int n = 0; n < 200; n++) {
      int[] feature = random.ints(n, 0, 4).toArray();
      double[] start = random.ints(n, -2, 3).mapToDouble(v -> v / 4.0).toArray();
      double[] end = random.ints(n, 0, 3).mapToDouble(v -> v).toArray();
      int[] expected =
          IntStream.range(0, n)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingInt(i -> feature[i])
                      .thenComparingDouble(i -> start[i])
                      .thenComparingDouble(i -> end[i]))
              .mapToInt(i -> i)
              .toArray();
      assertArrayEquals(expected, Order.of(n, feature, start, end));
    }
  }
}
