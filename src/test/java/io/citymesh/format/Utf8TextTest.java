package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
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
    }
    Utf8Text twice = new Utf8Text().add(text).add(text);
    assertEquals(expected.toString(), new String(text.toBytes(), StandardCharsets.UTF_8));
    assertEquals("" + expected + expected, new String(twice.toBytes(), StandardCharsets.UTF_8));
  }
}
