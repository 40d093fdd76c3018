package io.citymesh.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.format.MeshParts;
import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The JSON of tilesets. */
public final class Tileset {
  /** The file in which a client begins. */
  public static final String FILE = "tileset.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Metres by which a box is larger than what is in it: coordinates in it are rounded. */
  private static final double ROUNDING = 0.01;

  private Tileset() {}

  /**
   * A tile.
   *
   * @param box the least and the largest x, y, z
   * @param uri of its content, relative to the tileset
   * @param children tiles as JSON
   */
  static String tile(double[] box, double geometricError, String uri, Collection<String> children)
      throws IOException {
    ObjectNode tile = JSON.createObjectNode();
    tile.putObject("boundingVolume").set("box", box(box));
    tile.put("geometricError", geometricError);
    tile.put("refine", "REPLACE");
    tile.putObject("content").put("uri", uri);
    if (!children.isEmpty()) {
      ArrayNode below = tile.putArray("children");
      for (String child : children) {
        below.add(JSON.readTree(child));
      }
    }
    return JSON.writeValueAsString(tile);
  }

  private static ArrayNode box(double[] box) {
    ArrayNode numbers = JSON.createArrayNode();
    for (int axis = 0; axis < 3; axis++) {
      numbers.add((box[axis] + box[axis + 3]) / 2);
    }
    for (int axis = 0; axis < 3; axis++) {
      for (int other = 0; other < 3; other++) {
        numbers.add(axis == other ? (box[axis + 3] - box[axis]) / 2 + ROUNDING : 0);
      }
    }
    return numbers;
  }

  /** A tileset that another one names: a tile by itself. */
  static byte[] external(String tile) throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(tile);
    return bytes(tileset(root), root);
  }

  /** How wrong it is to show nothing: clients that may be as wrong as that do not load the root. */
  private static double diameter(JsonNode box) {
    return 2
        * Math.hypot(
            Math.hypot(box.get(3).asDouble(), box.get(7).asDouble()), box.get(11).asDouble());
  }

  private static ObjectNode tileset(ObjectNode root) {
    ObjectNode tileset = JSON.createObjectNode();
    tileset.putObject("asset").put("version", "1.1");
    tileset.put("geometricError", diameter(root.at("/boundingVolume/box")));
    return tileset;
  }

  private static byte[] bytes(ObjectNode tileset, ObjectNode root) throws IOException {
    tileset.set("root", root);
    return JSON.writeValueAsString(tileset).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes the tileset of the whole mesh, once all else is written.
   *
   * @param whole what the first subtree gave; empty if the mesh has no face
   * @param out the folder of the tileset
   * @return bytes of all its files
   */
  public static long write(Optional<Region> whole, MeshParts mesh, OutputDir out)
      throws IOException {
    double[] origin = mesh.localOrigin();
    Region.Totals totals = whole.map(Region::totals).orElse(Region.Totals.NONE);
    ObjectNode root;
    if (whole.isPresent()) {
      root = (ObjectNode) JSON.readTree(whole.get().tile());
    } else {
      root = JSON.createObjectNode();
      double[] b = mesh.bounds();
      double[] box = {b[0] - origin[0], b[1] - origin[1], 0, b[2] - origin[0], b[3] - origin[1], 1};
      root.putObject("boundingVolume").set("box", box(box));
      root.put("geometricError", 0);
      root.put("refine", "REPLACE");
    }
    Optional<double[]> placed = Placement.transform(mesh.crs(), origin);
    placed.ifPresent(
        matrix -> {
          ArrayNode numbers = root.putArray("transform");
          for (double number : matrix) {
            numbers.add(number);
          }
        });
    ObjectNode tileset = tileset(root);
    ObjectNode told = tileset.putObject("extras");
    told.put("generator", "citymesh").put("digest", mesh.digest()).put("crs", mesh.crs());
    ArrayNode about = told.putArray("origin");
    List.of(origin[0], origin[1], origin[2]).forEach(about::add);
    told.put(
        "placement",
        placed.isPresent()
            ? "the plane of the CRS about the origin; elevations count as ellipsoidal heights"
            : "a local frame: the CRS is not known");
    told.put("contents", totals.contents()).put("faces", totals.faces());
    told.put("bytes", totals.bytes());
    byte[] bytes = bytes(tileset, root);
    out.write(FILE, stream -> stream.write(bytes));
    return totals.bytes() + bytes.length;
  }
}
