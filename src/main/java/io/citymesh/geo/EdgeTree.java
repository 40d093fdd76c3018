package io.citymesh.geo;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntConsumer;

/**
 * Directed edges in the plane, found by where they are. They lie in a tree of rectangles, halved at
 * the median across the longer side of each, in which a search leaves out what is too far.
 *
 * <p>A distance is the least of the same numbers whatever the tree, so it does not depend on the
 * order of the edges. Immutable.
 */
public final class EdgeTree implements Serializable, Fingerprint.Content {
  private static final long serialVersionUID = 1L;

  /** Edges in a leaf of the tree, at most. */
  private static final int LEAF = 4;

  /** Rounding may make a rectangle look farther than what is in it, by less than this part. */
  private static final double ROUNDING = 1e-9;

  /** ax, ay, bx, by of each edge, in the tree's order. */
  private final double[] edges;

  /** The number that each edge came with, in the tree's order. */
  private final int[] numbers;

  /** Of each node of the tree, in pre-order: xmin, ymin, xmax, ymax. */
  private final double[] box;

  /** Of each node its second child (the first follows it), or -1 for a leaf; its edges. */
  private final int[] second;

  private final int[] from;
  private final int[] to;

  /**
   * @param edges ax, ay, bx, by of each edge, metres; at least one
   */
  public EdgeTree(double[] edges) {
    int count = edges.length / 4;
    if (count == 0) {
      throw new IllegalArgumentException("there is no edge");
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
    this.edges = new double[4 * count];
    numbers = new int[count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(edges, 4 * order[i], this.edges, 4 * i, 4);
      numbers[i] = order[i];
    }
  }

  private static int compare(double[] edges, int i, int j) {
    return Arrays.compare(edges, 4 * i, 4 * i + 4, edges, 4 * j, 4 * j + 4);
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

  /** The rectangle around the edges. */
  public Bounds bounds() {
    return new Bounds(box[0], box[1], box[2], box[3]);
  }

  /**
   * Names the edges whose rectangles meet a rectangle, sides included, by the numbers that they
   * came with, in any order.
   */
  public void forOverlapping(Bounds r, IntConsumer visitor) {
    visit(0, r, visitor);
  }

  private void visit(int node, Bounds r, IntConsumer visitor) {
    if (isApart(box, 4 * node, r)) {
      return;
    }
    if (second[node] >= 0) {
      visit(node + 1, r, visitor);
      visit(second[node], r, visitor);
      return;
    }
    for (int i = from[node]; i < to[node]; i++) {
      if (!isApart(i, r)) {
        visitor.accept(numbers[i]);
      }
    }
  }

  private static boolean isApart(double[] boxes, int at, Bounds r) {
    return boxes[at] > r.xmax()
        || boxes[at + 1] > r.ymax()
        || boxes[at + 2] < r.xmin()
        || boxes[at + 3] < r.ymin();
  }

  /** Whether the rectangle around an edge lies apart from a rectangle. */
  private boolean isApart(int i, Bounds r) {
    int e = 4 * i;
    return Math.min(edges[e], edges[e + 2]) > r.xmax()
        || Math.min(edges[e + 1], edges[e + 3]) > r.ymax()
        || Math.max(edges[e], edges[e + 2]) < r.xmin()
        || Math.max(edges[e + 1], edges[e + 3]) < r.ymin();
  }

  /** Whether the rectangle around an edge meets a rectangle, sides included. */
  public boolean overlaps(Bounds r) {
    return overlaps(0, r);
  }

  private boolean overlaps(int node, Bounds r) {
    if (isApart(box, 4 * node, r)) {
      return false;
    }
    if (second[node] >= 0) {
      return overlaps(node + 1, r) || overlaps(second[node], r);
    }
    for (int i = from[node]; i < to[node]; i++) {
      if (!isApart(i, r)) {
        return true;
      }
    }
    return false;
  }

  /**
   * How often the edges, which are those of closed lines, wind around a place, counter-clockwise,
   * by those to the right of it.
   */
  public int winding(double x, double y) {
    return x < box[0] ? 0 : winding(0, x, y); // As often right as left.
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

  /**
   * The distance of a place from the edges.
   *
   * @param limit what is given for places farther than that, metres
   */
  public double distance(double x, double y, double limit) {
    return Math.sqrt(nearest(0, x, y, limit * limit));
  }

  /** Whether a place is farther than a limit from the rectangle around the edges. */
  public boolean isBeyond(double x, double y, double limit) {
    return squaredToBox(0, x, y, x, y) > limit * limit * (1 + ROUNDING);
  }

  /**
   * The least distance of a triangle's places from the edges, 0 where they meet.
   *
   * @param t x and y of its corners
   * @param limit what is given for triangles farther than that, metres
   */
  public double distance(double[] t, double limit) {
    return Math.sqrt(nearest(0, t, limit * limit));
  }

  /** Whether a triangle is farther than a limit from the rectangle around the edges. */
  public boolean isBeyond(double[] t, double limit) {
    return squaredToBox(0, t) > limit * limit * (1 + ROUNDING);
  }

  private double nearest(int node, double x, double y, double known) {
    double least = known;
    if (second[node] < 0) {
      for (int e = 4 * from[node]; e < 4 * to[node]; e += 4) {
        double found = squared(x, y, edges[e], edges[e + 1], edges[e + 2], edges[e + 3]);
        least = found < least ? found : least;
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
        least = squaredToTriangle(t, e, least);
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
    double dx = apart(xmin, xmax, box[4 * node], box[4 * node + 2]);
    double dy = apart(ymin, ymax, box[4 * node + 1], box[4 * node + 3]);
    return dx * dx + dy * dy;
  }

  /** How far two intervals lie apart; without Math.max, which takes a third of a search's time. */
  private static double apart(double min, double max, double otherMin, double otherMax) {
    return otherMin > max ? otherMin - max : min > otherMax ? min - otherMax : 0;
  }

  /**
   * The squared distance between an edge and a triangle, 0 where they meet, if it is less than one
   * that is known; else that. What is no nearer for its rectangle alone is not looked at.
   */
  private double squaredToTriangle(double[] t, int e, double known) {
    double ax = edges[e];
    double ay = edges[e + 1];
    double bx = edges[e + 2];
    double by = edges[e + 3];
    double xmin = Math.min(t[0], Math.min(t[2], t[4]));
    double ymin = Math.min(t[1], Math.min(t[3], t[5]));
    double xmax = Math.max(t[0], Math.max(t[2], t[4]));
    double ymax = Math.max(t[1], Math.max(t[3], t[5]));
    double dx = apart(xmin, xmax, Math.min(ax, bx), Math.max(ax, bx));
    double dy = apart(ymin, ymax, Math.min(ay, by), Math.max(ay, by));
    if (dx * dx + dy * dy > known * (1 + ROUNDING)) {
      return known;
    }
    boolean mayMeet = dx == 0 && dy == 0;
    if (mayMeet && (holds(t, ax, ay) || holds(t, bx, by))) {
      return 0;
    }
    double least = known;
    for (int i = 0; i < 6; i += 2) {
      int j = (i + 2) % 6;
      if (mayMeet && cross(ax, ay, bx, by, t[i], t[i + 1], t[j], t[j + 1])) {
        return 0;
      }
      least = Math.min(least, squared(t[i], t[i + 1], ax, ay, bx, by));
    }
    return Math.min(
        squaredToSides(t, ax, ay, xmin, ymin, xmax, ymax, least),
        squaredToSides(t, bx, by, xmin, ymin, xmax, ymax, least));
  }

  /** The squared distance of a place from a triangle's sides, if it is less than a known one. */
  private static double squaredToSides(
      double[] t,
      double x,
      double y,
      double xmin,
      double ymin,
      double xmax,
      double ymax,
      double known) {
    double dx = apart(x, x, xmin, xmax);
    double dy = apart(y, y, ymin, ymax);
    double least = known;
    if (dx * dx + dy * dy <= known * (1 + ROUNDING)) {
      for (int i = 0; i < 6; i += 2) {
        int j = (i + 2) % 6;
        least = Math.min(least, squared(x, y, t[i], t[i + 1], t[j], t[j + 1]));
      }
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
    double part = along <= 0 ? 0 : along >= 1 ? 1 : along;
    double dx = vx - part * ux;
    double dy = vy - part * uy;
    return dx * dx + dy * dy;
  }

  @Override
  public void addTo(Fingerprint print) {
    print.put(edges);
  }
}
