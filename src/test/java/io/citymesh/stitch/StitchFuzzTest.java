package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random cities in random tiles. A failure names the seeds, for {@link RandomCity#of}. */
class StitchFuzzTest {

  @Test
  void randomCitiesKeepTheContract() {
    assertEquals(Map.of(), failures(1, 40, RandomCity::mesh));
  }

  @Test
  @Tag("slow")
  void manyRandomCitiesKeepTheContract() {
    assertEquals(Map.of(), failures(1_000, 600, RandomCity::mesh));
  }

  @Test
  void tilesInPiecesKeepTheContract() {
    assertEquals(Map.of(), failures(1, 25, RandomCity::meshInPieces));
  }

  @Test
  @Tag("slow")
  void manyTilesInPiecesKeepTheContract() {
    assertEquals(Map.of(), failures(1_000, 400, RandomCity::meshInPieces));
  }

  /** With graded sizes, no triangle is below the angle but where the footprints force it. */
  @Test
  void randomCitiesWithGradedSizes() {
    Map<String, Long> below = new TreeMap<>();
    for (long seed = 1; seed <= 25; seed++) {
      for (double factor : new double[] {1.3, 1.6}) {
        Assembled mesh = RandomCity.of(seed).graded(factor).mesh();
        assertEquals(Map.of(), mesh.defects());
        if (GradationTest.unforced(mesh) > 0) {
          below.put("seed " + seed + ", gradation " + factor, GradationTest.unforced(mesh));
        }
      }
    }
    assertEquals(Map.of(), below);
  }

  private static Map<String, String> failures(
      long first, int count, Function<RandomCity, Assembled> mesh) {
    Map<String, String> failures = new TreeMap<>();
    for (long seed = first; seed < first + count; seed++) {
      RandomCity city = RandomCity.of(seed);
      try {
        Map<String, Integer> defects = mesh.apply(city).defects();
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
