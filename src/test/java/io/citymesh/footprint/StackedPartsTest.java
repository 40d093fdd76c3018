package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.city.Bounds;
import io.citymesh.city.Heights;
import io.citymesh.city.Terrain;
import io.citymesh.city.Terrains;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Footprints that overlap: towers on podiums. The highest roof over each point is the city's. */
class StackedPartsTest {
  private static final double GROUND = 2;
  private static final Terrain FLAT = Terrains.open("flat:" + GROUND);
  private static final Bounds DOMAIN = new Bounds(-1000, -1000, 1000, 1000);
  private static final CleaningOptions NO_MERGE = new CleaningOptions(0.5, 15, false, 0.5, 10, 0.1);

  private static FootprintCleaner.Result clean(
      CleaningOptions options, List<SourceFootprint> footprints) {
    return new FootprintCleaner(options, FLAT, DOMAIN, OptionalDouble.empty()).clean(footprints);
  }

  private static SourceFootprint box(
      String id, double x0, double y0, double x1, double y1, Heights heights) {
    return new SourceFootprint(
        id, Shapes.FACTORY.toGeometry(new Envelope(x0, x1, y0, y1)), heights);
  }

  private static List<SourceFootprint> named(List<StackedCity.Part> parts, List<Integer> ids) {
    List<SourceFootprint> result = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      StackedCity.Part part = parts.get(i);
      result.add(new SourceFootprint("p" + ids.get(i), part.area(), Heights.above(part.height())));
    }
    return result;
  }

  private static List<List<Integer>> permutations(int n) {
    if (n == 0) {
      return List.of(List.of());
    }
    List<List<Integer>> result = new ArrayList<>();
    for (List<Integer> shorter : permutations(n - 1)) {
      for (int place = 0; place <= shorter.size(); place++) {
        List<Integer> longer = new ArrayList<>(shorter);
        longer.add(place, n - 1);
        result.add(longer);
      }
    }
    return result;
  }

  private static double volume(FootprintCleaner.Result result) {
    return result.buildings().stream()
        .mapToDouble(b -> b.polygon().getArea() * (b.roof() - GROUND))
        .sum();
  }

  private static double tallest(FootprintCleaner.Result result) {
    return result.buildings().stream().mapToDouble(b -> b.roof() - GROUND).max().orElseThrow();
  }

  private static double tallest(List<SourceFootprint> footprints) {
    return footprints.stream().mapToDouble(f -> f.heights().height()).max().orElseThrow();
  }

  @Test
  void theHigherRoofWinsTheOverlapWhateverTheIds() {
    for (List<StackedCity.Part> parts : List.of(StackedCity.terraces(), StackedCity.block())) {
      for (List<Integer> ids : permutations(parts.size())) {
        List<SourceFootprint> footprints = named(parts, ids);
        FootprintCleaner.Result result = clean(NO_MERGE, footprints);
        if (ids.get(0) == 0) {
          FootprintCleanerTest.assertSound(result, NO_MERGE);
        }
        double expected = StackedCity.volume(footprints);
        assertEquals(expected, volume(result), 1e-3 * expected, () -> ids.toString());
        assertEquals(tallest(footprints), tallest(result), 1e-9, () -> ids.toString());
        assertEquals(parts.size(), result.buildings().size());
      }
    }
  }

  @Test
  void citiesOfStackedPartsKeepTheirVolumeAndTheirTallestRoof() {
    for (int seed = 0; seed < 8; seed++) {
      List<SourceFootprint> city = StackedCity.of(6, new Random(seed));
      FootprintCleaner.Result result = clean(NO_MERGE, city);
      FootprintCleanerTest.assertSoundButFine(result, NO_MERGE, seed);
      double expected = StackedCity.volume(city);
      assertEquals(expected, volume(result), 0.01 * expected, "seed " + seed);
      assertEquals(tallest(city), tallest(result), 1e-9, "seed " + seed);
    }
  }

  /** The roofs' elevations decide, not the heights above grounds that differ, and not the ids. */
  @Test
  void roofsAreComparedByTheirElevations() {
    double unknown = Double.NaN;
    SourceFootprint a = box("a", 0, 0, 10, 10, Heights.UNKNOWN);
    SourceFootprint b = box("b", 6, 0, 16, 10, Heights.above(4)); // 6 m
    SourceFootprint c = box("c", 12, 0, 22, 10, new Heights(5, unknown, unknown, unknown));
    SourceFootprint d = box("d", 18, 0, 28, 10, new Heights(unknown, unknown, unknown, 1)); // 5 m
    FootprintCleaner.Result result = clean(NO_MERGE, List.of(a, b, c, d));
    FootprintCleanerTest.assertSound(result, NO_MERGE);
    assertEquals(100, area("b", result), 1e-6);
    assertEquals(60, area("c", result), 1e-6); // the higher took 40
    assertEquals(60, area("d", result), 1e-6); // of equals the lower id
    assertEquals(0, area("a", result));
  }

  private static Polygon wkt(String text) {
    try {
      return (Polygon) new WKTReader().read(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static double area(String id, FootprintCleaner.Result result) {
    return result.buildings().stream()
        .filter(b -> b.sourceIds().contains(id))
        .map(CleanedBuilding::polygon)
        .mapToDouble(Geometry::getArea)
        .sum();
  }

  /** The two close a ring around a gap that meets the outside in the point (4 4). */
  @Test
  void piecesThatCloseAGapAtTheOutlineMakeAHole() {
    Polygon first = wkt("POLYGON((0 0, 4 0, 4 4, 2 2, 1 3, 0 4, 0 0))");
    Polygon second = wkt("POLYGON((4 4, 0 4, 1 3, 3 3.5, 4 4))");
    List<Polygon> joined = Shapes.joined(List.of(first, second));
    assertEquals(1, joined.size());
    assertTrue(joined.get(0).isValid(), joined::toString);
    assertEquals(first.getArea() + second.getArea(), joined.get(0).getArea(), 1e-9);
  }
}
