package io.citymesh.tile;

import io.citymesh.geo.Bounds;
import java.util.Arrays;

/**
 * Holds triangles against the sizes of a kind, by bounds of them in the leaves of a tree of
 * rectangles: where sizes are level one leaf decides nearly always. A rectangle is a leaf if sizes
 * are the same in and around it, or if it is as large as few triangles there; else it is quartered.
 * It is looked at when it is asked for first.
 *
 * <p>Not thread-safe.
 */
public final class SizeTree {
  /** A leaf knows the sizes around it as far as so many of its size: triangles reach out of it. */
  private static final double AROUND = 2;

  /**
   * Rectangles that are no wider than so many triangles are not quartered: it takes longer to look
   * at four more than at the triangles that they would tell of.
   */
  private static final double LEAF = 4;

  /** How often a rectangle is quartered, at most. */
  private static final int MOST_DEPTH = 12;

  /** How many nodes there are at most, of 36 bytes: larger leaves tell less, and nothing wrong. */
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

    /**
     * Whether all places in a rectangle have a level size, and none as far around it as that has a
     * smaller one; mostly true if that is so, never if it is not.
     *
     * @param size of a place in it, metres
     * @param around metres
     */
    boolean isEven(Sizes.Kind kind, double size, Bounds r, double around);

    /** The same as {@link SizeTree#isExceeded}, without a tree. */
    boolean isExceeded(
        Sizes.Kind kind,
        double doubleArea,
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

  private final Quarters quarters;

  /**
   * Of each leaf: a triangle with a corner in it is small enough if its area, doubled, is at most
   * the first number, and the square of its longest side at most the third; it is too large if that
   * area is more than the second. The fourth is the size in all of it; NaN if there is no such one.
   */
  private double[] bounds = new double[256];

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
    quarters = new Quarters(root, MOST_DEPTH, MOST_NODES, this::isLeaf);
    leastSquared = least * least;
    farSquared = far * far;
    leave();
  }

  /** The size at a place, metres. */
  public double at(double x, double y) {
    double size = ofLeaf(quarters.find(x, y));
    return Double.isNaN(size) ? field.at(kind, x, y) : size;
  }

  private double ofLeaf(int leaf) {
    return leaf < 0 ? Double.NaN : bounds[4 * leaf + 3];
  }

  /**
   * Whether some place around one may have a size, or a smaller one; false only if none has.
   *
   * @param squared of the distance of the farthest of them from it, square metres
   * @param sizeSquared square metres
   */
  public boolean growsTo(double x, double y, double squared, double sizeSquared) {
    double least = at(x, y) - rise(Math.sqrt(squared));
    return !(least > 0 && least * least > sizeSquared);
  }

  /** By how much sizes differ over a distance, at most, or a little more; metres. */
  public double rise(double distance) {
    return (1 + SLACK) * field.growth() * distance;
  }

  /**
   * Whether no place around one has a smaller size; mostly true if that is so. Beside a zone they
   * may have a larger one, by what sizes grow over two of them.
   *
   * @param size at the place, metres
   * @param r the places, and that one
   * @param squared of the distance of none of them from it is larger, square metres
   */
  boolean isEven(double size, double x, double y, Bounds r, double squared) {
    int leaf = quarters.find(x, y);
    if (!Double.isNaN(ofLeaf(leaf)) && (squared <= bounds[4 * leaf + 2] || quarters.holds(r))) {
      return true;
    }
    return field.isLevel(kind, size) && field.isEven(kind, size, r, 0);
  }

  /** The least size anywhere, squared, square metres. */
  double leastSquared() {
    return leastSquared;
  }

  /** Whether sizes do not grow at places of a size. */
  boolean isLevel(double size) {
    return field.isLevel(kind, size);
  }

  /** By how much sizes grow per metre elsewhere, at most. */
  double growth() {
    return field.growth();
  }

  /**
   * Says that all triangles that will be asked for have a corner at a place, until {@link #leave}:
   * then it is looked up once for all of them. The answers stay the same.
   */
  public void standAt(double x, double y) {
    int leaf = quarters.find(x, y);
    stands = leaf >= 0;
    if (stands) {
      low = bounds[4 * leaf];
      high = bounds[4 * leaf + 1];
      shortSquared = bounds[4 * leaf + 2];
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
    int leaf = stands ? -1 : quarters.find(ax, ay);
    if (leaf >= 0) {
      if (doubleArea > bounds[4 * leaf + 1]) {
        return true;
      }
      if (doubleArea <= bounds[4 * leaf] && longest <= bounds[4 * leaf + 2]) {
        return false;
      }
    }
    return isExceededItself(doubleArea, ax, ay, bx, by, cx, cy);
  }

  private boolean isExceededItself(
      double doubleArea, double ax, double ay, double bx, double by, double cx, double cy) {
    if (Math.min(ax, Math.min(bx, cx)) > near.xmax()
        || Math.min(ay, Math.min(by, cy)) > near.ymax()
        || Math.max(ax, Math.max(bx, cx)) < near.xmin()
        || Math.max(ay, Math.max(by, cy)) < near.ymin()) {
      return doubleArea > farSquared;
    }
    return field.isExceeded(kind, doubleArea, ax, ay, bx, by, cx, cy);
  }

  /**
   * Whether sizes are even in a rectangle, or it is to be a leaf for its size; notes its bounds.
   */
  private boolean isLeaf(int node, Bounds r, boolean isLast) {
    double size = field.at(kind, 0.5 * (r.xmin() + r.xmax()), 0.5 * (r.ymin() + r.ymax()));
    double around = AROUND * size;
    boolean isEven =
        field.isLevel(kind, size) && field.isEven(kind, size, r.grow(SLACK * size), around);
    if (!isEven && !isLast && Math.max(r.width(), r.height()) > LEAF * size) {
      return false;
    }
    if (4 * node + 4 > bounds.length) {
      bounds = Arrays.copyOf(bounds, Math.max(2 * bounds.length, 4 * node + 4));
    }
    double most = isEven ? size : size + field.growth() * 0.5 * Math.hypot(r.width(), r.height());
    bounds[4 * node] = isEven ? size * size * (1 - SLACK) : leastSquared;
    bounds[4 * node + 1] = most * most * (1 + SLACK);
    bounds[4 * node + 2] = around * around;
    bounds[4 * node + 3] = isEven ? size : Double.NaN;
    return true;
  }
}
