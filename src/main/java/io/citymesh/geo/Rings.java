package io.citymesh.geo;

import java.util.Arrays;

/** Areas and parts of rings: corners x, y, interleaved, metres, without the first one repeated. */
public final class Rings {
  private Rings() {}

  /** The area of a ring, square metres; negative if it runs clockwise. */
  public static double signedArea(double[] ring) {
    double twice = 0;
    for (int i = 2; i + 3 < ring.length; i += 2) {
      twice +=
          (ring[i] - ring[0]) * (ring[i + 3] - ring[1])
              - (ring[i + 2] - ring[0]) * (ring[i + 1] - ring[1]);
    }
    return twice / 2;
  }

  /**
   * The part of a ring inside a rectangle (Sutherland and Hodgman 1974). Where the ring falls into
   * several pieces they hang together by edges of no area.
   */
  public static double[] clip(double[] ring, Bounds to) {
    double[] result = clip(ring, 0, to.xmin(), 1);
    result = clip(result, 0, to.xmax(), -1);
    result = clip(result, 1, to.ymin(), 1);
    return clip(result, 1, to.ymax(), -1);
  }

  /** Clips a ring to the side of a line where {@code sign * (coordinate - at)} is not negative. */
  private static double[] clip(double[] ring, int axis, double at, int sign) {
    double[] kept = new double[2 * ring.length];
    int size = 0;
    for (int i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      double before = sign * (ring[j + axis] - at);
      double here = sign * (ring[i + axis] - at);
      if (before < 0 != here < 0) {
        double t = before / (before - here);
        kept[size + axis] = at;
        kept[size + 1 - axis] = ring[j + 1 - axis] + t * (ring[i + 1 - axis] - ring[j + 1 - axis]);
        size += 2;
      }
      if (here >= 0) {
        kept[size] = ring[i];
        kept[size + 1] = ring[i + 1];
        size += 2;
      }
    }
    return Arrays.copyOf(kept, size);
  }
}
