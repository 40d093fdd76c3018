package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Polygons of which it is proved that they are an edge-matched coverage on the 1 mm grid: each two
 * edges are equal, meet in one end, or stay apart; the interiors are disjoint. So much is known of
 * them that their union needs no overlay: its outline is the edges that one polygon alone has.
 *
 * <p>Layout: vertices are numbered as they come, each place once. A <em>step</em> is an edge of a
 * ring, directed so that its polygon lies on the left; the steps of a ring follow one another. The
 * <em>twin</em> of a step runs the other way between the same vertices: the neighbour's step along
 * a common wall.
 *
 * <p>The proof is exact, on whole millimetres relative to the first vertex: the edges are tested
 * against those in the same cells of a square grid, in near-linear time. What it does not prove is
 * not necessarily wrong: a vertex as close to another's edge that snapping to the grid would move
 * the edge ({@link #APART}) is left to the overlays of JTS, too.
 */
final class Coverage {
  /**
   * The least distance of a vertex from an edge that it does not belong to, millimetres. More than
   * half the diagonal of a grid cell: snap rounding leaves such edges where they are.
   */
  private static final double APART = 0.75;

  /** Larger clusters would not fit the arithmetic, millimetres. */
  private static final long LARGEST = 1L << 29;

  /** More edges than this around one vertex are not looked at. */
  private static final int MOST_AROUND = 64;

  /** Up to so many boxes are compared each with each. */
  private static final int FEW = 16;

  private final List<Polygon> polygons;

  /** Per vertex its place, millimetres from the first, and as it came. */
  private int vertexCount;

  private final int[] x;
  private final int[] y;
  private final Coordinate[] places;

  /** Open addressing: a vertex number plus one, 0 where there is none. */
  private final int[] vertexTable;

  private long originX;
  private long originY;

  /** Per step where it begins and ends, whose it is, and the step that follows it in its ring. */
  private int stepCount;

  private final int[] from;
  private final int[] to;
  private final int[] polygonOf;
  private final int[] next;

  /** Per step its twin; -1 along the outline of them all. */
  private final int[] twin;

  private Coverage(List<Polygon> polygons) {
    this.polygons = polygons;
    int size = 0;
    for (Polygon polygon : polygons) {
      size += polygon.getNumPoints();
    }
    this.x = new int[size];
    this.y = new int[size];
    this.places = new Coordinate[size];
    this.vertexTable = new int[tableSize(size)];
    this.from = new int[size];
    this.to = new int[size];
    this.polygonOf = new int[size];
    this.next = new int[size];
    this.twin = new int[size];
  }

  /**
   * The polygons as a coverage.
   *
   * @param polygons valid
   * @return nothing if it is not proved that they are one
   */
  static Optional<Coverage> of(List<Polygon> polygons) {
    Coverage coverage = new Coverage(polygons);
    boolean proved =
        coverage.isLinked()
            && coverage.sectorsMeeting((step, other) -> false)
            && coverage.edgesMeeting((step, other) -> false)
            && coverage.noneLiesInAnother();
    return proved ? Optional.of(coverage) : Optional.empty();
  }

  /**
   * What some polygons cover together.
   *
   * @param isCoverage whether it is proved that they are a coverage, so that no two have an area in
   *     common
   */
  record Whole(Geometry union, boolean isCoverage) {}

  /** The union of polygons, as {@link #whole} has it. */
  static Geometry union(List<Polygon> polygons) {
    return whole(polygons).union;
  }

  /**
   * The union of polygons on the grid, as {@link Shapes#union} makes it but for what rounding moves
   * by a millimetre; near-linear if they are a coverage, or are one without a few of them.
   *
   * @param polygons valid
   */
  static Whole whole(List<Polygon> polygons) {
    Coverage all = new Coverage(polygons);
    Optional<BitSet> inTheWay = all.isLinked() ? all.inTheWay() : Optional.empty();
    if (inTheWay.isPresent() && inTheWay.get().isEmpty() && all.noneLiesInAnother()) {
      return new Whole(all.union(), true);
    }
    return new Whole(
        inTheWay.map(some -> overlaid(polygons, some)).orElseGet(() -> Shapes.union(polygons)),
        false);
  }

  /** The union of polygons of which all but some are a coverage, as far as edges tell. */
  private static Geometry overlaid(List<Polygon> polygons, BitSet some) {
    List<Polygon> others = new ArrayList<>();
    List<Polygon> most = new ArrayList<>();
    for (int i = 0; i < polygons.size(); i++) {
      (some.get(i) ? others : most).add(polygons.get(i));
    }
    if (others.isEmpty() || most.size() < 2) {
      return Shapes.union(polygons);
    }
    Coverage rest = new Coverage(most);
    return rest.isLinked() && rest.noneLiesInAnother() // Its sectors and edges stay apart.
        ? Shapes.union(rest.union(), Shapes.union(others))
        : Shapes.union(polygons);
  }

  private boolean isLinked() {
    return addRings() && findTwins();
  }

  /**
   * The polygons without which no sectors and no edges of the others meet: of two that do so the
   * one with fewer vertices. Nothing if not all was looked at.
   */
  private Optional<BitSet> inTheWay() {
    BitSet result = new BitSet();
    boolean all =
        sectorsMeeting(
                (step, other) -> {
                  takeOut(new int[] {polygonOf[step]}, new int[] {polygonOf[other]}, result);
                  return true;
                })
            && edgesMeeting(
                (step, other) -> {
                  takeOut(owners(step), owners(other), result);
                  return true;
                });
    return all ? Optional.of(result) : Optional.empty();
  }

  /** Takes the one or the other polygons out, if neither are as yet. */
  private void takeOut(int[] some, int[] others, BitSet out) {
    if (!areAll(some, out) && !areAll(others, out)) {
      for (int polygon : vertices(some) < vertices(others) ? some : others) {
        out.set(polygon);
      }
    }
  }

  private static boolean areAll(int[] numbers, BitSet in) {
    return Arrays.stream(numbers).allMatch(in::get);
  }

  /** The polygons that have an edge. */
  private int[] owners(int step) {
    return twin[step] < 0
        ? new int[] {polygonOf[step]}
        : new int[] {polygonOf[step], polygonOf[twin[step]]};
  }

  private int vertices(int[] owners) {
    return Arrays.stream(owners).map(owner -> polygons.get(owner).getNumPoints()).sum();
  }

  /**
   * The union of areas with boxes that do not touch; null if they are many or some do.
   *
   * @param areas as {@link OnGrid#moved} has them: overlays leave them as they are
   */
  static Geometry ofDistant(List<Geometry> areas) {
    int size = areas.size();
    if (size > FEW) {
      return null;
    }
    for (int i = 1; i < size; i++) {
      Envelope box = areas.get(i).getEnvelopeInternal();
      for (int j = 0; j < i; j++) {
        if (box.intersects(areas.get(j).getEnvelopeInternal())) {
          return null;
        }
      }
    }
    List<Polygon> polygons = new ArrayList<>();
    areas.forEach(area -> polygons.addAll(Shapes.polygonsOf(area)));
    Collections.sort(polygons);
    return Shapes.FACTORY.createMultiPolygon(polygons.toArray(new Polygon[0]));
  }

  /** The union, as {@link Shapes#union} makes it of these polygons. */
  Geometry union() {
    boolean[] outline = new boolean[vertexCount];
    for (int step = 0; step < stepCount; step++) {
      if (twin[step] < 0) {
        if (outline[from[step]]) {
          // The outline meets itself there: which rings are one is a question for an overlay.
          return Shapes.union(polygons);
        }
        outline[from[step]] = true;
      }
    }
    List<LinearRing> shells = new ArrayList<>();
    List<LinearRing> holes = new ArrayList<>();
    outlineRings(shells, holes);
    return Shapes.FACTORY.createMultiPolygon(assembled(shells, holes).toArray(new Polygon[0]));
  }

  /** The vertices in which the outline of the union meets itself, sorted. */
  TreeSet<Coordinate> pinched() {
    TreeSet<Coordinate> result = new TreeSet<>();
    boolean[] outline = new boolean[vertexCount];
    for (int step = 0; step < stepCount; step++) {
      if (twin[step] < 0) {
        if (outline[from[step]]) {
          result.add(places[from[step]]);
        }
        outline[from[step]] = true;
      }
    }
    return result;
  }

  /**
   * Whether some owner's polygons have a vertex in common, or one of them passes a vertex twice.
   *
   * @param owners by polygon, 0 and up
   */
  boolean anyMeetsItself(int[] owners) {
    int[] last = new int[vertexCount];
    int[] order = new int[stepCount];
    int[] begin = new int[Arrays.stream(owners).max().orElse(0) + 2];
    for (int step = 0; step < stepCount; step++) {
      begin[owners[polygonOf[step]] + 1]++;
    }
    for (int owner = 1; owner < begin.length; owner++) {
      begin[owner] += begin[owner - 1];
    }
    for (int step = 0; step < stepCount; step++) {
      order[begin[owners[polygonOf[step]]]++] = step;
    }
    for (int step : order) {
      int mark = owners[polygonOf[step]] + 1;
      if (last[from[step]] == mark) {
        return true;
      }
      last[from[step]] = mark;
    }
    return false;
  }

  // ---- the graph

  /** Adds all rings; false if there are none, or a vertex is not on the grid. */
  private boolean addRings() {
    for (int polygon = 0; polygon < polygons.size(); polygon++) {
      for (LineString ring : Shapes.rings(polygons.get(polygon))) {
        boolean shell = ring == polygons.get(polygon).getExteriorRing();
        if (!addRing(ring.getCoordinates(), shell, polygon)) {
          return false;
        }
      }
    }
    return stepCount > 0;
  }

  private boolean addRing(Coordinate[] c, boolean shell, int polygon) {
    int n = c.length - 1;
    if (n < 3) {
      return false;
    }
    int[] ring = new int[n];
    int lowest = 0;
    for (int i = 0; i < n; i++) {
      ring[i] = vertex(c[i]);
      if (ring[i] < 0) {
        return false;
      }
      boolean lower = y[ring[i]] < y[ring[lowest]];
      boolean level = y[ring[i]] == y[ring[lowest]];
      lowest = lower || (level && x[ring[i]] < x[ring[lowest]]) ? i : lowest;
    }
    long turn = turn(ring[(lowest + n - 1) % n], ring[lowest], ring[(lowest + 1) % n]);
    if (turn == 0) {
      return false;
    }
    boolean backwards = turn > 0 != shell;
    int first = stepCount;
    for (int i = 0; i < n; i++) {
      from[stepCount] = ring[backwards ? n - 1 - i : i];
      to[stepCount] = ring[backwards ? (2 * n - 2 - i) % n : (i + 1) % n];
      polygonOf[stepCount] = polygon;
      next[stepCount] = i + 1 < n ? stepCount + 1 : first;
      if (from[stepCount] == to[stepCount]) {
        return false;
      }
      stepCount++;
    }
    return true;
  }

  /** The number of the vertex at a place; -1 if the place is not on the grid or too far away. */
  private int vertex(Coordinate c) {
    if (Shapes.snapped(c.x) != c.x || Shapes.snapped(c.y) != c.y) {
      return -1;
    }
    long mx = Shapes.millimetres(c.x);
    long my = Shapes.millimetres(c.y);
    if (vertexCount == 0) {
      originX = mx;
      originY = my;
    }
    mx -= originX;
    my -= originY;
    if (Math.abs(mx) > LARGEST || Math.abs(my) > LARGEST) {
      return -1;
    }
    int mask = vertexTable.length - 1;
    int slot = mixed(mx * 0x9E3779B97F4A7C15L + my) & mask;
    while (vertexTable[slot] != 0) {
      int there = vertexTable[slot] - 1;
      if (x[there] == mx && y[there] == my) {
        return there;
      }
      slot = (slot + 1) & mask;
    }
    x[vertexCount] = (int) mx;
    y[vertexCount] = (int) my;
    places[vertexCount] = c;
    vertexTable[slot] = vertexCount + 1;
    return vertexCount++;
  }

  /** Finds each step's twin; false if two polygons have the same step, so that they overlap. */
  private boolean findTwins() {
    int[] table = new int[tableSize(stepCount)];
    int mask = table.length - 1;
    for (int step = 0; step < stepCount; step++) {
      int slot = slot(from[step], to[step], mask);
      while (table[slot] != 0) {
        int there = table[slot] - 1;
        if (from[there] == from[step] && to[there] == to[step]) {
          return false;
        }
        slot = (slot + 1) & mask;
      }
      table[slot] = step + 1;
    }
    for (int step = 0; step < stepCount; step++) {
      twin[step] = -1;
      int slot = slot(to[step], from[step], mask);
      while (table[slot] != 0) {
        int there = table[slot] - 1;
        if (from[there] == to[step] && to[there] == from[step]) {
          twin[step] = there;
          break;
        }
        slot = (slot + 1) & mask;
      }
      if (twin[step] >= 0 && polygonOf[twin[step]] == polygonOf[step]) {
        return false;
      }
    }
    return true;
  }

  private static int slot(int from, int to, int mask) {
    return mixed(((long) from << 32 | to) * 0x9E3779B97F4A7C15L) & mask;
  }

  private static int mixed(long hash) {
    long h = (hash ^ (hash >>> 32)) * 0xBF58476D1CE4E5B9L;
    return (int) (h >>> 33);
  }

  private static int tableSize(int entries) {
    return Integer.highestOneBit(Math.max(4, 2 * entries)) << 1;
  }

  /** Twice the signed area of the triangle abc, square millimetres. */
  private long turn(int a, int b, int c) {
    return EdgeCells.turn(x, y, a, b, c);
  }

  // ---- the proof

  /**
   * Tells where an edge leaves a vertex into the inside of a polygon that has a corner there: of
   * each of the two a step that ends in the vertex.
   *
   * @return whether all was looked at
   */
  private boolean sectorsMeeting(EdgeCells.Pairs pairs) {
    int[] begin = new int[vertexCount + 1];
    for (int step = 0; step < stepCount; step++) {
      begin[to[step] + 1]++;
    }
    for (int v = 0; v < vertexCount; v++) {
      if (begin[v + 1] > MOST_AROUND) {
        return false;
      }
      begin[v + 1] += begin[v];
    }
    int[] arriving = new int[stepCount];
    int[] fill = Arrays.copyOf(begin, vertexCount);
    for (int step = 0; step < stepCount; step++) {
      arriving[fill[to[step]]++] = step;
    }
    for (int v = 0; v < vertexCount; v++) {
      for (int i = begin[v]; i < begin[v + 1] && begin[v + 1] - begin[v] > 1; i++) {
        int before = from[arriving[i]];
        int after = to[next[arriving[i]]];
        for (int j = begin[v]; j < begin[v + 1]; j++) {
          if (j != i
              && (inSector(v, after, before, from[arriving[j]])
                  || inSector(v, after, before, to[next[arriving[j]]]))
              && !pairs.tell(arriving[i], arriving[j])) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Whether the edge from v to w lies inside the sector counter-clockwise from va to vb. */
  private boolean inSector(int v, int a, int b, int w) {
    if (w == a || w == b) {
      return false;
    }
    boolean leftOfA = turn(v, a, w) > 0;
    boolean rightOfB = turn(v, b, w) < 0;
    return turn(v, a, b) > 0 ? leftOfA && rightOfB : leftOfA || rightOfB;
  }

  /**
   * Tells which edges, by a step of each, cross or come closer to a vertex than snap rounding would
   * bear.
   *
   * @return whether all were looked at
   */
  private boolean edgesMeeting(EdgeCells.Pairs pairs) {
    int[] stepOf = new int[stepCount];
    int[] a = new int[stepCount];
    int[] b = new int[stepCount];
    int edges = 0;
    for (int step = 0; step < stepCount; step++) {
      if (step > twin[step]) {
        stepOf[edges] = step;
        a[edges] = from[step];
        b[edges++] = to[step];
      }
    }
    return EdgeCells.meeting(
        x, y, a, b, edges, APART, (edge, other) -> pairs.tell(stepOf[edge], stepOf[other]));
  }

  /** Whether what is not connected lies outside of every polygon. */
  private boolean noneLiesInAnother() {
    if (polygons.size() < 2) {
      return true;
    }
    Groups connected = new Groups(vertexCount);
    for (int step = 0; step < stepCount; step++) {
      connected.join(from[step], to[step]);
    }
    List<Integer> pieces = new ArrayList<>();
    for (int v = 0; v < vertexCount; v++) {
      if (connected.find(v) == v) {
        pieces.add(v);
      }
    }
    if (pieces.size() < 2) {
      return true;
    }
    STRtree index = new STRtree();
    List<List<Integer>> firstSteps = new ArrayList<>();
    polygons.forEach(polygon -> firstSteps.add(new ArrayList<>(1)));
    for (int step = 0; step < stepCount; step++) {
      if (step == 0 || next[step - 1] != step) {
        firstSteps.get(polygonOf[step]).add(step);
      }
    }
    for (int polygon = 0; polygon < polygons.size(); polygon++) {
      index.insert(polygons.get(polygon).getEnvelopeInternal(), polygon);
    }
    for (int piece : pieces) {
      for (Object found : index.query(new Envelope(places[piece]))) {
        List<Integer> rings = firstSteps.get((Integer) found);
        boolean own = rings.stream().anyMatch(ring -> connected.find(from[ring]) == piece);
        if (!own && rings.stream().filter(ring -> inRing(piece, ring)).count() % 2 == 1) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a vertex lies inside the ring of a step; it is not on it. */
  private boolean inRing(int v, int first) {
    boolean inside = false;
    int step = first;
    do {
      inside ^= crosses(v, from[step], to[step]);
      step = next[step];
    } while (step != first);
    return inside;
  }

  /** Whether the ray from v in the direction of x crosses the edge ab. */
  private boolean crosses(int v, int a, int b) {
    if (y[a] > y[v] == y[b] > y[v]) {
      return false;
    }
    return turn(a, b, v) > 0 == y[b] > y[a];
  }

  // ---- the union

  private void outlineRings(List<LinearRing> shells, List<LinearRing> holes) {
    int[] leaving = new int[vertexCount];
    for (int step = 0; step < stepCount; step++) {
      if (twin[step] < 0) {
        leaving[from[step]] = step;
      }
    }
    boolean[] done = new boolean[stepCount];
    for (int first = 0; first < stepCount; first++) {
      if (twin[first] >= 0 || done[first]) {
        continue;
      }
      List<Coordinate> ring = new ArrayList<>();
      int lowest = first;
      int beforeLowest = first;
      int before = first;
      for (int step = first; !done[step]; step = leaving[to[step]]) {
        done[step] = true;
        ring.add(places[from[step]].copy());
        int v = from[step];
        int l = from[lowest];
        if (y[v] < y[l] || (y[v] == y[l] && x[v] < x[l])) {
          lowest = step;
          beforeLowest = before;
        }
        before = step;
      }
      beforeLowest = lowest == first ? before : beforeLowest;
      ring.add(ring.get(0).copy());
      LinearRing line = Shapes.FACTORY.createLinearRing(ring.toArray(new Coordinate[0]));
      boolean shell = turn(from[beforeLowest], from[lowest], to[lowest]) > 0;
      (shell ? shells : holes).add(line);
    }
  }

  /** The polygons of the shells, each hole in the smallest shell around it. */
  private static List<Polygon> assembled(List<LinearRing> shells, List<LinearRing> holes) {
    List<List<LinearRing>> holesOf = new ArrayList<>();
    shells.forEach(shell -> holesOf.add(new ArrayList<>(0)));
    STRtree index = new STRtree();
    for (int i = 0; i < shells.size() && !holes.isEmpty(); i++) {
      index.insert(shells.get(i).getEnvelopeInternal(), i);
    }
    for (LinearRing hole : holes) {
      Coordinate vertex = hole.getCoordinateN(0);
      int around = -1;
      for (Object found : index.query(hole.getEnvelopeInternal())) {
        LinearRing shell = shells.get((Integer) found);
        if (shell.getEnvelopeInternal().contains(hole.getEnvelopeInternal())
            && (around < 0
                || shells.get(around).getEnvelopeInternal().contains(shell.getEnvelopeInternal()))
            && PointLocation.isInRing(vertex, shell.getCoordinates())) {
          around = (Integer) found;
        }
      }
      holesOf.get(around).add(hole);
    }
    List<Polygon> result = new ArrayList<>();
    for (int i = 0; i < shells.size(); i++) {
      Polygon polygon =
          Shapes.FACTORY.createPolygon(shells.get(i), holesOf.get(i).toArray(new LinearRing[0]));
      polygon.normalize();
      result.add(polygon);
    }
    Collections.sort(result);
    return result;
  }
}
