package io.citymesh.input;

import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
    LOWEST;

    /**
     * @throws UserError for any other name
     */
    public static Ground of(String name) {
      return switch (name) {
        case "class" -> CLASS;
        case "lowest" -> LOWEST;
        default -> throw new UserError("--ground must be class or lowest, not " + name);
      };
    }
  }

  /** What a file that cannot be read as a whole leads to. */
  public enum OnBadFile {
    /** An error. */
    FAIL,
    /** What cannot be read is left out, and told. */
    SKIP;

    /**
     * @throws UserError for any other name
     */
    public static OnBadFile of(String name) {
      return switch (name) {
        case "fail" -> FAIL;
        case "skip" -> SKIP;
        default -> throw new UserError("--on-bad-file must be fail or skip, not " + name);
      };
    }
  }

  /** No points; the defaults of everything else. */
  public static final PointInput NONE =
      new PointInput(List.of(), 1, Ground.CLASS, List.of(2), List.of(6), 90, OnBadFile.FAIL);

  /**
   * @throws UserError if a value is impossible
   */
  public PointInput {
    paths = List.copyOf(paths);
    paths.forEach(path -> OptionCheck.path("--points", path));
    OptionCheck.positive("--cell", cell);
    groundClasses = classes("--ground-classes", groundClasses);
    buildingClasses = classes("--building-classes", buildingClasses);
    TreeSet<Integer> both = new TreeSet<>(groundClasses);
    both.retainAll(buildingClasses);
    if (!both.isEmpty()) {
      throw new UserError(
          "class "
              + both.first()
              + " is in --ground-classes and in --building-classes: choose one");
    }
    if (!(roofPercentile > 0 && roofPercentile <= 100)) {
      throw new UserError(
          "--roof-percentile must be above 0 and at most 100, not "
              + OptionCheck.text(roofPercentile));
    }
  }

  private static List<Integer> classes(String option, List<Integer> given) {
    for (int code : given) {
      if (code < 0 || code > 255) {
        throw new UserError(option + " are numbers from 0 to 255, not " + code);
      }
    }
    if (given.isEmpty()) {
      throw new UserError(option + " needs at least one class, such as 2 for ground");
    }
    return List.copyOf(new TreeSet<>(given));
  }

  /** Whether there are any points to read. */
  public boolean present() {
    return !paths.isEmpty();
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String list(List<Integer> classes) {
    return classes.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** The options by name; without {@code points}, none. */
  public Map<String, Object> byName() {
    if (!present()) {
      return Map.of();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("points", paths);
    values.put("cell", cell);
    values.put("ground", lowerCase(ground));
    values.put("ground-classes", list(groundClasses));
    values.put("building-classes", list(buildingClasses));
    values.put("roof-percentile", roofPercentile);
    values.put("on-bad-file", lowerCase(onBadFile));
    return values;
  }
}
