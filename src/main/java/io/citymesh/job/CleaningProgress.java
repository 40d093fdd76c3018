package io.citymesh.job;

import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.geo.PackedFootprint;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * The progress of the tasks that clean: how many footprints are done and, of a cluster so large
 * that it takes a while, its corners and how many steps it has behind it. The driver hears it with
 * the executors' heartbeats ({@link TaskProgress}).
 */
final class CleaningProgress implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The corners from which on a cluster counts as large; a smaller one is cleaned within a second.
   */
  private static final int LARGE = 1000;

  /** What a corner takes in a packed footprint. */
  private static final int BYTES_OF_CORNER = 2 * Double.BYTES;

  private final LongAccumulator finished;
  private final LongAccumulator corners;
  private final LongAccumulator steps;

  CleaningProgress(SparkContext context) {
    finished = context.longAccumulator("footprints");
    corners = context.longAccumulator("corners");
    steps = context.longAccumulator("steps");
  }

  /** The number of footprints that are cleaned. */
  LongAccumulator finished() {
    return finished;
  }

  /** In a task, the corners of the large cluster at hand; 0 if there is none. */
  LongAccumulator corners() {
    return corners;
  }

  /** In a task, the steps that the large cluster at hand has behind it. */
  LongAccumulator steps() {
    return steps;
  }

  /** Cleans a cluster, in a task. */
  FootprintCleaner.Result clean(FootprintCleaner cleaner, List<PackedFootprint> cluster) {
    long size = 0;
    for (PackedFootprint footprint : cluster) {
      size += footprint.bytes().length / BYTES_OF_CORNER;
    }
    if (size < LARGE) {
      FootprintCleaner.Result result = cleaner.clean(cluster, () -> {});
      finished.add(cluster.size());
      return result;
    }
    steps.setValue(0);
    corners.setValue(size);
    FootprintCleaner.Result result =
        cleaner.clean(cluster, () -> steps.setValue(steps.value() + 1));
    corners.setValue(0);
    finished.add(cluster.size());
    return result;
  }
}
