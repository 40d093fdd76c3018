package io.citymesh.air;

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
  private double[] z;

  private final double[] sum;
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
    sum = new double[layers.count() + 1];
    weight = new double[layers.count() + 1];
  }

  /** The levels after so many passes. */
  double[] smoothed(int passes) {
    double[] moved = z.clone();
    for (int pass = 0; pass < passes; pass++) {
      for (int line = firstLine; line < surface.lines(); line++) {
        if (start[line + 1] - start[line] > 2) {
          move(line, moved);
        }
      }
      double[] before = z;
      z = moved;
      moved = before;
    }
    return z;
  }

  private void move(int line, double[] moved) {
    int first = base[line];
    int shift = start[line] - first;
    gather(line, first);
    double ground = surface.terrain()[line];
    for (int m = first + 1; m < layers.count(); m++) {
      int at = shift + m;
      if (pinned[at] || weight[m] == 0) {
        moved[at] = z[at];
        continue;
      }
      double here = z[at];
      double wanted = layers.front(ground, m) + sum[m] / weight[m];
      double to = here + PACE * (wanted - here);
      double below = z[at - 1];
      double above = z[at + 1];
      double away = AWAY * (above - below);
      to = Math.min(Math.max(to, below + away), above - away);
      to = Math.max(to, here - STEP * (here - below));
      moved[at] = Math.min(to, here + STEP * (above - here));
    }
  }

  /** Sums what the neighbours' levels are above their nominal fronts, from label {@code first}. */
  private void gather(int line, int first) {
    int top = layers.count();
    for (int m = first; m < top; m++) {
      sum[m] = 0;
      weight[m] = 0;
    }
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
      double ground = surface.terrain()[other];
      int shift = start[other] - base[other];
      for (int m = Math.max(first, base[other]); m < top; m++) {
        sum[m] += w * (z[shift + m] - layers.front(ground, m));
        weight[m] += w;
      }
    }
  }
}
