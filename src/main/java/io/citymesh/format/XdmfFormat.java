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
    return files(file);
  }

  /** The XML file of this name, and the HDF5 file beside it. */
  static List<String> files(String file) {
    String stem = file.endsWith(".xdmf") ? file.substring(0, file.length() - 5) : file;
    return List.of(file, stem + ".h5");
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
            .layout(attributes(mesh));
    String cells =
        String.format(
            Locale.ROOT,
            "TopologyType=\"Triangle\" NumberOfElements=\"%d\" NodesPerElement=\"3\"",
            m);
    return List.of(
        xml(mesh, files.get(1), cells, m + " 3", n, m, List.of("marker", "building")), arrays);
  }

  /** Attributes of the HDF5 file. */
  static Map<String, Map<String, Object>> attributes(MeshParts mesh) {
    return Map.of("", Map.of("crs", mesh.crsOnOneLine(), "units", "metre"));
  }

  /**
   * The XML file.
   *
   * @param arrays the name of the HDF5 file
   * @param cells attributes of the topology
   * @param topology the shape of the dataset {@code topology}
   * @param points how many
   * @param count of cells
   * @param data the datasets with a whole number of 32 bits for each cell
   */
  static Layout xml(
      MeshParts mesh,
      String arrays,
      String cells,
      String topology,
      long points,
      long count,
      List<String> data) {
    StringBuilder attributes = new StringBuilder();
    for (String name : data) {
      attributes.append(
          String.format(
              Locale.ROOT,
              """
                    <Attribute Name="%1$s" AttributeType="Scalar" Center="Cell">
                      <DataItem Dimensions="%2$d" NumberType="Int" Precision="4" \
              Format="HDF">%3$s:/%1$s</DataItem>
                    </Attribute>
              """,
              name,
              count,
              escaped(arrays)));
    }
    String text =
        String.format(
            Locale.ROOT,
            """
            <?xml version="1.0"?>
            <!-- crs %4$s, units metre -->
            <Xdmf Version="3.0">
              <Domain>
                <Grid Name="mesh" GridType="Uniform">
                  <Topology %2$s>
                    <DataItem Dimensions="%5$s" NumberType="Int" Precision="8" \
            Format="HDF">%3$s:/topology</DataItem>
                  </Topology>
                  <Geometry GeometryType="XYZ">
                    <DataItem Dimensions="%1$d 3" NumberType="Float" Precision="8" \
            Format="HDF">%3$s:/geometry</DataItem>
                  </Geometry>
            %6$s    </Grid>
              </Domain>
            </Xdmf>
            """,
            points,
            cells,
            escaped(arrays),
            mesh.crsOnOneLine().replace("--", "- -"),
            topology,
            attributes);
    return new Layout(List.of(Layout.Fixed.text(text)));
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
