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

  /**
   * The keys of the buildings among the labels, ascending, each once; each label is replaced by its
   * place among them, -1 where it is no building.
   */
  long[] keysOf(int[] faceLabels) {
    int[] place = new int[labels.length];
    for (int label : faceLabels) {
      if (label >= 0) {
        place[find(label)] = 1;
      }
    }
    long[] keys = new long[labels.length];
    int count = 0;
    for (int i = 0; i < place.length; i++) {
      if (place[i] > 0) {
        place[i] = count;
        keys[count++] = labels[i];
      }
    }
    for (int f = 0; f < faceLabels.length; f++) {
      faceLabels[f] = faceLabels[f] < 0 ? -1 : place[find(faceLabels[f])];
    }
    return Arrays.copyOf(keys, count);
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
