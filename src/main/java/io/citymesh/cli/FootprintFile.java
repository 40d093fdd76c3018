package io.citymesh.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A GeoJSON file of made-up footprints: a FeatureCollection with a {@code crs} member, each feature
 * on a line of its own.
 */
final class FootprintFile implements AutoCloseable {
  /** The property with a building's height above its ground, metres. */
  static final String HEIGHT = "height";

  private final BufferedWriter json;
  private final StringBuilder line = new StringBuilder();
  private String separator = "";

  /**
   * Replaces what is there.
   *
   * @param head the first line, as {@link #head} makes it
   */
  FootprintFile(Path file, String head) throws IOException {
    json = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    json.write(head + "\n");
    json.write("\"crs\": {\"type\": \"name\", \"properties\": ");
    json.write("{\"name\": \"urn:ogc:def:crs:EPSG::" + DemoTerrain.EPSG + "\"}},\n");
    json.write("\"features\": [\n");
  }

  /** The first line of a file, by which those of a command are known. */
  static String head(String name) {
    return "{\"type\": \"FeatureCollection\", \"name\": \"" + name + "\",";
  }

  /** Whether there is a file with this first line. */
  static boolean isOurs(Path file, String head) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    byte[] wanted = (head + "\n").getBytes(StandardCharsets.UTF_8);
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(wanted, in.readNBytes(wanted.length));
    }
  }

  void write(DemoBlock.Footprint footprint) throws IOException {
    line.setLength(0);
    append(line.append(separator), footprint);
    json.append(line);
    separator = ",\n";
  }

  @Override
  public void close() throws IOException {
    try (json) {
      json.write("\n]}\n");
    }
  }

  /** Without a height if the footprint has none. */
  private static void append(StringBuilder json, DemoBlock.Footprint footprint) {
    json.append("{\"type\": \"Feature\", \"id\": \"").append(footprint.id());
    json.append("\", \"properties\": {\"id\": \"").append(footprint.id());
    json.append("\", \"kind\": \"").append(footprint.kind()).append('"');
    if (!Double.isNaN(footprint.height())) {
      json.append(", \"").append(HEIGHT).append("\": ").append(footprint.height());
    }
    json.append("}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [");
    String ringSeparator = "";
    for (long[] ring : footprint.rings()) {
      json.append(ringSeparator).append('[');
      for (int k = 0; k <= ring.length; k += 2) {
        json.append(k > 0 ? ", [" : "[");
        appendMetres(json, ring[k % ring.length]);
        json.append(", ");
        appendMetres(json, ring[(k + 1) % ring.length]);
        json.append(']');
      }
      json.append(']');
      ringSeparator = ", ";
    }
    json.append("]}}");
  }

  private static void appendMetres(StringBuilder text, long millimetres) {
    long fraction = millimetres % 1000;
    text.append(millimetres / 1000).append('.');
    text.append(fraction < 100 ? "0" : "").append(fraction < 10 ? "0" : "").append(fraction);
  }
}
