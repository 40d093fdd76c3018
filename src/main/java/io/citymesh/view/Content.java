package io.citymesh.view;

import io.citymesh.format.FormatPart;
import io.citymesh.format.PatchMeshes;
import io.citymesh.format.Patches;
import io.citymesh.store.PartSurfaces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /** Vertices or corners that are taken at once. */
  private static final int AT_A_TIME = 1 << 10;

  /** The primitives, by number. */
  static final int GROUND = Patches.GROUND;

  static final int WALLS = Patches.WALLS;
  static final int ROOFS = Patches.ROOFS;

  /**
   * The largest file that is made in memory outside the heap, from which it is written without
   * another copy; of larger ones tasks could take more than a container grants beside its heap.
   */
  private static final int MOST_OUTSIDE_HEAP = 1 << 24;

  private static final List<String> NAMES = List.of("ground", "wall", "roof");
  private static final List<String> COLOURS =
      List.of("0.36,0.44,0.3", "0.76,0.72,0.66", "0.6,0.27,0.2");

  private static final String MATERIALS =
      IntStream.range(0, NAMES.size()).mapToObj(Content::material).collect(Collectors.joining(","));

  private final double[] origin;
  private final Surface[] surfaces = {new Surface(), new Surface(), new Surface()};

  /** What is written: the surfaces, or the patches of a part. */
  private final Triangles[] primitives =
      Arrays.copyOf(surfaces, surfaces.length, Triangles[].class);

  /** Takes one file after the other, outside the heap: the system takes it from there. */
  private ByteBuffer file = ByteBuffer.allocate(0);

  /** Triangles of one primitive. */
  private interface Triangles {
    int vertices();

    int corners();

    /** The least of one of the coordinates x, y, z about the origin, infinite if there are none. */
    double low(int axis);

    double high(int axis);

    /**
     * x, y, z about the origin of some vertices: three for each.
     *
     * @throws IOException if one lies beyond the bounds
     */
    void coordinates(int first, int count, double[] xyz) throws IOException;

    /** The rows of the buildings of some vertices. */
    void rows(int first, int count, float[] to);

    /** The vertices of some corners. */
    void indices(int first, int count, int[] to);
  }

  private static String material(int primitive) {
    String pbr = "\"baseColorFactor\":[%s,1],\"metallicFactor\":0,\"roughnessFactor\":1";
    return String.format(
        Locale.ROOT,
        ("{\"name\":\"%s\",\"doubleSided\":true,\"pbrMetallicRoughness\":{" + pbr + "}}"),
        NAMES.get(primitive),
        COLOURS.get(primitive));
  }

  /** The whole 1/1024 metre that is nearest to a coordinate. */
  private static double rounded(double local) {
    return Math.rint(local * STEPS) / STEPS;
  }

  /** Triangles that were put together here. */
  private static final class Surface implements Triangles {
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
      low[axis] = Math.min(low[axis], local);
      high[axis] = Math.max(high[axis], local);
    }

    @Override
    public int vertices() {
      return vertices;
    }

    @Override
    public int corners() {
      return corners;
    }

    @Override
    public double low(int axis) {
      return low[axis];
    }

    @Override
    public double high(int axis) {
      return high[axis];
    }

    @Override
    public void coordinates(int first, int count, double[] to) {
      System.arraycopy(xyz, 3 * first, to, 0, 3 * count);
    }

    @Override
    public void rows(int first, int count, float[] to) {
      for (int i = 0; i < count; i++) {
        to[i] = rows[first + i];
      }
    }

    @Override
    public void indices(int first, int count, int[] to) {
      System.arraycopy(indices, first, to, 0, count);
    }
  }

  /**
   * A patch of a part, which is read as it is written: no array of it is made.
   *
   * @param file of the part
   * @param bounds of its vertices, as the part has them
   * @param origin of the content
   * @param buildingRows of the part's buildings
   */
  private record Patch(
      String file,
      PatchMeshes part,
      PatchMeshes.PatchMesh patch,
      List<Double> bounds,
      double[] origin,
      int[] buildingRows)
      implements Triangles {
    @Override
    public int vertices() {
      return patch.vertexCount();
    }

    @Override
    public int corners() {
      return 3 * patch.faceCount();
    }

    @Override
    public double low(int axis) {
      return vertices() == 0 ? Double.POSITIVE_INFINITY : rounded(bounds.get(axis) - origin[axis]);
    }

    @Override
    public double high(int axis) {
      return vertices() == 0
          ? Double.NEGATIVE_INFINITY
          : rounded(bounds.get(axis + 3) - origin[axis]);
    }

    @Override
    public void coordinates(int first, int count, double[] to) throws IOException {
      part.coordinates(patch, first, count, origin, to);
      double xlow = low(0);
      double ylow = low(1);
      double zlow = low(2);
      double xhigh = high(0);
      double yhigh = high(1);
      double zhigh = high(2);
      boolean inside = true;
      for (int i = 0; i < 3 * count; i += 3) {
        double x = rounded(to[i]);
        double y = rounded(to[i + 1]);
        double z = rounded(to[i + 2]);
        to[i] = x;
        to[i + 1] = y;
        to[i + 2] = z;
        // Branches that always go one way are cheaper here than a sum of comparisons.
        if (!(x >= xlow && x <= xhigh && y >= ylow && y <= yhigh && z >= zlow && z <= zhigh)) {
          inside = false;
        }
      }
      if (!inside) {
        throw new IOException(file + ": a vertex lies beyond the bounds that it gives");
      }
    }

    @Override
    public void rows(int first, int count, float[] to) {
      for (int i = 0; i < count; i++) {
        to[i] = buildingRows[patch.building(first + i)];
      }
    }

    @Override
    public void indices(int first, int count, int[] to) {
      patch.corners(first, count, 0, to);
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
    for (int i = 0; i < surfaces.length; i++) {
      surfaces[i].clear();
      primitives[i] = surfaces[i];
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
    to.put(3 * to.vertices, 0, rounded(x - origin[0]));
    to.put(3 * to.vertices + 1, 1, rounded(y - origin[1]));
    to.put(3 * to.vertices + 2, 2, rounded(z - origin[2]));
    return to.vertices++;
  }

  /**
   * The faces of a part take the place of all that was added.
   *
   * @param part whose faces were read
   * @param faces of the part, which are not read again before the file is made
   * @param rows of the part's buildings in the table
   * @throws IOException if the part says other counts than it has
   */
  void set(FormatPart part, PatchMeshes faces, int[] rows) throws IOException {
    PartSurfaces surfaces = faces.surfaces(part);
    for (int i = 0; i < primitives.length; i++) {
      List<Double> bounds = surfaces.all().get(i).bounds();
      primitives[i] = new Patch(part.file(), faces, faces.of(i), bounds, origin, rows);
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
    return Arrays.stream(primitives).mapToLong(p -> p.corners() / 3).sum();
  }

  /** The least and the largest x, y, z of all vertices, about the origin: 6. */
  double[] box() {
    double[] box = new double[6];
    for (int axis = 0; axis < 3; axis++) {
      int a = axis;
      box[axis] = Arrays.stream(primitives).mapToDouble(p -> p.low(a)).min().orElseThrow();
      box[axis + 3] = Arrays.stream(primitives).mapToDouble(p -> p.high(a)).max().orElseThrow();
    }
    return box;
  }

  /**
   * The file.
   *
   * @param table what is told of the buildings, by row
   * @param quantize whether coordinates are 16-bit numbers ({@code KHR_mesh_quantization})
   * @return its bytes, which stay until the next file is made
   * @throws IOException if a vertex of a part lies beyond the bounds that the part gives
   */
  ByteBuffer file(List<TileBuilding> table, boolean quantize) throws IOException {
    return new File(table, quantize).bytes();
  }

  /** Room for a file, with anything in it. */
  private ByteBuffer room(int length) {
    if (file.capacity() < length) {
      file = ByteBuffer.allocate(0); // It can go.
      long more = Math.min(Integer.MAX_VALUE - 8L, length + length / 4L);
      boolean direct = more <= MOST_OUTSIDE_HEAP;
      file = direct ? ByteBuffer.allocateDirect((int) more) : ByteBuffer.allocate((int) more);
      file.order(ByteOrder.LITTLE_ENDIAN);
    }
    return file.clear().limit(length);
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
    private final List<String> drawn = new ArrayList<>();
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

    ByteBuffer bytes() throws IOException {
      for (int i = 0; i < primitives.length; i++) {
        if (primitives[i].corners() > 0) {
          primitive(i);
        }
      }
      String metadata = table.isEmpty() ? "" : metadata();
      byte[] json = json(metadata).getBytes(StandardCharsets.UTF_8);
      int jsonLength = (json.length + 4 + 7) / 8 * 8 - 4; // What follows lies at multiples of 8.
      int length = 12 + 8 + jsonLength + (end == 0 ? 0 : 8 + end);
      ByteBuffer out = room(length);
      out.putInt(0x46546C67).putInt(2).putInt(length); // glTF
      out.putInt(jsonLength).putInt(0x4E4F534A).put(json); // JSON
      while (out.position() < 20 + jsonLength) {
        out.put((byte) ' ');
      }
      if (end > 0) {
        out.putInt(end).putInt(0x004E4942); // BIN
        int start = out.position();
        for (View chunk : chunks) {
          out.putLong(start + chunk.end - 8, 0); // What the numbers do not fill.
          out.position(start + chunk.offset);
          chunk.numbers.put(out);
        }
      }
      return out.rewind();
    }

    /**
     * @param offset of its first byte in the binary chunk
     * @param end of its eights of bytes
     * @param numbers are put into the file; the rest of the last eight bytes is 0
     */
    private record View(int offset, int end, Numbers numbers) {}

    /** Puts numbers into a file. */
    private interface Numbers {
      void put(ByteBuffer out) throws IOException;
    }

    private void primitive(int number) {
      Triangles from = primitives[number];
      int vertices = from.vertices();
      int corners = from.corners();
      String attributes = "\"POSITION\":" + positions(from);
      String features = "";
      if (number != GROUND) {
        int rows = accessor(4 * vertices, out -> rows(from, out), 5126, vertices, 34962);
        attributes += ",\"_FEATURE_ID_0\":" + rows;
        features =
            ",\"extensions\":{\"EXT_mesh_features\":{\"featureIds\":[{\"featureCount\":"
                + table.size()
                + ",\"attribute\":0,\"propertyTable\":0,\"label\":\"building\"}]}}";
      }
      boolean narrow = vertices < MOST;
      int index =
          accessor(
              (narrow ? 2 : 4) * corners,
              out -> indices(from, narrow, out),
              narrow ? 5123 : 5125,
              corners,
              34963);
      drawn.add(
          "{\"attributes\":{"
              + attributes
              + "},\"indices\":"
              + index
              + ",\"material\":"
              + number
              + ",\"extras\":{\"class\":\""
              + NAMES.get(number)
              + "\"}"
              + features
              + "}");
    }

    private static void indices(Triangles from, boolean narrow, ByteBuffer out) {
      int[] some = new int[AT_A_TIME];
      short[] halves = new short[narrow ? AT_A_TIME : 0];
      IntBuffer whole = out.asIntBuffer();
      ShortBuffer half = out.asShortBuffer();
      for (int first = 0; first < from.corners(); first += some.length) {
        int count = Math.min(some.length, from.corners() - first);
        from.indices(first, count, some);
        if (narrow) {
          for (int i = 0; i < count; i++) {
            halves[i] = (short) some[i];
          }
          half.put(halves, 0, count);
        } else {
          whole.put(some, 0, count);
        }
      }
    }

    private static void rows(Triangles from, ByteBuffer out) {
      float[] some = new float[AT_A_TIME];
      FloatBuffer to = out.asFloatBuffer();
      for (int first = 0; first < from.vertices(); first += some.length) {
        int count = Math.min(some.length, from.vertices() - first);
        from.rows(first, count, some);
        to.put(some, 0, count);
      }
    }

    /** A coordinate as it is written. */
    private double written(double local, int axis) {
      double about = local - middle[axis];
      return quantize ? Math.rint(about / step) : (float) about;
    }

    private int positions(Triangles from) {
      int view =
          view(
              (quantize ? 8 : 12) * from.vertices(),
              out -> coordinates(from, out),
              quantize ? ",\"target\":34962,\"byteStride\":8" : ",\"target\":34962");
      double[] least = new double[3];
      double[] most = new double[3];
      for (int axis = 0; axis < 3; axis++) { // What is written grows with what it stands for.
        least[axis] = written(from.low(axis), axis);
        most[axis] = written(from.high(axis), axis);
      }
      return accessor(
          view,
          quantize ? 5123 : 5126,
          from.vertices(),
          "\"VEC3\",\"min\":" + text(least) + ",\"max\":" + text(most));
    }

    private void coordinates(Triangles from, ByteBuffer out) throws IOException {
      double[] some = new double[3 * AT_A_TIME];
      float[] floats = new float[some.length];
      FloatBuffer to = out.asFloatBuffer();
      for (int first = 0; first < from.vertices(); first += AT_A_TIME) {
        int count = Math.min(AT_A_TIME, from.vertices() - first);
        from.coordinates(first, count, some);
        if (quantize) {
          for (int i = 0; i < 3 * count; i += 3) {
            out.putShort((short) (int) written(some[i], 0));
            out.putShort((short) (int) written(some[i + 1], 1));
            out.putShort((short) (int) written(some[i + 2], 2));
            out.putShort((short) 0);
          }
        } else {
          for (int i = 0; i < 3 * count; i += 3) {
            floats[i] = (float) (some[i] - middle[0]);
            floats[i + 1] = (float) (some[i + 1] - middle[1]);
            floats[i + 2] = (float) (some[i + 2] - middle[2]);
          }
          to.put(floats, 0, 3 * count);
        }
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
      "propertyTables":[{"class":"building","count":\
      """
          + table.size()
          + ",\"properties\":{"
          + columns
          + "}}]}}";
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
          .append(",\"" + name + "\":{\"values\":" + values)
          .append(",\"stringOffsets\":" + offsets)
          .append(",\"stringOffsetType\":\"UINT32\"}");
    }

    private void column(StringBuilder columns, String name, ToDoubleFunction<TileBuilding> values) {
      int view =
          view(
              4 * table.size(),
              out -> table.forEach(b -> out.putFloat((float) values.applyAsDouble(b))),
              "");
      columns.append(",\"" + name + "\":{\"values\":" + view + "}");
    }

    private int accessor(int bytes, Numbers numbers, int type, int count, int target) {
      return accessor(view(bytes, numbers, ",\"target\":" + target), type, count, "\"SCALAR\"");
    }

    private int accessor(int view, int type, int count, String shape) {
      accessors.add(
          "{\"bufferView\":"
              + view
              + ",\"componentType\":"
              + type
              + ",\"count\":"
              + count
              + ",\"type\":"
              + shape
              + "}");
      return accessors.size() - 1;
    }

    /** Adds a buffer view, at a multiple of 8 bytes. */
    private int view(int length, Numbers numbers, String more) {
      views.add("{\"buffer\":0,\"byteOffset\":" + end + ",\"byteLength\":" + length + more + "}");
      int start = end;
      end = Math.addExact(end, Math.addExact(length, 7) / 8 * 8);
      chunks.add(new View(start, end, numbers));
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
          "["
              + text(step)
              + ",0,0,0,0,0,"
              + text(-step)
              + ",0,0,"
              + text(step)
              + ",0,0,"
              + text(middle[0])
              + ","
              + text(middle[2])
              + ","
              + text(-middle[1])
              + ",1]";
      text.append(",\"scene\":0,\"scenes\":[{\"nodes\":[0]}],\"nodes\":[{\"matrix\":")
          .append(matrix);
      text.append(drawn.isEmpty() ? "" : ",\"mesh\":0").append("}]");
      if (!drawn.isEmpty()) {
        text.append(",\"meshes\":[{\"primitives\":[")
            .append(String.join(",", drawn))
            .append("]}],\"materials\":[")
            .append(MATERIALS)
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
          ? Long.toString((long) number)
          : Double.toString(number);
    }
  }
}
