package io.citymesh.format;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * The Polygon File Format, binary and little-endian: vertices as doubles, faces as three indices
 * with the property {@code marker}. CRS and units are comments.
 *
 * <p>Source: Greg Turk, <em>The PLY Polygon File Format</em> (1994).
 */
record PlyFormat() implements PartFormat {
  static final String NAME = "ply";

  private static final int VERTICES = 0;
  private static final int FACES = 1;

  /** A count of corners, three indices and a marker. */
  private static final int FACE_BYTES = 1 + 3 * 4 + 4;

  private static final int FACES_AT_A_TIME = 1 << 10;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean listsSurface() {
    return true;
  }

  @Override
  public double room(double faces) {
    return faces * (0.5 * 24 + FACE_BYTES);
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files) {
    if (mesh.allVertices() > Integer.MAX_VALUE) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "ply: its indices have 32 bits, and the mesh has %d vertices: write vtu or vtkhdf",
              mesh.allVertices()));
    }
    String header =
        String.format(
            Locale.ROOT,
            """
            ply
            format binary_little_endian 1.0
            comment crs %s
            comment units metre
            comment marker -2 ground, -1 ground at a building, i wall, %d + i roof of building i
            element vertex %d
            property double x
            property double y
            property double z
            element face %d
            property list uchar int vertex_indices
            property int marker
            end_header
            """,
            mesh.crsOnOneLine(),
            mesh.buildings(),
            mesh.allVertices(),
            mesh.allFaces());
    return List.of(
        new Layout(
            List.of(
                Layout.Fixed.text(header),
                Layout.Shares.of(VERTICES, 0, mesh.count(), p -> 24L * mesh.vertices(p)),
                Layout.Shares.of(FACES, 0, mesh.count(), p -> (long) FACE_BYTES * mesh.faces(p)))));
  }

  @Override
  public ShareWriter shares(FormatPart part) {
    return (share, out) -> write(share, part, out);
  }

  private static void write(Layout.Share share, FormatPart part, ByteSink out) throws IOException {
    if (share.section() == VERTICES) {
      part.putVertices(out);
      return;
    }
    int[] markers = part.markers();
    ByteSink.Longs corners = part.globalCorners(0);
    long[] some = new long[3 * FACES_AT_A_TIME];
    for (int first = 0; first < markers.length; first += FACES_AT_A_TIME) {
      int count = Math.min(FACES_AT_A_TIME, markers.length - first);
      corners.fill(3 * first, 3 * count, some);
      for (int f = 0; f < count; f++) {
        ByteBuffer face = out.room(FACE_BYTES);
        face.put((byte) 3);
        face.putInt((int) some[3 * f]);
        face.putInt((int) some[3 * f + 1]);
        face.putInt((int) some[3 * f + 2]);
        face.putInt(markers[first + f]);
      }
    }
  }
}
