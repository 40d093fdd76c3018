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
  /** Of the union of the footprints. */
  public static final String SOURCE = "source";

  /** Of that part of it on which buildings stand. */
  public static final String BUILT = "built";

  /** Of what was left out of it; the reason follows. */
  public static final String DROPPED = "dropped: ";

  /** Of what lies outside the domain. */
  public static final String CLIPPED = "clipped";

  /** Of what cleaning cut off as too fine. */
  public static final String SIMPLIFIED = "simplified";

  /** Of that part of the buildings that stands on no footprint: gaps and slivers filled. */
  public static final String ADDED = "added";

  /** Of the buildings. */
  public static final String BUILDINGS = "buildings";

  /** By how much the account may fail to close, square metres: the rounding of its lines. */
  public static final double SLACK = 1;

  /** If more than this share of the footprints' area is lost, that is told first. */
  private static final double MUCH = 0.05;

  private final SortedMap<String, Double> areas;

  /**
   * @param areas a manifest's
   */
  public AreaReport(SortedMap<String, Double> areas) {
    this.areas = areas;
  }

  /** The area of that name, 0 if there is none, NaN if it is no number. */
  public double area(String name) {
    Double area = areas.getOrDefault(name, 0.0);
    return area == null ? Double.NaN : area;
  }

  /** What the footprints' area should be by the lines below it. */
  public double accounted() {
    return area(BUILT) + lost().keySet().stream().mapToDouble(this::area).sum();
  }

  /** A line each for what is not zero, for people. */
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

  /** What is to be told before all else, for people: that much of the area is lost, and to what. */
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

  /** The names of what is lost, with words for people. */
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
