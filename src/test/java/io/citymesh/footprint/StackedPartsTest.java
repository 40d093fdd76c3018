package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.geo.Terrain;
import io.citymesh.terrain.Terrains;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

  private static final CleaningOptions KEEP = merged(MergeRoofs.KEEP);
  private static final CleaningOptions MEAN = merged(MergeRoofs.MEAN);
  private static final CleaningOptions MAX = merged(MergeRoofs.MAX);

  private static CleaningOptions merged(MergeRoofs way) {
    return new CleaningOptions(0.5, 15, true, 0.5, 10, 0.1, way);
  }

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

  private static List<Remark> lowered(FootprintCleaner.Result result) {
    return result.remarks().stream().filter(r -> r.kind() == Remark.Kind.LOWERED).toList();
  }

  @Test
  void theHigherRoofWinsTheOverlapWhateverTheIds() {
    for (List<StackedCity.Part> parts : List.of(StackedCity.terraces(), StackedCity.block())) {
      for (List<Integer> ids : permutations(parts.size())) {
        List<SourceFootprint> footprints = named(parts, ids);
        double expected = StackedCity.volume(footprints);
        for (CleaningOptions options : List.of(NO_MERGE, KEEP)) {
          FootprintCleaner.Result result = clean(options, footprints);
          if (ids.get(0) == 0) {
            FootprintCleanerTest.assertSound(result, options);
          }
          assertEquals(expected, volume(result), 1e-3 * expected, () -> ids.toString());
          assertEquals(tallest(footprints), tallest(result), 1e-9, () -> ids.toString());
          assertEquals(parts.size(), result.buildings().size());
          assertEquals(List.of(), lowered(result));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void citiesOfStackedPartsKeepTheirVolumeAndTheirTallestRoofOrNameIt(MergeRoofs way) {
    for (int seed = 0; seed < 5; seed++) {
      List<SourceFootprint> city = StackedCity.of(6, new Random(seed));
      FootprintCleaner.Result result = clean(merged(way), city);
      FootprintCleanerTest.assertSoundButFine(result, merged(way), seed);
      double expected = StackedCity.volume(city);
      assertEquals(expected, result.volumes().source(), 1e-4 * expected);
      assertEquals(volume(result), result.volumes().buildings(), 1e-6 * expected);
      if (way == MergeRoofs.MAX) {
        assertTrue(volume(result) > 1.1 * expected);
      } else {
        assertEquals(expected, volume(result), 0.01 * expected, "seed " + seed);
      }
      if (way == MergeRoofs.MEAN) {
        assertEquals(
            tallest(city),
            lowered(result).stream()
                .mapToDouble(r -> r.figures().get(Remark.HEIGHT))
                .max()
                .orElseThrow());
      } else {
        assertEquals(tallest(city), tallest(result), 1e-9, "seed " + seed);
      }
      FootprintCleaner.Result kept = clean(NO_MERGE, city);
      assertEquals(expected, volume(kept), 0.01 * expected, "seed " + seed);
      Collections.shuffle(city, new Random(seed));
      assertEquals(result, clean(merged(way), city));
    }
  }

  @Test
  void meanWeighsARoofByTheAreaWhereItIsTheHighest() {
    SourceFootprint podium = box("podium", 0, 0, 20, 10, Heights.above(10));
    SourceFootprint tower = box("tower", 0, 0, 10, 5, Heights.above(50));
    SourceFootprint hidden = box("hidden", 1, 1, 9, 4, Heights.above(30));
    List<SourceFootprint> all = List.of(podium, tower, hidden);
    CleanedBuilding mean = clean(MEAN, all).buildings().get(0);
    assertEquals(GROUND + (150 * 10 + 50 * 50) / 200.0, mean.roof(), 1e-9);
    assertEquals(List.of("hidden", "podium", "tower"), mean.sourceIds());
    Remark lost = lowered(clean(MEAN, all)).get(0);
    assertEquals("tower", lost.sourceId());
    assertEquals(Map.of(Remark.HEIGHT, 50.0, Remark.LOWERED_TO, 20.0), lost.figures());
    assertEquals(1, lowered(clean(MEAN, all)).size());
    assertEquals(GROUND + 50, clean(MAX, all).buildings().get(0).roof(), 1e-9);
  }

  @Test
  void keepMergesWhatTouchesAndHasEqualRoofs() {
    List<SourceFootprint> row =
        List.of(
            box("a", 0, 0, 10, 10, Heights.above(9)),
            box("b", 10, 0, 20, 10, Heights.above(9.02)), // less than a step: rounded
            box("c", 20, 0, 30, 10, Heights.above(12)),
            box("d", 30, 0, 40, 10, Heights.above(9)));
    FootprintCleaner.Result result = clean(KEEP, row);
    FootprintCleanerTest.assertSound(result, KEEP);
    assertEquals(
        List.of(List.of("a", "b"), List.of("c"), List.of("d")),
        result.buildings().stream().map(CleanedBuilding::sourceIds).toList());
    Polygon joined = result.buildings().get(0).polygon();
    assertEquals(4, joined.getNumPoints() - 1, joined::toText);
    assertEquals(
        List.of("a", "b"),
        result.remarks().stream()
            .filter(r -> r.kind() == Remark.Kind.MERGED)
            .map(Remark::sourceId)
            .toList());
  }

  @Test
  void smallPartThatIsGivenToALowerNeighbourIsToldWithItsVolume() {
    SourceFootprint podium = box("podium", 0, 0, 20, 20, Heights.above(10));
    SourceFootprint spire = box("spire", 5, 5, 8, 8, Heights.above(50));
    SourceFootprint chimney = box("chimney", 12, 12, 12.4, 16, Heights.above(30));
    SourceFootprint hatch = box("hatch", 5, 15, 8, 18, Heights.above(12.9));
    FootprintCleaner.Result result = clean(NO_MERGE, List.of(podium, spire, chimney, hatch));
    FootprintCleanerTest.assertSound(result, NO_MERGE);
    Map<String, Double> volumes = new TreeMap<>();
    lowered(result).forEach(r -> volumes.put(r.sourceId(), r.figures().get(Remark.VOLUME)));
    assertEquals(Map.of("spire", 9 * 40.0, "chimney", 1.6 * 20), volumes);
  }

  /** As outlines are drawn around parts that have a height: it must not bury them. */
  @Test
  void whatHasNoHeightOfItsOwnLiesLowest() {
    SourceFootprint outline = box("a", 0, 0, 20, 20, Heights.UNKNOWN);
    SourceFootprint part = box("b", 0, 0, 10, 20, Heights.above(4));
    FootprintCleaner.Result result =
        new FootprintCleaner(NO_MERGE, FLAT, DOMAIN, OptionalDouble.of(7))
            .clean(List.of(outline, part));
    assertEquals(200, area("b", result), 1e-6);
    assertEquals(200 * 4 + 200 * 7, result.volumes().source(), 1e-6);
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
