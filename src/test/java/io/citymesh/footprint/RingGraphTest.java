package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class RingGraphTest {
  /** Two houses side by side; the wall between them has a kink at (5, 2). */
  private static final String LEFT = "POLYGON((0 0, 0 4, 4 4, 5 2, 4 0, 0 0))";

  private static final String RIGHT = "POLYGON((4 0, 5 2, 4 4, 8 4, 8 0, 4 0))";

  private static List<Polygon> polygons(String... wkt) {
    return Stream.of(wkt).map(RingGraphTest::polygon).toList();
  }

  private static Polygon polygon(String wkt) {
    try {
      return (Polygon) new WKTReader(Shapes.FACTORY).read(wkt);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static int at(RingGraph graph, double x, double y) {
    return graph.vertexAt(new Coordinate(x, y));
  }

  private static void assertPolygons(RingGraph graph, String... wkt) {
    List<Polygon> expected = polygons(wkt);
    List<Polygon> found = graph.polygons();
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(expected.get(i).equalsNorm(found.get(i)), found.get(i).toString());
    }
  }

  @Test
  void givesBackWhatCameIn() {
    String courtyard = "POLYGON((20 0, 20 9, 29 9, 29 0, 20 0), (22 2, 24 2, 24 4, 22 2))";
    assertPolygons(new RingGraph(polygons(LEFT, RIGHT, courtyard)), LEFT, RIGHT, courtyard);
  }

  @Test
  void aSharedWallIsEditedOnceForBothRings() {
    RingGraph graph = new RingGraph(polygons(LEFT, RIGHT));
    int kink = at(graph, 5, 2);
    graph.replace(at(graph, 4, 0), new int[] {kink}, at(graph, 4, 4), new Coordinate[0]);
    assertPolygons(
        graph, "POLYGON((0 0, 0 4, 4 4, 4 0, 0 0))", "POLYGON((4 0, 4 4, 8 4, 8 0, 4 0))");
    assertEquals(0, graph.neighbours(kink).length);
  }

  @Test
  void theSameWhicheverWayTheRingRuns() {
    RingGraph graph = new RingGraph(polygons(LEFT, RIGHT));
    graph.replace(
        at(graph, 4, 4),
        new int[] {at(graph, 5, 2)},
        at(graph, 4, 0),
        new Coordinate[] {new Coordinate(4, 3), new Coordinate(4.5, 1)});
    assertPolygons(
        graph,
        "POLYGON((0 0, 0 4, 4 4, 4 3, 4.5 1, 4 0, 0 0))",
        "POLYGON((4 0, 4.5 1, 4 3, 4 4, 8 4, 8 0, 4 0))");
  }

  @Test
  void aNodeBecomesItsNeighbour() {
    RingGraph graph = new RingGraph(polygons(LEFT, RIGHT));
    int corner = at(graph, 4, 0);
    int kink = at(graph, 5, 2);
    assertTrue(graph.canMerge(kink, corner));
    graph.merge(kink, corner);
    assertPolygons(
        graph, "POLYGON((0 0, 0 4, 4 4, 5 2, 0 0))", "POLYGON((5 2, 4 4, 8 4, 8 0, 5 2))");
  }

  @Test
  void aTriangleKeepsItsThreeVertices() {
    RingGraph graph = new RingGraph(polygons("POLYGON((0 0, 1 3, 2 0, 0 0))"));
    assertEquals(3, graph.smallestRing(at(graph, 0, 0)));
    assertFalse(graph.canMerge(at(graph, 0, 0), at(graph, 2, 0)));
  }

  @Test
  void anEdgeIsFoundInEachCellThatItMeets() {
    WitnessedEdges edges = new WitnessedEdges(4);
    Coordinate[] witnesses = {new Coordinate(9, 9)};
    edges.add(7, 3, new Coordinate(0, 0), new Coordinate(19, 9), witnesses);
    long edge = edges.keys()[0];
    assertEquals(3, WitnessedEdges.low(edge));
    assertEquals(7, WitnessedEdges.high(edge));
    assertArrayEquals(new long[] {edge}, edges.meeting(new Envelope(9, 11, 4, 6)));
    assertEquals(0, edges.meeting(new Envelope(1, 2, 8, 9)).length);
    assertEquals(witnesses, edges.remove(3, 7));
    assertEquals(0, edges.meeting(new Envelope(9, 11, 4, 6)).length);
  }
}
