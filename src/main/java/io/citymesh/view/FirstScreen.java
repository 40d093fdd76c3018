package io.citymesh.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a client loads of a tileset to show the whole city, before anybody has moved: as {@code
 * citymesh view} opens it ({@code view.js}, {@code orbit.js}, {@code tiles.js}), at an error of 3
 * pixels. Those are the tileset and what is in it of tilesets and contents, down to where errors
 * are not seen any more; coarser ones are drawn until finer ones have come, so they count too.
 */
public final class FirstScreen {
  /** The window of an ordinary desktop, pixels. */
  private static final int WIDTH = 1400;

  private static final int HEIGHT = 900;

  /** An error that may be seen, pixels. */
  private static final double PIXELS = 3;

  /** From where the city is seen, radians: as an angle of the plane, and above it. */
  private static final double AZIMUTH = -1.95;

  private static final double RISE = 0.62;

  /** The tangent of half of the angle from the picture's lower to its upper edge. */
  private static final double HALF_VIEW = Math.tan(Math.toRadians(35.0 / 2));

  /** The share of the picture that the city may fill. */
  private static final double FILLED = 0.94;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final OutputDir tiles;
  private final double[] eye;

  /** How many pixels a metre has at a distance of a metre. */
  private final double scale;

  private FirstScreen(OutputDir tiles, double[] eye, double scale) {
    this.tiles = tiles;
    this.eye = eye;
    this.scale = scale;
  }

  /**
   * Bytes of all files that are loaded.
   *
   * @param tiles the folder of the tileset
   */
  public static long bytes(OutputDir tiles) throws IOException {
    return bytes(tiles, WIDTH, HEIGHT);
  }

  /** The same in a window of so many pixels. */
  static long bytes(OutputDir tiles, int width, int height) throws IOException {
    JsonNode root = read(tiles, Tileset.FILE);
    double[] eye = eye(box(root), (double) width / height);
    return tiles.size(Tileset.FILE)
        + new FirstScreen(tiles, eye, height / (2 * HALF_VIEW)).loaded(root);
  }

  private static JsonNode read(OutputDir tiles, String file) throws IOException {
    try (InputStream in = tiles.open(file)) {
      return JSON.readTree(in).path("root");
    }
  }

  /** The least and the largest x, y, z of a tile. */
  private static double[] box(JsonNode tile) {
    JsonNode numbers = tile.at("/boundingVolume/box");
    double[] box = new double[6];
    for (int axis = 0; axis < 3; axis++) {
      double middle = numbers.path(axis).asDouble();
      double half = numbers.path(3 + 4 * axis).asDouble();
      box[axis] = middle - half;
      box[axis + 3] = middle + half;
    }
    return box;
  }

  /**
   * From where a box is seen as large as the picture allows.
   *
   * @param aspect the picture's width over its height
   */
  private static double[] eye(double[] box, double aspect) {
    double ca = Math.cos(AZIMUTH);
    double sa = Math.sin(AZIMUTH);
    double cr = Math.cos(RISE);
    double sr = Math.sin(RISE);
    double up = HALF_VIEW * FILLED;
    double across = up * aspect;
    double tx = (box[0] + box[3]) / 2;
    double ty = (box[1] + box[4]) / 2;
    double tz = (box[2] + box[5]) / 2;
    double distance = 0;
    for (int round = 0; round < 4; round++) {
      double[] height = new double[8];
      double[] near = new double[8];
      distance = 0;
      for (int corner = 0; corner < 8; corner++) {
        double x = box[(corner & 1) == 0 ? 0 : 3] - tx;
        double y = box[(corner & 2) == 0 ? 1 : 4] - ty;
        double z = box[(corner & 4) == 0 ? 2 : 5] - tz;
        double side = Math.abs(ca * y - sa * x);
        height[corner] = cr * z - sr * (ca * x + sa * y);
        near[corner] = cr * (ca * x + sa * y) + sr * z;
        double needed = near[corner] + Math.max(side / across, Math.abs(height[corner]) / up);
        distance = Math.max(distance, needed);
      }
      double highest = Double.NEGATIVE_INFINITY;
      double lowest = Double.POSITIVE_INFINITY;
      for (int corner = 0; corner < 8; corner++) {
        double seen = height[corner] / (distance - near[corner]);
        highest = Math.max(highest, seen);
        lowest = Math.min(lowest, seen);
      }
      double shift = (highest + lowest) / 2 * distance / sr;
      tx -= ca * shift;
      ty -= sa * shift;
    }
    double flat = distance * cr;
    return new double[] {tx + flat * ca, ty + flat * sa, tz + distance * sr};
  }

  /** Bytes that are loaded for a tile, and for those below it if its error is seen. */
  private long loaded(JsonNode tile) throws IOException {
    String uri = tile.at("/content/uri").asText();
    if (uri.isEmpty()) {
      return 0; // Of a city without a face.
    }
    long bytes = tiles.size(uri);
    if (uri.endsWith(".json")) {
      return bytes + loaded(read(tiles, uri));
    }
    if (tile.path("geometricError").asDouble() * scale > PIXELS * distance(box(tile))) {
      for (JsonNode child : tile.path("children")) {
        bytes += loaded(child);
      }
    }
    return bytes;
  }

  /** Metres between the eye and a box. */
  private double distance(double[] box) {
    double sum = 0;
    for (int axis = 0; axis < 3; axis++) {
      double off = Math.max(Math.max(box[axis] - eye[axis], eye[axis] - box[axis + 3]), 0);
      sum += off * off;
    }
    return Math.sqrt(sum);
  }
}
