package io.citymesh.format;

import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Stereolithography, about a local origin, since it has single precision: binary, a file for each
 * patch (ground, walls, roofs; top and sides of a closed mesh); or text, a file with a solid for
 * each of them. The header of a binary file names CRS, units and origin; a text has no place for
 * them.
 *
 * <p>Source: 3D Systems, <em>StereoLithography Interface Specification</em> (1989).
 *
 * @param ascii whether it is text
 */
record StlFormat(boolean ascii) implements PartFormat {
  static final String NAME = "stl";

  private static final int HEADER_BYTES = 80;

  /** A normal, three corners and a spare number. */
  static final int FACET_BYTES = 12 * 4 + 2;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> files(String file, MeshParts mesh) {
    if (ascii) {
      return List.of(file);
    }
    String stem = file.endsWith(".stl") ? file.substring(0, file.length() - 4) : file;
    Patches patches = mesh.patches();
    return IntStream.range(0, patches.count())
        .mapToObj(
            patch ->
                (patches.ofBuildings() && patch >= patches.firstOfBuildings()
                        ? stem + "_by_" // Names that nobody else gives.
                        : stem + "_")
                    + patches.name(patch)
                    + ".stl")
        .toList();
  }

  @Override
  public boolean dividesBuildings(MeshParts mesh) {
    return true;
  }

  @Override
  public double room(double faces) {
    return faces * (ascii ? 230 : FACET_BYTES);
  }

  @Override
  public double[] origin(MeshParts mesh) {
    return mesh.localOrigin();
  }

  /** Bytes of each patch. */
  @Override
  public int measures(MeshParts mesh) {
    return mesh.patches().count();
  }

  @Override
  public long[] measure(FormatPart part) throws IOException {
    long[] bytes = new long[measures(part.mesh())];
    int[] patches = part.patches();
    Facets facets = ascii ? new Facets(part) : null;
    for (int f = 0; f < patches.length; f++) {
      bytes[patches[f]] += ascii ? facets.of(f).textLength() : FACET_BYTES;
    }
    return bytes;
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files)
      throws IOException {
    List<Layout> layouts = new ArrayList<>();
    List<Layout.Section> text = new ArrayList<>();
    for (int patch = 0; patch < mesh.patches().count(); patch++) {
      int section = patch;
      String name = mesh.patches().name(patch);
      Layout.Shares facets = Layout.Shares.of(section, 0, mesh.count(), p -> measures[p][section]);
      if (ascii) {
        text.add(Layout.Fixed.text("solid " + name + "\n"));
        text.add(facets);
        text.add(Layout.Fixed.text("endsolid " + name + "\n"));
      } else {
        layouts.add(new Layout(List.of(header(mesh, name, facets.length()), facets)));
      }
    }
    return ascii ? List.of(new Layout(text)) : layouts;
  }

  private static Layout.Fixed header(MeshParts mesh, String patch, long bytes) throws IOException {
    long facets = bytes / FACET_BYTES;
    if (facets > 0xFFFF_FFFFL) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "stl: it counts with 32 bits, and the %s have %d faces: write vtu or vtkhdf",
              patch,
              facets));
    }
    byte[] words = words(mesh, patch);
    return Layout.Fixed.of(
        out -> {
          out.put(words);
          out.putInt((int) facets);
        });
  }

  /** The words in the header of a binary file, filled up. */
  static byte[] words(MeshParts mesh, String content) {
    // It must not begin with the word by which readers know a text.
    byte[] words =
        String.format(
                Locale.ROOT,
                "citymesh %s, origin %s, metre, %s",
                content,
                mesh.originAsText(),
                mesh.crsOnOneLine())
            .getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(words, HEADER_BYTES);
  }

  @Override
  public ShareWriter shares(FormatPart part) throws IOException {
    Facets facets = new Facets(part);
    int[] patches = part.patches();
    return (share, out) -> {
      for (int f = 0; f < patches.length; f++) {
        if (patches[f] == share.section()) {
          write(f, facets, out);
        }
      }
    };
  }

  private void write(int f, Facets facets, ByteSink out) throws IOException {
    if (ascii) {
      facets.of(f).writeText(out);
    } else {
      facets.of(f).write(out);
    }
  }

  /** A triangle with its normal. */
  static final class Facet {
    private static final String BEFORE = "facet normal";
    private static final String LOOP = "\n outer loop\n";
    private static final String VERTEX = "  vertex";
    private static final String AFTER = " endloop\nendfacet\n";

    /** Normal and corners. */
    private final double[] xyz = new double[12];

    /** Sets corner 0, 1 or 2; with the last one the normal is known. */
    void set(int corner, double x, double y, double z) {
      xyz[3 + 3 * corner] = x;
      xyz[4 + 3 * corner] = y;
      xyz[5 + 3 * corner] = z;
      if (corner == 2) {
        setNormal();
      }
    }

    private void setNormal() {
      double ux = xyz[6] - xyz[3];
      double uy = xyz[7] - xyz[4];
      double uz = xyz[8] - xyz[5];
      double vx = xyz[9] - xyz[3];
      double vy = xyz[10] - xyz[4];
      double vz = xyz[11] - xyz[5];
      double x = uy * vz - uz * vy;
      double y = uz * vx - ux * vz;
      double z = ux * vy - uy * vx;
      double length = Math.sqrt(x * x + y * y + z * z);
      xyz[0] = length > 0 ? x / length : 0;
      xyz[1] = length > 0 ? y / length : 0;
      xyz[2] = length > 0 ? z / length : 0;
    }

    void write(ByteSink out) throws IOException {
      ByteBuffer facet = out.room(FACET_BYTES);
      facet.putFloat((float) xyz[0]).putFloat((float) xyz[1]).putFloat((float) xyz[2]);
      facet.putFloat((float) xyz[3]).putFloat((float) xyz[4]).putFloat((float) xyz[5]);
      facet.putFloat((float) xyz[6]).putFloat((float) xyz[7]).putFloat((float) xyz[8]);
      facet.putFloat((float) xyz[9]).putFloat((float) xyz[10]).putFloat((float) xyz[11]);
      facet.putShort((short) 0);
    }

    int textLength() {
      int length =
          BEFORE.length() + LOOP.length() + 3 * (VERTEX.length() + 1) + AFTER.length() + 12;
      for (double value : xyz) {
        length += Decimal.length(Decimal.millionths(value));
      }
      return length;
    }

    void writeText(ByteSink out) throws IOException {
      out.putText(BEFORE);
      put(0, out);
      out.putText(LOOP);
      for (int i = 3; i < 12; i += 3) {
        out.putText(VERTEX);
        put(i, out);
        out.putByte('\n');
      }
      out.putText(AFTER);
    }

    private void put(int at, ByteSink out) throws IOException {
      for (int i = at; i < at + 3; i++) {
        out.putByte(' ');
        out.putDecimal(Decimal.millionths(xyz[i]));
      }
    }
  }

  /** The faces of a part, about the local origin. */
  private static final class Facets {
    private final double[] origin;
    private final double[] own;
    private final double[] ghosts;
    private final int[] corners;
    private final Facet facet = new Facet();

    Facets(FormatPart part) throws IOException {
      origin = part.mesh().localOrigin();
      own = part.vertices();
      ghosts = part.ghosts();
      corners = part.faces();
    }

    /** The face, until another is asked for. */
    Facet of(int face) {
      for (int i = 0; i < 3; i++) {
        int corner = corners[3 * face + i];
        boolean foreign = 3 * corner >= own.length;
        double[] from = foreign ? ghosts : own;
        int at = foreign ? 3 * corner - own.length : 3 * corner;
        facet.set(i, from[at] - origin[0], from[at + 1] - origin[1], from[at + 2] - origin[2]);
      }
      return facet;
    }
  }
}
