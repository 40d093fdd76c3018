package io.citymesh.format;

import static io.citymesh.store.Hdf5Skeleton.Number.FLOAT64;
import static io.citymesh.store.Hdf5Skeleton.Number.INT32;
import static io.citymesh.store.Hdf5Skeleton.Number.INT64;

import io.citymesh.air.CellKind;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * The cells of the air as XDMF 3, an XML file that names the arrays of an HDF5 file beside it:
 * {@code geometry} float64 (n,3); {@code topology} int64, of tets alone (m,4) as FEniCSx takes
 * them, of mixed elements ({@link Elements}) the number of its type before the corners of each;
 * {@code layer} int32 (m). Points within divided cells come after those of all parts. CRS and units
 * are a comment, and attributes of the HDF5 file.
 *
 * <p>Source: xdmf.org, <em>XDMF Model and Format</em>, "Topology".
 *
 * @param choice the shapes of cells
 */
record XdmfCells(CellChoice choice) implements PartFormat {
  private static final int GEOMETRY = 0;
  private static final int CENTRES = 1;
  private static final int TOPOLOGY = 2;
  private static final int LAYERS = 3;

  @Override
  public String name() {
    return XdmfFormat.NAME;
  }

  @Override
  public List<String> files(String file, MeshParts mesh) {
    return XdmfFormat.files(file);
  }

  @Override
  public double room(double faces) {
    return faces * 12 * (0.55 * 24 + 7 * 8 + 4);
  }

  @Override
  public int measures(MeshParts mesh) {
    return Elements.Counts.NUMBERS;
  }

  @Override
  public long[] measure(FormatPart part) throws IOException {
    return new Elements(part, choice).counts().numbers();
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files)
      throws IOException {
    List<Elements.Counts> counts = Elements.Counts.of(measures);
    long[] elementsBefore = Elements.Counts.before(counts, Elements.Counts::elements);
    long[] centresBefore = Elements.Counts.before(counts, Elements.Counts::centres);
    int parts = mesh.count();
    long n = mesh.allVertices() + centresBefore[parts];
    long m = elementsBefore[parts];
    boolean tets = choice == CellChoice.TETS;
    Layout.Shares topology =
        Layout.Shares.of(
            TOPOLOGY,
            p -> mesh.allVertices() + centresBefore[p],
            parts,
            p -> 8 * (counts.get(p).corners() + (tets ? 0 : counts.get(p).elements())));
    long numbers = topology.length() / 8;
    Layout arrays =
        new Hdf5Layout()
            .dataset(
                "geometry",
                FLOAT64,
                n,
                3,
                Layout.Shares.of(GEOMETRY, 0, parts, p -> 24L * mesh.vertices(p)),
                Layout.Shares.of(CENTRES, 0, parts, p -> 24 * counts.get(p).centres()))
            .dataset("topology", INT64, tets ? m : numbers, tets ? 4 : 1, topology)
            .dataset(
                "layer",
                INT32,
                m,
                1,
                Layout.Shares.of(LAYERS, 0, parts, p -> 4 * counts.get(p).elements()))
            .layout(XdmfFormat.attributes(mesh));
    String cells =
        tets
            ? String.format(
                Locale.ROOT,
                "TopologyType=\"Tetrahedron\" NumberOfElements=\"%d\" NodesPerElement=\"4\"",
                m)
            : String.format(Locale.ROOT, "TopologyType=\"Mixed\" NumberOfElements=\"%d\"", m);
    return List.of(
        XdmfFormat.xml(
            mesh,
            files.get(1),
            cells,
            tets ? m + " 4" : Long.toString(numbers),
            n,
            m,
            List.of("layer")),
        arrays);
  }

  @Override
  public ShareWriter shares(FormatPart part) {
    return (share, out) -> write(share, part, out);
  }

  private void write(Layout.Share share, FormatPart part, ByteSink out) throws IOException {
    if (share.section() == GEOMETRY) {
      part.putVertices(out);
      return;
    }
    Elements elements = new Elements(part, choice);
    switch (share.section()) {
      case CENTRES -> elements.forEachCentre(out::putDoubles);
      case TOPOLOGY ->
          elements.forEach(
              (shape, nodes, layer) -> {
                if (choice == CellChoice.MIXED) {
                  out.putLong(type(shape));
                }
                for (int i = 0; i < Elements.nodes(shape); i++) {
                  out.putLong(elements.id(nodes[i], share.base()));
                }
              });
      case LAYERS -> elements.forEach((shape, nodes, layer) -> out.putInt(layer));
      default -> throw new IllegalArgumentException("section " + share.section());
    }
  }

  private static int type(CellKind shape) {
    return switch (shape) {
      case TET -> 6;
      case PYRAMID -> 7;
      case WEDGE -> 8;
      case POLYHEDRON -> throw new IllegalArgumentException("a polyhedron is no element");
    };
  }
}
