package io.citymesh.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;

/**
 * Sides of domains, and edges that are found by their place, beside JTS and one-by-one searches.
 */
class SidesTest {
  private static final GeometryFactory FACTORY = new GeometryFactory();

  /** A star with deep bays around a triangular hole. */
  private static double[][] star(Random random, int corners) {
    double[] shell = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double radius = 40 + 60 * random.nextDouble();
      double angle = 2 * Math.PI * (i + 0.9 * random.nextDouble()) / corners;
      shell[2 * i] = Math.rint(1000 * (500 + radius * Math.cos(angle))) / 1000;
      shell[2 * i + 1] = Math.rint(1000 * (300 + radius * Math.sin(angle))) / 1000;
    }
    return new double[][] {shell, {495, 300, 500, 312, 505, 300}};
  }

  private static Geometry polygon(double[][] rings) {
    LinearRing[] all = new LinearRing[rings.length];
    for (int r = 0; r < rings.length; r++) {
      Coordinate[] c = new Coordinate[rings[r].length / 2 + 1];
      for (int i = 0; i < c.length; i++) {
        int at = 2 * i % rings[r].length;
        c[i] = new Coordinate(rings[r][at], rings[r][at + 1]);
      }
      all[r] = FACTORY.createLinearRing(c);
    }
    return FACTORY.createPolygon(all[0], new LinearRing[] {all[1]});
  }

  @Test
  void theDepthIsTheDistanceFromTheNearestSide() {
    Random random = new Random(7);
    for (int corners : new int[] {3, 24, 500}) {
      double[][] rings = star(random, corners);
      Geometry polygon = polygon(rings);
      Sides sides = Sides.of(rings);
      Depth depth = Depth.in(sides);
      assertEquals(polygon.getArea(), sides.area(), 1e-7);
      for (int i = 0; i < 300; i++) {
        double x = 380 + 240 * random.nextDouble();
        double y = 180 + 240 * random.nextDouble();
        Geometry place = FACTORY.createPoint(new Coordinate(x, y));
        double distance = polygon.getBoundary().distance(place);
        boolean inside = polygon.contains(place);
        assertEquals(inside, sides.isInside(x, y));
        assertEquals(inside ? distance : -distance, depth.at(x, y), 1e-9);
        Bounds window = new Bounds(x, y, x + 20 * random.nextDouble(), y + 9);
        Geometry box =
            FACTORY.toGeometry(
                new Envelope(window.xmin(), window.xmax(), window.ymin(), window.ymax()));
        assertEquals(polygon.intersection(box).getArea(), sides.area(window), 1e-6);
        assertEquals(polygon.contains(box), sides.surround(window));
        assertEquals(!polygon.intersects(box), sides.exclude(window));
        double least = depth.least(window);
        for (int k = 0; k < 10; k++) {
          double px = window.xmin() + random.nextDouble() * window.width();
          double py = window.ymin() + random.nextDouble() * window.height();
          assertTrue(depth.at(px, py) >= least);
        }
      }
    }
  }

  @Test
  void theDepthDoesNotDependOnTheOrderOfTheSides() {
    double[][] rings = star(new Random(8), 60);
    double[] turned = new double[rings[0].length];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = rings[0][(i + 14) % turned.length];
    }
    Depth one = Depth.in(Sides.of(rings));
    Depth other = Depth.in(Sides.of(new double[][] {turned, rings[1]}));
    Random random = new Random(9);
    for (int i = 0; i < 1000; i++) {
      double x = 380 + 240 * random.nextDouble();
      double y = 180 + 240 * random.nextDouble();
      assertEquals(one.at(x, y), other.at(x, y));
    }
    assertNotEquals(new Fingerprint().put(one).hex(), new Fingerprint().put(other).hex());
  }

  @Test
  void aRectangleHasTheDepthOfItsBounds() {
    Bounds box = new Bounds(0, 0, 40, 30);
    assertEquals(Depth.in(box), Depth.in(Sides.of(box)));
  }

  @Test
  void edgesAreFoundByTheirRectangles() {
    Random random = new Random(10);
    for (int count : new int[] {1, 4, 5, 700}) {
      double[] edges = new double[4 * count];
      for (int i = 0; i < edges.length; i += 4) {
        edges[i] = 100 * random.nextDouble();
        edges[i + 1] = 100 * random.nextDouble();
        edges[i + 2] = edges[i] + 9 * random.nextDouble() - 4;
        edges[i + 3] = edges[i + 1] + 9 * random.nextDouble() - 4;
      }
      EdgeTree tree = new EdgeTree(edges);
      for (int k = 0; k < 100; k++) {
        double x = 100 * random.nextDouble();
        double y = 100 * random.nextDouble();
        Bounds r = new Bounds(x, y, x + 10 * random.nextDouble(), y + 10 * random.nextDouble());
        TreeSet<Integer> expected = new TreeSet<>();
        for (int i = 0; i < count; i++) {
          int e = 4 * i;
          Bounds box =
              new Bounds(
                  Math.min(edges[e], edges[e + 2]),
                  Math.min(edges[e + 1], edges[e + 3]),
                  Math.max(edges[e], edges[e + 2]),
                  Math.max(edges[e + 1], edges[e + 3]));
          if (box.intersects(r)) {
            expected.add(i);
          }
        }
        List<Integer> found = new ArrayList<>();
        tree.forOverlapping(r, found::add);
        assertEquals(expected.size(), found.size());
        assertEquals(expected, new TreeSet<>(found));
        assertEquals(!expected.isEmpty(), tree.overlaps(r));
      }
    }
  }

  @Test
  void aPlaceOnASideIsKnownExactly() {
    Sides sides = Sides.of(new double[][] {{0, 0, 300000, 0.001, 300000, 7, 0, 100000}});
    assertTrue(sides.meetBetween(0, 50));
    assertTrue(!sides.meetBetween(0, 0), "a corner");
    assertTrue(!sides.meetBetween(150000, 0), "half a millimetre beside it");
    assertTrue(!sides.meetBetween(150000, 0.001));
    assertTrue(Sides.of(new double[][] {{0.1, 0.1, 0.7, 0.3, 0.2, 9}}).meetBetween(0.4, 0.2));
  }
}
