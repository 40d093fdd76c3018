package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

class BackgroundMeshTest {
  private static final double[] SQUARE = {-200, -100, 200, -100, 200, 100, -200, 100};

  private static BackgroundMesh around(double[]... rings) {
    return BackgroundMesh.around(rings, 2.5, 40, 200, 10, 5);
  }

  private static Polygon polygon(double[][] rings) {
    GeometryFactory factory = new GeometryFactory();
    List<LinearRing> all = new ArrayList<>();
    for (double[] ring : rings) {
      Coordinate[] corners = new Coordinate[ring.length / 2 + 1];
      for (int i = 0; i < corners.length; i++) {
        corners[i] = new Coordinate(ring[2 * i % ring.length], ring[(2 * i + 1) % ring.length]);
      }
      all.add(factory.createLinearRing(corners));
    }
    return factory.createPolygon(all.get(0), all.subList(1, all.size()).toArray(LinearRing[]::new));
  }

  /** The point is inside, as far from the sides as asked for, and on no side of a cell. */
  private static void assertInside(double clear, double[]... rings) {
    BackgroundMesh mesh = around(rings);
    double[] at = mesh.inside(rings, 40, 200);
    Polygon domain = polygon(rings);
    var point = new GeometryFactory().createPoint(new Coordinate(at[0], at[1]));
    assertTrue(domain.contains(point), point + " in " + domain);
    double distance = domain.getBoundary().distance(point);
    assertTrue(distance >= clear, distance + " m from the sides");
    assertTrue(at[2] > 40 + 30 && at[2] < 200 - 30, "z " + at[2]);
    double u = at[0] * mesh.along()[0] + at[1] * mesh.along()[1];
    double v = at[1] * mesh.along()[0] - at[0] * mesh.along()[1];
    double[] places = {u, v, at[2]};
    for (int axis = 0; axis < 3; axis++) {
      double cell = (places[axis] - mesh.from()[axis]) / mesh.size()[axis];
      assertTrue(cell > 1 && cell < mesh.cells()[axis] - 1, "cell " + cell);
      for (int level = 0; level < 20; level++) {
        double part = cell * (1 << level);
        assertTrue(Math.abs(part - Math.rint(part)) > 1e-3, "on a side of level " + level);
      }
    }
  }

  @Test
  void ofARectangleTheSidesLieBetweenCells() {
    BackgroundMesh mesh = around(SQUARE);
    assertArrayEquals(new double[] {1, 0}, mesh.along());
    // 197.5 m by at least 8 cells: 20 m, which halved are the ground's 10 m.
    assertArrayEquals(new double[] {20, 20, 19.75}, mesh.size(), 1e-12);
    assertArrayEquals(new int[] {22, 12, 12}, mesh.cells());
    assertArrayEquals(new double[] {-220, -120, 2.5 - 19.75}, mesh.from(), 1e-9);
    assertEquals(22 * 12 * 12, mesh.count());
    assertEquals(
        List.of(0, 1, 1, 2, 5),
        List.of(mesh.level(25), mesh.level(10), mesh.level(19), mesh.level(5), mesh.level(0.7)));
    assertTrue(
        mesh.dictionary().contains("    (-220.000000 -120.000000 -17.250000)\n"),
        mesh.dictionary());
    assertTrue(
        mesh.dictionary().contains("hex (0 1 2 3 4 5 6 7) (22 12 12) simpleGrading (1 1 1)"));
  }

  @Test
  void aTurnedRectangleTurnsTheBox() {
    double[] ring = new double[8];
    for (int i = 0; i < 8; i += 2) {
      ring[i] = 0.8 * SQUARE[i] - 0.6 * SQUARE[i + 1];
      ring[i + 1] = 0.6 * SQUARE[i] + 0.8 * SQUARE[i + 1];
    }
    BackgroundMesh mesh = around(ring);
    assertArrayEquals(new double[] {0.8, 0.6}, mesh.along(), 1e-12);
    assertArrayEquals(new int[] {22, 12, 12}, mesh.cells());
    assertInside(90, ring);
  }

  @Test
  void aLowTopMakesSmallCellsButNoneBelowTheTriangles() {
    double[][] rings = {SQUARE};
    // 70 m by at least 8 cells: no more than 8.75 m.
    assertEquals(400 / 46.0, BackgroundMesh.around(rings, 0, 40, 70, 10, 5).size()[0], 1e-9);
    assertEquals(5, BackgroundMesh.around(rings, 0, 40, 41, 10, 5).size()[0], 1e-9);
    double[] at = BackgroundMesh.around(rings, 0, 40, 41, 10, 5).inside(rings, 40, 41);
    assertTrue(at[2] > 40.2 && at[2] < 40.8, "z " + at[2]);
  }

  @Test
  void itsPointIsInside() {
    assertInside(90, SQUARE);
    // A street bent twice, whose middle lies outside.
    assertInside(
        6, new double[] {0, 0, 400, 0, 400, 400, 380, 400, 380, 20, 20, 20, 20, 400, 0, 400});
    // A hole in the middle.
    assertInside(
        40,
        new double[] {-300, -300, 300, -300, 300, 300, -300, 300},
        new double[] {-200, -200, -200, 200, 200, 200, 200, -200});
    // A sliver from corner to corner.
    assertInside(0.1, new double[] {0, 0, 400, 399, 400, 400, 0, 1});
  }
}
