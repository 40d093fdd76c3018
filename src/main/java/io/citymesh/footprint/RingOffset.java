package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.algorithm.Intersection;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.Position;
import org.locationtech.jts.geomgraph.Label;
import org.locationtech.jts.index.intervalrtree.SortedPackedIntervalRTree;
import org.locationtech.jts.noding.SegmentString;
import org.locationtech.jts.operation.buffer.BufferCurveSetBuilder;
import org.locationtech.jts.operation.buffer.BufferInputLineSimplifier;
import org.locationtech.jts.operation.buffer.BufferOp;
import org.locationtech.jts.operation.buffer.BufferParameters;

/**
 * Polygons that are grown or shrunk: the lines beside their rings are those of JTS, and what they
 * enclose is found without its graph.
 *
 * <p>A line beside a ring has one more layer of inside on its right than on its left. Where it
 * crosses another it comes into the next layer or leaves it; so one look for the number of layers
 * at one place of each line tells those of all its pieces. The outline consists of the pieces with
 * nothing on their left and one layer on their right. Where lines touch, or nearly, or where the
 * result depends on the vertex that JTS begins with, JTS is asked.
 */
final class RingOffset {
  /** Beyond this ratio mitred corners are cut off: corners of less than 23 degrees. */
  private static final double MITRE_LIMIT = 5;

  private static final BufferParameters PARAMETERS =
      new BufferParameters(8, BufferParameters.CAP_FLAT, BufferParameters.JOIN_MITRE, MITRE_LIMIT);

  /** How near a place may come to a line without being on it, metres. */
  private static final double NEAR = 1e-8;

  /** The sine of the angle under which lines may cross. */
  private static final double PARALLEL = 1e-4;

  /** The most vertices that are looked at to see whether it matters where rings begin. */
  private static final long WORK = 100_000;

  /** The steps of so many lines are looked at one after the other. */
  private static final int FEW_LINES = 8;

  /** JTS leaves out vertices that make a line shallower than this share of the distance. */
  private static final double SHALLOW = 0.011;

  /** The steps of all lines, one line after the other; each begins where the one before ends. */
  private Coordinate[] from;

  private Coordinate[] to;

  /** Per step, whether JTS has it the other way round, and its number there. */
  private boolean[] reversed;

  private int[] original;

  // Lines: their first steps, one more than there are, and their boxes.
  private int[] starts;
  private Envelope[] boxes;

  /** Per step, the line that it is of. */
  private int[] lineOf;

  private SortedPackedIntervalRTree byX;

  /** Where lines begin. */
  private Coordinate[] begins;

  // Crossings, each on two steps; linked lists.
  private int[] firstCrossing;
  private int crossings;
  private int[] crossed = new int[32];
  private double[] along = new double[32];
  private int[] nextCrossing = new int[32];

  /** Where two steps cross: crossings 2i and 2i + 1 are at place i. */
  private Coordinate[] places = new Coordinate[16];

  private RingOffset() {}

  /**
   * Polygons grown by one distance, and then by another; either may be negative.
   *
   * @return as JTS makes it, but for the order of rings and the vertices that they begin with
   */
  static Geometry twice(Geometry geometry, double first, double second) {
    RingOffset lines = new RingOffset();
    Geometry once = lines.offset(geometry, first);
    if (once != null && !lines.dependsOnStart(once, Math.abs(second))) {
      Geometry result = new RingOffset().offset(once, second);
      if (result != null) {
        return result;
      }
    }
    return BufferOp.bufferOp(BufferOp.bufferOp(geometry, first, PARAMETERS), second, PARAMETERS);
  }

  /** Whether the next offset depends on the vertices with which the rings begin. */
  private boolean dependsOnStart(Geometry geometry, double distance) {
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      Polygon polygon = (Polygon) geometry.getGeometryN(i);
      if (dependsOnStart(polygon.getExteriorRing(), distance)) {
        return true;
      }
      for (int j = 0; j < polygon.getNumInteriorRing(); j++) {
        if (dependsOnStart(polygon.getInteriorRingN(j), distance)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean dependsOnStart(LinearRing ring, double distance) {
    if (!isShallow(ring, distance)) {
      return false;
    }
    // JTS begins a ring in a node: a crossing, or the beginning of a line.
    Set<Coordinate> nodes = new HashSet<>(Arrays.asList(places).subList(0, crossings / 2));
    for (int line = 0; line < boxes.length; line++) {
      nodes.add(begins[line]);
    }
    Coordinate[] c = ring.getCoordinates();
    int n = c.length - 1;
    double tolerance = distance * PARAMETERS.getSimplifyFactor();
    if (isAnchored(c, nodes, distance, tolerance)) {
      return false;
    }
    Simplified left = null;
    Simplified right = null;
    long work = 0;
    for (int start = 0; start < n; start++) {
      if (!nodes.contains(c[start])) {
        continue;
      }
      work += n;
      if (work > WORK) {
        return true;
      }
      Coordinate[] turned = turned(c, start);
      Coordinate[] l = BufferInputLineSimplifier.simplify(turned, tolerance);
      Coordinate[] r = BufferInputLineSimplifier.simplify(turned, -tolerance);
      if (left == null) {
        left = new Simplified(l);
        right = new Simplified(r);
      } else if (!left.isTurned(l) || !right.isTurned(r)) {
        return true;
      }
    }
    return false;
  }

  private static Coordinate[] turned(Coordinate[] ring, int start) {
    int n = ring.length - 1;
    Coordinate[] result = new Coordinate[n + 1];
    for (int i = 0; i <= n; i++) {
      result[i] = ring[(start + i) % n];
    }
    return result;
  }

  /**
   * Whether the same vertices are left out in whichever node a ring begins, as is plain from a
   * single beginning.
   *
   * <p>JTS looks at the vertices in turn, from the third to the one before the last, each with its
   * neighbours that are left, again and again until none goes: a vertex that stays parts what goes
   * before it from what goes after it. So it matters where a ring begins only if the first vertex
   * or the second, which stay because they are the first, would go else. For the beginning chosen
   * here they stay anyway: neither is shallow, nor goes a vertex beside them. For a node it is seen
   * from what is left.
   */
  private static boolean isAnchored(
      Coordinate[] c, Set<Coordinate> nodes, double distance, double tolerance) {
    int n = c.length - 1;
    int start = 0;
    while (start < n
        && (isShallow(c, start, distance) || isShallow(c, (start + 1) % n, distance))) {
      start++;
    }
    if (start == n) {
      return false;
    }
    Coordinate[] turned = turned(c, start);
    boolean[] gone = new boolean[n];
    markGone(turned, BufferInputLineSimplifier.simplify(turned, tolerance), gone);
    markGone(turned, BufferInputLineSimplifier.simplify(turned, -tolerance), gone);
    if (gone[n - 1] || gone[2]) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      if ((gone[i] || gone[(i + 1) % n]) && nodes.contains(turned[i])) {
        return false;
      }
    }
    return true;
  }

  /** Marks the vertices of a ring that are not among those that are left of it, in order. */
  private static void markGone(Coordinate[] ring, Coordinate[] left, boolean[] gone) {
    int next = 0;
    for (int i = 0; i < gone.length; i++) {
      if (next < left.length && ring[i].equals2D(left[next])) {
        next++;
      } else {
        gone[i] = true;
      }
    }
  }

  /** A ring without some of its vertices; no place is in it twice. */
  private static final class Simplified {
    private final Coordinate[] vertices;
    private final Map<Coordinate, Integer> places = new HashMap<>();

    /** The vertices, of which the last is the first once more. */
    Simplified(Coordinate[] vertices) {
      this.vertices = vertices;
      for (int i = 0; i + 1 < vertices.length; i++) {
        places.put(vertices[i], i);
      }
    }

    /** Whether other vertices of the same ring are the same from another one on. */
    boolean isTurned(Coordinate[] other) {
      Integer place = places.get(other[0]);
      if (place == null || other.length != vertices.length) {
        return false;
      }
      int n = vertices.length - 1;
      for (int i = 0; i < n; i++) {
        if (!other[i].equals2D(vertices[(place + i) % n])) {
          return false;
        }
      }
      return true;
    }
  }

  /** Whether a ring has a vertex that could be left out. */
  private static boolean isShallow(LinearRing ring, double distance) {
    Coordinate[] c = ring.getCoordinates();
    for (int i = 0; i + 1 < c.length; i++) {
      if (isShallow(c, i, distance)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isShallow(Coordinate[] c, int i, double distance) {
    Coordinate before = c[i == 0 ? c.length - 2 : i - 1];
    double limit = SHALLOW * distance;
    return !Filters.isFarther(c[i], before, c[i + 1], limit)
        && Distance.pointToSegment(c[i], before, c[i + 1]) < limit;
  }

  /** One offset; null if it is in doubt. */
  private Geometry offset(Geometry geometry, double distance) {
    List<?> curves =
        new BufferCurveSetBuilder(geometry, distance, geometry.getPrecisionModel(), PARAMETERS)
            .getCurves();
    if (curves.isEmpty()) {
      return Grid.FACTORY.createPolygon();
    }
    return layOut(curves) && cross() ? enclosed() : null;
  }

  private boolean layOut(List<?> curves) {
    int size = 0;
    for (Object curve : curves) {
      size += ((SegmentString) curve).size();
    }
    from = new Coordinate[size];
    to = new Coordinate[size];
    reversed = new boolean[size];
    original = new int[size];
    starts = new int[curves.size() + 1];
    boxes = new Envelope[curves.size()];
    begins = new Coordinate[curves.size()];
    int step = 0;
    for (int i = 0; i < boxes.length; i++) {
      SegmentString curve = (SegmentString) curves.get(i);
      Coordinate[] c = curve.getCoordinates();
      int n = c.length - 1;
      if (!c[0].equals2D(c[n])) {
        return false;
      }
      boolean forward =
          ((Label) curve.getData()).getLocation(0, Position.RIGHT) == Location.INTERIOR;
      boxes[i] = new Envelope();
      begins[i] = c[0];
      for (int j = 0; j < n; j++) {
        Coordinate a = c[forward ? j : n - j];
        Coordinate b = c[forward ? j + 1 : n - j - 1];
        if (!a.equals2D(b)) {
          from[step] = a;
          to[step] = b;
          reversed[step] = !forward;
          original[step] = starts[i] + (forward ? j : n - j);
          step++;
          boxes[i].expandToInclude(a);
        }
      }
      starts[i + 1] = step;
      if (step < starts[i] + 3) {
        return false;
      }
    }
    firstCrossing = new int[step];
    Arrays.fill(firstCrossing, -1);
    return true;
  }

  // ---- crossings

  private boolean cross() {
    int steps = firstCrossing.length;
    double[] left = new double[steps];
    lineOf = new int[steps];
    for (int line = 0; line < boxes.length; line++) {
      Arrays.fill(lineOf, starts[line], starts[line + 1], line);
    }
    Integer[] order = new Integer[steps];
    for (int e = 0; e < steps; e++) {
      left[e] = Math.min(from[e].x, to[e].x);
      order[e] = e;
    }
    Arrays.sort(order, (e, f) -> Double.compare(left[e], left[f]));
    for (int i = 0; i < steps; i++) {
      int e = order[i];
      double right = Math.max(from[e].x, to[e].x) + NEAR;
      double bottom = Math.min(from[e].y, to[e].y) - NEAR;
      double top = Math.max(from[e].y, to[e].y) + NEAR;
      for (int j = i + 1; j < steps && left[order[j]] <= right; j++) {
        int f = order[j];
        if (Math.min(from[f].y, to[f].y) <= top
            && Math.max(from[f].y, to[f].y) >= bottom
            && !compare(e, f, lineOf[e] == lineOf[f] ? lineOf[e] : -1)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Notes where two steps cross; false if they touch, or nearly.
   *
   * @param line of both; -1 if they are of different lines
   */
  private boolean compare(int e, int f, int line) {
    double cross = cross(e, f);
    boolean parallel = Math.abs(cross) < PARALLEL * length(e) * length(f);
    if (line >= 0 && (follows(e, f, line) || follows(f, e, line))) {
      // Steps that follow one another meet in their vertex, unless the second leads back.
      return !parallel || dot(e, f) > 0;
    }
    double fa = side(e, from[f]);
    double fb = side(e, to[f]);
    double ea = side(f, from[e]);
    double eb = side(f, to[e]);
    double leastE = NEAR * length(e);
    double leastF = NEAR * length(f);
    boolean apartE = (fa > leastE && fb > leastE) || (fa < -leastE && fb < -leastE);
    boolean apartF = (ea > leastF && eb > leastF) || (ea < -leastF && eb < -leastF);
    if (apartE || apartF) {
      return true;
    }
    if (parallel
        || Math.abs(fa) <= leastE
        || Math.abs(fb) <= leastE
        || Math.abs(ea) <= leastF
        || Math.abs(eb) <= leastF) {
      return false;
    }
    Coordinate place = crossing(e, f);
    if (place == null) {
      return false;
    }
    if (crossings == crossed.length) {
      crossed = Arrays.copyOf(crossed, 2 * crossings);
      along = Arrays.copyOf(along, 2 * crossings);
      nextCrossing = Arrays.copyOf(nextCrossing, 2 * crossings);
      places = Arrays.copyOf(places, crossings);
    }
    places[crossings / 2] = place;
    addCrossing(e, ea / (ea - eb));
    addCrossing(f, fa / (fa - fb));
    return true;
  }

  /** Where two steps cross, with the bits of JTS, which takes them in the order of its lines. */
  private Coordinate crossing(int e, int f) {
    boolean inOrder = original[e] < original[f];
    int a = inOrder ? e : f;
    int b = inOrder ? f : e;
    Coordinate place = Intersection.intersection(begin(a), end(a), begin(b), end(b));
    return place != null
            && new Envelope(from[a], to[a]).intersects(place)
            && new Envelope(from[b], to[b]).intersects(place)
        ? place
        : null;
  }

  private Coordinate begin(int e) {
    return reversed[e] ? to[e] : from[e];
  }

  private Coordinate end(int e) {
    return reversed[e] ? from[e] : to[e];
  }

  private boolean follows(int e, int f, int line) {
    return f == e + 1 || (f == starts[line] && e == starts[line + 1] - 1);
  }

  private void addCrossing(int e, double at) {
    crossed[crossings] = e;
    along[crossings] = at;
    nextCrossing[crossings] = firstCrossing[e];
    firstCrossing[e] = crossings++;
  }

  private double length(int e) {
    return Math.abs(to[e].x - from[e].x) + Math.abs(to[e].y - from[e].y);
  }

  private double cross(int e, int f) {
    return (to[e].x - from[e].x) * (to[f].y - from[f].y)
        - (to[e].y - from[e].y) * (to[f].x - from[f].x);
  }

  private double dot(int e, int f) {
    return (to[e].x - from[e].x) * (to[f].x - from[f].x)
        + (to[e].y - from[e].y) * (to[f].y - from[f].y);
  }

  /** Twice the area of the triangle of a step and a place: positive on its left. */
  private double side(int e, Coordinate c) {
    return (to[e].x - from[e].x) * (c.y - from[e].y) - (to[e].y - from[e].y) * (c.x - from[e].x);
  }

  // ---- what is enclosed

  /** The pieces of the outline, from node to node; a node is a crossing or begins a line. */
  private Geometry enclosed() {
    int lines = boxes.length;
    // Nodes: places of crossings first, then the beginnings of lines.
    int nodes = crossings / 2 + lines;
    Coordinate[][] pieceOut = new Coordinate[nodes][];
    int[] next = new int[nodes];
    Arrays.fill(next, -1);
    for (int line = 0; line < lines; line++) {
      if (!pieces(line, pieceOut, next)) {
        return null;
      }
    }
    return polygons(pieceOut, next);
  }

  private boolean pieces(int line, Coordinate[][] pieceOut, int[] next) {
    int layers = layersAtStart(line);
    if (layers == Integer.MIN_VALUE) {
      return false;
    }
    int base = crossings / 2;
    int start = layers;
    List<Coordinate> piece = new ArrayList<>();
    int node = base + line;
    piece.add(from[starts[line]]);
    int[] sorted = new int[4];
    for (int e = starts[line]; e < starts[line + 1]; e++) {
      int n = 0;
      for (int h = firstCrossing[e]; h >= 0; h = nextCrossing[h]) {
        if (n == sorted.length) {
          sorted = Arrays.copyOf(sorted, 2 * n);
        }
        int k = n++;
        while (k > 0 && along[sorted[k - 1]] > along[h]) {
          sorted[k] = sorted[k - 1];
          k--;
        }
        sorted[k] = h;
      }
      for (int k = 0; k < n; k++) {
        int h = sorted[k];
        if (k > 0 && (along[h] - along[sorted[k - 1]]) * length(e) < NEAR) {
          return false;
        }
        Coordinate place = places[h / 2];
        piece.add(place);
        if (layers == 0 && !keep(piece, node, h / 2, pieceOut, next)) {
          return false;
        }
        piece.clear();
        piece.add(place);
        node = h / 2;
        // From the left of the other line to its right: into one more layer.
        layers += cross(e, crossed[h ^ 1]) > 0 ? 1 : -1;
      }
      piece.add(to[e]);
    }
    return layers == start && (layers != 0 || keep(piece, node, base + line, pieceOut, next));
  }

  private static boolean keep(
      List<Coordinate> piece, int node, int end, Coordinate[][] pieceOut, int[] next) {
    if (next[node] >= 0) {
      return false;
    }
    next[node] = end;
    pieceOut[node] = piece.toArray(new Coordinate[0]);
    return true;
  }

  /** How many layers lie on the left of a line's first piece; MIN_VALUE if it is in doubt. */
  private int layersAtStart(int line) {
    int change = 0;
    for (int e = starts[line]; e < starts[line + 1]; e++) {
      if (firstCrossing[e] < 0 && from[e].x != to[e].x) {
        int layers = layersLeftOf(e);
        return layers == Integer.MIN_VALUE ? layers : layers - change;
      }
      for (int h = firstCrossing[e]; h >= 0; h = nextCrossing[h]) {
        change += cross(e, crossed[h ^ 1]) > 0 ? 1 : -1;
      }
    }
    return Integer.MIN_VALUE; // No step without a crossing.
  }

  /** How many layers lie on the left of the middle of a step; MIN_VALUE if it is in doubt. */
  private int layersLeftOf(int probe) {
    Coordinate middle =
        new Coordinate(0.5 * (from[probe].x + to[probe].x), 0.5 * (from[probe].y + to[probe].y));
    int layers = from[probe].x > to[probe].x ? -1 : 0; // Above is its right.
    if (boxes.length <= FEW_LINES) {
      for (int line = 0; line < boxes.length; line++) {
        if (mayBeAbove(line, middle)) {
          for (int e = starts[line]; e < starts[line + 1]; e++) {
            layers = crossed(layers, e, probe, middle);
          }
        }
      }
      return layers;
    }
    int[] counted = {layers};
    stepsByX()
        .query(
            middle.x,
            middle.x,
            found -> {
              int e = (Integer) found;
              if (mayBeAbove(lineOf[e], middle)) {
                counted[0] = crossed(counted[0], e, probe, middle);
              }
            });
    return counted[0];
  }

  private boolean mayBeAbove(int line, Coordinate c) {
    return c.x >= boxes[line].getMinX()
        && c.x <= boxes[line].getMaxX()
        && c.y <= boxes[line].getMaxY();
  }

  /**
   * How many layers there are below a step, if there are so many above it.
   *
   * @param layers MIN_VALUE if it is in doubt; then it stays so
   * @param probe the step on which the place lies
   */
  private int crossed(int layers, int e, int probe, Coordinate c) {
    if (layers == Integer.MIN_VALUE || e == probe || (from[e].x <= c.x) == (to[e].x <= c.x)) {
      return layers;
    }
    double side = side(e, c);
    if (Math.abs(side) <= NEAR * length(e)) {
      return Integer.MIN_VALUE;
    }
    boolean rightward = to[e].x > from[e].x;
    return (side < 0) != rightward ? layers : rightward ? layers + 1 : layers - 1;
  }

  /** The steps by the stretch of the x axis that they lie over. */
  private SortedPackedIntervalRTree stepsByX() {
    if (byX == null) {
      byX = new SortedPackedIntervalRTree();
      for (int e = 0; e < lineOf.length; e++) {
        byX.insert(Math.min(from[e].x, to[e].x), Math.max(from[e].x, to[e].x), e);
      }
    }
    return byX;
  }

  private static Geometry polygons(Coordinate[][] pieceOut, int[] next) {
    List<Coordinate[]> shells = new ArrayList<>();
    List<Coordinate[]> holes = new ArrayList<>();
    for (int start = 0; start < next.length; start++) {
      if (next[start] < 0) {
        continue;
      }
      List<Coordinate> ring = new ArrayList<>();
      int node = start;
      while (next[node] >= 0) {
        Coordinate[] piece = pieceOut[node];
        for (int i = 0; i + 1 < piece.length; i++) {
          ring.add(piece[i]);
        }
        int following = next[node];
        next[node] = -1;
        node = following;
      }
      if (node != start || ring.size() < 3) {
        return null;
      }
      ring.add(ring.get(0));
      Coordinate[] c = new Coordinate[ring.size()];
      for (int i = 0; i < c.length; i++) {
        c[i] = ring.get(i).copy();
      }
      (Area.ofRingSigned(c) > 0 ? shells : holes).add(c);
    }
    return polygons(shells, holes);
  }

  private static Geometry polygons(List<Coordinate[]> shells, List<Coordinate[]> holes) {
    if (shells.isEmpty()) {
      return holes.isEmpty() ? Grid.FACTORY.createPolygon() : null;
    }
    LinearRing[] outer = new LinearRing[shells.size()];
    List<List<LinearRing>> inner = new ArrayList<>();
    for (int i = 0; i < outer.length; i++) {
      outer[i] = Grid.FACTORY.createLinearRing(shells.get(i));
      inner.add(new ArrayList<>());
    }
    for (Coordinate[] hole : holes) {
      int around = -1;
      for (int i = 0; i < outer.length; i++) {
        Envelope box = outer[i].getEnvelopeInternal();
        if (box.contains(hole[0])
            && (outer.length == 1 || PointLocation.isInRing(hole[0], shells.get(i)))
            && (around < 0 || outer[around].getEnvelopeInternal().contains(box))) {
          around = i;
        }
      }
      if (around < 0) {
        return null;
      }
      inner.get(around).add(Grid.FACTORY.createLinearRing(hole));
    }
    Polygon[] all = new Polygon[outer.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = Grid.FACTORY.createPolygon(outer[i], inner.get(i).toArray(new LinearRing[0]));
    }
    return all.length == 1 ? all[0] : Grid.FACTORY.createMultiPolygon(all);
  }
}
