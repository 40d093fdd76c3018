package io.citymesh.footprint;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.UserError;
import java.io.Serializable;

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
 * @param base on what buildings stand
 * @param baseApron how far around a flat base the ground is levelled, metres, 0.5 to 100
 */
public record CleaningOptions(
    double minDetail,
    double minArea,
    boolean merge,
    double mergeTolerance,
    double groundPercentile,
    double roofStep,
    MergeRoofs mergeRoofs,
    Base base,
    double baseApron)
    implements Serializable {

  /** The options when the user names none. */
  public static final CleaningOptions DEFAULT = of(new OptionValues());

  /**
   * @throws UserError if a value is out of its range
   */
  public CleaningOptions {
    OptionTable.MIN_DETAIL.checked(minDetail);
    OptionTable.MIN_AREA.checked(minArea);
    OptionTable.MERGE_TOLERANCE.checked(mergeTolerance);
    OptionTable.GROUND_PERCENTILE.checked(groundPercentile);
    OptionTable.ROOF_STEP.checked(roofStep);
    OptionTable.BASE_APRON.checked(baseApron);
  }

  /**
   * The options of these values.
   *
   * @throws UserError if one says what becomes of merged roofs, and another that none are merged
   */
  public static CleaningOptions of(OptionValues values) {
    boolean merge = values.get(OptionTable.MERGE);
    if (!merge && values.isGiven(OptionTable.MERGE_ROOFS)) {
      throw new UserError(
          "--merge-roofs says what becomes of the roofs of merged buildings, and --no-merge merges"
              + " none: leave one of them out.");
    }
    return new CleaningOptions(
        values.get(OptionTable.MIN_DETAIL),
        values.get(OptionTable.MIN_AREA),
        merge,
        values.get(OptionTable.MERGE_TOLERANCE),
        values.get(OptionTable.GROUND_PERCENTILE),
        values.get(OptionTable.ROOF_STEP),
        values.choice(OptionTable.MERGE_ROOFS, MergeRoofs.class),
        values.choice(OptionTable.BASE, Base.class),
        values.get(OptionTable.BASE_APRON));
  }

  /** Buildings stand on the terrain as it is. */
  public CleaningOptions(
      double minDetail,
      double minArea,
      boolean merge,
      double mergeTolerance,
      double groundPercentile,
      double roofStep,
      MergeRoofs mergeRoofs) {
    this(
        minDetail,
        minArea,
        merge,
        mergeTolerance,
        groundPercentile,
        roofStep,
        mergeRoofs,
        Base.TERRAIN,
        OptionTable.BASE_APRON.fallback().orElseThrow());
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
}
