package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.locationtech.jts.algorithm.Angle;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Parts buildings that meet in a corner only.
 *
 * <p>Around a vertex, let the sectors that are higher than some z form more than one run, as where
 * two high buildings touch with their corners: then four walls would meet in one vertical edge, and
 * the surface would not be manifold. A small triangle at the tip of the narrowest sector between
 * higher ones is handed to its higher neighbour, until every vertex has one run at every height.
 */
final class Saddles {
  /** Cuts do not go below the grid, metres. */
  private static final double SMALLEST_REACH = 0.01;

  private final double detail;
  private final List<Coordinate> tips = new ArrayList<>();

  /** A sector around a vertex: the polygon that fills it (-1: the ground) between two edges. */
  private record Sector(
      int polygon, double level, Coordinate vertex, Coordinate from, Coordinate to) {
    /** Its angle, radians, 0 to 2 pi. */
    double width() {
      double angle = Angle.angle(vertex, to) - Angle.angle(vertex, from);
      return angle > 0 ? angle : angle + 2 * Math.PI;
    }
  }

  Saddles(double detail) {
    this.detail = detail;
  }

  /** The corners that were parted so far. */
  List<Coordinate> tips() {
    return tips;
  }

  /**
   * @param polygons noded, with disjoint interiors
   * @param roofs the elevation of each one's roof, metres
   * @return the same polygons in the same order, changed where it was necessary
   */
  List<Polygon> parted(List<Polygon> polygons, double[] roofs) {
    List<Polygon> current = new ArrayList<>(polygons);
    int limit = 10;
    for (Polygon polygon : current) {
      limit += polygon.getNumPoints();
    }
    while (partOne(current, roofs)) {
      if (--limit == 0) {
        throw new IllegalStateException("parting the corners of a block of buildings has no end");
      }
    }
    return current;
  }

  private boolean partOne(List<Polygon> polygons, double[] roofs) {
    Map<Coordinate, List<Integer>> around = new HashMap<>();
    for (int i = 0; i < polygons.size(); i++) {
      for (LineString ring : Defects.rings(polygons.get(i))) {
        Coordinate[] c = ring.getCoordinates();
        for (int j = 0; j + 1 < c.length; j++) {
          around.computeIfAbsent(c[j], k -> new ArrayList<>(2)).add(i);
        }
      }
    }
    TreeSet<Coordinate> candidates = new TreeSet<>();
    around.forEach(
        (vertex, users) -> {
          if (users.size() > 1) {
            candidates.add(vertex);
          }
        });
    for (Coordinate vertex : candidates) {
      List<Sector> sectors = sectors(vertex, around.get(vertex), polygons, roofs);
      int fill = valleyToFill(sectors);
      if (fill >= 0) {
        handOver(vertex, sectors, fill, polygons);
        return true;
      }
    }
    return false;
  }

  /** The sectors around the vertex, counter-clockwise. */
  private static List<Sector> sectors(
      Coordinate vertex, List<Integer> users, List<Polygon> polygons, double[] roofs) {
    TreeSet<Coordinate> ends =
        new TreeSet<>(Comparator.comparingDouble((Coordinate c) -> Angle.angle(vertex, c)));
    Map<Coordinate, Integer> insideAfter = new HashMap<>();
    for (int polygon : new TreeSet<>(users)) {
      for (LineString ring : Defects.rings(polygons.get(polygon))) {
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
      double level = polygon < 0 ? Double.NEGATIVE_INFINITY : roofs[polygon];
      result.add(
          new Sector(polygon, level, vertex, order.get(i), order.get((i + 1) % order.size())));
    }
    return result;
  }

  /** Of several valleys between peaks, (the first sector of) the one to fill; -1 if one or none. */
  private static int valleyToFill(List<Sector> sectors) {
    int n = sectors.size();
    if (n < 4) {
      return -1;
    }
    int valleys = 0;
    int narrowest = -1;
    for (int i = 0; i < n; i++) {
      double level = sectors.get(i).level;
      if (sectors.get((i + n - 1) % n).level <= level) {
        continue;
      }
      int next = i + 1;
      while (sectors.get(next % n).level == level) {
        next++;
      }
      if (sectors.get(next % n).level > level) {
        valleys++;
        if (narrowest < 0 || sectors.get(i).width() < sectors.get(narrowest).width()) {
          narrowest = i;
        }
      }
    }
    return valleys > 1 ? narrowest : -1;
  }

  private void handOver(Coordinate tip, List<Sector> sectors, int fill, List<Polygon> polygons) {
    tips.add(tip);
    Sector valley = sectors.get(fill);
    int n = sectors.size();
    Sector right = sectors.get((fill + n - 1) % n);
    Sector left = sectors.get((fill + 1) % n);
    int winner = right.level >= left.level ? right.polygon : left.polygon;
    double reach = Math.min(reach(tip, valley.from), reach(tip, valley.to));
    Coordinate p = Shapes.along(tip, valley.from, reach);
    Coordinate q = Shapes.along(tip, valley.to, reach);
    while (holdsVertex(polygons, tip, p, q) && reach > SMALLEST_REACH) {
      reach *= 0.5;
      p = Shapes.along(tip, valley.from, reach);
      q = Shapes.along(tip, valley.to, reach);
    }
    for (int i = 0; i < polygons.size(); i++) {
      polygons.set(
          i, withVertex(withVertex(polygons.get(i), tip, valley.from, p), tip, valley.to, q));
    }
    Polygon triangle = Shapes.FACTORY.createPolygon(new Coordinate[] {tip, p, q, tip});
    polygons.set(winner, only(Shapes.joined(List.of(polygons.get(winner), triangle))));
    if (valley.polygon >= 0) {
      Geometry shrunk =
          OverlayNGRobust.overlay(polygons.get(valley.polygon), triangle, OverlayNG.DIFFERENCE);
      polygons.set(valley.polygon, only(Shapes.polygonsOf(shrunk)));
    }
  }

  /**
   * How far from the tip to cut an edge, metres: so far that what remains between tip and cut is
   * not too narrow, but never to the edge's end, so that nothing is used up.
   */
  private double reach(Coordinate tip, Coordinate end) {
    double length = tip.distance(end);
    return length < 2.5 * detail ? 0.5 * length : 1.5 * detail;
  }

  /** True if the triangle holds a vertex besides its tip; if not, nothing lies across it. */
  private static boolean holdsVertex(
      List<Polygon> polygons, Coordinate tip, Coordinate p, Coordinate q) {
    Coordinate[] triangle = {tip, p, q, tip};
    Envelope box = new Envelope(p, q);
    box.expandToInclude(tip);
    for (Polygon polygon : polygons) {
      if (!polygon.getEnvelopeInternal().intersects(box)) {
        continue;
      }
      for (Coordinate c : polygon.getCoordinates()) {
        if (box.contains(c)
            && !c.equals2D(tip)
            && PointLocation.locateInRing(c, triangle) != Location.EXTERIOR) {
          return true;
        }
      }
    }
    return false;
  }

  private static Polygon only(List<Polygon> polygons) {
    Polygon largest = null;
    for (Polygon polygon : polygons) {
      if (largest == null || polygon.getArea() > largest.getArea()) {
        largest = polygon;
      }
    }
    if (largest == null) {
      throw new IllegalStateException("nothing left of a polygon after parting a corner");
    }
    largest.normalize();
    return largest;
  }

  /** The polygon with the vertex {@code v} put into its edge ab, if it has that edge. */
  private static Polygon withVertex(Polygon polygon, Coordinate a, Coordinate b, Coordinate v) {
    if (v.equals2D(b) || !polygon.getEnvelopeInternal().intersects(a)) {
      return polygon;
    }
    boolean changed = false;
    List<LinearRing> rings = new ArrayList<>();
    for (LineString ring : Defects.rings(polygon)) {
      List<Coordinate> result = new ArrayList<>();
      Coordinate[] c = ring.getCoordinates();
      for (int i = 0; i + 1 < c.length; i++) {
        result.add(c[i]);
        if ((c[i].equals2D(a) && c[i + 1].equals2D(b))
            || (c[i].equals2D(b) && c[i + 1].equals2D(a))) {
          result.add(v.copy());
          changed = true;
        }
      }
      result.add(result.get(0).copy());
      rings.add(Shapes.FACTORY.createLinearRing(result.toArray(new Coordinate[0])));
    }
    if (!changed) {
      return polygon;
    }
    return Shapes.FACTORY.createPolygon(
        rings.get(0), rings.subList(1, rings.size()).toArray(new LinearRing[0]));
  }
}
