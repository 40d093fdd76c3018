package io.citymesh.format;

import io.citymesh.output.BuildingRow;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Stereolithography of the buildings alone, each a closed solid ({@link Solid}), about a local
 * origin: text, with a solid {@code building_i} for each; or binary, which has no names.
 *
 * <p>Source: 3D Systems, <em>StereoLithography Interface Specification</em> (1989).
 *
 * @param ascii whether it is text
 */
record SolidsStlFormat(boolean ascii) implements FeatureFormat {
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
          "stl: it counts with 32 bits, and the solids have %d faces: write obj, or text with --ascii"
              .formatted(facets));
    }
    return ByteSink.bytes(
        out -> {
          out.put(StlFormat.words(mesh, "solids"));
          out.putInt((int) facets);
        });
  }

  @Override
  public byte[] building(MeshParts mesh, BuildingRow row, List<BuildingFaces> faces)
      throws IOException {
    Solid solid = Solid.of(mesh, row, faces);
    StlFormat.Facet facet = new StlFormat.Facet();
    return ByteSink.bytes(
        out -> {
          String name = "solid building_" + row.index() + "\n";
          out.putText(ascii ? name : "");
          for (int[] face : solid.triangles()) {
            for (int i = 0; i < 3; i++) {
              long[] vertex = solid.vertices().get(face[i]);
              facet.set(i, vertex[0] / 1e6, vertex[1] / 1e6, vertex[2] / 1e6);
            }
            if (ascii) {
              facet.writeText(out);
            } else {
              facet.write(out);
            }
          }
          out.putText(ascii ? "end" + name : "");
        });
  }

  @Override
  public Optional<byte[]> ground(FormatPart part) {
    return Optional.empty();
  }
}
