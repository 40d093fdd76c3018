package io.citymesh.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The volumes of a city, between the terrain and the roofs, and of the air above, in words.
 *
 * @param volumes cubic metres, by the names below, as the manifest has them
 */
public record VolumeReport(Map<String, Double> volumes) {
  /** The volume of the footprints, below the highest roof over each point. */
  public static final String SOURCE = "source";

  /** The volume of the buildings. */
  public static final String BUILDINGS = "buildings";

  /** The volume that was lost where small parts were given to a lower neighbour. */
  public static final String SMALL_PARTS = "small_parts";

  /** The volume of the air that a closed mesh encloses. */
  public static final String ENCLOSED = "enclosed";

  /** The difference, as a share of the footprints' volume, above which there is a note. */
  private static final double TOLERANCE = 0.02;

  /** The lines of the summary; none if the volumes are not known. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (volumes.containsKey(SOURCE) && volumes.containsKey(BUILDINGS)) {
      lines.add(
          String.format(
              Locale.ROOT,
              "volume below the highest roofs of the footprints %,.0f m3, of the buildings %,.0f"
                  + " m3",
              volumes.get(SOURCE),
              volumes.get(BUILDINGS)));
    }
    if (volumes.containsKey(ENCLOSED)) {
      lines.add(
          String.format(Locale.ROOT, "the closed mesh holds %,.0f m3", volumes.get(ENCLOSED)));
    }
    return lines;
  }

  /** The notes: that the buildings hold more or less than the footprints. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    double source = volumes.getOrDefault(SOURCE, 0.0);
    double more = volumes.getOrDefault(BUILDINGS, 0.0) - source;
    if (source > 0 && Math.abs(more) > TOLERANCE * source) {
      notes.add(
          String.format(
              Locale.ROOT,
              "the buildings hold %,.0f m3, %.1f %% %s than the footprints below their highest"
                  + " roofs (%,.0f m3)",
              source + more,
              100 * Math.abs(more) / source,
              more > 0 ? "more" : "less",
              source));
    }
    return notes;
  }
}
