package io.citymesh.format;

import io.citymesh.air.CellKind;
import java.io.IOException;
import java.util.List;

/**
 * The cells of the air as VTK's XML format for unstructured grids, with binary data at the end:
 * wedges, pyramids, tets, and polyhedra by their faces; the number of its layer is a value of each
 * cell. CRS and units are a comment.
 *
 * <p>Source: Kitware, <em>VTK File Formats</em>, "XML File Formats", with {@code faces} and {@code
 * faceoffsets} of polyhedra.
 */
record VtuCells() implements PartFormat {
  /** What is measured of each part. */
  private static final int CELLS = 0;

  private static final int CORNERS = 1;
  private static final int FACES = 2;

  private static final int POINTS = 0;
  private static final int CONNECTIVITY = 1;
  private static final int OFFSETS = 2;
  private static final int TYPES = 3;
  private static final int FACE_STREAM = 4;
  private static final int FACE_OFFSETS = 5;
  private static final int LAYERS = 6;

  @Override
  public String name() {
    return VtuFormat.NAME;
  }

  @Override
  public double room(double faces) {
    return faces * 12 * (0.55 * 24 + 6 * 8 + 8 + 1 + 8 + 4);
  }

  @Override
  public int measures(MeshParts mesh) {
    return 3;
  }

  /** Cells, their corners, and the numbers with which polyhedra are described. */
  @Override
  public long[] measure(FormatPart part) throws IOException {
    long[] measures = new long[3];
    new PartCells(part)
        .forEach(
            (kind, cell) -> {
              measures[CELLS]++;
              if (kind == CellKind.POLYHEDRON) {
                measures[CORNERS] += cell.distinctCorners().length;
                measures[FACES] += 1 + cell.faceNumbers();
              } else {
                measures[CORNERS] += cell.corners();
              }
            });
    return measures;
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files) {
    long[][] before = new long[mesh.count() + 1][3];
    for (int p = 0; p < mesh.count(); p++) {
      for (int i = 0; i < 3; i++) {
        before[p + 1][i] = before[p][i] + measures[p][i];
      }
    }
    long[] all = before[mesh.count()];
    int parts = mesh.count();
    return VtuFormat.file(
        mesh,
        all[CELLS],
        List.of(Layout.Shares.of(POINTS, 0, parts, p -> 24L * mesh.vertices(p))),
        List.of(
            new VtuFormat.Array(
                "connectivity",
                "Int64",
                Layout.Shares.of(CONNECTIVITY, 0, parts, p -> 8 * measures[p][CORNERS])),
            new VtuFormat.Array(
                "offsets",
                "Int64",
                Layout.Shares.of(
                    OFFSETS, p -> before[p][CORNERS], parts, p -> 8 * measures[p][CELLS])),
            new VtuFormat.Array(
                "types", "UInt8", Layout.Shares.of(TYPES, 0, parts, p -> measures[p][CELLS])),
            new VtuFormat.Array(
                "faces",
                "Int64",
                Layout.Shares.of(FACE_STREAM, 0, parts, p -> 8 * measures[p][FACES])),
            new VtuFormat.Array(
                "faceoffsets",
                "Int64",
                Layout.Shares.of(
                    FACE_OFFSETS, p -> before[p][FACES], parts, p -> 8 * measures[p][CELLS]))),
        new VtuFormat.Array(
            "layer", "Int32", Layout.Shares.of(LAYERS, 0, parts, p -> 4 * measures[p][CELLS])));
  }

  @Override
  public ShareWriter shares(FormatPart part) {
    return (share, out) -> {
      if (share.section() == POINTS) {
        part.putVertices(out);
      } else {
        write(share, new PartCells(part), out);
      }
    };
  }

  private static void write(Layout.Share share, PartCells cells, ByteSink out) throws IOException {
    long[] at = {share.base()};
    switch (share.section()) {
      case CONNECTIVITY -> cells.forEach((kind, cell) -> putCorners(kind, cell, out));
      case OFFSETS ->
          cells.forEach(
              (kind, cell) -> {
                at[0] +=
                    kind == CellKind.POLYHEDRON ? cell.distinctCorners().length : cell.corners();
                out.putLong(at[0]);
              });
      case TYPES -> cells.forEach((kind, cell) -> out.putByte(VtkShapes.type(kind)));
      case FACE_STREAM ->
          cells.forEach(
              (kind, cell) -> {
                if (kind == CellKind.POLYHEDRON) {
                  out.putLong(cell.faces());
                  for (int i = 0; i < cell.faceNumbers(); i++) {
                    out.putLong(cell.faceNumber(i));
                  }
                }
              });
      case FACE_OFFSETS ->
          cells.forEach(
              (kind, cell) -> {
                if (kind == CellKind.POLYHEDRON) {
                  at[0] += 1 + cell.faceNumbers();
                }
                out.putLong(kind == CellKind.POLYHEDRON ? at[0] : -1);
              });
      case LAYERS -> cells.forEach((kind, cell) -> out.putInt(cell.layer()));
      default -> throw new IllegalArgumentException("section " + share.section());
    }
  }

  private static void putCorners(CellKind kind, PartCells cell, ByteSink out) throws IOException {
    if (kind == CellKind.POLYHEDRON) {
      out.putLongs(cell.distinctCorners());
      return;
    }
    for (int i = 0; i < cell.corners(); i++) {
      out.putLong(cell.corner(VtkShapes.corner(kind, i)));
    }
  }
}
