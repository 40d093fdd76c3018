package io.citymesh.format;

import io.citymesh.air.CellKind;
import io.citymesh.air.Rim;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * The cells of the air in Gmsh's format 4.1, binary: a volume and a physical group {@code air} of
 * wedges, pyramids and tets, and a surface and a physical group for each patch, of the triangles
 * and quadrilaterals that the cells have there; in tets, of the triangles of the surface. Nodes
 * within divided cells come after those of all parts ({@link Elements}). Nodes and elements are
 * numbered from 1, in the order of the file. CRS and units are a comment.
 *
 * <p>Source: <em>Gmsh Reference Manual</em>, "MSH file format", version 4.1.
 *
 * @param choice the shapes of cells
 */
record MshCells(CellChoice choice) implements PartFormat {
  /** Gmsh's numbers of shapes, with how many nodes they have. */
  private enum Shape {
    TRIANGLE(2, 3),
    QUADRANGLE(3, 4),
    TET(4, 4),
    PRISM(6, 6),
    PYRAMID(7, 5);

    private final int type;
    private final int nodes;

    Shape(int type, int nodes) {
      this.type = type;
      this.nodes = nodes;
    }

    /** The shape of a face with so many corners. */
    static Shape ofFace(int corners) {
      return corners == 3 ? TRIANGLE : QUADRANGLE;
    }
  }

  /** The shapes of the volume's elements, in the order of their blocks. */
  private static final Shape[] SOLID = {Shape.PRISM, Shape.PYRAMID, Shape.TET};

  /** The shapes of the surfaces' elements. */
  private static final Shape[] FLAT = {Shape.TRIANGLE, Shape.QUADRANGLE};

  /**
   * What is measured of each part: nodes within divided cells, elements by block, and elevations.
   */
  private static final int CENTRES = 0;

  private static final int BLOCKS = 1;

  private static final int NODE_TAGS = 0;
  private static final int CENTRE_TAGS = 1;
  private static final int NODES = 2;
  private static final int CENTRE_NODES = 3;
  private static final int ELEMENTS = 4;

  /** A share of elements knows how many there are before its block, and before it of centres. */
  private static final int ELEMENT_BITS = 37;

  private static final long MOST_CENTRES = 1L << 63 - ELEMENT_BITS;

  @Override
  public String name() {
    return MshFormat.NAME;
  }

  @Override
  public double room(double faces) {
    return faces * 12 * (0.55 * 32 + 7 * 8);
  }

  /** The blocks of elements: of the volume by shape, then of each patch by shape. */
  private static int blocks(MeshParts mesh) {
    return SOLID.length + FLAT.length * mesh.patches().count();
  }

  private static Shape shape(int block) {
    return block < SOLID.length ? SOLID[block] : FLAT[(block - SOLID.length) % FLAT.length];
  }

  private static int patch(int block) {
    return (block - SOLID.length) / FLAT.length;
  }

  /** The block of the volume's elements of a shape. */
  private static int block(CellKind kind) {
    return switch (kind) {
      case WEDGE -> 0;
      case PYRAMID -> 1;
      case TET -> 2;
      case POLYHEDRON -> throw new IllegalArgumentException("a polyhedron is no element");
    };
  }

  private static int block(Shape shape, int patch) {
    return SOLID.length + FLAT.length * patch + shape.ordinal();
  }

  @Override
  public int measures(MeshParts mesh) {
    return BLOCKS + blocks(mesh) + 2;
  }

  @Override
  public long[] measure(FormatPart part) throws IOException {
    MeshParts mesh = part.mesh();
    long[] measures = new long[measures(mesh)];
    Elements elements = new Elements(part, choice);
    elements.forEach((kind, nodes, layer) -> measures[BLOCKS + block(kind)]++);
    elements.forEachCentre(xyz -> measures[CENTRES]++);
    if (choice == CellChoice.TETS) {
      for (int patch : part.patches()) {
        measures[BLOCKS + block(Shape.TRIANGLE, patch)]++;
      }
    } else {
      CellFaces faces = faces(part);
      for (int patch = 0; patch < mesh.patches().count(); patch++) {
        int at = patch;
        faces.onPatch(
            patch,
            (corners, count, owner, neighbour) ->
                measures[BLOCKS + block(Shape.ofFace(count), at)]++);
      }
    }
    double[] elevations = part.elevations();
    measures[measures.length - 2] = Double.doubleToRawLongBits(elevations[0]);
    measures[measures.length - 1] = Double.doubleToRawLongBits(elevations[1]);
    return measures;
  }

  /** Faces on patches need no rim. */
  private static CellFaces faces(FormatPart part) throws IOException {
    return new CellFaces(part.air(), part.mesh().patches(), part.number(), Rim.NONE, 0);
  }

  @Override
  public List<Layout> layout(MeshParts mesh, long[][] measures, List<String> files)
      throws IOException {
    int blocks = blocks(mesh);
    long[] elements = new long[blocks];
    long[] centresBefore = new long[mesh.count() + 1];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int p = 0; p < mesh.count(); p++) {
      long[] part = measures[p];
      centresBefore[p + 1] = centresBefore[p] + part[CENTRES];
      for (int block = 0; block < blocks; block++) {
        elements[block] += part[BLOCKS + block];
      }
      low = Math.min(low, Double.longBitsToDouble(part[part.length - 2]));
      high = Math.max(high, Double.longBitsToDouble(part[part.length - 1]));
    }
    requireRoom(elements, centresBefore[mesh.count()]);
    long own = mesh.allVertices();
    long nodes = own + centresBefore[mesh.count()];
    int parts = mesh.count();
    List<Layout.Section> sections = new ArrayList<>();
    sections.add(header(mesh, elements, nodes, low, high));
    sections.add(Layout.Shares.of(NODE_TAGS, 0, parts, p -> 8L * mesh.vertices(p)));
    sections.add(
        Layout.Shares.of(
            CENTRE_TAGS, p -> own + centresBefore[p], parts, p -> 8 * measures[p][CENTRES]));
    sections.add(Layout.Shares.of(NODES, 0, parts, p -> 24L * mesh.vertices(p)));
    sections.add(Layout.Shares.of(CENTRE_NODES, 0, parts, p -> 24 * measures[p][CENTRES]));
    sections.add(
        MshFormat.elements(
            LongStream.of(elements).filter(count -> count > 0).count(),
            LongStream.of(elements).sum()));
    long before = 0;
    for (int block = 0; block < blocks; block++) {
      if (elements[block] > 0) {
        Shape shape = shape(block);
        sections.add(
            MshFormat.block(
                block < SOLID.length ? 3 : 2,
                block < SOLID.length ? 1 : 1 + patch(block),
                shape.type,
                elements[block]));
        int at = BLOCKS + block;
        long bytes = 8L * (1 + shape.nodes);
        long first = before;
        sections.add(
            Layout.Shares.of(
                ELEMENTS + block,
                p -> centresBefore[p] << ELEMENT_BITS | first,
                parts,
                p -> bytes * measures[p][at]));
        before += elements[block];
      }
    }
    sections.add(Layout.Fixed.text("\n$EndElements\n"));
    return List.of(new Layout(sections));
  }

  private static void requireRoom(long[] elements, long centres) {
    long all = LongStream.of(elements).sum();
    if (all >= 1L << ELEMENT_BITS || centres >= MOST_CENTRES) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "msh: %d elements, %d of them divided, are more than it is written with: write vtu or"
                  + " openfoam",
              all,
              centres));
    }
  }

  /** All that comes before the nodes' numbers. */
  private static Layout.Fixed header(
      MeshParts mesh, long[] elements, long nodes, double low, double high) throws IOException {
    return Layout.Fixed.of(
        out -> {
          MshFormat.putStart(mesh, out);
          List<Integer> present = present(mesh, elements);
          out.putText(present.size() + 1 + "\n");
          for (int patch : present) {
            out.putText(
                String.format(Locale.ROOT, "2 %d \"%s\"\n", patch + 1, mesh.patches().name(patch)));
          }
          out.putText("3 1 \"air\"\n$EndPhysicalNames\n$Entities\n");
          out.putLong(0);
          out.putLong(0);
          out.putLong(present.size());
          out.putLong(1);
          for (int patch : present) {
            MshFormat.putEntity(mesh, patch + 1, low, high, out);
            out.putLong(0);
          }
          MshFormat.putEntity(mesh, 1, low, high, out);
          out.putLong(present.size());
          for (int patch : present) {
            out.putInt(patch + 1);
          }
          out.putText("\n$EndEntities\n$Nodes\n");
          MshFormat.putNodes(3, 1, nodes, out);
        });
  }

  /** The patches that have elements. */
  private static List<Integer> present(MeshParts mesh, long[] elements) {
    List<Integer> present = new ArrayList<>();
    for (int patch = 0; patch < mesh.patches().count(); patch++) {
      if (elements[block(Shape.TRIANGLE, patch)] + elements[block(Shape.QUADRANGLE, patch)] > 0) {
        present.add(patch);
      }
    }
    return present;
  }

  @Override
  public ShareWriter shares(FormatPart part) {
    return (share, out) -> write(share, part, out);
  }

  private void write(Layout.Share share, FormatPart part, ByteSink out) throws IOException {
    switch (share.section()) {
      case NODE_TAGS -> putNumbers(part.vertexOffset(), part.vertexCount(), out);
      case CENTRE_TAGS -> putNumbers(share.base(), Math.toIntExact(share.length() / 8), out);
      case NODES -> part.putVertices(out);
      case CENTRE_NODES -> new Elements(part, choice).forEachCentre(out::putDoubles);
      default -> {
        int block = share.section() - ELEMENTS;
        Shape shape = shape(block);
        Numbers numbers =
            new Numbers(share.base() & (1L << ELEMENT_BITS) - 1, share.before(), shape);
        if (block < SOLID.length) {
          long centres = part.mesh().allVertices() + (share.base() >>> ELEMENT_BITS);
          putSolids(part, block, numbers, centres, out);
        } else {
          putFaces(part, patch(block), shape, numbers, out);
        }
      }
    }
  }

  private static void putNumbers(long before, int count, ByteSink out) throws IOException {
    out.putLongs(
        count,
        (first, some, numbers) -> {
          for (int i = 0; i < some; i++) {
            numbers[i] = before + first + i + 1;
          }
        });
  }

  /** The numbers of a share's elements. */
  private static final class Numbers {
    private long last;

    /**
     * @param block elements before the block
     * @param before bytes of the block before the share
     */
    Numbers(long block, long before, Shape shape) {
      last = block + before / (8 * (1 + shape.nodes));
    }

    long next() {
      return ++last;
    }
  }

  /** Elements of the volume; nodes within divided cells have numbers after so many. */
  private void putSolids(FormatPart part, int block, Numbers numbers, long centres, ByteSink out)
      throws IOException {
    Elements elements = new Elements(part, choice);
    int count = shape(block).nodes;
    elements.forEach(
        (kind, nodes, layer) -> {
          if (block(kind) == block) {
            out.putLong(numbers.next());
            for (int i = 0; i < count; i++) {
              out.putLong(elements.id(nodes[i], centres) + 1);
            }
          }
        });
  }

  private void putFaces(FormatPart part, int patch, Shape shape, Numbers numbers, ByteSink out)
      throws IOException {
    if (choice == CellChoice.TETS) {
      putTriangles(part, patch, numbers, out);
      return;
    }
    int own = part.air().ownVertices();
    long offset = part.vertexOffset();
    long[] foreign = part.foreignLevels();
    faces(part)
        .onPatch(
            patch,
            (corners, count, owner, neighbour) -> {
              if (count == shape.nodes) {
                out.putLong(numbers.next());
                for (int i = 0; i < count; i++) {
                  int v = corners[i];
                  out.putLong((v < own ? offset + v : foreign[v - own]) + 1);
                }
              }
            });
  }

  /** The triangles of the surface, which look into the air, seen from the other side. */
  private static void putTriangles(FormatPart part, int patch, Numbers numbers, ByteSink out)
      throws IOException {
    int[] patches = part.patches();
    ByteSink.Longs corners = part.globalCorners(1);
    long[] tags = new long[3];
    for (int f = 0; f < patches.length; f++) {
      if (patches[f] == patch) {
        corners.fill(3 * f, 3, tags);
        out.putLong(numbers.next());
        out.putLong(tags[0]);
        out.putLong(tags[2]);
        out.putLong(tags[1]);
      }
    }
  }
}
