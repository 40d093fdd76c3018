package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Rings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  private transient Rows rows;

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

  /** The shell and the holes, as {@link #of(double[][])} takes them. */
  public double[][] rings() {
    return Arrays.stream(rings).map(double[]::clone).toArray(double[][]::new);
  }

  /** How many sides there are. */
  public int count() {
    return ringOf.length;
  }

  /** How many rings there are. */
  int ringCount() {
    return rings.length;
  }

  /** The ring that a side belongs to. */
  int ring(int side) {
    return ringOf[side];
  }

  /** ax, ay, bx, by of a side from a to b. */
  double end(int side, int coordinate) {
    return ends[4 * side + coordinate];
  }

  /** The number of the side from a to b. */
  int number(double ax, double ay, double bx, double by) {
    int[] found = {-1};
    rows()
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

  /** Is told of sides by their numbers. */
  @FunctionalInterface
  interface Visitor {
    void visit(int side);
  }

  /** Names the sides that meet a rectangle or come near it, ascending. */
  void forMeeting(Bounds r, Visitor visitor) {
    Bounds near = r.grow(NEAR);
    List<Integer> met = new ArrayList<>();
    rows()
        .forOverlapping(
            near,
            side -> {
              if (isMet(side, near)) {
                met.add(side);
              }
            });
    met.stream().sorted().forEach(visitor::visit);
  }

  /** Whether no side comes near the rectangle. */
  private boolean isClear(Bounds r) {
    boolean[] any = new boolean[1];
    Bounds near = r.grow(NEAR);
    rows().forOverlapping(near, side -> any[0] |= isMet(side, near));
    return !any[0];
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
    rows()
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

  private synchronized Rows rows() {
    if (rows == null) {
      rows = new Rows();
    }
    return rows;
  }

  /** The sides by rows of equal height, about as many as the root of their number. */
  private final class Rows {
    private final double height;
    private final int[][] members;

    Rows() {
      int count = (int) Math.ceil(Math.sqrt(ringOf.length));
      height = Math.max(bounds.height() / count, NEAR);
      int[] sizes = new int[count];
      for (int side = 0; side < ringOf.length; side++) {
        for (int row = first(side, count); row <= last(side, count); row++) {
          sizes[row]++;
        }
      }
      members = new int[count][];
      for (int row = 0; row < count; row++) {
        members[row] = new int[sizes[row]];
      }
      Arrays.fill(sizes, 0);
      for (int side = 0; side < ringOf.length; side++) {
        for (int row = first(side, count); row <= last(side, count); row++) {
          members[row][sizes[row]++] = side;
        }
      }
    }

    private int first(int side, int count) {
      return row(Math.min(ends[4 * side + 1], ends[4 * side + 3]), count);
    }

    private int last(int side, int count) {
      return row(Math.max(ends[4 * side + 1], ends[4 * side + 3]), count);
    }

    private int row(double y, int count) {
      return (int) Math.max(0, Math.min(count - 1, Math.floor((y - bounds.ymin()) / height)));
    }

    /** Names the sides whose boxes meet a rectangle, each once. */
    void forOverlapping(Bounds r, Visitor visitor) {
      if (!bounds.intersects(r)) {
        return;
      }
      int from = row(r.ymin(), members.length);
      int to = row(r.ymax(), members.length);
      for (int row = from; row <= to; row++) {
        for (int side : members[row]) {
          boolean isFirst = row == Math.max(from, first(side, members.length));
          if (isFirst
              && Math.max(ends[4 * side], ends[4 * side + 2]) >= r.xmin()
              && Math.min(ends[4 * side], ends[4 * side + 2]) <= r.xmax()) {
            visitor.visit(side);
          }
        }
      }
    }
  }
}
