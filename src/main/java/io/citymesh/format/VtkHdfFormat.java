package io.citymesh.format;

import static io.citymesh.store.Hdf5Skeleton.Number.FLOAT64;
import static io.citymesh.store.Hdf5Skeleton.Number.INT32;
import static io.citymesh.store.Hdf5Skeleton.Number.INT64;
import static io.citymesh.store.Hdf5Skeleton.Number.UINT8;

import io.citymesh.store.Hdf5Skeleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * VTKHDF 1.0: one unstructured grid in an HDF5 file, in as many partitions as the mesh has parts,
 * which VTK and ParaView read in parallel. A partition has its own points, those of other parts
 * that its faces use too, and names them from 0 on. Cell data are {@code marker} and {@code
 * building} (-1 for none). CRS and units are attributes of the group.
 *
 * <p>Source: Kitware, <em>VTKHDF File Format</em>, version 1.0.
 */
record VtkHdfFormat() implements PartFormat {
  static final String NAME = "vtkhdf";

  private static final String GROUP = "VTKHDF";

  private static final int VTK_TRIANGLE = 5;

  private static final int POINTS = 0;
  private static final int CONNECTIVITY = 1;
  private static final int OFFSETS = 2;
  private static final int TYPES = 3;
  private static final int MARKERS = 4;
  private static final int BUILDINGS = 5;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double room(double faces) {
    return faces * (0.5 * 24 + 24 + 8 + 1 + 4 + 4);
  }

  /** Vertices of other parts. */
  @Override
  public int measures(MeshParts mesh) {
    return 1;
  }

  @Override
  public long[] measure(FormatPart part) throws IOException {
    return new long[] {part.ghostCount()};
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files)
      throws IOException {
    int parts = mesh.count();
    return file(
        mesh,
        new Partitions(
            p -> mesh.vertices(p) + measures[p][0], mesh::faces, p -> 3L * mesh.faces(p)),
        new Codes(POINTS, CONNECTIVITY, OFFSETS, TYPES),
        List.of(
            new CellData(
                "marker", INT32, Layout.Shares.of(MARKERS, 0, parts, p -> 4L * mesh.faces(p))),
            new CellData(
                "building",
                INT32,
                Layout.Shares.of(BUILDINGS, 0, parts, p -> 4L * mesh.faces(p)))));
  }

  /**
   * What each partition has.
   *
   * @param points how many
   * @param cells how many
   * @param corners of all cells
   */
  record Partitions(IntToLongFunction points, IntToLongFunction cells, IntToLongFunction corners) {}

  /** The codes of sections. */
  record Codes(int points, int connectivity, int offsets, int types) {}

  /** A value of each cell. */
  record CellData(String name, Hdf5Skeleton.Number type, Layout.Shares shares) {}

  /** A file with a partition for each part. */
  static List<Layout> file(MeshParts mesh, Partitions have, Codes codes, List<CellData> data)
      throws IOException {
    int parts = mesh.count();
    Layout.Shares points =
        Layout.Shares.of(codes.points, 0, parts, p -> 24 * have.points.applyAsLong(p));
    Layout.Shares connectivity =
        Layout.Shares.of(codes.connectivity, 0, parts, p -> 8 * have.corners.applyAsLong(p));
    Layout.Shares offsets =
        Layout.Shares.of(codes.offsets, 0, parts, p -> 8 * (have.cells.applyAsLong(p) + 1));
    Layout.Shares types = Layout.Shares.of(codes.types, 0, parts, have.cells);
    Hdf5Layout file =
        new Hdf5Layout()
            .dataset(GROUP + "/NumberOfPoints", INT64, parts, 1, counts(parts, have.points))
            .dataset(GROUP + "/NumberOfCells", INT64, parts, 1, counts(parts, have.cells))
            .dataset(
                GROUP + "/NumberOfConnectivityIds", INT64, parts, 1, counts(parts, have.corners))
            .dataset(GROUP + "/Points", FLOAT64, points.length() / 24, 3, points)
            .dataset(GROUP + "/Connectivity", INT64, connectivity.length() / 8, 1, connectivity)
            .dataset(GROUP + "/Offsets", INT64, offsets.length() / 8, 1, offsets)
            .dataset(GROUP + "/Types", UINT8, types.length(), 1, types);
    for (CellData values : data) {
      file.dataset(
          GROUP + "/CellData/" + values.name, values.type, types.length(), 1, values.shares);
    }
    return List.of(
        file.layout(
            Map.of(
                GROUP,
                Map.of(
                    "Version",
                    new long[] {1, 0},
                    "Type",
                    "UnstructuredGrid",
                    "crs",
                    mesh.crsOnOneLine(),
                    "units",
                    "metre"))));
  }

  private static Layout.Fixed counts(int parts, IntToLongFunction count) throws IOException {
    return Layout.Fixed.of(
        out -> {
          for (int part = 0; part < parts; part++) {
            out.putLong(count.applyAsLong(part));
          }
        });
  }

  @Override
  public ShareWriter shares(FormatPart part) {
    return (share, out) -> write(share, part, out);
  }

  private static void write(Layout.Share share, FormatPart part, ByteSink out) throws IOException {
    switch (share.section()) {
      case POINTS -> {
        part.putVertices(out);
        out.putDoubles(part.ghosts());
      }
      case CONNECTIVITY -> {
        int[] corners = part.faces();
        out.putLongs(
            corners.length,
            (first, count, ids) -> {
              for (int i = 0; i < count; i++) {
                ids[i] = corners[first + i];
              }
            });
      }
      case OFFSETS ->
          out.putLongs(
              part.faceCount() + 1,
              (first, count, ends) -> {
                for (int i = 0; i < count; i++) {
                  ends[i] = 3L * (first + i);
                }
              });
      case TYPES -> out.putRepeated(VTK_TRIANGLE, part.faceCount());
      case MARKERS -> out.putInts(part.markers());
      case BUILDINGS -> out.putInts(part.buildings());
      default -> throw new IllegalArgumentException("section " + share.section());
    }
  }
}
