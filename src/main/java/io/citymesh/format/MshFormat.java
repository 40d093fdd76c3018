package io.citymesh.format;

import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Gmsh's format 4.1, binary: a surface and a physical group for each kind of face ({@code ground},
 * {@code ground_at_buildings}, {@code walls}, {@code roofs}; of a closed mesh also its top and
 * sides; or of each building or value in place of walls and roofs), nodes as doubles. Nodes and
 * elements are numbered from 1, in the order of the file. CRS and units are a comment.
 *
 * <p>Source: <em>Gmsh Reference Manual</em>, "MSH file format", version 4.1.
 */
record MshFormat() implements PartFormat {
  static final String NAME = "msh";

  /** The names of the physical groups of the city, by kind of face. */
  private static final List<String> GROUPS =
      List.of("ground", "ground_at_buildings", "walls", "roofs");

  /** The first group of buildings that have patches of their own; below are kinds of faces. */
  private static final int OF_BUILDINGS = FaceKind.LAST + 1;

  /** How many numbers of groups there may be. */
  private static int groups(MeshParts mesh) {
    return OF_BUILDINGS + mesh.patches().countOfBuildings();
  }

  /** The groups of elements that there may be, ascending. */
  private static int[] kinds(MeshParts mesh) {
    Patches patches = mesh.patches();
    return IntStream.range(0, groups(mesh))
        .filter(
            group ->
                group >= OF_BUILDINGS
                    || (patches.has((byte) group)
                        && !(patches.ofBuildings() && isOfBuilding(group))))
        .toArray();
  }

  private static boolean isOfBuilding(int kind) {
    return kind == FaceKind.WALL || kind == FaceKind.ROOF;
  }

  /** The group of each face. */
  private static int[] groupOfFaces(FormatPart part) throws IOException {
    Patches patches = part.mesh().patches();
    byte[] kinds = part.kinds();
    int[] groups = new int[kinds.length];
    for (int f = 0; f < groups.length; f++) {
      groups[f] = kinds[f];
    }
    if (patches.ofBuildings()) {
      int[] all = part.patches();
      for (int f = 0; f < groups.length; f++) {
        if (isOfBuilding(kinds[f])) {
          groups[f] = OF_BUILDINGS + all[f] - patches.firstOfBuildings();
        }
      }
    }
    return groups;
  }

  private static String group(MeshParts mesh, int group) {
    Patches patches = mesh.patches();
    if (group >= OF_BUILDINGS) {
      return patches.name(patches.firstOfBuildings() + group - OF_BUILDINGS);
    }
    return group < GROUPS.size() ? GROUPS.get(group) : patches.name(patches.of((byte) group));
  }

  private static final int TRIANGLE = 2;

  private static final int NODE_TAGS = 0;
  private static final int NODES = 1;

  /** The first kind; the others follow. */
  private static final int ELEMENTS = 2;

  /** A number and three nodes. */
  private static final int ELEMENT_BYTES = 4 * 8;

  private static final int FACES_AT_A_TIME = 1 << 10;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean dividesBuildings(MeshParts mesh) {
    return true;
  }

  @Override
  public double room(double faces) {
    return faces * (0.5 * 32 + ELEMENT_BYTES);
  }

  /**
   * The faces of each kind that there may be, then the lowest and the highest elevation as the bits
   * of doubles.
   */
  @Override
  public int measures(MeshParts mesh) {
    return kinds(mesh).length + 2;
  }

  @Override
  public long[] measure(FormatPart part) throws IOException {
    int[] kinds = kinds(part.mesh());
    long[] byKind = new long[groups(part.mesh())];
    for (int group : groupOfFaces(part)) {
      byKind[group]++;
    }
    long[] measures = new long[kinds.length + 2];
    for (int i = 0; i < kinds.length; i++) {
      measures[i] = byKind[kinds[i]];
    }
    double[] elevations = part.elevations();
    measures[kinds.length] = Double.doubleToRawLongBits(elevations[0]);
    measures[kinds.length + 1] = Double.doubleToRawLongBits(elevations[1]);
    return measures;
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files)
      throws IOException {
    int[] kinds = kinds(mesh);
    long[] faces = new long[groups(mesh)];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (long[] part : measures) {
      for (int i = 0; i < kinds.length; i++) {
        faces[kinds[i]] += part[i];
      }
      low = Math.min(low, Double.longBitsToDouble(part[kinds.length]));
      high = Math.max(high, Double.longBitsToDouble(part[kinds.length + 1]));
    }
    List<Layout.Section> sections = new ArrayList<>();
    sections.add(header(mesh, faces, low, high));
    sections.add(Layout.Shares.of(NODE_TAGS, 0, mesh.count(), p -> 8L * mesh.vertices(p)));
    sections.add(Layout.Shares.of(NODES, 0, mesh.count(), p -> 24L * mesh.vertices(p)));
    sections.add(elements(present(faces).size(), mesh.allFaces()));
    long before = 0;
    for (int i = 0; i < kinds.length; i++) {
      int kind = kinds[i];
      if (faces[kind] > 0) {
        int group = i;
        sections.add(block(2, kind + 1, TRIANGLE, faces[kind]));
        sections.add(
            Layout.Shares.of(
                ELEMENTS + kind, before, mesh.count(), p -> ELEMENT_BYTES * measures[p][group]));
        before += faces[kind];
      }
    }
    sections.add(Layout.Fixed.text("\n$EndElements\n"));
    return List.of(new Layout(sections));
  }

  /** All that comes before the nodes' numbers. */
  private static Layout.Fixed header(MeshParts mesh, long[] faces, double low, double high)
      throws IOException {
    return Layout.Fixed.of(
        out -> {
          putStart(mesh, out);
          List<Integer> present = present(faces);
          out.putText(present.size() + "\n");
          for (int kind : present) {
            out.putText(String.format(Locale.ROOT, "2 %d \"%s\"\n", kind + 1, group(mesh, kind)));
          }
          out.putText("$EndPhysicalNames\n$Entities\n");
          out.putLong(0);
          out.putLong(0);
          out.putLong(present.size());
          out.putLong(0);
          for (int kind : present) {
            putEntity(mesh, kind + 1, low, high, out);
            out.putLong(0);
          }
          out.putText("\n$EndEntities\n$Nodes\n");
          putNodes(2, present.isEmpty() ? 1 : present.get(0) + 1, mesh.allVertices(), out);
        });
  }

  /** The format's version, and the CRS as a comment, up to the names of the physical groups. */
  static void putStart(MeshParts mesh, ByteSink out) throws IOException {
    out.putText("$MeshFormat\n4.1 1 8\n");
    out.putInt(1); // By which readers know the order of bytes.
    out.putText("\n$EndMeshFormat\n$Comments\n");
    out.put(
        String.format(
                Locale.ROOT,
                "crs %s, units metre, origin 0 0 0\n",
                mesh.crsOnOneLine().replace('$', ' '))
            .getBytes(StandardCharsets.UTF_8));
    out.putText("$EndComments\n$PhysicalNames\n");
  }

  /** An entity with its physical group, which has the same number. */
  static void putEntity(MeshParts mesh, int tag, double low, double high, ByteSink out)
      throws IOException {
    out.putInt(tag);
    out.putDouble(mesh.bounds()[0]);
    out.putDouble(mesh.bounds()[1]);
    out.putDouble(low);
    out.putDouble(mesh.bounds()[2]);
    out.putDouble(mesh.bounds()[3]);
    out.putDouble(high);
    out.putLong(1);
    out.putInt(tag);
  }

  /** What comes before the numbers of nodes: they are one block, of an entity. */
  static void putNodes(int dimension, int entity, long nodes, ByteSink out) throws IOException {
    out.putLong(1);
    out.putLong(nodes);
    out.putLong(Math.min(1, nodes));
    out.putLong(nodes);
    out.putInt(dimension);
    out.putInt(entity);
    out.putInt(0); // No parameters.
    out.putLong(nodes);
  }

  private static List<Integer> present(long[] faces) {
    List<Integer> present = new ArrayList<>();
    for (int kind = 0; kind < faces.length; kind++) {
      if (faces[kind] > 0) {
        present.add(kind);
      }
    }
    return present;
  }

  /**
   * What comes before all elements.
   *
   * @param blocks how many there are of them
   */
  static Layout.Fixed elements(long blocks, long all) throws IOException {
    return Layout.Fixed.of(
        out -> {
          out.putText("\n$EndNodes\n$Elements\n");
          out.putLong(blocks);
          out.putLong(all);
          out.putLong(Math.min(1, all));
          out.putLong(all);
        });
  }

  /** What comes before the elements of a block. */
  static Layout.Fixed block(int dimension, int entity, int type, long count) throws IOException {
    return Layout.Fixed.of(
        out -> {
          out.putInt(dimension);
          out.putInt(entity);
          out.putInt(type);
          out.putLong(count);
        });
  }

  @Override
  public ShareWriter shares(FormatPart part) throws IOException {
    int[] groups = groupOfFaces(part);
    return (share, out) -> write(share, part, groups, out);
  }

  private static void write(Layout.Share share, FormatPart part, int[] groups, ByteSink out)
      throws IOException {
    if (share.section() == NODE_TAGS) {
      long offset = part.vertexOffset() + 1;
      out.putLongs(
          part.vertexCount(),
          (first, count, tags) -> {
            for (int i = 0; i < count; i++) {
              tags[i] = offset + first + i;
            }
          });
    } else if (share.section() == NODES) {
      part.putVertices(out);
    } else {
      int kind = share.section() - ELEMENTS;
      long number = share.base() + share.before() / ELEMENT_BYTES;
      ByteSink.Longs corners = part.globalCorners(1);
      long[] some = new long[3 * FACES_AT_A_TIME];
      long[] elements = new long[4 * FACES_AT_A_TIME];
      for (int first = 0; first < groups.length; first += FACES_AT_A_TIME) {
        int count = Math.min(FACES_AT_A_TIME, groups.length - first);
        corners.fill(3 * first, 3 * count, some);
        int n = 0;
        for (int f = 0; f < count; f++) {
          if (groups[first + f] == kind) {
            elements[n] = ++number;
            elements[n + 1] = some[3 * f];
            elements[n + 2] = some[3 * f + 1];
            elements[n + 3] = some[3 * f + 2];
            n += 4;
          }
        }
        out.putLongs(elements, n);
      }
    }
  }
}
