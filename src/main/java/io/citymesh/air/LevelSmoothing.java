package io.citymesh.air;

import java.util.Arrays;

/**
 * Moves free levels up and down towards those with the same label on the lines around, so that
 * fronts are smooth and steps change little from line to line.
 *
 * <p>In each pass every free level goes past where its neighbours are, on average, above or below
 * their nominal fronts, weighted by nearness, but stays in the middle part of the gap between the
 * levels below and above it. What can't move weighs more, for only the others can give way: else a
 * cell that spans two fronts at the corner of several roofs reaches far above the strip of wall at
 * its foot. From the level above a level stays farther away than from the one below, because a roof
 * above leaves a strip of wall as high as that between them. Levels move one after the other, line
 * by line, up and down the lines' order in turns (symmetric successive over-relaxation: Young,
 * Iterative Solution of Large Linear Systems, 1971, chapter 15). So a line's order matters for the
 * last few percent of what is left to move; it is the same wherever the same surface is filled.
 *
 * <p>Most levels, high above the roofs or far from them, are on their nominal fronts and stay
 * there: each line keeps in which labels some are not, and a pass looks only at these.
 */
final class LevelSmoothing {
  /** How far a level goes, in ways to where its neighbours are. */
  private static final double PACE = 1.3;

  /** A level stays this share of the gap between the levels around it above the lower. */
  private static final double FROM_BELOW = 0.225;

  /** And this share of it below the upper. */
  private static final double FROM_ABOVE = 0.34;

  /** How many times a level that can't move weighs what one does that can. */
  private static final double FIXED = 6;

  /** A line that would move by no more than this share of the first layer stays. */
  private static final double STILL = 0.01;

  /** A nearer neighbour weighs no more than one this far away, metres. */
  private static final double NEAR = 0.2;

  private final Surface surface;
  private final Layers layers;
  private final Neighbours neighbours;
  private final FixedLevels fixed;
  private final int[] base;
  private final int[] start;
  private final boolean[] pinned;
  private final int firstLine;
  private final double[] z;

  /** How far each level is above its nominal front, metres. */
  private final double[] offset;

  /** For each line the labels from the first to before the last whose levels may be off. */
  private final int[] from;

  private final int[] to;

  /** The weight of each neighbour; 0 if it carries no air. */
  private final double[] weights;

  /** Of the line at hand, by label: sums over neighbours, and the weight that starts there. */
  private final double[] sum;

  private final double[] weight;

  /** By label, what fixed levels weigh beyond free ones. */
  private final double[] more;

  /**
   * @param built the levels; those of the lines before {@code firstLine} stay
   */
  LevelSmoothing(
      Surface surface,
      Layers layers,
      Neighbours neighbours,
      FixedLevels fixed,
      LevelBuilder built,
      int firstLine) {
    this.surface = surface;
    this.layers = layers;
    this.neighbours = neighbours;
    this.fixed = fixed;
    this.base = built.base();
    this.start = built.start();
    this.pinned = built.pinned();
    this.z = built.z();
    this.firstLine = firstLine;
    int fronts = layers.count() + 1;
    int lines = surface.lines();
    offset = new double[z.length];
    from = new int[lines];
    to = new int[lines];
    weights = new double[neighbours.size()];
    sum = new double[fronts];
    weight = new double[fronts];
    more = new double[fronts];
  }

  /** The levels after so many passes. */
  double[] smoothed(int passes) {
    if (passes == 0) {
      return z;
    }
    takeOffsets();
    weigh();
    int lines = surface.lines();
    for (int pass = 0; pass < passes; pass++) {
      for (int i = firstLine; i < lines; i++) {
        int line = pass % 2 == 1 ? lines - 1 - (i - firstLine) : i;
        if (start[line + 1] - start[line] > 2) {
          move(line);
        }
      }
    }
    double[] share = layers.shares();
    for (int line = firstLine; line < lines; line++) {
      double ground = surface.terrain()[line];
      double height = layers.top() - ground;
      int shift = start[line] - base[line];
      for (int m = from[line]; m < to[line]; m++) {
        if (!pinned[shift + m]) {
          z[shift + m] = ground + height * share[m] + offset[shift + m];
        }
      }
    }
    return z;
  }

  private void takeOffsets() {
    double[] nominal = new double[layers.count() + 1];
    for (int line = 0; line < surface.lines(); line++) {
      layers.fronts(surface.terrain()[line], 0, nominal.length, nominal, 0);
      int shift = start[line] - base[line];
      int end = start[line + 1] - shift;
      int first = end;
      int last = end;
      for (int m = base[line]; m < end; m++) {
        double off = z[shift + m] - nominal[m];
        offset[shift + m] = off;
        if (off != 0) {
          first = first == end ? m : first;
          last = m + 1;
        }
      }
      from[line] = first;
      to[line] = first == end ? end : last;
    }
  }

  private void weigh() {
    double[] xy = surface.xy();
    for (int line = firstLine; line < surface.lines(); line++) {
      for (int i = neighbours.first(line); i < neighbours.end(line); i++) {
        int other = neighbours.at(i);
        double dx = xy[2 * other] - xy[2 * line];
        double dy = xy[2 * other + 1] - xy[2 * line + 1];
        boolean carries = start[other] < start[other + 1];
        double times = other < firstLine ? FIXED : 1;
        weights[i] = carries ? times / Math.max(NEAR, Math.sqrt(dx * dx + dy * dy)) : 0;
      }
    }
  }

  private void move(int line) {
    int top = layers.count();
    int first = base[line];
    boolean still = from[line] == to[line];
    int low = still ? top : from[line];
    int high = still ? 0 : to[line];
    for (int i = neighbours.first(line); i < neighbours.end(line); i++) {
      int other = neighbours.at(i);
      if (from[other] < to[other]) {
        low = Math.min(low, from[other]);
        high = Math.max(high, to[other]);
      }
    }
    low = Math.max(low, first + 1);
    high = Math.min(high, top);
    if (low >= high) {
      return;
    }
    Arrays.fill(sum, low, high, 0);
    Arrays.fill(weight, low, high, 0);
    Arrays.fill(more, low, high, 0);
    double all = 0;
    for (int i = neighbours.first(line); i < neighbours.end(line); i++) {
      int other = neighbours.at(i);
      double w = weights[i];
      if (base[other] <= low) {
        all += w;
      } else if (base[other] < high) {
        weight[base[other]] += w;
      }
      int shift = start[other] - base[other];
      int end = Math.min(high, to[other]);
      for (int m = Math.max(low, from[other]); m < end; m++) {
        sum[m] += w * offset[shift + m];
      }
      for (int j = fixed.start[other]; j < fixed.start[other + 1]; j++) {
        int m = fixed.label[j];
        if (low <= m && m < high) {
          sum[m] += (FIXED - 1) * w * offset[shift + m];
          more[m] += (FIXED - 1) * w;
        }
      }
    }
    if (still && !isOff(low, high, all)) {
      return;
    }
    from[line] = Math.min(from[line], low);
    to[line] = still ? high : Math.max(to[line], high);
    relax(line, low, high, all);
  }

  private boolean isOff(int low, int high, double all) {
    double least = STILL * layers.first();
    for (int m = low; m < high; m++) {
      if (Math.abs(sum[m]) > least * (all + more[m])) {
        return true;
      }
    }
    return false;
  }

  private void relax(int line, int low, int high, double weightBelow) {
    double[] share = layers.shares();
    double ground = surface.terrain()[line];
    double height = layers.top() - ground;
    int shift = start[line] - base[line];
    double all = weightBelow;
    double part = 1 / all;
    double below = ground + height * share[low - 1] + offset[shift + low - 1];
    double here = ground + height * share[low] + offset[shift + low];
    for (int m = low; m < high; m++) {
      double above = ground + height * share[m + 1] + offset[shift + m + 1];
      if (weight[m] != 0) {
        all += weight[m];
        part = 1 / all;
      }
      if (!pinned[shift + m] && all != 0) {
        double nominal = ground + height * share[m];
        double off = offset[shift + m];
        double mean = more[m] == 0 ? sum[m] * part : sum[m] / (all + more[m]);
        double wanted = here + PACE * (mean - off);
        double least = below + FROM_BELOW * (above - below);
        double most = above - FROM_ABOVE * (above - below);
        // Comparisons, for minima and maxima of doubles take several times as long.
        wanted = wanted < least ? least : wanted;
        wanted = wanted > most ? most : wanted;
        offset[shift + m] = wanted - nominal;
        here = wanted;
      }
      below = here;
      here = above;
    }
  }
}
