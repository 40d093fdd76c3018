package io.citymesh.format;

import io.citymesh.output.BuildingRow;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Stereolithography with bottoms, about a local origin: the buildings alone, each a closed solid;
 * or the ground, and the buildings with their bottoms ({@link Body}). A text has a solid {@code
 * building_i} for each building, and one for the ground of each part; a binary file has no names. A
 * closed mesh's top and sides are left out.
 *
 * <p>Source: 3D Systems, <em>StereoLithography Interface Specification</em> (1989).
 *
 * @param ascii whether it is text
 * @param closing what is added to the buildings
 */
record StlBodiesFormat(boolean ascii, Body.Closing closing) implements FeatureFormat {
  @Override
  public String name() {
    return StlFormat.NAME;
  }

  @Override
  public double room(double faces) {
    return faces * (ascii ? 230 : StlFormat.FACET_BYTES);
  }

  @Override
  public double[] origin(MeshParts mesh) {
    return mesh.localOrigin();
  }

  @Override
  public byte[] head(MeshParts mesh, long length) throws IOException {
    if (ascii) {
      return new byte[0];
    }
    long facets = length / StlFormat.FACET_BYTES;
    if (facets > 0xFFFF_FFFFL) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "stl: it counts with 32 bits, and the mesh has %d faces: write obj, or text with"
                  + " --ascii",
              facets));
    }
    return ByteSink.bytes(
        out -> {
          out.put(StlFormat.words(mesh, closing.words()));
          out.putInt((int) facets);
        });
  }

  @Override
  public byte[] building(MeshParts mesh, BuildingRow row, List<BuildingFaces> faces)
      throws IOException {
    Body body = Body.of(mesh, row, faces, closing);
    return solid(
        "building_" + row.index(),
        body.triangles(),
        (corner, axis) -> body.vertices().get(corner)[axis] / 1e6);
  }

  @Override
  public Optional<byte[]> ground(FormatPart part) throws IOException {
    GroundFaces ground = GroundFaces.of(part);
    if (closing == Body.Closing.SOLID || ground.corners().length == 0) {
      return Optional.empty();
    }
    double[] origin = part.mesh().localOrigin();
    List<int[]> triangles = new ArrayList<>();
    for (int i = 0; i < ground.corners().length; i += 3) {
      triangles.add(Arrays.copyOfRange(ground.corners(), i, i + 3));
    }
    return Optional.of(
        solid(
            part.mesh().patches().name(Patches.GROUND),
            triangles,
            (corner, axis) -> ground.xyz()[3 * corner + axis] - origin[axis]));
  }

  /** The coordinates of vertices. */
  private interface Vertices {
    double at(int vertex, int axis);
  }

  private byte[] solid(String name, List<int[]> triangles, Vertices vertices) throws IOException {
    StlFormat.Facet facet = new StlFormat.Facet();
    return ByteSink.bytes(
        out -> {
          out.putText(ascii ? "solid " + name + "\n" : "");
          for (int[] face : triangles) {
            for (int i = 0; i < 3; i++) {
              facet.set(
                  i, vertices.at(face[i], 0), vertices.at(face[i], 1), vertices.at(face[i], 2));
            }
            if (ascii) {
              facet.writeText(out);
            } else {
              facet.write(out);
            }
          }
          out.putText(ascii ? "endsolid " + name + "\n" : "");
        });
  }
}
