package io.citymesh.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Wkb;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.algorithm.distance.DiscreteHausdorffDistance;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.WKTReader;

/** Outlines as they are seen from afar. */
class TileBuildingTest {
  private static TileBuilding building(Geometry footprint) {
    return new TileBuilding(7, "id", 1, 9, "points", 123, Wkb.of(footprint));
  }

  private static Geometry simplified(String wkt, double distance) throws Exception {
    return Wkb.geometry(building(new WKTReader().read(wkt)).simplified(distance).footprint());
  }

  private static void assertShape(String expected, Geometry found) throws Exception {
    Geometry shape = new WKTReader().read(expected);
    assertTrue(shape.equalsTopo(found), found.toString());
  }

  @Test
  void aBoxIsWhatItIs() throws Exception {
    TileBuilding box = building(new WKTReader().read("POLYGON((0 0,9 0,9 9,0 9,0 0))"));
    assertSame(box, box.simplified(50));
  }

  @Test
  void smallCornersGoAndSmallYardsAreBuiltOver() throws Exception {
    String block =
        "POLYGON((0 0,50 0,50 40,30 40,30 41,28 41,28 40,0 40,0 0),"
            + "(2 2,2 6,6 6,6 2,2 2),(10 10,10 30,40 30,40 10,10 10))";
    assertShape(
        "POLYGON((0 0,50 0,50 40,0 40,0 0),(10 10,10 30,40 30,40 10,10 10))",
        simplified(block, 2.5));
  }

  @Test
  void aSmallHouseBecomesItsBoxAndNotATriangle() throws Exception {
    assertShape(
        "POLYGON((0 0,9 0,9 6,0 6,0 0))",
        simplified("POLYGON((0 0,9 0,9 6,5 6,5 5,4 5,4 6,0 6,0 0))", 20));
    String wedge = "POLYGON((0 0,50 -0.5,100 0,50 51,0 100,0 0))";
    assertEquals(5000, simplified(wedge, 2).getArea(), 100, "a large triangle stays one");
  }

  /** The error that a tile tells of counts on it. */
  @Test
  void noPointMovesFartherThanTwiceTheDistance() {
    Random random = new Random(3);
    GeometryFactory factory = new GeometryFactory();
    for (int turn = 0; turn < 300; turn++) {
      int n = 5 + random.nextInt(60);
      Coordinate[] ring = new Coordinate[n + 1];
      for (int i = 0; i < n; i++) {
        double radius = 20 + 15 * random.nextDouble();
        ring[i] =
            new Coordinate(
                radius * Math.cos(2 * Math.PI * i / n), radius * Math.sin(2 * Math.PI * i / n));
      }
      ring[n] = ring[0];
      Geometry before = factory.createPolygon(ring);
      double distance = 0.5 + 4 * random.nextDouble();
      TileBuilding coarse = building(before).simplified(distance);
      Geometry after = Wkb.geometry(coarse.footprint());
      assertTrue(after.isValid(), "turn " + turn);
      assertTrue(after.getNumPoints() <= before.getNumPoints());
      double moved =
          DiscreteHausdorffDistance.distance(before.getBoundary(), after.getBoundary(), 0.05);
      assertTrue(moved <= 2 * distance, "turn " + turn + ": " + moved + " of " + distance);
      assertEquals(123, coarse.area(), "of the footprint as it was meshed");
    }
  }
}
