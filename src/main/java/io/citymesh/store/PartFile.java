package io.citymesh.store;

import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A sealed part as an HDF5 file: datasets {@code vertices} float64 (n,3), {@code faces} int32
 * (m,3), {@code kind} int32 (m), {@code building} int32 (m), {@code buildings} int64 (b), {@code
 * foreign} int64 (k,2) = (part id, index), {@code ghosts} float64 (k,3), as in {@link Part};
 * attributes {@code node}, {@code id}, {@code name}, {@code kind}, {@code fingerprint} and the
 * counts {@code vertex_count}, {@code face_count}, {@code foreign_count}; each dataset carries its
 * {@code crc32c}.
 */
public final class PartFile {
  private PartFile() {}

  /**
   * Writes a part, whole or not at all.
   *
   * @param path the file; its directory exists
   * @param fingerprint a text that stands for what the part depends on, not empty
   */
  public static void write(Path path, Part part, String fingerprint) throws IOException {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("node", part.node());
    attributes.put("id", part.id());
    attributes.put("name", part.name());
    attributes.put("kind", part.kind().name());
    attributes.put("vertex_count", part.vertexCount());
    attributes.put("face_count", part.faceCount());
    attributes.put("foreign_count", part.foreignCount());
    attributes.put("fingerprint", fingerprint);
    Hdf5File.write(
        path,
        attributes,
        FlatArray.of("vertices", 3, part.vertices()),
        FlatArray.of("faces", 3, part.faces()),
        FlatArray.of("kind", 1, widened(part.faceKinds())),
        FlatArray.of("building", 1, part.building()),
        FlatArray.of("buildings", 1, part.buildings()),
        FlatArray.of("foreign", 2, part.foreign()),
        FlatArray.of("ghosts", 3, part.ghosts()));
  }

  private static int[] widened(byte[] kinds) {
    int[] wide = new int[kinds.length];
    for (int f = 0; f < wide.length; f++) {
      wide[f] = kinds[f];
    }
    return wide;
  }

  private static byte[] narrowed(int[] kinds) {
    byte[] narrow = new byte[kinds.length];
    for (int f = 0; f < narrow.length; f++) {
      narrow[f] = (byte) kinds[f];
    }
    return narrow;
  }

  /**
   * Reads a part.
   *
   * @throws IOException if the file is missing, truncated or changed, if it holds another part, or
   *     if it was written under another fingerprint; the message names the file
   */
  public static Part read(Path path, int node, String fingerprint) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "part " + node + " is not there");
    }
    try (Hdf5File file = Hdf5File.open(path)) {
      expect(path, "node", file.number("node"), node);
      if (!file.text("fingerprint").equals(fingerprint)) {
        throw new IOException(path + ": was written with other options than this run's");
      }
      Part part =
          new Part(
              node,
              file.number("id"),
              kind(path, file.text("kind")),
              file.text("name"),
              file.doubles("vertices", 3),
              file.ints("faces", 3),
              narrowed(file.ints("kind", 1)),
              file.ints("building", 1),
              file.longs("buildings", 1),
              file.longs("foreign", 2),
              file.doubles("ghosts", 3));
      expect(path, "vertex_count", file.number("vertex_count"), part.vertexCount());
      expect(path, "face_count", file.number("face_count"), part.faceCount());
      expect(path, "foreign_count", file.number("foreign_count"), part.foreignCount());
      expect(path, "rows of faces", part.faces().length / 3, part.faceCount());
      return part;
    }
  }

  private static Part.Kind kind(Path path, String name) throws IOException {
    for (Part.Kind kind : Part.Kind.values()) {
      if (kind.name().equals(name)) {
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
