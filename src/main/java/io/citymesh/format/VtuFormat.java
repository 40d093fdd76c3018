package io.citymesh.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One VTK XML file of unstructured triangles, for ParaView and all that uses VTK.
 *
 * <p>The arrays are appended as raw little-endian bytes, each after its length as UInt64: points
 * Float64 (n,3), connectivity Int64 (m,3), offsets Int64 (m), types UInt8 (m), and the cell data
 * {@code marker} Int32 (m). CRS and units are a comment, and its EPSG code the field data {@code
 * epsg}.
 *
 * <p>Source: Kitware, <em>VTK File Formats</em>, "XML File Formats", appended data with {@code
 * header_type="UInt64"} (file version 1.0).
 */
record VtuFormat() implements PartFormat {
  static final String NAME = "vtu";

  private static final int VTK_TRIANGLE = 5;

  private static final int POINTS = 0;
  private static final int CONNECTIVITY = 1;
  private static final int OFFSETS = 2;
  private static final int TYPES = 3;
  private static final int MARKERS = 4;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double room(double faces) {
    return faces * (0.5 * 24 + 24 + 8 + 1 + 4);
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files) {
    int parts = mesh.count();
    return file(
        mesh,
        mesh.allFaces(),
        List.of(Layout.Shares.of(POINTS, 0, parts, p -> 24L * mesh.vertices(p))),
        List.of(
            new Array(
                "connectivity",
                "Int64",
                Layout.Shares.of(CONNECTIVITY, 0, parts, p -> 24L * mesh.faces(p))),
            new Array(
                "offsets", "Int64", Layout.Shares.of(OFFSETS, 0, parts, p -> 8L * mesh.faces(p))),
            new Array("types", "UInt8", Layout.Shares.of(TYPES, 0, parts, mesh::faces))),
        new Array("marker", "Int32", Layout.Shares.of(MARKERS, 0, parts, p -> 4L * mesh.faces(p))));
  }

  /**
   * An array of the file.
   *
   * @param name that readers look for
   * @param type of its numbers, as VTK calls it
   */
  record Array(String name, String type, Layout.Shares shares) {
    /** The element that describes it; its bytes are at this offset behind the underscore. */
    private String element(long offset) {
      return String.format(
          Locale.ROOT,
          "<DataArray type=\"%s\" Name=\"%s\" format=\"appended\" offset=\"%d\"/>",
          type,
          name,
          offset);
    }
  }

  /**
   * A file of one piece, its arrays appended in this order, each after its length.
   *
   * @param cells how many
   * @param points Float64 (n,3), in sections that follow each other
   * @param ofCells connectivity, offsets, types and whatever else makes the cells
   * @param data a value of each cell
   */
  static List<Layout> file(
      MeshParts mesh, long cells, List<Layout.Shares> points, List<Array> ofCells, Array data) {
    long offset = 8 + length(points);
    StringBuilder elements = new StringBuilder();
    for (Array array : ofCells) {
      elements.append("        ").append(array.element(offset)).append('\n');
      offset += 8 + array.shares.length();
    }
    List<Layout.Section> sections = new ArrayList<>();
    sections.add(
        Layout.Fixed.text(
            header(
                mesh,
                length(points) / 24,
                cells,
                data.name,
                data.element(offset),
                elements.toString())));
    append(sections, points);
    ofCells.forEach(array -> append(sections, List.of(array.shares)));
    append(sections, List.of(data.shares));
    sections.add(Layout.Fixed.text("\n  </AppendedData>\n</VTKFile>\n"));
    return List.of(new Layout(sections));
  }

  /** An array, after its length. */
  private static void append(List<Layout.Section> sections, List<Layout.Shares> array) {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length(array)).array();
    sections.add(new Layout.Fixed(length));
    sections.addAll(array);
  }

  private static long length(List<Layout.Shares> array) {
    return array.stream().mapToLong(Layout.Shares::length).sum();
  }

  /**
   * The XML up to the underscore after which the appended bytes begin; offsets count from there.
   */
  private static String header(
      MeshParts mesh, long points, long cells, String scalars, String data, String ofCells) {
    return String.format(
        Locale.ROOT,
        """
        <?xml version="1.0"?>
        <!-- crs %s, units metre -->
        <VTKFile type="UnstructuredGrid" version="1.0" byte_order="LittleEndian" \
        header_type="UInt64">
          <UnstructuredGrid>
        %s            <Piece NumberOfPoints="%d" NumberOfCells="%d">
              <CellData Scalars="%s">
                %s
              </CellData>
              <Points>
                <DataArray type="Float64" Name="Points" NumberOfComponents="3" \
        format="appended" offset="0"/>
              </Points>
              <Cells>
        %s      </Cells>
            </Piece>
          </UnstructuredGrid>
          <AppendedData encoding="raw">
           _\
        """,
        mesh.crsOnOneLine().replace("--", "- -"),
        epsg(mesh.crs()),
        points,
        cells,
        scalars,
        data,
        ofCells);
  }

  /** The code of the CRS as field data, if it has one: meshio does not read texts there. */
  private static String epsg(String crs) {
    return crs.matches("EPSG:\\d{1,9}")
        ? String.format(
            Locale.ROOT,
            """
                <FieldData>
                  <DataArray type="Int32" Name="epsg" NumberOfTuples="1" format="ascii">%s</DataArray>
                </FieldData>
            """,
            crs.substring(5))
        : "";
  }

  @Override
  public ShareWriter shares(FormatPart part) {
    return (share, out) -> write(share, part, out);
  }

  private static void write(Layout.Share share, FormatPart part, ByteSink out) throws IOException {
    switch (share.section()) {
      case POINTS -> part.putVertices(out);
      case CONNECTIVITY -> out.putLongs(3 * part.faceCount(), part.globalCorners(0));
      case OFFSETS -> {
        long offset = part.faceOffset() + 1;
        out.putLongs(
            part.faceCount(),
            (first, count, ends) -> {
              for (int i = 0; i < count; i++) {
                ends[i] = 3 * (offset + first + i);
              }
            });
      }
      case TYPES -> out.putRepeated(VTK_TRIANGLE, part.faceCount());
      case MARKERS -> out.putInts(part.markers());
      default -> throw new IllegalArgumentException("section " + share.section());
    }
  }
}
