package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.intervalrtree.SortedPackedIntervalRTree;
import org.locationtech.jts.operation.buffer.BufferOp;
import org.locationtech.jts.operation.buffer.BufferParameters;

/**
 * Polygons that are grown or shrunk: the lines beside their rings are those of JTS ({@link
 * OffsetLines}), and what they enclose is found without its graph.
 *
 * <p>A line beside a ring has one more layer of inside on its right than on its left. Where it
 * crosses another it comes into the next layer or leaves it; so one look for the number of layers
 * at one place of each line tells those of all its pieces. The outline consists of the pieces with
 * nothing on their left and one layer on their right.
 *
 * <p>Where lines touch, or nearly, JTS is asked, if they are few. It fails more often than not, and
 * begins again with lines that are rounded to twelve digits and noded on that grid. Of many lines
 * this takes seconds; they are rounded and noded so in exact arithmetic ({@link GridOverlay}).
 */
final class RingOffset {
  /** Beyond this ratio mitred corners are cut off: corners of less than 23 degrees. */
  private static final double MITRE_LIMIT = 5;

  private static final BufferParameters PARAMETERS =
      new BufferParameters(8, BufferParameters.CAP_FLAT, BufferParameters.JOIN_MITRE, MITRE_LIMIT);

  /** Geometries of more points are left to JTS where their lines are crowded or not closed. */
  private static final int LARGE = 2000;

  /** The decimal digits of coordinates on the fine grid. */
  private static final int DIGITS = 12;

  /** How near a place may come to a line without being on it, metres. */
  private static final double NEAR = 1e-8;

  /** The sine of the angle under which lines may cross. */
  private static final double PARALLEL = 1e-4;

  /** So many steps are compared with each, on average; with more JTS is faster. */
  private static final long MOST_PAIRS = 2000;

  /** Steps are numbered in so many bits, and their places on the x axis in what they leave. */
  private static final int STEP_BITS = 31;

  private static final long STEP_MASK = (1L << STEP_BITS) - 1;
  private static final double PLACES = 1L << 31;

  /** The steps of so many lines are looked at one after the other. */
  private static final int FEW_LINES = 8;

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

  /** Whether so many steps lie one above the other that a sweep along x takes too long. */
  private boolean crowded;

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
   * Polygons grown by a distance, or shrunk by a negative one.
   *
   * @param geometry in a form of its own: where its rings begin may decide which vertices, nearly
   *     on the line between their neighbours, are left out first
   * @return as JTS makes it, but for the order of rings and the vertices that they begin with; of
   *     more than {@link #LARGE} points with vertices rounded to a micrometre where JTS' noding may
   *     fail
   */
  static Geometry of(Geometry geometry, double distance) {
    Geometry own = own(geometry, distance);
    return own != null ? own : BufferOp.bufferOp(geometry, distance, PARAMETERS);
  }

  /** The same; null if it is left to JTS. */
  static Geometry own(Geometry geometry, double distance) {
    List<OffsetLines.Line> lines = OffsetLines.of(geometry, distance, PARAMETERS);
    if (lines.isEmpty()) {
      return Grid.FACTORY.createPolygon();
    }
    RingOffset offset = new RingOffset();
    if (!offset.layOut(lines)) {
      return null;
    }
    boolean large = geometry.getNumPoints() > LARGE;
    Geometry result = offset.cross(large) ? offset.enclosed() : null;
    return result == null && large && !offset.crowded
        ? rounded(lines, fineGrid(geometry, distance))
        : result;
  }

  /** How many units of the fine grid are a metre, as JTS reckons it. */
  private static double fineGrid(Geometry geometry, double distance) {
    Envelope box = geometry.getEnvelopeInternal();
    double farthest =
        Math.max(
            Math.max(Math.abs(box.getMinX()), Math.abs(box.getMaxX())),
            Math.max(Math.abs(box.getMinY()), Math.abs(box.getMaxY())));
    int digits = (int) (Math.log10(farthest + 2 * Math.max(distance, 0)) + 1);
    return Math.pow(10, DIGITS - digits);
  }

  /** What lines enclose that are rounded and noded on a fine grid. */
  private static Geometry rounded(List<OffsetLines.Line> lines, double scale) {
    Geometry result = GridOverlay.enclosed(lines, scale);
    return switch (result.getNumGeometries()) {
      case 0 -> Grid.FACTORY.createPolygon();
      case 1 -> result.getGeometryN(0);
      default -> result;
    };
  }

  /**
   * An offset by lines that are rounded and noded on a fine grid, which leaves no doubt: what JTS
   * makes where it fails with lines as they are.
   */
  static Geometry rounded(Geometry geometry, double distance) {
    return rounded(OffsetLines.of(geometry, distance, PARAMETERS), fineGrid(geometry, distance));
  }

  private boolean layOut(List<OffsetLines.Line> lines) {
    int size = 0;
    for (OffsetLines.Line line : lines) {
      size += line.points().length;
    }
    from = new Coordinate[size];
    to = new Coordinate[size];
    reversed = new boolean[size];
    original = new int[size];
    starts = new int[lines.size() + 1];
    boxes = new Envelope[lines.size()];
    int step = 0;
    for (int i = 0; i < boxes.length; i++) {
      Coordinate[] c = lines.get(i).points();
      int n = c.length - 1;
      if (!c[0].equals2D(c[n])) {
        return false;
      }
      boolean forward = lines.get(i).forward();
      boxes[i] = new Envelope();
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

  /**
   * Notes where steps cross; false if some touch, or nearly, or lie too close together.
   *
   * @param all whether to find out if they are crowded even so
   */
  private boolean cross(boolean all) {
    int steps = firstCrossing.length;
    lineOf = new int[steps];
    Envelope box = new Envelope();
    for (int line = 0; line < boxes.length; line++) {
      Arrays.fill(lineOf, starts[line], starts[line + 1], line);
      box.expandToInclude(boxes[line]);
    }
    // The steps by where they begin on the x axis, which they are sorted by in whole numbers.
    double scale = PLACES / Math.max(box.getWidth(), NEAR);
    long[] order = new long[steps];
    for (int e = 0; e < steps; e++) {
      long place = (long) ((Math.min(from[e].x, to[e].x) - box.getMinX()) * scale);
      order[e] = place << STEP_BITS | e;
    }
    Arrays.sort(order);
    double[] low = new double[steps];
    double[] high = new double[steps];
    for (int i = 0; i < steps; i++) {
      int e = (int) (order[i] & STEP_MASK);
      low[i] = Math.min(from[e].y, to[e].y);
      high[i] = Math.max(from[e].y, to[e].y);
    }
    long pairs = 0;
    boolean apart = true;
    for (int i = 0; i < steps; i++) {
      int e = (int) (order[i] & STEP_MASK);
      double right = Math.max(from[e].x, to[e].x) + NEAR;
      long last = (long) ((right - box.getMinX()) * scale);
      double bottom = low[i] - NEAR;
      double top = high[i] + NEAR;
      int j = i + 1;
      for (; j < steps && order[j] >> STEP_BITS <= last; j++) {
        if (apart && low[j] <= top && high[j] >= bottom) {
          int f = (int) (order[j] & STEP_MASK);
          apart = compare(e, f, lineOf[e] == lineOf[f] ? lineOf[e] : -1);
          if (!apart && !all) {
            return false;
          }
        }
      }
      pairs += j - i;
      if (pairs > MOST_PAIRS * steps) {
        crowded = true;
        return false;
      }
    }
    return apart;
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
    Coordinate place = LineCrossing.of(begin(a), end(a), begin(b), end(b));
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
