package io.citymesh.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Wavefront OBJ: vertices about a local origin, to a millionth of a metre, and the faces of the
 * ground, the walls and the roofs in a group each. Groups share vertices. CRS, units and origin are
 * comments.
 *
 * <p>Source: Wavefront, <em>Advanced Visualizer manual</em>, appendix B1, "Object Files".
 */
record ObjFormat() implements PartFormat {
  static final String NAME = "obj";

  private static final int VERTICES = 0;

  /** The first patch; the others follow. */
  private static final int FACES = 1;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double room(double faces) {
    return faces * (0.5 * 35 + 26);
  }

  @Override
  public double[] origin(MeshParts mesh) {
    return mesh.localOrigin();
  }

  @Override
  public int measures() {
    return FACES + Patch.values().length;
  }

  @Override
  public long[] measure(FormatPart part) throws IOException {
    long[] lengths = new long[measures()];
    double[] origin = origin(part.mesh());
    double[] xyz = part.vertices();
    for (int i = 0; i < xyz.length; i++) {
      lengths[VERTICES] += 1 + Decimal.length(Decimal.millionths(xyz[i] - origin[i % 3]));
    }
    lengths[VERTICES] += 2L * part.vertexCount();
    long[] corners = part.corners();
    byte[] kinds = part.kinds();
    for (int f = 0; f < kinds.length; f++) {
      int patch = FACES + Patch.of(kinds[f]).ordinal();
      for (int i = 3 * f; i < 3 * f + 3; i++) {
        lengths[patch] += 1 + Decimal.digits(corners[i] + 1);
      }
      lengths[patch] += 2;
    }
    return lengths;
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files) {
    List<Layout.Section> sections = new ArrayList<>();
    sections.add(Layout.Fixed.text(header(mesh)));
    sections.add(Layout.Shares.of(VERTICES, 0, mesh.count(), p -> measures[p][VERTICES]));
    for (Patch patch : Patch.values()) {
      int section = FACES + patch.ordinal();
      sections.add(Layout.Fixed.text("g " + patch + "\n"));
      sections.add(Layout.Shares.of(section, 0, mesh.count(), p -> measures[p][section]));
    }
    return List.of(new Layout(sections));
  }

  /** The comments at the beginning. */
  static String header(MeshParts mesh) {
    return """
        # citymesh: %d vertices, %d faces
        # crs %s
        # units metre
        # origin %s, to be added to the coordinates
        """
        .formatted(mesh.allVertices(), mesh.allFaces(), mesh.crsOnOneLine(), mesh.originAsText());
  }

  @Override
  public void write(Layout.Share share, FormatPart part, ByteSink out) throws IOException {
    if (share.section() == VERTICES) {
      writeVertices(part, out);
      return;
    }
    Patch patch = Patch.values()[share.section() - FACES];
    long[] corners = part.corners();
    byte[] kinds = part.kinds();
    for (int f = 0; f < kinds.length; f++) {
      if (Patch.of(kinds[f]) == patch) {
        writeFace(corners, f, out);
      }
    }
  }

  private static void writeVertices(FormatPart part, ByteSink out) throws IOException {
    double[] origin = part.mesh().localOrigin();
    double[] xyz = part.vertices();
    for (int i = 0; i < xyz.length; i++) {
      if (i % 3 == 0) {
        out.putByte('v');
      }
      out.putByte(' ');
      out.putDecimal(Decimal.millionths(xyz[i] - origin[i % 3]));
      if (i % 3 == 2) {
        out.putByte('\n');
      }
    }
  }

  /** OBJ counts from 1. */
  private static void writeFace(long[] corners, int face, ByteSink out) throws IOException {
    out.putByte('f');
    for (int i = 3 * face; i < 3 * face + 3; i++) {
      out.putByte(' ');
      out.putDigits(corners[i] + 1);
    }
    out.putByte('\n');
  }
}
