package io.citymesh.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TupleNumbersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void numbersAreThoseOfAMapInTheOrderOfAdding(int width) {
    Random random = new Random(width);
    TupleNumbers numbers = new TupleNumbers(width, 100 * (width - 1));
    Map<List<Long>, Integer> expected = new LinkedHashMap<>();
    for (int i = 0; i < 20_000; i++) {
      List<Long> tuple = new ArrayList<>();
      for (int axis = 0; axis < 3; axis++) {
        tuple.add(axis < width ? random.nextInt(41) - 20L << random.nextInt(3) * 20 : 0);
      }
      assertEquals(
          expected.getOrDefault(tuple, -1), numbers.find(tuple.get(0), tuple.get(1), tuple.get(2)));
      int number = expected.getOrDefault(tuple, expected.size());
      expected.put(tuple, number);
      assertEquals(number, numbers.add(tuple.get(0), tuple.get(1), tuple.get(2)));
    }
    assertEquals(expected.size(), numbers.count());
    expected.forEach(
        (tuple, number) -> {
          for (int axis = 0; axis < width; axis++) {
            assertEquals(tuple.get(axis), numbers.get(number, axis));
          }
        });
    assertEquals(-1, numbers.find(Long.MAX_VALUE, 0, 0));
  }
}
