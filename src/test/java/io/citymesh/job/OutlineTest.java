package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.footprint.SourceFootprint;
import io.citymesh.geo.Heights;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.operation.distance.IndexedFacetDistance;

/** Footprints are close by their coordinates in arrays just when they are by JTS. */
class OutlineTest {
  private static final GeometryFactory FACTORY = new GeometryFactory();

  /** The oracle. */
  private static boolean isClose(Geometry a, Geometry b, double distance) {
    for (Envelope boxA : boxes(a)) {
      for (Envelope boxB : boxes(b)) {
        if (boxA.contains(boxB) || boxB.contains(boxA)) {
          return true;
        }
      }
    }
    return new IndexedFacetDistance(a).isWithinDistance(b, distance);
  }

  private static List<Envelope> boxes(Geometry footprint) {
    List<Envelope> boxes = new ArrayList<>();
    for (int i = 0; i < footprint.getNumGeometries(); i++) {
      Envelope shell = footprint.getGeometryN(i).getEnvelopeInternal();
      boxes.add(shell);
      if (footprint.getGeometryN(i) instanceof Polygon polygon) {
        for (int j = 0; j < polygon.getNumInteriorRing(); j++) {
          Envelope hole = polygon.getInteriorRingN(j).getEnvelopeInternal();
          if (!shell.contains(hole)) {
            boxes.add(hole);
          }
        }
      }
    }
    return boxes;
  }

  private static Outline outline(Geometry geometry) {
    return Outline.of(new SourceFootprint("a", geometry, Heights.UNKNOWN).packed());
  }

  private static void assertAlike(Geometry a, Geometry b, double distance) {
    assertEquals(
        isClose(a, b, distance),
        outline(a).isClose(outline(b), distance),
        () -> a + " and " + b + " at " + distance);
  }

  @Test
  void randomFootprintsAreAsCloseAsJtsFinds() {
    Random random = new Random(16);
    int close = 0;
    for (int i = 0; i < 20_000; i++) {
      Geometry a = footprint(random, 0, 0);
      Geometry b = footprint(random, random.nextInt(60), random.nextInt(60));
      double distance = random.nextInt(4) * 0.5;
      assertAlike(a, b, distance);
      close += isClose(a, b, distance) ? 1 : 0;
    }
    assertTrue(close > 4_000 && close < 16_000, "both happen: " + close);
  }

  /** A few polygons of a few corners on a grid of half a metre; some with holes, some outside. */
  private static Geometry footprint(Random random, double x, double y) {
    Polygon[] polygons = new Polygon[1 + random.nextInt(6) / 4];
    for (int i = 0; i < polygons.length; i++) {
      LinearRing[] holes = new LinearRing[random.nextInt(5) / 4];
      for (int j = 0; j < holes.length; j++) {
        holes[j] = ring(random, x + random.nextInt(30), y, 4);
      }
      polygons[i] =
          FACTORY.createPolygon(ring(random, x + 30 * i, y, 5 + random.nextInt(40)), holes);
    }
    return polygons.length == 1 ? polygons[0] : FACTORY.createMultiPolygon(polygons);
  }

  private static LinearRing ring(Random random, double x, double y, int corners) {
    double size = 2 + random.nextInt(20);
    Coordinate[] ring = new Coordinate[corners + 1];
    for (int c = 0; c < corners; c++) {
      double angle = 2 * Math.PI * c / corners;
      ring[c] =
          new Coordinate(
              Math.round(2 * (x + size * Math.cos(angle))) / 2.0,
              Math.round(2 * (y + size * Math.sin(angle))) / 2.0);
    }
    ring[corners] = ring[0].copy();
    return FACTORY.createLinearRing(ring);
  }

  @Test
  void oddGeometriesAreAsCloseAsJtsFinds() throws ParseException {
    List<String> texts =
        List.of(
            "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))",
            "POLYGON ((5 0, 9 0, 9 4, 5 4, 5 0))",
            "POLYGON ((0 0, 40 0, 40 40, 0 40, 0 0), (9 9, 9 30, 30 30, 30 9, 9 9))",
            "POLYGON ((20 20, 21 20, 21 21, 20 20))",
            "MULTIPOLYGON (((0 6, 4 6, 4 9, 0 6)), ((50 50, 51 50, 51 51, 50 50)))",
            "POLYGON ((7 7, 7 7, 7 7, 7 7))",
            "GEOMETRYCOLLECTION (POINT (4.5 2), LINESTRING (60 60, 70 70))",
            "GEOMETRYCOLLECTION (MULTIPOLYGON (((0 6, 4 6, 4 9, 0 6))), POINT (55 50))",
            "LINESTRING (4.5 -5, 4.5 9)",
            "POINT (2 2)",
            "MULTIPOINT ((2 4.5), (100 100))");
    for (String a : texts) {
      for (String b : texts) {
        for (double distance : new double[] {0, 0.5, 1, 3}) {
          assertAlike(new WKTReader().read(a), new WKTReader().read(b), distance);
        }
      }
    }
  }

  @Test
  void anEmptyFootprintIsCloseToNone() {
    Geometry empty = FACTORY.createPolygon();
    Geometry house = FACTORY.toGeometry(new Envelope(0, 9, 0, 9));
    assertFalse(outline(empty).isClose(outline(house), 5));
    assertFalse(outline(house).isClose(outline(empty), 5));
    assertFalse(outline(empty).isClose(outline(empty), 5));
  }
}
