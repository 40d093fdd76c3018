package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.locationtech.jts.algorithm.Angle;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/**
 * A sector around a vertex: what lies between two edges that follow one another.
 *
 * @param polygon the polygon that fills it, -1 for the ground
 * @param vertex where the edges meet
 * @param from the other end of the first edge
 * @param to the other end of the second, counter-clockwise from the first
 */
record Sector(int polygon, Coordinate vertex, Coordinate from, Coordinate to) {

  /** Its angle, radians, 0 to 2 pi. */
  double width() {
    double angle = Angle.angle(vertex, to) - Angle.angle(vertex, from);
    return angle > 0 ? angle : angle + 2 * Math.PI;
  }

  /**
   * The sectors around the vertex, counter-clockwise.
   *
   * @param users the numbers of the polygons that have the vertex
   * @param polygons noded, with disjoint interiors
   */
  static List<Sector> around(Coordinate vertex, Collection<Integer> users, List<Polygon> polygons) {
    TreeSet<Coordinate> ends =
        new TreeSet<>(Comparator.comparingDouble((Coordinate c) -> Angle.angle(vertex, c)));
    Map<Coordinate, Integer> insideAfter = new HashMap<>();
    for (int polygon : new TreeSet<>(users)) {
      for (LineString ring : Shapes.rings(polygons.get(polygon))) {
        boolean shell = ring == polygons.get(polygon).getExteriorRing();
        Coordinate[] c = ring.getCoordinates();
        boolean insideLeft = Orientation.isCCW(c) == shell;
        int n = c.length - 1;
        for (int j = 0; j < n; j++) {
          if (c[j].equals2D(vertex)) {
            Coordinate before = c[(j + n - 1) % n];
            Coordinate after = c[j + 1];
            ends.add(before);
            ends.add(after);
            // Counter-clockwise from this edge the polygon's inside begins.
            insideAfter.put(insideLeft ? after : before, polygon);
          }
        }
      }
    }
    List<Coordinate> order = new ArrayList<>(ends);
    List<Sector> result = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      int polygon = insideAfter.getOrDefault(order.get(i), -1);
      result.add(new Sector(polygon, vertex, order.get(i), order.get((i + 1) % order.size())));
    }
    return result;
  }
}
