package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.algorithm.LineIntersector;
import org.locationtech.jts.algorithm.RobustLineIntersector;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.index.intervalrtree.SortedPackedIntervalRTree;
import org.locationtech.jts.noding.snapround.HotPixel;

/**
 * Edges that are noded on the grid of whole millimetres by snap rounding: the same pieces as JTS
 * makes of at most {@link #LARGE} edges between vertices on the grid, in a fraction of the time.
 * (To edges it adds vertices that are off the grid within a hundredth of a millimetre of them,
 * too.)
 *
 * <p>Snap rounding: each vertex and each crossing, rounded, owns the square millimetre around it;
 * each edge runs through the middles of all the squares that it meets. Where JTS could decide
 * otherwise, for it calculates with rounded numbers, its own code is asked about that edge and that
 * square, or about those two edges. Not thread-safe.
 */
final class GridNoding {
  /** The widest extent, millimetres: products of distances stay exact. */
  private static final long EXTENT = 1 << 25;

  /** How near to the middle between two grid lines a crossing may come, millimetres. */
  private static final double DOUBT = 1e-3;

  /** So many edges are compared with each, on average; with more JTS is faster. */
  private static final long MOST_PAIRS = 2000;

  /** So many steps over places on an edge, or to edges at a crossing's x, and no more. */
  private static final long MOST_WORK = 500_000_000;

  /** With more edges what JTS could decide otherwise is decided here, where that can be. */
  private static final int LARGE = 2000;

  /** How near to a square an edge may come without meeting it, millimetres. */
  private static final double NEAR = 1e-5;

  /**
   * How near to an edge a place may come without being on it, in steps between doubles: half of one
   * is lost where metres are rounded, of each of its ends and of the place.
   */
  private static final double ULPS = 16;

  /**
   * The sine of the angle under which an edge may end on another; where edges cross under less, JTS
   * says where.
   */
  private static final double PARALLEL = 1e-4;

  /** So many comparisons of crossings with edges are made without an index. */
  private static final long FEW = 20_000;

  // Edges, relative to the origin.
  private boolean placed;
  private long originX;
  private long originY;

  /** How near to an edge a place may come without being on it, millimetres. */
  private double doubt;

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

  private Coordinate[] starts = new Coordinate[32];
  private Coordinate[] ends = new Coordinate[32];

  /** For each edge, whether it begins a ring. */
  private boolean[] begins = new boolean[32];

  private final LineIntersector intersector = new RobustLineIntersector();

  // Places that an edge runs through, as linked lists.
  private int[] firstHit;
  private int hits;

  /** How many steps there were of those that {@link #MOST_WORK} bounds. */
  private long work;

  private int[] hitX = new int[16];
  private int[] hitY = new int[16];
  private int[] nextHit = new int[16];

  /** The edges that run through a corner of a square, or almost. */
  private final List<Integer> throughCorners = new ArrayList<>();

  private boolean[] isCrossed;

  // Crossings, rounded.
  private int crossings;
  private int[] crossX = new int[4];
  private int[] crossY = new int[4];

  // Vertices of the pieces into which the edges are split.
  Vertices vertices;

  // Pieces: from, to, owner; in the order of the rings.
  int pieces;
  int[] from;
  int[] to;
  int[] pieceOwner;
  boolean[] pieceBegins;
  int[] nextOut;

  /** How many edges were added. */
  int edges() {
    return edges;
  }

  /** The place of the origin, millimetres. */
  long originX() {
    return originX;
  }

  long originY() {
    return originY;
  }

  // ---- what comes in

  /**
   * Adds an edge.
   *
   * @param begin whether it begins a ring
   * @return false if it is too far from the first
   */
  boolean add(Coordinate a, Coordinate b, int number, boolean begin) {
    if (!placed) {
      placed = true;
      originX = Grid.millimetres(a.x);
      originY = Grid.millimetres(a.y);
      doubt = ULPS * Math.ulp((double) Math.max(Math.abs(originX), Math.abs(originY)) + EXTENT);
    }
    // The edges of a ring follow one another: each vertex is rounded once.
    boolean follows = edges > 0 && ends[edges - 1] == a;
    long roundedAx = follows ? originX + bx[edges - 1] : rounded(a.x);
    long roundedAy = follows ? originY + by[edges - 1] : rounded(a.y);
    long roundedBx = rounded(b.x);
    long roundedBy = rounded(b.y);
    double ux = follows ? toX[edges - 1] : relative(a.x, roundedAx, originX);
    double uy = follows ? toY[edges - 1] : relative(a.y, roundedAy, originY);
    double vx = relative(b.x, roundedBx, originX);
    double vy = relative(b.y, roundedBy, originY);
    if (!(Math.max(Math.max(Math.abs(ux), Math.abs(uy)), Math.max(Math.abs(vx), Math.abs(vy)))
        < EXTENT)) {
      return false;
    }
    if (edges == ax.length) {
      grow(2 * edges);
    }
    fromX[edges] = ux;
    fromY[edges] = uy;
    toX[edges] = vx;
    toY[edges] = vy;
    ax[edges] = (int) (roundedAx - originX);
    ay[edges] = (int) (roundedAy - originY);
    bx[edges] = (int) (roundedBx - originX);
    by[edges] = (int) (roundedBy - originY);
    starts[edges] = a;
    ends[edges] = b;
    owner[edges] = number;
    begins[edges] = begin;
    edges++;
    return true;
  }

  /** The square that a place lies in, as JTS rounds: halves upwards. */
  private static long rounded(double metres) {
    double millimetres = metres * Grid.SCALE;
    double nearest = Math.rint(millimetres);
    return (long) (millimetres - nearest == 0.5 ? nearest + 1 : nearest);
  }

  /** The distance from the origin in millimetres; a whole number of a coordinate on the grid. */
  private static double relative(double metres, long rounded, long origin) {
    return Grid.metres(rounded) == metres ? rounded - origin : metres * Grid.SCALE - origin;
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
    starts = Arrays.copyOf(starts, capacity);
    ends = Arrays.copyOf(ends, capacity);
    owner = Arrays.copyOf(owner, capacity);
    begins = Arrays.copyOf(begins, capacity);
  }

  // ---- the work

  /**
   * Makes the pieces.
   *
   * @return false if too many edges lie in one column or too many places on one edge, if two places
   *     are equally far along an edge, or if there are few edges and JTS could make other pieces
   */
  boolean node() {
    firstHit = new int[edges];
    isCrossed = new boolean[edges];
    Arrays.fill(firstHit, -1);
    if (!findHits()) {
      return false;
    }
    hitCrossings();
    return work <= MOST_WORK && (edges > LARGE || !isAnyDoubtful()) && split();
  }

  /**
   * Whether an edge that crosses others runs through a corner of a square: JTS looks at the parts
   * between the crossings, which are rounded.
   */
  private boolean isAnyDoubtful() {
    return throughCorners.stream().anyMatch(e -> isCrossed[e]);
  }

  /** Compares each two edges whose boxes meet, by a sweep along x; false if that are too many. */
  private boolean findHits() {
    long[] byLeft = new long[edges];
    for (int e = 0; e < edges; e++) {
      byLeft[e] = ((long) Math.min(ax[e], bx[e]) << 32) | e;
    }
    Arrays.sort(byLeft);
    long pairs = 0;
    int[] low = new int[edges];
    int[] high = new int[edges];
    for (int i = 0; i < edges; i++) {
      int e = (int) byLeft[i];
      low[i] = Math.min(ay[e], by[e]);
      high[i] = Math.max(ay[e], by[e]);
    }
    for (int i = 0; i < edges; i++) {
      int e = (int) byLeft[i];
      int right = Math.max(ax[e], bx[e]);
      int bottom = low[i];
      int top = high[i];
      int j = i + 1;
      for (; j < edges && (int) (byLeft[j] >> 32) <= right; j++) {
        if (low[j] <= top && high[j] >= bottom) {
          compare(e, (int) byLeft[j]);
        }
      }
      pairs += j - i;
      if (pairs > MOST_PAIRS * edges || work > MOST_WORK) {
        return false;
      }
    }
    return true;
  }

  /** Notes where two edges meet. */
  private void compare(int e, int f) {
    double fa = side(e, fromX[f], fromY[f]);
    double fb = side(e, toX[f], toY[f]);
    double ea = side(f, fromX[e], fromY[e]);
    double eb = side(f, toX[e], toY[e]);
    meet(e, ax[f], ay[f]);
    meet(e, bx[f], by[f]);
    meet(f, ax[e], ay[e]);
    meet(f, bx[e], by[e]);
    if (joined(e, f)) {
      return;
    }
    if (fa == 0 && fb == 0) {
      // On one line: in metres, upright ones alone certainly are.
      if (fromX[e] != toX[e] && fromY[e] != toY[e]) {
        crossByJts(e, f);
      }
      return;
    }
    double leastE = doubt * lengthOf(e);
    double leastF = doubt * lengthOf(f);
    if (nearlyOn(fa, leastE)
        || nearlyOn(fb, leastE)
        || nearlyOn(ea, leastF)
        || nearlyOn(eb, leastF)) {
      crossByJts(e, f);
      return;
    }
    if (fa == 0 || fb == 0 || ea == 0 || eb == 0) {
      if (nearlyParallel(e, f)) {
        crossByJts(e, f);
      }
      return;
    }
    if ((fa > 0) == (fb > 0) || (ea > 0) == (eb > 0)) {
      return;
    }
    if (!nearlyParallel(e, f)) {
      double t = ea / (ea - eb);
      double x = fromX[e] + t * (toX[e] - fromX[e]);
      double y = fromY[e] + t * (toY[e] - fromY[e]);
      if (!doubtful(x, DOUBT) && !doubtful(y, DOUBT)) {
        addCrossing(e, f, (int) Math.rint(x), (int) Math.rint(y));
        return;
      }
    }
    crossByJts(e, f);
  }

  /** Notes where two edges cross for JTS, which looks at the doubles that they came as. */
  private void crossByJts(int e, int f) {
    intersector.computeIntersection(starts[e], ends[e], starts[f], ends[f]);
    if (intersector.hasIntersection() && intersector.isInteriorIntersection()) {
      for (int i = 0; i < intersector.getIntersectionNum(); i++) {
        Coordinate place = intersector.getIntersection(i);
        int x = (int) (rounded(place.x) - originX);
        int y = (int) (rounded(place.y) - originY);
        addCrossing(e, f, x, y);
        // It may lie in a corner of its square: both edges run through it all the same.
        if (!endsIn(e, x, y)) {
          hit(e, x, y);
        }
        if (!endsIn(f, x, y)) {
          hit(f, x, y);
        }
      }
    }
  }

  private void addCrossing(int e, int f, int x, int y) {
    isCrossed[e] = true;
    isCrossed[f] = true;
    if (crossings == crossX.length) {
      crossX = Arrays.copyOf(crossX, 2 * crossings);
      crossY = Arrays.copyOf(crossY, 2 * crossings);
    }
    crossX[crossings] = x;
    crossY[crossings++] = y;
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

  private static boolean doubtful(double value, double within) {
    return Math.abs(value - Math.floor(value) - 0.5) < within;
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

  /** Notes that an edge meets the square around a grid point, if it does and does not end there. */
  private void meet(int e, int x, int y) {
    if (x < Math.min(ax[e], bx[e])
        || x > Math.max(ax[e], bx[e])
        || y < Math.min(ay[e], by[e])
        || y > Math.max(ay[e], by[e])
        || endsIn(e, x, y)) {
      return;
    }
    double reach = lengthOf(e);
    double off = 2 * Math.abs(side(e, x, y));
    boolean plain = Math.abs(off - reach) > NEAR * reach;
    if (!plain) {
      throughCorners.add(e);
    }
    if (plain ? off < reach : meetsByJts(e, x, y)) {
      hit(e, x, y);
    }
  }

  /** Whether an edge through a corner of a square, or almost, meets it for JTS. */
  private boolean meetsByJts(int e, int x, int y) {
    Coordinate middle = new Coordinate(Grid.metres(originX + x), Grid.metres(originY + y));
    return new HotPixel(middle, Grid.SCALE).intersects(starts[e], ends[e]);
  }

  private boolean endsIn(int e, int x, int y) {
    return (x == ax[e] && y == ay[e]) || (x == bx[e] && y == by[e]);
  }

  private void hit(int e, int x, int y) {
    for (int h = firstHit[e]; h >= 0; h = nextHit[h]) {
      work++;
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

  /** Notes which edges meet the squares around crossings. */
  private void hitCrossings() {
    if ((long) crossings * edges > FEW) {
      hitCrossingsByX();
      return;
    }
    for (int i = 0; i < crossings; i++) {
      for (int e = 0; e < edges; e++) {
        meet(e, crossX[i], crossY[i]);
      }
    }
  }

  private void hitCrossingsByX() {
    SortedPackedIntervalRTree byX = new SortedPackedIntervalRTree();
    for (int e = 0; e < edges; e++) {
      byX.insert(Math.min(ax[e], bx[e]), Math.max(ax[e], bx[e]), e);
    }
    for (int i = 0; i < crossings && work <= MOST_WORK; i++) {
      int x = crossX[i];
      int y = crossY[i];
      byX.query(
          x,
          x,
          found -> {
            work++;
            meet((Integer) found, x, y);
          });
    }
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
        work++;
        if (along(e, (int) order[i - 1]) == along || work > MOST_WORK) {
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

  /** Numbers for places, by open addressing. */
  static final class Vertices {
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
