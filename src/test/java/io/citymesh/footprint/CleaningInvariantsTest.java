package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.input.HeightFields;
import io.citymesh.job.Footprints;
import io.citymesh.terrain.Terrains;
import io.citymesh.vector.FootprintFields;
import io.citymesh.vector.FootprintReader;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.TestQuarter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.impl.PackedCoordinateSequence;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.UnaryUnionNG;

/** What holds of cleaned footprints, whatever they were. */
class CleaningInvariantsTest extends SparkTest {
  @TempDir Path dir;

  private static final Bounds DOMAIN = new Bounds(-1000, -1000, 1000, 1000);

  /**
   * What the gaps in a row cover at most, of its area: a third of the houses stand half a metre
   * off.
   */
  private static final double CLOSED_GAPS = 0.03;

  /**
   * A row of houses with gaps and overlaps of up to half a metre, each with or without a shed
   * behind it, in any direction.
   */
  static List<SourceFootprint> row(Random random) {
    AffineTransformation turn =
        AffineTransformation.rotationInstance(2 * Math.PI * random.nextDouble());
    List<SourceFootprint> result = new ArrayList<>();
    double x = 0;
    for (int i = 0; i < 14; i++) {
      double width = 4 + 4 * random.nextDouble();
      double front = random.nextInt(3) == 0 ? random.nextDouble() : 0;
      double back = 8 + 4 * random.nextDouble();
      result.add(house("h" + i, x, front, x + width, back, turn, random));
      if (random.nextBoolean()) {
        double gap = 0.6 * random.nextDouble() - 0.1;
        double depth = 1 + 3 * random.nextDouble();
        double left = x + random.nextDouble();
        result.add(house("s" + i, left, back + gap, left + 3, back + gap + depth, turn, random));
      }
      x += width + (random.nextInt(3) == 0 ? random.nextDouble() - 0.4 : 0);
    }
    return result;
  }

  private static SourceFootprint house(
      String id,
      double x0,
      double y0,
      double x1,
      double y1,
      AffineTransformation turn,
      Random random) {
    double[] xy = {x0, y0, x1, y0, x1, y1, x0, y1, x0, y0};
    Geometry house =
        turn.transform(Shapes.FACTORY.createPolygon(new PackedCoordinateSequence.Double(xy, 2, 0)));
    return new SourceFootprint(id, house, Heights.above(3 + random.nextInt(4)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsOfHousesKeepTheirAreaAndDoNotDependOnTheirOrder(boolean merge) {
    CleaningOptions options = new CleaningOptions(0.5, 15, merge, 0.5, 10, 0.1);
    FootprintCleaner cleaner =
        new FootprintCleaner(options, Terrains.open("flat:2"), DOMAIN, OptionalDouble.empty());
    for (int seed = 0; seed < 30; seed++) {
      List<SourceFootprint> row = row(new Random(seed));
      FootprintCleaner.Result result = cleaner.clean(row);
      FootprintCleanerTest.assertSoundButFine(result, options, seed);
      double area = result.buildings().stream().mapToDouble(b -> b.polygon().getArea()).sum();
      assertEquals(
          result.areas().source() - dropped(result.areas().dropped()),
          area,
          CLOSED_GAPS * result.areas().source(),
          "seed " + seed);
      Collections.shuffle(row, new Random(seed));
      assertEquals(result, cleaner.clean(row));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 15", "false, 15", "false, 0"})
  void aDrawnQuarterKeepsItsAreaAndItsClearances(boolean merge, double minArea) {
    keepsItsAreaAndItsClearances(
        TestQuarter.geoJson(dir.resolve("q.geojson")), merge, minArea, 0.009, 0);
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    "tudcampus, true, 15",
    "tudcampus, false, 15",
    "delft, true, 15",
    "delft, false, 15",
    "delft, false, 0",
  })
  void realCitiesKeepTheirAreaAndTheirClearances(String city, boolean merge, double minArea) {
    keepsItsAreaAndItsClearances(
        TestData.path(city).resolve("buildings.geojson"), merge, minArea, 0.002, 5);
  }

  /**
   * @param closed what closing gaps may add, of the area
   * @param most how many details may stay smaller than the smallest, and be told
   */
  private static void keepsItsAreaAndItsClearances(
      Path file, boolean merge, double minArea, double closed, int most) {
    CleaningOptions options = new CleaningOptions(0.5, minArea, merge, 0.5, 10, 0.1);
    FootprintFields fields = new FootprintFields(HeightFields.NONE, true);
    try (FootprintSet set = FootprintReader.read(spark(), List.of(file.toString()), fields);
        Footprints.Result result =
            Footprints.clean(
                JavaSparkContext.fromSparkContext(spark().sparkContext()),
                set.footprints(),
                set.count(),
                Terrains.open("flat:0"),
                set.extent().orElseThrow().grow(50),
                options,
                OptionalDouble.of(9))) {
      Footprints.Areas areas = result.areas();
      assertEquals(
          areas.source() - dropped(areas.dropped()), areas.buildings(), closed * areas.source());
      assertEquals(areas.source(), areas.buildings(), 0.012 * areas.source());
      List<Polygon> polygons =
          result.numbered().collect().stream().map(CleaningInvariantsTest::polygon).toList();
      polygons.forEach(polygon -> assertTrue(polygon.isValid(), polygon::toText));
      assertEquals(areas.buildings(), Shapes.union(polygons).getArea(), 0.1);
      assertClosed(areas, footprints(set), polygons);
      List<Defects.Defect> defects =
          Defects.find(polygons, options.minDetail(), options.minDetail(), !merge);
      // Noded: whatever does not share a vertex keeps a distance.
      defects.forEach(defect -> assertTrue(defect.size() > 0.1, defect::toString));
      long told =
          result.remarks().getOrDefault("fine", Map.of()).values().stream()
              .mapToLong(Long::longValue)
              .sum();
      assertTrue(told <= most, () -> result.remarks().toString());
      assertEquals(told > 0, !defects.isEmpty());
    }
  }

  private static List<Geometry> footprints(FootprintSet set) {
    return set.footprints().collect().stream()
        .map(footprint -> GeometryFixer.fix(footprint.geometry()))
        .toList();
  }

  /** To a square metre, also against plain overlays of the whole city at once. */
  private static void assertClosed(
      Footprints.Areas areas, List<Geometry> footprints, List<Polygon> buildings) {
    assertEquals(
        areas.source(),
        areas.built() + dropped(areas.dropped()) + areas.clipped() + areas.simplified(),
        1,
        areas::toString);
    assertEquals(areas.buildings(), areas.built() + areas.added(), 1, areas::toString);
    PrecisionModel fine = new PrecisionModel(1e6);
    Geometry source = UnaryUnionNG.union(footprints, Shapes.FACTORY, fine);
    Geometry built = UnaryUnionNG.union(List.copyOf(buildings), Shapes.FACTORY, fine);
    Geometry common = OverlayNG.overlay(source, built, OverlayNG.INTERSECTION, fine);
    assertEquals(source.getArea(), areas.source(), 1);
    assertEquals(common.getArea(), areas.built(), 1);
    assertEquals(built.getArea() - common.getArea(), areas.added(), 1);
  }

  private static double dropped(Map<String, Double> byReason) {
    return byReason.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static Polygon polygon(Building building) {
    GeometryFactory factory = Shapes.FACTORY;
    List<LinearRing> rings = new ArrayList<>();
    for (double[] ring : building.rings()) {
      double[] closed = Arrays.copyOf(ring, ring.length + 2);
      closed[ring.length] = ring[0];
      closed[ring.length + 1] = ring[1];
      rings.add(factory.createLinearRing(new PackedCoordinateSequence.Double(closed, 2, 0)));
    }
    return factory.createPolygon(
        rings.get(0), rings.subList(1, rings.size()).toArray(new LinearRing[0]));
  }
}
