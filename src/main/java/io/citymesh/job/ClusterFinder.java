package io.citymesh.job;

import io.citymesh.footprint.Groups;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.PackedFootprint;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds the clusters among footprints that are at hand: the connected components of "no farther
 * apart than a distance". A sweep from west to east over their boxes meets the pairs that may be
 * close, and a union-find joins those that are.
 */
final class ClusterFinder {
  private final List<PackedFootprint> footprints;
  private final double distance;
  private final double[] west;
  private final double[] south;
  private final double[] east;
  private final double[] north;

  /** Made where they are needed: most footprints are near no other. */
  private final Outline[] outlines;

  private ClusterFinder(List<PackedFootprint> footprints, double distance) {
    this.footprints = footprints;
    this.distance = distance;
    int n = footprints.size();
    west = new double[n];
    south = new double[n];
    east = new double[n];
    north = new double[n];
    outlines = new Outline[n];
    for (int i = 0; i < n; i++) {
      Optional<Bounds> box = footprints.get(i).box();
      west[i] = box.map(Bounds::xmin).orElse(Double.POSITIVE_INFINITY);
      south[i] = box.map(Bounds::ymin).orElse(Double.POSITIVE_INFINITY);
      east[i] = box.map(Bounds::xmax).orElse(Double.NEGATIVE_INFINITY);
      north[i] = box.map(Bounds::ymax).orElse(Double.NEGATIVE_INFINITY);
    }
  }

  /**
   * The clusters, by the places of their footprints in the list.
   *
   * @param distance metres
   */
  static Groups clusters(List<PackedFootprint> footprints, double distance) {
    return new ClusterFinder(footprints, distance).clusters();
  }

  private Groups clusters() {
    Groups groups = new Groups(footprints.size());
    int[] order =
        IntStream.range(0, west.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> west[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int a = 0; a < order.length; a++) {
      int i = order[a];
      for (int b = a + 1; b < order.length && west[order[b]] - distance <= east[i]; b++) {
        int j = order[b];
        if (south[j] - distance <= north[i]
            && south[i] - distance <= north[j]
            && groups.find(i) != groups.find(j)
            && outline(Math.min(i, j)).isClose(outline(Math.max(i, j)), distance)) {
          groups.join(i, j);
        }
      }
      outlines[i] = null; // All that is near to it has been met.
    }
    return groups;
  }

  private Outline outline(int i) {
    if (outlines[i] == null) {
      outlines[i] = Outline.of(footprints.get(i));
    }
    return outlines[i];
  }
}
