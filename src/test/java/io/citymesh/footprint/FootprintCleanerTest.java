package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.geo.Terrain;
import io.citymesh.report.UserError;
import io.citymesh.terrain.Terrains;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.precision.MinimumClearance;

class FootprintCleanerTest {
  private static final Terrain FLAT = Terrains.open("flat:2");
  private static final Bounds DOMAIN = new Bounds(-1000, -1000, 1000, 1000);
  private static final CleaningOptions MERGE = CleaningOptions.DEFAULT;
  private static final CleaningOptions KEEP = new CleaningOptions(0.5, 15, false, 0.5, 10, 0.1);

  private static Geometry wkt(String text) {
    try {
      return new WKTReader().read(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static SourceFootprint footprint(String id, String wkt) {
    return new SourceFootprint(id, wkt(wkt), Heights.above(10));
  }

  private static FootprintCleaner.Result clean(CleaningOptions options, SourceFootprint... input) {
    return new FootprintCleaner(options, FLAT, DOMAIN, OptionalDouble.empty())
        .clean(Arrays.asList(input));
  }

  private static Polygon only(FootprintCleaner.Result result) {
    assertEquals(1, result.buildings().size());
    return result.buildings().get(0).polygon();
  }

  /** What must hold of every result. */
  static void assertSound(FootprintCleaner.Result result, CleaningOptions options) {
    List<Polygon> polygons = result.buildings().stream().map(CleanedBuilding::polygon).toList();
    for (Polygon polygon : polygons) {
      assertTrue(polygon.isValid(), polygon::toText);
      assertTrue(polygon.getArea() >= options.minArea());
      for (Coordinate c : polygon.getCoordinates()) {
        assertEquals(Math.rint(c.x * 1000) / 1000, c.x);
        assertEquals(Math.rint(c.y * 1000) / 1000, c.y);
      }
    }
    Geometry all = new GeometryFactory().createMultiPolygon(polygons.toArray(new Polygon[0]));
    if (!options.sharedWalls()) {
      assertTrue(all.isValid());
      assertTrue(MinimumClearance.getDistance(all) >= options.minDetail() - 0.003, all::toText);
    } else {
      assertNoded(polygons);
      assertOneRunAtEachVertex(result.buildings());
    }
    for (CleanedBuilding building : result.buildings()) {
      assertTrue(building.roof() >= building.ground() + 0.0995);
      assertEquals(Shapes.snapped(building.roof()), building.roof());
      assertEquals(building.sourceIds().size(), building.sourceIds().stream().distinct().count());
      Building numbered = building.numbered(3, 5);
      assertTrue(signedArea(numbered.rings()[0]) > 0);
      for (int i = 1; i < numbered.rings().length; i++) {
        assertTrue(signedArea(numbered.rings()[i]) < 0);
      }
    }
  }

  private static double signedArea(double[] ring) {
    double sum = 0;
    int n = ring.length;
    for (int i = 0; i < n; i += 2) {
      sum += ring[i] * ring[(i + 3) % n] - ring[(i + 2) % n] * ring[i + 1];
    }
    return sum / 2;
  }

  private record Edge(Coordinate a, Coordinate b) {}

  /** All pairs: two ring edges are equal, share an end point, or are disjoint; no overlaps. */
  static void assertNoded(List<Polygon> polygons) {
    List<Edge> edges = new ArrayList<>();
    for (Polygon polygon : polygons) {
      for (LineString ring : Shapes.rings(polygon)) {
        Coordinate[] c = ring.getCoordinates();
        for (int i = 0; i + 1 < c.length; i++) {
          edges.add(
              c[i].compareTo(c[i + 1]) < 0 ? new Edge(c[i], c[i + 1]) : new Edge(c[i + 1], c[i]));
        }
      }
    }
    Map<Edge, Integer> uses = new HashMap<>();
    edges.forEach(e -> uses.merge(e, 1, Integer::sum));
    assertTrue(uses.values().stream().allMatch(n -> n <= 2));
    List<Edge> distinct = new ArrayList<>(uses.keySet());
    for (int i = 0; i < distinct.size(); i++) {
      for (int j = i + 1; j < distinct.size(); j++) {
        Edge e = distinct.get(i);
        Edge f = distinct.get(j);
        boolean share = e.a.equals(f.a) || e.a.equals(f.b) || e.b.equals(f.a) || e.b.equals(f.b);
        if (!share && Math.max(e.a.x, f.a.x) <= Math.min(e.b.x, f.b.x)) {
          double distance = Distance.segmentToSegment(e.a, e.b, f.a, f.b);
          assertTrue(distance > 0, e + " meets " + f);
        }
      }
    }
    double sum = polygons.stream().mapToDouble(Polygon::getArea).sum();
    assertEquals(sum, Shapes.union(polygons).getArea(), 1e-3);
  }

  /** Walks a small circle around each vertex: the buildings above each height form one run. */
  private static void assertOneRunAtEachVertex(List<CleanedBuilding> buildings) {
    for (CleanedBuilding building : buildings) {
      for (Coordinate v : building.polygon().getCoordinates()) {
        List<Double> levels = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
          double angle = Math.toRadians(4 * i + 1.7);
          Coordinate c = new Coordinate(v.x + 0.02 * Math.cos(angle), v.y + 0.02 * Math.sin(angle));
          Geometry point = new GeometryFactory().createPoint(c);
          double level = Double.NEGATIVE_INFINITY;
          for (CleanedBuilding other : buildings) {
            if (other.polygon().getEnvelopeInternal().contains(c)
                && other.polygon().contains(point)) {
              level = other.roof();
            }
          }
          levels.add(level);
        }
        for (double z : levels) {
          int runs = 0;
          for (int i = 0; i < levels.size(); i++) {
            boolean above = levels.get(i) >= z && z > Double.NEGATIVE_INFINITY;
            double before = levels.get((i + levels.size() - 1) % levels.size());
            runs += above && before < z ? 1 : 0;
          }
          assertTrue(runs <= 1, "at " + v);
        }
      }
    }
  }

  private static String square(double x, double y, double side) {
    return box(x, y, x + side, y + side);
  }

  private static String box(double x0, double y0, double x1, double y1) {
    return "POLYGON((%1$s %2$s, %3$s %2$s, %3$s %4$s, %1$s %4$s, %1$s %2$s))"
        .formatted(x0, y0, x1, y1);
  }

  @Test
  void cleanSquareComesThroughUnchanged() {
    for (CleaningOptions options : List.of(MERGE, KEEP)) {
      FootprintCleaner.Result result = clean(options, footprint("a", square(0, 0, 10)));
      assertTrue(only(result).equalsTopo(wkt(square(0, 0, 10))));
      assertEquals(4, only(result).getNumPoints() - 1);
      assertTrue(result.remarks().isEmpty());
      assertEquals(2, result.buildings().get(0).ground());
      assertEquals(12, result.buildings().get(0).roof());
    }
  }

  @Test
  void gridCityComesThroughUnchanged() {
    SourceFootprint[] city = new SourceFootprint[36];
    for (int i = 0; i < 36; i++) {
      city[i] = footprint("b" + i, square(20 * (i % 6), 20 * (i / 6), 12));
    }
    for (CleaningOptions options : List.of(MERGE, KEEP)) {
      FootprintCleaner.Result result = clean(options, city);
      assertEquals(36, result.buildings().size());
      assertEquals(
          144, result.buildings().stream().mapToInt(b -> b.polygon().getNumPoints() - 1).sum());
      assertEquals(36 * 144, result.areas().source(), 1e-6);
      assertSound(result, options);
    }
  }

  @Test
  void rowOfHousesMergesOrKeepsItsWalls() {
    SourceFootprint[] row = {
      footprint("a", box(0, 0, 6, 10)),
      footprint("b", box(6.05, 0, 12, 10)),
      footprint("c", box(11.95, 0.1, 18, 10.1))
    };
    FootprintCleaner.Result merged = clean(MERGE, row);
    assertEquals(180, only(merged).getArea(), 1.5);
    assertEquals(List.of("a", "b", "c"), merged.buildings().get(0).sourceIds());
    assertEquals(3, merged.remarks().stream().filter(r -> r.kind() == Remark.Kind.MERGED).count());
    assertSound(merged, MERGE);
    FootprintCleaner.Result kept = clean(KEEP, row);
    assertEquals(3, kept.buildings().size());
    assertEquals(1, blocks(kept));
    assertSound(kept, KEEP);
  }

  private static int blocks(FootprintCleaner.Result result) {
    return Shapes.union(result.buildings().stream().map(CleanedBuilding::polygon).toList())
        .getNumGeometries();
  }

  @Test
  void houseAcrossAnAlleyStaysApart() {
    FootprintCleaner.Result result =
        clean(MERGE, footprint("a", square(0, 0, 10)), footprint("b", square(10.8, 0, 10)));
    assertEquals(2, result.buildings().size());
    assertSound(result, MERGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POLYGON((0 0, 20 0, 20 10.05, 10 10.05, 10 10, 0 10, 0 0))", // a step of 5 cm
        "POLYGON((0 0, 20 0, 20 10, 10.2 10, 10.2 10.4, 10 10.4, 10 10, 0 10, 0 0))", // a chimney
        "POLYGON((0 0, 20 0, 20 10, 10.2 10, 10.2 2, 10 2, 10 10, 0 10, 0 0))", // a slit
        "POLYGON((0 0, 10 0, 60 0.5, 10 10, 0 10, 0 0))", // a sharp tip
        "POLYGON((0 0, 20 0, 20 10, 10.1 10, 10 0.4, 9.9 10, 0 10, 0 0))", // a notch to a neck
        "POLYGON((0 0, 10 0, 10 4.9, 20 4.9, 20 0, 30 0, 30 10, 20 10, 20 5.1, 10 5.1, 10 10, 0 10, 0 0))",
        "POLYGON((0 0, 10 0, 10 10, 0 10, 0 0), (3 3, 3 5, 5 5, 5 3, 3 3))", // a small courtyard
        "POLYGON((0 0, 20 0, 20 20, 0 20, 0 0), (0.2 5, 10 5, 10 15, 0.2 15, 0.2 5))", // a thin
        // wall
        "POLYGON((0 0, 20 0, 20 20, 0 20, 0 0), (5 5, 15 5, 10 0, 5 5))", // a hole at the outline
        "MULTIPOLYGON(((0 0, 10 0, 10 10, 0 10, 0 0)), ((10 10, 20 10, 20 20, 10 20, 10 10)))",
        "POLYGON((0 0, 10 10, 10 0, 0 10, 0 0))" // a bow-tie
      })
  void fineDetailsAreRemoved(String shape) {
    for (CleaningOptions options : List.of(MERGE, KEEP)) {
      FootprintCleaner.Result result = clean(options, footprint("a", shape));
      assertSound(result, options);
      assertTrue(
          result.remarks().stream().noneMatch(r -> r.kind() == Remark.Kind.FINE),
          () -> result.buildings().toString());
      assertTrue(!result.buildings().isEmpty());
      double area = result.buildings().stream().mapToDouble(b -> b.polygon().getArea()).sum();
      assertEquals(result.areas().source(), area, 0.03 * result.areas().source() + 4);
    }
  }

  @Test
  void overlapGoesToTheLowestId() {
    FootprintCleaner.Result result =
        clean(KEEP, footprint("b", square(0, 0, 10)), footprint("a", square(8, 0, 10)));
    assertSound(result, KEEP);
    assertEquals(List.of("a"), result.buildings().get(0).sourceIds());
    assertEquals(100, result.buildings().get(0).polygon().getArea(), 1e-6);
    assertEquals(80, result.buildings().get(1).polygon().getArea(), 1e-6);
  }

  @Test
  void cornersThatTouchArePartedOrJoined() {
    SourceFootprint[] corners = {
      footprint("a", square(0, 0, 10)), footprint("b", square(10, 10, 10)),
    };
    assertSound(clean(KEEP, corners), KEEP);
    assertSound(clean(MERGE, corners), MERGE);
    SourceFootprint[] saddle = {
      new SourceFootprint("a", wkt(square(0, 0, 10)), Heights.above(20)),
      new SourceFootprint("b", wkt(square(10, 0, 10)), Heights.above(5)),
      new SourceFootprint("c", wkt(square(10, 10, 10)), Heights.above(15)),
      new SourceFootprint("d", wkt(square(0, 10, 10)), Heights.above(8)),
    };
    FootprintCleaner.Result result = clean(KEEP, saddle);
    assertEquals(4, result.buildings().size());
    assertSound(result, KEEP);
    assertEquals(
        400, result.buildings().stream().mapToDouble(b -> b.polygon().getArea()).sum(), 1e-6);
  }

  @Test
  void roofIsWeightedByArea() {
    FootprintCleaner.Result result =
        new FootprintCleaner(MERGE, FLAT, DOMAIN, OptionalDouble.of(4))
            .clean(
                List.of(
                    new SourceFootprint("a", wkt(box(0, 0, 10, 10)), Heights.above(10)),
                    new SourceFootprint("b", wkt(box(10, 0, 20, 10)), Heights.UNKNOWN),
                    new SourceFootprint(
                        "c",
                        wkt(box(20, 0, 40, 10)),
                        new Heights(22, 99, Double.NaN, Double.NaN))));
    // Ground 2: roofs 12, 6 (the fallback) and 22 (twice the area).
    assertEquals((12 + 6 + 2 * 22) / 4.0, result.buildings().get(0).roof(), 1e-9);
  }

  /** Elevation x / 10. */
  private record Slope() implements Terrain {
    @Override
    public Bounds extent() {
      return DOMAIN;
    }

    @Override
    public String crs() {
      return "";
    }

    @Override
    public double[] elevations(double[] xy, int count) {
      return IntStream.range(0, count).mapToDouble(i -> xy[2 * i] / 10).toArray();
    }

    @Override
    public double maxAlong(double ax, double ay, double bx, double by) {
      return Math.max(ax, bx) / 10;
    }

    @Override
    public String fingerprint(Bounds window) {
      return "x / 10";
    }
  }

  private static FootprintCleaner.Result onSlope(CleaningOptions options, Heights heights) {
    return new FootprintCleaner(options, new Slope(), DOMAIN, OptionalDouble.empty())
        .clean(List.of(new SourceFootprint("a", wkt(square(0, 0, 40)), heights)));
  }

  /** 0.1 + 10.2 is not 10.3: a wall between them would have no height to speak of. */
  @Test
  void roofsThatDifferByRoundingAreEqual() {
    FootprintCleaner.Result result =
        new FootprintCleaner(KEEP, Terrains.open("flat:0.1"), DOMAIN, OptionalDouble.empty())
            .clean(
                List.of(
                    new SourceFootprint("a", wkt(square(0, 0, 10)), Heights.above(10.2)),
                    new SourceFootprint(
                        "b",
                        wkt(square(10, 0, 10)),
                        new Heights(10.3, Double.NaN, Double.NaN, Double.NaN))));
    assertSound(result, KEEP);
    assertEquals(
        List.of(10.3, 10.3), result.buildings().stream().map(CleanedBuilding::roof).toList());
  }

  @Test
  void liftedRoofsLieOnTheGridAndAboveTheTerrain() {
    for (int i = 0; i < 20; i++) {
      double x = i + 0.237 * i;
      FootprintCleaner.Result result =
          new FootprintCleaner(MERGE, new Slope(), DOMAIN, OptionalDouble.empty())
              .clean(List.of(new SourceFootprint("a", wkt(square(x, 0, 40)), Heights.above(1))));
      CleanedBuilding building = result.buildings().get(0);
      assertSound(result, MERGE);
      double highest = building.polygon().getEnvelopeInternal().getMaxX() / 10;
      assertEquals(highest + Levels.CLEARANCE, building.roof(), 0.000501);
    }
  }

  @Test
  void roofBelowTheTerrainIsLifted() {
    FootprintCleaner.Result result = onSlope(MERGE, Heights.above(2));
    assertEquals(4.1, result.buildings().get(0).roof(), 1e-9);
    assertEquals(Remark.Kind.LIFTED, result.remarks().get(0).kind());
  }

  @Test
  void groundIsAPercentileOfTheTerrainInside() {
    for (double percentile : new double[] {0, 10, 50, 100}) {
      CleaningOptions options = new CleaningOptions(0.5, 15, true, 0.5, percentile, 0.1);
      CleanedBuilding building = onSlope(options, Heights.above(20)).buildings().get(0);
      assertEquals(4 * percentile / 100, building.ground(), 0.15);
      assertEquals(building.ground() + 20, building.roof(), 0.0005);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // roof, height, lidar, storeys; the roof on ground 2, its source, what was not believed
    "20, 10, 15, 4, 20, ROOF_FIELD, ''",
    "NaN, 10, 15, 4, 12, HEIGHT_FIELD, ''",
    "-9999, 10, 15, 4, 12, HEIGHT_FIELD, roof field out of range",
    "1.9, 0.4, 15, 4, 15, LIDAR, height field out of range;roof field out of range",
    "Infinity, -1000, 2.2, 4, 14, STOREYS_FIELD,"
        + " height field out of range;lidar out of range;roof field out of range",
    "NaN, NaN, NaN, 0, 9, BUILDING_HEIGHT, storeys field out of range",
    "1003, NaN, NaN, NaN, 9, BUILDING_HEIGHT, roof field out of range",
    "NaN, NaN, NaN, NaN, 9, BUILDING_HEIGHT, ''",
  })
  void roofComesFromTheFirstSourceThatIsSensible(
      double roofField,
      double height,
      double lidar,
      double storeys,
      double roof,
      HeightSource source,
      String remarks) {
    Heights heights = new Heights(roofField, height, lidar, storeys);
    for (CleaningOptions options : List.of(MERGE, KEEP)) {
      FootprintCleaner.Result result =
          new FootprintCleaner(options, FLAT, DOMAIN, OptionalDouble.of(7))
              .clean(List.of(new SourceFootprint("a", wkt(square(0, 0, 10)), heights)));
      assertEquals(roof, result.buildings().get(0).roof(), 1e-9);
      assertEquals(source, result.buildings().get(0).heightSource());
      assertEquals(
          remarks,
          result.remarks().stream().map(Remark::reason).sorted().collect(Collectors.joining(";")));
    }
  }

  @Test
  void sourceOfAMergedRoofIsThatOfTheMostArea() {
    FootprintCleaner.Result result =
        clean(
            MERGE,
            new SourceFootprint("a", wkt(box(0, 0, 10, 10)), Heights.above(10)),
            new SourceFootprint(
                "b", wkt(box(10, 0, 25, 10)), new Heights(Double.NaN, Double.NaN, 20, 2)));
    assertEquals(HeightSource.LIDAR, result.buildings().get(0).heightSource());
    assertEquals((10 * 12 + 15 * 20) / 25.0, result.buildings().get(0).roof(), 1e-9);
  }

  @Test
  void smallBuildingThatTouchesGoesToItsNeighbour() {
    FootprintCleaner.Result result =
        clean(
            KEEP,
            footprint("house", box(0, 0, 10, 10)),
            footprint("shed", box(10, 0, 13, 4)),
            footprint("far", square(50, 0, 3)));
    assertSound(result, KEEP);
    assertEquals(List.of("house", "shed"), result.buildings().get(0).sourceIds());
    assertEquals(112, only(result).getArea(), 1e-6);
    assertEquals(Map.of("smaller than the smallest area", 9.0), result.areas().dropped());
    assertEquals(121, result.areas().source(), 1e-6);
    assertEquals(
        List.of(
            "MERGED shed smaller than the smallest area, given to a neighbour",
            "DROPPED far smaller than the smallest area"),
        result.remarks().stream()
            .map(r -> r.kind() + " " + r.sourceId() + " " + r.reason())
            .toList());
  }

  @Test
  void smallBuildingsBecomeOneThatIsLargeEnough() {
    FootprintCleaner.Result result =
        clean(KEEP, footprint("a", box(0, 0, 4, 3)), footprint("b", box(4, 0, 8, 3)));
    assertEquals(24, only(result).getArea(), 1e-6);
    assertEquals(List.of("b", "a"), result.buildings().get(0).sourceIds());
    assertEquals(Map.of(), result.areas().dropped());
  }

  @Test
  void singlePolygonIsPutOnTheGridWithoutRepeatingAVertex() {
    // A single polygon was not noded when it was rounded: two vertices became one, and an edge of
    // no length made a patch of NaNs.
    FootprintCleaner.Result result =
        clean(
            MERGE,
            footprint(
                "a",
                "POLYGON((211.413 642.335, 209.783 646.625, 197.493 641.902,"
                    + " 198.394 639.521, 198.48 639.35, 194.67 637.9, 195.19 636.54,"
                    + " 195.79 636.84, 195.918 636.456, 211.413 642.335))"),
            footprint(
                "b",
                "POLYGON((195.918 636.456, 196 636.21, 197.61 636.91, 199.18 632.71,"
                    + " 204.66 634.78, 213.059 638.004, 211.413 642.335, 195.918 636.456))"),
            footprint(
                "c",
                "POLYGON((185.637 632.097, 186.517 629.823, 196.833 633.813,"
                    + " 195.953 636.087, 185.637 632.097))"));
    assertSound(result, MERGE);
    Geometry nearlyTwice = wkt("POLYGON((0 0, 9 0, 9.0004 0, 9 9, 0 9, 0 0))");
    assertEquals(5, Shapes.union(List.of(nearlyTwice)).getNumPoints());
  }

  @Test
  void whatIsDroppedHasAReason() {
    FootprintCleaner.Result result =
        clean(
            MERGE,
            footprint("far", square(5000, 0, 10)),
            footprint("line", "POLYGON((0 0, 5 0, 0 0, 0 0))"),
            footprint("small", square(0, 0, 3)),
            new SourceFootprint("tall", wkt(square(50, 0, 10)), Heights.UNKNOWN));
    assertTrue(result.buildings().isEmpty());
    Map<String, String> reasons = new HashMap<>();
    for (Remark remark : result.remarks()) {
      if (remark.kind() == Remark.Kind.DROPPED) {
        reasons.put(remark.sourceId(), remark.reason());
      }
    }
    assertEquals(
        Map.of(
            "far", "outside the domain",
            "line", "no area",
            "small", "smaller than the smallest area",
            "tall", "no height"),
        reasons);
  }

  @Test
  void footprintsAreCutAtTheDomain() {
    FootprintCleaner.Result result = clean(MERGE, footprint("a", square(990, 0, 30)));
    assertTrue(only(result).equalsTopo(wkt(box(990, 0, 999.5, 30))));
    assertEquals(Remark.Kind.CLIPPED, result.remarks().get(0).kind());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void randomClustersAreSoundWhateverTheirOrder(boolean merge) {
    CleaningOptions options = merge ? MERGE : KEEP;
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      List<SourceFootprint> input = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        Coordinate c = new Coordinate(40 * random.nextDouble(), 40 * random.nextDouble());
        Geometry house =
            Shapes.FACTORY.toGeometry(
                new Envelope(
                    c.x,
                    c.x + 3 + 12 * random.nextDouble(),
                    c.y,
                    c.y + 3 + 12 * random.nextDouble()));
        double turn = random.nextInt(3) * 0.3 * random.nextDouble();
        house = AffineTransformation.rotationInstance(turn, c.x, c.y).transform(house);
        input.add(new SourceFootprint("h" + i, house, Heights.above(3 + random.nextInt(4))));
      }
      FootprintCleaner cleaner =
          new FootprintCleaner(options, FLAT, DOMAIN, OptionalDouble.empty());
      FootprintCleaner.Result result = cleaner.clean(input);
      assertSoundButFine(result, options, seed);
      Collections.shuffle(input, random);
      assertEquals(result, cleaner.clean(input));
    }
  }

  static void assertSoundButFine(
      FootprintCleaner.Result result, CleaningOptions options, int seed) {
    boolean fine = result.remarks().stream().anyMatch(r -> r.kind() == Remark.Kind.FINE);
    try {
      assertSound(
          result,
          fine
              ? new CleaningOptions(0.05, 15, options.merge(), 0.5, 10, 0.1, options.mergeRoofs())
              : options);
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  @Test
  void blocksStaySoundWhenDetailsAreAsLargeAsHouses() {
    CleaningOptions coarse = new CleaningOptions(4, 15, false, 0.5, 10, 0.1);
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      List<SourceFootprint> input = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        double x = 7 * (i % 7) + 2 * random.nextDouble();
        double y = 7 * (i / 7) + 2 * random.nextDouble();
        String box = box(x, y, x + 4 + 4 * random.nextDouble(), y + 4 + 4 * random.nextDouble());
        input.add(new SourceFootprint("h" + i, wkt(box), Heights.above(3 + random.nextInt(9))));
      }
      FootprintCleaner cleaner = new FootprintCleaner(coarse, FLAT, DOMAIN, OptionalDouble.empty());
      assertSoundButFine(cleaner.clean(input), coarse, seed);
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    for (double bad : new double[] {-1, 0, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertTrue(
          assertThrows(UserError.class, () -> new CleaningOptions(bad, 15, true, 0.5, 10, 0.1))
              .getMessage()
              .contains("--min-detail"));
    }
    assertThrows(UserError.class, () -> new CleaningOptions(0.5, -1, true, 0.5, 10, 0.1));
    assertThrows(UserError.class, () -> new CleaningOptions(0.5, 15, true, Double.NaN, 10, 0.1));
  }
}
