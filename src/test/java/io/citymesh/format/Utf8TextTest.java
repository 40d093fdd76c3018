package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8TextTest {
  @Test
  void isWhatAStringBuilderHolds() {
    Random random = new Random(1);
    Utf8Text text = new Utf8Text();
    StringBuilder expected = new StringBuilder();
    List<Long> edges =
        List.of(0L, 9L, 10L, -1L, 2147483647L, 2147483648L, -2147483649L, Long.MAX_VALUE);
    for (int i = 0; i < 5_000; i++) {
      long number = i < edges.size() ? edges.get(i) : random.nextLong() >> random.nextInt(64);
      text.add(number).add(',').add("é€").add('x').cut();
      expected.append(number).append(",é€");
      int[] some = random.ints(1 + i % 4).map(n -> n >> random.nextInt(32)).toArray();
      text.addList(some).addList(number, -i, i * number / 7);
      expected.append(Arrays.toString(some).replace(" ", ""));
      expected.append("[%d,%d,%d]".formatted(number, -i, i * number / 7));
    }
    assertEquals(expected.toString(), new String(text.toBytes(), StandardCharsets.UTF_8));
  }

  @Test
  void wholeNumbersAreTheirDigits() {
    List<Integer> numbers = new ArrayList<>(List.of(Integer.MAX_VALUE, -Integer.MAX_VALUE, 0));
    for (int power = 1; power <= 1_000_000_000 && power > 0; power *= 10) {
      for (int digit = 1; digit <= 9 && (long) digit * power <= Integer.MAX_VALUE; digit++) {
        numbers.addAll(List.of(digit * power - 1, digit * power, -digit * power));
      }
    }
    for (int number : numbers) {
      assertEquals("" + number, new String(new Utf8Text(0).add(number).toBytes()));
    }
  }
}
