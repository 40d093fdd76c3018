package io.citymesh.footprint;

import io.citymesh.geo.Bounds;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/**
 * The rings of one polygon, or of several, on the 1 mm grid, as whole millimetres from one of their
 * corners: tests of them are exact.
 *
 * <p>Layout: the vertices of the shell, then those of each hole, in one array; ring i is those from
 * {@code starts[i]} to before {@code starts[i + 1]}, closed. An edge goes by the number of the
 * vertex at its beginning. Rings that were read are in the normal form of JTS: the shell clockwise,
 * holes the other way, each from its smallest vertex, holes sorted.
 */
final class GridRings {
  /** By how much two distances must differ to be compared without doubt, millimetres. */
  static final double DOUBT = 0.001;

  /** Up to so many edges are compared each with each. */
  private static final int FEW = 24;

  /** More comparisons than so many for each edge are left to a better method. */
  private static final long MOST_PAIRS = 2000;

  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

  private static final int POLYGON = 3;
  private static final int MULTI_POLYGON = 6;

  /** The origin, millimetres. */
  final long originX;

  final long originY;
  final int[] x;
  final int[] y;
  final int[] starts;

  /** The number of the vertex after each. */
  final int[] next;

  /** The number of the vertex before each. */
  final int[] previous;

  GridRings(long originX, long originY, int[] x, int[] y, int[] starts) {
    this.originX = originX;
    this.originY = originY;
    this.x = x;
    this.y = y;
    this.starts = starts;
    this.next = new int[x.length];
    this.previous = new int[x.length];
    for (int ring = 0; ring + 1 < starts.length; ring++) {
      int last = starts[ring + 1] - 1;
      for (int i = starts[ring]; i <= last; i++) {
        next[i] = i == last ? starts[ring] : i + 1;
        previous[i] = i == starts[ring] ? last : i - 1;
      }
    }
  }

  /**
   * Reads a polygon, or a collection of a single one, rounded to the grid and in normal form.
   *
   * @param wkb big-endian, of an array
   * @param farthest how far from the origin of the CRS it may reach, metres
   * @param widest how far from its first vertex it may reach, millimetres, less than 2^30
   * @return null if it is something else, or if it has rings that are not closed or cover nothing,
   *     or vertices that rounding makes one
   */
  static GridRings read(ByteBuffer wkb, double farthest, long widest) {
    if (wkb.get() != 0) {
      return null;
    }
    int type = wkb.getInt();
    if (type == MULTI_POLYGON) {
      if (wkb.getInt() != 1 || wkb.get() != 0) {
        return null;
      }
      type = wkb.getInt();
    }
    int rings = type == POLYGON ? wkb.getInt() : 0;
    if (rings == 0) {
      return null;
    }
    byte[] bytes = wkb.array();
    Reading reading = new Reading(wkb.remaining() / (2 * Double.BYTES), rings, farthest, widest);
    for (int ring = 0; ring < rings; ring++) {
      int count = wkb.getInt();
      if (count < 4 || count > wkb.remaining() / (2 * Double.BYTES)) {
        return null;
      }
      double[] xy = reading.room(count);
      int at = wkb.arrayOffset() + wkb.position();
      for (int i = 0; i < 2 * count; i++) {
        xy[i] = (double) DOUBLES.get(bytes, at + i * Double.BYTES);
      }
      wkb.position(wkb.position() + 2 * count * Double.BYTES);
      if (!reading.ring(ring, count)) {
        return null;
      }
    }
    return reading.result();
  }

  /**
   * A polygon, rounded to the grid and in normal form; null where {@link #read} has nothing.
   *
   * @param farthest how far from the origin of the CRS it may reach, metres
   * @param widest how far from its first vertex it may reach, millimetres, less than 2^30
   */
  static GridRings rounded(Polygon polygon, double farthest, long widest) {
    int rings = 1 + polygon.getNumInteriorRing();
    Reading reading = new Reading(polygon.getNumPoints(), rings, farthest, widest);
    for (int ring = 0; ring < rings; ring++) {
      LineString line = ring == 0 ? polygon.getExteriorRing() : polygon.getInteriorRingN(ring - 1);
      Coordinate[] c = line.getCoordinates();
      if (c.length < 4) {
        return null;
      }
      double[] xy = reading.room(c.length);
      for (int i = 0; i < c.length; i++) {
        xy[2 * i] = c[i].x;
        xy[2 * i + 1] = c[i].y;
      }
      if (!reading.ring(ring, c.length)) {
        return null;
      }
    }
    return reading.result();
  }

  private static final class Reading {
    private final double farthest;
    private final long widest;
    private final int[] x;
    private final int[] y;
    private final int[] starts;
    private double[] xy = new double[128];
    private int[] rawX = new int[64];
    private int[] rawY = new int[64];
    private long originX;
    private long originY;

    /**
     * @param most vertices of all rings
     */
    Reading(int most, int rings, double farthest, long widest) {
      this.farthest = farthest;
      this.widest = widest;
      this.x = new int[most];
      this.y = new int[most];
      this.starts = new int[rings + 1];
    }

    /** Room for the points x0, y0, x1, y1, ... of a ring. */
    double[] room(int count) {
      if (rawX.length < count) {
        xy = new double[2 * count];
        rawX = new int[count];
        rawY = new int[count];
      }
      return xy;
    }

    /**
     * Puts a ring of so many points, which are in their room, into its place; false if it is none.
     */
    boolean ring(int ring, int count) {
      double firstX = xy[0];
      double firstY = xy[1];
      if (ring == 0) {
        if (!(Math.abs(firstX) < farthest && Math.abs(firstY) < farthest)) {
          return false;
        }
        originX = millimetres(firstX);
        originY = millimetres(firstY);
      }
      if (!put(0, firstX, firstY)) {
        return false;
      }
      int n = 1;
      double beforeX = firstX;
      double beforeY = firstY;
      for (int i = 1; i < count; i++) {
        double vx = xy[2 * i];
        double vy = xy[2 * i + 1];
        if (vx == beforeX && vy == beforeY) {
          continue; // It is the same vertex.
        }
        if (!put(n, vx, vy) || (rawX[n] == rawX[n - 1] && rawY[n] == rawY[n - 1])) {
          return false;
        }
        n++;
        beforeX = vx;
        beforeY = vy;
      }
      return beforeX == firstX && beforeY == firstY && n > 3 && normal(ring, n - 1);
    }

    private boolean put(int i, double vx, double vy) {
      if (!(Math.abs(vx) < farthest && Math.abs(vy) < farthest)) {
        return false;
      }
      long dx = millimetres(vx) - originX;
      long dy = millimetres(vy) - originY;
      if (Math.abs(dx) > widest || Math.abs(dy) > widest) {
        return false;
      }
      rawX[i] = (int) dx;
      rawY[i] = (int) dy;
      return true;
    }

    /** As overlays on the grid round. */
    private static long millimetres(double metres) {
      return Math.round(metres * 1000);
    }

    /** Puts the ring of n vertices into its place, in normal form. */
    private boolean normal(int ring, int n) {
      int smallest = 0;
      long twice = 0;
      int before = n - 1;
      for (int i = 0; i < n; i++) {
        twice += (long) rawX[before] * rawY[i] - (long) rawX[i] * rawY[before];
        if (rawX[i] < rawX[smallest] || (rawX[i] == rawX[smallest] && rawY[i] < rawY[smallest])) {
          smallest = i;
        }
        before = i;
      }
      if (twice == 0) {
        return false;
      }
      boolean forwards = ring == 0 ? twice < 0 : twice > 0;
      int start = starts[ring];
      int at = smallest;
      for (int i = 0; i < n; i++) {
        x[start + i] = rawX[at];
        y[start + i] = rawY[at];
        if (forwards) {
          at = at + 1 == n ? 0 : at + 1;
        } else {
          at = at == 0 ? n - 1 : at - 1;
        }
      }
      starts[ring + 1] = start + n;
      return true;
    }

    GridRings result() {
      int n = starts[starts.length - 1];
      GridRings rings =
          new GridRings(originX, originY, Arrays.copyOf(x, n), Arrays.copyOf(y, n), starts);
      return starts.length <= 3 ? rings : rings.withSortedHoles();
    }
  }

  /**
   * The rings of polygons on the grid, one after the other.
   *
   * @param widest how far from the first vertex they may reach, millimetres, less than 2^30
   * @return null if they reach farther
   */
  static GridRings of(List<Polygon> polygons, long widest) {
    List<LineString> lines = new ArrayList<>();
    polygons.forEach(polygon -> lines.addAll(Shapes.rings(polygon)));
    int[] starts = new int[lines.size() + 1];
    for (int ring = 0; ring < lines.size(); ring++) {
      starts[ring + 1] = starts[ring] + lines.get(ring).getNumPoints() - 1;
    }
    int[] x = new int[starts[lines.size()]];
    int[] y = new int[x.length];
    Coordinate first = polygons.get(0).getExteriorRing().getCoordinateN(0);
    long originX = Grid.millimetres(first.x);
    long originY = Grid.millimetres(first.y);
    for (int ring = 0; ring < lines.size(); ring++) {
      Coordinate[] c = lines.get(ring).getCoordinates();
      for (int i = 0; i + 1 < c.length; i++) {
        long dx = Grid.millimetres(c[i].x) - originX;
        long dy = Grid.millimetres(c[i].y) - originY;
        if (Math.abs(dx) > widest || Math.abs(dy) > widest) {
          return null;
        }
        x[starts[ring] + i] = (int) dx;
        y[starts[ring] + i] = (int) dy;
      }
    }
    return new GridRings(originX, originY, x, y, starts);
  }

  /** Polygons of the rings, of which each has as many as one of these. */
  List<Polygon> polygons(List<Polygon> alike) {
    double[][] metres = metres();
    List<Polygon> result = new ArrayList<>();
    int ring = 0;
    for (Polygon polygon : alike) {
      int end = ring + 1 + polygon.getNumInteriorRing();
      result.add(Shapes.polygon(Arrays.copyOfRange(metres, ring, end)));
      ring = end;
    }
    return result;
  }

  int rings() {
    return starts.length - 1;
  }

  private GridRings withSortedHoles() {
    Integer[] order = new Integer[rings()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        1,
        order.length,
        (a, b) -> {
          int byX = Integer.compare(x[starts[a]], x[starts[b]]);
          return byX != 0 ? byX : Integer.compare(y[starts[a]], y[starts[b]]);
        });
    return chosen(order);
  }

  /** Some of the rings. */
  private GridRings chosen(Integer[] rings) {
    int[] chosenStarts = new int[rings.length + 1];
    for (int i = 0; i < rings.length; i++) {
      chosenStarts[i + 1] = chosenStarts[i] + starts[rings[i] + 1] - starts[rings[i]];
    }
    int[] chosenX = new int[chosenStarts[rings.length]];
    int[] chosenY = new int[chosenX.length];
    for (int i = 0; i < rings.length; i++) {
      int length = chosenStarts[i + 1] - chosenStarts[i];
      System.arraycopy(x, starts[rings[i]], chosenX, chosenStarts[i], length);
      System.arraycopy(y, starts[rings[i]], chosenY, chosenStarts[i], length);
    }
    return new GridRings(originX, originY, chosenX, chosenY, chosenStarts);
  }

  /** The rings in metres, each x0, y0, x1, y1, ... without a repeated last point. */
  double[][] metres() {
    double[][] result = new double[rings()][];
    for (int ring = 0; ring < result.length; ring++) {
      double[] xy = new double[2 * (starts[ring + 1] - starts[ring])];
      int at = 0;
      for (int i = starts[ring]; i < starts[ring + 1]; i++) {
        xy[at++] = Shapes.metres(originX + x[i]);
        xy[at++] = Shapes.metres(originY + y[i]);
      }
      result[ring] = xy;
    }
    return result;
  }

  /** The rectangle around all vertices, metres. */
  Bounds bounds() {
    int xmin = x[0];
    int xmax = x[0];
    int ymin = y[0];
    int ymax = y[0];
    for (int i = 1; i < x.length; i++) {
      xmin = Math.min(xmin, x[i]);
      xmax = Math.max(xmax, x[i]);
      ymin = Math.min(ymin, y[i]);
      ymax = Math.max(ymax, y[i]);
    }
    return new Bounds(
        Shapes.metres(originX + xmin),
        Shapes.metres(originY + ymin),
        Shapes.metres(originX + xmax),
        Shapes.metres(originY + ymax));
  }

  /**
   * The rings without holes of less than an area.
   *
   * @param metres the same rings
   * @param minArea square metres
   * @return this if there are none
   */
  GridRings withoutSmallHoles(double[][] metres, double minArea) {
    int kept = 1;
    Integer[] large = new Integer[rings()];
    large[0] = 0;
    for (int ring = 1; ring < metres.length; ring++) {
      if (area(metres[ring]) >= minArea) {
        large[kept++] = ring;
      }
    }
    return kept == rings() ? this : chosen(Arrays.copyOf(large, kept));
  }

  /**
   * Whether each vertex is farther than a tolerance from the line between its neighbours,
   * millimetres.
   */
  boolean isBentEverywhere(double tolerance) {
    for (int i = 0; i < x.length; i++) {
      if (isNear(i, previous[i], next[i], tolerance)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the angle at each vertex is larger than one of less than 90 degrees.
   *
   * @param tangent of the angle
   */
  boolean isNowhereSharp(double tangent) {
    for (int i = 0; i < x.length; i++) {
      long ux = (long) x[previous[i]] - x[i];
      long uy = (long) y[previous[i]] - y[i];
      long wx = (long) x[next[i]] - x[i];
      long wy = (long) y[next[i]] - y[i];
      long dot = ux * wx + uy * wy;
      if (dot > 0 && Math.abs(ux * wy - uy * wx) <= tangent * dot) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether no two edges cross or meet but in their common vertex, and no vertex is nearer than a
   * reach to an edge that does not end there.
   *
   * @param reach millimetres
   */
  boolean isClear(double reach) {
    int n = x.length;
    if (n <= FEW) {
      for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
          if (!areApart(i, j, reach)) {
            return false;
          }
        }
      }
      return true;
    }
    return isClearSwept(reach);
  }

  /** Compares the edges that overlap in the direction in which the rings are longer. */
  private boolean isClearSwept(double reach) {
    int n = x.length;
    int[] along = extent(x) >= extent(y) ? x : y;
    long[] byStart = new long[n];
    for (int i = 0; i < n; i++) {
      byStart[i] = ((long) Math.min(along[i], along[next[i]]) << 32) | i;
    }
    Arrays.sort(byStart);
    long pairs = 0;
    for (int k = 0; k < n; k++) {
      int i = (int) byStart[k];
      double end = Math.max(along[i], along[next[i]]) + reach;
      for (int m = k + 1; m < n && byStart[m] >> 32 <= end; m++) {
        if (!areApart(i, (int) byStart[m], reach)) {
          return false;
        }
        pairs++;
      }
      if (pairs > MOST_PAIRS * n) {
        return false;
      }
    }
    return true;
  }

  private static int extent(int[] values) {
    int least = values[0];
    int most = values[0];
    for (int value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return most - least;
  }

  /** Whether two edges keep a reach, but in their common vertex. */
  private boolean areApart(int i, int j, double reach) {
    int iEnd = next[i];
    int jEnd = next[j];
    if (iEnd == j) {
      return !isNear(i, j, jEnd, reach);
    }
    if (jEnd == i) {
      return !isNear(j, i, iEnd, reach);
    }
    if (Math.min(x[i], x[iEnd]) > Math.max(x[j], x[jEnd]) + reach
        || Math.min(x[j], x[jEnd]) > Math.max(x[i], x[iEnd]) + reach
        || Math.min(y[i], y[iEnd]) > Math.max(y[j], y[jEnd]) + reach
        || Math.min(y[j], y[jEnd]) > Math.max(y[i], y[iEnd]) + reach) {
      return true;
    }
    // Each vertex is the beginning of one edge: the other ends are compared in their turn.
    return !isNear(i, j, jEnd, reach) && !isNear(j, i, iEnd, reach) && !cross(i, iEnd, j, jEnd);
  }

  /** Whether two segments cross, neither with an end on the other. */
  boolean cross(int a, int b, int c, int d) {
    return side(a, b, c) > 0 != side(a, b, d) > 0 && side(c, d, a) > 0 != side(c, d, b) > 0;
  }

  /** Twice the signed area of the triangle abc, positive if it is counter-clockwise. */
  long side(int a, int b, int c) {
    return ((long) x[b] - x[a]) * ((long) y[c] - y[a])
        - ((long) y[b] - y[a]) * ((long) x[c] - x[a]);
  }

  /** Whether vertex v is not farther than a reach from the segment ab, millimetres. */
  private boolean isNear(int v, int a, int b, double reach) {
    long dx = (long) x[b] - x[a];
    long dy = (long) y[b] - y[a];
    long px = (long) x[v] - x[a];
    long py = (long) y[v] - y[a];
    long dot = px * dx + py * dy;
    long length = dx * dx + dy * dy;
    if (dot <= 0) {
      return px * px + py * py <= reach * reach;
    }
    if (dot >= length) {
      long qx = (long) x[v] - x[b];
      long qy = (long) y[v] - y[b];
      return qx * qx + qy * qy <= reach * reach;
    }
    double cross = dx * py - dy * px;
    return cross * cross <= reach * reach * length;
  }

  /** The distance of vertex v from the segment ab, millimetres. */
  double distance(int v, int a, int b) {
    long dx = (long) x[b] - x[a];
    long dy = (long) y[b] - y[a];
    long px = (long) x[v] - x[a];
    long py = (long) y[v] - y[a];
    long dot = px * dx + py * dy;
    long length = dx * dx + dy * dy;
    if (dot <= 0) {
      return Math.sqrt(px * px + py * py);
    }
    if (dot >= length) {
      long qx = (long) x[v] - x[b];
      long qy = (long) y[v] - y[b];
      return Math.sqrt(qx * qx + qy * qy);
    }
    return Math.abs(dx * py - dy * px) / Math.sqrt(length);
  }

  /** Whether the holes of clear rings lie in the shell and not in one another. */
  boolean areNested() {
    for (int hole = 1; hole < rings(); hole++) {
      if (!isInside(starts[hole], 0)) {
        return false;
      }
      for (int other = 1; other < rings(); other++) {
        if (other != hole && isInside(starts[hole], other)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a vertex lies inside a ring that does not run through it. */
  private boolean isInside(int v, int ring) {
    boolean inside = false;
    for (int i = starts[ring]; i < starts[ring + 1]; i++) {
      int j = next[i];
      if (y[i] > y[v] != y[j] > y[v] && side(i, j, v) > 0 == y[j] > y[i]) {
        inside = !inside;
      }
    }
    return inside;
  }

  /** The area of one ring as JTS has it, to the last bit, square metres. */
  private static double area(double[] ring) {
    double sum = 0.0;
    double x0 = ring[0];
    int last = ring.length - 2;
    for (int i = 2; i <= last; i += 2) {
      double after = i == last ? ring[1] : ring[i + 3];
      sum += (ring[i] - x0) * (ring[i - 1] - after);
    }
    return Math.abs(sum / 2.0);
  }
}
