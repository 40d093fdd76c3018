package io.citymesh.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RimTest {
  @Test
  void whatRunsAgainstEachOtherCancels() {
    Random random = new Random(11);
    for (int turn = 0; turn < 200; turn++) {
      int points = 2 + random.nextInt(40);
      List<int[]> left = new ArrayList<>();
      List<int[]> all = new ArrayList<>();
      for (int a = 0; a < points; a++) {
        for (int b = a + 1; b < points; b++) {
          int[] there = random.nextBoolean() ? new int[] {a, b} : new int[] {b, a};
          switch (random.nextInt(4)) {
            case 0 -> {
              left.add(there);
              all.add(there);
            }
            case 1 -> {
              all.add(there);
              all.add(new int[] {there[1], there[0]});
            }
            default -> {}
          }
        }
      }
      Collections.shuffle(all, random);
      Rim rim = new Rim(1);
      all.forEach(edge -> rim.add(edge[0], edge[1]));
      left.sort(Comparator.comparingInt((int[] e) -> e[0]).thenComparingInt(e -> e[1]));
      assertArrayEquals(left.stream().flatMapToInt(Arrays::stream).toArray(), rim.left());
    }
    assertEquals(0, new Rim(1).left().length);
  }
}
