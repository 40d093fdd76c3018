package io.citymesh.mesh;

import java.util.concurrent.atomic.LongAdder;

/**
 * The two geometric predicates, exact for all finite doubles (short of overflow and underflow).
 *
 * <p>Each first evaluates the determinant in double arithmetic with an error bound that is proved
 * to cover the rounding, and only where the sign is not certain evaluates it again without any
 * rounding, as a sum of non-overlapping doubles.
 *
 * <p>Source: J. R. Shewchuk, <i>Adaptive Precision Floating-Point Arithmetic and Fast Robust
 * Geometric Predicates</i>, Discrete and Computational Geometry 18 (1997), sections 2 to 4.
 */
public final class Predicates {
  /** Half an ulp of 1: the relative rounding error of one operation. */
  private static final double EPSILON = 0x1p-53;

  private static final double ORIENT_BOUND = (3.0 + 16.0 * EPSILON) * EPSILON;
  private static final double IN_CIRCLE_BOUND = (10.0 + 96.0 * EPSILON) * EPSILON;

  /**
   * The coarse filter's factor: more than a third of the exact filter's, by more than the rounding
   * of the product.
   */
  private static final double IN_CIRCLE_COARSE = 4.0 * EPSILON;

  /** How often the filters did not suffice in this process: see {@link #exactEvaluations}. */
  private static final LongAdder EXACT = new LongAdder();

  private Predicates() {}

  /** How often a sign was evaluated without rounding in this process, for measurements. */
  public static long exactEvaluations() {
    return EXACT.sum();
  }

  /**
   * On which side of the directed line a-b the point c lies.
   *
   * @return positive if a, b, c turn left (counter-clockwise), negative if right, zero if they are
   *     collinear; the magnitude approximates twice the triangle's area
   */
  public static double orient(double ax, double ay, double bx, double by, double cx, double cy) {
    double left = (ax - cx) * (by - cy);
    double right = (ay - cy) * (bx - cx);
    double det = left - right;
    double bound = ORIENT_BOUND * (Math.abs(left) + Math.abs(right));
    if (det > bound || -det > bound) {
      return det;
    }
    EXACT.increment();
    return orientExact(ax, ay, bx, by, cx, cy);
  }

  /**
   * Whether d lies inside the circle through a, b and c.
   *
   * @return positive if d lies inside the circle (a, b, c counter-clockwise), negative if outside,
   *     zero if the four points are cocircular
   */
  public static double inCircle(
      double ax, double ay, double bx, double by, double cx, double cy, double dx, double dy) {
    double adx = ax - dx;
    double bdx = bx - dx;
    double cdx = cx - dx;
    double ady = ay - dy;
    double bdy = by - dy;
    double cdy = cy - dy;
    double bdxcdy = bdx * cdy;
    double cdxbdy = cdx * bdy;
    double cdxady = cdx * ady;
    double adxcdy = adx * cdy;
    double adxbdy = adx * bdy;
    double bdxady = bdx * ady;
    double alift = adx * adx + ady * ady;
    double blift = bdx * bdx + bdy * bdy;
    double clift = cdx * cdx + cdy * cdy;
    double det = alift * (bdxcdy - cdxbdy) + blift * (cdxady - adxcdy) + clift * (adxbdy - bdxady);
    // By Cauchy's inequality the permanent below is at most a third of this square: it decides
    // nearly always.
    double lifts = alift + blift + clift;
    double coarse = IN_CIRCLE_COARSE * (lifts * lifts);
    if (det > coarse || -det > coarse) {
      return det;
    }
    double permanent =
        (Math.abs(bdxcdy) + Math.abs(cdxbdy)) * alift
            + (Math.abs(cdxady) + Math.abs(adxcdy)) * blift
            + (Math.abs(adxbdy) + Math.abs(bdxady)) * clift;
    double bound = IN_CIRCLE_BOUND * permanent;
    if (det > bound || -det > bound) {
      return det;
    }
    EXACT.increment();
    return inCircleExact(ax, ay, bx, by, cx, cy, dx, dy);
  }

  /** {@link #orient} without the filter. */
  static double orientExact(double ax, double ay, double bx, double by, double cx, double cy) {
    double[] left = product(difference(ax, cx), difference(by, cy));
    double[] right = product(difference(ay, cy), difference(bx, cx));
    return sign(sum(left, negate(right)));
  }

  /** {@link #inCircle} without the filter. */
  static double inCircleExact(
      double ax, double ay, double bx, double by, double cx, double cy, double dx, double dy) {
    double[] adx = difference(ax, dx);
    double[] ady = difference(ay, dy);
    double[] bdx = difference(bx, dx);
    double[] bdy = difference(by, dy);
    double[] cdx = difference(cx, dx);
    double[] cdy = difference(cy, dy);
    double[] a = product(lift(adx, ady), cross(bdx, bdy, cdx, cdy));
    double[] b = product(lift(bdx, bdy), cross(cdx, cdy, adx, ady));
    double[] c = product(lift(cdx, cdy), cross(adx, ady, bdx, bdy));
    return sign(sum(sum(a, b), c));
  }

  private static double[] lift(double[] x, double[] y) {
    return sum(product(x, x), product(y, y));
  }

  private static double[] cross(double[] px, double[] py, double[] qx, double[] qy) {
    return sum(product(px, qy), negate(product(qx, py)));
  }

  // Expansions: sums of non-overlapping doubles in order of growing magnitude, without zeros; the
  // empty array is zero. The last component carries the sign.

  private static double sign(double[] e) {
    return e.length == 0 ? 0.0 : e[e.length - 1];
  }

  private static double[] negate(double[] e) {
    for (int i = 0; i < e.length; i++) {
      e[i] = -e[i];
    }
    return e;
  }

  /** a - b, exactly (Two-Diff). */
  private static double[] difference(double a, double b) {
    double x = a - b;
    double bVirtual = a - x;
    double aVirtual = x + bVirtual;
    double tail = (a - aVirtual) + (bVirtual - b);
    if (tail != 0.0) {
      return new double[] {tail, x};
    }
    return x != 0.0 ? new double[] {x} : new double[0];
  }

  /** e + f, exactly, by adding the components of f one at a time (Expansion-Sum). */
  private static double[] sum(double[] e, double[] f) {
    double[] h = new double[e.length + f.length];
    System.arraycopy(e, 0, h, 0, e.length);
    int n = e.length;
    for (double component : f) {
      n = grow(h, n, component);
    }
    return n == h.length ? h : java.util.Arrays.copyOf(h, n);
  }

  /** Adds b to the expansion h[0..n) in place (Grow-Expansion); returns its new length. */
  private static int grow(double[] h, int n, double b) {
    double q = b;
    int length = 0;
    for (int i = 0; i < n; i++) {
      double e = h[i];
      double s = q + e;
      double eVirtual = s - q;
      double qVirtual = s - eVirtual;
      double tail = (q - qVirtual) + (e - eVirtual);
      q = s;
      if (tail != 0.0) {
        h[length++] = tail;
      }
    }
    if (q != 0.0) {
      h[length++] = q;
    }
    return length;
  }

  /** e times f, exactly: each pair of components as a two-component product. */
  private static double[] product(double[] e, double[] f) {
    double[] h = new double[2 * e.length * f.length];
    int n = 0;
    for (double x : e) {
      for (double y : f) {
        double p = x * y;
        double tail = Math.fma(x, y, -p);
        if (tail != 0.0) {
          n = grow(h, n, tail);
        }
        n = grow(h, n, p);
      }
    }
    return n == h.length ? h : java.util.Arrays.copyOf(h, n);
  }
}
