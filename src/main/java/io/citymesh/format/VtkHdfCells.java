package io.citymesh.format;

import static io.citymesh.store.Hdf5Skeleton.Number.INT32;

import java.io.IOException;
import java.util.List;

/**
 * The cells of the air as VTKHDF 1.0, in as many partitions as the mesh has parts: wedges, pyramids
 * and tets, or tets alone ({@link Elements}: polyhedra came to VTKHDF with a later version, which
 * few programs read). A partition has its own points, then those of its lines that other parts own,
 * then those within divided cells, and names them from 0 on. The number of its layer is a value of
 * each cell. CRS and units are attributes of the group.
 *
 * @param choice the shapes of cells
 */
record VtkHdfCells(CellChoice choice) implements PartFormat {
  private static final int POINTS = 0;
  private static final int CONNECTIVITY = 1;
  private static final int OFFSETS = 2;
  private static final int TYPES = 3;
  private static final int LAYERS = 4;

  @Override
  public String name() {
    return VtkHdfFormat.NAME;
  }

  @Override
  public double room(double faces) {
    return faces * 12 * (0.6 * 24 + 6 * 8 + 8 + 1 + 4);
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
    int parts = mesh.count();
    return VtkHdfFormat.file(
        mesh,
        new VtkHdfFormat.Partitions(
            p -> mesh.vertices(p) + counts.get(p).foreign() + counts.get(p).centres(),
            p -> counts.get(p).elements(),
            p -> counts.get(p).corners()),
        new VtkHdfFormat.Codes(POINTS, CONNECTIVITY, OFFSETS, TYPES),
        List.of(
            new VtkHdfFormat.CellData(
                "layer",
                INT32,
                Layout.Shares.of(LAYERS, 0, parts, p -> 4 * counts.get(p).elements()))));
  }

  @Override
  public ShareWriter shares(FormatPart part) {
    return (share, out) -> write(share, part, out);
  }

  private void write(Layout.Share share, FormatPart part, ByteSink out) throws IOException {
    Elements elements = new Elements(part, choice);
    switch (share.section()) {
      case POINTS -> {
        part.putVertices(out);
        elements.forEachForeign(out::putDoubles);
        elements.forEachCentre(out::putDoubles);
      }
      case CONNECTIVITY ->
          elements.forEach(
              (shape, nodes, layer) -> {
                for (int i = 0; i < Elements.nodes(shape); i++) {
                  out.putLong(nodes[VtkShapes.corner(shape, i)]);
                }
              });
      case OFFSETS -> {
        long[] end = {0};
        out.putLong(0);
        elements.forEach(
            (shape, nodes, layer) -> {
              end[0] += Elements.nodes(shape);
              out.putLong(end[0]);
            });
      }
      case TYPES -> elements.forEach((shape, nodes, layer) -> out.putByte(VtkShapes.type(shape)));
      case LAYERS -> elements.forEach((shape, nodes, layer) -> out.putInt(layer));
      default -> throw new IllegalArgumentException("section " + share.section());
    }
  }
}
