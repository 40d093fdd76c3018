package io.citymesh.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The account of areas as the manifest has it, in square metres by name: what became of the ground
 * that the footprints cover, and what the buildings cover.
 *
 * <p>{@link #SOURCE} is the sum of {@link #BUILT}, of all that begin with {@link #DROPPED}, of
 * {@link #CLIPPED} and of {@link #SIMPLIFIED}; {@link #BUILDINGS} is the sum of {@link #BUILT} and
 * {@link #ADDED}.
 */
public final class AreaReport {
  /** The area of the union of the footprints. */
  public static final String SOURCE = "source";

  /** The area of the union on which buildings stand. */
  public static final String BUILT = "built";

  /** The beginning of the names of areas that were left out; the reason follows. */
  public static final String DROPPED = "dropped: ";

  /** The area of the footprints outside the domain. */
  public static final String CLIPPED = "clipped";

  /** The area that cleaning cut off as too fine. */
  public static final String SIMPLIFIED = "simplified";

  /** The area of the buildings that stands on no footprint: filled gaps and slivers. */
  public static final String ADDED = "added";

  /** The area of the buildings. */
  public static final String BUILDINGS = "buildings";

  /**
   * The largest difference with which the account counts as closed, square metres: the rounding of
   * its lines.
   */
  public static final double SLACK = 1;

  /** The share of the footprints' area whose loss is a warning. */
  private static final double MUCH = 0.05;

  private final SortedMap<String, Double> areas;

  /**
   * @param areas square metres by name, as the manifest has them
   */
  public AreaReport(SortedMap<String, Double> areas) {
    this.areas = areas;
  }

  /** The area of that name, 0 if there is none, NaN if it is no number. */
  public double area(String name) {
    Double area = areas.getOrDefault(name, 0.0);
    return area == null ? Double.NaN : area;
  }

  /** The footprints' area as the sum of the lines below it, square metres. */
  public double accounted() {
    return area(BUILT) + lost().keySet().stream().mapToDouble(this::area).sum();
  }

  /** A line of text for each area that is not zero. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    add(lines, "area of the footprints: ", SOURCE);
    add(lines, "area of the footprints that is built: ", BUILT);
    lost().forEach((name, words) -> add(lines, "area of the footprints " + words + ": ", name));
    add(lines, "area of the buildings: ", BUILDINGS);
    add(lines, "area of the buildings added, gaps and slivers filled: ", ADDED);
    return lines;
  }

  private void add(List<String> lines, String words, String name) {
    if (area(name) != 0) {
      lines.add(words + amount(area(name)));
    }
  }

  /** The warnings: that much of the area is lost, and for which reasons. */
  public List<String> warnings() {
    double lost = lost().keySet().stream().mapToDouble(this::area).sum();
    if (!(lost > MUCH * area(SOURCE))) {
      return List.of();
    }
    List<String> parts = new ArrayList<>();
    lost()
        .forEach(
            (name, words) -> {
              if (area(name) != 0) {
                parts.add(words + " " + amount(area(name)));
              }
            });
    return List.of(
        String.format(
            Locale.ROOT,
            "%.1f %% of the area of the footprints is lost: %s",
            100 * lost / area(SOURCE),
            String.join(", ", parts)));
  }

  /** The names of lost areas, with their words for people. */
  private Map<String, String> lost() {
    Map<String, String> lost = new TreeMap<>();
    for (String name : areas.keySet()) {
      if (name.startsWith(DROPPED)) {
        lost.put(name, name);
      }
    }
    lost.put(CLIPPED, "clipped at the domain's boundary");
    lost.put(SIMPLIFIED, "simplified away");
    return lost;
  }

  private static String amount(double area) {
    return Math.abs(area) < 0.05
        ? "less than 0.1 m2"
        : String.format(Locale.ROOT, "%,.1f m2", area);
  }
}
