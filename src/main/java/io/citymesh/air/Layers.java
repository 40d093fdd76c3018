package io.citymesh.air;

import io.citymesh.report.UserError;
import java.util.Arrays;
import java.util.Locale;

/**
 * The layers of the air: how the height from the ground to the top is divided, the same everywhere.
 *
 * <p>Layer k lies between the fronts k and k + 1; front 0 is the ground and front {@link #count}
 * the top, which is level. Over ground at elevation g, front k nominally lies at {@code g + (top -
 * g) * S(k) / S(K)}, where S sums the heights of the layers: they follow the terrain below and even
 * out above. In between, and for what lies between two fronts, a layer coordinate is a real number,
 * piecewise linear in the elevation; below the ground the first layer is continued.
 */
public final class Layers {
  /** The lowest first layer, metres. */
  public static final double LOWEST = 1e-3;

  /** The most layers. */
  public static final int MOST = 10_000;

  private final double first;
  private final double top;

  /** For each front its height above the ground as a share of that of the top: K + 1. */
  private final double[] share;

  private Layers(double first, double top, double[] share) {
    this.first = first;
    this.top = top;
    this.share = share;
  }

  /**
   * Layers of the first height up to the highest roof, growing above it.
   *
   * @param first height of the first layer, metres, at least {@link #LOWEST}
   * @param growth how many times higher each layer is than the one below, where they grow; at least
   *     1
   * @param cap the highest layer, metres, at least {@code first}
   * @param ground the elevation from which heights are counted, metres: the middle of the terrain's
   * @param highest the highest roof, metres
   * @param top elevation of the top, metres
   * @throws UserError if the top is no layer above the ground and the highest roof, or there would
   *     be more than {@link #MOST} layers
   */
  public static Layers of(
      double first, double growth, double cap, double ground, double highest, double top) {
    if (!(first >= LOWEST) || !(growth >= 1) || !(cap >= first)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "first layer %s, growth %s, cap %s", first, growth, cap));
    }
    if (!(top - Math.max(ground, highest) >= first)) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "the top at %.2f m is less than a layer of %.3f m above what is highest, %.2f m;"
                  + " raise --top",
              top,
              first,
              Math.max(ground, highest)));
    }
    double[] sums = new double[64];
    int count = 0;
    double height = first;
    while (sums[count] + height / 2 < top - ground) {
      if (++count > MOST) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "%d layers do not reach the top at %.2f m: let the first be higher, or let them"
                    + " grow faster or higher",
                MOST,
                top));
      }
      if (count == sums.length) {
        sums = Arrays.copyOf(sums, 2 * count);
      }
      sums[count] = sums[count - 1] + height;
      if (sums[count] >= highest - ground) {
        height = Math.min(height * growth, cap);
      }
    }
    double[] share = new double[count + 1];
    for (int k = 0; k < count; k++) {
      share[k] = sums[k] / sums[count];
    }
    share[count] = 1;
    return new Layers(first, top, share);
  }

  /** How many layers there are (K), at least 1: the label of the top. */
  public int count() {
    return share.length - 1;
  }

  /** Elevation of the top, metres. */
  public double top() {
    return top;
  }

  /** The nominal height of the first layer, metres. */
  public double first() {
    return first;
  }

  /**
   * The nominal elevation of a layer coordinate, metres.
   *
   * @param ground elevation of the ground there, below the top
   * @param k any number
   */
  public double elevation(double ground, double k) {
    if (k >= count()) {
      return top;
    }
    if (k <= 0) {
      return ground + (top - ground) * (k * share[1]);
    }
    int below = (int) k;
    double rest = k - below;
    return ground + (top - ground) * (share[below] + rest * (share[below + 1] - share[below]));
  }

  /** The nominal elevation of a front, metres: 0 to {@link #count}. */
  public double front(double ground, int k) {
    return k == count() ? top : ground + (top - ground) * share[k];
  }

  /**
   * For each front its height above the ground as a share of that of the top; not to be written.
   */
  double[] shares() {
    return share;
  }

  /**
   * The nominal elevations of the fronts from one to before another, metres.
   *
   * @param elevations takes them, from {@code at} on
   */
  void fronts(double ground, int from, int to, double[] elevations, int at) {
    double height = top - ground;
    int shift = at - from;
    int end = Math.min(to, count());
    for (int k = from; k < end; k++) {
      elevations[shift + k] = ground + height * share[k];
    }
    if (to > count()) {
      elevations[shift + count()] = top;
    }
  }

  /** The layer coordinate of an elevation: the inverse of {@link #elevation}. */
  public double coordinate(double ground, double z) {
    if (z >= top) {
      return count();
    }
    double s = (z - ground) / (top - ground);
    if (s <= 0) {
      return s / share[1];
    }
    int at = Arrays.binarySearch(share, s);
    if (at >= 0) {
      return at;
    }
    int below = Math.min(-at - 2, count() - 1);
    return below + (s - share[below]) / (share[below + 1] - share[below]);
  }
}
