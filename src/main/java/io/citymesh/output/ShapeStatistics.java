package io.citymesh.output;

import io.citymesh.report.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Smallest angles of triangles: their minimum, their histogram, and how many are below a bound. */
final class ShapeStatistics {
  /** An angle this much below the bound still meets it, degrees: the rounding of coordinates. */
  private static final double SLACK = 1e-6;

  private final double bound;
  private final long[] histogram = new long[Manifest.Quality.BINS];
  private double minimum = Double.POSITIVE_INFINITY;
  private long below;

  ShapeStatistics(double bound) {
    this.bound = bound;
  }

  /**
   * Adds a triangle by its edges' squared lengths and twice its area.
   *
   * <p>The smallest angle lies opposite the shortest edge, between the two others: its sine is
   * twice the area over their product, its cosine follows from the law of cosines.
   */
  void add(double aa, double bb, double cc, double twiceArea) {
    double shortest = Math.min(aa, Math.min(bb, cc));
    double cosine = (aa + bb + cc - 2 * shortest) / 2;
    double angle = Math.toDegrees(Math.atan2(Math.abs(twiceArea), cosine));
    if (Double.isNaN(angle)) {
      return;
    }
    minimum = Math.min(minimum, angle);
    below += angle < bound - SLACK ? 1 : 0;
    int bin = (int) (angle / Manifest.Quality.BIN_DEGREES);
    histogram[Math.min(histogram.length - 1, bin)]++;
  }

  Manifest.Quality quality() {
    List<Long> bins = new ArrayList<>();
    for (long count : histogram) {
      bins.add(count);
    }
    double smallest = minimum == Double.POSITIVE_INFINITY ? 0 : minimum;
    return new Manifest.Quality(smallest, bound, below, bins, new TreeMap<>());
  }
}
