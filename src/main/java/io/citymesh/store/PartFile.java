package io.citymesh.store;

import io.citymesh.air.AirPart;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
 *   <li>{@code buildings} int64 (b): the keys of the part's buildings, ascending;
 *   <li>{@code surfaces} float64 (3,8): of ground, walls and roofs the number of faces, that of
 *       vertices (of walls and roofs once for each building) and their bounds, xmin, ymin, zmin,
 *       xmax, ymax, zmax ({@link PartSurfaces}).
 * </ul>
 *
 * <p>A part with the air above it has vertical lines and columns in place of {@code vertices}, from
 * which the cells follow ({@link AirPart}, {@link io.citymesh.air.Column}):
 *
 * <ul>
 *   <li>{@code lines} float64 (l,2): x, y of the part's own lines, metres;
 *   <li>{@code base} int32 (l): the label of each line's lowest level; the highest has {@code
 *       top_label}, so line i has {@code top_label + 1 - base[i]} levels;
 *   <li>{@code levels} float64 (n): elevations, line by line, ascending, metres: level i is vertex
 *       i of the part;
 *   <li>{@code columns} int32 (c,3): the lines at the corners of each planar triangle,
 *       counter-clockwise: 0 ... l - 1 the part's own, l ... l + g - 1 foreign ones;
 *   <li>{@code bottoms} int32 (c,3): the label of the triangle's own level on each of them;
 *   <li>{@code column_kind} int8 (c): what is below: 0, 1 or 3 as in {@code kind};
 *   <li>{@code sides} int8 (c,3): for the edge from each corner to the next the kind of the
 *       domain's side there, -1 inside;
 *   <li>{@code eaves} int32 (e,3): edges (3 x column + corner) beside which something is higher,
 *       with the labels of that at their ends, ascending;
 *   <li>{@code foreign_lines} int64 (g,2): id of the part that owns the line, and its first vertex
 *       there;
 *   <li>{@code ghost_lines} float64 (g,2), {@code ghost_base} int32 (g), {@code ghost_levels}
 *       float64: the same of the foreign lines, equal to their owners' to the last bit.
 * </ul>
 *
 * <p>Attributes of the file: {@code id} (int64), {@code name}, {@code part} (core or seam), {@code
 * key} (what the part depends on), {@code digest} ({@link PartDigest}), the counts {@code
 * vertex_count}, {@code face_count}, {@code foreign_count}, and the bounds of the vertices {@code
 * xmin}, {@code ymin}, {@code xmax}, {@code ymax} (float64, metres); with air {@code top_label} and
 * {@code shared_count}: other parts name none of its vertices but those before this one.
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
  static List<FlatArray> digested(Part part, Optional<AirPart> air) {
    List<FlatArray> arrays = new ArrayList<>();
    air.ifPresentOrElse(
        lines -> arrays.addAll(AirFile.vertices(lines)),
        () -> arrays.add(FlatArray.of(VERTICES, 3, part.vertices())));
    arrays.add(FlatArray.of(FACES, 3, part.faces()));
    arrays.add(FlatArray.of(FOREIGN, 2, part.foreign()));
    arrays.add(FlatArray.of(KIND, 1, part.faceKinds()));
    arrays.add(FlatArray.of(BUILDING, 1, part.building()));
    arrays.add(FlatArray.of(BUILDINGS, 1, part.buildings()));
    air.ifPresent(columns -> arrays.addAll(AirFile.columns(columns)));
    return arrays;
  }

  /** As {@link #write(Path, Part, Optional, Label)}, of a part without air. */
  public static void write(Path path, Part part, Label label) throws IOException {
    write(path, part, Optional.empty(), label);
  }

  /**
   * Writes a part, whole or not at all.
   *
   * @param path the file; its directory exists
   * @param air above the part, whose own levels are the part's vertices
   * @throws IOException if it cannot be written, for example because the disk is full; nothing is
   *     left behind then
   */
  public static void write(Path path, Part part, Optional<AirPart> air, Label label)
      throws IOException {
    air.ifPresent(a -> requireLevels(part, a));
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("id", part.id());
    attributes.put("name", part.name());
    attributes.put("part", part.kind().name().toLowerCase(Locale.ROOT));
    attributes.put("key", label.key());
    attributes.put("digest", label.digest());
    attributes.put("vertex_count", part.vertexCount());
    attributes.put("face_count", part.faceCount());
    attributes.put("foreign_count", part.foreignCount());
    double[] bounds = bounds(part, air);
    attributes.put("xmin", bounds[0]);
    attributes.put("ymin", bounds[1]);
    attributes.put("xmax", bounds[2]);
    attributes.put("ymax", bounds[3]);
    air.ifPresent(
        a -> {
          attributes.put(AirFile.TOP_LABEL, a.top());
          attributes.put(AirFile.SHARED_COUNT, a.sharedVertices());
        });
    List<FlatArray> arrays = digested(part, air);
    arrays.add(FlatArray.of(GHOSTS, 3, part.ghosts()));
    arrays.add(PartSurfaces.of(part).array());
    air.ifPresent(a -> arrays.addAll(AirFile.ghosts(a)));
    Hdf5File.write(path, attributes, label.deflate(), arrays.toArray(FlatArray[]::new));
  }

  private static void requireLevels(Part part, AirPart air) {
    boolean same = part.id() == air.id() && part.vertexCount() == air.ownVertices();
    double[] vertices = part.vertices();
    int[] start = air.levels().start();
    double[] z = air.levels().z();
    for (int line = 0; same && line < air.owned(); line++) {
      double x = air.xy()[2 * line];
      double y = air.xy()[2 * line + 1];
      for (int v = start[line]; v < start[line + 1]; v++) {
        same &= vertices[3 * v] == x && vertices[3 * v + 1] == y && vertices[3 * v + 2] == z[v];
      }
    }
    if (!same) {
      throw new IllegalArgumentException(
          part.name() + ": its vertices are not the levels of its air");
    }
  }

  /**
   * The rectangle around a part's own vertices: xmin, ymin, xmax, ymax; four zeros if there are
   * none.
   *
   * @param air above the part: all its vertices are on the air's lines
   */
  public static double[] bounds(Part part, Optional<AirPart> air) {
    return air.map(a -> bounds(a.xy(), 2, 2 * a.owned()))
        .orElseGet(() -> bounds(part.vertices(), 3, part.vertices().length));
  }

  /**
   * The rectangle around vertices: xmin, ymin, xmax, ymax; four zeros if there are none.
   *
   * @param vertices x, y, z of each
   */
  public static double[] bounds(double[] vertices) {
    return bounds(vertices, 3, vertices.length);
  }

  private static double[] bounds(double[] places, int step, int end) {
    if (end == 0) {
      return new double[4];
    }
    double[] bounds = {places[0], places[1], places[0], places[1]};
    for (int i = step; i < end; i += step) {
      double x = places[i];
      double y = places[i + 1];
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
            vertices(file),
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
    if (!PartSurfaces.read(file, part.faceCount()).equals(PartSurfaces.of(part))) {
      throw new IOException(path + ": the surfaces are not those of the faces");
    }
    return part;
  }

  /**
   * The air above a part; empty if it has none.
   *
   * @throws IOException if the file is damaged or its arrays do not fit each other
   */
  public static Optional<AirPart> air(Hdf5File file) throws IOException {
    return AirFile.isIn(file) ? Optional.of(AirFile.read(file)) : Optional.empty();
  }

  /** Whether the part has air above it. */
  public static boolean hasAir(Hdf5File file) throws IOException {
    return AirFile.isIn(file);
  }

  /** How many vertices a part owns, as its arrays say. */
  public static long vertexRows(Hdf5File file) throws IOException {
    return file.rows(AirFile.isIn(file) ? AirFile.LEVELS : VERTICES);
  }

  /**
   * How many of a part's own vertices, from the first one on, other parts may name.
   *
   * @throws IOException if they are more than there are
   */
  public static long sharedVertices(Hdf5File file) throws IOException {
    long rows = vertexRows(file);
    long shared = AirFile.isIn(file) ? file.number(AirFile.SHARED_COUNT) : rows;
    if (shared < 0 || shared > rows) {
      throw new IOException(
          file.path() + ": other parts share " + shared + " of its " + rows + " vertices");
    }
    return shared;
  }

  /** x, y, z of a part's own vertices, metres: 3n. */
  public static double[] vertices(Hdf5File file) throws IOException {
    if (!AirFile.isIn(file)) {
      return file.doubles(VERTICES, 3);
    }
    long count = 3 * vertexRows(file);
    if (count > Integer.MAX_VALUE - 8) {
      throw new IOException(file.path() + ": has too many vertices for one array");
    }
    double[] vertices = new double[(int) count];
    int[] at = {0};
    AirFile.streamVertices(
        file,
        slab -> {
          int values = slab.remaining() / Double.BYTES;
          slab.asDoubleBuffer().get(vertices, at[0], values);
          at[0] += values;
        });
    return vertices;
  }

  /**
   * Sends x, y, z of a part's own vertices to a sink, in their order, in slabs of whole vertices
   * and bounded size.
   *
   * @param sink takes little-endian bytes
   */
  public static void streamVertices(Hdf5File file, FlatArray.Sink<IOException> sink)
      throws IOException {
    if (AirFile.isIn(file)) {
      AirFile.streamVertices(file, sink);
    } else {
      file.stream(VERTICES, FlatArray.Type.FLOAT64, 3, sink);
    }
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
