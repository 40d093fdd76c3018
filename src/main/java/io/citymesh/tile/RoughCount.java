package io.citymesh.tile;

import io.citymesh.geo.Bounds;

/**
 * About how many triangles of the sizes there fill an area: twice its size over the square of the
 * size. It is right to within a third; what touches the area's rim is counted for pieces, and what
 * is small for a part of a triangle wherever it lies.
 */
public final class RoughCount {
  /** Sizes that differ by less than this part of themselves count as one. */
  private static final double EVEN = 0.7;

  /** How often a triangle is halved for that, at most; most are small enough much sooner. */
  private static final int MOST_HALVINGS = 60;

  /** Some of the plane. */
  @FunctionalInterface
  public interface Area {
    /** Whether a rectangle may touch it: true if it does, mostly false if it does not. */
    boolean touches(double xmin, double ymin, double xmax, double ymax);
  }

  private final SizeTree sizes;
  private final Area area;
  private final double piece;

  /**
   * @param area of which to count
   * @param piece twice the size of a piece that may touch the rim, square metres
   */
  public RoughCount(SizeTree sizes, Area area, double piece) {
    this.sizes = sizes;
    this.area = area;
    this.piece = piece;
  }

  /** Those that fill what lies in the area of a triangle with sides of any length. */
  public double of(double ax, double ay, double bx, double by, double cx, double cy) {
    return of(ax, ay, bx, by, cx, cy, 0);
  }

  private double of(double ax, double ay, double bx, double by, double cx, double cy, int depth) {
    double ab = square(bx - ax) + square(by - ay);
    double bc = square(cx - bx) + square(cy - by);
    double ca = square(ax - cx) + square(ay - cy);
    double longest = Math.max(ab, Math.max(bc, ca));
    double twice = Math.abs((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
    double x = (ax + bx + cx) / 3;
    double y = (ay + by + cy) / 3;
    double size = sizes.at(x, y);
    boolean isEven = sizes.growth() * 0.5 * Math.sqrt(longest) <= EVEN * size;
    // What counts for less than one is not worth a look at where it lies.
    if (twice > (isEven ? size * size : sizes.leastSquared())) {
      Bounds r =
          new Bounds(
              Math.min(ax, Math.min(bx, cx)),
              Math.min(ay, Math.min(by, cy)),
              Math.max(ax, Math.max(bx, cx)),
              Math.max(ay, Math.max(by, cy)));
      if (!area.touches(r.xmin(), r.ymin(), r.xmax(), r.ymax())) {
        return 0;
      }
      boolean isOne =
          depth == MOST_HALVINGS
              || twice <= piece && (isEven || sizes.isEven(size, x, y, r, longest));
      if (!isOne) {
        // The longest side is halved.
        return longest == ab
            ? halves(ax, ay, bx, by, cx, cy, depth)
            : longest == bc
                ? halves(bx, by, cx, cy, ax, ay, depth)
                : halves(cx, cy, ax, ay, bx, by, depth);
      }
    }
    if (sizes.isLevel(size)) {
      return twice / (size * size);
    }
    double there = size / (1 + SizeField.TOWARDS * sizes.growth());
    return SizeField.GROWING * twice / (there * there);
  }

  private double halves(
      double ax, double ay, double bx, double by, double cx, double cy, int depth) {
    double middleX = 0.5 * (ax + bx);
    double middleY = 0.5 * (ay + by);
    return of(ax, ay, middleX, middleY, cx, cy, depth + 1)
        + of(middleX, middleY, bx, by, cx, cy, depth + 1);
  }

  private static double square(double x) {
    return x * x;
  }
}
