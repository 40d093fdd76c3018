package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.geo.Sides;
import io.citymesh.terrain.Terrains;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.WKTReader;

/** Footprints that a domain cuts which is a polygon: concave, with holes. */
class PolygonLimitsTest {
  private static final double DETAIL = 0.5;

  private static CleaningOptions options(boolean merge) {
    return new CleaningOptions(DETAIL, 15, merge, 0.5, 10, 0.1);
  }

  private static FootprintCleaner cleaner(boolean merge, Sides domain) {
    return new FootprintCleaner(
        options(merge), Terrains.open("flat:0"), domain, OptionalDouble.of(9));
  }

  private static SourceFootprint footprint(String id, String wkt) throws Exception {
    return new SourceFootprint(id, new WKTReader().read(wkt), Heights.above(9));
  }

  private static double snapped(double metres) {
    return Math.rint(1000 * metres) / 1000;
  }

  /** A star with bays, around a small hole. */
  private static Sides star(Random random) {
    int corners = 24;
    double[] shell = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * (i + 0.8 * random.nextDouble()) / corners;
      double radius = 12 + 40 * random.nextDouble();
      shell[2 * i] = snapped(radius * Math.cos(angle));
      shell[2 * i + 1] = snapped(radius * Math.sin(angle));
    }
    double x = snapped(6 * random.nextDouble() - 3);
    double y = snapped(6 * random.nextDouble() - 3);
    double side = snapped(0.05 + 2 * random.nextDouble());
    double[] hole = {x, y, x, snapped(y + side), snapped(x + side), y};
    return Sides.of(new double[][] {shell, hole});
  }

  /** Nothing of a building comes nearer to the boundary than half a detail; the account closes. */
  private static int assertInside(
      String message, FootprintCleaner.Result result, Sides domain, boolean merge) {
    Polygon area = Shapes.polygon(domain.rings());
    List<Polygon> polygons = new ArrayList<>();
    for (CleanedBuilding building : result.buildings()) {
      Polygon polygon = building.polygon();
      assertTrue(polygon.isValid(), message + ": " + polygon);
      assertTrue(area.covers(polygon), message + ": " + polygon + " leaves " + area);
      double distance = area.getBoundary().distance(polygon);
      assertTrue(distance >= 0.48 * DETAIL, message + ": " + distance + " m from the boundary");
      for (Polygon other : polygons) {
        assertTrue(Shapes.commonArea(polygon, other) < 1e-6, message);
      }
      polygons.add(polygon);
    }
    AreaAccount account = result.areas();
    double dropped = account.dropped().values().stream().mapToDouble(d -> d).sum();
    assertEquals(
        account.source(),
        account.built() + dropped + account.clipped() + account.simplified(),
        1e-6 * account.source() + 1e-5,
        message);
    assertEquals(
        polygons.stream().mapToDouble(Geometry::getArea).sum(),
        account.built() + account.added(),
        1e-5,
        message);
    return polygons.size();
  }

  private static void randomRows(int from, int to, boolean merge) {
    int buildings = 0;
    for (int seed = from; seed < to; seed++) {
      Random random = new Random(seed);
      List<SourceFootprint> row = CleaningInvariantsTest.row(random);
      Sides domain = star(random);
      FootprintCleaner cleaner = cleaner(merge, domain);
      FootprintCleaner.Result result = cleaner.clean(row);
      buildings += assertInside("seed " + seed, result, domain, merge);
      Collections.shuffle(row, random);
      assertEquals(result, cleaner.clean(row), "seed " + seed);
    }
    assertTrue(buildings > to - from, "there are buildings: " + buildings);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsOfHousesInStars(boolean merge) {
    randomRows(0, 12, merge);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void manyRowsOfHousesInStars(boolean merge) {
    randomRows(12, 1500, merge);
  }

  /** The hole is smaller than the smallest courtyard, and must not be filled. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHoleWithinABuildingStays(boolean merge) throws Exception {
    Sides domain =
        Sides.of(
            new double[][] {
              {-100, -100, 100, -100, 100, 90, -100, 100}, {0, 0, 0, 0.4, 0.4, 0.4, 0.4, 0}
            });
    FootprintCleaner.Result result =
        cleaner(merge, domain)
            .clean(List.of(footprint("a", "POLYGON((-9 -9, 9 -9, 9 9, -9 9, -9 -9))")));
    assertEquals(1, assertInside("hole", result, domain, merge));
    assertEquals(1.4 * 1.4, result.areas().clipped(), 0.01);
    assertEquals(1, result.buildings().get(0).polygon().getNumInteriorRing());
  }

  /** Its corners lie inside, and an edge of it would run through the spike. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSpikeFromOutsideCutsABuildingInTwo(boolean merge) throws Exception {
    Sides domain =
        Sides.of(
            new double[][] {{-50, -50, 50, -50, 50, 50, 0.1, 50, 0, -12, -0.1, 50, -50, 50.5}});
    FootprintCleaner.Result result =
        cleaner(merge, domain)
            .clean(List.of(footprint("a", "POLYGON((-9 -9, 9 -9, 9 9, -9 9, -9 -9))")));
    assertEquals(2, assertInside("spike", result, domain, merge));
    assertTrue(result.remarks().stream().anyMatch(remark -> remark.kind() == Remark.Kind.CLIPPED));
  }

  /** A footprint that does not leave the domain is what it is in a larger one. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatLiesInsideIsNotChanged(boolean merge) throws Exception {
    Sides domain =
        Sides.of(new double[][] {{-50, -50, 50, -50, 50, 50, 0.1, 50, 0, 12, -0.1, 50, -50, 50.5}});
    List<SourceFootprint> house =
        List.of(footprint("a", "POLYGON((-9 9, 0 9, 30 40, 30 45, 9 20, -9 20, -9 9))"));
    List<SourceFootprint> beside =
        List.of(footprint("a", "POLYGON((-40 9, -9 9, -9 40, -20 45, -40 9))"));
    FootprintCleaner wide = cleaner(merge, Sides.of(new Bounds(-99, -99, 99, 99)));
    assertEquals(wide.clean(beside), cleaner(merge, domain).clean(beside));
    assertTrue(!wide.clean(house).equals(cleaner(merge, domain).clean(house)), "it is cut");
  }

  @Test
  void aDomainNarrowerThanItsMarginHasNoBuilding() throws Exception {
    Sides domain = Sides.of(new double[][] {{-50, 0, 50, 0.3, 50, 0.9, -50, 0.8}});
    FootprintCleaner.Result result =
        cleaner(true, domain)
            .clean(List.of(footprint("a", "POLYGON((-9 -9, 9 -9, 9 9, -9 9, -9 -9))")));
    assertEquals(0, assertInside("narrow", result, domain, true));
    assertEquals(result.areas().source(), result.areas().clipped(), 1e-9);
    assertTrue(
        result.remarks().stream().anyMatch(remark -> remark.reason().equals("outside the domain")));
  }
}
