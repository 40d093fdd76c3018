package io.citymesh.report;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A manifest in a few lines for a terminal. */
public final class Summary {

  private Summary() {}

  /**
   * @param out the output directory
   * @param manifest what was built there
   */
  public static String of(String out, Manifest manifest) {
    Manifest.Totals totals = manifest.totals();
    Manifest.Quality quality = manifest.quality();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s: %,d faces, %,d vertices, %,d buildings, %,d tiles in %,d parts",
        out,
        totals.faces(),
        totals.vertices(),
        totals.buildings(),
        totals.tiles(),
        totals.parts());
    line(
        text,
        "smallest angle %.2f degrees, %,d triangles below %.0f%s",
        quality.minimumAngle(),
        quality.below(),
        quality.bound(),
        quality.below() == 0 ? "" : " (" + causes(quality.causes()) + ")");
    for (Map.Entry<String, Long> feature : manifest.features().entrySet()) {
      String subject = feature.getKey().startsWith("lidar ") ? "" : "footprints ";
      line(text, "%s%s: %,d", subject, feature.getKey(), feature.getValue());
    }
    for (Manifest.Tile tile : manifest.tiles()) {
      if (tile.status() == Manifest.Status.FAILED) {
        line(text, "tile %s is missing: %s", tile.key(), tile.error());
      }
    }
    line(
        text,
        "%s",
        manifest.timings().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.1f s", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", ")));
    return text.toString().stripTrailing();
  }

  private static String causes(Map<String, Long> causes) {
    return causes.entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .map(e -> e.getKey().replace('_', ' ') + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
