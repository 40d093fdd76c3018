package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** What is taken for a coverage is one, and its union is that of the overlay. */
class CoverageTest {
  private static List<Polygon> wkt(String text) {
    try {
      return Shapes.polygonsOf(new WKTReader(Shapes.FACTORY).read(text));
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static void assertLikeOverlay(List<Polygon> polygons) {
    Geometry expected = Shapes.union(polygons);
    Geometry actual = Coverage.of(polygons).orElseThrow().union();
    assertEquals(expected.toString(), actual.toString());
  }

  /** Footprints whose boxes do not touch are their own union, also where they nearly do. */
  @Test
  void theUnionOfDistantFootprintsIsThatOfTheOverlay() {
    Random random = new Random(1);
    int distant = 0;
    for (int i = 0; i < 1000; i++) {
      List<Geometry> areas = new ArrayList<>();
      double x = 1000;
      for (int j = 2 + random.nextInt(3); j > 0; j--) {
        Geometry raw = new RandomFootprints(random, 80_000, 440_000).next("f").geometry();
        Geometry area = OnGrid.moved(raw);
        if (area != null) {
          Envelope box = area.getEnvelopeInternal();
          double gap = 0.001 * random.nextInt(4);
          areas.add(moved(area, x + gap - box.getMinX()));
          x = areas.get(areas.size() - 1).getEnvelopeInternal().getMaxX();
        }
      }
      Geometry union = areas.isEmpty() ? null : Coverage.ofDistant(areas);
      if (union != null) {
        distant++;
        assertTrue(Shapes.union(areas).equalsExact(union), areas::toString);
      }
    }
    assertTrue(distant > 100 && distant < 900, distant + " are distant");
  }

  private static Geometry moved(Geometry area, double by) {
    Geometry result = area.copy();
    for (Coordinate c : result.getCoordinates()) {
      c.setX(Shapes.snapped(c.x + by));
    }
    result.geometryChanged();
    return result;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // One polygon; neighbours; a row with a hole between its houses; an island in a hole.
        "POLYGON((0 0, 9 0, 9 9, 0 9, 0 0))",
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0)), ((9 0, 12 0, 12 9, 9 9, 9 0)))",
        "MULTIPOLYGON(((0 0, 9 0, 6 3, 3 3, 3 6, 0 9, 0 0)), ((9 0, 9 9, 0 9, 3 6, 6 6, 6 3, 9"
            + " 0)))",
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 8 1, 8 8, 1 8, 1 1)), ((3 3, 5 3, 5 5, 3"
            + " 3)))",
        // A hole that a neighbour fills; one that it fills in part.
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 5 3, 5 5, 3 3)), ((3 3, 5 3, 5 5, 3 3)))",
        // A vertex on a straight wall stays.
        "MULTIPOLYGON(((0 0, 4 0, 9 0, 9 9, 0 9, 0 0)), ((0 0, 0 -5, 4 -5, 4 0, 0 0)))",
        // Two houses that meet in a corner only.
        "MULTIPOLYGON(((0 0, 4 0, 4 4, 0 4, 0 0)), ((4 4, 8 4, 8 8, 4 8, 4 4)))",
      })
  void theUnionOfACoverageIsThatOfTheOverlay(String coverage) {
    assertLikeOverlay(wkt(coverage));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Overlapping, crossing, one in the other, twice the same.
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0)), ((5 5, 12 5, 12 12, 5 12, 5 5)))",
        "MULTIPOLYGON(((0 0, 9 0, 9 1, 0 1, 0 0)), ((4 -4, 5 -4, 5 5, 4 5, 4 -4)))",
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0)), ((3 3, 5 3, 5 5, 3 3)))",
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0)), ((0 0, 9 0, 9 9, 0 9, 0 0)))",
        // One in a corner of the other, with both of its walls, with one, and with none.
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0)), ((0 0, 9 0, 0 9, 0 0)))",
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0)), ((0 0, 9 0, 5 5, 0 0)))",
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0)), ((0 0, 6 3, 3 6, 0 0)))",
        // A wall that ends in another's wall, at it, and a millimetre beside it.
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0)), ((9 3, 12 3, 12 6, 9 6, 9 3)))",
        "MULTIPOLYGON(((0 0, 9.001 9, 0 9, 0 0)), ((5 5, 9 3, 9 6, 5 5)))",
        // Off the grid; a spike.
        "POLYGON((0 0, 9.0001 0, 9 9, 0 9, 0 0))",
        "POLYGON((0 0, 9 0, 12 0, 9 0, 9 9, 0 9, 0 0))",
      })
  void whatIsNoCoverageIsNotTakenForOne(String polygons) {
    assertFalse(Coverage.of(wkt(polygons)).isPresent());
  }

  /** Houses wall to wall, and some that stand in others: only these are overlaid. */
  @Test
  void theUnionOfACoverageAndWhatIsInItsWayIsThatOfTheOverlay() {
    int coverages = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<Polygon> houses = new ArrayList<>();
      for (int column = 0; column < 5; column++) {
        for (int row = 0; row < 5; row++) {
          if (random.nextInt(4) > 0) {
            houses.add(box(10 * column, 10 * row, 10, 10));
          }
        }
      }
      for (int more = random.nextInt(5); more > 0; more--) {
        houses.add(
            box(
                random.nextInt(55) - 5,
                random.nextInt(55) - 5,
                1 + random.nextInt(12),
                1 + random.nextInt(12)));
      }
      Coverage.Whole whole = Coverage.whole(houses);
      assertEquals(Shapes.union(houses).toString(), whole.union().toString(), "seed " + seed);
      coverages += whole.isCoverage() ? 1 : 0;
      boolean isDisjoint =
          whole.union().getArea() > houses.stream().mapToDouble(Polygon::getArea).sum() - 1e-6;
      assertTrue(isDisjoint || !whole.isCoverage(), "seed " + seed);

      // Turned, vertices are moved onto the grid, by half a millimetre at most.
      AffineTransformation turn = AffineTransformation.rotationInstance(6 * random.nextDouble());
      List<Polygon> turned =
          houses.stream()
              .flatMap(house -> Shapes.polygonsOf(Shapes.areal(turn.transform(house))).stream())
              .toList();
      Geometry union = Coverage.union(turned);
      assertTrue(union.isValid(), "seed " + seed);
      assertTrue(Shapes.areal(union).equalsExact(union), "seed " + seed);
      double apart =
          union.getArea()
              + Shapes.union(turned).getArea()
              - 2 * Shapes.commonArea(union, Shapes.union(turned));
      assertTrue(apart < 1e-3 * union.getLength(), "seed " + seed + ": " + apart + " m2");
    }
    assertTrue(coverages > 20 && coverages < 280, coverages + " are coverages");
  }

  private static Polygon box(double x, double y, double width, double height) {
    return Shapes.polygon(
        new double[][] {{x, y, x + width, y, x + width, y + height, x, y + height}});
  }

  @Test
  void nothingIsNoCoverage() {
    assertFalse(Coverage.of(List.of()).isPresent());
  }

  @Test
  void anOutlineMeetsItselfWhereHousesMeetInACorner() {
    List<Polygon> houses =
        wkt("MULTIPOLYGON(((0 0, 4 0, 4 4, 0 4, 0 0)), ((4 4, 8 4, 8 8, 4 8, 4 4)))");
    assertEquals(List.of(new Coordinate(4, 4)), pinched(houses));
    // A third one in the corner between them does not close the ring.
    houses = new ArrayList<>(houses);
    houses.addAll(wkt("POLYGON((4 0, 8 0, 8 4, 4 4, 4 0))"));
    assertEquals(List.of(), pinched(houses));
  }

  private static List<Coordinate> pinched(List<Polygon> polygons) {
    return List.copyOf(Coverage.of(polygons).orElseThrow().pinched());
  }

  @Test
  void anOwnerMeetsItselfInAWallOrACorner() {
    Coverage houses =
        Coverage.of(wkt("MULTIPOLYGON(((0 0, 4 0, 4 4, 0 4, 0 0)), ((4 4, 8 4, 8 8, 4 8, 4 4)))"))
            .orElseThrow();
    assertTrue(houses.anyMeetsItself(new int[] {7, 7}));
    assertFalse(houses.anyMeetsItself(new int[] {7, 3}));
  }

  /** Cleaned rows of houses: most are coverages, with walls in any direction. */
  @Test
  void theUnionOfCleanedHousesIsThatOfTheOverlay() {
    CleaningOptions options = new CleaningOptions(0.5, 0, false, 0.5, 10, 0.1);
    int proved = 0;
    for (int seed = 0; seed < 60; seed++) {
      List<Polygon> houses = houses(options, seed);
      if (Coverage.of(houses).isPresent()) {
        proved++;
        assertLikeOverlay(houses);
        TreeSet<Coordinate> touches = new TreeSet<>();
        for (Defects.Defect defect :
            Defects.find(Shapes.polygonsOf(Shapes.union(houses)), 0, 0, false)) {
          if (defect.kind() == Defects.Kind.TOUCH) {
            touches.add(defect.at());
          }
        }
        assertEquals(List.copyOf(touches), pinched(houses));
      }
    }
    assertTrue(proved > 50, "only " + proved + " rows are coverages");
  }

  /** A house moved by a millimetre across a wall is found, in whatever direction it stands. */
  @Test
  void aCoverageOfWhichOneHouseIsMovedIsNone() {
    CleaningOptions options = new CleaningOptions(0.5, 0, false, 0.5, 10, 0.1);
    for (int seed = 0; seed < 30; seed++) {
      List<Polygon> houses = new ArrayList<>(houses(options, seed));
      if (houses.size() < 2 || Coverage.of(houses).isEmpty()) {
        continue;
      }
      int moved = new Random(seed).nextInt(houses.size());
      Polygon house = (Polygon) houses.get(moved).copy();
      house.apply(
          (Coordinate c) -> {
            Coordinate place = Shapes.snapped(c.x + 0.5, c.y + 0.5);
            c.x = place.x;
            c.y = place.y;
          });
      house.geometryChanged();
      houses.set(moved, house);
      double sum = houses.stream().mapToDouble(Polygon::getArea).sum();
      boolean overlap = sum - Shapes.union(houses).getArea() > 0.01;
      assertTrue(!overlap || Coverage.of(houses).isEmpty(), "seed " + seed);
    }
  }

  private static List<Polygon> houses(CleaningOptions options, int seed) {
    MergedOutlines outlines =
        new MergedOutlines(
            options, Limits.in(Sides.of(new Bounds(-1e6, -1e6, 1e6, 1e6)), 0), () -> {});
    List<SharedWalls.Owned> parts = new ArrayList<>();
    for (SourceFootprint house : CleaningInvariantsTest.row(new Random(seed))) {
      for (Polygon polygon : Shapes.polygonsOf(Shapes.repaired(house.geometry(), true))) {
        parts.add(new SharedWalls.Owned(parts.size(), polygon));
      }
    }
    int[] ranks = new int[parts.size()];
    Arrays.setAll(ranks, i -> i);
    return new OverlaidWalls(options, outlines, ranks, () -> {})
        .of(parts).stream().map(SharedWalls.Owned::polygon).toList();
  }

  @Test
  void aTownOfTwentyThousandHousesIsDissolvedInSeconds() {
    List<Polygon> town = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      double x = 7 * (i % 200);
      double y = 11 * (i / 200);
      town.add((Polygon) Shapes.FACTORY.toGeometry(envelope(x, y)));
    }
    Geometry union =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> Coverage.of(town).orElseThrow().union());
    assertEquals(7.0 * 200 * 11 * 100, union.getArea(), 1e-6);
    assertEquals(1, union.getNumGeometries());
  }

  private static Envelope envelope(double x, double y) {
    return new Envelope(x, x + 7, y, y + 11);
  }
}
