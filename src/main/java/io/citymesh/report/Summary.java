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
    AreaReport areas = new AreaReport(manifest.areas());
    StringBuilder text = new StringBuilder();
    areas.warnings().forEach(words -> line(text, "%s", words));
    line(text, "%s: %s", out, headline(manifest));
    line(
        text,
        "smallest angle %.2f degrees, %,d triangles below %.0f%s",
        quality.minimumAngle(),
        quality.below(),
        quality.bound(),
        quality.below() == 0 ? "" : " (" + causes(quality.causes()) + ")");
    for (Map.Entry<String, Long> feature : manifest.features().entrySet()) {
      String key = feature.getKey();
      String subject =
          key.startsWith("lidar ")
              ? ""
              : key.startsWith("roof ") ? "buildings with their " : "footprints ";
      line(text, "%s%s: %,d", subject, key, feature.getValue());
    }
    areas.lines().forEach(words -> line(text, "%s", words));
    new VolumeReport(manifest.volumes()).lines().forEach(words -> line(text, "%s", words));
    new CellReport(manifest.cells(), manifest.cellQuality())
        .lines()
        .forEach(words -> line(text, "%s", words));
    ZoneReport.lines(manifest).forEach(words -> line(text, "%s", words));
    manifest.notes().forEach(note -> line(text, "%s", note));
    manifest.deviations().forEach(deviation -> line(text, "%s", deviation));
    for (Manifest.Tile tile : manifest.tiles()) {
      if (tile.status() == Manifest.Status.FAILED) {
        line(text, "tile %s is missing: %s", tile.key(), tile.error());
      }
    }
    if (totals.failedTiles() > 0) {
      line(
          text,
          "%,d edges are open around what is missing; open edges elsewhere and gaps were not"
              + " counted: citymesh check does",
          manifest.topology().getOrDefault("hole_edges", 0L));
    }
    line(
        text,
        "%s",
        manifest.timings().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.1f s", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", ")));
    if (!manifest.counters().isEmpty()) {
      line(text, "%s", counters(manifest.counters()));
    }
    return text.toString().stripTrailing();
  }

  /** What the mesh is made of, in one line. */
  public static String headline(Manifest manifest) {
    Manifest.Totals totals = manifest.totals();
    return String.format(
        Locale.ROOT,
        "%,d faces, %,d vertices, %,d buildings, %,d tiles in %,d parts",
        totals.faces(),
        totals.vertices(),
        totals.buildings(),
        totals.tiles(),
        totals.parts());
  }

  /** Counts, bytes in megabytes, times in seconds, and shares. */
  private static String counters(Map<String, Long> counters) {
    return counters.entrySet().stream()
        .filter(e -> !e.getKey().equals(ZoneReport.ELSEWHERE))
        .map(
            e ->
                e.getKey().replaceAll("_(bytes|millis|percent)$", "").replace('_', ' ')
                    + " "
                    + amount(e))
        .collect(Collectors.joining(", "));
  }

  /** A counter of the manifest with its unit: bytes in megabytes, times in seconds, and shares. */
  public static String amount(Map.Entry<String, Long> entry) {
    boolean bytes = entry.getKey().endsWith("_bytes") || entry.getKey().startsWith("peak_heap");
    if (entry.getKey().endsWith("_millis")) {
      return String.format(Locale.ROOT, "%,.1f s", entry.getValue() / 1e3);
    }
    if (entry.getKey().endsWith("_percent")) {
      return entry.getValue() + " %";
    }
    return bytes
        ? String.format(Locale.ROOT, "%,.1f MB", entry.getValue() / 1e6)
        : String.format(Locale.ROOT, "%,d", entry.getValue());
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
