package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleSortTest {
  private static void assertSorted(double... values) {
    double[] expected = values.clone();
    Arrays.sort(expected);
    double[] sorted = values.clone();
    SampleSort.sort(sorted);
    assertArrayEquals(expected, sorted, Arrays.toString(values));
  }

  @Test
  void whateverTheNumbersAreTheyAreSorted() {
    Random random = new Random(4);
    for (int i = 0; i < 2000; i++) {
      int n = random.nextInt(300);
      double scale = Math.exp(random.nextInt(60) - 30);
      assertSorted(random.doubles(n, -scale, scale).toArray());
      assertSorted(random.doubles(n, scale, 1.001 * scale).toArray());
      assertSorted(random.ints(n, 0, 9).mapToDouble(k -> k == 0 ? -0.0 : k * 0.1).toArray());
      assertSorted(random.ints(n, 0, 3).mapToDouble(k -> k == 0 ? -0.0 : 0.0).toArray());
      // Almost all in one bucket: a cliff, and what is spread over all magnitudes.
      assertSorted(random.doubles(n).map(v -> v < 0.02 ? 1e9 * scale : v).toArray());
      assertSorted(random.doubles(n).map(v -> Math.exp(700 * v)).toArray());
    }
  }

  @Test
  void equalAndExtremeNumbers() {
    assertSorted();
    assertSorted(new double[500]);
    double[] same = new double[500];
    Arrays.fill(same, 3.1);
    assertSorted(same);
    same[250] = Math.nextUp(3.1);
    same[251] = Math.nextDown(3.1);
    assertSorted(same);
    same[3] = Double.MAX_VALUE;
    same[499] = -Double.MAX_VALUE;
    assertSorted(same);
    same[3] = Double.MIN_VALUE;
    same[499] = Double.POSITIVE_INFINITY;
    assertSorted(same);
  }
}
