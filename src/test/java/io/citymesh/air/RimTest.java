package io.citymesh.air;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is beyond the rims of a town's air in parts does not depend on buckets. */
class RimTest {
  private static final long[] IDS = {9, 4, 17, 1};

  private static final List<String> FILES = Arrays.stream(IDS).mapToObj(Long::toString).toList();

  /** A part is every fourth triangle: nearly every edge is on a rim. */
  private static AirPart[] scattered() {
    AirPart whole = AirParts.above(Town.casbah(4).surface(8), 3, 40);
    int[] partOf = IntStream.range(0, whole.triangleCount()).map(t -> t % IDS.length).toArray();
    return AirParts.cut(whole, partOf, IDS);
  }

  /** What the parts ask, by bucket. */
  private static Map<Integer, List<byte[]>> asked(AirPart[] parts, int buckets) throws IOException {
    Map<Integer, List<byte[]>> asked = new TreeMap<>();
    for (int p = 0; p < parts.length; p++) {
      Rim.ask(parts[p], p, 1000L * p, buckets)
          .forEach((b, bytes) -> asked.computeIfAbsent(b, any -> new ArrayList<>()).add(bytes));
    }
    return asked;
  }

  /** What each part is told, as it is written. */
  private static Map<Integer, byte[]> told(AirPart[] parts, int buckets, boolean holes)
      throws IOException {
    Map<Integer, List<byte[]>> answers = new HashMap<>();
    for (List<byte[]> bucket : asked(parts, buckets).values()) {
      Collections.reverse(bucket); // A shuffle brings them in any order.
      Rim.match(bucket.iterator(), FILES, holes)
          .forEach((p, bytes) -> answers.computeIfAbsent(p, any -> new ArrayList<>()).add(bytes));
    }
    Map<Integer, byte[]> told = new TreeMap<>();
    for (Map.Entry<Integer, List<byte[]>> answer : answers.entrySet()) {
      ByteArrayOutputStream written = new ByteArrayOutputStream();
      Rim.of(answer.getValue().iterator()).write(written);
      told.put(answer.getKey(), written.toByteArray());
    }
    return told;
  }

  @Test
  void bucketsChangeNothing() throws IOException {
    AirPart[] parts = scattered();
    Map<Integer, byte[]> one = told(parts, 1, false);
    assertEquals(IDS.length, one.size());
    for (int buckets : new int[] {2, 7, 10_000}) {
      assertTrue(asked(parts, buckets).size() > Math.min(5, buckets - 1));
      Map<Integer, byte[]> many = told(parts, buckets, buckets == 7);
      assertEquals(one.keySet(), many.keySet());
      one.forEach((part, bytes) -> assertArrayEquals(bytes, many.get(part), buckets + " buckets"));
    }
  }

  @Test
  void aPartThatIsNotThereIsMissedUnlessThereAreHoles() throws IOException {
    AirPart[] parts = Arrays.copyOf(scattered(), IDS.length - 1);
    for (int buckets : new int[] {1, 7}) {
      assertThrows(IOException.class, () -> told(parts, buckets, false));
      assertEquals(Set.of(0, 1, 2), told(parts, buckets, true).keySet());
    }
  }

  /** A hole is no excuse for a part that is there twice. */
  @Test
  void anEdgeHasNoThirdSide() {
    AirPart[] parts = scattered();
    AirPart[] twice = {parts[0], parts[1], parts[2], parts[0]};
    assertThrows(IOException.class, () -> told(twice, 1, true));
  }
}
