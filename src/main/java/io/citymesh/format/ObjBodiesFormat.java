package io.citymesh.format;

import io.citymesh.output.BuildingRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Wavefront OBJ with bottoms: each building as a closed solid, or with its bottom alone ({@link
 * Body}), in the group {@code building_i}; of one that is not whole, because a tile has failed, a
 * comment says so. The ground is the group {@code ground}; a closed mesh's top and sides are left
 * out. Each building, and the ground of each part, has its own vertices, which its faces count
 * backwards from the last.
 *
 * <p>Source: Wavefront, <em>Advanced Visualizer manual</em>, appendix B1, "Object Files".
 *
 * @param closing what is added to the buildings
 */
record ObjBodiesFormat(Body.Closing closing) implements FeatureFormat {
  @Override
  public String name() {
    return ObjFormat.NAME;
  }

  @Override
  public double room(double faces) {
    return faces * 90;
  }

  @Override
  public double[] origin(MeshParts mesh) {
    return mesh.localOrigin();
  }

  @Override
  public byte[] head(MeshParts mesh, long length) {
    return String.format(
            Locale.ROOT,
            """
            # citymesh: %d buildings (%s), and the ground
            # crs %s
            # units metre
            # origin %s, to be added to the coordinates
            """,
            mesh.buildings(),
            closing.words(),
            mesh.crsOnOneLine(),
            mesh.originAsText())
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] building(MeshParts mesh, BuildingRow row, List<BuildingFaces> faces)
      throws IOException {
    Body body = Body.of(mesh, row, faces, closing);
    return ByteSink.bytes(
        out -> {
          out.putText(body.whole() ? "" : "# not whole\n");
          out.putText("g building_" + row.index() + "\n");
          for (long[] vertex : body.vertices()) {
            writeVertex(vertex[0], vertex[1], vertex[2], out);
          }
          for (int[] face : body.triangles()) {
            writeFace(face[0], face[1], face[2], body.vertices().size(), out);
          }
        });
  }

  private static void writeVertex(long x, long y, long z, ByteSink out) throws IOException {
    out.putText("v ");
    out.putDecimal(x);
    out.putByte(' ');
    out.putDecimal(y);
    out.putByte(' ');
    out.putDecimal(z);
    out.putByte('\n');
  }

  private static void writeFace(int a, int b, int c, int count, ByteSink out) throws IOException {
    out.putText("f -");
    out.putDigits(count - a);
    out.putText(" -");
    out.putDigits(count - b);
    out.putText(" -");
    out.putDigits(count - c);
    out.putByte('\n');
  }

  @Override
  public Optional<byte[]> ground(FormatPart part) throws IOException {
    GroundFaces ground = GroundFaces.of(part);
    if (ground.corners().length == 0) {
      return Optional.empty();
    }
    double[] origin = part.mesh().localOrigin();
    double[] xyz = ground.xyz();
    return Optional.of(
        ByteSink.bytes(
            out -> {
              out.putText("g " + part.mesh().patches().name(Patches.GROUND) + "\n");
              for (int i = 0; i < xyz.length; i += 3) {
                writeVertex(
                    Decimal.millionths(xyz[i] - origin[0]),
                    Decimal.millionths(xyz[i + 1] - origin[1]),
                    Decimal.millionths(xyz[i + 2] - origin[2]),
                    out);
              }
              int[] c = ground.corners();
              for (int i = 0; i < c.length; i += 3) {
                writeFace(c[i], c[i + 1], c[i + 2], xyz.length / 3, out);
              }
            }));
  }
}
