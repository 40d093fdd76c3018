package io.citymesh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AreaReportTest {
  private static final Map<String, Double> NANTES =
      Map.of(
          "source", 100_000.0,
          "built", 74_500.0,
          "dropped: no height", 25_158.0,
          "dropped: smaller than the smallest area", 264.0,
          "clipped", 0.0,
          "simplified", 78.0,
          "added", 0.02,
          "buildings", 74_500.02);

  private static AreaReport report(Map<String, Double> areas) {
    return new AreaReport(new TreeMap<>(areas));
  }

  private static String summary(Map<String, Double> areas) {
    Manifest manifest =
        new Manifest(
            null,
            "",
            new Manifest.Extent(0, 0, 1, 1),
            null,
            new Manifest.Totals(0, 0, 0, 0, 0, 0),
            null,
            null,
            null,
            new Manifest.Quality(0, 0, 0, null, null),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            new TreeMap<>(areas),
            null,
            null,
            null,
            null,
            null);
    return Summary.of("city", manifest);
  }

  @Test
  void eachLineThatIsNotZeroIsTold() {
    assertEquals(
        List.of(
            "area of the footprints: 100,000.0 m2",
            "area of the footprints that is built: 74,500.0 m2",
            "area of the footprints dropped: no height: 25,158.0 m2",
            "area of the footprints dropped: smaller than the smallest area: 264.0 m2",
            "area of the footprints simplified away: 78.0 m2",
            "area of the buildings: 74,500.0 m2",
            "area of the buildings added, gaps and slivers filled: less than 0.1 m2"),
        report(NANTES).lines());
    assertEquals(List.of(), report(Map.of()).lines());
  }

  @Test
  void aLossOfMoreThanATwentiethIsTheFirstLineOfTheSummary() {
    String told =
        "25.5 % of the area of the footprints is lost: dropped: no height 25,158.0 m2, dropped:"
            + " smaller than the smallest area 264.0 m2, simplified away 78.0 m2";
    assertTrue(summary(NANTES).startsWith(told + "\ncity: 0 faces"), summary(NANTES));
    Map<String, Double> little = new TreeMap<>(NANTES);
    little.put("dropped: no height", 4_658.0);
    assertEquals(List.of(), report(little).warnings());
    assertTrue(summary(little).startsWith("city: 0 faces"), summary(little));
    little.put("clipped", 0.5);
    assertEquals(1, report(little).warnings().size());
    assertTrue(summary(Map.of()).startsWith("city: 0 faces"));
  }

  @Test
  void theFootprintsAreAccountedFor() {
    assertEquals(100_000, report(NANTES).accounted());
  }
}
