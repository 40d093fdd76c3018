package io.citymesh.view;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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

  /** The primitives, by number. */
  static final int GROUND = 0;

  static final int WALLS = 1;
  static final int ROOFS = 2;

  private static final List<String> NAMES = List.of("ground", "wall", "roof");
  private static final List<String> COLOURS =
      List.of("0.36,0.44,0.3", "0.76,0.72,0.66", "0.6,0.27,0.2");

  private final double[] origin;
  private final Surface[] surfaces = {new Surface(), new Surface(), new Surface()};
  private final double[] low = new double[3];
  private final double[] high = new double[3];

  /** Triangles of one primitive. */
  private static final class Surface {
    private double[] xyz = new double[48];
    private int[] rows = new int[16];
    private int vertices;
    private int[] indices = new int[48];
    private int corners;
  }

  /**
   * @param origin is subtracted from all coordinates: x, y, z, whole metres
   */
  Content(double[] origin) {
    this.origin = origin.clone();
    Arrays.fill(low, Double.POSITIVE_INFINITY);
    Arrays.fill(high, Double.NEGATIVE_INFINITY);
  }

  /**
   * Adds a vertex.
   *
   * @param row of its building in the table; of the ground any
   * @return its number in the primitive
   */
  int vertex(int primitive, double x, double y, double z, int row) {
    Surface to = surfaces[primitive];
    if (to.rows.length == to.vertices) {
      to.rows = Arrays.copyOf(to.rows, 2 * to.vertices);
      to.xyz = Arrays.copyOf(to.xyz, 6 * to.vertices);
    }
    to.rows[to.vertices] = row;
    put(to, 0, x);
    put(to, 1, y);
    put(to, 2, z);
    return to.vertices++;
  }

  private void put(Surface to, int axis, double value) {
    double local = Math.rint((value - origin[axis]) * STEPS) / STEPS;
    to.xyz[3 * to.vertices + axis] = local;
    low[axis] = Math.min(low[axis], local);
    high[axis] = Math.max(high[axis], local);
  }

  /** Adds a triangle of vertices of the primitive, counter-clockwise seen from outside. */
  void triangle(int primitive, int a, int b, int c) {
    Surface to = surfaces[primitive];
    if (to.indices.length == to.corners) {
      to.indices = Arrays.copyOf(to.indices, 2 * to.corners);
    }
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
    return new double[] {low[0], low[1], low[2], high[0], high[1], high[2]};
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
    private final List<byte[]> chunks = new ArrayList<>();
    private int end;

    File(List<TileBuilding> table, boolean quantize) {
      this.table = table;
      this.quantize = quantize;
      double side = 0;
      for (int axis = 0; axis < 3 && low[0] <= high[0]; axis++) {
        middle[axis] = Math.floor(quantize ? low[axis] : (low[axis] + high[axis]) / 2);
        side = Math.max(side, high[axis] - middle[axis]);
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
        chunks.forEach(out::put);
      }
      return out.array();
    }

    private void primitive(int number) {
      Surface from = surfaces[number];
      String attributes = "\"POSITION\":" + positions(from);
      String features = "";
      if (number != GROUND) {
        ByteBuffer rows = room(4 * from.vertices);
        for (int v = 0; v < from.vertices; v++) {
          rows.putFloat(from.rows[v]);
        }
        attributes += ",\"_FEATURE_ID_0\":" + accessor(rows, 5126, from.vertices, "SCALAR", 34962);
        features =
            ",\"extensions\":{\"EXT_mesh_features\":{\"featureIds\":[{\"featureCount\":"
                + table.size()
                + ",\"attribute\":0,\"propertyTable\":0,\"label\":\"building\"}]}}";
      }
      boolean narrow = from.vertices < MOST;
      ByteBuffer indices = room((narrow ? 2 : 4) * from.corners);
      for (int c = 0; c < from.corners; c++) {
        if (narrow) {
          indices.putShort((short) from.indices[c]);
        } else {
          indices.putInt(from.indices[c]);
        }
      }
      int index = accessor(indices, narrow ? 5123 : 5125, from.corners, "SCALAR", 34963);
      primitives.add(
          "{\"attributes\":{%s},\"indices\":%d,\"material\":%d,\"extras\":{\"class\":\"%s\"}%s}"
              .formatted(attributes, index, number, NAMES.get(number), features));
    }

    private int positions(Surface from) {
      ByteBuffer numbers = room((quantize ? 8 : 12) * from.vertices);
      double[] least = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
      double[] most = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
      for (int v = 0; v < from.vertices; v++) {
        for (int axis = 0; axis < 3; axis++) {
          double about = from.xyz[3 * v + axis] - middle[axis];
          double put = quantize ? Math.rint(about / step) : (float) about;
          least[axis] = Math.min(least[axis], put);
          most[axis] = Math.max(most[axis], put);
          if (quantize) {
            numbers.putShort((short) (int) put);
          } else {
            numbers.putFloat((float) put);
          }
        }
        if (quantize) {
          numbers.putShort((short) 0);
        }
      }
      int view =
          view(numbers, quantize ? ",\"target\":34962,\"byteStride\":8" : ",\"target\":34962");
      accessors.add(
          "{\"bufferView\":%d,\"componentType\":%d,\"count\":%d,\"type\":\"VEC3\",\"min\":%s,\"max\":%s}"
              .formatted(view, quantize ? 5123 : 5126, from.vertices, text(least), text(most)));
      return accessors.size() - 1;
    }

    private String metadata() {
      ByteBuffer index = room(4 * table.size());
      ByteBuffer height = room(4 * table.size());
      ByteBuffer ground = room(4 * table.size());
      ByteBuffer roof = room(4 * table.size());
      ByteBuffer area = room(4 * table.size());
      for (TileBuilding building : table) {
        index.putInt(building.index());
        height.putFloat((float) (building.roof() - building.ground()));
        ground.putFloat((float) building.ground());
        roof.putFloat((float) building.roof());
        area.putFloat((float) building.area());
      }
      StringBuilder columns = new StringBuilder();
      columns.append("\"index\":{\"values\":").append(view(index, "")).append('}');
      columns.append(",\"height\":{\"values\":").append(view(height, "")).append('}');
      columns.append(",\"ground\":{\"values\":").append(view(ground, "")).append('}');
      columns.append(",\"roof\":{\"values\":").append(view(roof, "")).append('}');
      columns.append(",\"area\":{\"values\":").append(view(area, "")).append('}');
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
      ByteBuffer values = room(Math.max(1, sum)); // A view has at least a byte.
      ByteBuffer offsets = room(4 * (all.size() + 1));
      offsets.putInt(0);
      for (byte[] text : all) {
        values.put(text);
        offsets.putInt(values.position());
      }
      columns
          .append(",\"%s\":{\"values\":%d,".formatted(name, view(values, "")))
          .append("\"stringOffsets\":%d,".formatted(view(offsets, "")))
          .append("\"stringOffsetType\":\"UINT32\"}");
    }

    private ByteBuffer room(int bytes) {
      return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int accessor(ByteBuffer numbers, int type, int count, String shape, int target) {
      int view = view(numbers, ",\"target\":" + target);
      accessors.add(
          "{\"bufferView\":%d,\"componentType\":%d,\"count\":%d,\"type\":\"%s\"}"
              .formatted(view, type, count, shape));
      return accessors.size() - 1;
    }

    /** Adds a buffer view, at a multiple of 8 bytes. */
    private int view(ByteBuffer content, String more) {
      int length = content.capacity();
      views.add(
          "{\"buffer\":0,\"byteOffset\":%d,\"byteLength\":%d%s}".formatted(end, length, more));
      int padded = Math.addExact(length, 7) / 8 * 8;
      chunks.add(padded == length ? content.array() : Arrays.copyOf(content.array(), padded));
      end = Math.addExact(end, padded);
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
