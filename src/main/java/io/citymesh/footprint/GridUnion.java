package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.union.CascadedPolygonUnion;
import org.locationtech.jts.operation.union.UnionStrategy;

/**
 * The union of polygons on the grid of whole millimetres, by snap rounding: the same bits as JTS
 * makes, in a fraction of the time.
 *
 * <p>Snap rounding: each vertex and each crossing, rounded, owns the square millimetre around it;
 * each edge runs through the middles of all the squares that it meets. What is left of the edges is
 * what has an inside on one side only. Where JTS could decide otherwise, for it calculates with
 * rounded numbers, or where its result is not known from that rule (an edge that ends exactly in a
 * corner of a square; outlines that meet in a point; a polygon that collapses), JTS is asked.
 */
final class GridUnion {
  /** The widest extent, millimetres: products of distances stay exact. */
  private static final long EXTENT = 1 << 25;

  /** How near to the middle between two grid lines a crossing may come, millimetres. */
  private static final double DOUBT = 1e-3;

  /** How near to an edge or to a square a place may come without being on it, millimetres. */
  private static final double NEAR = 1e-5;

  /** The sine of the angle under which edges may cross. */
  private static final double PARALLEL = 1e-4;

  /** The most comparisons of crossings or of places with edges: JTS has an index for more. */
  private static final long WORK = 20_000_000;

  private static final UnionStrategy STRATEGY =
      new UnionStrategy() {
        @Override
        public Geometry union(Geometry a, Geometry b) {
          GridUnion union = new GridUnion();
          return union.add(a, 0) && union.add(b, 1) && union.make()
              ? union.result
              : GridOverlay.onGrid(a, b, OverlayNG.UNION);
        }

        @Override
        public boolean isFloatingPrecision() {
          return false;
        }
      };

  // Edges, relative to the origin; the inside is on the right.
  private boolean placed;
  private long originX;
  private long originY;
  private int edges;
  private int[] ax = new int[32];
  private int[] ay = new int[32];
  private int[] bx = new int[32];
  private int[] by = new int[32];
  private int[] owner = new int[32];

  // The same places before they were rounded.
  private double[] fromX = new double[32];
  private double[] fromY = new double[32];
  private double[] toX = new double[32];
  private double[] toY = new double[32];

  /** For each edge, whether it begins a ring. */
  private boolean[] begins = new boolean[32];

  // Places that an edge runs through, as linked lists.
  private int[] firstHit;
  private int hits;
  private int[] hitX = new int[16];
  private int[] hitY = new int[16];
  private int[] nextHit = new int[16];

  // Crossings, rounded.
  private int crossings;
  private int[] crossX = new int[4];
  private int[] crossY = new int[4];

  // Vertices of the pieces into which the edges are split.
  private Vertices vertices;

  // Pieces: from, to, owner; in the order of the rings.
  private int pieces;
  private int[] from;
  private int[] to;
  private int[] pieceOwner;
  private boolean[] pieceBegins;
  private int[] nextOut;

  private Geometry result;

  private GridUnion() {}

  /**
   * The union of polygons, on the grid.
   *
   * @param polygons valid, not all on the grid perhaps
   * @return polygons with coordinates as JTS makes them: neither sorted nor in normal form
   */
  static Geometry of(List<Polygon> polygons) {
    if (polygons.size() == 1) {
      GridUnion union = new GridUnion();
      return union.add(polygons.get(0), 0) && union.make()
          ? union.result
          : GridOverlay.onGrid(polygons.get(0));
    }
    return CascadedPolygonUnion.union(polygons, STRATEGY);
  }

  // ---- what comes in

  private boolean add(Geometry geometry, int number) {
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      if (!(geometry.getGeometryN(i) instanceof Polygon polygon) || polygon.isEmpty()) {
        return false;
      }
      if (!add(polygon.getExteriorRing(), number, true)) {
        return false;
      }
      for (int j = 0; j < polygon.getNumInteriorRing(); j++) {
        if (!add(polygon.getInteriorRingN(j), number, false)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean add(LinearRing ring, int number, boolean shell) {
    Coordinate[] c = ring.getCoordinates();
    double area = Area.ofRingSigned(c);
    if (area == 0) {
      return false;
    }
    boolean forward = (area > 0) == shell;
    int n = c.length - 1;
    int first = edges;
    for (int i = 0; i < n; i++) {
      Coordinate a = c[forward ? i : n - i];
      Coordinate b = c[forward ? i + 1 : n - i - 1];
      if (a.x == b.x && a.y == b.y) {
        continue;
      }
      if (!addEdge(a, b, number)) {
        return false;
      }
      begins[edges - 1] = edges - 1 == first;
    }
    return edges > first + 2;
  }

  private boolean addEdge(Coordinate a, Coordinate b, int number) {
    if (!placed) {
      placed = true;
      originX = Grid.millimetres(a.x);
      originY = Grid.millimetres(a.y);
    }
    double ux = relative(a.x, originX);
    double uy = relative(a.y, originY);
    double vx = relative(b.x, originX);
    double vy = relative(b.y, originY);
    // Which square a place lies in must be beyond doubt.
    if (!(Math.max(Math.max(Math.abs(ux), Math.abs(uy)), Math.max(Math.abs(vx), Math.abs(vy)))
            < EXTENT)
        || doubtful(ux)
        || doubtful(uy)) {
      return false;
    }
    if (edges == ax.length) {
      grow(2 * edges);
    }
    fromX[edges] = ux;
    fromY[edges] = uy;
    toX[edges] = vx;
    toY[edges] = vy;
    ax[edges] = (int) Math.rint(ux);
    ay[edges] = (int) Math.rint(uy);
    bx[edges] = (int) Math.rint(vx);
    by[edges] = (int) Math.rint(vy);
    owner[edges] = number;
    edges++;
    return true;
  }

  /** The distance from the origin in millimetres; a whole number of a coordinate on the grid. */
  private static double relative(double metres, long origin) {
    long nearest = Grid.millimetres(metres);
    return Grid.metres(nearest) == metres ? nearest - origin : metres * Grid.SCALE - origin;
  }

  private void grow(int capacity) {
    ax = Arrays.copyOf(ax, capacity);
    ay = Arrays.copyOf(ay, capacity);
    bx = Arrays.copyOf(bx, capacity);
    by = Arrays.copyOf(by, capacity);
    fromX = Arrays.copyOf(fromX, capacity);
    fromY = Arrays.copyOf(fromY, capacity);
    toX = Arrays.copyOf(toX, capacity);
    toY = Arrays.copyOf(toY, capacity);
    owner = Arrays.copyOf(owner, capacity);
    begins = Arrays.copyOf(begins, capacity);
  }

  // ---- the work

  private boolean make() {
    firstHit = new int[edges];
    Arrays.fill(firstHit, -1);
    return findHits() && crossingsHit() && split() && outlines();
  }

  /** Compares each two edges whose boxes meet, by a sweep along x. */
  private boolean findHits() {
    long[] byLeft = new long[edges];
    for (int e = 0; e < edges; e++) {
      byLeft[e] = ((long) Math.min(ax[e], bx[e]) << 32) | e;
    }
    Arrays.sort(byLeft);
    for (int i = 0; i < edges; i++) {
      int e = (int) byLeft[i];
      int right = Math.max(ax[e], bx[e]);
      int bottom = Math.min(ay[e], by[e]);
      int top = Math.max(ay[e], by[e]);
      for (int j = i + 1; j < edges && (int) (byLeft[j] >> 32) <= right; j++) {
        int f = (int) byLeft[j];
        if (Math.min(ay[f], by[f]) <= top && Math.max(ay[f], by[f]) >= bottom && !compare(e, f)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Notes where two edges meet; false if it is in doubt. */
  private boolean compare(int e, int f) {
    double fa = side(e, fromX[f], fromY[f]);
    double fb = side(e, toX[f], toY[f]);
    double ea = side(f, fromX[e], fromY[e]);
    double eb = side(f, toX[e], toY[e]);
    if (!meets(e, ax[f], ay[f])
        || !meets(e, bx[f], by[f])
        || !meets(f, ax[e], ay[e])
        || !meets(f, bx[e], by[e])) {
      return false;
    }
    if (joined(e, f)) {
      return true;
    }
    if (fa == 0 && fb == 0) {
      // On one line: where rounded lines would cross is anybody's guess, but for upright ones.
      return fromX[e] == toX[e] || fromY[e] == toY[e];
    }
    double leastE = NEAR * lengthOf(e);
    double leastF = NEAR * lengthOf(f);
    if (nearlyOn(fa, leastE)
        || nearlyOn(fb, leastE)
        || nearlyOn(ea, leastF)
        || nearlyOn(eb, leastF)) {
      return false;
    }
    if (fa == 0 || fb == 0 || ea == 0 || eb == 0) {
      return !nearlyParallel(e, f);
    }
    if ((fa > 0) == (fb > 0) || (ea > 0) == (eb > 0)) {
      return true;
    }
    if (nearlyParallel(e, f)) {
      return false;
    }
    double t = ea / (ea - eb);
    double x = fromX[e] + t * (toX[e] - fromX[e]);
    double y = fromY[e] + t * (toY[e] - fromY[e]);
    if (doubtful(x) || doubtful(y)) {
      return false;
    }
    if (crossings == crossX.length) {
      crossX = Arrays.copyOf(crossX, 2 * crossings);
      crossY = Arrays.copyOf(crossY, 2 * crossings);
    }
    crossX[crossings] = (int) Math.rint(x);
    crossY[crossings] = (int) Math.rint(y);
    crossings++;
    return true;
  }

  private boolean joined(int e, int f) {
    return (fromX[e] == fromX[f] && fromY[e] == fromY[f])
        || (fromX[e] == toX[f] && fromY[e] == toY[f])
        || (toX[e] == fromX[f] && toY[e] == fromY[f])
        || (toX[e] == toX[f] && toY[e] == toY[f]);
  }

  /** Whether a place is so near to an edge's line that it could be on either side. */
  private static boolean nearlyOn(double side, double least) {
    return side != 0 && Math.abs(side) < least;
  }

  private static boolean doubtful(double value) {
    return Math.abs(value - Math.floor(value) - 0.5) < DOUBT;
  }

  private double lengthOf(int e) {
    return Math.abs(toX[e] - fromX[e]) + Math.abs(toY[e] - fromY[e]);
  }

  private boolean nearlyParallel(int e, int f) {
    double ux = toX[e] - fromX[e];
    double uy = toY[e] - fromY[e];
    double vx = toX[f] - fromX[f];
    double vy = toY[f] - fromY[f];
    double cross = ux * vy - uy * vx;
    return cross * cross < PARALLEL * PARALLEL * (ux * ux + uy * uy) * (vx * vx + vy * vy);
  }

  /**
   * Twice the area of the triangle of an edge and a place: positive on its left, and exact if all
   * are on the grid.
   */
  private double side(int e, double x, double y) {
    return (toX[e] - fromX[e]) * (y - fromY[e]) - (toY[e] - fromY[e]) * (x - fromX[e]);
  }

  /**
   * Notes that an edge meets the square around a grid point, if it does, and does not end there.
   *
   * @return false if it meets no more of it than a corner, or almost
   */
  private boolean meets(int e, int x, int y) {
    if (x < Math.min(ax[e], bx[e])
        || x > Math.max(ax[e], bx[e])
        || y < Math.min(ay[e], by[e])
        || y > Math.max(ay[e], by[e])
        || (x == ax[e] && y == ay[e])
        || (x == bx[e] && y == by[e])) {
      return true;
    }
    double reach = lengthOf(e);
    double off = 2 * Math.abs(side(e, x, y));
    if (off < reach) {
      hit(e, x, y);
    }
    return Math.abs(off - reach) > NEAR * reach;
  }

  private void hit(int e, int x, int y) {
    for (int h = firstHit[e]; h >= 0; h = nextHit[h]) {
      if (hitX[h] == x && hitY[h] == y) {
        return;
      }
    }
    if (hits == hitX.length) {
      int capacity = 2 * hits;
      hitX = Arrays.copyOf(hitX, capacity);
      hitY = Arrays.copyOf(hitY, capacity);
      nextHit = Arrays.copyOf(nextHit, capacity);
    }
    hitX[hits] = x;
    hitY[hits] = y;
    nextHit[hits] = firstHit[e];
    firstHit[e] = hits++;
  }

  private boolean crossingsHit() {
    if ((long) crossings * edges > WORK) {
      return false;
    }
    for (int i = 0; i < crossings; i++) {
      for (int e = 0; e < edges; e++) {
        if (!meets(e, crossX[i], crossY[i])) {
          return false;
        }
      }
    }
    return true;
  }

  /** Splits the edges where they run through a place, in the order along each. */
  private boolean split() {
    int size = edges + hits;
    vertices = new Vertices(size + 1);
    from = new int[size];
    to = new int[size];
    pieceOwner = new int[size];
    pieceBegins = new boolean[size];
    nextOut = new int[size];
    long[] order = new long[4];
    boolean begin = false;
    for (int e = 0; e < edges; e++) {
      int n = 0;
      for (int h = firstHit[e]; h >= 0; h = nextHit[h]) {
        n++;
      }
      begin |= begins[e];
      int previous = vertices.at(ax[e], ay[e]);
      if (n > 0) {
        if (n > order.length) {
          order = new long[2 * n];
        }
        if (!sortHits(e, order, n)) {
          return false;
        }
        for (int i = 0; i < n; i++) {
          int h = (int) order[i];
          int vertex = vertices.at(hitX[h], hitY[h]);
          addPiece(previous, vertex, owner[e], begin);
          begin = false;
          previous = vertex;
        }
      }
      int last = vertices.at(bx[e], by[e]);
      if (last != previous) { // Else it was within one square.
        addPiece(previous, last, owner[e], begin);
        begin = false;
      }
    }
    return true;
  }

  /** Sorts the places on an edge by insertion, for they are few. */
  private boolean sortHits(int e, long[] order, int n) {
    int count = 0;
    for (int h = firstHit[e]; h >= 0; h = nextHit[h]) {
      long along = along(e, h);
      int i = count++;
      while (i > 0 && along(e, (int) order[i - 1]) >= along) {
        if (along(e, (int) order[i - 1]) == along) {
          return false;
        }
        order[i] = order[i - 1];
        i--;
      }
      order[i] = h;
    }
    return count == n;
  }

  private long along(int e, int h) {
    return ((long) bx[e] - ax[e]) * ((long) hitX[h] - ax[e])
        + ((long) by[e] - ay[e]) * ((long) hitY[h] - ay[e]);
  }

  private void addPiece(int u, int v, int number, boolean begin) {
    from[pieces] = u;
    to[pieces] = v;
    pieceOwner[pieces] = number;
    pieceBegins[pieces] = begin;
    nextOut[pieces] = vertices.firstOut[u];
    vertices.firstOut[u] = pieces;
    vertices.owners[u] |= 1 << number;
    pieces++;
  }

  // ---- what goes out

  /** Keeps the pieces that have the inside on one side only, and strings them together. */
  private boolean outlines() {
    int[] next = new int[vertices.count];
    int[] entered = new int[vertices.count];
    Arrays.fill(next, -1);
    int kept = 0;
    int state = 0; // of the piece before: 1 inside the other geometry, -1 outside, 0 not known
    long work = 0;
    for (int p = 0; p < pieces; p++) {
      int other = 1 - pieceOwner[p];
      int known = pieceBegins[p] || (vertices.owners[from[p]] & (1 << other)) != 0 ? 0 : state;
      state = 0;
      int along = 0;
      for (int q = vertices.firstOut[from[p]]; q >= 0; q = nextOut[q]) {
        if (to[q] == to[p] && q != p) {
          if (pieceOwner[q] == pieceOwner[p]) {
            return false;
          }
          along++;
        }
      }
      boolean wall = false;
      for (int q = vertices.firstOut[to[p]]; q >= 0; q = nextOut[q]) {
        if (to[q] == from[p]) {
          if (pieceOwner[q] == pieceOwner[p]) {
            return false;
          }
          wall = true;
        }
      }
      if (wall) {
        continue;
      }
      if (along > 0) {
        if (pieceOwner[p] == 1) {
          continue; // The other's stands for both.
        }
      } else {
        if (known == 0) {
          work += pieces;
          if (work > WORK) {
            return false;
          }
          known = inside(p, other) ? 1 : -1;
        }
        state = known;
        if (known > 0) {
          continue;
        }
      }
      if (next[from[p]] >= 0 || entered[to[p]]++ > 0) {
        return false; // Outlines that meet in a point.
      }
      next[from[p]] = to[p];
      kept++;
    }
    return rings(next, kept);
  }

  /** Whether the middle of a piece lies inside the other geometry, by a ray upwards. */
  private boolean inside(int p, int other) {
    int[] x = vertices.x;
    int[] y = vertices.y;
    long middleX = (long) x[from[p]] + x[to[p]];
    long middleY = (long) y[from[p]] + y[to[p]];
    boolean inside = false;
    for (int q = 0; q < pieces; q++) {
      if (pieceOwner[q] != other) {
        continue;
      }
      long ux = 2L * x[from[q]];
      long vx = 2L * x[to[q]];
      if ((ux <= middleX) != (vx <= middleX)) {
        long uy = 2L * y[from[q]];
        long vy = 2L * y[to[q]];
        long cross = (vx - ux) * (middleY - uy) - (vy - uy) * (middleX - ux);
        if ((cross < 0) == (vx > ux)) {
          inside = !inside;
        }
      }
    }
    return inside;
  }

  private boolean rings(int[] next, int kept) {
    List<Coordinate[]> shells = new ArrayList<>();
    List<Coordinate[]> holes = new ArrayList<>();
    int left = kept;
    int[] ring = new int[kept];
    for (int start = 0; start < next.length && left > 0; start++) {
      if (next[start] < 0) {
        continue;
      }
      int n = 0;
      for (int v = start; next[v] >= 0; ) {
        ring[n++] = v;
        int following = next[v];
        next[v] = -1;
        v = following;
      }
      left -= n;
      long area = 0;
      int least = 0;
      for (int i = 0; i < n; i++) {
        int u = ring[i];
        int v = ring[i + 1 < n ? i + 1 : 0];
        area +=
            (long) (vertices.x[u] - vertices.x[start]) * (vertices.y[v] - vertices.y[start])
                - (long) (vertices.x[v] - vertices.x[start]) * (vertices.y[u] - vertices.y[start]);
        int least0 = ring[least];
        if (vertices.x[u] < vertices.x[least0]
            || (vertices.x[u] == vertices.x[least0] && vertices.y[u] < vertices.y[least0])) {
          least = i;
        }
      }
      if (n < 3 || area == 0) {
        return false;
      }
      Coordinate[] c = new Coordinate[n + 1];
      for (int i = 0; i <= n; i++) {
        int v = ring[(least + i) % n];
        c[i] =
            new Coordinate(
                Grid.metres(originX + vertices.x[v]), Grid.metres(originY + vertices.y[v]));
      }
      (area < 0 ? shells : holes).add(c);
    }
    return polygons(shells, holes);
  }

  private boolean polygons(List<Coordinate[]> shells, List<Coordinate[]> holes) {
    if (shells.isEmpty()) {
      return false;
    }
    LinearRing[] outer = new LinearRing[shells.size()];
    List<List<LinearRing>> inner = new ArrayList<>();
    for (int i = 0; i < outer.length; i++) {
      outer[i] = Grid.FACTORY.createLinearRing(shells.get(i));
      inner.add(new ArrayList<>());
    }
    for (Coordinate[] hole : holes) {
      LinearRing ring = Grid.FACTORY.createLinearRing(hole);
      int around = outer.length == 1 ? 0 : shellOf(hole, outer, shells);
      if (around < 0) {
        return false;
      }
      inner.get(around).add(ring);
    }
    Polygon[] all = new Polygon[outer.length];
    for (int i = 0; i < all.length; i++) {
      LinearRing[] within = inner.get(i).toArray(new LinearRing[0]);
      Arrays.sort(within);
      all[i] = Grid.FACTORY.createPolygon(outer[i], within);
    }
    result = all.length == 1 ? all[0] : Grid.FACTORY.createMultiPolygon(all);
    return true;
  }

  /** The shell around a hole: of those that hold it the one with the smallest box. */
  private static int shellOf(Coordinate[] hole, LinearRing[] outer, List<Coordinate[]> shells) {
    int around = -1;
    for (int i = 0; i < outer.length; i++) {
      if (outer[i].getEnvelopeInternal().contains(hole[0])
          && contains(shells.get(i), hole[0])
          && (around < 0
              || outer[around].getEnvelopeInternal().contains(outer[i].getEnvelopeInternal()))) {
        around = i;
      }
    }
    return around;
  }

  private static boolean contains(Coordinate[] ring, Coordinate c) {
    return PointLocation.isInRing(c, ring);
  }

  /** Numbers for places, by open addressing. */
  private static final class Vertices {
    private final int[] table;
    private final int mask;
    final int[] x;
    final int[] y;

    /** The first piece that leaves a vertex, -1 if there is none. */
    final int[] firstOut;

    /** The geometries that have a piece that leaves a vertex, as bits. */
    final int[] owners;

    int count;

    Vertices(int most) {
      int size = Math.max(16, Integer.highestOneBit(most) << 2);
      table = new int[size];
      mask = size - 1;
      x = new int[most];
      y = new int[most];
      firstOut = new int[most];
      owners = new int[most];
    }

    int at(int px, int py) {
      int hash = px * 0x9E3779B1 ^ py * 0x85EBCA6B;
      int slot = (hash ^ (hash >>> 15)) & mask;
      while (table[slot] != 0) {
        int vertex = table[slot] - 1;
        if (x[vertex] == px && y[vertex] == py) {
          return vertex;
        }
        slot = (slot + 1) & mask;
      }
      x[count] = px;
      y[count] = py;
      firstOut[count] = -1;
      table[slot] = ++count;
      return count - 1;
    }
  }
}
