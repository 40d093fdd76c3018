package io.citymesh.format;

import io.citymesh.air.CellKind;
import java.io.IOException;
import java.util.List;

/**
 * The cells of the air, all divided into tets, as VTK's XML format for unstructured grids, with
 * binary data at the end; the number of its layer is a value of each tet. The points within cells
 * that are divided around one come after those of all parts.
 *
 * <p>Source: Kitware, <em>VTK File Formats</em>, "XML File Formats".
 */
record VtuTets() implements PartFormat {
  private static final int POINTS = 0;
  private static final int CENTRES = 1;
  private static final int CONNECTIVITY = 2;
  private static final int OFFSETS = 3;
  private static final int TYPES = 4;
  private static final int LAYERS = 5;

  @Override
  public String name() {
    return VtuFormat.NAME;
  }

  @Override
  public double room(double faces) {
    return faces * 12 * (0.55 * 24 + 3 * (4 * 8 + 8 + 1 + 4));
  }

  @Override
  public int measures(MeshParts mesh) {
    return Elements.Counts.NUMBERS;
  }

  @Override
  public long[] measure(FormatPart part) throws IOException {
    return new Elements(part, CellChoice.TETS).counts().numbers();
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files) {
    List<Elements.Counts> counts = Elements.Counts.of(measures);
    long[] before = Elements.Counts.before(counts, Elements.Counts::elements);
    long[] centresBefore = Elements.Counts.before(counts, Elements.Counts::centres);
    int parts = mesh.count();
    return VtuFormat.file(
        mesh,
        before[parts],
        List.of(
            Layout.Shares.of(POINTS, 0, parts, p -> 24L * mesh.vertices(p)),
            Layout.Shares.of(CENTRES, 0, parts, p -> 24 * counts.get(p).centres())),
        List.of(
            new VtuFormat.Array(
                "connectivity",
                "Int64",
                Layout.Shares.of(
                    CONNECTIVITY,
                    p -> mesh.allVertices() + centresBefore[p],
                    parts,
                    p -> 8 * counts.get(p).corners())),
            new VtuFormat.Array(
                "offsets",
                "Int64",
                Layout.Shares.of(
                    OFFSETS, p -> before[p], parts, p -> 8 * counts.get(p).elements())),
            new VtuFormat.Array(
                "types",
                "UInt8",
                Layout.Shares.of(TYPES, 0, parts, p -> counts.get(p).elements()))),
        new VtuFormat.Array(
            "layer",
            "Int32",
            Layout.Shares.of(LAYERS, 0, parts, p -> 4 * counts.get(p).elements())));
  }

  @Override
  public ShareWriter shares(FormatPart part) {
    return (share, out) -> write(share, part, out);
  }

  private static void write(Layout.Share share, FormatPart part, ByteSink out) throws IOException {
    if (share.section() == POINTS) {
      part.putVertices(out);
      return;
    }
    Elements tets = new Elements(part, CellChoice.TETS);
    switch (share.section()) {
      case CENTRES -> tets.forEachCentre(out::putDoubles);
      case CONNECTIVITY ->
          tets.forEach(
              (shape, nodes, layer) -> {
                for (int i = 0; i < Elements.nodes(shape); i++) {
                  out.putLong(tets.id(nodes[i], share.base()));
                }
              });
      case OFFSETS -> {
        int tet = Elements.nodes(CellKind.TET);
        out.putLongs(
            Math.toIntExact(share.length() / 8),
            (first, count, ends) -> {
              for (int i = 0; i < count; i++) {
                ends[i] = tet * (share.base() + first + i + 1);
              }
            });
      }
      case TYPES -> out.putRepeated(VtkShapes.type(CellKind.TET), share.length());
      case LAYERS -> tets.forEach((shape, nodes, layer) -> out.putInt(layer));
      default -> throw new IllegalArgumentException("section " + share.section());
    }
  }
}
