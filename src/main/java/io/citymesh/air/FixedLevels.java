package io.citymesh.air;

import java.util.Arrays;
import java.util.Locale;

/**
 * The elevations that are fixed on vertical lines, ground and roofs, with their layer coordinates
 * and labels: those of the lines to be made, after the given ones.
 *
 * <p>On a line with one roof and nothing else, inside the roof, the label is free. There it is held
 * within a label a step of those around the roof, so that the roof's front does not jump. Where
 * that can't be, because the labels around it are farther apart than its width, it takes the
 * middle.
 */
final class FixedLevels {
  private final Surface surface;
  private final Levels given;

  /** For each line where its fixed elevations start; none for given lines. */
  final int[] start;

  double[] z;
  double[] k;
  int[] label;

  /** Whether the lowest fixed elevation of a line is the ground. */
  private final boolean[] ground;

  FixedLevels(Surface surface, Layers layers, Levels given, Neighbours neighbours) {
    this.surface = surface;
    this.given = given;
    int n = surface.lines();
    start = new int[n + 1];
    z = new double[n + n / 8 + 16];
    k = new double[z.length];
    label = new int[z.length];
    ground = new boolean[n];
    LineLabels line = new LineLabels(surface, layers);
    for (int i = given.lines(); i < n; i++) {
      line.take(i);
      ground[i] = line.ground;
      start[i + 1] = start[i] + line.count;
      if (start[i + 1] > z.length) {
        int length = 2 * start[i + 1];
        z = Arrays.copyOf(z, length);
        k = Arrays.copyOf(k, length);
        label = Arrays.copyOf(label, length);
      }
      System.arraycopy(line.z, 0, z, start[i], line.count);
      System.arraycopy(line.k, 0, k, start[i], line.count);
      System.arraycopy(line.label, 0, label, start[i], line.count);
    }
    evenInsideRoofs(neighbours);
  }

  private boolean isInsideRoof(int line) {
    return line >= given.lines() && !ground[line] && start[line + 1] - start[line] == 1;
  }

  private void evenInsideRoofs(Neighbours neighbours) {
    int[] inside = new int[surface.lines()];
    int count = 0;
    for (int i = given.lines(); i < surface.lines(); i++) {
      if (isInsideRoof(i)) {
        inside[count++] = i;
      }
    }
    if (count == 0) {
      return;
    }
    inside = Arrays.copyOf(inside, count);
    int[] lowest = bounds(inside, neighbours, 1);
    int[] highest = bounds(inside, neighbours, -1);
    for (int i : inside) {
      if (highest[i] == Integer.MAX_VALUE) {
        continue; // No label around this roof is known.
      }
      int low = -lowest[i];
      int high = highest[i];
      int here = label[start[i]];
      int held =
          low > high ? Math.floorDiv(low + high + 1, 2) : Math.min(Math.max(here, low), high);
      label[start[i]] = Math.max(1, held);
    }
  }

  /**
   * For each line inside a roof the least of {@code -sign} times the label around the roof plus the
   * steps to there, or the largest int if there is none.
   */
  private int[] bounds(int[] inside, Neighbours neighbours, int sign) {
    int[] bound = new int[surface.lines()];
    Arrays.fill(bound, Integer.MAX_VALUE);
    int[] queue = new int[Integer.highestOneBit(inside.length) << 1];
    boolean[] queued = new boolean[surface.lines()];
    int head = 0;
    int tail = 0;
    for (int i : inside) {
      for (int j = neighbours.first(i); j < neighbours.end(i); j++) {
        int u = neighbours.at(j);
        if (!isInsideRoof(u)) {
          bound[i] = Math.min(bound[i], 1 - sign * labelOn(u, z[start[i]]));
        }
      }
      if (bound[i] < Integer.MAX_VALUE) {
        queue[tail++ & queue.length - 1] = i;
        queued[i] = true;
      }
    }
    while (head != tail) {
      int i = queue[head++ & queue.length - 1];
      queued[i] = false;
      for (int j = neighbours.first(i); j < neighbours.end(i); j++) {
        int u = neighbours.at(j);
        if (isInsideRoof(u) && bound[i] + 1 < bound[u]) {
          bound[u] = bound[i] + 1;
          if (!queued[u]) {
            queue[tail++ & queue.length - 1] = u;
            queued[u] = true;
          }
        }
      }
    }
    return bound;
  }

  /** The label of a roof's elevation on a line beside one inside the roof. */
  private int labelOn(int line, double roof) {
    if (line < given.lines()) {
      int found = given.labelAt(line, roof);
      if (found >= 0) {
        return found;
      }
    } else {
      for (int i = start[line]; i < start[line + 1]; i++) {
        if (z[i] == roof) {
          return label[i];
        }
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the line at %s lacks the level of the roof beside it",
            surface.place(line)));
  }
}
