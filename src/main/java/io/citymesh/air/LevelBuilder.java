package io.citymesh.air;

import java.util.Arrays;
import java.util.Locale;

/**
 * The levels of all lines before they are smoothed: on the fixed elevations, between them evenly in
 * layer coordinates, and above them so that what the highest is off its label fades within a few
 * layers.
 */
final class LevelBuilder {
  /** The fewest layers in which a roof's offset fades. */
  private static final int FEWEST_TO_FADE = 4;

  private final Layers layers;
  private final int[] base;
  private final int[] start;
  private final double[] z;
  private final boolean[] pinned;
  private int count;

  /**
   * @param given the levels of the first lines
   * @param fixed the elevations of the others
   */
  LevelBuilder(Surface surface, Layers layers, Levels given, FixedLevels fixed) {
    this.layers = layers;
    for (int i = 0; i < given.lines(); i++) {
      int levels = given.count(i);
      if (levels > 0 && given.base()[i] + levels != layers.count() + 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the levels given on the line at %s do not end at the top",
                surface.place(i)));
      }
    }
    int n = surface.lines();
    base = Arrays.copyOf(given.base(), n);
    start = Arrays.copyOf(given.start(), n + 1);
    count = given.z().length;
    for (int i = given.lines(); i < n; i++) {
      start[i + 1] = start[i];
      if (fixed.start[i] < fixed.start[i + 1]) {
        base[i] = fixed.label[fixed.start[i]];
        start[i + 1] = Math.addExact(start[i], layers.count() + 1 - base[i]);
      }
    }
    z = Arrays.copyOf(given.z(), start[n]);
    pinned = new boolean[start[n]];
    Arrays.fill(pinned, 0, count, true);
    for (int i = given.lines(); i < n; i++) {
      if (fixed.start[i] < fixed.start[i + 1]) {
        add(surface.terrain()[i], fixed, fixed.start[i], fixed.start[i + 1]);
      }
    }
  }

  int[] base() {
    return base;
  }

  int[] start() {
    return start;
  }

  /** Elevations of the levels, metres. */
  double[] z() {
    return z;
  }

  /** Which levels are at fixed elevations, and may not move. */
  boolean[] pinned() {
    return pinned;
  }

  private void put(double elevation, boolean fixed) {
    pinned[count] = fixed;
    z[count++] = elevation;
  }

  private void add(double ground, FixedLevels fixed, int from, int to) {
    for (int i = from; i < to - 1; i++) {
      put(fixed.z[i], true);
      between(ground, fixed.k[i], fixed.label[i], fixed.k[i + 1], fixed.label[i + 1]);
    }
    put(fixed.z[to - 1], true);
    above(ground, fixed.k[to - 1], fixed.label[to - 1]);
    put(layers.top(), true);
  }

  private void between(double ground, double k, int label, double nextK, int next) {
    for (int m = label + 1; m < next; m++) {
      put(layers.elevation(ground, k + (nextK - k) * (m - label) / (next - label)), false);
    }
  }

  private void above(double ground, double k, int label) {
    double offset = k - label;
    int m = label + 1;
    if (offset != 0) {
      int fade = Math.max(FEWEST_TO_FADE, (int) Math.ceil(2 * Math.abs(offset)) + 1);
      fade = Math.min(fade, layers.count() - label);
      for (; m < label + fade; m++) {
        double left = offset * (1 - (double) (m - label) / fade);
        put(layers.elevation(ground, m + left), false);
      }
    }
    layers.fronts(ground, m, layers.count(), z, count);
    count += layers.count() - m;
  }
}
