package io.citymesh.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Wavefront OBJ: vertices about a local origin, to a millionth of a metre, and the faces of the
 * ground, the walls and the roofs in a group each; of a closed mesh also its top and sides. Groups
 * share vertices. CRS, units and origin are comments.
 *
 * <p>Source: Wavefront, <em>Advanced Visualizer manual</em>, appendix B1, "Object Files".
 */
record ObjFormat() implements PartFormat {
  static final String NAME = "obj";

  private static final int VERTICES = 0;

  /** The first patch; the others follow. */
  private static final int FACES = 1;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean dividesBuildings(MeshParts mesh) {
    return true;
  }

  @Override
  public boolean listsSurface() {
    return true;
  }

  @Override
  public double room(double faces) {
    return faces * (0.5 * 35 + 26);
  }

  @Override
  public double[] origin(MeshParts mesh) {
    return mesh.localOrigin();
  }

  @Override
  public int measures(MeshParts mesh) {
    return FACES + mesh.patches().count();
  }

  @Override
  public long[] measure(FormatPart part) throws IOException {
    long[] lengths = new long[measures(part.mesh())];
    lengths[VERTICES] = vertexBytes(part);
    long[] corners = part.corners();
    int[] patches = part.patches();
    for (int f = 0; f < patches.length; f++) {
      lengths[FACES + patches[f]] += faceBytes(corners, f);
    }
    return lengths;
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files) {
    return List.of(layout(mesh, measures, patch -> true));
  }

  private static Layout layout(MeshParts mesh, long[][] measures, IntPredicate wanted) {
    List<Layout.Section> sections = new ArrayList<>();
    sections.add(Layout.Fixed.text(header(mesh)));
    sections.add(Layout.Shares.of(VERTICES, 0, mesh.count(), p -> measures[p][VERTICES]));
    for (int patch = 0; patch < mesh.patches().count(); patch++) {
      if (!wanted.test(patch)) {
        continue;
      }
      int section = FACES + patch;
      sections.add(Layout.Fixed.text("g " + mesh.patches().name(patch) + "\n"));
      sections.add(Layout.Shares.of(section, 0, mesh.count(), p -> measures[p][section]));
    }
    return new Layout(sections);
  }

  /** The comments at the beginning. */
  static String header(MeshParts mesh) {
    return String.format(
        Locale.ROOT,
        """
        # citymesh: %d vertices, %d faces
        # crs %s
        # units metre
        # origin %s, to be added to the coordinates
        """,
        mesh.allVertices(),
        mesh.allFaces(),
        mesh.crsOnOneLine(),
        mesh.originAsText());
  }

  @Override
  public ShareWriter shares(FormatPart part) throws IOException {
    long[] corners = part.corners();
    return (share, out) -> write(share, part, corners, out);
  }

  private static void write(Layout.Share share, FormatPart part, long[] corners, ByteSink out)
      throws IOException {
    if (share.section() == VERTICES) {
      writeVertices(part, out);
      return;
    }
    int patch = share.section() - FACES;
    int[] patches = part.patches();
    for (int f = 0; f < patches.length; f++) {
      if (patches[f] == patch) {
        writeFace(corners, f, out);
      }
    }
  }

  /** The bytes of all vertices of a part. */
  private static long vertexBytes(FormatPart part) throws IOException {
    double[] origin = part.mesh().localOrigin();
    double[] xyz = part.vertices();
    long bytes = 2L * part.vertexCount();
    for (int i = 0; i < xyz.length; i++) {
      bytes += 1 + Decimal.length(Decimal.millionths(xyz[i] - origin[i % 3]));
    }
    return bytes;
  }

  private static int faceBytes(long[] corners, int face) {
    int bytes = 2;
    for (int i = 3 * face; i < 3 * face + 3; i++) {
      bytes += 1 + Decimal.digits(corners[i] + 1);
    }
    return bytes;
  }

  private static void writeVertices(FormatPart part, ByteSink out) throws IOException {
    double[] origin = part.mesh().localOrigin();
    double[] xyz = part.vertices();
    for (int i = 0; i < xyz.length; i++) {
      if (i % 3 == 0) {
        out.putByte('v');
      }
      out.putByte(' ');
      out.putDecimal(Decimal.millionths(xyz[i] - origin[i % 3]));
      if (i % 3 == 2) {
        out.putByte('\n');
      }
    }
  }

  /** OBJ counts from 1. */
  private static void writeFace(long[] corners, int face, ByteSink out) throws IOException {
    out.putByte('f');
    for (int i = 3 * face; i < 3 * face + 3; i++) {
      out.putByte(' ');
      out.putDigits(corners[i] + 1);
    }
    out.putByte('\n');
  }

  /**
   * The same with a group for each building, {@code building_i}, after those of all other patches.
   */
  record ByBuilding() implements GroupedFormat {

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public boolean listsSurface() {
      return true;
    }

    @Override
    public double room(double faces) {
      return new ObjFormat().room(faces);
    }

    @Override
    public double[] origin(MeshParts mesh) {
      return mesh.localOrigin();
    }

    @Override
    public int measures(MeshParts mesh) {
      return new ObjFormat().measures(mesh);
    }

    @Override
    public long[] measure(FormatPart part) throws IOException {
      return new ObjFormat().measure(part);
    }

    @Override
    public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files) {
      return List.of(
          ObjFormat.layout(
              mesh, measures, patch -> patch != Patches.WALLS && patch != Patches.ROOFS));
    }

    @Override
    public ShareWriter shares(FormatPart part) throws IOException {
      return new ObjFormat().shares(part);
    }

    @Override
    public SortedMap<Integer, byte[]> groups(FormatPart part) throws IOException {
      long[] corners = part.corners();
      int[] buildings = part.buildings();
      int[] order =
          IntStream.range(0, buildings.length)
              .filter(f -> buildings[f] >= 0)
              .boxed()
              .sorted(Comparator.comparingInt(f -> buildings[f])) // Stable: faces keep theirs.
              .mapToInt(Integer::intValue)
              .toArray();
      SortedMap<Integer, byte[]> groups = new TreeMap<>();
      for (int from = 0; from < order.length; ) {
        int building = buildings[order[from]];
        int to = from;
        while (to < order.length && buildings[order[to]] == building) {
          to++;
        }
        int first = from;
        int last = to;
        groups.put(
            building,
            ByteSink.bytes(
                out -> {
                  for (int i = first; i < last; i++) {
                    writeFace(corners, order[i], out);
                  }
                }));
        from = to;
      }
      return groups;
    }

    @Override
    public byte[] heading(int building) {
      return ("g " + Patches.building(building) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
  }
}
