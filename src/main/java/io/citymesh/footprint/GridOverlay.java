package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.TopologyException;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;
import org.locationtech.jts.operation.overlayng.PrecisionReducer;

/**
 * Unions, intersections and differences of polygons that never fail: JTS makes them, and where it
 * gives up, {@link #exact} does, in whole numbers.
 *
 * <p>JTS calculates with rounded numbers. Of very small or narrow polygons on the grid one in some
 * 50,000 unions ends in a {@link TopologyException}.
 *
 * <ol>
 *   <li>All edges are rounded and noded together ({@link SnapRounding}).
 *   <li>Each piece knows how many times more each geometry winds around its left than around its
 *       right; pieces with equal sides are left out.
 *   <li>The faces between the pieces are walked around; from the outside inwards follows how many
 *       times each geometry winds around each face. More than none is inside.
 *   <li>The pieces with the result on their left are strung together, so that each ring turns
 *       towards the result where several meet, and is cut where it passes a vertex twice: polygons
 *       that meet in a point are two, and so are a shell and a hole.
 * </ol>
 *
 * <p>Layout: piece i has the <em>half-edges</em> 2i, from its lesser vertex to its greater, and 2i
 * + 1 back. Not thread-safe.
 */
final class GridOverlay {
  /** Below the number of a vertex: what else is known of a step towards it. */
  private static final int FLAGS = 2;

  private static final long BACK = 1;
  private static final long SECOND = 2;

  private final int operation;

  /** So many units of the grid are a metre. */
  private final double scale;

  private final SnapRounding noding = new SnapRounding();

  /** Per line which geometry it is of. */
  private int lines;

  private boolean[] second = new boolean[16];

  // Pieces: their vertices, and by how much each geometry winds more on their left.
  private int pieces;
  private int[] low;
  private int[] high;
  private int[] firstDelta;
  private int[] secondDelta;

  /** Half-edges by vertex, counter-clockwise from the direction of -x: those of v from begin[v]. */
  private int[] begin;

  private int[] around;

  /** Per half-edge its place among those around its first vertex, and the face on its left. */
  private int[] place;

  private int[] face;

  // Faces: how many times each geometry winds around them.
  private int faces;
  private int[] firstWinding;
  private int[] secondWinding;

  private GridOverlay(int operation, double scale) {
    this.operation = operation;
    this.scale = scale;
  }

  /**
   * An overlay on the grid: of JTS, or an exact one.
   *
   * @param operation of {@link OverlayNG}: UNION, INTERSECTION or DIFFERENCE
   */
  static Geometry onGrid(Geometry a, Geometry b, int operation) {
    try {
      return OverlayNG.overlay(a, b, operation, Grid.PRECISION);
    } catch (TopologyException e) {
      return exact(List.of(a), List.of(b), operation);
    }
  }

  /** A valid geometry on the grid: by JTS, or an exact one. */
  static Geometry onGrid(Geometry geometry) {
    try {
      return PrecisionReducer.reducePrecision(geometry, Grid.PRECISION);
    } catch (TopologyException | IllegalArgumentException e) {
      return exact(List.of(geometry), List.of(), OverlayNG.UNION);
    }
  }

  /** An overlay that is not rounded to the grid, but where JTS fails. */
  static Geometry unrounded(Geometry a, Geometry b, int operation) {
    try {
      return OverlayNGRobust.overlay(a, b, operation);
    } catch (TopologyException e) {
      return exact(List.of(a), List.of(b), operation);
    }
  }

  /** A union that is not rounded to the grid, but where JTS fails. */
  static Geometry unrounded(List<? extends Geometry> geometries) {
    try {
      return OverlayNGRobust.union(Grid.FACTORY.buildGeometry(geometries));
    } catch (TopologyException e) {
      return exact(geometries, List.of(), OverlayNG.UNION);
    }
  }

  /**
   * An exact overlay of polygons that are rounded to the grid.
   *
   * @param a valid polygons, which may overlap: all that they cover counts
   * @param b likewise
   * @param operation of {@link OverlayNG}: UNION, INTERSECTION or DIFFERENCE
   * @return valid, on the grid; empty if nothing is left
   */
  static Geometry exact(List<? extends Geometry> a, List<? extends Geometry> b, int operation) {
    GridOverlay overlay = new GridOverlay(operation, Grid.SCALE);
    a.forEach(geometry -> overlay.add(geometry, false));
    b.forEach(geometry -> overlay.add(geometry, true));
    return overlay.result();
  }

  /**
   * What closed lines wind around more often in their own direction than against it.
   *
   * @param scale so many units of the grid, to which all is rounded, are a metre
   * @return valid; empty if nothing is left
   */
  static Geometry enclosed(List<OffsetLines.Line> lines, double scale) {
    GridOverlay overlay = new GridOverlay(OverlayNG.UNION, scale);
    for (OffsetLines.Line line : lines) {
      overlay.add(line.points(), !line.forward(), false);
    }
    return overlay.result();
  }

  private void add(Geometry geometry, boolean ofSecond) {
    for (Object part : PolygonExtracter.getPolygons(geometry)) {
      Polygon polygon = (Polygon) part;
      if (polygon.isEmpty()) {
        continue;
      }
      add(polygon.getExteriorRing(), true, ofSecond);
      for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
        add(polygon.getInteriorRingN(i), false, ofSecond);
      }
    }
  }

  /** Adds a ring, directed so that its polygon lies on the left. */
  private void add(LinearRing ring, boolean shell, boolean ofSecond) {
    Coordinate[] c = ring.getCoordinates();
    add(c, Orientation.isCCW(c) == shell, ofSecond);
  }

  private void add(Coordinate[] c, boolean forward, boolean ofSecond) {
    int n = c.length - 1;
    for (int i = 0; i < n; i++) {
      Coordinate a = c[forward ? i : n - i];
      Coordinate b = c[forward ? i + 1 : n - i - 1];
      noding.add(units(a.x), units(a.y), units(b.x), units(b.y));
      if (lines == second.length) {
        second = Arrays.copyOf(second, 2 * lines);
      }
      second[lines++] = ofSecond;
    }
  }

  private long units(double metres) {
    return (long) Math.rint(metres * scale);
  }

  private Geometry result() {
    noding.node();
    addPieces();
    sortAround();
    addFaces();
    wind();
    return polygons();
  }

  // ---- pieces and faces

  private void addPieces() {
    // The pieces of all chains by their lesser vertices: each the other vertex, whether it leads
    // back from there, and whose it is.
    int[] firstOf = new int[noding.vertexCount() + 1];
    for (int line = 0; line < lines; line++) {
      int[] chain = noding.chain(line);
      for (int i = 1; i < chain.length; i++) {
        firstOf[Math.min(chain[i - 1], chain[i]) + 1]++;
      }
    }
    for (int v = 1; v < firstOf.length; v++) {
      firstOf[v] += firstOf[v - 1];
    }
    int most = firstOf[firstOf.length - 1];
    long[] steps = new long[most];
    int[] fill = firstOf.clone();
    for (int line = 0; line < lines; line++) {
      int[] chain = noding.chain(line);
      for (int i = 1; i < chain.length; i++) {
        int u = chain[i - 1];
        int v = chain[i];
        long back = u < v ? 0 : BACK;
        long whose = second[line] ? SECOND : 0;
        steps[fill[Math.min(u, v)]++] = (long) Math.max(u, v) << FLAGS | back | whose;
      }
    }
    low = new int[most];
    high = new int[most];
    firstDelta = new int[most];
    secondDelta = new int[most];
    for (int v = 0; v + 1 < firstOf.length; v++) {
      Arrays.sort(steps, firstOf[v], firstOf[v + 1]);
      int i = firstOf[v];
      while (i < firstOf[v + 1]) {
        int other = (int) (steps[i] >> FLAGS);
        int first = 0;
        int next = 0;
        for (; i < firstOf[v + 1] && steps[i] >> FLAGS == other; i++) {
          int sign = (steps[i] & BACK) == 0 ? 1 : -1;
          if ((steps[i] & SECOND) == 0) {
            first += sign;
          } else {
            next += sign;
          }
        }
        if (first != 0 || next != 0) {
          low[pieces] = v;
          high[pieces] = other;
          firstDelta[pieces] = first;
          secondDelta[pieces++] = next;
        }
      }
    }
  }

  private int from(int half) {
    return (half & 1) == 0 ? low[half >> 1] : high[half >> 1];
  }

  private int to(int half) {
    return from(half ^ 1);
  }

  private void sortAround() {
    int vertices = noding.vertexCount();
    begin = new int[vertices + 1];
    for (int half = 0; half < 2 * pieces; half++) {
      begin[from(half) + 1]++;
    }
    for (int v = 0; v < vertices; v++) {
      begin[v + 1] += begin[v];
    }
    int[] fill = Arrays.copyOf(begin, vertices);
    Integer[] halves = new Integer[2 * pieces];
    for (int half = 0; half < 2 * pieces; half++) {
      halves[fill[from(half)]++] = half;
    }
    around = new int[2 * pieces];
    place = new int[2 * pieces];
    for (int v = 0; v < vertices; v++) {
      Arrays.sort(halves, begin[v], begin[v + 1], this::compareDirections);
      for (int i = begin[v]; i < begin[v + 1]; i++) {
        around[i] = halves[i];
        place[halves[i]] = i;
      }
    }
  }

  /** By the angle from the direction of -x, which comes last, counter-clockwise. */
  private int compareDirections(int e, int f) {
    int byHalf = Integer.compare(upper(e), upper(f));
    return byHalf != 0 ? byHalf : -side(e, to(f));
  }

  /** 0 for directions from -x (not included) to +x (included), 1 for those from +x to -x. */
  private int upper(int half) {
    long dy = noding.y(to(half)) - noding.y(from(half));
    return dy > 0 || (dy == 0 && to(half) < from(half)) ? 1 : 0;
  }

  /** On which side of a half-edge a vertex lies: 1 on its left, -1 on its right, 0 on its line. */
  private int side(int half, int v) {
    int a = from(half);
    int b = to(half);
    return SnapRounding.side(
        noding.x(a), noding.y(a), noding.x(b), noding.y(b), noding.x(v), noding.y(v));
  }

  /** The next half-edge clockwise around the vertex that one comes from. */
  private int clockwise(int half) {
    int v = from(half);
    int at = place[half] == begin[v] ? begin[v + 1] - 1 : place[half] - 1;
    return around[at];
  }

  private void addFaces() {
    face = new int[2 * pieces];
    Arrays.fill(face, -1);
    for (int first = 0; first < 2 * pieces; first++) {
      if (face[first] < 0) {
        int half = first;
        do {
          face[half] = faces;
          half = clockwise(half ^ 1);
        } while (half != first);
        faces++;
      }
    }
  }

  // ---- windings

  private void wind() {
    firstWinding = new int[faces];
    secondWinding = new int[faces];
    boolean[] known = new boolean[faces];
    Components components = new Components();
    int[] halfOf = new int[faces];
    List<List<Integer>> halves = halvesOfFaces();
    for (int c = 0; c < components.count; c++) {
      // The least vertex of a component: what lies left of it is the face outside.
      int v = components.least[c];
      int half = outermost(v);
      components.windAround(v, c, face[half]);
      known[face[half]] = true;
      int waiting = 0;
      halfOf[waiting++] = face[half];
      while (waiting > 0) {
        int inside = halfOf[--waiting];
        for (int h : halves.get(inside)) {
          int other = face[h ^ 1];
          if (!known[other]) {
            int sign = (h & 1) == 0 ? -1 : 1; // From the left of a half-edge to its right.
            firstWinding[other] = firstWinding[inside] + sign * firstDelta[h >> 1];
            secondWinding[other] = secondWinding[inside] + sign * secondDelta[h >> 1];
            known[other] = true;
            halfOf[waiting++] = other;
          }
        }
      }
    }
  }

  private List<List<Integer>> halvesOfFaces() {
    List<List<Integer>> result = new ArrayList<>(faces);
    for (int f = 0; f < faces; f++) {
      result.add(new ArrayList<>(4));
    }
    for (int half = 0; half < 2 * pieces; half++) {
      result.get(face[half]).add(half);
    }
    return result;
  }

  /**
   * Of the half-edges from the least vertex of a component the one with the outside on its left.
   */
  private int outermost(int v) {
    // All lead right or straight up: the last one before the direction of -x.
    return around[begin[v + 1] - 1];
  }

  /** The connected parts of the pieces. */
  private final class Components {
    private int count;
    private final List<List<Integer>> piecesOf = new ArrayList<>();
    private final long[] bottom;
    private final long[] top;
    private final long[] right;

    /** By component, its least vertex. */
    final int[] least;

    Components() {
      Groups groups = new Groups(noding.vertexCount());
      for (int piece = 0; piece < pieces; piece++) {
        groups.join(low[piece], high[piece]);
      }
      Map<Integer, Integer> numbers = new HashMap<>();
      for (int piece = 0; piece < pieces; piece++) {
        int number = numbers.computeIfAbsent(groups.find(low[piece]), any -> numbers.size());
        if (number == piecesOf.size()) {
          piecesOf.add(new ArrayList<>());
        }
        piecesOf.get(number).add(piece);
      }
      count = piecesOf.size();
      bottom = new long[count];
      top = new long[count];
      right = new long[count];
      least = new int[count];
      for (int c = 0; c < count; c++) {
        bottom[c] = Long.MAX_VALUE;
        top[c] = Long.MIN_VALUE;
        right[c] = Long.MIN_VALUE;
        least[c] = Integer.MAX_VALUE;
        for (int piece : piecesOf.get(c)) {
          for (int v : new int[] {low[piece], high[piece]}) {
            bottom[c] = Math.min(bottom[c], noding.y(v));
            top[c] = Math.max(top[c], noding.y(v));
            right[c] = Math.max(right[c], noding.x(v));
            least[c] = Math.min(least[c], v);
          }
        }
      }
    }

    /** Notes how often the other components wind around a vertex of one: by a ray to the left. */
    void windAround(int v, int own, int of) {
      long x = noding.x(v);
      long y = noding.y(v);
      for (int c = 0; c < count; c++) {
        if (c == own || bottom[c] > y || top[c] < y || right[c] < x || least[c] > v) {
          continue;
        }
        for (int piece : piecesOf.get(c)) {
          boolean lowBelow = noding.y(low[piece]) <= y;
          boolean highBelow = noding.y(high[piece]) <= y;
          if (lowBelow != highBelow) {
            int side = side(2 * piece, v);
            if (lowBelow ? side < 0 : side > 0) { // The vertex lies on the right of the piece.
              int sign = lowBelow ? -1 : 1;
              firstWinding[of] += sign * firstDelta[piece];
              secondWinding[of] += sign * secondDelta[piece];
            }
          }
        }
      }
    }
  }

  private boolean inResult(int half) {
    boolean first = firstWinding[face[half]] > 0;
    boolean other = secondWinding[face[half]] > 0;
    return switch (operation) {
      case OverlayNG.UNION -> first || other;
      case OverlayNG.INTERSECTION -> first && other;
      case OverlayNG.DIFFERENCE -> first && !other;
      default -> throw new IllegalArgumentException("operation " + operation);
    };
  }

  // ---- the result

  /** A shell and its holes, as vertices, and the shell's box. */
  private record Outline(
      int[] shell, List<int[]> holes, long left, long bottom, long right, long top) {}

  private Outline outline(int[] shell, List<int[]> holes) {
    long left = Long.MAX_VALUE;
    long bottom = Long.MAX_VALUE;
    long right = Long.MIN_VALUE;
    long top = Long.MIN_VALUE;
    for (int v : shell) {
      left = Math.min(left, noding.x(v));
      bottom = Math.min(bottom, noding.y(v));
      right = Math.max(right, noding.x(v));
      top = Math.max(top, noding.y(v));
    }
    return new Outline(shell, holes, left, bottom, right, top);
  }

  private Geometry polygons() {
    boolean[] bounds = new boolean[2 * pieces];
    for (int half = 0; half < bounds.length; half++) {
      bounds[half] = inResult(half) && !inResult(half ^ 1);
    }
    List<Outline> outlines = new ArrayList<>();
    List<int[]> free = new ArrayList<>();
    boolean[] done = new boolean[bounds.length];
    for (int first = 0; first < bounds.length; first++) {
      if (bounds[first] && !done[first]) {
        List<int[]> holes = new ArrayList<>();
        int[] shell = null;
        for (int[] ring : simpleRings(first, bounds, done)) {
          if (isCounterClockwise(ring)) {
            shell = ring;
          } else {
            holes.add(ring);
          }
        }
        if (shell == null) {
          free.addAll(holes);
        } else {
          outlines.add(outline(shell, holes));
        }
      }
    }
    for (int[] hole : free) {
      around(hole, outlines).holes.add(hole);
    }
    Polygon[] result = new Polygon[outlines.size()];
    for (int i = 0; i < result.length; i++) {
      LinearRing[] holes =
          outlines.get(i).holes.stream().map(this::ring).toArray(LinearRing[]::new);
      result[i] = Grid.FACTORY.createPolygon(ring(outlines.get(i).shell), holes);
    }
    return Grid.FACTORY.createMultiPolygon(result);
  }

  /** Walks along the result and cuts off a ring where a vertex is passed again. */
  private List<int[]> simpleRings(int first, boolean[] bounds, boolean[] done) {
    List<int[]> result = new ArrayList<>();
    Map<Integer, Integer> at = new HashMap<>();
    int[] path = new int[16];
    int length = 0;
    int half = first;
    do {
      done[half] = true;
      int v = from(half);
      Integer before = at.get(v);
      if (before != null) {
        result.add(Arrays.copyOfRange(path, before, length));
        for (int i = before; i < length; i++) {
          at.remove(path[i]);
        }
        length = before;
      }
      if (length == path.length) {
        path = Arrays.copyOf(path, 2 * length);
      }
      at.put(v, length);
      path[length++] = v;
      half = clockwise(half ^ 1);
      while (!bounds[half]) {
        half = clockwise(half);
      }
    } while (half != first);
    result.add(Arrays.copyOf(path, length));
    return result;
  }

  private boolean isCounterClockwise(int[] ring) {
    int least = 0;
    for (int i = 1; i < ring.length; i++) {
      least = ring[i] < ring[least] ? i : least;
    }
    int n = ring.length;
    return side(ring[(least + n - 1) % n], ring[least], ring[(least + 1) % n]) > 0;
  }

  private int side(int a, int b, int v) {
    return SnapRounding.side(
        noding.x(a), noding.y(a), noding.x(b), noding.y(b), noding.x(v), noding.y(v));
  }

  /** The smallest of the shells around a hole, of which there is one. */
  private Outline around(int[] hole, List<Outline> outlines) {
    long x = noding.x(hole[0]);
    long y = noding.y(hole[0]);
    List<Outline> near = new ArrayList<>();
    for (Outline outline : outlines) {
      if (outline.left <= x && x <= outline.right && outline.bottom <= y && y <= outline.top) {
        near.add(outline);
      }
    }
    if (near.size() == 1) {
      return near.get(0);
    }
    Outline result = null;
    for (Outline outline : near) {
      if (isWithin(hole, outline.shell)
          && (result == null || isWithin(outline.shell, result.shell))) {
        result = outline;
      }
    }
    return result;
  }

  /** Whether a ring lies within another, which it does not cross: they may meet in vertices. */
  private boolean isWithin(int[] ring, int[] shell) {
    for (int v : ring) {
      int where = locate(v, shell);
      if (where != 0) {
        return where > 0;
      }
    }
    return false;
  }

  /** 1 inside a ring, -1 outside, 0 for its vertices; no vertex lies on an edge. */
  private int locate(int v, int[] ring) {
    boolean inside = false;
    for (int i = 0; i < ring.length; i++) {
      int a = ring[i];
      int b = ring[i + 1 < ring.length ? i + 1 : 0];
      if (a == v) {
        return 0;
      }
      boolean below = noding.y(a) <= noding.y(v);
      if (below != noding.y(b) <= noding.y(v)) {
        inside ^= side(a, b, v) > 0 == below;
      }
    }
    return inside ? 1 : -1;
  }

  private LinearRing ring(int[] vertices) {
    Coordinate[] c = new Coordinate[vertices.length + 1];
    for (int i = 0; i < c.length; i++) {
      int v = vertices[i % vertices.length];
      c[i] = new Coordinate(noding.x(v) / scale, noding.y(v) / scale);
    }
    return Grid.FACTORY.createLinearRing(c);
  }
}
