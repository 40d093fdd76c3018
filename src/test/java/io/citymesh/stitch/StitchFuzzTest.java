package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random cities in random tiles. A failure names the seeds, for {@link RandomCity#of}. */
class StitchFuzzTest {

  @Test
  void randomCitiesKeepTheContract() {
    assertEquals(Map.of(), failures(1, 40));
  }

  @Test
  @Tag("slow")
  void manyRandomCitiesKeepTheContract() {
    assertEquals(Map.of(), failures(1_000, 600));
  }

  private static Map<String, String> failures(long first, int count) {
    Map<String, String> failures = new TreeMap<>();
    for (long seed = first; seed < first + count; seed++) {
      RandomCity city = RandomCity.of(seed);
      try {
        Map<String, Integer> defects = city.mesh().defects();
        if (!defects.isEmpty()) {
          failures.put("seed " + seed + ": " + city, defects.toString());
        }
      } catch (RuntimeException e) {
        failures.put("seed " + seed + ": " + city, e.toString());
      }
    }
    return failures;
  }
}
