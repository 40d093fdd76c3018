package io.citymesh.view;

import io.citymesh.format.PatchMeshes;
import io.citymesh.format.Patches;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * The content of one tile, a binary glTF in the making: ground, walls and roofs are a primitive
 * each. A vertex of walls and roofs is that of one building, whose row in the tile's table is the
 * feature id {@code _FEATURE_ID_0}.
 *
 * <p>Coordinates are whole 1/1024 metres about an origin of whole metres: single precision holds
 * them exactly in a tile of up to 8 km, so a vertex that two tiles have is the same in both.
 */
final class Content {
  /** Steps of coordinates in a metre. */
  private static final double STEPS = 1024;

  private static final int MOST = 65_535;

  /** Vertices that are taken from a part at once. */
  private static final int AT_A_TIME = 1 << 10;

  /** The primitives, by number. */
  static final int GROUND = Patches.GROUND;

  static final int WALLS = Patches.WALLS;
  static final int ROOFS = Patches.ROOFS;

  private static final List<String> NAMES = List.of("ground", "wall", "roof");
  private static final List<String> COLOURS =
      List.of("0.36,0.44,0.3", "0.76,0.72,0.66", "0.6,0.27,0.2");

  private final double[] origin;
  private final Surface[] surfaces = {new Surface(), new Surface(), new Surface()};

  /** Triangles of one primitive. */
  private static final class Surface {
    private double[] xyz = new double[48];
    private int[] rows = new int[16];
    private int vertices;
    private int[] indices = new int[48];
    private int corners;

    /** The least and the largest coordinates. */
    private final double[] low = new double[3];

    private final double[] high = new double[3];

    void clear() {
      vertices = 0;
      corners = 0;
      Arrays.fill(low, Double.POSITIVE_INFINITY);
      Arrays.fill(high, Double.NEGATIVE_INFINITY);
    }

    void requireVertices(int count) {
      if (rows.length < count) {
        rows = Arrays.copyOf(rows, Math.max(count, 2 * rows.length));
        xyz = Arrays.copyOf(xyz, 3 * rows.length);
      }
    }

    void requireCorners(int count) {
      if (indices.length < count) {
        indices = Arrays.copyOf(indices, Math.max(count, 2 * indices.length));
      }
    }

    void put(int at, int axis, double local) {
      xyz[at] = local;
      // Most change nothing: a branch is cheaper than a minimum here.
      if (local < low[axis]) {
        low[axis] = local;
      }
      if (local > high[axis]) {
        high[axis] = local;
      }
    }
  }

  /**
   * @param origin is subtracted from all coordinates: x, y, z, whole metres
   */
  Content(double[] origin) {
    this.origin = origin.clone();
    clear();
  }

  /** Forgets all that was added. */
  void clear() {
    for (Surface surface : surfaces) {
      surface.clear();
    }
  }

  /**
   * Adds a vertex.
   *
   * @param row of its building in the table; of the ground any
   * @return its number in the primitive
   */
  int vertex(int primitive, double x, double y, double z, int row) {
    Surface to = surfaces[primitive];
    to.requireVertices(to.vertices + 1);
    to.rows[to.vertices] = row;
    to.put(3 * to.vertices, 0, Math.rint((x - origin[0]) * STEPS) / STEPS);
    to.put(3 * to.vertices + 1, 1, Math.rint((y - origin[1]) * STEPS) / STEPS);
    to.put(3 * to.vertices + 2, 2, Math.rint((z - origin[2]) * STEPS) / STEPS);
    return to.vertices++;
  }

  /**
   * Adds all faces of a part to the primitives of their patches, which are empty.
   *
   * @param rows of the part's buildings in the table
   */
  void add(PatchMeshes faces, int[] rows) {
    double[] some = new double[3 * AT_A_TIME];
    for (int primitive = 0; primitive < surfaces.length; primitive++) {
      PatchMeshes.PatchMesh from = faces.of(primitive);
      Surface to = surfaces[primitive];
      int count = from.vertexCount();
      to.requireVertices(count);
      for (int first = 0; first < count; first += AT_A_TIME) {
        int end = Math.min(AT_A_TIME, count - first);
        faces.coordinates(from, first, end, origin, some);
        for (int i = 0; i < end; i++) {
          int at = 3 * (first + i);
          to.put(at, 0, Math.rint(some[3 * i] * STEPS) / STEPS);
          to.put(at + 1, 1, Math.rint(some[3 * i + 1] * STEPS) / STEPS);
          to.put(at + 2, 2, Math.rint(some[3 * i + 2] * STEPS) / STEPS);
        }
      }
      if (primitive != GROUND) {
        int[] buildings = from.buildings();
        for (int v = 0; v < count; v++) {
          to.rows[v] = rows[buildings[v]];
        }
      }
      to.vertices = count;
      to.corners = 3 * from.faceCount();
      to.requireCorners(to.corners);
      from.corners(0, to.corners, 0, to.indices);
    }
  }

  /** Adds a triangle of vertices of the primitive, counter-clockwise seen from outside. */
  void triangle(int primitive, int a, int b, int c) {
    Surface to = surfaces[primitive];
    to.requireCorners(to.corners + 3);
    to.indices[to.corners++] = a;
    to.indices[to.corners++] = b;
    to.indices[to.corners++] = c;
  }

  /** How many triangles there are. */
  long triangles() {
    return Arrays.stream(surfaces).mapToLong(s -> s.corners / 3).sum();
  }

  /** The least and the largest x, y, z of all vertices, about the origin: 6. */
  double[] box() {
    double[] box = new double[6];
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      box[axis] = Arrays.stream(surfaces).mapToDouble(s -> s.low[a]).min().orElseThrow();
      box[axis + 3] = Arrays.stream(surfaces).mapToDouble(s -> s.high[a]).max().orElseThrow();
    }
    return box;
  }

  /**
   * The file.
   *
   * @param table what is told of the buildings, by row
   * @param quantize whether coordinates are 16-bit numbers ({@code KHR_mesh_quantization})
   */
  byte[] bytes(List<TileBuilding> table, boolean quantize) {
    return new File(table, quantize).bytes();
  }

  /** Lays the file out, then fills it. */
  private final class File {
    private final List<TileBuilding> table;
    private final boolean quantize;

    /** What the numbers are about: whole metres. */
    private final double[] middle = new double[3];

    /** Metres of a step of quantised numbers. */
    private double step = 1;

    private final List<String> views = new ArrayList<>();
    private final List<String> accessors = new ArrayList<>();
    private final List<String> primitives = new ArrayList<>();
    private final List<View> chunks = new ArrayList<>();
    private int end;

    File(List<TileBuilding> table, boolean quantize) {
      this.table = table;
      this.quantize = quantize;
      double side = 0;
      double[] box = box();
      for (int axis = 0; axis < 3 && box[0] <= box[3]; axis++) {
        double high = box[axis + 3];
        middle[axis] = Math.floor(quantize ? box[axis] : (box[axis] + high) / 2);
        side = Math.max(side, high - middle[axis]);
      }
      if (quantize) {
        step = Math.max(side, 1) / MOST;
      }
    }

    byte[] bytes() {
      for (int i = 0; i < surfaces.length; i++) {
        if (surfaces[i].corners > 0) {
          primitive(i);
        }
      }
      String metadata = table.isEmpty() ? "" : metadata();
      byte[] json = json(metadata).getBytes(StandardCharsets.UTF_8);
      int jsonLength = (json.length + 4 + 7) / 8 * 8 - 4; // What follows lies at multiples of 8.
      int length = 12 + 8 + jsonLength + (end == 0 ? 0 : 8 + end);
      ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      out.putInt(0x46546C67).putInt(2).putInt(length); // glTF
      out.putInt(jsonLength).putInt(0x4E4F534A).put(json); // JSON
      while (out.position() < 20 + jsonLength) {
        out.put((byte) ' ');
      }
      if (end > 0) {
        out.putInt(end).putInt(0x004E4942); // BIN
        int start = out.position();
        for (View chunk : chunks) {
          out.position(start + chunk.offset);
          chunk.numbers.put(out);
        }
      }
      return out.array();
    }

    /**
     * @param offset of its first byte in the binary chunk
     * @param numbers are put into the file, of which the rest is 0
     */
    private record View(int offset, Numbers numbers) {}

    /** Puts numbers into a file. */
    private interface Numbers {
      void put(ByteBuffer out);
    }

    private void primitive(int number) {
      Surface from = surfaces[number];
      String attributes = "\"POSITION\":" + positions(from);
      String features = "";
      if (number != GROUND) {
        int rows =
            accessor(
                4 * from.vertices,
                out -> floats(from.vertices, v -> from.rows[v], out),
                5126,
                from.vertices,
                34962);
        attributes += ",\"_FEATURE_ID_0\":" + rows;
        features =
            ",\"extensions\":{\"EXT_mesh_features\":{\"featureIds\":[{\"featureCount\":"
                + table.size()
                + ",\"attribute\":0,\"propertyTable\":0,\"label\":\"building\"}]}}";
      }
      boolean narrow = from.vertices < MOST;
      int index =
          accessor(
              (narrow ? 2 : 4) * from.corners,
              out -> indices(from, narrow, out),
              narrow ? 5123 : 5125,
              from.corners,
              34963);
      primitives.add(
          "{\"attributes\":{%s},\"indices\":%d,\"material\":%d,\"extras\":{\"class\":\"%s\"}%s}"
              .formatted(attributes, index, number, NAMES.get(number), features));
    }

    private static void indices(Surface from, boolean narrow, ByteBuffer out) {
      if (narrow) {
        short[] some = new short[3 * AT_A_TIME];
        ShortBuffer to = out.asShortBuffer();
        for (int first = 0; first < from.corners; first += some.length) {
          int count = Math.min(some.length, from.corners - first);
          for (int i = 0; i < count; i++) {
            some[i] = (short) from.indices[first + i];
          }
          to.put(some, 0, count);
        }
      } else {
        out.asIntBuffer().put(from.indices, 0, from.corners);
      }
    }

    private static void floats(int all, IntToDoubleFunction values, ByteBuffer out) {
      float[] some = new float[3 * AT_A_TIME];
      FloatBuffer to = out.asFloatBuffer();
      for (int first = 0; first < all; first += some.length) {
        int count = Math.min(some.length, all - first);
        for (int i = 0; i < count; i++) {
          some[i] = (float) values.applyAsDouble(first + i);
        }
        to.put(some, 0, count);
      }
    }

    /** A coordinate as it is written. */
    private double written(double local, int axis) {
      double about = local - middle[axis];
      return quantize ? Math.rint(about / step) : (float) about;
    }

    private int positions(Surface from) {
      int view =
          view(
              (quantize ? 8 : 12) * from.vertices,
              out -> coordinates(from, out),
              quantize ? ",\"target\":34962,\"byteStride\":8" : ",\"target\":34962");
      double[] least = new double[3];
      double[] most = new double[3];
      for (int axis = 0; axis < 3; axis++) { // What is written grows with what it stands for.
        least[axis] = written(from.low[axis], axis);
        most[axis] = written(from.high[axis], axis);
      }
      accessors.add(
          "{\"bufferView\":%d,\"componentType\":%d,\"count\":%d,\"type\":\"VEC3\",\"min\":%s,\"max\":%s}"
              .formatted(view, quantize ? 5123 : 5126, from.vertices, text(least), text(most)));
      return accessors.size() - 1;
    }

    private void coordinates(Surface from, ByteBuffer out) {
      if (!quantize) {
        double[] xyz = from.xyz;
        double[] about = middle;
        float[] some = new float[3 * AT_A_TIME];
        FloatBuffer to = out.asFloatBuffer();
        for (int first = 0; first < 3 * from.vertices; first += some.length) {
          int count = Math.min(some.length, 3 * from.vertices - first);
          for (int i = 0; i < count; i += 3) {
            some[i] = (float) (xyz[first + i] - about[0]);
            some[i + 1] = (float) (xyz[first + i + 1] - about[1]);
            some[i + 2] = (float) (xyz[first + i + 2] - about[2]);
          }
          to.put(some, 0, count);
        }
        return;
      }
      for (int v = 0; v < from.vertices; v++) {
        for (int axis = 0; axis < 3; axis++) {
          out.putShort((short) (int) written(from.xyz[3 * v + axis], axis));
        }
        out.putShort((short) 0);
      }
    }

    private String metadata() {
      StringBuilder columns = new StringBuilder();
      int index =
          view(
              4 * table.size(), out -> table.forEach(building -> out.putInt(building.index())), "");
      columns.append("\"index\":{\"values\":").append(index).append('}');
      column(columns, "height", building -> building.roof() - building.ground());
      column(columns, "ground", TileBuilding::ground);
      column(columns, "roof", TileBuilding::roof);
      column(columns, "area", TileBuilding::area);
      texts(columns, "id", table.stream().map(TileBuilding::ids).toList());
      texts(columns, "height_source", table.stream().map(TileBuilding::source).toList());
      return """
      ,"extensions":{"EXT_structural_metadata":{"schema":{"id":"citymesh","classes":\
      {"building":{"properties":{\
      "index":{"type":"SCALAR","componentType":"UINT32","required":true,\
      "description":"in buildings.parquet"},\
      "height":{"type":"SCALAR","componentType":"FLOAT32","required":true,\
      "description":"from the ground to the roof, metres"},\
      "ground":{"type":"SCALAR","componentType":"FLOAT32","required":true,\
      "description":"elevation of the ground, metres"},\
      "roof":{"type":"SCALAR","componentType":"FLOAT32","required":true,\
      "description":"elevation of the roof, metres"},\
      "area":{"type":"SCALAR","componentType":"FLOAT32","required":true,\
      "description":"of the footprint, square metres"},\
      "id":{"type":"STRING","required":true,"description":"ids in the input"},\
      "height_source":{"type":"STRING","required":true,\
      "description":"where the roof comes from"}}}}},\
      "propertyTables":[{"class":"building","count":%d,"properties":{%s}}]}}\
      """
          .formatted(table.size(), columns);
    }

    private void texts(StringBuilder columns, String name, List<String> texts) {
      List<byte[]> all = texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
      int sum = all.stream().mapToInt(t -> t.length).sum();
      int values =
          view(
              Math.max(1, sum), // A view has at least a byte.
              out -> all.forEach(out::put),
              "");
      int offsets =
          view(
              4 * (all.size() + 1),
              out -> {
                int at = 0;
                out.putInt(at);
                for (byte[] text : all) {
                  at += text.length;
                  out.putInt(at);
                }
              },
              "");
      columns
          .append(",\"%s\":{\"values\":%d,".formatted(name, values))
          .append("\"stringOffsets\":%d,".formatted(offsets))
          .append("\"stringOffsetType\":\"UINT32\"}");
    }

    private void column(StringBuilder columns, String name, ToDoubleFunction<TileBuilding> values) {
      int view =
          view(
              4 * table.size(),
              out -> table.forEach(b -> out.putFloat((float) values.applyAsDouble(b))),
              "");
      columns.append(",\"%s\":{\"values\":%d}".formatted(name, view));
    }

    private int accessor(int bytes, Numbers numbers, int type, int count, int target) {
      int view = view(bytes, numbers, ",\"target\":" + target);
      accessors.add(
          "{\"bufferView\":%d,\"componentType\":%d,\"count\":%d,\"type\":\"SCALAR\"}"
              .formatted(view, type, count));
      return accessors.size() - 1;
    }

    /** Adds a buffer view, at a multiple of 8 bytes. */
    private int view(int length, Numbers numbers, String more) {
      views.add(
          "{\"buffer\":0,\"byteOffset\":%d,\"byteLength\":%d%s}".formatted(end, length, more));
      chunks.add(new View(end, numbers));
      end = Math.addExact(end, Math.addExact(length, 7) / 8 * 8);
      return views.size() - 1;
    }

    private String json(String metadata) {
      List<String> used = new ArrayList<>();
      if (!table.isEmpty()) {
        used.add("\"EXT_mesh_features\"");
        used.add("\"EXT_structural_metadata\"");
      }
      if (quantize) {
        used.add("\"KHR_mesh_quantization\"");
      }
      StringBuilder text = new StringBuilder();
      text.append("{\"asset\":{\"version\":\"2.0\",\"generator\":\"citymesh\"}");
      if (!used.isEmpty()) {
        text.append(",\"extensionsUsed\":[").append(String.join(",", used)).append(']');
      }
      if (quantize) {
        text.append(",\"extensionsRequired\":[\"KHR_mesh_quantization\"]");
      }
      text.append(metadata);
      // z up to y up: x, z, -y.
      String matrix =
          "[%s,0,0,0,0,0,%s,0,0,%s,0,0,%s,%s,%s,1]"
              .formatted(
                  text(step),
                  text(-step),
                  text(step),
                  text(middle[0]),
                  text(middle[2]),
                  text(-middle[1]));
      text.append(",\"scene\":0,\"scenes\":[{\"nodes\":[0]}],\"nodes\":[{\"matrix\":")
          .append(matrix);
      text.append(primitives.isEmpty() ? "" : ",\"mesh\":0").append("}]");
      if (!primitives.isEmpty()) {
        List<String> materials = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
          materials.add(
              ("{\"name\":\"%s\",\"doubleSided\":true,\"pbrMetallicRoughness\":{"
                      + "\"baseColorFactor\":[%s,1],\"metallicFactor\":0,\"roughnessFactor\":1}}")
                  .formatted(NAMES.get(i), COLOURS.get(i)));
        }
        text.append(",\"meshes\":[{\"primitives\":[")
            .append(String.join(",", primitives))
            .append("]}],\"materials\":[")
            .append(String.join(",", materials))
            .append("],\"accessors\":[")
            .append(String.join(",", accessors))
            .append("],\"bufferViews\":[")
            .append(String.join(",", views))
            .append("],\"buffers\":[{\"byteLength\":")
            .append(end)
            .append("}]");
      }
      return text.append('}').toString();
    }

    private String text(double[] numbers) {
      return "[" + text(numbers[0]) + "," + text(numbers[1]) + "," + text(numbers[2]) + "]";
    }

    private String text(double number) {
      return number == Math.rint(number) && Math.abs(number) < 1e15
          ? String.format(Locale.ROOT, "%d", (long) number)
          : Double.toString(number);
    }
  }
}
