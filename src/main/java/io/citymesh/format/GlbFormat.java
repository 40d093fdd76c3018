package io.citymesh.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.citymesh.output.BuildingsFile;
import io.citymesh.report.UserError;
import io.citymesh.store.PartSurfaces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * glTF 2.0 in one binary file. A node turns z up to y up; ground, walls and roofs are a primitive
 * each, with a colour. A vertex of walls and roofs is that of one building, whose index is the
 * feature id {@code _FEATURE_ID_0}; a table tells the id and height of each building.
 *
 * <p>The vertices of a part stand together, once for each building that they belong to; parts share
 * none. The rows of the buildings' table are shared among the parts, files of {@code
 * buildings.parquet} to each.
 *
 * @param quantize whether coordinates are 16-bit numbers ({@code KHR_mesh_quantization})
 * @see <a href="https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html">glTF 2.0</a>
 * @see <a href="https://github.com/CesiumGS/glTF/tree/3d-tiles-next/extensions/2.0/Vendor">
 *     EXT_mesh_features, EXT_structural_metadata</a>
 */
record GlbFormat(boolean quantize) implements PartFormat {
  static final String NAME = "glb";

  private static final JsonFactory JSON = new JsonFactory();

  /** Of floats the last that have all whole numbers before them. */
  private static final int MOST_BUILDINGS = 1 << 24;

  private static final int STEPS = 65_535;

  private static final int AT_A_TIME = 1 << 10;

  // Sections; those of a patch are its place x PER_PATCH and on.
  private static final int POSITIONS = 0;
  private static final int FEATURES = 1;
  private static final int INDICES = 2;
  private static final int PER_PATCH = 3;
  private static final int HEIGHTS = 100;
  private static final int IDS = 101;
  private static final int ID_OFFSETS = 102;

  // Measures; those of a patch are its place x MEASURES_PER_PATCH and on.
  private static final int VERTICES = 0;
  private static final int FACES = 1;

  /** Bits of the least and largest x, y, z about the local origin. */
  private static final int BOUNDS = 2;

  private static final int MEASURES_PER_PATCH = 8;
  private static final int ROWS = Patches.OF_CITY * MEASURES_PER_PATCH;
  private static final int ID_BYTES = ROWS + 1;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double room(double faces) {
    return faces * (12 + 0.6 * (quantize ? 8 : 12));
  }

  @Override
  public double[] origin(MeshParts mesh) {
    return mesh.localOrigin();
  }

  @Override
  public int measures(MeshParts mesh) {
    return ID_BYTES + 1;
  }

  @Override
  public boolean measuresAtOnce() {
    return true;
  }

  @Override
  public long[] measure(FormatPart part) throws IOException {
    return measure(part, BuildingsFile.files(part.output()));
  }

  @Override
  public FormatPart.Reader<long[]> measurer() {
    List<String> files = new ArrayList<>();
    return part -> {
      if (files.isEmpty()) {
        files.addAll(BuildingsFile.files(part.output()));
      }
      return measure(part, files);
    };
  }

  private long[] measure(FormatPart part, List<String> files) throws IOException {
    List<PartSurfaces.Surface> surfaces = part.surfaces().all();
    double[] origin = part.mesh().localOrigin();
    long[] measures = new long[measures(part.mesh())];
    for (int patch = 0; patch < Patches.OF_CITY; patch++) {
      PartSurfaces.Surface surface = surfaces.get(patch);
      int at = MEASURES_PER_PATCH * patch;
      measures[at + VERTICES] = surface.vertices();
      measures[at + FACES] = surface.faces();
      for (int i = 0; i < 6; i++) {
        measures[at + BOUNDS + i] =
            Double.doubleToRawLongBits(surface.bounds().get(i) - origin[i % 3]);
      }
    }
    TableRows rows = new TableRows(part, files);
    measures[ROWS] = rows.count;
    measures[ID_BYTES] = rows.ids.size();
    return measures;
  }

  /** The rows of the buildings' table that a part writes. */
  private static final class TableRows {
    private float[] heights = new float[64];

    /** Of each row where its id ends. */
    private int[] ends = new int[64];

    private int count;

    /** All ids, in UTF-8. */
    private final ByteArrayOutputStream ids = new ByteArrayOutputStream();

    /**
     * @param files all that have rows
     */
    TableRows(FormatPart part, List<String> files) throws IOException {
      long parts = part.mesh().count();
      int from = (int) (part.number() * (long) files.size() / parts);
      int to = (int) ((part.number() + 1) * (long) files.size() / parts);
      for (String file : files.subList(from, to)) {
        BuildingsFile.readNames(part.output(), file, this::add);
      }
    }

    private void add(List<String> sourceIds, double height) {
      if (count == ends.length) {
        heights = Arrays.copyOf(heights, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
      }
      ids.writeBytes(String.join(", ", sourceIds).getBytes(StandardCharsets.UTF_8));
      heights[count] = (float) height;
      ends[count++] = ids.size();
    }

    void putHeights(ByteSink out) throws IOException {
      out.putFloats(heights, count);
    }

    void putIds(ByteSink out) throws IOException {
      out.put(ids.toByteArray());
    }

    /** Where each id begins, and, if it is wanted, where the last ends. */
    void putOffsets(int base, boolean end, ByteSink out) throws IOException {
      int at = 0;
      for (int row = 0; row < count; row++) {
        out.putInt(base + at);
        at = ends[row];
      }
      if (end) {
        out.putInt(base + at);
      }
    }
  }

  /**
   * How coordinates become 16-bit numbers: from the least, in steps.
   *
   * @param least whole metres
   * @param steps metres
   */
  private record Steps(double[] least, double[] steps) {
    /**
     * @param heights the least and the largest z, whole metres, each in half of the number
     */
    static Steps of(MeshParts mesh, long heights) {
      double[] origin = mesh.localOrigin();
      double[] b = mesh.bounds();
      double low = (int) (heights >> 32);
      double high = (int) heights;
      double[] least = {Math.floor(b[0] - origin[0]) - 1, Math.floor(b[1] - origin[1]) - 1, low};
      double[] most = {Math.ceil(b[2] - origin[0]) + 1, Math.ceil(b[3] - origin[1]) + 1, high};
      double[] steps = new double[3];
      for (int i = 0; i < 3; i++) {
        steps[i] = Math.max(1, most[i] - least[i]) / STEPS;
      }
      return new Steps(least, steps);
    }

    int step(double value, int axis) {
      return (int) Math.max(0, Math.min(STEPS, Math.round((value - least[axis]) / steps[axis])));
    }
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files) {
    if (mesh.buildings() > MOST_BUILDINGS) {
      throw new UserError(
          String.format(
                  Locale.ROOT,
                  "glb: it numbers at most %,d buildings, and the mesh has %,d:",
                  MOST_BUILDINGS,
                  mesh.buildings())
              + " write 3dtiles, vtu or vtkhdf");
    }
    Content content = new Content(mesh, measures);
    byte[] json = content.json();
    long length = 12 + 8 + json.length + 8 + content.end;
    if (length > 0xFFFF_FFFFL) {
      throw new UserError(
          String.format(
                  Locale.ROOT,
                  "glb: a file has at most 4 GB, and the mesh takes %,d MB:",
                  length / 1_000_000)
              + " write 3dtiles (many small files), vtu or vtkhdf");
    }
    List<Layout.Section> sections = new ArrayList<>();
    sections.add(
        new Layout.Fixed(
            new Head()
                .put(0x46546C67) // glTF
                .put(2)
                .put((int) length)
                .put(json.length)
                .put(0x4E4F534A) // JSON
                .put(json)
                .put((int) content.end)
                .put(0x004E4942) // BIN
                .bytes()));
    sections.addAll(content.sections);
    return List.of(new Layout(sections));
  }

  /** Little-endian numbers and bytes. */
  private static final class Head {
    private byte[] bytes = {};

    Head put(int value) {
      return put(
          new byte[] {
            (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
          });
    }

    Head put(byte[] more) {
      int n = bytes.length;
      bytes = Arrays.copyOf(bytes, n + more.length);
      System.arraycopy(more, 0, bytes, n, more.length);
      return this;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /** The binary chunk, section by section, and the JSON that describes it. */
  private final class Content {
    private final MeshParts mesh;
    private final long[][] measures;
    private final long heights;
    private final List<Layout.Section> sections = new ArrayList<>();
    private final List<String> views = new ArrayList<>();
    private final List<String> accessors = new ArrayList<>();
    private final List<String> primitives = new ArrayList<>();
    private final boolean hasTable;
    private long end;

    Content(MeshParts mesh, long[][] measures) {
      this.mesh = mesh;
      this.measures = measures;
      this.heights = heights();
      this.hasTable = mesh.buildings() > 0;
      for (int patch = 0; patch < Patches.OF_CITY; patch++) {
        if (sum(MEASURES_PER_PATCH * patch + FACES) > 0) {
          primitive(patch);
        }
      }
      if (hasTable) {
        view(Layout.Shares.of(HEIGHTS, 0, mesh.count(), p -> 4 * measures[p][ROWS]), "");
        view(Layout.Shares.of(IDS, 0, mesh.count(), p -> measures[p][ID_BYTES]), "");
        long[] before = before(ID_BYTES);
        int last = mesh.count() - 1; // It also writes where the last text ends.
        view(
            Layout.Shares.of(
                ID_OFFSETS,
                p -> before[p],
                mesh.count(),
                p -> 4 * (measures[p][ROWS] + (p == last ? 1 : 0))),
            "");
      }
      pad();
    }

    private long sum(int measure) {
      return Arrays.stream(measures).mapToLong(m -> m[measure]).sum();
    }

    /** The sums of a measure over the parts before each. */
    private long[] before(int measure) {
      long[] before = new long[measures.length];
      for (int p = 1; p < before.length; p++) {
        before[p] = before[p - 1] + measures[p - 1][measure];
      }
      return before;
    }

    /** The least and the largest z of all, in whole metres. */
    private long heights() {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int patch = 0; patch < Patches.OF_CITY; patch++) {
        double[] bounds = bounds(patch);
        low = Math.min(low, bounds[2]);
        high = Math.max(high, bounds[5]);
      }
      return low > high
          ? 0
          : ((long) Math.floor(low) << 32) | ((long) Math.ceil(high) & 0xFFFF_FFFFL);
    }

    private double[] bounds(int patch) {
      double[] bounds = new double[6];
      Arrays.fill(bounds, 0, 3, Double.POSITIVE_INFINITY);
      Arrays.fill(bounds, 3, 6, Double.NEGATIVE_INFINITY);
      for (long[] part : measures) {
        for (int i = 0; i < 3; i++) {
          int at = MEASURES_PER_PATCH * patch + BOUNDS + i;
          bounds[i] = Math.min(bounds[i], Double.longBitsToDouble(part[at]));
          bounds[3 + i] = Math.max(bounds[3 + i], Double.longBitsToDouble(part[at + 3]));
        }
      }
      return bounds;
    }

    /** Begins at a multiple of eight bytes, as the tables ask for. */
    private void pad() {
      int more = (int) ((8 - end % 8) % 8);
      if (more > 0) {
        sections.add(new Layout.Fixed(new byte[more]));
        end += more;
      }
    }

    /** Adds a section. */
    private void view(Layout.Shares shares, String more) {
      pad();
      views.add(
          String.format(
              Locale.ROOT,
              "{\"buffer\":0,\"byteOffset\":%d,\"byteLength\":%d%s}",
              end,
              shares.length(),
              more));
      sections.add(shares);
      end += shares.length();
    }

    private void primitive(int patch) {
      int section = PER_PATCH * patch;
      int at = MEASURES_PER_PATCH * patch;
      int first = accessors.size();
      long vertices = sum(at + VERTICES);
      String target = ",\"target\":34962";
      int stride = quantize ? 8 : 12;
      view(
          Layout.Shares.of(
              section + POSITIONS, heights, mesh.count(), p -> stride * measures[p][at + VERTICES]),
          target + (quantize ? ",\"byteStride\":8" : ""));
      accessors.add(
          String.format(
              Locale.ROOT,
              "{\"bufferView\":%d,\"componentType\":%d,\"count\":%d,\"type\":\"VEC3\",%s}",
              views.size() - 1,
              quantize ? 5123 : 5126,
              vertices,
              range(bounds(patch))));
      boolean features = patch != Patches.GROUND;
      if (features) {
        view(
            Layout.Shares.of(
                section + FEATURES, 0, mesh.count(), p -> 4 * measures[p][at + VERTICES]),
            target);
        accessors.add(
            String.format(
                Locale.ROOT,
                "{\"bufferView\":%d,\"componentType\":5126,\"count\":%d,\"type\":\"SCALAR\"}",
                views.size() - 1,
                vertices));
      }
      long[] before = before(at + VERTICES);
      view(
          Layout.Shares.of(
              section + INDICES, p -> before[p], mesh.count(), p -> 12 * measures[p][at + FACES]),
          ",\"target\":34963");
      accessors.add(
          String.format(
              Locale.ROOT,
              "{\"bufferView\":%d,\"componentType\":5125,\"count\":%d,\"type\":\"SCALAR\"}",
              views.size() - 1,
              3 * sum(at + FACES)));
      String extension =
          "\"extensions\":{\"EXT_mesh_features\":{\"featureIds\":[{\"featureCount\":%d,"
              + "\"attribute\":0,\"propertyTable\":0}]}},";
      primitives.add(
          String.format(
              Locale.ROOT,
              "{\"attributes\":{\"POSITION\":%d%s},\"indices\":%d,%s\"material\":%d}",
              first,
              features ? ",\"_FEATURE_ID_0\":" + (first + 1) : "",
              accessors.size() - 1,
              features ? String.format(Locale.ROOT, extension, mesh.buildings()) : "",
              patch));
    }

    /** The exact range of what is written. */
    private String range(double[] bounds) {
      Steps steps = Steps.of(mesh, heights);
      List<String> values = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        values.add(
            quantize
                ? String.valueOf(steps.step(bounds[i], i % 3))
                : String.valueOf((double) (float) bounds[i]));
      }
      return String.format(
          Locale.ROOT,
          "\"min\":[%s],\"max\":[%s]",
          String.join(",", values.subList(0, 3)),
          String.join(",", values.subList(3, 6)));
    }

    /** From z up to y up, and from steps to metres. */
    private String matrix() {
      if (!quantize) {
        return "[1,0,0,0,0,0,-1,0,0,1,0,0,0,0,0,1]";
      }
      Steps s = Steps.of(mesh, heights);
      return String.format(
          Locale.ROOT,
          "[%s,0,0,0,0,0,%s,0,0,%s,0,0,%s,%s,%s,1]",
          s.steps[0],
          -s.steps[1],
          s.steps[2],
          s.least[0],
          s.least[2],
          -s.least[1]);
    }

    /** Filled up with blanks to a multiple of eight bytes, with the twenty before it. */
    byte[] json() {
      StringBuilder text = new StringBuilder();
      List<String> used = new ArrayList<>();
      if (hasTable) {
        used.add("\"EXT_mesh_features\"");
        used.add("\"EXT_structural_metadata\"");
      }
      if (quantize) {
        used.add("\"KHR_mesh_quantization\"");
      }
      text.append("{\"asset\":{\"version\":\"2.0\",\"generator\":\"citymesh\",\"extras\":{\"crs\":")
          .append(quoted(mesh.crs()))
          .append(",\"origin\":[")
          .append(mesh.originAsText().replace(' ', ','))
          .append("],\"units\":\"metre\"}}");
      if (!used.isEmpty()) {
        text.append(",\"extensionsUsed\":[").append(String.join(",", used)).append(']');
      }
      if (quantize) {
        text.append(",\"extensionsRequired\":[\"KHR_mesh_quantization\"]");
      }
      if (hasTable) {
        int heightView = views.size() - 3;
        text.append(
            String.format(
                Locale.ROOT,
                ("""
                ,"extensions":{"EXT_structural_metadata":{"schema":{"id":"citymesh","classes":\
                {"building":{"properties":{\
                "height":{"type":"SCALAR","componentType":"FLOAT32","required":true,\
                "description":"from the ground to the roof, metres"},\
                "id":{"type":"STRING","required":true,"description":"ids in the input"}}}}},\
                "propertyTables":[{"class":"building","count":%d,"properties":{\
                "height":{"values":%d},\
                "id":{"values":%d,"stringOffsets":%d,"stringOffsetType":"UINT32"}}}]}}\
                """),
                mesh.buildings(),
                heightView,
                heightView + 1,
                heightView + 2));
      }
      text.append(",\"scene\":0,\"scenes\":[{\"nodes\":[0]}],\"nodes\":[{\"name\":\"city\",")
          .append("\"matrix\":")
          .append(matrix())
          .append(primitives.isEmpty() ? "" : ",\"mesh\":0")
          .append("}]");
      if (!primitives.isEmpty()) {
        text.append(",\"meshes\":[{\"primitives\":[")
            .append(String.join(",", primitives))
            .append("]}],\"materials\":[")
            .append(
                String.join(
                    ",",
                    material("ground", "0.36,0.44,0.3"),
                    material("walls", "0.76,0.72,0.66"),
                    material("roofs", "0.6,0.27,0.2")))
            .append("],\"accessors\":[")
            .append(String.join(",", accessors))
            .append("],\"bufferViews\":[")
            .append(String.join(",", views))
            .append("],\"buffers\":[{\"byteLength\":")
            .append(end)
            .append("}]");
      }
      text.append('}');
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      byte[] padded = Arrays.copyOf(bytes, (bytes.length + 4 + 7) / 8 * 8 + 4);
      Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
      return padded;
    }

    private static String material(String name, String colour) {
      return String.format(
              Locale.ROOT,
              "{\"name\":\"%s\",\"pbrMetallicRoughness\":{\"baseColorFactor\":[%s,1],",
              name,
              colour)
          + "\"metallicFactor\":0,\"roughnessFactor\":1}}";
    }

    private static String quoted(String text) {
      StringWriter out = new StringWriter();
      try (JsonGenerator json = JSON.createGenerator(out)) {
        json.writeString(text);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return out.toString();
    }
  }

  @Override
  public ShareWriter shares(FormatPart part) throws IOException {
    return writers().shares(part);
  }

  @Override
  public Writers writers() {
    PatchMeshes meshes = new PatchMeshes();
    return part -> new PartWriter(part, meshes);
  }

  /** Writes the shares of a part. What several need stays until the part is closed. */
  private final class PartWriter implements ShareWriter {
    private final FormatPart part;
    private final PatchMeshes meshes;
    private TableRows rows;
    private boolean isRead;

    PartWriter(FormatPart part, PatchMeshes meshes) {
      this.part = part;
      this.meshes = meshes;
    }

    @Override
    public void write(Layout.Share share, ByteSink out) throws IOException {
      switch (share.section()) {
        case HEIGHTS -> rows().putHeights(out);
        case IDS -> rows().putIds(out);
        case ID_OFFSETS ->
            rows().putOffsets((int) share.base(), part.number() == part.mesh().count() - 1, out);
        default -> writePatch(share, out);
      }
    }

    private TableRows rows() throws IOException {
      if (rows == null) {
        rows = new TableRows(part, BuildingsFile.files(part.output()));
      }
      return rows;
    }

    private void writePatch(Layout.Share share, ByteSink out) throws IOException {
      if (!isRead) {
        meshes.read(part);
        isRead = true;
      }
      PatchMeshes.PatchMesh faces = meshes.of(share.section() / PER_PATCH);
      switch (share.section() % PER_PATCH) {
        case POSITIONS -> positions(faces, share, out);
        case FEATURES -> features(faces, out);
        default -> indices(faces, (int) share.base(), out);
      }
    }

    private void positions(PatchMeshes.PatchMesh faces, Layout.Share share, ByteSink out)
        throws IOException {
      Steps steps = Steps.of(part.mesh(), share.base());
      double[] origin = part.mesh().localOrigin();
      double[] xyz = new double[3 * AT_A_TIME];
      float[] floats = new float[3 * AT_A_TIME];
      for (int first = 0; first < faces.vertexCount(); first += AT_A_TIME) {
        int count = Math.min(AT_A_TIME, faces.vertexCount() - first);
        meshes.coordinates(faces, first, count, origin, xyz);
        if (quantize) {
          for (int i = 0; i < count; i++) {
            out.room(8)
                .putShort((short) steps.step(xyz[3 * i], 0))
                .putShort((short) steps.step(xyz[3 * i + 1], 1))
                .putShort((short) steps.step(xyz[3 * i + 2], 2))
                .putShort((short) 0);
          }
        } else {
          for (int i = 0; i < 3 * count; i++) {
            floats[i] = (float) xyz[i];
          }
          out.putFloats(floats, 3 * count);
        }
      }
    }

    private void features(PatchMeshes.PatchMesh faces, ByteSink out) throws IOException {
      int[] numbers = part.buildingNumbers();
      float[] some = new float[AT_A_TIME];
      for (int first = 0; first < faces.vertexCount(); first += AT_A_TIME) {
        int count = Math.min(AT_A_TIME, faces.vertexCount() - first);
        for (int i = 0; i < count; i++) {
          some[i] = numbers[faces.building(first + i)];
        }
        out.putFloats(some, count);
      }
    }

    private static void indices(PatchMeshes.PatchMesh faces, int base, ByteSink out)
        throws IOException {
      int end = 3 * faces.faceCount();
      int[] some = new int[AT_A_TIME];
      for (int first = 0; first < end; first += AT_A_TIME) {
        int count = Math.min(AT_A_TIME, end - first);
        faces.corners(first, count, base, some);
        out.putInts(some, count);
      }
    }
  }
}
