package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Location;

/**
 * The two edits that a planar graph of rings allows, each checked before it is made: a path is
 * replaced by another, or a node is moved onto its neighbour.
 *
 * <p>An edit must not cross anything, nor sweep over a vertex, nor bring two edges closer together
 * than they were (unless they stay {@code detail} apart), nor leave the limits, nor make an angle
 * sharper than it was (unless it stays above {@link #SHARP_ANGLE}). What it replaces becomes
 * witnesses of the edges that come.
 */
final class PathEdits {
  /** Corners sharper than this are blunted, radians (30 degrees). */
  static final double SHARP_ANGLE = Math.toRadians(30);

  /** Its tangent, with what rounding may add to an angle. */
  static final double SHARP_TANGENT = Filters.tangent(SHARP_ANGLE);

  private final RingGraph graph;
  private final WitnessedEdges edges;
  private final double detail;
  private final Limits limits;

  /**
   * @param detail the smallest detail, metres
   * @param limits that no outline may leave
   */
  PathEdits(RingGraph graph, WitnessedEdges edges, double detail, Limits limits) {
    this.graph = graph;
    this.edges = edges;
    this.detail = detail;
    this.limits = limits;
  }

  /**
   * Replaces the path u, chain, w by u, points, w in every ring that uses it.
   *
   * @param chain vertices of two neighbours each
   * @param limit how far an original vertex may end up from the new path
   * @return false if it may not be done; nothing has changed then
   */
  boolean replace(int u, int[] chain, int w, Coordinate[] points, double limit) {
    if (u == w || (points.length == 0 && edges.has(u, w))) {
      return false;
    }
    for (Coordinate point : points) {
      int there = graph.vertexAt(point);
      if (!limits.allow(point) || (there >= 0 && !contains(chain, there))) {
        return false;
      }
    }
    if (graph.smallestRing(chain[0]) - chain.length + points.length < 3) {
      return false;
    }
    Coordinate[] before = path(u, chain, w);
    Coordinate[] after = new Coordinate[points.length + 2];
    after[0] = before[0];
    System.arraycopy(points, 0, after, 1, points.length);
    after[after.length - 1] = before[before.length - 1];
    if (Double.isFinite(limit)
        && (isFarther(before, after, limit) || deviation(u, chain, w, after) > limit)) {
      return false;
    }
    if (!keepsAngles(u, chain, w, before, after) || !keepsClear(u, chain, w, before, after)) {
      return false;
    }
    apply(u, chain, w, points);
    return true;
  }

  /**
   * Whether the edge uw would come near enough to a vertex between them, and to what went before.
   *
   * @return the largest distance of an original vertex from it; infinite perhaps if it is more than
   *     the limit
   */
  double deviation(int u, int vertex, int w, double limit) {
    Coordinate from = graph.at(u);
    Coordinate to = graph.at(w);
    return Filters.isFarther(graph.at(vertex), from, to, limit)
        ? Double.POSITIVE_INFINITY
        : deviation(u, new int[] {vertex}, w, new Coordinate[] {from, to});
  }

  /** Whether a vertex of a path is beyond doubt farther from another path than a distance. */
  private static boolean isFarther(Coordinate[] path, Coordinate[] other, double distance) {
    for (int i = 1; i + 1 < path.length; i++) {
      boolean far = true;
      for (int j = 1; j < other.length && far; j++) {
        far = Filters.isFarther(path[i], other[j - 1], other[j], distance);
      }
      if (far) {
        return true;
      }
    }
    return false;
  }

  /** The largest distance of an original vertex from the path that comes. */
  private double deviation(int u, int[] chain, int w, Coordinate[] after) {
    double largest = 0;
    int previous = u;
    for (int c : chain) {
      largest = farthest(edges.witnesses(previous, c), after, largest);
      largest = Math.max(largest, distance(graph.at(c), after));
      previous = c;
    }
    return farthest(edges.witnesses(previous, w), after, largest);
  }

  private static double distance(Coordinate c, Coordinate[] path) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i < path.length; i++) {
      least = Math.min(least, Shapes.distance(c, path[i - 1], path[i]));
    }
    return least;
  }

  private static double farthest(Coordinate[] witnesses, Coordinate[] path, double atLeast) {
    double largest = atLeast;
    for (Coordinate witness : witnesses) {
      largest = Math.max(largest, distance(witness, path));
    }
    return largest;
  }

  private List<Coordinate> witnesses(int u, int[] chain, int w) {
    List<Coordinate> result = new ArrayList<>();
    int previous = u;
    for (int c : chain) {
      result.addAll(Arrays.asList(edges.witnesses(previous, c)));
      result.add(graph.at(c));
      previous = c;
    }
    result.addAll(Arrays.asList(edges.witnesses(previous, w)));
    return result;
  }

  private boolean keepsAngles(int u, int[] chain, int w, Coordinate[] before, Coordinate[] after) {
    if (isNowhereSharp(u, chain, w, after)) {
      return true;
    }
    double sharpestBefore = Math.min(sharpest(before), sharpestAtEnds(u, chain, w, before));
    double sharpestAfter = Math.min(sharpest(after), sharpestAtEnds(u, chain, w, after));
    return sharpestAfter >= Math.min(SHARP_ANGLE, sharpestBefore) - 1e-9;
  }

  /** Whether no angle of a path, nor at its ends, is sharp, beyond doubt. */
  private boolean isNowhereSharp(int u, int[] chain, int w, Coordinate[] path) {
    int last = path.length - 1;
    for (int i = 1; i < last; i++) {
      if (!Filters.isWider(path[i - 1], path[i], path[i + 1], SHARP_TANGENT)) {
        return false;
      }
    }
    return isNowhereSharp(u, chain[0], path[0], path[1])
        && isNowhereSharp(w, chain[chain.length - 1], path[last], path[last - 1]);
  }

  private boolean isNowhereSharp(int vertex, int but, Coordinate at, Coordinate to) {
    for (int n : graph.neighbours(vertex)) {
      if (n != but && !Filters.isWider(graph.at(n), at, to, SHARP_TANGENT)) {
        return false;
      }
    }
    return true;
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
    for (int n : graph.neighbours(u)) {
      if (n != chain[0]) {
        result = Math.min(result, Shapes.angle(graph.at(n), path[0], path[1]));
      }
    }
    for (int n : graph.neighbours(w)) {
      if (n != chain[chain.length - 1]) {
        result =
            Math.min(
                result, Shapes.angle(graph.at(n), path[path.length - 1], path[path.length - 2]));
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
    Envelope sweptBox = new Envelope(window);
    // What does not meet it is beyond doubt more than a detail away.
    window.expandBy(detail + 1e-6);
    Coordinate[] swept = sweptRing(before, after);
    if (!limits.allow(after, swept)) {
      return false;
    }
    double nearestAfter = detail;
    long[] near = edges.meeting(window);
    int count = 0;
    int nearest = 0;
    for (long edge : near) {
      int s = WitnessedEdges.low(edge);
      int t = WitnessedEdges.high(edge);
      if (contains(chain, s) || contains(chain, t)) {
        continue;
      }
      Coordinate from = graph.at(s);
      Coordinate to = graph.at(t);
      if (!window.intersects(from, to)) {
        continue;
      }
      double distance = pathDistance(after, u, w, s, t, from, to);
      if (distance == 0) {
        return false;
      }
      if (distance < nearestAfter) {
        nearestAfter = distance;
        nearest = count;
      }
      if ((s != u && s != w && sweptBox.contains(from) && inside(from, swept))
          || (t != u && t != w && sweptBox.contains(to) && inside(to, swept))) {
        return false;
      }
      near[count++] = edge;
    }
    if (nearestAfter >= detail - 1e-6) {
      return true;
    }
    // Where it is too narrow already, a little less does no harm on the way to fewer vertices.
    // Mostly the nearest edge was as near before: so it comes first, and the others need no look.
    for (int i = 0; i < count; i++) {
      long edge = near[i == 0 ? nearest : i == nearest ? 0 : i];
      int s = WitnessedEdges.low(edge);
      int t = WitnessedEdges.high(edge);
      double distance = pathDistance(before, u, w, s, t, graph.at(s), graph.at(t));
      if (distance < detail && nearestAfter >= 0.9 * distance - 1e-6) {
        return true;
      }
    }
    return false;
  }

  /**
   * Distance of the edge st from those edges of the path that it does not meet at u or w; infinite
   * perhaps if it is more than a detail.
   */
  private double pathDistance(
      Coordinate[] path, int u, int w, int s, int t, Coordinate from, Coordinate to) {
    double result = Double.POSITIVE_INFINITY;
    for (int i = 0; i + 1 < path.length; i++) {
      boolean meetsU = i == 0 && (s == u || t == u);
      boolean meetsW = i + 2 == path.length && (s == w || t == w);
      if (!meetsU && !meetsW && !Filters.areFarther(path[i], path[i + 1], from, to, detail)) {
        result = Math.min(result, Shapes.distance(path[i], path[i + 1], from, to));
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
  boolean merge(int a, int b) {
    int[] atA = graph.neighbours(a);
    int[] atB = graph.neighbours(b);
    for (int n : atB) {
      if (n != a && contains(atA, n)) {
        return false;
      }
    }
    if (!graph.canMerge(a, b)) {
      return false;
    }
    double sharpestBefore = Math.PI;
    double sharpestAfter = Math.PI;
    for (int n : atB) {
      if (n == a) {
        continue;
      }
      Coordinate[] before = {graph.at(n), graph.at(b), graph.at(a)};
      Coordinate[] after = {graph.at(n), graph.at(a)};
      // The edges that meet at b move along with it: only the others can be in the way.
      if (!keepsClear(n, new int[] {b}, a, before, after)) {
        return false;
      }
      sharpestBefore =
          Math.min(sharpestBefore, Shapes.angle(graph.at(n), graph.at(b), graph.at(a)));
      for (int m : atB) {
        if (m != a && m != n) {
          sharpestBefore =
              Math.min(sharpestBefore, Shapes.angle(graph.at(n), graph.at(b), graph.at(m)));
          sharpestAfter =
              Math.min(sharpestAfter, Shapes.angle(graph.at(n), graph.at(a), graph.at(m)));
        }
      }
      for (int m : atA) {
        if (m != b) {
          sharpestAfter =
              Math.min(sharpestAfter, Shapes.angle(graph.at(n), graph.at(a), graph.at(m)));
        }
      }
      for (int m : graph.neighbours(n)) {
        if (m != b) {
          sharpestBefore =
              Math.min(sharpestBefore, Shapes.angle(graph.at(m), graph.at(n), graph.at(b)));
          sharpestAfter =
              Math.min(sharpestAfter, Shapes.angle(graph.at(m), graph.at(n), graph.at(a)));
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
    Coordinate[] carried = edges.remove(a, b);
    for (int n : atB) {
      if (n != a) {
        Coordinate[] old = edges.remove(n, b);
        Coordinate[] witnesses = Arrays.copyOf(old, old.length + carried.length + 1);
        System.arraycopy(carried, 0, witnesses, old.length, carried.length);
        witnesses[witnesses.length - 1] = graph.at(b);
        addEdge(n, a, witnesses);
      }
    }
    graph.merge(a, b);
  }

  private void apply(int u, int[] chain, int w, Coordinate[] points) {
    if (points.length == 0) {
      Coordinate[] near = nearWitnesses(u, chain, w);
      removeEdges(u, chain, w);
      graph.replace(u, chain, w, points);
      addEdge(u, w, near);
      return;
    }
    List<Coordinate> witnesses = witnesses(u, chain, w);
    removeEdges(u, chain, w);
    int from = u;
    List<int[]> newEdges = new ArrayList<>();
    for (int vertex : graph.replace(u, chain, w, points)) {
      newEdges.add(new int[] {from, vertex});
      from = vertex;
    }
    newEdges.add(new int[] {from, w});
    distribute(witnesses, newEdges);
  }

  private void removeEdges(int u, int[] chain, int w) {
    int previous = u;
    for (int c : chain) {
      edges.remove(previous, c);
      previous = c;
    }
    edges.remove(previous, w);
  }

  /** The witnesses of a path that are near enough to the edge uw, which comes in its place. */
  private Coordinate[] nearWitnesses(int u, int[] chain, int w) {
    int size = chain.length;
    int previous = u;
    for (int c : chain) {
      size += edges.witnesses(previous, c).length;
      previous = c;
    }
    Coordinate[] last = edges.witnesses(previous, w);
    Coordinate[] result = new Coordinate[size + last.length];
    int n = 0;
    previous = u;
    for (int c : chain) {
      n = addNear(edges.witnesses(previous, c), u, w, result, n);
      Coordinate at = graph.at(c);
      if (isWitness(at, u, w)) {
        result[n++] = at;
      }
      previous = c;
    }
    n = addNear(last, u, w, result, n);
    return n == result.length ? result : Arrays.copyOf(result, n);
  }

  private int addNear(Coordinate[] witnesses, int u, int w, Coordinate[] result, int size) {
    int n = size;
    for (Coordinate witness : witnesses) {
      if (isWitness(witness, u, w)) {
        result[n++] = witness;
      }
    }
    return n;
  }

  /** Whether a place is near enough to an edge to bind it. */
  private boolean isWitness(Coordinate place, int u, int w) {
    return Shapes.distance(place, graph.at(u), graph.at(w)) <= detail;
  }

  /** Adds the edges, and assigns each witness to the nearest of them. */
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
            Shapes.distance(witness, graph.at(newEdges.get(i)[0]), graph.at(newEdges.get(i)[1]));
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
      addEdge(ends[0], ends[1], shares.get(i).toArray(WitnessedEdges.NO_WITNESSES));
    }
  }

  private Coordinate[] path(int u, int[] chain, int w) {
    Coordinate[] result = new Coordinate[chain.length + 2];
    result[0] = graph.at(u);
    for (int i = 0; i < chain.length; i++) {
      result[i + 1] = graph.at(chain[i]);
    }
    result[result.length - 1] = graph.at(w);
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

  private void addEdge(int a, int b, Coordinate[] witnesses) {
    edges.add(a, b, graph.at(a), graph.at(b), witnesses);
  }
}
