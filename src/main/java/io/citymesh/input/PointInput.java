package io.citymesh.input;

import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.List;
import java.util.TreeSet;

/**
 * Lidar points, and what to make of them.
 *
 * @param paths LAS or LAZ files, folders of them, or globs; empty for a city without points
 * @param cell side of a cell of the terrain made from them, metres
 * @param ground how ground points are told from others
 * @param groundClasses the classes of ground points, 0 to 255
 * @param buildingClasses the classes of points on buildings, 0 to 255
 * @param roofPercentile which of the elevations inside a footprint is its roof's, above 0 to 100
 * @param onBadFile what to do with a file that cannot be read as a whole
 */
public record PointInput(
    List<String> paths,
    double cell,
    Ground ground,
    List<Integer> groundClasses,
    List<Integer> buildingClasses,
    double roofPercentile,
    OnBadFile onBadFile)
    implements Serializable {

  /** How ground points are found. */
  public enum Ground {
    /** By their class. */
    CLASS,
    /** The lowest of each cell, without what rises above its surroundings. */
    LOWEST
  }

  /** What a file that cannot be read as a whole leads to. */
  public enum OnBadFile {
    /** An error. */
    FAIL,
    /** What cannot be read is left out, and told. */
    SKIP
  }

  /** No points; the defaults of everything else. */
  public static final PointInput NONE = of(new OptionValues());

  /**
   * @throws UserError if a value is impossible
   */
  public PointInput {
    paths = OptionTable.POINTS.checked(paths);
    OptionTable.CELL.checked(cell);
    OptionTable.ROOF_PERCENTILE.checked(roofPercentile);
    groundClasses = classes(OptionTable.GROUND_CLASSES, groundClasses);
    buildingClasses = classes(OptionTable.BUILDING_CLASSES, buildingClasses);
    TreeSet<Integer> both = new TreeSet<>(groundClasses);
    both.retainAll(buildingClasses);
    if (!both.isEmpty()) {
      throw new UserError(
          "class "
              + both.first()
              + " is in --ground-classes and in --building-classes: choose one");
    }
  }

  private static List<Integer> classes(Option<List<Integer>> option, List<Integer> given) {
    if (given.isEmpty()) {
      throw new UserError(option.flag() + " needs at least one class, such as 2 for ground");
    }
    return List.copyOf(new TreeSet<>(option.checked(given)));
  }

  /** The points of these values. */
  public static PointInput of(OptionValues values) {
    return new PointInput(
        values.get(OptionTable.POINTS),
        values.get(OptionTable.CELL),
        values.choice(OptionTable.GROUND, Ground.class),
        values.get(OptionTable.GROUND_CLASSES),
        values.get(OptionTable.BUILDING_CLASSES),
        values.get(OptionTable.ROOF_PERCENTILE),
        values.choice(OptionTable.ON_BAD_FILE, OnBadFile.class));
  }

  /** Whether there are any points to read. */
  public boolean present() {
    return !paths.isEmpty();
  }
}
