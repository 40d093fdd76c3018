package io.citymesh.format;

import static io.citymesh.store.Hdf5Skeleton.Number.FLOAT64;
import static io.citymesh.store.Hdf5Skeleton.Number.INT32;
import static io.citymesh.store.Hdf5Skeleton.Number.INT64;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * XDMF 3 for FEniCSx, meshio and ParaView: an XML file that names the arrays of an HDF5 file beside
 * it: {@code geometry} float64 (n,3), {@code topology} int64 (m,3), and for each face {@code
 * marker} and {@code building} (-1 for none), int32 (m). CRS and units are a comment, and
 * attributes of the HDF5 file: meshio reads no {@code Information} beside the grid.
 *
 * <p>Source: xdmf.org, <em>XDMF Model and Format</em>.
 */
record XdmfFormat() implements PartFormat {
  static final String NAME = "xdmf";

  private static final int GEOMETRY = 0;
  private static final int TOPOLOGY = 1;
  private static final int MARKERS = 2;
  private static final int BUILDINGS = 3;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> files(String file, MeshParts mesh) {
    String stem = file.endsWith(".xdmf") ? file.substring(0, file.length() - 5) : file;
    return List.of(file, stem + ".h5");
  }

  @Override
  public boolean listsSurface() {
    return true;
  }

  @Override
  public double room(double faces) {
    return faces * (0.5 * 24 + 24 + 4 + 4);
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files)
      throws IOException {
    long n = mesh.allVertices();
    long m = mesh.allFaces();
    int parts = mesh.count();
    Layout arrays =
        new Hdf5Layout()
            .dataset(
                "geometry",
                FLOAT64,
                n,
                3,
                Layout.Shares.of(GEOMETRY, 0, parts, p -> 24L * mesh.vertices(p)))
            .dataset(
                "topology",
                INT64,
                m,
                3,
                Layout.Shares.of(TOPOLOGY, 0, parts, p -> 24L * mesh.faces(p)))
            .dataset(
                "marker", INT32, m, 1, Layout.Shares.of(MARKERS, 0, parts, p -> 4L * mesh.faces(p)))
            .dataset(
                "building",
                INT32,
                m,
                1,
                Layout.Shares.of(BUILDINGS, 0, parts, p -> 4L * mesh.faces(p)))
            .layout(Map.of("", Map.of("crs", mesh.crsOnOneLine(), "units", "metre")));
    return List.of(new Layout(List.of(Layout.Fixed.text(xml(mesh, files.get(1))))), arrays);
  }

  private static String xml(MeshParts mesh, String arrays) {
    return String.format(
        Locale.ROOT,
        """
        <?xml version="1.0"?>
        <!-- crs %4$s, units metre -->
        <Xdmf Version="3.0">
          <Domain>
            <Grid Name="mesh" GridType="Uniform">
              <Topology TopologyType="Triangle" NumberOfElements="%2$d" NodesPerElement="3">
                <DataItem Dimensions="%2$d 3" NumberType="Int" Precision="8" \
        Format="HDF">%3$s:/topology</DataItem>
              </Topology>
              <Geometry GeometryType="XYZ">
                <DataItem Dimensions="%1$d 3" NumberType="Float" Precision="8" \
        Format="HDF">%3$s:/geometry</DataItem>
              </Geometry>
              <Attribute Name="marker" AttributeType="Scalar" Center="Cell">
                <DataItem Dimensions="%2$d" NumberType="Int" Precision="4" \
        Format="HDF">%3$s:/marker</DataItem>
              </Attribute>
              <Attribute Name="building" AttributeType="Scalar" Center="Cell">
                <DataItem Dimensions="%2$d" NumberType="Int" Precision="4" \
        Format="HDF">%3$s:/building</DataItem>
              </Attribute>
            </Grid>
          </Domain>
        </Xdmf>
        """,
        mesh.allVertices(),
        mesh.allFaces(),
        escaped(arrays),
        mesh.crsOnOneLine().replace("--", "- -"));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  @Override
  public ShareWriter shares(FormatPart part) {
    return (share, out) -> write(share, part, out);
  }

  private static void write(Layout.Share share, FormatPart part, ByteSink out) throws IOException {
    switch (share.section()) {
      case GEOMETRY -> part.putVertices(out);
      case TOPOLOGY -> out.putLongs(3 * part.faceCount(), part.globalCorners(0));
      case MARKERS -> out.putInts(part.markers());
      case BUILDINGS -> out.putInts(part.buildings());
      default -> throw new IllegalArgumentException("section " + share.section());
    }
  }
}
