package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.TopologyException;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.PrecisionReducer;
import org.locationtech.jts.operation.overlayng.UnaryUnionNG;

/** The union in whole numbers against JTS, whose bits it has. */
class GridUnionTest {
  private static void assertAsByJts(List<Polygon> polygons, String what) {
    Geometry jts;
    try {
      jts = Shapes.areal(jts(polygons));
    } catch (TopologyException e) {
      return; // Then there is nothing to compare with.
    }
    Geometry own = Shapes.areal(GridUnion.of(polygons));
    assertTrue(jts.equalsExact(own), () -> what + "\n" + polygons + "\n" + jts + "\n" + own);
  }

  private static Geometry jts(List<Polygon> polygons) {
    return polygons.size() == 1
        ? PrecisionReducer.reducePrecision(polygons.get(0), Shapes.GRID)
        : UnaryUnionNG.union(Shapes.FACTORY.buildGeometry(polygons), Shapes.GRID);
  }

  /** Long teeth one above the other: each edge may meet each by its place on the x axis. */
  @Test
  void comb() {
    assertAsByJts(List.of(Combs.of(3_000)), "comb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Houses in a row; with a wall in common, in part and turned.
        "((0 0, 8 0, 8 9, 0 9, 0 0)), ((8 0, 16 0, 16 9, 8 9, 8 0))",
        "((0 0, 8 0, 8 9, 0 9, 0 0)), ((8 2, 16 2, 16 7, 8 7, 8 2))",
        "((0 0, 8 1, 7 9, -1 8, 0 0)), ((7.5 5, 16 6.063, 15 13, 7 9, 7.5 5))",
        // A vertex half a millimetre beside another's wall, less, and more.
        "((0 0, 8 0.001, 8 9, 0 9, 0 0)), ((4 0, 5 -3, 6 -3, 4 0))",
        "((0 0, 8 0.003, 8 9, 0 9, 0 0)), ((3 0.001, 5 -3, 6 -3, 3 0.001))",
        "((0 0, 8 0.009, 8 9, 0 9, 0 0)), ((4 0.002, 5 -3, 6 -3, 4 0.002))",
        // Across one another, within one another, and the same twice.
        "((0 1, 6 1.5, 6 3, 0 3, 0 1)), ((2 0, 4 0.3, 4.1 6, 2 6, 2 0))",
        "((0 0, 9 0, 9 9, 0 9, 0 0)), ((2 2, 4 2, 4 4, 2 4, 2 2))",
        "((0 0, 9 0, 9 9, 0 9, 0 0)), ((0 0, 9 0, 9 9, 0 9, 0 0))",
        // Around a courtyard, of one and of two; and a house in a courtyard.
        "((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 6 6, 6 3, 3 3))",
        "((0 0, 9 0, 9 3, 3 3, 3 6, 9 6, 9 9, 0 9, 0 0)), ((7 3, 9 3, 9 6, 7 6, 7 3))",
        "((0 0, 9 0, 9 9, 0 9, 0 0), (3 3, 3 6, 6 6, 6 3, 3 3)), ((4 4, 5 4, 5 5, 4 5, 4 4))",
        // Corner to corner, and apart.
        "((0 0, 4 0, 4 4, 0 4, 0 0)), ((4 4, 8 4, 8 8, 4 8, 4 4))",
        "((0 0, 4 0, 4 4, 0 4, 0 0)), ((14 4, 18 4, 18 8, 14 8, 14 4))",
        // A splinter that collapses.
        "((0 0, 9 0, 9 9, 0 9, 0 0)), ((9 3, 12 3, 9 3.001, 9 3))",
      })
  void drawn(String polygons) throws ParseException {
    List<Polygon> all = Shapes.polygonsOf(new WKTReader().read("MULTIPOLYGON (" + polygons + ")"));
    assertAsByJts(all, "drawn");
    List<Polygon> moved = new ArrayList<>();
    for (Polygon polygon : all) {
      Polygon far = (Polygon) polygon.copy();
      for (Coordinate c : far.getCoordinates()) {
        c.setCoordinate(Shapes.snapped(84_321.017 + c.x, 447_123.019 + c.y));
      }
      far.geometryChanged();
      moved.add(far);
    }
    assertAsByJts(moved, "moved");
    // Off the grid, by almost nothing and by some millimetres.
    for (double off : new double[] {1e-10, 3e-3}) {
      Polygon turned = (Polygon) moved.get(0).copy();
      Random random = new Random(7);
      Coordinate[] ring = turned.getExteriorRing().getCoordinates();
      for (int i = 0; i + 1 < ring.length; i++) {
        ring[i].setX(ring[i].x + off * random.nextDouble());
        ring[i].setY(ring[i].y + off * random.nextDouble());
      }
      ring[ring.length - 1].setCoordinate(ring[0]);
      turned.geometryChanged();
      assertAsByJts(List.of(turned), "off the grid by " + off);
    }
  }

  @Test
  void randomClusters() {
    randomClusters(0, 2000);
  }

  @Test
  @Tag("slow")
  void manyRandomClusters() {
    randomClusters(2000, 22_000);
  }

  private static void randomClusters(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      List<Polygon> cluster = cluster(new Random(seed));
      if (cluster.stream().allMatch(Polygon::isValid)) {
        assertAsByJts(cluster, "seed " + seed);
      }
    }
  }

  @Test
  void differences() {
    differences(0, 3000);
  }

  @Test
  @Tag("slow")
  void manyDifferences() {
    differences(3000, 30_000);
  }

  /** What one polygon covers and others do not; nearly all of it without JTS. */
  private static void differences(int from, int to) {
    int left = 0;
    int all = 0;
    for (int seed = from; seed < to; seed++) {
      List<Polygon> cluster = cluster(new Random(seed));
      if (cluster.size() < 2 || !cluster.stream().allMatch(Polygon::isValid)) {
        continue;
      }
      Geometry a = cluster.get(0);
      Geometry b = Shapes.union(cluster.subList(1, cluster.size()));
      String what = "seed " + seed;
      Geometry jts = Shapes.areal(OverlayNG.overlay(a, b, OverlayNG.DIFFERENCE, Shapes.GRID));
      Geometry own = Shapes.difference(a, b);
      assertTrue(jts.equalsExact(own), () -> what + "\n" + a + "\n" + b + "\n" + jts + "\n" + own);
      all++;
      if (!jts.isEmpty() && GridUnion.plain(a, b, OverlayNG.DIFFERENCE) == null) {
        left++;
      }
    }
    assertTrue(left <= all / 200, left + " of " + all + " differences were left to JTS");
  }

  /** Doubtful places are no reason to leave a union to JTS. */
  @Test
  void unionsAreHardlyEverLeftToJts() {
    int left = 0;
    int all = 0;
    for (int seed = 0; seed < 2000; seed++) {
      List<Polygon> cluster = cluster(new Random(seed));
      Geometry a = cluster.get(0);
      for (Polygon b : cluster.subList(1, cluster.size())) {
        if (a.isValid() && b.isValid()) {
          left += GridUnion.plain(a, b, OverlayNG.UNION) == null ? 1 : 0;
          all++;
        }
      }
    }
    assertTrue(left <= all / 200, left + " of " + all + " unions were left to JTS");
  }

  /** Where it is a matter of the last bit in which square millimetre a place lies. */
  @Test
  void verticesAndCrossingsBetweenTheCellsOfTheGrid() {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      double far = random.nextInt(3) * 200_000.5;
      List<Polygon> polygons = new ArrayList<>();
      for (int i = 0; i < 1 + seed % 3; i++) {
        Polygon star = CityClusters.star(random, far + 0.1 * i, far, 0.4, 0.5, 3 + seed % 5);
        for (Coordinate c : star.getCoordinates()) {
          // Halves of millimetres, or whole ones not far apart: then many lines cross halfway.
          double parts = seed % 2 == 0 ? 2000 : 250;
          c.setCoordinate(
              new Coordinate(Math.rint(c.x * parts) / parts, Math.rint(c.y * parts) / parts));
        }
        star.geometryChanged();
        polygons.add(star);
      }
      if (polygons.stream().allMatch(Polygon::isValid)) {
        assertAsByJts(polygons, "seed " + seed);
      }
    }
  }

  /** Rounding closes spikes and notches, and parts what hangs together by them. */
  @Test
  void spikesThatRoundingCloses() {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      int size = 5 + random.nextInt(30);
      double far = random.nextInt(3) * 200_000.5;
      Coordinate[] ring = new Coordinate[size + 1];
      for (int i = 0; i < size; i++) {
        double angle = 2 * Math.PI * i / size;
        double radius = i % 2 == 0 ? 0.05 : 0.05 * random.nextDouble();
        ring[i] =
            new Coordinate(far + radius * Math.cos(angle), far + 0.01 * radius * Math.sin(angle));
        if (seed % 3 > 0) {
          ring[i].setY(far + 0.2 * radius * Math.sin(angle));
        }
      }
      ring[size] = ring[0].copy();
      Polygon star = Shapes.FACTORY.createPolygon(ring);
      if (star.isValid()) {
        assertAsByJts(List.of(star), "seed " + seed);
      }
    }
  }

  /** Long walls that cross under almost no angle, or almost end on one another. */
  @Test
  void longWallsAlongOneAnother() {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      double far = random.nextInt(3) * 2_000_000.5;
      double turn = 2 * Math.PI * random.nextDouble();
      List<Polygon> polygons = new ArrayList<>();
      for (int i = 0; i < 2 + seed % 3; i++) {
        double from = 100 * random.nextDouble();
        double to = from + 20 + 400 * random.nextDouble();
        double width = (i % 2 == 0 ? 8 : -8) - random.nextDouble();
        double off = 0.002 * random.nextInt(3);
        polygons.add(
            turned(
                far,
                turn,
                new double[] {
                  from,
                  off * random.nextDouble(),
                  to,
                  off * random.nextDouble(),
                  to,
                  width,
                  from,
                  width
                }));
      }
      assertAsByJts(polygons, "seed " + seed);
    }
  }

  /** A polygon on the grid of the corners x0, y0, x1, y1, ... turned around (far, far). */
  private static Polygon turned(double far, double turn, double[] xy) {
    Coordinate[] ring = new Coordinate[xy.length / 2 + 1];
    for (int i = 0; i < ring.length; i++) {
      double x = xy[2 * i % xy.length];
      double y = xy[(2 * i + 1) % xy.length];
      ring[i] =
          Shapes.snapped(
              far + x * Math.cos(turn) - y * Math.sin(turn),
              far + x * Math.sin(turn) + y * Math.cos(turn));
    }
    return Shapes.FACTORY.createPolygon(ring);
  }

  /** Houses, stars and rows, in a heap: on the grid, some of them on whole metres. */
  static List<Polygon> cluster(Random random) {
    int size = 1 + random.nextInt(8);
    int kind = random.nextInt(5);
    double x = 84_000 + random.nextInt(999);
    double y = 447_000 + random.nextInt(999);
    List<Polygon> result = new ArrayList<>();
    if (kind == 0) {
      AffineTransformation far = AffineTransformation.translationInstance(x, y);
      for (SourceFootprint house : CleaningInvariantsTest.row(random)) {
        result.addAll(Shapes.polygonsOf(Shapes.areal(far.transform(house.geometry()))));
      }
      return result;
    }
    for (int i = 0; i < size; i++) {
      double cx = x + random.nextInt(16) + (kind == 1 ? 0 : random.nextDouble());
      double cy = y + random.nextInt(16);
      result.add(
          kind == 4
              ? CityClusters.star(random, cx, cy, 8, 0.6, 3 + random.nextInt(10))
              : house(random, cx, cy, kind == 1 || random.nextInt(4) == 0));
    }
    return result;
  }

  private static Polygon house(Random random, double x, double y, boolean upright) {
    double turn = upright ? 0 : 2 * Math.PI * random.nextDouble();
    double ux = (3 + random.nextInt(8)) * Math.cos(turn);
    double uy = (3 + random.nextInt(8)) * Math.sin(turn);
    double vx = -uy * (1 + random.nextInt(3));
    double vy = ux * (1 + random.nextInt(3));
    Coordinate[] ring = {
      Shapes.snapped(x, y),
      Shapes.snapped(x + ux, y + uy),
      Shapes.snapped(x + ux + vx, y + uy + vy),
      Shapes.snapped(x + vx, y + vy),
      Shapes.snapped(x, y)
    };
    return Shapes.FACTORY.createPolygon(upright ? box(x, y, ux, 3 + random.nextInt(8)) : ring);
  }

  private static Coordinate[] box(double x, double y, double width, double height) {
    return new Coordinate[] {
      Shapes.snapped(x, y),
      Shapes.snapped(x + width, y),
      Shapes.snapped(x + width, y + height),
      Shapes.snapped(x, y + height),
      Shapes.snapped(x, y)
    };
  }

  /** The steps of the union of each cluster of a city. */
  private static void ofCity(String city) {
    int clusters = 0;
    for (List<SourceFootprint> cluster : CityClusters.of(city)) {
      List<Polygon> areas = new ArrayList<>();
      for (SourceFootprint footprint : cluster) {
        Geometry area = Shapes.repaired(footprint.geometry(), footprint.geometry().isValid());
        Shapes.polygonsOf(area).forEach(part -> assertAsByJts(List.of(part), footprint.id()));
        areas.addAll(Shapes.polygonsOf(area));
      }
      assertAsByJts(areas, cluster.get(0).id());
      clusters++;
    }
    assertTrue(clusters > 20);
  }

  @Test
  void ofDelft() {
    ofCity("delft");
  }

  @Test
  @Tag("slow")
  void ofACampus() {
    ofCity("tudcampus");
  }
}
