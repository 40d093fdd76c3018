package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Removes the vertices of polygons that lie on the line between their neighbours, but for rounding:
 * the same vertices in the same order as {@link Linework#removeCollinear}, which allows for
 * neighbours.
 *
 * <p>A vertex that goes must not be farther than {@link #TOLERANCE} from the edge that comes, nor
 * any that went before between the same ends; the nearest to their edges go first. Where it is not
 * plain that nothing is in the way of an edge that comes, the answer is that it is not known. Not
 * thread-safe.
 */
final class CollinearVertices {
  /** How far a vertex may lie from the line, millimetres. */
  static final double TOLERANCE = 2;

  /** The same in metres, with which distances are compared to the last bit. */
  private static final double TOLERANCE_METRES = 0.002;

  /** How far an edge that has come may lie from those that went, and a little more. */
  private static final double MARGIN = TOLERANCE + 1;

  /** A corner at the end of a new edge that is beyond doubt not sharp. */
  private static final double BLUNT = Math.tan(PathEdits.SHARP_ANGLE) * (1 + 1e-6);

  private final GridRings rings;

  /** The smallest detail, millimetres. */
  private final double detail;

  private final int[] next;
  private final int[] previous;
  private final boolean[] gone;

  /** The first vertex of each ring: after the one that went last, if any did. */
  private final int[] first;

  private final int[] size;

  /** The ring of each vertex. */
  private final int[] ringOf;

  /** The edges as they were at first. */
  private final EdgeGrid grid;

  /** The edges that were found last, by where they begin, each once. */
  private final int[] near;

  private int nearCount;

  /** When an edge was last found. */
  private final int[] found;

  private int searches;

  /** How near edges come to the path that may go, and to the edge that may come, millimetres. */
  private double nearestBefore;

  private double nearestAfter;

  /**
   * @param rings inside the limits, no vertex within 3 mm of an edge that does not end there
   * @param detail the smallest detail, metres
   */
  CollinearVertices(GridRings rings, double detail) {
    this.rings = rings;
    this.detail = 1000 * detail;
    this.next = rings.next.clone();
    this.previous = rings.previous.clone();
    this.grid = new EdgeGrid(rings);
    this.gone = new boolean[rings.x.length];
    this.near = new int[rings.x.length];
    this.found = new int[rings.x.length];
    this.first = new int[rings.rings()];
    this.size = new int[rings.rings()];
    this.ringOf = new int[rings.x.length];
    for (int ring = 0; ring < first.length; ring++) {
      first[ring] = rings.starts[ring];
      size[ring] = rings.starts[ring + 1] - rings.starts[ring];
      Arrays.fill(ringOf, rings.starts[ring], rings.starts[ring + 1], ring);
    }
  }

  /** The rings without these vertices; null if it is not known what goes. */
  GridRings removed() {
    double[] costs = new double[gone.length];
    // Vertices with other neighbours than at the pass before: what was said of the others holds.
    boolean[] open = new boolean[gone.length];
    Arrays.fill(open, true);
    while (true) {
      List<Integer> candidates = new ArrayList<>();
      for (int v = 0; v < gone.length; v++) {
        if (open[v] && !gone[v]) {
          costs[v] = deviation(previous[v], next[v]);
          if (costs[v] <= TOLERANCE_METRES) {
            candidates.add(v);
          }
        }
      }
      if (candidates.isEmpty()) {
        return result();
      }
      candidates.sort(Comparator.comparingDouble(v -> costs[v])); // Equals stay in order.
      Arrays.fill(open, false);
      for (int v : candidates) {
        int ring = ringOf[v];
        int u = previous[v];
        int w = next[v];
        if (size[ring] <= 3 || deviation(u, w) > TOLERANCE_METRES) {
          continue;
        }
        if (!isBlunt(previous[u], u, w) || !isBlunt(next[w], w, u) || !isFree(u, v, w)) {
          return null;
        }
        gone[v] = true;
        next[u] = w;
        previous[w] = u;
        first[ring] = w;
        size[ring]--;
        open[u] = true;
        open[w] = true;
      }
    }
  }

  /**
   * The largest distance from the segment uw of the vertices that were between them, as {@link
   * PathEdits} has it, to the last bit, metres; infinite if one is beyond its ends, or if it is
   * beyond doubt larger than the tolerance.
   */
  private double deviation(int u, int w) {
    if (isFar(rings.next[u], u, w)) {
      return Double.POSITIVE_INFINITY;
    }
    boolean ordered =
        rings.x[u] < rings.x[w] || (rings.x[u] == rings.x[w] && rings.y[u] < rings.y[w]);
    int a = ordered ? u : w;
    int b = ordered ? w : u;
    double ax = metresX(a);
    double ay = metresY(a);
    double bx = metresX(b);
    double by = metresY(b);
    double length2 = (bx - ax) * (bx - ax) + (by - ay) * (by - ay);
    double largest = 0;
    for (int v = rings.next[u]; v != w; v = rings.next[v]) {
      double px = metresX(v);
      double py = metresY(v);
      double r = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length2;
      if (!(r > 0 && r < 1)) {
        return Double.POSITIVE_INFINITY; // Vertices are 3 mm apart.
      }
      double s = ((ay - py) * (bx - ax) - (ax - px) * (by - ay)) / length2;
      largest = Math.max(largest, Math.abs(s) * Math.sqrt(length2));
    }
    return largest;
  }

  /** Whether a vertex is beyond doubt farther from the line ab than the tolerance. */
  private boolean isFar(int v, int a, int b) {
    double dx = (double) rings.x[b] - rings.x[a];
    double dy = (double) rings.y[b] - rings.y[a];
    double cross = rings.side(a, b, v);
    double limit = TOLERANCE + GridRings.DOUBT;
    return cross * cross > limit * limit * (dx * dx + dy * dy);
  }

  private double metresX(int v) {
    return Shapes.metres(rings.originX + rings.x[v]);
  }

  private double metresY(int v) {
    return Shapes.metres(rings.originY + rings.y[v]);
  }

  /** Whether the angle at b between a and c is beyond doubt not sharp. */
  private boolean isBlunt(int a, int b, int c) {
    long ux = (long) rings.x[a] - rings.x[b];
    long uy = (long) rings.y[a] - rings.y[b];
    long wx = (long) rings.x[c] - rings.x[b];
    long wy = (long) rings.y[c] - rings.y[b];
    long dot = ux * wx + uy * wy;
    return dot <= 0 || Math.abs(ux * wy - uy * wx) > BLUNT * dot;
  }

  /**
   * Whether the path uvw can beyond doubt become the edge uw: no vertex lies between, and no edge
   * comes nearer than the smallest detail, or than one was already.
   */
  private boolean isFree(int u, int v, int w) {
    int[] x = rings.x;
    int[] y = rings.y;
    double xmin = Math.min(x[u], Math.min(x[v], x[w])) - detail;
    double xmax = Math.max(x[u], Math.max(x[v], x[w])) + detail;
    double ymin = Math.min(y[u], Math.min(y[v], y[w])) - detail;
    double ymax = Math.max(y[u], Math.max(y[v], y[w])) + detail;
    findNear(xmin, xmax, ymin, ymax, v);
    nearestAfter = detail;
    int nearest = 0;
    for (int i = 0; i < nearCount; i++) {
      double before = nearestAfter;
      if (!liesFree(u, v, w, near[i], next[near[i]])) {
        return false;
      }
      nearest = nearestAfter < before ? i : nearest;
    }
    if (nearestAfter >= detail || nearestAfter <= 0) {
      return nearestAfter > 0;
    }
    nearestBefore = detail;
    // Mostly the nearest edge was as near before: so it comes first, and the others need no look.
    for (int i = 0; i < nearCount; i++) {
      int edge = near[i == 0 ? nearest : i == nearest ? 0 : i];
      measureBefore(u, v, w, edge, next[edge]);
      if (nearestBefore < detail - GridRings.DOUBT && nearestAfter >= 0.9 * nearestBefore) {
        return true;
      }
    }
    return false;
  }

  /** Finds all edges, but those at v, with boxes that meet a rectangle. */
  private void findNear(double xmin, double xmax, double ymin, double ymax, int v) {
    int[] x = rings.x;
    int[] y = rings.y;
    nearCount = 0;
    searches++;
    // An edge is where the edges were that it came of, but for the tolerance.
    int lastColumn = grid.column(xmax + MARGIN);
    int firstRow = grid.row(ymin - MARGIN);
    int lastRow = grid.row(ymax + MARGIN);
    for (int column = grid.column(xmin - MARGIN); column <= lastColumn; column++) {
      // The cells of a column lie one after the other.
      int end = grid.end(column, lastRow);
      for (int place = grid.begin(column, firstRow); place < end; place++) {
        int s = left(grid.edge(place));
        int t = next[s];
        if (s != v
            && t != v
            && Math.min(x[s], x[t]) <= xmax
            && Math.max(x[s], x[t]) >= xmin
            && Math.min(y[s], y[t]) <= ymax
            && Math.max(y[s], y[t]) >= ymin
            && found[s] != searches) {
          found[s] = searches;
          near[nearCount++] = s;
        }
      }
    }
  }

  /** The beginning of the edge that has come of one. */
  private int left(int edge) {
    int v = edge;
    while (gone[v]) {
      if (gone[previous[v]]) {
        previous[v] = previous[previous[v]];
      }
      v = previous[v];
    }
    return v;
  }

  /**
   * Whether the edge st has no end between the path uvw and the edge uw; then its distance from
   * that edge counts.
   */
  private boolean liesFree(int u, int v, int w, int s, int t) {
    if (s != u && t != u && s != w && t != w && !isBeside(u, w, s, t)) {
      nearestAfter = Math.min(nearestAfter, distance(u, w, s, t));
    }
    return (s == u || s == w || !isInTriangle(s, u, v, w))
        && (t == u || t == w || !isInTriangle(t, u, v, w));
  }

  /** Counts the distance of the edge st from the path uvw. */
  private void measureBefore(int u, int v, int w, int s, int t) {
    if (s != u && t != u && !isBeside(u, v, s, t)) {
      nearestBefore = Math.min(nearestBefore, distance(u, v, s, t));
    }
    if (s != w && t != w && !isBeside(v, w, s, t)) {
      nearestBefore = Math.min(nearestBefore, distance(v, w, s, t));
    }
  }

  /** Whether a vertex that lies on none of its sides lies in a triangle. */
  private boolean isInTriangle(int p, int a, int b, int c) {
    int[] x = rings.x;
    int[] y = rings.y;
    if (x[p] < Math.min(x[a], Math.min(x[b], x[c]))
        || x[p] > Math.max(x[a], Math.max(x[b], x[c]))
        || y[p] < Math.min(y[a], Math.min(y[b], y[c]))
        || y[p] > Math.max(y[a], Math.max(y[b], y[c]))
        || rings.side(a, b, c) == 0) {
      return false;
    }
    long ab = rings.side(a, b, p);
    long bc = rings.side(b, c, p);
    long ca = rings.side(c, a, p);
    return (ab >= 0 && bc >= 0 && ca >= 0) || (ab <= 0 && bc <= 0 && ca <= 0);
  }

  /** Whether a segment cd lies on one side of the line ab, farther from it than a detail. */
  private boolean isBeside(int a, int b, int c, int d) {
    double dx = (double) rings.x[b] - rings.x[a];
    double dy = (double) rings.y[b] - rings.y[a];
    // The length is at most this, and distances are too small rather than too large.
    double limit = detail * (Math.abs(dx) + Math.abs(dy));
    double ofC = rings.side(a, b, c);
    double ofD = rings.side(a, b, d);
    return (ofC > limit && ofD > limit) || (ofC < -limit && ofD < -limit);
  }

  /** The distance of two segments, millimetres. */
  private double distance(int a, int b, int c, int d) {
    if (rings.cross(a, b, c, d)) {
      return 0;
    }
    return Math.min(
        Math.min(rings.distance(a, c, d), rings.distance(b, c, d)),
        Math.min(rings.distance(c, a, b), rings.distance(d, a, b)));
  }

  private GridRings result() {
    int[] starts = new int[first.length + 1];
    for (int ring = 0; ring < first.length; ring++) {
      starts[ring + 1] = starts[ring] + size[ring];
    }
    int[] x = new int[starts[first.length]];
    int[] y = new int[x.length];
    for (int ring = 0; ring < first.length; ring++) {
      int v = first[ring];
      for (int i = starts[ring]; i < starts[ring + 1]; i++) {
        x[i] = rings.x[v];
        y[i] = rings.y[v];
        v = next[v];
      }
    }
    return new GridRings(rings.originX, rings.originY, x, y, starts);
  }
}
