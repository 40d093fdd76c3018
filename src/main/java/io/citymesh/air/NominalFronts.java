package io.citymesh.air;

import java.util.Arrays;

/**
 * Where the lines of a part are on the nominal fronts of the layers, as most are high above the
 * roofs: there a level at label m is {@code depth * rest(m)} below the top, with a depth of the
 * line and a rest of the layers. So all that is measured of cells between such lines is a simple
 * function of the rests.
 */
final class NominalFronts {
  /** What levels may be off their fronts, in units in the last place: what rounding does. */
  private static final double OFF = 4;

  /**
   * The least height of a layer, metres, in which such an offset is small enough for {@link
   * Histogram#addRun}: it turns the line between two centres by as much as it is of the height.
   */
  private static final double LEAST_HEIGHT = 0.05;

  private final int top;

  /** For each front its distance from the top, as a share of the ground's, descending: K + 1. */
  final double[] rest;

  /**
   * For each label the least height of a layer from there on, as such a share; infinite for the
   * top: K + 1, as the next three.
   */
  final double[] thinnest;

  /** For each label the least height of the two layers around a front from there on. */
  final double[] thinnestTwo;

  /** For each label the least and the most that rests' squares differ by from there on. */
  final double[] leastSquares;

  final double[] mostSquares;

  /** For each line the label from which on it is on its fronts; the top's if nowhere. */
  private final int[] from;

  /** For each line how far below the top its front 0 is, metres; 0 if it is on no fronts. */
  private final double[] depth;

  /** Elevation of the top, on which all lines end that are on their fronts; metres. */
  private double high;

  /** No line is on its fronts. */
  static NominalFronts none(AirPart air) {
    return new NominalFronts(air, new double[air.top() + 1]);
  }

  /** The layers by which the levels of a part were made. */
  static NominalFronts of(AirPart air, Layers layers) {
    if (layers.count() != air.top()) {
      throw new IllegalArgumentException(
          "air with " + air.top() + " layers is not of these " + layers.count());
    }
    NominalFronts fronts =
        new NominalFronts(air, Arrays.stream(layers.shares()).map(s -> 1 - s).toArray());
    fronts.high = layers.top();
    fronts.find(air.levels());
    return fronts;
  }

  private NominalFronts(AirPart air, double[] rest) {
    this.top = air.top();
    this.rest = rest;
    thinnest = new double[top + 1];
    thinnestTwo = new double[top + 1];
    leastSquares = new double[top + 1];
    mostSquares = new double[top + 1];
    thinnest[top] = Double.POSITIVE_INFINITY;
    thinnestTwo[top] = Double.POSITIVE_INFINITY;
    leastSquares[top] = Double.POSITIVE_INFINITY;
    for (int m = top - 1; m >= 0; m--) {
      double height = rest[m] - rest[m + 1];
      double squares = rest[m] * rest[m] - rest[m + 1] * rest[m + 1];
      thinnest[m] = Math.min(thinnest[m + 1], height);
      thinnestTwo[m] = m == 0 ? 0 : Math.min(thinnestTwo[m + 1], rest[m - 1] - rest[m + 1]);
      leastSquares[m] = Math.min(leastSquares[m + 1], squares);
      mostSquares[m] = Math.max(mostSquares[m + 1], squares);
    }
    from = new int[air.lines()];
    depth = new double[air.lines()];
    Arrays.fill(from, top);
  }

  private void find(Levels levels) {
    // A line's depth is told best by a level far below the top, and above all roofs.
    int known = 0;
    while (known < top - 1 && rest[known] > 0.5) {
      known++;
    }
    double[] z = levels.z();
    for (int line = 0; line < from.length; line++) {
      int base = levels.base()[line];
      int shift = levels.start()[line] - base;
      if (known < base || z[shift + top] != high) {
        continue;
      }
      double most = (high - z[shift + known]) / rest[known];
      double off = OFF * Math.ulp(Math.abs(high) + most);
      int m = top;
      while (m > base
          && Math.abs(high - z[shift + m - 1] - most * rest[m - 1]) <= off
          && most * (rest[m - 1] - rest[m]) >= LEAST_HEIGHT) {
        m--;
      }
      from[line] = m;
      depth[line] = most;
    }
  }

  /** Elevation of the top, metres. */
  double high() {
    return high;
  }

  /** The label from which on a line is on its fronts. */
  int from(int line) {
    return from[line];
  }

  /** How far below the top the front 0 of such a line is, metres. */
  double depth(int line) {
    return depth[line];
  }
}
