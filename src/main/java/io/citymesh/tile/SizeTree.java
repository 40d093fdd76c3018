package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import java.util.Arrays;

/**
 * Holds triangles against the sizes of a kind, by bounds of them in the leaves of a tree of
 * rectangles: where sizes are level one leaf decides nearly always. A rectangle is a leaf if sizes
 * are the same in and around it, or if it is no larger than the triangles there; else it is
 * quartered. It is looked at when it is asked for first.
 *
 * <p>Not thread-safe.
 */
public final class SizeTree {
  /** A leaf knows the sizes around it as far as so many of its size: triangles reach out of it. */
  private static final double AROUND = 2;

  /** How often a rectangle is quartered, at most. */
  private static final int MOST_DEPTH = 12;

  /** How many nodes there are at most, of 28 bytes: larger leaves tell less, and nothing wrong. */
  private static final int MOST_NODES = 1 << 18;

  /** Bounds are widened by this part, more than what rounding takes from them. */
  private static final double SLACK = 1e-6;

  /** What the tree is made of. */
  interface Source {
    /** The size of a kind at a place, metres. */
    double at(Sizes.Kind kind, double x, double y);

    /** Whether sizes do not grow at places of this size, in metres. */
    boolean isLevel(Sizes.Kind kind, double size);

    /** By how much they grow per metre elsewhere, at most. */
    double growth();

    /** The least size in a rectangle, metres. */
    double least(Sizes.Kind kind, Bounds r);

    /** At least the largest size, metres. */
    double most(Sizes.Kind kind, Bounds r);

    /** The same as {@link SizeTree#isExceeded}, without a tree. */
    boolean isExceeded(
        Sizes.Kind kind,
        double doubleArea,
        double longest,
        double ax,
        double ay,
        double bx,
        double by,
        double cx,
        double cy);
  }

  private final Source field;
  private final Sizes.Kind kind;

  /** Squares of the least and the largest size anywhere. */
  private final double leastSquared;

  private final double farSquared;

  /** Where sizes are not those of the far field. */
  private final Bounds near;

  /** The rectangle of the root. */
  private final Bounds root;

  private static final int UNKNOWN = 0;
  private static final int LEAF = -1;

  /** Of each node the first of its quarters, in rows from below; or that it is a leaf. */
  private int[] quarters = new int[64];

  /**
   * Of each leaf: a triangle with a corner in it is small enough if its area, doubled, is at most
   * the first number, and the square of its longest side at most the third; it is too large if that
   * area is more than the second.
   */
  private double[] bounds = new double[3 * quarters.length];

  private int count = 1;

  /** The leaf that was found last: where it lies, and its bounds. */
  private double xmin = Double.POSITIVE_INFINITY;

  private double ymin;
  private double xmax;
  private double ymax;
  private int leaf;

  /** The bounds for triangles with a corner {@link #standAt there}, or for all. */
  private double low;

  private double high;
  private double shortSquared;

  /** Whether these are of a place that all triangles have. */
  private boolean stands;

  /**
   * @param least size anywhere, metres
   * @param far the size outside {@code near}, metres, the largest one
   * @param root where most triangles lie
   */
  SizeTree(Source field, double least, double far, Sizes.Kind kind, Bounds near, Bounds root) {
    this.field = field;
    this.kind = kind;
    this.near = near;
    this.root = root;
    leastSquared = least * least;
    farSquared = far * far;
    leave();
  }

  /**
   * Says that all triangles that will be asked for have a corner at a place, until {@link #leave}:
   * then it is looked up once for all of them. The answers stay the same.
   */
  public void standAt(double x, double y) {
    stands = find(x, y);
    if (stands) {
      low = bounds[3 * leaf];
      high = bounds[3 * leaf + 1];
      shortSquared = bounds[3 * leaf + 2];
    }
  }

  /** Says that any triangles will be asked for. */
  public void leave() {
    stands = false;
    low = leastSquared;
    high = farSquared;
    shortSquared = Double.POSITIVE_INFINITY;
  }

  /**
   * Whether a triangle is larger than the sizes in it allow: whether its area is more than {@code
   * 0.5 * h^2} with h the least size in it.
   *
   * @param doubleArea twice the triangle's area, square metres
   * @param longest square of its longest side, square metres
   */
  public boolean isExceeded(
      double doubleArea,
      double longest,
      double ax,
      double ay,
      double bx,
      double by,
      double cx,
      double cy) {
    if (doubleArea > high) {
      return true;
    }
    if (doubleArea <= low && longest <= shortSquared || doubleArea <= leastSquared) {
      return false;
    }
    if (!stands && find(ax, ay)) {
      if (doubleArea > bounds[3 * leaf + 1]) {
        return true;
      }
      if (doubleArea <= bounds[3 * leaf] && longest <= bounds[3 * leaf + 2]) {
        return false;
      }
    }
    return isExceededItself(doubleArea, longest, ax, ay, bx, by, cx, cy);
  }

  private boolean isExceededItself(
      double doubleArea,
      double longest,
      double ax,
      double ay,
      double bx,
      double by,
      double cx,
      double cy) {
    if (Math.min(ax, Math.min(bx, cx)) > near.xmax()
        || Math.min(ay, Math.min(by, cy)) > near.ymax()
        || Math.max(ax, Math.max(bx, cx)) < near.xmin()
        || Math.max(ay, Math.max(by, cy)) < near.ymin()) {
      return doubleArea > farSquared;
    }
    return field.isExceeded(kind, doubleArea, longest, ax, ay, bx, by, cx, cy);
  }

  /** Finds the leaf of a place; false if it has none. */
  private boolean find(double x, double y) {
    if (x >= xmin && x <= xmax && y >= ymin && y <= ymax) {
      return true;
    }
    if (!root.contains(x, y)) {
      return false;
    }
    xmin = root.xmin();
    ymin = root.ymin();
    xmax = root.xmax();
    ymax = root.ymax();
    leaf = 0;
    for (int depth = 0; ; depth++) {
      if (quarters[leaf] == UNKNOWN) {
        look(depth);
      }
      if (quarters[leaf] == LEAF) {
        return true;
      }
      double middleX = 0.5 * (xmin + xmax);
      double middleY = 0.5 * (ymin + ymax);
      leaf = quarters[leaf];
      if (x > middleX) {
        xmin = middleX;
        leaf++;
      } else {
        xmax = middleX;
      }
      if (y > middleY) {
        ymin = middleY;
        leaf += 2;
      } else {
        ymax = middleY;
      }
    }
  }

  /** Makes a leaf of the rectangle that was found, or quarters it. */
  private void look(int depth) {
    double size = field.at(kind, 0.5 * (xmin + xmax), 0.5 * (ymin + ymax));
    double around = AROUND * size;
    boolean isEven = field.isLevel(kind, size) && isEven(size, around);
    double width = xmax - xmin;
    double height = ymax - ymin;
    if (isEven
        || depth == MOST_DEPTH
        || count + 4 > MOST_NODES
        || Math.max(width, height) <= size) {
      double most = isEven ? size : size + field.growth() * 0.5 * Math.hypot(width, height);
      quarters[leaf] = LEAF;
      bounds[3 * leaf] = isEven ? size * size * (1 - SLACK) : leastSquared;
      bounds[3 * leaf + 1] = most * most * (1 + SLACK);
      bounds[3 * leaf + 2] = around * around;
      return;
    }
    if (count + 4 > quarters.length) {
      quarters = Arrays.copyOf(quarters, 2 * quarters.length);
      bounds = Arrays.copyOf(bounds, 3 * quarters.length);
    }
    quarters[leaf] = count;
    count += 4;
  }

  /** Whether the size is the same in the rectangle that was found, and around it. */
  private boolean isEven(double size, double around) {
    Bounds here = new Bounds(xmin, ymin, xmax, ymax).grow(SLACK * size);
    return field.most(kind, here) == size && field.least(kind, here.grow(around)) == size;
  }
}
