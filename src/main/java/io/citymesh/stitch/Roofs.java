package io.citymesh.stitch;

import io.citymesh.geo.Bounds;
import java.util.Arrays;

/** What a task knows of buildings, by building index: roof elevation (metres) and extent. */
final class Roofs {
  private final int[] labels;
  private final double[] roofs;
  private final double[] bounds;
  private int last;

  /**
   * @param labels ascending
   * @param roofs one per label
   * @param bounds xmin, ymin, xmax, ymax per label
   */
  Roofs(int[] labels, double[] roofs, double[] bounds) {
    this.labels = labels;
    this.roofs = roofs;
    this.bounds = bounds;
  }

  /** Roof elevation. */
  double of(int label) {
    return roofs[find(label)];
  }

  /** True if the whole footprint lies in the interior of the rectangle. */
  boolean isInside(int label, Bounds r) {
    int i = 4 * find(label);
    return bounds[i] > r.xmin()
        && bounds[i + 1] > r.ymin()
        && bounds[i + 2] < r.xmax()
        && bounds[i + 3] < r.ymax();
  }

  void write(Frontier to, int[] chosen) {
    to.roofLabel = chosen;
    to.roof = new double[chosen.length];
    to.roofBounds = new double[4 * chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      int at = find(chosen[i]);
      to.roof[i] = roofs[at];
      System.arraycopy(bounds, 4 * at, to.roofBounds, 4 * i, 4);
    }
  }

  private int find(int label) {
    if (last < labels.length && labels[last] == label) {
      return last;
    }
    int at = Arrays.binarySearch(labels, label);
    if (at < 0) {
      throw new IllegalStateException("building " + label + " is not known here");
    }
    last = at;
    return at;
  }
}
