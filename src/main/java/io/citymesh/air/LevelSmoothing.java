package io.citymesh.air;

import java.util.Arrays;

/**
 * Moves free levels up and down towards those with the same label on the lines around, so that
 * fronts are smooth and steps change little from line to line.
 *
 * <p>In each pass every free level goes most of the way to where its neighbours are above or below
 * their nominal fronts, weighted by nearness, but stays in the middle part of the gap between the
 * levels below and above it. All move at once (Jacobi): what comes out depends on no order, and
 * what is more than as many edges away as there are passes has no influence.
 */
final class LevelSmoothing {
  /** How much of the way a level goes. */
  private static final double PACE = 0.7;

  /** A nearer neighbour weighs no more than one this far away, metres. */
  private static final double NEAR = 0.2;

  /** A level stays this share of the gap between the levels around it away from them. */
  private static final double AWAY = 0.225;

  /** In one pass a level goes at most this share of the way to the next: so levels ascend. */
  private static final double STEP = 0.45;

  private final Surface surface;
  private final Layers layers;
  private final Neighbours neighbours;
  private final int[] base;
  private final int[] start;
  private final boolean[] pinned;
  private final int firstLine;
  private final double[] z;

  /** How far each level is above its nominal front, metres. */
  private double[] offset;

  /** Of the line at hand: nominal elevations, elevations, sums over neighbours, by label. */
  private final double[] nominal;

  private final double[] here;
  private final double[] sum;

  /** The weight of the neighbours whose lowest level has this label; of those below, too, later. */
  private final double[] weight;

  /**
   * @param built the levels; those of the lines before {@code firstLine} stay
   */
  LevelSmoothing(
      Surface surface, Layers layers, Neighbours neighbours, LevelBuilder built, int firstLine) {
    this.surface = surface;
    this.layers = layers;
    this.neighbours = neighbours;
    this.base = built.base();
    this.start = built.start();
    this.pinned = built.pinned();
    this.z = built.z();
    this.firstLine = firstLine;
    int fronts = layers.count() + 1;
    nominal = new double[fronts];
    here = new double[fronts];
    sum = new double[fronts];
    weight = new double[fronts];
  }

  /** The levels after so many passes. */
  double[] smoothed(int passes) {
    if (passes == 0) {
      return z;
    }
    offset = new double[z.length];
    for (int line = 0; line < surface.lines(); line++) {
      takeNominal(line);
      for (int i = start[line]; i < start[line + 1]; i++) {
        offset[i] = z[i] - nominal[base[line] + i - start[line]];
      }
    }
    double[] moved = offset.clone();
    for (int pass = 0; pass < passes; pass++) {
      for (int line = firstLine; line < surface.lines(); line++) {
        if (start[line + 1] - start[line] > 2) {
          move(line, moved);
        }
      }
      double[] before = offset;
      offset = moved;
      moved = before;
    }
    for (int line = firstLine; line < surface.lines(); line++) {
      takeNominal(line);
      for (int i = start[line]; i < start[line + 1]; i++) {
        z[i] = pinned[i] ? z[i] : nominal[base[line] + i - start[line]] + offset[i];
      }
    }
    return z;
  }

  private void takeNominal(int line) {
    layers.fronts(surface.terrain()[line], nominal);
  }

  private void move(int line, double[] moved) {
    int top = layers.count();
    int first = base[line];
    int shift = start[line] - first;
    takeNominal(line);
    for (int m = first; m <= top; m++) {
      here[m] = nominal[m] + offset[shift + m];
    }
    gather(line, first);
    double all = weight[first];
    for (int m = first + 1; m < top; m++) {
      all += weight[m];
      if (pinned[shift + m] || all == 0) {
        continue;
      }
      double wanted = nominal[m] + sum[m] / all;
      double to = here[m] + PACE * (wanted - here[m]);
      double below = here[m - 1];
      double above = here[m + 1];
      double away = AWAY * (above - below);
      // Comparisons, for minima and maxima of doubles take several times as long.
      to = to < below + away ? below + away : to > above - away ? above - away : to;
      double least = here[m] - STEP * (here[m] - below);
      double most = here[m] + STEP * (above - here[m]);
      to = to < least ? least : to > most ? most : to;
      moved[shift + m] = to - nominal[m];
    }
  }

  /** Sums what the neighbours' levels are above their nominal fronts, from label {@code first}. */
  private void gather(int line, int first) {
    int top = layers.count();
    Arrays.fill(sum, first, top, 0);
    Arrays.fill(weight, first, top, 0);
    double x = surface.xy()[2 * line];
    double y = surface.xy()[2 * line + 1];
    for (int i = neighbours.first(line); i < neighbours.end(line); i++) {
      int other = neighbours.at(i);
      if (start[other] == start[other + 1]) {
        continue;
      }
      double dx = surface.xy()[2 * other] - x;
      double dy = surface.xy()[2 * other + 1] - y;
      double w = 1 / Math.max(NEAR, Math.sqrt(dx * dx + dy * dy));
      int from = Math.max(first, base[other]);
      weight[from] += w;
      addWeighted(offset, start[other] - base[other], from, top, w, sum);
    }
  }

  /** Adds what a line's levels are above their fronts; a loop that the compiler makes parallel. */
  private static void addWeighted(
      double[] offset, int shift, int from, int to, double w, double[] sum) {
    for (int m = from; m < to; m++) {
      sum[m] += w * offset[shift + m];
    }
  }
}
