package io.citymesh.output;

import io.citymesh.report.Manifest;
import io.citymesh.store.FlatArray;
import io.citymesh.store.Hdf5File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes a published mesh as one VTK XML file of unstructured triangles ({@code mesh.vtu}), for
 * ParaView.
 *
 * <p>The arrays are appended as raw little-endian bytes, each after its length as UInt64: points
 * Float64 (n,3), connectivity Int64 (m,3), offsets Int64 (m), types UInt8 (m), and the cell data
 * {@code marker} Int32 (m). All lengths follow from the manifest's counts, so the header is written
 * first and each array then streams through all parts: no memory grows with the city.
 *
 * <p>Source: Kitware, <em>VTK File Formats</em>, "XML File Formats", appended data with {@code
 * header_type="UInt64"} (file version 1.0).
 */
public final class VtuWriter {
  /** Its name in the output directory. */
  public static final String NAME = "mesh.vtu";

  private static final int VTK_TRIANGLE = 5;

  private VtuWriter() {}

  /**
   * Writes {@code mesh.vtu} into the output directory, from the parts that are published there.
   *
   * @param manifest names the parts, in vertex order, with their counts
   * @throws IOException if a part is damaged or does not have the manifest's counts, or the file
   *     cannot be written; no file is left behind then
   */
  public static void write(OutputDir out, Manifest manifest) throws IOException {
    try (PublishedMesh mesh = new PublishedMesh(out, manifest)) {
      out.write(NAME, stream -> write(mesh, stream));
    }
  }

  private static void write(PublishedMesh mesh, OutputStream out) throws IOException {
    long points = mesh.manifest().parts().stream().mapToLong(Manifest.Part::vertices).sum();
    long cells = mesh.manifest().parts().stream().mapToLong(Manifest.Part::faces).sum();
    out.write(header(points, cells).getBytes(StandardCharsets.US_ASCII));
    copy(mesh, out, "vertices", FlatArray.Type.FLOAT64, 3, 24 * points);
    copy(mesh, out, "faces", FlatArray.Type.INT64, 3, 24 * cells);
    writeOffsets(out, cells);
    writeTypes(out, cells);
    copy(mesh, out, "markers", FlatArray.Type.INT32, 1, 4 * cells);
    out.write("\n  </AppendedData>\n</VTKFile>\n".getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * The XML up to the underscore after which the appended bytes begin; offsets count from there.
   */
  private static String header(long points, long cells) {
    long connectivity = 8 + 24 * points;
    long offsets = connectivity + 8 + 24 * cells;
    long types = offsets + 8 + 8 * cells;
    long markers = types + 8 + cells;
    return String.format(
        Locale.ROOT,
        """
        <?xml version="1.0"?>
        <VTKFile type="UnstructuredGrid" version="1.0" byte_order="LittleEndian" \
        header_type="UInt64">
          <UnstructuredGrid>
            <Piece NumberOfPoints="%d" NumberOfCells="%d">
              <CellData Scalars="marker">
                <DataArray type="Int32" Name="marker" format="appended" offset="%d"/>
              </CellData>
              <Points>
                <DataArray type="Float64" Name="Points" NumberOfComponents="3" \
        format="appended" offset="0"/>
              </Points>
              <Cells>
                <DataArray type="Int64" Name="connectivity" format="appended" offset="%d"/>
                <DataArray type="Int64" Name="offsets" format="appended" offset="%d"/>
                <DataArray type="UInt8" Name="types" format="appended" offset="%d"/>
              </Cells>
            </Piece>
          </UnstructuredGrid>
          <AppendedData encoding="raw">
           _""",
        points,
        cells,
        markers,
        connectivity,
        offsets,
        types);
  }

  private static void copy(
      PublishedMesh mesh,
      OutputStream out,
      String name,
      FlatArray.Type type,
      int columns,
      long bytes)
      throws IOException {
    writeLength(out, bytes);
    long[] written = {0};
    for (int i = 0; i < mesh.manifest().parts().size(); i++) {
      try (Hdf5File part = mesh.part(i)) {
        part.stream(
            name,
            type,
            columns,
            slab -> {
              written[0] += slab.remaining();
              out.write(slab.array(), slab.arrayOffset() + slab.position(), slab.remaining());
            });
      }
    }
    if (written[0] != bytes) {
      throw new IOException(
          "The parts have "
              + written[0]
              + " bytes of "
              + name
              + " where the manifest's counts give "
              + bytes);
    }
  }

  private static void writeLength(OutputStream out, long bytes) throws IOException {
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes).array());
  }

  /** Where each cell ends in the connectivity: 3, 6, 9, ... */
  private static void writeOffsets(OutputStream out, long cells) throws IOException {
    FlatArray ends =
        new FlatArray(
            "offsets",
            FlatArray.Type.INT64,
            cells,
            1,
            (first, slab) -> {
              for (long end = 3 * (first + 1); slab.hasRemaining(); end += 3) {
                slab.putLong(end);
              }
            });
    writeLength(out, ends.sizeInBytes());
    ends.<IOException>forEachSlab(
        ByteOrder.LITTLE_ENDIAN, slab -> out.write(slab.array(), 0, slab.limit()));
  }

  private static void writeTypes(OutputStream out, long cells) throws IOException {
    writeLength(out, cells);
    byte[] triangles = new byte[(int) Math.min(cells, 1 << 16)];
    Arrays.fill(triangles, (byte) VTK_TRIANGLE);
    for (long left = cells; left > 0; left -= triangles.length) {
      out.write(triangles, 0, (int) Math.min(left, triangles.length));
    }
  }
}
