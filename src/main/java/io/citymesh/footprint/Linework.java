package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;

/**
 * The rings of a cluster as one planar graph that can be simplified without ever becoming invalid:
 * near-collinear vertices, short edges and sharp corners are removed by local replacements.
 *
 * <p>Vertices with equal coordinates are one vertex, so a wall that two polygons share is edited
 * once, for both. Every replacement is checked before it is made: it must not cross anything, nor
 * sweep over a vertex, nor bring two edges closer together than they were (unless they stay {@code
 * detail} apart), nor leave the domain, nor make an angle sharper than it was (unless it stays
 * above {@link #SHARP_ANGLE}).
 *
 * <p>Each edge remembers the original vertices that it replaced (its witnesses). None of them may
 * end up farther from the new line than the step allows, so errors do not add up.
 *
 * <p>Layout: a ring is a doubly linked list of <em>occurrences</em>; an occurrence names its
 * vertex; a vertex knows its occurrences. Edges live in a hash grid under the key {@code low vertex
 * << 32 | high vertex}. Not thread-safe.
 */
final class Linework {
  /** Corners sharper than this are blunted, radians (30 degrees). */
  static final double SHARP_ANGLE = Math.toRadians(30);

  private static final int MAX_ROUNDS = 12;

  /** What snapping to the grid may add to the limits, metres. */
  private static final double GRID = 0.001;

  private final double detail;
  private final double cell;
  private final Envelope limits;

  private final List<Coordinate> vertices = new ArrayList<>();
  private final List<List<Integer>> occurrencesOf = new ArrayList<>();
  private final Map<Coordinate, Integer> vertexAt = new HashMap<>();

  private int[] occVertex = new int[256];
  private int[] occPrev = new int[256];
  private int[] occNext = new int[256];
  private int[] occRing = new int[256];
  private int occCount;

  /** A living occurrence of each ring. */
  private final List<Integer> ringStart = new ArrayList<>();

  private final List<Integer> ringSize = new ArrayList<>();

  /** The rings of each polygon, shell first. */
  private final List<int[]> polygonRings = new ArrayList<>();

  /** The living edges, each with its witnesses. */
  private final Map<Long, Coordinate[]> edges = new LinkedHashMap<>();

  /** Edge keys by grid cell; a key may outlive its edge and is then ignored. */
  private final Map<Long, List<Long>> grid = new HashMap<>();

  /**
   * @param polygons valid polygons, noded against one another
   * @param detail the smallest detail, metres
   * @param limits the rectangle that no vertex may leave
   */
  Linework(Collection<Polygon> polygons, double detail, Envelope limits) {
    this.detail = detail;
    this.limits = new Envelope(limits);
    this.limits.expandBy(GRID);
    this.cell = Math.max(4, 4 * detail);
    for (Polygon polygon : polygons) {
      int[] rings = new int[1 + polygon.getNumInteriorRing()];
      rings[0] = addRing(polygon.getExteriorRing());
      for (int i = 1; i < rings.length; i++) {
        rings[i] = addRing(polygon.getInteriorRingN(i - 1));
      }
      polygonRings.add(rings);
    }
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
    List<Polygon> result = new ArrayList<>();
    for (int[] rings : polygonRings) {
      LinearRing shell = Shapes.FACTORY.createLinearRing(ringCoordinates(rings[0]));
      LinearRing[] holes = new LinearRing[rings.length - 1];
      for (int i = 1; i < rings.length; i++) {
        holes[i - 1] = Shapes.FACTORY.createLinearRing(ringCoordinates(rings[i]));
      }
      result.add(Shapes.FACTORY.createPolygon(shell, holes));
    }
    return result;
  }

  // ---- the three kinds of simplification

  private boolean removeNearCollinear(double tolerance) {
    List<Candidate> candidates = new ArrayList<>();
    for (int v = 0; v < vertices.size(); v++) {
      int[] ends = neighbours(v);
      if (ends.length != 2) {
        continue;
      }
      double cost = deviation(ends[0], new int[] {v}, ends[1], NO_POINTS);
      if (cost <= tolerance) {
        candidates.add(new Candidate(cost, v, -1));
      }
    }
    candidates.sort(Candidate.ORDER);
    boolean changed = false;
    for (Candidate candidate : candidates) {
      int[] ends = neighbours(candidate.a);
      if (ends.length == 2) {
        changed |= replace(ends[0], new int[] {candidate.a}, ends[1], NO_POINTS, tolerance);
      }
    }
    return changed;
  }

  private boolean collapseShortEdges() {
    List<Candidate> candidates = new ArrayList<>();
    for (long edge : edges.keySet()) {
      double length = at(low(edge)).distance(at(high(edge)));
      if (length < detail) {
        candidates.add(new Candidate(length, low(edge), high(edge)));
      }
    }
    candidates.sort(Candidate.ORDER);
    boolean changed = false;
    for (Candidate candidate : candidates) {
      if (edges.containsKey(key(candidate.a, candidate.b))) {
        changed |= collapse(candidate.a, candidate.b);
      }
    }
    return changed;
  }

  /** Removes the edge ab in the way that changes the area least. */
  private boolean collapse(int a, int b) {
    int[] atA = neighbours(a);
    int[] atB = neighbours(b);
    double limit = 0.6 * detail;
    if (atA.length == 2 && atB.length == 2) {
      int p = atA[0] == b ? atA[1] : atA[0];
      int q = atB[0] == a ? atB[1] : atB[0];
      if (p == q) {
        return false;
      }
      for (Coordinate[] points : collapseOptions(at(p), at(a), at(b), at(q))) {
        if (replace(p, new int[] {a, b}, q, points, limit)) {
          return true;
        }
      }
      return bluntStump(p, a, b, q);
    }
    if (atA.length == 2) {
      return replace(atA[0] == b ? atA[1] : atA[0], new int[] {a}, b, NO_POINTS, limit)
          || mergeNodes(a, b);
    }
    if (atB.length == 2) {
      return replace(a, new int[] {b}, atB[0] == a ? atB[1] : atB[0], NO_POINTS, limit)
          || mergeNodes(b, a);
    }
    return mergeNodes(a, b) || mergeNodes(b, a);
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
    for (int v = 0; v < vertices.size(); v++) {
      int[] ends = neighbours(v);
      if (ends.length == 2) {
        double angle = Shapes.angle(at(ends[0]), at(v), at(ends[1]));
        if (angle < SHARP_ANGLE) {
          candidates.add(new Candidate(angle, v, -1));
        }
      }
    }
    candidates.sort(Candidate.ORDER);
    boolean changed = false;
    for (Candidate candidate : candidates) {
      int[] ends = neighbours(candidate.a);
      if (ends.length == 2) {
        changed |= blunt(ends[0], new int[] {candidate.a}, ends[1], at(candidate.a));
      }
    }
    return changed;
  }

  /** Cuts farther back what is left of a tip: the short edge ab, if pa and qb meet beyond it. */
  private boolean bluntStump(int p, int a, int b, int q) {
    Coordinate tip = Shapes.crossing(at(p), at(a), at(b), at(q));
    return tip != null
        && tip.distance(at(p)) > tip.distance(at(a))
        && tip.distance(at(q)) > tip.distance(at(b))
        && blunt(p, new int[] {a, b}, q, tip);
  }

  /**
   * Cuts a tip where it is one detail wide, or at the nearer end of its shorter side.
   *
   * @param chain the vertex at the tip, or the two beside it
   * @param tip where the sides meet
   */
  private boolean blunt(int u, int[] chain, int w, Coordinate tip) {
    double angle = Shapes.angle(at(u), tip, at(w));
    if (angle >= SHARP_ANGLE) {
      return false;
    }
    double cut = 1.02 * detail / (2 * Math.sin(0.5 * angle));
    double lengthU = tip.distance(at(u));
    double lengthW = tip.distance(at(w));
    double shorter = Math.min(lengthU, lengthW);
    if (cut + detail <= shorter) {
      Coordinate p = Shapes.along(tip, at(u), cut);
      Coordinate q = Shapes.along(tip, at(w), cut);
      return replace(u, chain, w, new Coordinate[] {p, q}, Double.POSITIVE_INFINITY);
    }
    // The short side goes as a whole: from its far end straight across to the long side.
    if (replace(u, chain, w, NO_POINTS, 0.6 * detail)) {
      return true;
    }
    boolean shortIsU = lengthU <= lengthW;
    Coordinate far = shortIsU ? at(w) : at(u);
    double reach = Math.max(cut, shorter);
    if (reach + detail <= Math.max(lengthU, lengthW)) {
      Coordinate q = Shapes.along(tip, far, reach);
      return replace(u, chain, w, new Coordinate[] {q}, Double.POSITIVE_INFINITY);
    }
    return replace(u, chain, w, NO_POINTS, Double.POSITIVE_INFINITY);
  }

  // ---- the checked replacement

  private static final Coordinate[] NO_POINTS = {};

  /**
   * Replaces the path u, chain, w by u, points, w in every ring that uses it.
   *
   * @param chain vertices of two neighbours each
   * @param limit how far an original vertex may end up from the new path
   * @return false if it may not be done; nothing has changed then
   */
  private boolean replace(int u, int[] chain, int w, Coordinate[] points, double limit) {
    if (u == w || (points.length == 0 && edges.containsKey(key(u, w)))) {
      return false;
    }
    for (Coordinate point : points) {
      Integer there = vertexAt.get(point);
      if (!limits.contains(point)) {
        return false;
      }
      if (there != null && Arrays.stream(chain).noneMatch(c -> c == there)) {
        return false;
      }
    }
    for (int occurrence : occurrencesOf.get(chain[0])) {
      if (ringSize.get(occRing[occurrence]) - chain.length + points.length < 3) {
        return false;
      }
    }
    if (Double.isFinite(limit) && deviation(u, chain, w, points) > limit) {
      return false;
    }
    Coordinate[] before = path(u, chain, w);
    Coordinate[] after = new Coordinate[points.length + 2];
    after[0] = before[0];
    System.arraycopy(points, 0, after, 1, points.length);
    after[after.length - 1] = before[before.length - 1];
    if (!keepsAngles(u, chain, w, before, after) || !keepsClear(u, chain, w, before, after)) {
      return false;
    }
    apply(u, chain, w, points);
    return true;
  }

  /** The largest distance of an original vertex from the path u, points, w. */
  private double deviation(int u, int[] chain, int w, Coordinate[] points) {
    Coordinate[] after = new Coordinate[points.length + 2];
    after[0] = at(u);
    System.arraycopy(points, 0, after, 1, points.length);
    after[after.length - 1] = at(w);
    double largest = 0;
    for (Coordinate witness : witnesses(u, chain, w)) {
      largest = Math.max(largest, Distance.pointToSegmentString(witness, after));
    }
    return largest;
  }

  private List<Coordinate> witnesses(int u, int[] chain, int w) {
    List<Coordinate> result = new ArrayList<>();
    int previous = u;
    for (int c : chain) {
      result.addAll(Arrays.asList(edges.get(key(previous, c))));
      result.add(at(c));
      previous = c;
    }
    result.addAll(Arrays.asList(edges.get(key(previous, w))));
    return result;
  }

  private boolean keepsAngles(int u, int[] chain, int w, Coordinate[] before, Coordinate[] after) {
    double sharpestBefore = Math.min(sharpest(before), sharpestAtEnds(u, chain, w, before));
    double sharpestAfter = Math.min(sharpest(after), sharpestAtEnds(u, chain, w, after));
    return sharpestAfter >= Math.min(SHARP_ANGLE, sharpestBefore) - 1e-9;
  }

  private static double sharpest(Coordinate[] path) {
    double result = Math.PI;
    for (int i = 1; i + 1 < path.length; i++) {
      result = Math.min(result, Shapes.angle(path[i - 1], path[i], path[i + 1]));
    }
    return result;
  }

  private double sharpestAtEnds(int u, int[] chain, int w, Coordinate[] path) {
    double result = Math.PI;
    for (int n : neighbours(u)) {
      if (n != chain[0]) {
        result = Math.min(result, Shapes.angle(at(n), path[0], path[1]));
      }
    }
    for (int n : neighbours(w)) {
      if (n != chain[chain.length - 1]) {
        result =
            Math.min(result, Shapes.angle(at(n), path[path.length - 1], path[path.length - 2]));
      }
    }
    return result;
  }

  private boolean keepsClear(int u, int[] chain, int w, Coordinate[] before, Coordinate[] after) {
    Envelope window = new Envelope();
    for (Coordinate c : before) {
      window.expandToInclude(c);
    }
    for (Coordinate c : after) {
      window.expandToInclude(c);
    }
    window.expandBy(detail);
    Coordinate[] swept = sweptRing(before, after);
    double nearestBefore = detail;
    double nearestAfter = detail;
    for (long edge : edgesIn(window)) {
      int s = low(edge);
      int t = high(edge);
      if (contains(chain, s) || contains(chain, t)) {
        continue;
      }
      Coordinate from = at(s);
      Coordinate to = at(t);
      nearestBefore = Math.min(nearestBefore, pathDistance(before, u, w, s, t, from, to));
      double distance = pathDistance(after, u, w, s, t, from, to);
      if (distance == 0) {
        return false;
      }
      nearestAfter = Math.min(nearestAfter, distance);
      if ((s != u && s != w && inside(from, swept)) || (t != u && t != w && inside(to, swept))) {
        return false;
      }
    }
    // Where it is too narrow already, a little less does no harm on the way to fewer vertices.
    return nearestAfter >= (nearestBefore < detail ? 0.9 * nearestBefore : detail) - 1e-6;
  }

  /** Distance of the edge st from those edges of the path that it does not meet at u or w. */
  private static double pathDistance(
      Coordinate[] path, int u, int w, int s, int t, Coordinate from, Coordinate to) {
    double result = Double.POSITIVE_INFINITY;
    for (int i = 0; i + 1 < path.length; i++) {
      boolean meetsU = i == 0 && (s == u || t == u);
      boolean meetsW = i + 2 == path.length && (s == w || t == w);
      if (!meetsU && !meetsW) {
        result = Math.min(result, Distance.segmentToSegment(path[i], path[i + 1], from, to));
      }
    }
    return result;
  }

  private static Coordinate[] sweptRing(Coordinate[] before, Coordinate[] after) {
    Coordinate[] ring = new Coordinate[before.length + after.length - 1];
    System.arraycopy(before, 0, ring, 0, before.length);
    for (int i = 1; i < after.length; i++) {
      ring[before.length + i - 1] = after[after.length - 1 - i];
    }
    return ring;
  }

  private static boolean inside(Coordinate c, Coordinate[] ring) {
    return PointLocation.locateInRing(c, ring) != Location.EXTERIOR;
  }

  /**
   * Moves vertex b, a node of three or more edges, onto its neighbour a, in every ring.
   *
   * @return false if it may not be done; nothing has changed then
   */
  private boolean mergeNodes(int a, int b) {
    int[] atA = neighbours(a);
    int[] atB = neighbours(b);
    for (int n : atB) {
      if (n != a && contains(atA, n)) {
        return false;
      }
    }
    for (int occurrence : occurrencesOf.get(b)) {
      boolean besideA = occVertex[occPrev[occurrence]] == a || occVertex[occNext[occurrence]] == a;
      int ring = occRing[occurrence];
      if (besideA ? ringSize.get(ring) <= 3 : ringContains(ring, a)) {
        return false;
      }
    }
    double sharpestBefore = Math.PI;
    double sharpestAfter = Math.PI;
    for (int n : atB) {
      if (n == a) {
        continue;
      }
      Coordinate[] before = {at(n), at(b), at(a)};
      Coordinate[] after = {at(n), at(a)};
      // The edges that meet at b move along with it: only the others can be in the way.
      if (!keepsClear(n, new int[] {b}, a, before, after)) {
        return false;
      }
      sharpestBefore = Math.min(sharpestBefore, Shapes.angle(at(n), at(b), at(a)));
      for (int m : atB) {
        if (m != a && m != n) {
          sharpestBefore = Math.min(sharpestBefore, Shapes.angle(at(n), at(b), at(m)));
          sharpestAfter = Math.min(sharpestAfter, Shapes.angle(at(n), at(a), at(m)));
        }
      }
      for (int m : atA) {
        if (m != b) {
          sharpestAfter = Math.min(sharpestAfter, Shapes.angle(at(n), at(a), at(m)));
        }
      }
      for (int m : neighbours(n)) {
        if (m != b) {
          sharpestBefore = Math.min(sharpestBefore, Shapes.angle(at(m), at(n), at(b)));
          sharpestAfter = Math.min(sharpestAfter, Shapes.angle(at(m), at(n), at(a)));
        }
      }
    }
    if (sharpestAfter < Math.min(SHARP_ANGLE, sharpestBefore)) {
      return false;
    }
    moveOnto(a, b, atB);
    return true;
  }

  private void moveOnto(int a, int b, int[] atB) {
    Coordinate[] carried = edges.remove(key(a, b));
    for (int n : atB) {
      if (n != a) {
        Coordinate[] old = edges.remove(key(n, b));
        Coordinate[] witnesses = Arrays.copyOf(old, old.length + carried.length + 1);
        System.arraycopy(carried, 0, witnesses, old.length, carried.length);
        witnesses[witnesses.length - 1] = at(b);
        addEdge(n, a, witnesses);
      }
    }
    for (int occurrence : List.copyOf(occurrencesOf.get(b))) {
      if (occVertex[occPrev[occurrence]] == a || occVertex[occNext[occurrence]] == a) {
        unlink(occurrence);
      } else {
        occVertex[occurrence] = a;
        occurrencesOf.get(a).add(occurrence);
      }
    }
    occurrencesOf.get(b).clear();
    vertexAt.remove(at(b));
  }

  private boolean ringContains(int ring, int vertex) {
    for (int occurrence : occurrencesOf.get(vertex)) {
      if (occRing[occurrence] == ring) {
        return true;
      }
    }
    return false;
  }

  private void apply(int u, int[] chain, int w, Coordinate[] points) {
    List<Coordinate> witnesses = witnesses(u, chain, w);
    List<Integer> starts = List.copyOf(occurrencesOf.get(chain[0]));
    int previous = u;
    for (int c : chain) {
      edges.remove(key(previous, c));
      previous = c;
    }
    edges.remove(key(previous, w));
    for (int c : chain) {
      vertexAt.remove(at(c));
    }
    int[] added = new int[points.length];
    for (int i = 0; i < points.length; i++) {
      added[i] = vertex(points[i]);
    }
    for (int start : starts) {
      boolean forward = occVertex[occPrev[start]] == u && leadsTo(start, chain, w);
      int cursor = start;
      int gap = forward ? occPrev[start] : occNext[start];
      for (int i = 0; i < chain.length; i++) {
        int following = forward ? occNext[cursor] : occPrev[cursor];
        unlink(cursor);
        cursor = following;
      }
      for (int vertex : added) {
        gap = forward ? linkAfter(gap, vertex) : linkBefore(gap, vertex);
      }
    }
    int from = u;
    List<int[]> newEdges = new ArrayList<>();
    for (int vertex : added) {
      newEdges.add(new int[] {from, vertex});
      from = vertex;
    }
    newEdges.add(new int[] {from, w});
    distribute(witnesses, newEdges);
  }

  private boolean leadsTo(int start, int[] chain, int w) {
    return occVertex[occNext[start]] == (chain.length > 1 ? chain[1] : w);
  }

  /** Adds the edges, and hands each witness to the nearest of them. */
  private void distribute(List<Coordinate> witnesses, List<int[]> newEdges) {
    List<List<Coordinate>> shares = new ArrayList<>();
    for (int i = 0; i < newEdges.size(); i++) {
      shares.add(new ArrayList<>());
    }
    for (Coordinate witness : witnesses) {
      int nearest = 0;
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < newEdges.size(); i++) {
        double distance =
            Distance.pointToSegment(witness, at(newEdges.get(i)[0]), at(newEdges.get(i)[1]));
        if (distance < best) {
          best = distance;
          nearest = i;
        }
      }
      // A witness of a tip that was cut off on purpose no longer binds.
      if (best <= detail) {
        shares.get(nearest).add(witness);
      }
    }
    for (int i = 0; i < newEdges.size(); i++) {
      int[] ends = newEdges.get(i);
      addEdge(ends[0], ends[1], shares.get(i).toArray(NO_POINTS));
    }
  }

  // ---- rings and vertices

  private int addRing(LinearRing line) {
    int ring = ringStart.size();
    Coordinate[] coordinates = line.getCoordinates();
    int last = -1;
    ringStart.add(-1);
    ringSize.add(0);
    for (int i = 0; i + 1 < coordinates.length; i++) {
      int vertex = vertex(coordinates[i]);
      last = last < 0 ? linkFirst(ring, vertex) : linkAfter(last, vertex);
    }
    for (int i = 0; i + 1 < coordinates.length; i++) {
      addEdge(vertex(coordinates[i]), vertex(coordinates[i + 1]), NO_POINTS);
    }
    return ring;
  }

  private int vertex(Coordinate c) {
    return vertexAt.computeIfAbsent(
        c,
        key -> {
          vertices.add(key);
          occurrencesOf.add(new ArrayList<>());
          return vertices.size() - 1;
        });
  }

  private int newOccurrence(int ring, int vertex) {
    if (occCount == occVertex.length) {
      int capacity = 2 * occCount;
      occVertex = Arrays.copyOf(occVertex, capacity);
      occPrev = Arrays.copyOf(occPrev, capacity);
      occNext = Arrays.copyOf(occNext, capacity);
      occRing = Arrays.copyOf(occRing, capacity);
    }
    occVertex[occCount] = vertex;
    occRing[occCount] = ring;
    occurrencesOf.get(vertex).add(occCount);
    ringSize.set(ring, ringSize.get(ring) + 1);
    return occCount++;
  }

  private int linkFirst(int ring, int vertex) {
    int occurrence = newOccurrence(ring, vertex);
    occPrev[occurrence] = occurrence;
    occNext[occurrence] = occurrence;
    ringStart.set(ring, occurrence);
    return occurrence;
  }

  private int linkAfter(int previous, int vertex) {
    int occurrence = newOccurrence(occRing[previous], vertex);
    int next = occNext[previous];
    occPrev[occurrence] = previous;
    occNext[occurrence] = next;
    occNext[previous] = occurrence;
    occPrev[next] = occurrence;
    return occurrence;
  }

  private int linkBefore(int next, int vertex) {
    return linkAfter(occPrev[next], vertex);
  }

  private void unlink(int occurrence) {
    int previous = occPrev[occurrence];
    int next = occNext[occurrence];
    occNext[previous] = next;
    occPrev[next] = previous;
    int ring = occRing[occurrence];
    ringStart.set(ring, next);
    ringSize.set(ring, ringSize.get(ring) - 1);
    occurrencesOf.get(occVertex[occurrence]).remove((Integer) occurrence);
  }

  private Coordinate[] ringCoordinates(int ring) {
    int size = ringSize.get(ring);
    Coordinate[] result = new Coordinate[size + 1];
    int occurrence = ringStart.get(ring);
    for (int i = 0; i < size; i++) {
      result[i] = at(occVertex[occurrence]).copy();
      occurrence = occNext[occurrence];
    }
    result[size] = result[0].copy();
    return result;
  }

  /** The vertices that share an edge with v, in ascending order of their coordinates. */
  private int[] neighbours(int v) {
    TreeSet<Integer> found = new TreeSet<>(Comparator.comparing(this::at));
    for (int occurrence : occurrencesOf.get(v)) {
      found.add(occVertex[occPrev[occurrence]]);
      found.add(occVertex[occNext[occurrence]]);
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  private Coordinate at(int vertex) {
    return vertices.get(vertex);
  }

  private Coordinate[] path(int u, int[] chain, int w) {
    Coordinate[] result = new Coordinate[chain.length + 2];
    result[0] = at(u);
    for (int i = 0; i < chain.length; i++) {
      result[i + 1] = at(chain[i]);
    }
    result[result.length - 1] = at(w);
    return result;
  }

  private static boolean contains(int[] values, int value) {
    for (int v : values) {
      if (v == value) {
        return true;
      }
    }
    return false;
  }

  // ---- edges and their grid

  private static long key(int a, int b) {
    return ((long) Math.min(a, b) << 32) | Math.max(a, b);
  }

  private static int low(long edge) {
    return (int) (edge >>> 32);
  }

  private static int high(long edge) {
    return (int) edge;
  }

  private void addEdge(int a, int b, Coordinate[] witnesses) {
    long edge = key(a, b);
    if (edges.put(edge, witnesses) != null) {
      return;
    }
    forEachCell(at(a), at(b), c -> grid.computeIfAbsent(c, k -> new ArrayList<>()).add(edge));
  }

  /** The living edges that may meet the window, without repetition. */
  private TreeSet<Long> edgesIn(Envelope window) {
    TreeSet<Long> result = new TreeSet<>();
    long x1 = (long) Math.floor(window.getMaxX() / cell);
    long y1 = (long) Math.floor(window.getMaxY() / cell);
    for (long x = (long) Math.floor(window.getMinX() / cell); x <= x1; x++) {
      for (long y = (long) Math.floor(window.getMinY() / cell); y <= y1; y++) {
        for (long edge : grid.getOrDefault(cellKey(x, y), List.of())) {
          if (edges.containsKey(edge)) {
            result.add(edge);
          }
        }
      }
    }
    return result;
  }

  private interface CellVisitor {
    void visit(long cell);
  }

  /** Visits the grid cells that the segment meets, column by column. */
  private void forEachCell(Coordinate a, Coordinate b, CellVisitor visitor) {
    Coordinate west = a.x <= b.x ? a : b;
    Coordinate east = a.x <= b.x ? b : a;
    double slope = east.x > west.x ? (east.y - west.y) / (east.x - west.x) : 0;
    long firstColumn = (long) Math.floor(west.x / cell);
    long lastColumn = (long) Math.floor(east.x / cell);
    for (long column = firstColumn; column <= lastColumn; column++) {
      double ya = west.y + slope * (Math.max(west.x, column * cell) - west.x);
      double yb = west.y + slope * (Math.min(east.x, (column + 1) * cell) - west.x);
      if (east.x == west.x) {
        yb = east.y;
      }
      long lastRow = (long) Math.floor((Math.max(ya, yb) + 1e-6) / cell);
      for (long row = (long) Math.floor((Math.min(ya, yb) - 1e-6) / cell); row <= lastRow; row++) {
        visitor.visit(cellKey(column, row));
      }
    }
  }

  private static long cellKey(long column, long row) {
    return (column << 32) ^ (row & 0xFFFFFFFFL);
  }

  /** A replacement to try; b is negative where it concerns the vertex a alone. */
  private record Candidate(double cost, int a, int b) {
    static final Comparator<Candidate> ORDER =
        Comparator.comparingDouble(Candidate::cost)
            .thenComparingInt(Candidate::a)
            .thenComparingInt(Candidate::b);
  }
}
