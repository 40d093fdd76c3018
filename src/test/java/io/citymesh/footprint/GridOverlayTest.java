package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.terrain.Terrains;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.TopologyException;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;
import org.locationtech.jts.operation.overlayng.UnaryUnionNG;

/** Overlays in whole numbers: against JTS, and of what JTS fails on. */
class GridOverlayTest {
  /**
   * Places move by no more than half the diagonal of a cell, so areas by this share of a length.
   */
  private static final double ROUNDED = 0.00075;

  private static final int[] OPERATIONS = {
    OverlayNG.UNION, OverlayNG.INTERSECTION, OverlayNG.DIFFERENCE
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        // JTS: side location conflict.
        "((84939.514 447543.118, 84939.511 447543.121, 84939.509 447543.117, 84939.508 447543.114,"
            + " 84939.511 447543.11, 84939.513 447543.115, 84939.514 447543.118)),"
            + "((84939.498 447543.104, 84939.5 447543.106, 84939.497 447543.103, 84939.492"
            + " 447543.096, 84939.493 447543.097, 84939.495 447543.1, 84939.498 447543.104)),"
            + "((84939.511 447543.119, 84939.501 447543.118, 84939.501 447543.107, 84939.508"
            + " 447543.111, 84939.511 447543.119)),"
            + "((84939.517 447543.117, 84939.507 447543.116, 84939.499 447543.102, 84939.521"
            + " 447543.101, 84939.517 447543.117)),"
            + "((84939.498 447543.107, 84939.494 447543.108, 84939.491 447543.105, 84939.492"
            + " 447543.102, 84939.494 447543.1, 84939.496 447543.102, 84939.498 447543.103,"
            + " 84939.498 447543.107)),"
            + "((84939.504 447543.106, 84939.501 447543.106, 84939.499 447543.106, 84939.498"
            + " 447543.101, 84939.502 447543.103, 84939.504 447543.106))",
        // JTS: ring edge missing.
        "((84695.046 447519.445, 84695.038 447519.45, 84695.033 447519.455, 84695.027 447519.451,"
            + " 84695.028 447519.445, 84695.024 447519.436, 84695.033 447519.439, 84695.039"
            + " 447519.439, 84695.046 447519.445)),"
            + "((84695.041 447519.446, 84695.036 447519.437, 84695.039 447519.44, 84695.041"
            + " 447519.446)),"
            + "((84695.042 447519.448, 84695.035 447519.456, 84695.035 447519.455, 84695.031"
            + " 447519.459, 84695.036 447519.454, 84695.04 447519.449, 84695.042 447519.447,"
            + " 84695.042 447519.448)),"
            + "((84695.037 447519.457, 84695.028 447519.458, 84695.03 447519.449, 84695.037"
            + " 447519.457))"
      })
  void whatJtsFailsOn(String polygons) throws ParseException {
    List<Polygon> all = Shapes.polygonsOf(new WKTReader().read("MULTIPOLYGON (" + polygons + ")"));
    all.forEach(polygon -> assertTrue(polygon.isValid()));
    assertThrows(
        TopologyException.class,
        () -> UnaryUnionNG.union(Shapes.FACTORY.buildGeometry(all), Shapes.GRID));
    assertRight(
        Shapes.union(all), OverlayNGRobust.union(Shapes.FACTORY.buildGeometry(all)), all, "union");
    assertEachIsTold(all);
  }

  /** A cluster of them is cleaned, and each is dropped for a reason, for it is tiny. */
  private static void assertEachIsTold(List<Polygon> all) {
    Bounds domain = new Bounds(84_000, 447_000, 85_000, 448_000);
    FootprintCleaner cleaner =
        new FootprintCleaner(
            CleaningOptions.DEFAULT, Terrains.open("flat:0"), domain, OptionalDouble.of(9));
    List<SourceFootprint> cluster = new ArrayList<>();
    for (Polygon polygon : all) {
      cluster.add(new SourceFootprint("f" + cluster.size(), polygon, Heights.UNKNOWN));
    }
    FootprintCleaner.Result result = cleaner.clean(cluster);
    assertEquals(List.of(), result.buildings());
    assertEquals(
        cluster.stream().map(SourceFootprint::id).toList(),
        result.remarks().stream()
            .filter(remark -> remark.kind() == Remark.Kind.DROPPED)
            .map(Remark::sourceId)
            .sorted()
            .toList());
  }

  @Test
  void againstJts() {
    againstJts(0, 1500);
  }

  @Test
  @Tag("slow")
  void oftenAgainstJts() {
    againstJts(1500, 60_000);
  }

  private static void againstJts(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      List<Polygon> all = crowd(new Random(seed));
      if (all.size() < 2) {
        continue;
      }
      List<Polygon> rest = all.subList(1, all.size());
      Geometry a = all.get(0);
      Geometry b = OverlayNGRobust.union(Shapes.FACTORY.buildGeometry(rest));
      for (int operation : OPERATIONS) {
        assertRight(
            GridOverlay.exact(List.of(a), rest, operation),
            areal(OverlayNGRobust.overlay(a, b, operation)),
            all,
            "seed " + seed + ", operation " + operation);
      }
    }
  }

  /** Without the lines and points in which geometries have no more in common. */
  private static Geometry areal(Geometry geometry) {
    return Shapes.FACTORY.buildGeometry(Shapes.polygonsOf(geometry));
  }

  /** Valid, on the grid, and what JTS makes without a grid but for the rounding. */
  private static void assertRight(Geometry own, Geometry jts, List<Polygon> of, String what) {
    assertTrue(own.isValid(), () -> what + " is not valid: " + own);
    double length = 0;
    for (Polygon polygon : of) {
      length += polygon.getLength();
    }
    for (Coordinate c : own.getCoordinates()) {
      assertTrue(c.equals2D(Shapes.snapped(c.x, c.y)), () -> what + " is off the grid at " + c);
    }
    double apart =
        own.getArea() + jts.getArea() - 2 * OverlayNGRobust.overlay(own, jts, 1).getArea();
    assertEquals(0, apart, ROUNDED * length, () -> what + "\n" + of + "\n" + own + "\n" + jts);
  }

  /** Valid stars and splinters, of a few millimetres to some metres, in a heap. */
  static List<Polygon> crowd(Random random) {
    double x = 84_000 + random.nextInt(999_000) / 1000.0;
    double y = 447_000 + random.nextInt(999_000) / 1000.0;
    double box = new double[] {0.006, 0.02, 0.1, 1, 30}[random.nextInt(5)];
    boolean onGrid = random.nextInt(4) > 0;
    int size = 2 + random.nextInt(5);
    List<Polygon> result = new ArrayList<>();
    for (int i = 0; i < 10 * size && result.size() < size; i++) {
      double across = random.nextInt(3) == 0 ? 0.02 : 1;
      double turn = 2 * Math.PI * random.nextDouble();
      double centreX = x + box * random.nextDouble();
      double centreY = y + box * random.nextDouble();
      double radius = 0.001 + box * random.nextDouble();
      Coordinate[] ring = new Coordinate[4 + random.nextInt(6)];
      int corners = ring.length - 1;
      double begin = random.nextDouble();
      for (int j = 0; j < corners; j++) {
        double r = radius * (0.2 + 0.8 * random.nextDouble());
        double u = r * Math.cos(2 * Math.PI * (j + begin) / corners);
        double v = across * r * Math.sin(2 * Math.PI * (j + begin) / corners);
        double cx = centreX + u * Math.cos(turn) - v * Math.sin(turn);
        double cy = centreY + u * Math.sin(turn) + v * Math.cos(turn);
        ring[j] = onGrid ? Shapes.snapped(cx, cy) : new Coordinate(cx, cy);
      }
      ring[corners] = ring[0].copy();
      Polygon polygon = Shapes.FACTORY.createPolygon(ring);
      if (polygon.isValid() && polygon.getArea() > 0) {
        result.add(polygon);
      }
    }
    return result;
  }
}
