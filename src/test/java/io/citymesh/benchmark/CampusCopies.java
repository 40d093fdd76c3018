package io.citymesh.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A city of real outlines: those of one file many times, side by side on a grid. Each copy is moved
 * by whole metres, so that every outline keeps its shape to the millimetre, and each feature has an
 * id of its own. Written copy by copy, to files that can be read at the same time; in memory are
 * the features of the original.
 */
final class CampusCopies {
  /** From one copy to the next, metres: more than a copy and 50 m on each side. */
  private static final long GAP = 100;

  /** Copies in a file. */
  private static final int FILE = 43;

  private CampusCopies() {}

  /**
   * Writes copies of GeoJSON with polygons in a metric CRS.
   *
   * @param folder for the files
   * @return how many features were written
   */
  static int write(Path folder, Path original, int copies) throws IOException {
    JsonNode root = new ObjectMapper().readTree(original.toFile());
    double[] box = {
      Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY
    };
    root.get("features").forEach(feature -> grow(box, feature.at("/geometry/coordinates")));
    long stepX = (long) Math.ceil(box[2] - box[0]) + GAP;
    long stepY = (long) Math.ceil(box[3] - box[1]) + GAP;
    int across = (int) Math.ceil(Math.sqrt(copies));
    Files.createDirectories(folder);
    int written = 0;
    for (int first = 0; first < copies; first += FILE) {
      String name = String.format(Locale.ROOT, "copies-%04d.geojson", first / FILE);
      try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(name))) {
        out.write("{\"type\": \"FeatureCollection\", \"crs\": " + root.get("crs") + ",\n");
        out.write("\"features\": [\n");
        String separator = "";
        for (int copy = first; copy < Math.min(copies, first + FILE); copy++) {
          int number = 0;
          for (JsonNode feature : root.get("features")) {
            StringBuilder line = new StringBuilder(separator);
            line.append("{\"type\": \"Feature\", \"id\": \"").append(copy).append('-');
            line.append(number++).append("\", \"properties\": {}, \"geometry\": {\"type\": ");
            line.append(feature.at("/geometry/type")).append(", \"coordinates\": ");
            long dx = copy % across * stepX;
            long dy = copy / across * stepY;
            append(line, feature.at("/geometry/coordinates"), dx, dy);
            out.append(line.append("}}"));
            separator = ",\n";
            written++;
          }
        }
        out.write("\n]}\n");
      }
    }
    return written;
  }

  private static void grow(double[] box, JsonNode node) {
    if (node.path(0).isNumber()) {
      for (int axis = 0; axis < 2; axis++) {
        box[axis] = Math.min(box[axis], node.get(axis).asDouble());
        box[axis + 2] = Math.max(box[axis + 2], node.get(axis).asDouble());
      }
    } else {
      node.forEach(inner -> grow(box, inner));
    }
  }

  private static void append(StringBuilder line, JsonNode node, long dx, long dy) {
    line.append('[');
    if (node.path(0).isNumber()) {
      appendMoved(line, node.get(0), dx);
      line.append(", ");
      appendMoved(line, node.get(1), dy);
    } else {
      String separator = "";
      for (JsonNode inner : node) {
        append(line.append(separator), inner, dx, dy);
        separator = ", ";
      }
    }
    line.append(']');
  }

  /** Without rounding: the decimals are those of the original. */
  private static void appendMoved(StringBuilder line, JsonNode coordinate, long by) {
    line.append(coordinate.decimalValue().add(BigDecimal.valueOf(by)).toPlainString());
  }
}
