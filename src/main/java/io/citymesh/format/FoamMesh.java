package io.citymesh.format;

import io.citymesh.air.Rim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The mesh of a case of OpenFOAM, {@code constant/polyMesh}: points, faces as a compact list,
 * owners and neighbours in upper triangular order, and patches; binary and little-endian. Labels
 * have 32 bits, or 64 where the mesh has too much for that, which asks for an OpenFOAM that was
 * built with as many.
 *
 * <p>Source: OpenFOAM v1912, <em>User Guide</em>, section 4.1, and {@code faceCompactList}.
 *
 * @param mesh the parts
 * @param measures of each part, see {@link #measure}
 */
record FoamMesh(MeshParts mesh, long[][] measures) {
  /** The files, by their paths in the case. */
  static final List<String> PATHS =
      List.of(
          "constant/polyMesh/points",
          "constant/polyMesh/faces",
          "constant/polyMesh/owner",
          "constant/polyMesh/neighbour",
          "constant/polyMesh/boundary");

  /** What is measured of each part: its cells, and faces and corners of each group of faces. */
  private static final int CELLS = 0;

  private static final int GROUPS = 1;

  /** Sections: of the points, and four for each group of faces, in labels of 32 or 64 bits. */
  private static final int POINTS = 0;

  private static final int STARTS = 0;
  private static final int CORNERS = 1;
  private static final int OWNERS = 2;
  private static final int NEIGHBOURS = 3;
  private static final int SECTIONS = 4;

  /** Groups of faces: those between cells, then each patch. */
  private static int groups(MeshParts mesh) {
    return 1 + mesh.patches().count();
  }

  /** How many numbers are measured of a part. */
  static int measures(MeshParts mesh) {
    return GROUPS + 2 * groups(mesh);
  }

  /**
   * The numbers of a part: its cells, then the faces and the corners of each group.
   *
   * @param rim of the part
   */
  static long[] measure(FormatPart part, Rim rim) throws IOException {
    long[] measures = new long[measures(part.mesh())];
    CellFaces faces = new CellFaces(part.air(), part.mesh().patches(), part.number(), rim, 0);
    measures[CELLS] = faces.cells();
    for (int group = 0; group < groups(part.mesh()); group++) {
      int at = GROUPS + 2 * group;
      tell(
          faces,
          group,
          (corners, count, owner, neighbour) -> {
            measures[at]++;
            measures[at + 1] += count;
          });
    }
    return measures;
  }

  private static void tell(CellFaces faces, int group, CellFaces.Sink sink) throws IOException {
    if (group == 0) {
      faces.inner(sink);
    } else {
      faces.onPatch(group - 1, sink);
    }
  }

  /** The faces of a group in all parts. */
  private long faces(int group) {
    return sum(GROUPS + 2 * group);
  }

  private long sum(int at) {
    return Arrays.stream(measures).mapToLong(part -> part[at]).sum();
  }

  private long allFaces() {
    long all = 0;
    for (int group = 0; group < groups(mesh); group++) {
      all += faces(group);
    }
    return all;
  }

  private long allCorners() {
    long all = 0;
    for (int group = 0; group < groups(mesh); group++) {
      all += sum(GROUPS + 2 * group + 1);
    }
    return all;
  }

  /** Bytes of a label. */
  private int labelBytes() {
    // The starts of the faces go up to the number of all corners.
    return Math.max(allCorners(), mesh.allVertices()) < Integer.MAX_VALUE ? 4 : 8;
  }

  /** The layouts of the files, in the order of {@link #PATHS}. */
  List<Layout> layouts() throws IOException {
    return List.of(points(), compactFaces(), owners(), neighbours(), boundary());
  }

  private Layout points() {
    long n = mesh.allVertices();
    return new Layout(
        List.of(
            Layout.Fixed.text(head("vectorField", "points", "") + "\n" + n + "\n("),
            Layout.Shares.of(POINTS, 0, mesh.count(), p -> 24L * mesh.vertices(p)),
            Layout.Fixed.text(")\n")));
  }

  private Layout compactFaces() throws IOException {
    int bytes = labelBytes();
    long n = allFaces();
    List<Layout.Section> sections = new ArrayList<>();
    sections.add(Layout.Fixed.text(head("faceCompactList", "faces", "") + "\n" + (n + 1) + "\n("));
    long before = 0;
    for (int group = 0; group < groups(mesh); group++) {
      int at = GROUPS + 2 * group;
      long[] starts = new long[mesh.count()];
      for (int p = 0; p < starts.length; p++) {
        starts[p] = before;
        before += measures[p][at + 1];
      }
      sections.add(
          Layout.Shares.of(
              code(group, STARTS), p -> starts[p], mesh.count(), p -> bytes * measures[p][at]));
    }
    long corners = before;
    sections.add(Layout.Fixed.of(out -> putLabel(out, bytes, corners)));
    sections.add(Layout.Fixed.text(")\n\n" + corners + "\n("));
    for (int group = 0; group < groups(mesh); group++) {
      int at = GROUPS + 2 * group;
      sections.add(
          Layout.Shares.of(
              code(group, CORNERS), 0, mesh.count(), p -> bytes * measures[p][at + 1]));
    }
    sections.add(Layout.Fixed.text(")\n"));
    return new Layout(sections);
  }

  /** The code of a section; it is odd where labels have 64 bits. */
  private int code(int group, int section) {
    return 2 * (1 + SECTIONS * group + section) + (labelBytes() == 4 ? 0 : 1);
  }

  /** The number of each part's first cell. */
  private long[] firstCells() {
    long[] first = new long[mesh.count()];
    for (int p = 1; p < first.length; p++) {
      first[p] = first[p - 1] + measures[p - 1][CELLS];
    }
    return first;
  }

  private Layout owners() {
    int bytes = labelBytes();
    long[] first = firstCells();
    List<Layout.Section> sections = new ArrayList<>();
    sections.add(Layout.Fixed.text(head("labelList", "owner", note()) + "\n" + allFaces() + "\n("));
    for (int group = 0; group < groups(mesh); group++) {
      int at = GROUPS + 2 * group;
      sections.add(
          Layout.Shares.of(
              code(group, OWNERS), p -> first[p], mesh.count(), p -> bytes * measures[p][at]));
    }
    sections.add(Layout.Fixed.text(")\n"));
    return new Layout(sections);
  }

  private Layout neighbours() {
    int bytes = labelBytes();
    long[] first = firstCells();
    return new Layout(
        List.of(
            Layout.Fixed.text(head("labelList", "neighbour", note()) + "\n" + faces(0) + "\n("),
            Layout.Shares.of(
                code(0, NEIGHBOURS), p -> first[p], mesh.count(), p -> bytes * measures[p][GROUPS]),
            Layout.Fixed.text(")\n")));
  }

  /** What OpenFOAM's programs like to know before they read the mesh. */
  private String note() {
    return String.format(
        Locale.ROOT,
        "    note        \"nPoints:%d nCells:%d nFaces:%d nInternalFaces:%d\";\n",
        mesh.allVertices(),
        sum(CELLS),
        allFaces(),
        faces(0));
  }

  private Layout boundary() {
    Map<Integer, String> patches = new TreeMap<>();
    long start = faces(0);
    for (int patch = 0; patch < mesh.patches().count(); patch++) {
      long count = faces(1 + patch);
      patches.put(
          patch,
          String.format(
              Locale.ROOT,
              """
                  %s
                  {
                      type            %s;
                      nFaces          %d;
                      startFace       %d;
                  }
              """,
              mesh.patches().name(patch),
              patch < Patches.OF_CITY ? "wall" : "patch",
              count,
              start));
      start += count;
    }
    return new Layout(
        List.of(
            Layout.Fixed.text(
                head("polyBoundaryMesh", "boundary", "")
                    + "\n"
                    + patches.size()
                    + "\n(\n"
                    + String.join("", patches.values())
                    + ")\n")));
  }

  private String head(String type, String object, String more) {
    boolean text = object.equals("boundary");
    return String.format(
        Locale.ROOT,
        """
        FoamFile
        {
            version     2.0;
            format      %s;
        %s    class       %s;
        %s    location    "constant/polyMesh";
            object      %s;
        }
        """,
        text ? "ascii" : "binary",
        text
            ? ""
            : String.format(
                Locale.ROOT, "    arch        \"LSB;label=%d;scalar=64\";\n", 8 * labelBytes()),
        type,
        more,
        object);
  }

  /**
   * What writes the shares of a part.
   *
   * @param rim of the part
   * @param origin that is subtracted from all points
   */
  static PartFormat.ShareWriter shares(FormatPart part, Rim rim, double[] origin) {
    return (share, out) -> {
      if (share.section() == POINTS) {
        part.putVertices(origin, out);
      } else {
        write(part, rim, share, out);
      }
    };
  }

  private static void write(FormatPart part, Rim rim, Layout.Share share, ByteSink out)
      throws IOException {
    int code = share.section() / 2 - 1;
    int bytes = share.section() % 2 == 0 ? 4 : 8;
    int group = code / SECTIONS;
    int what = code % SECTIONS;
    long first = what == OWNERS || what == NEIGHBOURS ? share.base() : 0;
    CellFaces faces = new CellFaces(part.air(), part.mesh().patches(), part.number(), rim, first);
    switch (what) {
      case STARTS -> {
        long[] start = {share.base()};
        tell(
            faces,
            group,
            (corners, count, owner, neighbour) -> {
              putLabel(out, bytes, start[0]);
              start[0] += count;
            });
      }
      case CORNERS -> {
        int own = part.air().ownVertices();
        long offset = part.vertexOffset();
        long[] foreign = part.foreignLevels();
        tell(
            faces,
            group,
            (corners, count, owner, neighbour) -> {
              for (int i = 0; i < count; i++) {
                int v = corners[i];
                putLabel(out, bytes, v < own ? offset + v : foreign[v - own]);
              }
            });
      }
      case OWNERS ->
          tell(faces, group, (corners, count, owner, neighbour) -> putLabel(out, bytes, owner));
      default ->
          tell(faces, group, (corners, count, owner, neighbour) -> putLabel(out, bytes, neighbour));
    }
  }

  private static void putLabel(ByteSink out, int bytes, long label) throws IOException {
    if (bytes == 4) {
      out.putInt((int) label);
    } else {
      out.putLong(label);
    }
  }
}
