package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

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
  private final Limits limits;
  private final List<Coordinate> tips = new ArrayList<>();

  /**
   * @param limits that no outline may leave
   */
  Saddles(double detail, Limits limits) {
    this.detail = detail;
    this.limits = limits;
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
    Map<Coordinate, List<Integer>> around = new HashMap<>();
    TreeSet<Coordinate> waiting = new TreeSet<>();
    for (int i = 0; i < current.size(); i++) {
      for (Coordinate vertex : vertices(current.get(i))) {
        around.computeIfAbsent(vertex, k -> new ArrayList<>(2)).add(i);
        waiting.add(vertex);
      }
    }
    // What was looked at is looked at again only if a polygon around it has changed.
    while (!waiting.isEmpty()) {
      Coordinate vertex = waiting.first();
      List<Integer> users = around.getOrDefault(vertex, List.of());
      List<Sector> sectors = users.size() > 1 ? Sector.around(vertex, users, current) : List.of();
      int fill = valleyToFill(sectors, roofs);
      if (fill < 0) {
        waiting.remove(vertex);
        continue;
      }
      List<Polygon> before = List.copyOf(current);
      handOver(sectors, fill, current, roofs);
      for (int i = 0; i < before.size(); i++) {
        if (current.get(i) != before.get(i)) {
          for (Coordinate old : vertices(before.get(i))) {
            around.get(old).remove((Integer) i);
            waiting.add(old);
          }
          for (Coordinate changed : vertices(current.get(i))) {
            around.computeIfAbsent(changed, k -> new ArrayList<>(2)).add(i);
            waiting.add(changed);
          }
        }
      }
      if (--limit == 0) {
        throw new IllegalStateException("parting the corners of a block of buildings has no end");
      }
    }
    return current;
  }

  /** The vertices of all rings, as often as the rings run through them. */
  private static List<Coordinate> vertices(Polygon polygon) {
    List<Coordinate> result = new ArrayList<>();
    for (LineString ring : Shapes.rings(polygon)) {
      Coordinate[] c = ring.getCoordinates();
      result.addAll(Arrays.asList(c).subList(0, c.length - 1));
    }
    return result;
  }

  /** Of several valleys between peaks, (the first sector of) the one to fill; -1 if one or none. */
  private static int valleyToFill(List<Sector> sectors, double[] roofs) {
    int n = sectors.size();
    if (n < 4) {
      return -1;
    }
    int valleys = 0;
    int narrowest = -1;
    for (int i = 0; i < n; i++) {
      double level = level(sectors.get(i), roofs);
      if (level(sectors.get((i + n - 1) % n), roofs) <= level) {
        continue;
      }
      int next = i + 1;
      while (level(sectors.get(next % n), roofs) == level) {
        next++;
      }
      if (level(sectors.get(next % n), roofs) > level) {
        valleys++;
        if (narrowest < 0 || sectors.get(i).width() < sectors.get(narrowest).width()) {
          narrowest = i;
        }
      }
    }
    return valleys > 1 ? narrowest : -1;
  }

  private static double level(Sector sector, double[] roofs) {
    return sector.polygon() < 0 ? Double.NEGATIVE_INFINITY : roofs[sector.polygon()];
  }

  private void handOver(List<Sector> sectors, int fill, List<Polygon> polygons, double[] roofs) {
    Sector valley = sectors.get(fill);
    int n = sectors.size();
    Sector right = sectors.get((fill + n - 1) % n);
    Sector left = sectors.get((fill + 1) % n);
    Sector winner = level(right, roofs) >= level(left, roofs) ? right : left;
    Coordinate vertex = valley.vertex();
    tips.add(vertex);
    double reach = Math.min(reach(vertex, valley.from()), reach(vertex, valley.to()));
    Tip tip = Tip.of(valley, reach);
    while ((tip.holdsVertex(polygons) || !tip.isWithin(limits)) && reach > SMALLEST_REACH) {
      reach *= 0.5;
      tip = Tip.of(valley, reach);
    }
    if (!tip.handOver(polygons, winner.polygon())) {
      throw new IllegalStateException("a polygon fell to pieces when a corner was parted");
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
}
