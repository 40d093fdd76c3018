package io.citymesh.footprint;

import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.Locale;

/**
 * How footprints are cleaned.
 *
 * @param minDetail the smallest detail kept, metres, at least 0.01: narrower gaps are closed,
 *     narrower necks and shorter edges removed
 * @param minArea the smallest building and the smallest courtyard kept, square metres, 0 or more
 * @param merge whether neighbours that touch or nearly touch become one building; otherwise each
 *     keeps its identity and shares its walls with its neighbours
 * @param mergeTolerance how far apart neighbours may stand and still be merged (or, without
 *     merging, made to touch), metres, 0 or more
 * @param groundPercentile which percentile of the terrain inside a building is its ground, 0 to 100
 * @param roofStep roofs that touch are equal or at least so far apart, metres, a whole number of
 *     millimetres, at most 100; 0 leaves them as they are
 * @param mergeRoofs what becomes of the roofs of neighbours that are merged
 */
public record CleaningOptions(
    double minDetail,
    double minArea,
    boolean merge,
    double mergeTolerance,
    double groundPercentile,
    double roofStep,
    MergeRoofs mergeRoofs)
    implements Serializable {

  /**
   * The options when the user names none: details of 0.5 m, 15 square metres, merged at 0.5 m, the
   * 10th percentile of the terrain, steps of 0.1 m.
   */
  public static final CleaningOptions DEFAULT = new CleaningOptions(0.5, 15, true, 0.5, 10, 0.1);

  /**
   * @throws UserError if a value is out of its range
   */
  public CleaningOptions {
    if (!(minDetail >= 0.01 && minDetail <= 100)) {
      throw outOfRange("--min-detail", minDetail, "between 0.01 and 100 metres");
    }
    if (!(minArea >= 0 && Double.isFinite(minArea))) {
      throw outOfRange("--min-area", minArea, "0 square metres or more");
    }
    if (!(mergeTolerance >= 0 && mergeTolerance <= 100)) {
      throw outOfRange("--merge-tolerance", mergeTolerance, "between 0 and 100 metres");
    }
    if (!(groundPercentile >= 0 && groundPercentile <= 100)) {
      throw outOfRange("--ground-percentile", groundPercentile, "between 0 and 100");
    }
    if (!(roofStep >= 0 && roofStep <= 100 && Shapes.snapped(roofStep) == roofStep)) {
      throw outOfRange("--roof-step", roofStep, "of whole millimetres, 0 to 100 metres");
    }
  }

  /** Roofs of merged neighbours are their mean. */
  public CleaningOptions(
      double minDetail,
      double minArea,
      boolean merge,
      double mergeTolerance,
      double groundPercentile,
      double roofStep) {
    this(minDetail, minArea, merge, mergeTolerance, groundPercentile, roofStep, MergeRoofs.MEAN);
  }

  /** Whether neighbours share walls: they do unless one roof is made of theirs. */
  public boolean sharedWalls() {
    return !merge || mergeRoofs == MergeRoofs.KEEP;
  }

  /** The widest gap that cleaning closes, metres. */
  public double closingDistance() {
    return Math.max(minDetail, mergeTolerance);
  }

  /**
   * Features farther apart than this never influence one another, metres: the widest gap that is
   * closed, and on each side the farthest that cleaning may move an outline.
   */
  public double clusterDistance() {
    return closingDistance() + 2 * minDetail;
  }

  private static UserError outOfRange(String option, double value, String range) {
    return new UserError(
        String.format(Locale.ROOT, "%s is %s: give a value %s.", option, value, range));
  }
}
