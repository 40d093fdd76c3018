package io.citymesh.page;

import io.citymesh.report.Manifest;

/**
 * A coarse picture of the ground: elevations at the points of a grid over the domain, from vertices
 * of the ground, and from the elevations on which the buildings stand. Points without either take
 * the mean of those around, from the nearest scale at which there is one.
 */
final class GroundGrid {
  /** Points along the longer side. */
  static final int MOST = 96;

  private final Manifest.Extent bounds;
  private final int columns;
  private final int rows;
  private final double[] sums;
  private final int[] counts;

  GroundGrid(Manifest.Extent bounds) {
    this.bounds = bounds;
    double width = Math.max(bounds.xmax() - bounds.xmin(), 1e-3);
    double height = Math.max(bounds.ymax() - bounds.ymin(), 1e-3);
    double step = Math.max(width, height) / (MOST - 1);
    columns = Math.max(2, (int) Math.round(width / step) + 1);
    rows = Math.max(2, (int) Math.round(height / step) + 1);
    sums = new double[columns * rows];
    counts = new int[columns * rows];
  }

  int columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  /** Adds an elevation, metres. */
  void add(double x, double y, double elevation) {
    int i = place((x - bounds.xmin()) / (bounds.xmax() - bounds.xmin()), columns);
    int j = place((y - bounds.ymin()) / (bounds.ymax() - bounds.ymin()), rows);
    sums[j * columns + i] += elevation;
    counts[j * columns + i]++;
  }

  private static int place(double share, int points) {
    return (int) Math.min(Math.max(Math.round(share * (points - 1)), 0), points - 1);
  }

  /** The elevations, row by row from the south, metres; all 0 if none was added. */
  double[] elevations() {
    double[] weights = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      weights[i] = counts[i];
    }
    double[] filled = filled(sums, weights, columns, rows);
    for (int turn = 0; turn < 8; turn++) {
      relax(filled);
    }
    return filled;
  }

  /** Means where there is a weight; elsewhere those of a grid of half as many points. */
  private static double[] filled(double[] sums, double[] weights, int columns, int rows) {
    double[] means = new double[sums.length];
    boolean whole = true;
    for (int i = 0; i < sums.length; i++) {
      means[i] = weights[i] == 0 ? 0 : sums[i] / weights[i];
      whole &= weights[i] != 0;
    }
    if (whole || sums.length == 1) {
      return means;
    }
    int halfColumns = (columns + 1) / 2;
    int halfRows = (rows + 1) / 2;
    double[] halfSums = new double[halfColumns * halfRows];
    double[] halfWeights = new double[halfColumns * halfRows];
    for (int i = 0; i < sums.length; i++) {
      if (weights[i] != 0) {
        int to = i / columns / 2 * halfColumns + i % columns / 2;
        halfSums[to] += means[i]; // Each point counts once, however many buildings it has.
        halfWeights[to]++;
      }
    }
    double[] coarse = filled(halfSums, halfWeights, halfColumns, halfRows);
    for (int i = 0; i < sums.length; i++) {
      if (weights[i] == 0) {
        means[i] = coarse[i / columns / 2 * halfColumns + i % columns / 2];
      }
    }
    return means;
  }

  /** Moves the points without an elevation to the mean of their neighbours. */
  private void relax(double[] elevations) {
    double[] before = elevations.clone();
    for (int j = 0; j < rows; j++) {
      for (int i = 0; i < columns; i++) {
        if (counts[j * columns + i] == 0) {
          elevations[j * columns + i] =
              (before[j * columns + Math.max(i - 1, 0)]
                      + before[j * columns + Math.min(i + 1, columns - 1)]
                      + before[Math.max(j - 1, 0) * columns + i]
                      + before[Math.min(j + 1, rows - 1) * columns + i])
                  / 4;
        }
      }
    }
  }
}
