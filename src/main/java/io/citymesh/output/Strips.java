package io.citymesh.output;

import io.citymesh.report.Manifest;
import java.io.Serializable;

/**
 * Strips of the plane from south to north, of equal width, in which open edges are looked at.
 *
 * @param count how many there are
 * @param xmin where the first begins; what lies before counts to it
 * @param xmax where the last ends; what lies beyond counts to it
 */
record Strips(int count, double xmin, double xmax) implements Serializable {
  /** The most strips: open edges are few, and where they are not, the mesh is broken anyway. */
  private static final int MOST = 64;

  /**
   * @param buckets of what parts have in common, which grow with the city
   */
  static Strips of(Manifest.Extent bounds, int buckets) {
    return new Strips(Math.min(buckets, MOST), bounds.xmin(), bounds.xmax());
  }

  /** The strip of a point. */
  int of(double x) {
    // A cast of NaN gives 0.
    int strip = (int) ((x - xmin) / (xmax - xmin) * count);
    return Math.max(0, Math.min(count - 1, strip));
  }

  /** The first strip that an edge touches. */
  int first(double ax, double bx) {
    return of(Math.min(ax, bx) - Domain.TOLERANCE);
  }

  /** The last strip that an edge touches. */
  int last(double ax, double bx) {
    return of(Math.max(ax, bx) + Domain.TOLERANCE);
  }
}
