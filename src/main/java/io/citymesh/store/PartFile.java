package io.citymesh.store;

import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A part as an HDF5 file, the one form in which parts are spilled and published. Its datasets, each
 * with the attribute {@code crc32c} of its bytes:
 *
 * <ul>
 *   <li>{@code vertices} float64 (n,3): x, y, z, metres;
 *   <li>{@code faces} int32 (m,3): corners 0 ... n - 1 are the part's own vertices, n ... n + k - 1
 *       its foreign ones;
 *   <li>{@code foreign} int64 (k,2): id of the part that owns the vertex, and its index there;
 *   <li>{@code ghosts} float64 (k,3): the coordinates of the foreign vertices, equal to their
 *       owners' to the last bit, so that the part can be drawn by itself;
 *   <li>{@code kind} int8 (m): 0 ground, 1 ground that touches a building, 2 wall, 3 roof; of a
 *       closed mesh 4 top, 5 inlet, 6 outlet, from 7 on other sides;
 *   <li>{@code building} int32 (m): an index into {@code buildings}, -1 but for walls and roofs;
 *   <li>{@code buildings} int64 (b): the keys of the part's buildings, ascending.
 * </ul>
 *
 * <p>Attributes of the file: {@code id} (int64), {@code name}, {@code part} (core or seam), {@code
 * key} (what the part depends on), {@code digest} ({@link PartDigest}), the counts {@code
 * vertex_count}, {@code face_count}, {@code foreign_count}, and the bounds of the vertices {@code
 * xmin}, {@code ymin}, {@code xmax}, {@code ymax} (float64, metres).
 *
 * <p>A part without vertices or faces has arrays of shape (0,3) and (0); h5py and the HDF5 tools
 * read them as such.
 */
public final class PartFile {
  static final String VERTICES = "vertices";
  static final String FACES = "faces";
  static final String FOREIGN = "foreign";
  static final String GHOSTS = "ghosts";
  static final String KIND = "kind";
  static final String BUILDING = "building";
  static final String BUILDINGS = "buildings";

  private PartFile() {}

  /**
   * What stands beside the arrays of a part.
   *
   * @param key a text that stands for all that the part depends on, not empty
   * @param digest {@link PartDigest#of} the part
   * @param deflate 0 for uncompressed arrays, else zlib's level, 1 to 9
   */
  public record Label(String key, String digest, int deflate) {}

  /** The arrays that make the digest, in its order. */
  static List<FlatArray> digested(Part part) {
    return List.of(
        FlatArray.of(VERTICES, 3, part.vertices()),
        FlatArray.of(FACES, 3, part.faces()),
        FlatArray.of(FOREIGN, 2, part.foreign()),
        FlatArray.of(KIND, 1, part.faceKinds()),
        FlatArray.of(BUILDING, 1, part.building()),
        FlatArray.of(BUILDINGS, 1, part.buildings()));
  }

  /**
   * Writes a part, whole or not at all.
   *
   * @param path the file; its directory exists
   * @throws IOException if it cannot be written, for example because the disk is full; nothing is
   *     left behind then
   */
  public static void write(Path path, Part part, Label label) throws IOException {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("id", part.id());
    attributes.put("name", part.name());
    attributes.put("part", part.kind().name().toLowerCase(Locale.ROOT));
    attributes.put("key", label.key());
    attributes.put("digest", label.digest());
    attributes.put("vertex_count", part.vertexCount());
    attributes.put("face_count", part.faceCount());
    attributes.put("foreign_count", part.foreignCount());
    double[] bounds = bounds(part.vertices());
    attributes.put("xmin", bounds[0]);
    attributes.put("ymin", bounds[1]);
    attributes.put("xmax", bounds[2]);
    attributes.put("ymax", bounds[3]);
    FlatArray[] arrays =
        Stream.concat(digested(part).stream(), Stream.of(FlatArray.of(GHOSTS, 3, part.ghosts())))
            .toArray(FlatArray[]::new);
    Hdf5File.write(path, attributes, label.deflate(), arrays);
  }

  /**
   * The rectangle around vertices: xmin, ymin, xmax, ymax; four zeros if there are none.
   *
   * @param vertices x, y, z of each
   */
  public static double[] bounds(double[] vertices) {
    if (vertices.length == 0) {
      return new double[4];
    }
    double[] bounds = {vertices[0], vertices[1], vertices[0], vertices[1]};
    for (int i = 3; i < vertices.length; i += 3) {
      double x = vertices[i];
      double y = vertices[i + 1];
      if (x < bounds[0]) {
        bounds[0] = x;
      }
      if (y < bounds[1]) {
        bounds[1] = y;
      }
      if (x > bounds[2]) {
        bounds[2] = x;
      }
      if (y > bounds[3]) {
        bounds[3] = y;
      }
    }
    return bounds;
  }

  /**
   * Reads a part, and compares the checksums of its arrays.
   *
   * @param node what the part is to have as its {@link Part#node}, which no file holds
   * @throws IOException if the file is missing, truncated or changed, or its arrays do not fit each
   *     other; the message names the file
   */
  public static Part read(Path path, int node) throws IOException {
    try (Hdf5File file = Hdf5File.open(path)) {
      return read(file, node);
    }
  }

  /** As {@link #read(Path, int)}, of a file that is open. */
  public static Part read(Hdf5File file, int node) throws IOException {
    Path path = file.path();
    Part part =
        new Part(
            node,
            file.number("id"),
            kind(path, file.text("part")),
            file.text("name"),
            file.doubles(VERTICES, 3),
            file.ints(FACES, 3),
            file.bytes(KIND, 1),
            file.ints(BUILDING, 1),
            file.longs(BUILDINGS, 1),
            file.longs(FOREIGN, 2),
            file.doubles(GHOSTS, 3));
    expect(path, "vertex_count", file.number("vertex_count"), part.vertexCount());
    expect(path, "face_count", file.number("face_count"), part.faceCount());
    expect(path, "foreign_count", file.number("foreign_count"), part.foreignCount());
    expect(path, "rows of faces", part.faces().length / 3, part.faceCount());
    expect(path, "rows of building", part.building().length, part.faceCount());
    expect(path, "rows of ghosts", part.ghosts().length / 3, part.foreignCount());
    requireSense(path, part);
    return part;
  }

  /** Everybody who reads a part takes its indices for those of its arrays. */
  private static void requireSense(Path path, Part part) throws IOException {
    long corners = (long) part.vertexCount() + part.foreignCount();
    for (int corner : part.faces()) {
      if (corner < 0 || corner >= corners) {
        throw new IOException(path + ": a face has the corner " + corner + " of " + corners);
      }
    }
    for (int building : part.building()) {
      if (building < -1 || building >= part.buildings().length) {
        throw new IOException(
            path + ": a face has the building " + building + " of " + part.buildings().length);
      }
    }
  }

  private static Part.Kind kind(Path path, String name) throws IOException {
    for (Part.Kind kind : Part.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    throw new IOException(path + ": unknown kind of part " + name);
  }

  private static void expect(Path path, String what, long found, long expected) throws IOException {
    if (found != expected) {
      throw new IOException(path + ": " + what + " is " + found + " where it must be " + expected);
    }
  }
}
