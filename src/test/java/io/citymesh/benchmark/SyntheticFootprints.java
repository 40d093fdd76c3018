package io.citymesh.benchmark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * A town that is made up: houses on a grid of 20 m, of four or six corners, turned a little. A
 * quarter of them share a wall with a neighbour, one in fifty crosses itself, one in a hundred has
 * a height of -9999.
 */
final class SyntheticFootprints {
  private static final double CELL = 20;

  /** Two houses in every seventh cell: two in eight. */
  private static final int PAIR_EVERY = 7;

  private static final int INVALID_EVERY = 50;
  private static final int NO_HEIGHT_EVERY = 100;

  private SyntheticFootprints() {}

  /** Writes so many footprints as GeoJSON. */
  static void write(Path file, int count) throws IOException {
    Random random = new Random(1);
    int columns = (int) Math.ceil(Math.sqrt(count));
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\":");
      out.write(" {\"name\": \"urn:ogc:def:crs:EPSG::28992\"}}, \"features\": [\n");
      int written = 0;
      for (int cell = 0; written < count; cell++) {
        double x = 80_000 + CELL * (cell % columns) + 2 * random.nextDouble();
        double y = 440_000 + CELL * (cell / columns) + 2 * random.nextDouble();
        double turn = 0.3 * (random.nextDouble() - 0.5);
        double width = 6 + 2 * random.nextDouble();
        double depth = 8 + 4 * random.nextDouble();
        double[] house = {0, 0, width, 0, width, depth, 0, depth};
        if (cell % PAIR_EVERY == 0 && written + 1 < count) {
          double[] next = {
            width, 0.3, 2 * width, 0.3, 2 * width, depth - 1, width, depth - 1,
          };
          feature(out, written++, next, x, y, turn, random);
        } else if (cell % 3 == 0) {
          house = new double[] {0, 0, width, 0, width, 5, width - 2, 5, width - 2, depth, 0, depth};
        }
        if (written % INVALID_EVERY == 0) {
          house = new double[] {0, 0, width, depth, width, 0, 0, depth};
        }
        feature(out, written++, house, x, y, turn, random);
      }
      out.write("]}\n");
    }
  }

  private static void feature(
      BufferedWriter out, int id, double[] xy, double x, double y, double turn, Random random)
      throws IOException {
    double height = id % NO_HEIGHT_EVERY == 7 ? -9999 : 3 + 9 * random.nextDouble();
    out.write(id == 0 ? "" : ",\n");
    out.write(
        String.format(
            Locale.ROOT,
            "{\"type\": \"Feature\", \"properties\": {\"id\": \"f%07d\", \"height\": %.2f},"
                + " \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[",
            id,
            height));
    for (int i = 0; i <= xy.length; i += 2) {
      double u = xy[i % xy.length];
      double v = xy[i % xy.length + 1];
      out.write(
          String.format(
              Locale.ROOT,
              "%s[%.3f, %.3f]",
              i == 0 ? "" : ", ",
              x + u * Math.cos(turn) - v * Math.sin(turn),
              y + u * Math.sin(turn) + v * Math.cos(turn)));
    }
    out.write("]]}}");
  }
}
