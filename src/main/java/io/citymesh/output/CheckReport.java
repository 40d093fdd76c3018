package io.citymesh.output;

import io.citymesh.air.AirQuality;
import io.citymesh.air.CellKind;
import io.citymesh.air.Histogram;
import io.citymesh.report.Manifest;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The result of {@link MeshCheck}.
 *
 * @param directory that was checked
 * @param parts how many there are
 * @param vertices in all readable parts
 * @param faces in all readable parts
 * @param defects how often each kind occurs; every kind is a key
 * @param examples for each kind that occurs, where it was seen first
 * @param holes open edges around failed tiles, which are no defects
 * @param coveredArea planar area of all ground and roof triangles, square metres
 * @param domainArea area of the domain without its failed tiles, square metres
 * @param planar angles of ground and roof triangles, seen from above
 * @param walls angles of wall triangles, in their own plane; no bound applies to them
 * @param largeGround ground triangles above the area bound
 * @param largeRoofs roof triangles above the area bound
 * @param shortestEdge of all faces, metres; 0 if there are none
 * @param longestEdge of all faces, metres; 0 if there are none
 * @param volume that a closed mesh encloses, cubic metres; 0 for an open one
 * @param patches faces of a closed mesh's top and sides, by name
 * @param shells of a closed mesh: pieces that no edge joins; 0 for an open one
 * @param cells how good the cells are that fill a closed mesh, but for faces between parts
 * @param seconds that the check took
 */
public record CheckReport(
    String directory,
    int parts,
    long vertices,
    long faces,
    Map<Defect, Long> defects,
    Map<Defect, String> examples,
    long holes,
    double coveredArea,
    double domainArea,
    Manifest.Quality planar,
    Manifest.Quality walls,
    long largeGround,
    long largeRoofs,
    double shortestEdge,
    double longestEdge,
    double volume,
    SortedMap<String, Long> patches,
    long shells,
    Optional<AirQuality> cells,
    double seconds) {

  /** Takes copies and fills in zeros. */
  public CheckReport {
    Map<Defect, Long> all = new EnumMap<>(Defect.class);
    for (Defect defect : Defect.values()) {
      all.put(defect, defects.getOrDefault(defect, 0L));
    }
    defects = Collections.unmodifiableMap(all);
    examples = Map.copyOf(examples);
  }

  /** True if there is any defect. */
  public boolean broken() {
    return defects.values().stream().anyMatch(count -> count > 0);
  }

  /** The defects by their keys, as the manifest's {@code topology} has them. */
  public SortedMap<String, Long> topology() {
    SortedMap<String, Long> topology = new TreeMap<>();
    defects.forEach((defect, count) -> topology.put(defect.key(), count));
    return topology;
  }

  /** The report as plain text for a terminal, with a line feed at the end. */
  public String table() {
    StringBuilder text = new StringBuilder();
    line(text, "%s: %,d faces, %,d vertices, %,d parts", directory, faces, vertices, parts);
    line(text, "");
    line(text, "%-22s %12s", "defect", "count");
    defects.forEach(
        (defect, count) -> {
          line(text, "%-22s %,12d  %s", defect.key(), count, defect.meaning());
          if (examples.containsKey(defect)) {
            line(text, "%-22s %12s  first: %s", "", "", examples.get(defect));
          }
        });
    line(text, "");
    line(text, "%-22s %,12d  open edges around failed tiles", "holes", holes);
    line(text, "%-22s %,12.3f  of %,.3f m2", "covered area", coveredArea, domainArea);
    patches.forEach((name, count) -> line(text, "%-22s %,12d  faces", "patch " + name, count));
    if (!patches.isEmpty()) {
      line(text, "%-22s %,12d", "shells", shells);
      line(text, "%-22s %,12.3f  m3", "enclosed volume", volume);
    }
    line(text, "%-22s %12.3f  to %.3f m", "edge lengths", shortestEdge, longestEdge);
    line(text, "%-22s %,12d  ground, %,d roofs", "above the area bound", largeGround, largeRoofs);
    angles(text, "planar angles", planar);
    angles(text, "wall angles", walls);
    cells.ifPresent(quality -> cells(text, quality));
    line(text, "");
    line(text, "%s (%.1f s)", broken() ? "BROKEN" : "sound", seconds);
    return text.toString();
  }

  private static void angles(StringBuilder text, String name, Manifest.Quality quality) {
    line(text, "");
    line(text, "%-22s %12.3f  degrees at least", name, quality.minimumAngle());
    if (quality.bound() > 0) {
      line(text, "%-22s %,12d  triangles below %s degrees", "", quality.below(), quality.bound());
    }
    for (int i = 0; i < quality.histogram().size(); i++) {
      int from = i * Manifest.Quality.BIN_DEGREES;
      String range = from + " - " + (from + Manifest.Quality.BIN_DEGREES);
      line(text, "%22s %,12d", range, quality.histogram().get(i));
    }
  }

  private static void cells(StringBuilder text, AirQuality quality) {
    line(text, "");
    for (CellKind kind : CellKind.values()) {
      line(
          text,
          "%-22s %,12d",
          "cells: " + kind.name().toLowerCase(Locale.ROOT),
          quality.cells(kind));
    }
    line(
        text,
        "%-22s %,12.3f  m3, the smallest cell %.3g",
        "volume",
        quality.volume(),
        quality.smallestVolume());
    histogram(text, "non-orthogonality", "degrees at most", quality.nonOrthogonality(), true);
    histogram(text, "skewness", "at most", quality.skewness(), true);
    histogram(text, "aspect ratio", "at most", quality.aspect(), true);
    histogram(text, "dihedral angles", "degrees at least", quality.dihedral(), false);
  }

  private static void histogram(
      StringBuilder text, String name, String words, Histogram histogram, boolean greatest) {
    if (histogram.total() == 0) {
      return;
    }
    line(text, "");
    line(
        text, "%-22s %12.3f  %s", name, greatest ? histogram.greatest() : histogram.least(), words);
    double[] bounds = histogram.bounds();
    for (int i = 0; i <= bounds.length; i++) {
      String from = i == 0 ? "" : number(bounds[i - 1]);
      String to = i == bounds.length ? "" : number(bounds[i]);
      line(text, "%22s %,12d", from + " - " + to, histogram.counts()[i]);
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  @SuppressWarnings("AnnotateFormatMethod") // all formats are literals above
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
