package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateArrays;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.intervalrtree.SortedPackedIntervalRTree;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.union.CascadedPolygonUnion;
import org.locationtech.jts.operation.union.UnionStrategy;

/**
 * The union or the difference of polygons on the grid of whole millimetres, by snap rounding: the
 * same bits as JTS makes where vertices are on the grid and edges not more than a few thousand
 * ({@link GridNoding}), in a fraction of the time.
 *
 * <p>What is left of the noded edges ({@link GridNoding}) is what has an inside on one side only.
 * Where JTS could decide otherwise, or where its result is not known from that rule (a polygon that
 * collapses), JTS is asked.
 */
final class GridUnion {
  /** So many pieces are looked at without an index, and more pieces so many times. */
  private static final int FEW = 256;

  private static final int FEW_TIMES = 64;

  private static final UnionStrategy STRATEGY =
      new UnionStrategy() {
        @Override
        public Geometry union(Geometry a, Geometry b) {
          return GridUnion.union(a, b);
        }

        @Override
        public boolean isFloatingPrecision() {
          return false;
        }
      };

  private final GridNoding noding = new GridNoding();

  // What the noding made: pieces, with the inside on the right, and their vertices.
  private GridNoding.Vertices vertices;
  private int pieces;
  private int[] from;
  private int[] to;
  private int[] pieceOwner;
  private boolean[] pieceBegins;
  private int[] nextOut;

  /** Whether the second geometry is taken away, not added. */
  private final boolean difference;

  /** How many places were looked for among more pieces than {@link #FEW}. */
  private int rays;

  private final SortedPackedIntervalRTree[] byX = new SortedPackedIntervalRTree[2];

  private Geometry result;

  private GridUnion(boolean difference) {
    this.difference = difference;
  }

  /**
   * The union of polygons, on the grid.
   *
   * @param polygons valid, not all on the grid perhaps
   * @return polygons with coordinates as JTS makes them: neither sorted nor in normal form
   */
  static Geometry of(List<Polygon> polygons) {
    if (polygons.size() == 1) {
      GridUnion union = new GridUnion(false);
      return union.add(polygons.get(0), 0) && union.make()
          ? union.result
          : GridOverlay.onGrid(polygons.get(0));
    }
    return CascadedPolygonUnion.union(polygons, STRATEGY);
  }

  /**
   * What two geometries cover, on the grid.
   *
   * @param a valid polygons, as b is
   * @return polygons with coordinates as JTS makes them: neither sorted nor in normal form
   */
  static Geometry union(Geometry a, Geometry b) {
    Geometry union = plain(a, b, OverlayNG.UNION);
    return union != null ? union : GridOverlay.onGrid(a, b, OverlayNG.UNION);
  }

  /**
   * What one geometry covers and another does not, on the grid.
   *
   * @param a valid polygons, as b is
   * @return polygons with coordinates as JTS makes them: neither sorted nor in normal form
   */
  static Geometry difference(Geometry a, Geometry b) {
    Geometry difference = plain(a, b, OverlayNG.DIFFERENCE);
    return difference != null ? difference : GridOverlay.onGrid(a, b, OverlayNG.DIFFERENCE);
  }

  /**
   * A union or a difference; null if it is left to JTS.
   *
   * @param operation of {@link OverlayNG}: UNION or DIFFERENCE
   */
  static Geometry plain(Geometry a, Geometry b, int operation) {
    GridUnion union = new GridUnion(operation == OverlayNG.DIFFERENCE);
    return union.add(a, 0) && union.add(b, 1) && union.make() ? union.result : null;
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
    int first = noding.edges();
    for (int i = 0; i < n; i++) {
      Coordinate a = c[forward ? i : n - i];
      Coordinate b = c[forward ? i + 1 : n - i - 1];
      if (a.x == b.x && a.y == b.y) {
        continue;
      }
      if (!noding.add(a, b, number, noding.edges() == first)) {
        return false;
      }
    }
    return noding.edges() > first + 2;
  }

  // ---- the work

  private boolean make() {
    if (!noding.node()) {
      return false;
    }
    vertices = noding.vertices;
    pieces = noding.pieces;
    from = noding.from;
    to = noding.to;
    pieceOwner = noding.pieceOwner;
    pieceBegins = noding.pieceBegins;
    nextOut = noding.nextOut;
    return outlines();
  }

  // ---- what goes out

  /** Keeps the pieces that have the inside on one side only, and strings them together. */
  private boolean outlines() {
    int[] next = new int[vertices.count];
    int[] entered = new int[vertices.count];
    Arrays.fill(next, -1);
    int[] keptPieces = new int[pieces];
    int kept = 0;
    boolean pinched = false;
    int state = 0; // of the piece before: 1 inside the other geometry, -1 outside, 0 not known
    for (int p = 0; p < pieces; p++) {
      int other = 1 - pieceOwner[p];
      int known = pieceBegins[p] || (vertices.owners[from[p]] & (1 << other)) != 0 ? 0 : state;
      state = 0;
      // How often more each geometry has the piece than it has it the other way round.
      int own = 1;
      int along = 0;
      boolean again = false;
      for (int q = vertices.firstOut[from[p]]; q >= 0; q = nextOut[q]) {
        if (to[q] == to[p] && q != p) {
          if (pieceOwner[q] == pieceOwner[p]) {
            own++;
            again |= q < p;
          } else {
            along++;
          }
        }
      }
      for (int q = vertices.firstOut[to[p]]; q >= 0; q = nextOut[q]) {
        if (to[q] == from[p]) {
          if (pieceOwner[q] == pieceOwner[p]) {
            own--;
          } else {
            along--;
          }
        }
      }
      if (Math.abs(own) > 1 || Math.abs(along) > 1) {
        return false;
      }
      if (own < 1 || again) {
        continue; // Rounding has closed a spike, or more than that.
      }
      if (along == 0) {
        if (known == 0) {
          known = inside(p, other) ? 1 : -1;
        }
        state = known;
      }
      if (isLeftOut(pieceOwner[p], along, known)) {
        continue;
      }
      boolean reversed = difference && pieceOwner[p] == 1;
      int u = reversed ? to[p] : from[p];
      int v = reversed ? from[p] : to[p];
      pinched |= next[u] >= 0 || entered[v]++ > 0;
      next[u] = v;
      keptPieces[kept++] = p;
    }
    if (difference) {
      for (int i = 0; i < kept; i++) {
        int p = keptPieces[i];
        if (pieceOwner[p] == 1) {
          int start = from[p];
          from[p] = to[p];
          to[p] = start;
        }
      }
    }
    return pinched ? new Pinched(keptPieces, kept).polygons() : rings(next, kept);
  }

  /**
   * Whether a piece is no part of the outline.
   *
   * @param along 1 if the other geometry has the same piece, -1 if it lies on its other side
   * @param known 1 if the piece lies inside the other geometry, -1 if outside; if along is 0
   */
  private boolean isLeftOut(int owner, int along, int known) {
    boolean second = owner == 1;
    if (along != 0) {
      // The first stands for both where they lie on one side, or where the second is taken away.
      return second || along > 0 == difference;
    }
    return known > 0 != (difference && second);
  }

  /** Whether the middle of a piece lies inside the other geometry, by a ray upwards. */
  private boolean inside(int p, int other) {
    long middleX = (long) vertices.x[from[p]] + vertices.x[to[p]];
    long middleY = (long) vertices.y[from[p]] + vertices.y[to[p]];
    if (pieces > FEW && ++rays > FEW_TIMES) {
      boolean[] turned = {false};
      byX(other)
          .query(
              middleX, middleX, found -> turned[0] ^= liesBelow(middleX, middleY, (Integer) found));
      return turned[0];
    }
    boolean inside = false;
    for (int q = 0; q < pieces; q++) {
      inside ^= pieceOwner[q] == other && liesBelow(middleX, middleY, q);
    }
    return inside;
  }

  /** Whether the ray upwards from the middle of a piece, in half millimetres, crosses another. */
  private boolean liesBelow(long middleX, long middleY, int q) {
    long ux = 2L * vertices.x[from[q]];
    long vx = 2L * vertices.x[to[q]];
    if ((ux <= middleX) == (vx <= middleX)) {
      return false;
    }
    long uy = 2L * vertices.y[from[q]];
    long vy = 2L * vertices.y[to[q]];
    long cross = (vx - ux) * (middleY - uy) - (vy - uy) * (middleX - ux);
    // On the middle lies what was closed by rounding: no part of the other geometry.
    return cross != 0 && (cross < 0) == (vx > ux);
  }

  /** The pieces of a geometry by the stretch of the x axis that they lie over, twice as wide. */
  private SortedPackedIntervalRTree byX(int owner) {
    if (byX[owner] == null) {
      byX[owner] = new SortedPackedIntervalRTree();
      for (int q = 0; q < pieces; q++) {
        double ux = 2.0 * vertices.x[from[q]];
        double vx = 2.0 * vertices.x[to[q]];
        if (pieceOwner[q] == owner) {
          byX[owner].insert(Math.min(ux, vx), Math.max(ux, vx), q);
        }
      }
    }
    return byX[owner];
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
      long area = area(ring, n);
      if (n < 3 || area == 0) {
        return false;
      }
      Coordinate[] c = coordinates(ring, n);
      (area < 0 ? shells : holes).add(c);
    }
    return polygons(shells, holes);
  }

  /** Twice the signed area of a ring of n vertices, positive if it is counter-clockwise. */
  private long area(int[] ring, int n) {
    long area = 0;
    for (int i = 0; i < n; i++) {
      int u = ring[i];
      int v = ring[i + 1 < n ? i + 1 : 0];
      area += cross(ring[0], u, v);
    }
    return area;
  }

  /** Twice the signed area of the triangle of three vertices. */
  private long cross(int a, int b, int c) {
    return (long) (vertices.x[b] - vertices.x[a]) * (vertices.y[c] - vertices.y[a])
        - (long) (vertices.x[c] - vertices.x[a]) * (vertices.y[b] - vertices.y[a]);
  }

  /** The places of a ring of n vertices, from its least one to that once more. */
  private Coordinate[] coordinates(int[] ring, int n) {
    int least = 0;
    for (int i = 1; i < n; i++) {
      int byX = Integer.compare(vertices.x[ring[i]], vertices.x[ring[least]]);
      if (byX < 0 || (byX == 0 && vertices.y[ring[i]] < vertices.y[ring[least]])) {
        least = i;
      }
    }
    Coordinate[] c = new Coordinate[n + 1];
    for (int i = 0; i <= n; i++) {
      int v = ring[(least + i) % n];
      c[i] =
          new Coordinate(
              Grid.metres(noding.originX() + vertices.x[v]),
              Grid.metres(noding.originY() + vertices.y[v]));
    }
    return c;
  }

  /**
   * Outlines that meet in points. Where they do, each turns towards the inside, so that what lies
   * around a point is as many polygons; and where one passes a vertex again, the ring in between is
   * cut off: it is a hole that touches its shell, or another hole.
   */
  private final class Pinched {
    private final int[] kept;

    /** The first of the kept pieces that leave a vertex; -1 if there is none. */
    private final int[] first = new int[vertices.count];

    private final int[] nextKept = new int[pieces];
    private final boolean[] done = new boolean[pieces];

    /** The place of each vertex on the path; -1 if it is not on it. */
    private final int[] place = new int[vertices.count];

    private final int[] path;
    private final List<Coordinate[]> shells = new ArrayList<>();
    private final List<Envelope> boxes = new ArrayList<>();
    private final List<List<Coordinate[]>> holesOf = new ArrayList<>();
    private final List<Coordinate[]> free = new ArrayList<>();

    Pinched(int[] keptPieces, int count) {
      kept = Arrays.copyOf(keptPieces, count);
      path = new int[count];
      Arrays.fill(first, -1);
      Arrays.fill(place, -1);
      for (int p : kept) {
        nextKept[p] = first[from[p]];
        first[from[p]] = p;
      }
    }

    boolean polygons() {
      for (int p : kept) {
        if (!done[p] && !walk(p)) {
          return false;
        }
      }
      for (Coordinate[] shell : shells) {
        boxes.add(CoordinateArrays.envelope(shell));
      }
      for (Coordinate[] hole : free) {
        int around = shellAround(hole);
        if (around < 0) {
          return false;
        }
        holesOf.get(around).add(hole);
      }
      Polygon[] all = new Polygon[shells.size()];
      for (int i = 0; i < all.length; i++) {
        LinearRing[] holes =
            holesOf.get(i).stream()
                .map(Grid.FACTORY::createLinearRing)
                .sorted()
                .toArray(LinearRing[]::new);
        all[i] = Grid.FACTORY.createPolygon(Grid.FACTORY.createLinearRing(shells.get(i)), holes);
      }
      result = all.length == 1 ? all[0] : Grid.FACTORY.createMultiPolygon(all);
      return all.length > 0;
    }

    private boolean walk(int start) {
      List<Coordinate[]> holes = new ArrayList<>();
      int before = shells.size();
      int length = 0;
      int p = start;
      do {
        done[p] = true;
        int v = from[p];
        if (place[v] >= 0) {
          if (!cut(place[v], length, holes)) {
            return false;
          }
          length = place[v];
        }
        place[v] = length;
        path[length++] = v;
        p = following(p);
      } while (p >= 0 && !done[p]);
      if (p != start || !cut(0, length, holes) || shells.size() > before + 1) {
        return false;
      }
      place[path[0]] = -1;
      if (shells.size() > before) {
        holesOf.add(holes);
      } else {
        free.addAll(holes);
      }
      return true;
    }

    /** Cuts the ring off the path that begins at a place; its first vertex stays. */
    private boolean cut(int begin, int end, List<Coordinate[]> holes) {
      int[] ring = Arrays.copyOfRange(path, begin, end);
      for (int i = 1; i < ring.length; i++) {
        place[ring[i]] = -1;
      }
      long area = area(ring, ring.length);
      (area < 0 ? shells : holes).add(coordinates(ring, ring.length));
      return ring.length > 2 && area != 0;
    }

    /** Of the pieces that go on, the first one counter-clockwise from where a piece came. */
    private int following(int p) {
      int v = to[p];
      int best = first[v];
      for (int q = best < 0 ? -1 : nextKept[best]; q >= 0; q = nextKept[q]) {
        if (comesFirst(v, from[p], to[q], to[best])) {
          best = q;
        }
      }
      return best;
    }

    /** Whether, counter-clockwise around v from the direction of u, that of a comes before b's. */
    private boolean comesFirst(int v, int u, int a, int b) {
      boolean leftOfU = cross(v, u, a) > 0;
      long toB = cross(v, u, b);
      boolean rightOfB = cross(v, a, b) > 0;
      return toB == 0 ? leftOfU : toB > 0 ? leftOfU && rightOfB : leftOfU || rightOfB;
    }

    /** The shell around a hole that does not touch it: of several the one with the least box. */
    private int shellAround(Coordinate[] hole) {
      List<Integer> around = new ArrayList<>();
      for (int i = 0; i < shells.size(); i++) {
        if (boxes.get(i).contains(hole[0])) {
          around.add(i);
        }
      }
      around.sort(Comparator.comparingDouble(i -> boxes.get(i).getArea()));
      for (int k = 0; k + 1 < around.size(); k++) {
        if (isWithin(hole, shells.get(around.get(k)))) {
          return around.get(k);
        }
      }
      return around.isEmpty()
          ? -1
          : around.get(around.size() - 1); // Around each hole there is one.
    }

    private static boolean isWithin(Coordinate[] hole, Coordinate[] shell) {
      for (Coordinate c : hole) {
        int where = PointLocation.locateInRing(c, shell);
        if (where != Location.BOUNDARY) {
          return where == Location.INTERIOR;
        }
      }
      return false;
    }
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
}
