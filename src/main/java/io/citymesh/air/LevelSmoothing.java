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

  /** What neighbours are asked for, line by line, so that it lies together in memory. */
  private final int[] lines;

  /** The places of a line's entries: the labels from the first to before the last that is off. */
  private static final int FROM = 0;

  private static final int TO = 1;

  private static final int BASE = 2;

  /** The place of the level that has, or would have, the label 0. */
  private static final int SHIFT = 3;

  /** Where the fixed elevations of the line start that are above the ground, and where they end. */
  private static final int ROOFS = 4;

  private static final int ROOFS_END = 5;

  /** How many entries a line has; the rest are not used. */
  private static final int ENTRIES = 8;

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
    lines = new int[Math.multiplyExact(ENTRIES, surface.lines())];
    offset = new double[z.length];
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
    int end = surface.lines();
    for (int pass = 0; pass < passes; pass++) {
      for (int i = firstLine; i < end; i++) {
        int line = pass % 2 == 1 ? end - 1 - (i - firstLine) : i;
        if (start[line + 1] - start[line] > 2) {
          move(line);
        }
      }
    }
    double[] share = layers.shares();
    for (int line = firstLine; line < end; line++) {
      double ground = surface.terrain()[line];
      double height = layers.top() - ground;
      int shift = start[line] - base[line];
      int to = lines[ENTRIES * line + TO];
      for (int m = lines[ENTRIES * line + FROM]; m < to; m++) {
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
      int at = ENTRIES * line;
      int roofs = fixed.start[line];
      boolean ground = roofs < fixed.start[line + 1] && fixed.label[roofs] == 0;
      lines[at + FROM] = first;
      lines[at + TO] = last;
      lines[at + BASE] = base[line];
      lines[at + SHIFT] = shift;
      lines[at + ROOFS] = ground ? roofs + 1 : roofs;
      lines[at + ROOFS_END] = fixed.start[line + 1];
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
    int here = ENTRIES * line;
    boolean still = lines[here + FROM] == lines[here + TO];
    int low = still ? top : lines[here + FROM];
    int high = still ? 0 : lines[here + TO];
    int firstNeighbour = neighbours.first(line);
    int endNeighbour = neighbours.end(line);
    for (int i = firstNeighbour; i < endNeighbour; i++) {
      int other = ENTRIES * neighbours.at(i);
      int from = lines[other + FROM];
      int to = lines[other + TO];
      if (from < to) {
        low = Math.min(low, from);
        high = Math.max(high, to);
      }
    }
    low = Math.max(low, lines[here + BASE] + 1);
    high = Math.min(high, top);
    if (low >= high) {
      return;
    }
    Arrays.fill(sum, low, high, 0);
    Arrays.fill(weight, low, high, 0);
    Arrays.fill(more, low, high, 0);
    double all = 0;
    for (int i = firstNeighbour; i < endNeighbour; i++) {
      int other = ENTRIES * neighbours.at(i);
      double w = weights[i];
      int from = lines[other + BASE];
      if (from <= low) {
        all += w;
      } else if (from < high) {
        weight[from] += w;
      }
      int shift = lines[other + SHIFT];
      int end = Math.min(high, lines[other + TO]);
      for (int m = Math.max(low, lines[other + FROM]); m < end; m++) {
        sum[m] += w * offset[shift + m];
      }
      int endRoofs = lines[other + ROOFS_END];
      for (int j = lines[other + ROOFS]; j < endRoofs; j++) {
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
    lines[here + FROM] = Math.min(lines[here + FROM], low);
    lines[here + TO] = still ? high : Math.max(lines[here + TO], high);
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
