package io.citymesh.footprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/**
 * Finds the places where a set of polygons is too fine to be meshed well: edges that come closer
 * together than the smallest detail, and sharp corners.
 */
final class Defects {
  /** The most that snapping to the grid takes away from a distance, metres. */
  static final double ROUNDING = 0.003;

  /** Corners sharper than this are defects, radians (25 degrees, the mesher's default angle). */
  static final double FORCED_ANGLE = Math.toRadians(25);

  private static final double FORCED_TANGENT = Filters.tangent(FORCED_ANGLE);

  /** Vertices that are compared each with each edge: sorting them, or cells, pay for more. */
  private static final int FEW = 32;

  /** Vertices are numbered in so many bits, and their places on the x axis in what they leave. */
  private static final int INDEX_BITS = 31;

  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;
  private static final double PLACES = 1L << 29;

  /** How many edges are compared at most with each vertex, on average. */
  private static final long MOST_PAIRS = 200;

  /** The kinds of defects. */
  enum Kind {
    /** Two edges that do not meet are too close; so are the neighbours of a short edge. */
    CLEARANCE,
    /** Two rings meet in a vertex. */
    TOUCH,
    /** A corner is too sharp. */
    ANGLE
  }

  /**
   * One defect, between two polygons or within one.
   *
   * @param first a polygon's position in the list
   * @param second another's, or the same
   * @param at a vertex of the first
   * @param other the nearest place of the second
   * @param size the distance in metres, or the angle in radians
   */
  record Defect(Kind kind, int first, int second, Coordinate at, Coordinate other, double size) {
    /** The words for a remark. */
    String words() {
      boolean within = first == second;
      return switch (kind) {
        case CLEARANCE -> (within ? "a part" : "a gap") + " narrower than the smallest detail";
        case TOUCH -> "outlines that meet in a point";
        case ANGLE -> (within ? "a corner" : "a corner beside a wall") + " below 25 degrees";
      };
    }
  }

  private Defects() {}

  /**
   * All defects of polygons whose interiors are disjoint.
   *
   * @param within how close two edges of one polygon may come, metres
   * @param across how close two polygons may come, metres
   * @param shared whether polygons may share walls; otherwise each common vertex is a defect
   */
  static List<Defect> find(List<Polygon> polygons, double within, double across, boolean shared) {
    return find(polygons, within, across, shared, true);
  }

  /** The same for those who do not ask in which order the defects of a vertex come. */
  static List<Defect> unsorted(
      List<Polygon> polygons, double within, double across, boolean shared) {
    return find(polygons, within, across, shared, false);
  }

  private static List<Defect> find(
      List<Polygon> polygons, double within, double across, boolean shared, boolean sorted) {
    return isFine(polygons, within, across)
        ? List.of()
        : all(polygons, within, across, shared, sorted);
  }

  private static List<Defect> all(
      List<Polygon> polygons, double within, double across, boolean shared, boolean sorted) {
    Envelope everywhere =
        new Envelope(
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY);
    return new Edges(polygons, everywhere, Math.max(within, across), sorted)
        .defects(everywhere, within, across, shared);
  }

  /** Whether a polygon has a defect. */
  static boolean isRough(Polygon polygon, double within) {
    List<Polygon> one = List.of(polygon);
    Finding finding = look(one, within, within);
    return finding == Finding.ROUGH
        || (finding == Finding.NOT_KNOWN && !all(one, within, within, false, false).isEmpty());
  }

  /**
   * Whether polygons, beyond doubt, have no defect: no vertex in common, none near an edge, no
   * sharp corner.
   */
  static boolean isFine(List<Polygon> polygons, double within, double across) {
    return look(polygons, within, across) == Finding.FINE;
  }

  /** What a look at polygons finds out. */
  private enum Finding {
    /** There is no defect. */
    FINE,
    /** There is one. */
    ROUGH,
    /** There is too much to look at. */
    NOT_KNOWN
  }

  /** Compares each vertex with each edge that it lies beside in the direction of x. */
  private static Finding look(List<Polygon> polygons, double within, double across) {
    int size = polygons.stream().mapToInt(Polygon::getNumPoints).sum();
    Coordinate[] from = new Coordinate[size];
    Coordinate[] to = new Coordinate[size];
    int[] owner = new int[size];
    int n = 0;
    for (int i = 0; i < polygons.size(); i++) {
      for (LineString ring : Shapes.rings(polygons.get(i))) {
        Coordinate[] c = ring.getCoordinates();
        int last = c.length - 1;
        for (int j = 0; j < last; j++) {
          Coordinate before = c[j == 0 ? last - 1 : j - 1];
          if (!Filters.isWider(c[j + 1], c[j], before, FORCED_TANGENT)
              && Shapes.angle(c[j + 1], c[j], before) < FORCED_ANGLE) {
            return Finding.ROUGH;
          }
          from[n] = c[j];
          to[n] = c[j + 1];
          owner[n++] = i;
        }
      }
    }
    return look(from, to, owner, n, within, across);
  }

  /** The same of edges but for corners: whether a vertex is near an edge that it is no end of. */
  private static Finding look(
      Coordinate[] from, Coordinate[] to, int[] owner, int n, double within, double across) {
    double reach = Math.max(within, across);
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      least = Math.min(least, from[i].x);
      most = Math.max(most, from[i].x);
    }
    // The vertices from west to east, sorted by their places in whole numbers.
    double scale = PLACES / Math.max(most - least, reach);
    long[] order = new long[n];
    for (int i = 0; i < n; i++) {
      order[i] = (long) ((from[i].x - least) * scale) << INDEX_BITS | i;
    }
    if (n > FEW) {
      Arrays.sort(order);
    }
    double[] x = new double[n];
    double[] y = new double[n];
    for (int k = 0; k < n; k++) {
      Coordinate v = from[(int) (order[k] & INDEX_MASK)];
      x[k] = v.x;
      y[k] = v.y;
    }
    long pairs = 0;
    for (int e = 0; e < n; e++) {
      Coordinate a = from[e];
      Coordinate b = to[e];
      double xmin = Math.min(a.x, b.x) - reach;
      double xmax = Math.max(a.x, b.x) + reach;
      double ymin = Math.min(a.y, b.y) - reach;
      double ymax = Math.max(a.y, b.y) + reach;
      int first = 0;
      long last = Long.MAX_VALUE;
      if (n > FEW) {
        first = firstFrom((long) ((xmin - least) * scale) << INDEX_BITS, order);
        last = (long) ((xmax - least) * scale) << INDEX_BITS | INDEX_MASK;
      }
      for (int k = first; k < n && order[k] <= last; k++) {
        if (n > FEW && ++pairs > MOST_PAIRS * n) {
          return Finding.NOT_KNOWN;
        }
        if (x[k] < xmin || x[k] > xmax || y[k] < ymin || y[k] > ymax) {
          continue;
        }
        int i = (int) (order[k] & INDEX_MASK);
        Coordinate v = from[i];
        if (i == e || v.equals2D(b)) {
          continue;
        }
        double limit = owner[i] == owner[e] ? within : across;
        if (!v.equals2D(a) && Filters.isFarther(v, a, b, limit)) {
          continue;
        }
        if (v.equals2D(a) || Shapes.distance(v, a, b) < limit - ROUNDING) {
          return Finding.ROUGH;
        }
      }
    }
    return Finding.FINE;
  }

  /** The first of the sorted numbers that is at least so much. */
  private static int firstFrom(long least, long[] sorted) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < least) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The defects at the vertices in a window, of polygons that may share walls. */
  static List<Defect> within(Envelope window, List<Polygon> polygons, double detail) {
    return new Edges(polygons, window, detail, true).defects(window, detail, detail, true);
  }

  /**
   * The edges of polygons that may lie in a window, in the order of the rings. Each begins at a
   * vertex of a ring, so that they visit every vertex of every polygon.
   */
  private static final class Edges {
    private final double reach;

    /** Whether the defects of a vertex come in the order of an index of JTS. */
    private final boolean sorted;

    private int count;
    private final Coordinate[] a;
    private final Coordinate[] b;
    private final int[] polygon;

    /** The places of edges in the order in which an index of JTS finds them; null unless asked. */
    private int[] places;

    // The edges that are near a vertex and those that meet in it, each ascending.
    private int nearCount;
    private int[] near = new int[8];
    private double[] distances = new double[8];
    private int aroundCount;
    private int[] around = new int[8];

    Edges(List<Polygon> polygons, Envelope where, double reach, boolean sorted) {
      this.reach = reach;
      this.sorted = sorted;
      int size = polygons.stream().mapToInt(Polygon::getNumPoints).sum();
      this.a = new Coordinate[size];
      this.b = new Coordinate[size];
      this.polygon = new int[size];
      Envelope wide = new Envelope(where);
      wide.expandBy(reach);
      for (int i = 0; i < polygons.size(); i++) {
        for (LineString ring : Shapes.rings(polygons.get(i))) {
          Coordinate[] c = ring.getCoordinates();
          for (int j = 0; j + 1 < c.length; j++) {
            if (wide.intersects(c[j], c[j + 1])) {
              a[count] = c[j];
              b[count] = c[j + 1];
              polygon[count++] = i;
            }
          }
        }
      }
    }

    List<Defect> defects(Envelope where, double within, double across, boolean shared) {
      List<Defect> result = new ArrayList<>();
      SegmentCells cells = count > FEW ? new SegmentCells(a, b, count, reach) : null;
      for (int start = 0; start < count; start++) {
        Coordinate v = a[start];
        if (!where.contains(v)) {
          continue;
        }
        nearCount = 0;
        aroundCount = 0;
        if (cells == null) {
          for (int edge = 0; edge < count; edge++) {
            look(start, edge, within, across);
          }
        } else {
          int found = cells.around(v);
          for (int i = 0; i < found; i++) {
            look(start, cells.found(i), within, across);
          }
        }
        if (sorted) {
          sortNear();
        }
        for (int i = 0; i < nearCount; i++) {
          int edge = near[i];
          Coordinate place = nearest(v, a[edge], b[edge]);
          result.add(
              new Defect(Kind.CLEARANCE, polygon[start], polygon[edge], v, place, distances[i]));
        }
        corner(start, shared, result);
      }
      return result;
    }

    private void look(int start, int edge, double within, double across) {
      Coordinate v = a[start];
      Coordinate c = a[edge];
      Coordinate d = b[edge];
      if ((c.x < v.x - reach && d.x < v.x - reach)
          || (c.x > v.x + reach && d.x > v.x + reach)
          || (c.y < v.y - reach && d.y < v.y - reach)
          || (c.y > v.y + reach && d.y > v.y + reach)) {
        return;
      }
      if (c.equals2D(v) || d.equals2D(v)) {
        if (aroundCount == around.length) {
          around = Arrays.copyOf(around, 2 * aroundCount);
        }
        around[aroundCount++] = edge;
        return;
      }
      double limit = polygon[edge] == polygon[start] ? within : across;
      if (Filters.isFarther(v, c, d, limit)) {
        return;
      }
      double distance = Shapes.distance(v, c, d);
      if (distance < limit - ROUNDING) {
        if (nearCount == near.length) {
          near = Arrays.copyOf(near, 2 * nearCount);
          distances = Arrays.copyOf(distances, 2 * nearCount);
        }
        near[nearCount] = edge;
        distances[nearCount++] = distance;
      }
    }

    /** Sorts by insertion the few edges that are near into the order of an index of JTS. */
    private void sortNear() {
      if (nearCount > 1 && places == null) {
        places = PackedOrder.places(a, b, count);
      }
      for (int i = 1; i < nearCount; i++) {
        int edge = near[i];
        double distance = distances[i];
        int j = i;
        for (; j > 0 && places[near[j - 1]] > places[edge]; j--) {
          near[j] = near[j - 1];
          distances[j] = distances[j - 1];
        }
        near[j] = edge;
        distances[j] = distance;
      }
    }

    private void corner(int start, boolean shared, List<Defect> result) {
      Coordinate v = a[start];
      if (!shared && aroundCount > 2) {
        for (int i = 0; i < aroundCount; i++) {
          result.add(new Defect(Kind.TOUCH, polygon[start], polygon[around[i]], v, v, 0));
        }
      }
      Coordinate to = b[start];
      for (int i = 0; i < aroundCount; i++) {
        int edge = around[i];
        Coordinate end = a[edge].equals2D(v) ? b[edge] : a[edge];
        if (!end.equals2D(to) && !Filters.isWider(to, v, end, FORCED_TANGENT)) {
          double angle = Shapes.angle(to, v, end);
          if (angle < FORCED_ANGLE) {
            result.add(new Defect(Kind.ANGLE, polygon[start], polygon[edge], v, v, angle));
          }
        }
      }
    }
  }

  private static Coordinate nearest(Coordinate v, Coordinate a, Coordinate b) {
    double dx = b.x - a.x;
    double dy = b.y - a.y;
    double t = ((v.x - a.x) * dx + (v.y - a.y) * dy) / (dx * dx + dy * dy);
    double u = Math.min(1, Math.max(0, t));
    return new Coordinate(a.x + u * dx, a.y + u * dy);
  }
}
