package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Polygon;

/**
 * The rings of a cluster as one planar graph that can be simplified without ever becoming invalid:
 * near-collinear vertices, short edges and sharp corners are removed by local replacements.
 *
 * <p>Vertices with equal coordinates are one vertex, so a wall that two polygons share is edited
 * once, for both. Every replacement is checked before it is made ({@link PathEdits}).
 *
 * <p>Each edge remembers the original vertices that it replaced ({@link WitnessedEdges}). None of
 * them may end up farther from the new line than the step allows, so errors do not add up. Not
 * thread-safe.
 */
final class Linework {
  private static final int MAX_ROUNDS = 12;

  /** A path without vertices between its ends. */
  private static final Coordinate[] NOTHING = {};

  private final double detail;
  private final RingGraph graph;
  private final WitnessedEdges edges;
  private final PathEdits edits;

  /**
   * @param polygons valid polygons, noded against one another
   * @param detail the smallest detail, metres
   * @param limits that no outline may leave
   */
  Linework(Collection<Polygon> polygons, double detail, Limits limits) {
    this.detail = detail;
    this.graph = new RingGraph(polygons);
    this.edges = new WitnessedEdges(Math.max(4, 4 * detail));
    this.edits = new PathEdits(graph, edges, detail, limits);
    graph.forEachStep(
        (from, to) ->
            edges.add(from, to, graph.at(from), graph.at(to), WitnessedEdges.NO_WITNESSES));
  }

  /** Removes what is smaller than the smallest detail, until nothing more can be removed. */
  void simplify() {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      boolean changed = removeNearCollinear(0.2 * detail);
      changed |= collapseShortEdges();
      changed |= bluntSharpCorners();
      if (!changed) {
        return;
      }
    }
  }

  /** Removes only the vertices that lie on the line between their neighbours, but for rounding. */
  void removeCollinear() {
    while (removeNearCollinear(0.002)) {
      // One pass leaves runs of collinear vertices behind.
    }
  }

  /** The polygons as they are now, in the order in which they came in. */
  List<Polygon> polygons() {
    return graph.polygons();
  }

  // ---- the three kinds of simplification

  private boolean removeNearCollinear(double tolerance) {
    List<Candidate> candidates = new ArrayList<>();
    int[] ends = new int[2];
    for (int v = 0; v < graph.vertexCount(); v++) {
      if (!graph.pair(v, ends)) {
        continue;
      }
      double cost = edits.deviation(ends[0], v, ends[1], tolerance);
      if (cost <= tolerance) {
        candidates.add(new Candidate(cost, v, -1));
      }
    }
    candidates.sort(Candidate.ORDER);
    boolean changed = false;
    for (Candidate candidate : candidates) {
      if (graph.pair(candidate.a, ends)) {
        changed |= edits.replace(ends[0], new int[] {candidate.a}, ends[1], NOTHING, tolerance);
      }
    }
    return changed;
  }

  private boolean collapseShortEdges() {
    List<Candidate> candidates = new ArrayList<>();
    for (long edge : edges.keys()) {
      Coordinate a = graph.at(WitnessedEdges.low(edge));
      Coordinate b = graph.at(WitnessedEdges.high(edge));
      double length = Filters.isFarther(a, b, b, detail) ? detail : Shapes.distance(a, b);
      if (length < detail) {
        candidates.add(new Candidate(length, WitnessedEdges.low(edge), WitnessedEdges.high(edge)));
      }
    }
    candidates.sort(Candidate.ORDER);
    boolean changed = false;
    for (Candidate candidate : candidates) {
      if (edges.has(candidate.a, candidate.b)) {
        changed |= collapse(candidate.a, candidate.b);
      }
    }
    return changed;
  }

  /** Removes the edge ab by the replacement that changes the area least. */
  private boolean collapse(int a, int b) {
    int[] atA = graph.neighbours(a);
    int[] atB = graph.neighbours(b);
    double limit = 0.6 * detail;
    if (atA.length == 2 && atB.length == 2) {
      int p = atA[0] == b ? atA[1] : atA[0];
      int q = atB[0] == a ? atB[1] : atB[0];
      if (p == q) {
        return false;
      }
      for (Coordinate[] points :
          collapseOptions(graph.at(p), graph.at(a), graph.at(b), graph.at(q))) {
        if (edits.replace(p, new int[] {a, b}, q, points, limit)) {
          return true;
        }
      }
      return bluntStump(p, a, b, q);
    }
    if (atA.length == 2) {
      return edits.replace(atA[0] == b ? atA[1] : atA[0], new int[] {a}, b, NOTHING, limit)
          || edits.merge(a, b);
    }
    if (atB.length == 2) {
      return edits.replace(a, new int[] {b}, atB[0] == a ? atB[1] : atB[0], NOTHING, limit)
          || edits.merge(b, a);
    }
    return edits.merge(a, b) || edits.merge(b, a);
  }

  /** What can stand in place of the edge ab between p and q, the best first. */
  private List<Coordinate[]> collapseOptions(
      Coordinate p, Coordinate a, Coordinate b, Coordinate q) {
    record Option(double cost, Coordinate point) {}
    List<Option> options = new ArrayList<>();
    List<Coordinate> points = new ArrayList<>();
    points.add(a);
    points.add(b);
    points.add(Shapes.snapped(0.5 * (a.x + b.x), 0.5 * (a.y + b.y)));
    Coordinate corner = Shapes.crossing(p, a, b, q);
    if (corner != null && corner.distance(a) <= 2 * detail && corner.distance(b) <= 2 * detail) {
      points.add(corner);
    }
    for (Coordinate m : points) {
      // Signed areas of the slivers between the old line p a b q and the new line p m q.
      double first = Shapes.triangleArea(p, a, m);
      double second = Shapes.triangleArea(a, b, m);
      double third = Shapes.triangleArea(b, q, m);
      double net = Math.abs(first + second + third);
      options.add(new Option(Math.abs(first) + Math.abs(second) + Math.abs(third) + net, m));
    }
    options.sort(Comparator.comparingDouble(Option::cost).thenComparing(Option::point));
    List<Coordinate[]> result = new ArrayList<>();
    for (Option option : options) {
      result.add(new Coordinate[] {option.point});
    }
    return result;
  }

  private boolean bluntSharpCorners() {
    List<Candidate> candidates = new ArrayList<>();
    int[] ends = new int[2];
    for (int v = 0; v < graph.vertexCount(); v++) {
      if (graph.pair(v, ends)
          && !Filters.isWider(
              graph.at(ends[0]), graph.at(v), graph.at(ends[1]), PathEdits.SHARP_TANGENT)) {
        double angle = Shapes.angle(graph.at(ends[0]), graph.at(v), graph.at(ends[1]));
        if (angle < PathEdits.SHARP_ANGLE) {
          candidates.add(new Candidate(angle, v, -1));
        }
      }
    }
    candidates.sort(Candidate.ORDER);
    boolean changed = false;
    for (Candidate candidate : candidates) {
      if (graph.pair(candidate.a, ends)) {
        changed |= blunt(ends[0], new int[] {candidate.a}, ends[1], graph.at(candidate.a));
      }
    }
    return changed;
  }

  /** Cuts farther back what is left of a tip: the short edge ab, if pa and qb meet beyond it. */
  private boolean bluntStump(int p, int a, int b, int q) {
    Coordinate tip = Shapes.crossing(graph.at(p), graph.at(a), graph.at(b), graph.at(q));
    return tip != null
        && tip.distance(graph.at(p)) > tip.distance(graph.at(a))
        && tip.distance(graph.at(q)) > tip.distance(graph.at(b))
        && blunt(p, new int[] {a, b}, q, tip);
  }

  /**
   * Cuts a tip where it is one detail wide, or at the nearer end of its shorter side.
   *
   * @param chain the vertex at the tip, or the two beside it
   * @param tip where the sides meet
   */
  private boolean blunt(int u, int[] chain, int w, Coordinate tip) {
    double angle = Shapes.angle(graph.at(u), tip, graph.at(w));
    if (angle >= PathEdits.SHARP_ANGLE) {
      return false;
    }
    double cut = 1.02 * detail / (2 * Math.sin(0.5 * angle));
    double lengthU = tip.distance(graph.at(u));
    double lengthW = tip.distance(graph.at(w));
    double shorter = Math.min(lengthU, lengthW);
    if (cut + detail <= shorter) {
      Coordinate p = Shapes.along(tip, graph.at(u), cut);
      Coordinate q = Shapes.along(tip, graph.at(w), cut);
      return edits.replace(u, chain, w, new Coordinate[] {p, q}, Double.POSITIVE_INFINITY);
    }
    // The short side goes as a whole: from its far end straight across to the long side.
    if (edits.replace(u, chain, w, NOTHING, 0.6 * detail)) {
      return true;
    }
    boolean shortIsU = lengthU <= lengthW;
    Coordinate far = shortIsU ? graph.at(w) : graph.at(u);
    double reach = Math.max(cut, shorter);
    if (reach + detail <= Math.max(lengthU, lengthW)) {
      Coordinate q = Shapes.along(tip, far, reach);
      return edits.replace(u, chain, w, new Coordinate[] {q}, Double.POSITIVE_INFINITY);
    }
    return edits.replace(u, chain, w, NOTHING, Double.POSITIVE_INFINITY);
  }

  /** A replacement to try; b is negative where it concerns the vertex a alone. */
  private record Candidate(double cost, int a, int b) {
    static final Comparator<Candidate> ORDER =
        Comparator.comparingDouble(Candidate::cost)
            .thenComparingInt(Candidate::a)
            .thenComparingInt(Candidate::b);
  }
}
