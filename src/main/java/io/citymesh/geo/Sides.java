package io.citymesh.geo;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

/**
 * The sides of a domain: straight lines between corners on the 1 mm grid, numbered from 0 along the
 * rings, with the inside on their left. Immutable; what finds the sides near a place is made when
 * it is first asked for.
 */
public final class Sides implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Sides this near to a rectangle count as meeting it, metres: more than any rounding. */
  public static final double NEAR = 1e-3;

  private final Bounds bounds;
  private final boolean rectangle;

  /** The shell, counter-clockwise, and the holes, clockwise: each x0, y0, x1, y1, ... */
  private final double[][] rings;

  /** The ends of each side: ax, ay, bx, by. */
  private final double[] ends;

  /** The ring of each side. */
  private final int[] ringOf;

  private transient volatile EdgeTree tree;

  private Sides(Bounds bounds, boolean rectangle, double[][] rings) {
    this.bounds = bounds;
    this.rectangle = rectangle;
    this.rings = rings;
    int count = Arrays.stream(rings).mapToInt(ring -> ring.length / 2).sum();
    ends = new double[4 * count];
    ringOf = new int[count];
    int side = 0;
    for (int r = 0; r < rings.length; r++) {
      double[] ring = rings[r];
      for (int i = 0; i < ring.length; i += 2) {
        int j = (i + 2) % ring.length;
        ends[4 * side] = ring[i];
        ends[4 * side + 1] = ring[i + 1];
        ends[4 * side + 2] = ring[j];
        ends[4 * side + 3] = ring[j + 1];
        ringOf[side++] = r;
      }
    }
  }

  /** The four sides of a rectangle, from the south against the clock. */
  public static Sides of(Bounds b) {
    double[] ring = {
      b.xmin(), b.ymin(), b.xmax(), b.ymin(), b.xmax(), b.ymax(), b.xmin(), b.ymax()
    };
    return new Sides(b, true, new double[][] {ring});
  }

  /**
   * The sides of a polygon that is valid: its rings do not cross, and touch in corners at most.
   *
   * @param rings the shell, counter-clockwise, then the holes, clockwise; each x0, y0, x1, y1, ...
   *     without a repeated last point, on the 1 mm grid
   */
  public static Sides of(double[][] rings) {
    double[] box = {
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    double[] shell = rings[0];
    for (int i = 0; i < shell.length; i += 2) {
      box[0] = Math.min(box[0], shell[i]);
      box[1] = Math.min(box[1], shell[i + 1]);
      box[2] = Math.max(box[2], shell[i]);
      box[3] = Math.max(box[3], shell[i + 1]);
    }
    double[][] copy = Arrays.stream(rings).map(double[]::clone).toArray(double[][]::new);
    return new Sides(new Bounds(box[0], box[1], box[2], box[3]), false, copy);
  }

  /** The rectangle around them. */
  public Bounds bounds() {
    return bounds;
  }

  /** Whether they are those of a rectangle along the axes. */
  public boolean isRectangle() {
    return rectangle;
  }

  /** What they are, such as {@code a polygon of 12 sides and 1 hole}. */
  public String words() {
    int holes = rings.length - 1;
    return rectangle
        ? "a rectangle"
        : String.format(
            Locale.ROOT,
            "a polygon of %,d sides%s",
            count(),
            holes == 0
                ? ""
                : holes == 1 ? " and 1 hole" : String.format(Locale.ROOT, " and %,d holes", holes));
  }

  /** The shell and the holes, as {@link #of(double[][])} takes them. */
  public double[][] rings() {
    return Arrays.stream(rings).map(double[]::clone).toArray(double[][]::new);
  }

  /** How many sides there are. */
  public int count() {
    return ringOf.length;
  }

  /** How many rings there are. */
  public int ringCount() {
    return rings.length;
  }

  /** The ring that a side belongs to. */
  public int ring(int side) {
    return ringOf[side];
  }

  /** ax, ay, bx, by of a side from a to b. */
  public double end(int side, int coordinate) {
    return ends[4 * side + coordinate];
  }

  /** The number of the side from a to b. */
  public int number(double ax, double ay, double bx, double by) {
    int[] found = {-1};
    tree()
        .forOverlapping(
            new Bounds(ax, ay, ax, ay),
            side -> {
              int i = 4 * side;
              if (ends[i] == ax && ends[i + 1] == ay && ends[i + 2] == bx && ends[i + 3] == by) {
                found[0] = side;
              }
            });
    if (found[0] < 0) {
      throw new IllegalArgumentException(
          "the domain has no side from " + ax + ", " + ay + " to " + bx + ", " + by);
    }
    return found[0];
  }

  /** The area inside, square metres. */
  public double area() {
    double twice = 0;
    for (int s = 0; s < ringOf.length; s++) {
      double x = ends[4 * s] - bounds.xmin();
      double y = ends[4 * s + 1] - bounds.ymin();
      twice += x * (ends[4 * s + 3] - ends[4 * s + 1]) - y * (ends[4 * s + 2] - ends[4 * s]);
    }
    return twice / 2;
  }

  /** Names the sides that meet a rectangle or come near it, ascending. */
  public void forMeeting(Bounds r, IntConsumer visitor) {
    Bounds near = r.grow(NEAR);
    List<Integer> met = new ArrayList<>();
    tree()
        .forOverlapping(
            near,
            side -> {
              if (isMet(side, near)) {
                met.add(side);
              }
            });
    met.stream().sorted().forEach(visitor::accept);
  }

  /** Whether no side comes near the rectangle. */
  private boolean isClear(Bounds r) {
    boolean[] any = new boolean[1];
    Bounds near = r.grow(NEAR);
    tree().forOverlapping(near, side -> any[0] |= isMet(side, near));
    return !any[0];
  }

  /** Whether a place lies on a side, but at none of its ends: exactly, for whole millimetres. */
  public boolean meetBetween(double x, double y) {
    boolean[] any = new boolean[1];
    tree().forOverlapping(new Bounds(x, y, x, y), side -> any[0] |= isBetween(side, x, y));
    return any[0];
  }

  private boolean isBetween(int side, double x, double y) {
    int e = 4 * side;
    boolean atEnd = (x == ends[e] && y == ends[e + 1]) || (x == ends[e + 2] && y == ends[e + 3]);
    return !atEnd
        && product(ends[e + 2] - ends[e], y - ends[e + 1])
            .equals(product(ends[e + 3] - ends[e + 1], x - ends[e]));
  }

  /** The product of two lengths of whole millimetres, square millimetres. */
  private static BigInteger product(double a, double b) {
    return BigInteger.valueOf(Math.round(1000 * a))
        .multiply(BigInteger.valueOf(Math.round(1000 * b)));
  }

  /** Whether the rectangle lies inside, and no side comes near it. */
  public boolean surround(Bounds r) {
    return isClear(r) && isInside(0.5 * (r.xmin() + r.xmax()), 0.5 * (r.ymin() + r.ymax()));
  }

  /** Whether the rectangle lies outside, and no side comes near it. */
  public boolean exclude(Bounds r) {
    return isClear(r) && !isInside(0.5 * (r.xmin() + r.xmax()), 0.5 * (r.ymin() + r.ymax()));
  }

  /** Whether a point off the sides lies inside. */
  public boolean isInside(double x, double y) {
    int[] crossed = new int[1];
    tree()
        .forOverlapping(
            new Bounds(x, y, Double.POSITIVE_INFINITY, y),
            side -> {
              double ay = ends[4 * side + 1] - y;
              double by = ends[4 * side + 3] - y;
              if (ay > 0 != by > 0) {
                double ax = ends[4 * side] - x;
                double bx = ends[4 * side + 2] - x;
                crossed[0] += ax * (by - ay) - ay * (bx - ax) > 0 == by > ay ? 1 : 0;
              }
            });
    return crossed[0] % 2 == 1;
  }

  /** Whether a side meets a rectangle: no line along an axis or along the side parts them. */
  private boolean isMet(int side, Bounds r) {
    double ax = ends[4 * side];
    double ay = ends[4 * side + 1];
    double bx = ends[4 * side + 2];
    double by = ends[4 * side + 3];
    if (Math.max(ax, bx) < r.xmin()
        || Math.min(ax, bx) > r.xmax()
        || Math.max(ay, by) < r.ymin()
        || Math.min(ay, by) > r.ymax()) {
      return false;
    }
    double dx = bx - ax;
    double dy = by - ay;
    double middle =
        dx * (0.5 * (r.ymin() + r.ymax()) - ay) - dy * (0.5 * (r.xmin() + r.xmax()) - ax);
    double reach = 0.5 * (Math.abs(dx) * r.height() + Math.abs(dy) * r.width());
    return Math.abs(middle) <= reach;
  }

  /**
   * The area inside that lies in a rectangle, square metres: by the rectangle's parts of the rings,
   * whose edges along the rectangle cancel out where a ring falls into several pieces.
   */
  public double area(Bounds r) {
    if (rectangle) {
      return r.area();
    }
    if (isClear(r)) {
      return isInside(0.5 * (r.xmin() + r.xmax()), 0.5 * (r.ymin() + r.ymax())) ? r.area() : 0;
    }
    double area = 0;
    for (double[] ring : rings) {
      area += Rings.signedArea(Rings.clip(ring, r));
    }
    return Math.max(0, Math.min(r.area(), area));
  }

  /** The distance of a place from the nearest side, metres, 0 or more. */
  public double distance(double x, double y) {
    return tree().distance(x, y, Double.POSITIVE_INFINITY);
  }

  /** A tree that two threads make at once is the same one twice. */
  private EdgeTree tree() {
    EdgeTree known = tree;
    if (known == null) {
      known = new EdgeTree(ends);
      tree = known;
    }
    return known;
  }

  /** Whether the other has the same sides in the same order. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Sides sides
        && rectangle == sides.rectangle
        && Arrays.deepEquals(rings, sides.rings);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(rings);
  }
}
