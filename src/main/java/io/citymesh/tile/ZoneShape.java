package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Fingerprint;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * A shape in the plane that tells how far places are from it: areas, lines and points, as directed
 * edges. A place is inside if the edges wind around it, so areas may overlap; outer rings run
 * counter-clockwise and holes clockwise. A line is there and back, a point an edge without length.
 *
 * <p>The edges lie in a tree of rectangles, halved at the median across the longer side of each, in
 * which a search leaves out what is too far. A distance is the least of the same numbers whatever
 * the tree, so it does not depend on the order of the edges.
 */
public final class ZoneShape implements Serializable, Fingerprint.Content {
  private static final long serialVersionUID = 1L;

  /** Edges in a leaf of the tree, at most. */
  private static final int LEAF = 4;

  /** Rounding may make a rectangle look farther than what is in it, by less than this part. */
  private static final double ROUNDING = 1e-9;

  /** ax, ay, bx, by of each edge, in the tree's order. */
  private final double[] edges;

  /** Of each node of the tree, in pre-order: xmin, ymin, xmax, ymax. */
  private final double[] box;

  /** Of each node its second child (the first follows it), or -1 for a leaf; its edges. */
  private final int[] second;

  private final int[] from;
  private final int[] to;

  /**
   * @param edges ax, ay, bx, by of each edge, metres; at least one
   */
  public ZoneShape(double[] edges) {
    int count = edges.length / 4;
    if (count == 0) {
      throw new IllegalArgumentException("a shape has at least one edge");
    }
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    // First in an order of their own, so that nothing depends on the order of the input.
    Arrays.sort(order, (i, j) -> compare(edges, i, j));
    int nodes = nodes(count);
    box = new double[4 * nodes];
    second = new int[nodes];
    from = new int[nodes];
    to = new int[nodes];
    build(edges, order, 0, 0, count);
    this.edges = new double[edges.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(edges, 4 * order[i], this.edges, 4 * i, 4);
    }
  }

  private static int compare(double[] edges, int i, int j) {
    return Arrays.compare(edges, 4 * i, 4 * i + 4, edges, 4 * j, 4 * j + 4);
  }

  /** A rectangle. */
  public static ZoneShape of(Bounds r) {
    return new ZoneShape(
        new double[] {
          r.xmin(), r.ymin(), r.xmax(), r.ymin(), r.xmax(), r.ymin(), r.xmax(), r.ymax(),
          r.xmax(), r.ymax(), r.xmin(), r.ymax(), r.xmin(), r.ymax(), r.xmin(), r.ymin()
        });
  }

  /** Geometries together: polygons with what is inside them, lines and points. */
  public static ZoneShape of(List<? extends Geometry> geometries) {
    Edges edges = new Edges();
    for (Geometry geometry : geometries) {
      for (int i = 0; i < geometry.getNumGeometries(); i++) {
        edges.add(geometry.getGeometryN(i));
      }
    }
    return new ZoneShape(Arrays.copyOf(edges.edges, edges.count));
  }

  /** Collects edges. */
  private static final class Edges {
    double[] edges = new double[64];
    int count;

    void add(Geometry geometry) {
      if (geometry instanceof Polygon polygon) {
        ring(polygon.getExteriorRing(), true);
        for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
          ring(polygon.getInteriorRingN(h), false);
        }
      } else {
        Coordinate[] line = geometry.getCoordinates();
        for (int i = 0; i < line.length; i++) {
          Coordinate next = line[Math.min(i + 1, line.length - 1)];
          add(line[i], next);
          add(next, line[i]);
        }
      }
    }

    private void ring(LinearRing ring, boolean counterClockwise) {
      Coordinate[] line = ring.getCoordinates();
      boolean turned = Orientation.isCCW(line) != counterClockwise;
      for (int i = 0; i + 1 < line.length; i++) {
        add(line[turned ? i + 1 : i], line[turned ? i : i + 1]);
      }
    }

    private void add(Coordinate a, Coordinate b) {
      if (count == edges.length) {
        edges = Arrays.copyOf(edges, 2 * count);
      }
      edges[count] = a.x;
      edges[count + 1] = a.y;
      edges[count + 2] = b.x;
      edges[count + 3] = b.y;
      count += 4;
    }
  }

  private static int nodes(int count) {
    return count <= LEAF ? 1 : 1 + nodes(count / 2) + nodes(count - count / 2);
  }

  private void build(double[] all, Integer[] order, int node, int lo, int hi) {
    double[] b = {
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (int i = lo; i < hi; i++) {
      int e = 4 * order[i];
      b[0] = Math.min(b[0], Math.min(all[e], all[e + 2]));
      b[1] = Math.min(b[1], Math.min(all[e + 1], all[e + 3]));
      b[2] = Math.max(b[2], Math.max(all[e], all[e + 2]));
      b[3] = Math.max(b[3], Math.max(all[e + 1], all[e + 3]));
    }
    System.arraycopy(b, 0, box, 4 * node, 4);
    from[node] = lo;
    to[node] = hi;
    second[node] = -1;
    int count = hi - lo;
    if (count <= LEAF) {
      return;
    }
    int axis = b[2] - b[0] >= b[3] - b[1] ? 0 : 1;
    Arrays.sort(
        order,
        lo,
        hi,
        Comparator.comparingDouble((Integer i) -> all[4 * i + axis] + all[4 * i + axis + 2])
            .thenComparing((i, j) -> compare(all, i, j)));
    int middle = lo + count / 2;
    second[node] = node + 1 + nodes(count / 2);
    build(all, order, node + 1, lo, middle);
    build(all, order, second[node], middle, hi);
  }

  /** The rectangle around the shape. */
  public Bounds bounds() {
    return new Bounds(box[0], box[1], box[2], box[3]);
  }

  /**
   * The distance of a place from the shape, 0 inside.
   *
   * @param limit what is given for places farther than that, metres
   */
  double distance(double x, double y, double limit) {
    double least = limit * limit;
    if (squaredToBox(0, x, y, x, y) > least * (1 + ROUNDING)) {
      return limit;
    }
    return isInside(x, y) ? 0 : Math.sqrt(nearest(0, x, y, least));
  }

  /**
   * The least distance of a triangle's places from the shape, 0 where they meet.
   *
   * @param t x and y of its corners
   * @param limit what is given for triangles farther than that, metres
   */
  double distance(double[] t, double limit) {
    double least = limit * limit;
    if (squaredToBox(0, t) > least * (1 + ROUNDING)) {
      return limit;
    }
    return isInside(t[0], t[1]) ? 0 : Math.sqrt(nearest(0, t, least));
  }

  /**
   * An upper bound of the distances of a rectangle's places from the shape: 0 if it lies inside,
   * else that of its middle and half its diagonal.
   *
   * @param limit what is given if that is more, metres
   */
  double mostDistance(Bounds r, double limit) {
    double x = 0.5 * (r.xmin() + r.xmax());
    double y = 0.5 * (r.ymin() + r.ymax());
    if (isInside(x, y) && !meetsEdge(0, r)) {
      return 0;
    }
    double radius = 0.5 * Math.hypot(r.width(), r.height());
    return Math.min(limit, distance(x, y, limit) + radius);
  }

  /** Whether the rectangle around an edge meets a rectangle. */
  private boolean meetsEdge(int node, Bounds r) {
    if (box[4 * node] > r.xmax()
        || box[4 * node + 1] > r.ymax()
        || box[4 * node + 2] < r.xmin()
        || box[4 * node + 3] < r.ymin()) {
      return false;
    }
    if (second[node] >= 0) {
      return meetsEdge(node + 1, r) || meetsEdge(second[node], r);
    }
    for (int e = 4 * from[node]; e < 4 * to[node]; e += 4) {
      boolean apart =
          Math.min(edges[e], edges[e + 2]) > r.xmax()
              || Math.min(edges[e + 1], edges[e + 3]) > r.ymax()
              || Math.max(edges[e], edges[e + 2]) < r.xmin()
              || Math.max(edges[e + 1], edges[e + 3]) < r.ymin();
      if (!apart) {
        return true;
      }
    }
    return false;
  }

  boolean isInside(double x, double y) {
    return winding(0, x, y) != 0;
  }

  /** How often the edges of a node wind around a place, by those to the right of it. */
  private int winding(int node, double x, double y) {
    if (box[4 * node + 2] < x || box[4 * node + 1] > y || box[4 * node + 3] < y) {
      return 0;
    }
    if (second[node] >= 0) {
      return winding(node + 1, x, y) + winding(second[node], x, y);
    }
    int sum = 0;
    for (int e = 4 * from[node]; e < 4 * to[node]; e += 4) {
      boolean up = edges[e + 1] <= y && edges[e + 3] > y;
      boolean down = edges[e + 3] <= y && edges[e + 1] > y;
      if (up || down) {
        double side =
            (edges[e + 2] - edges[e]) * (y - edges[e + 1])
                - (x - edges[e]) * (edges[e + 3] - edges[e + 1]);
        sum += up && side > 0 ? 1 : down && side < 0 ? -1 : 0;
      }
    }
    return sum;
  }

  private double nearest(int node, double x, double y, double known) {
    double least = known;
    if (second[node] < 0) {
      for (int e = 4 * from[node]; e < 4 * to[node]; e += 4) {
        least = Math.min(least, squared(x, y, edges[e], edges[e + 1], edges[e + 2], edges[e + 3]));
      }
      return least;
    }
    double first = squaredToBox(node + 1, x, y, x, y);
    double other = squaredToBox(second[node], x, y, x, y);
    int near = first <= other ? node + 1 : second[node];
    int far = first <= other ? second[node] : node + 1;
    if (Math.min(first, other) <= least * (1 + ROUNDING)) {
      least = nearest(near, x, y, least);
    }
    if (Math.max(first, other) <= least * (1 + ROUNDING)) {
      least = nearest(far, x, y, least);
    }
    return least;
  }

  private double nearest(int node, double[] t, double known) {
    double least = known;
    if (second[node] < 0) {
      for (int e = 4 * from[node]; e < 4 * to[node]; e += 4) {
        least = Math.min(least, squaredToTriangle(t, e));
      }
      return least;
    }
    double first = squaredToBox(node + 1, t);
    double other = squaredToBox(second[node], t);
    int near = first <= other ? node + 1 : second[node];
    int far = first <= other ? second[node] : node + 1;
    if (Math.min(first, other) <= least * (1 + ROUNDING)) {
      least = nearest(near, t, least);
    }
    if (Math.max(first, other) <= least * (1 + ROUNDING)) {
      least = nearest(far, t, least);
    }
    return least;
  }

  private double squaredToBox(int node, double[] t) {
    return squaredToBox(
        node,
        Math.min(t[0], Math.min(t[2], t[4])),
        Math.min(t[1], Math.min(t[3], t[5])),
        Math.max(t[0], Math.max(t[2], t[4])),
        Math.max(t[1], Math.max(t[3], t[5])));
  }

  private double squaredToBox(int node, double xmin, double ymin, double xmax, double ymax) {
    double dx = Math.max(0, Math.max(box[4 * node] - xmax, xmin - box[4 * node + 2]));
    double dy = Math.max(0, Math.max(box[4 * node + 1] - ymax, ymin - box[4 * node + 3]));
    return dx * dx + dy * dy;
  }

  /** The squared distance between an edge and a triangle, 0 where they meet. */
  private double squaredToTriangle(double[] t, int e) {
    double ax = edges[e];
    double ay = edges[e + 1];
    double bx = edges[e + 2];
    double by = edges[e + 3];
    if (holds(t, ax, ay) || holds(t, bx, by)) {
      return 0;
    }
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 6; i += 2) {
      int j = (i + 2) % 6;
      if (cross(ax, ay, bx, by, t[i], t[i + 1], t[j], t[j + 1])) {
        return 0;
      }
      least = Math.min(least, squared(t[i], t[i + 1], ax, ay, bx, by));
      least = Math.min(least, squared(ax, ay, t[i], t[i + 1], t[j], t[j + 1]));
      least = Math.min(least, squared(bx, by, t[i], t[i + 1], t[j], t[j + 1]));
    }
    return least;
  }

  private static boolean holds(double[] t, double x, double y) {
    double a = side(t[0], t[1], t[2], t[3], x, y);
    double b = side(t[2], t[3], t[4], t[5], x, y);
    double c = side(t[4], t[5], t[0], t[1], x, y);
    boolean isOnOneLine = a == 0 && b == 0 && c == 0;
    return !isOnOneLine && ((a >= 0 && b >= 0 && c >= 0) || (a <= 0 && b <= 0 && c <= 0));
  }

  private static boolean cross(
      double ax, double ay, double bx, double by, double cx, double cy, double dx, double dy) {
    return side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0
        && side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0;
  }

  private static double side(double ax, double ay, double bx, double by, double x, double y) {
    return (bx - ax) * (y - ay) - (x - ax) * (by - ay);
  }

  /** The squared distance of a place from an edge. */
  private static double squared(double x, double y, double ax, double ay, double bx, double by) {
    double ux = bx - ax;
    double uy = by - ay;
    double vx = x - ax;
    double vy = y - ay;
    double length = ux * ux + uy * uy;
    double along = length > 0 ? (ux * vx + uy * vy) / length : 0;
    double part = Math.max(0, Math.min(1, along));
    double dx = vx - part * ux;
    double dy = vy - part * uy;
    return dx * dx + dy * dy;
  }

  @Override
  public void addTo(Fingerprint print) {
    print.put(edges);
  }
}
