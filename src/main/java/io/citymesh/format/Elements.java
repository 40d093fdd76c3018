package io.citymesh.format;

import io.citymesh.air.AirPart;
import io.citymesh.air.CellKind;
import io.citymesh.air.Column;
import io.citymesh.air.TetSink;
import io.citymesh.air.TetSplit;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The cells of a part's air as elements of which every program knows the shape: wedges, pyramids
 * and tets, or tets alone.
 *
 * <p>Mixed, a polyhedron is divided around a node at its middle: a tet or a pyramid stands on each
 * of its faces, so that faces stay as they are. In tets, the few cells whose sides contradict each
 * other have such a node ({@link TetSplit}). The nodes of a part are the levels of its lines, its
 * own first, then these centres, in the order of the cells.
 *
 * <p>Not thread-safe.
 */
final class Elements implements TetSink {
  private final FormatPart part;
  private final AirPart air;
  private final CellChoice choice;
  private final Column column;
  private final TetSplit split;

  /** How many nodes are levels: centres come behind. */
  private final int levels;

  private final int[] corners = new int[6];

  /** The elements of the cell at hand: of each the number of its nodes, and these. */
  private int[] made = new int[64];

  private int end;
  private final double[] centre = new double[3];
  private boolean centred;

  /** Centres of the cells before. */
  private int centres;

  private long[] foreign;

  Elements(FormatPart part, CellChoice choice) throws IOException {
    this.part = part;
    this.choice = choice;
    air = part.air();
    column = new Column(air);
    split = new TetSplit(air);
    levels = air.levels().z().length;
  }

  /** Takes elements. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes an element.
     *
     * @param shape a wedge, a pyramid or a tet
     * @param nodes six, five or four nodes of the part, in the order of {@link Column#corners}; the
     *     array is used again
     * @param layer the label of the front below its cell
     */
    void element(CellKind shape, int[] nodes, int layer) throws IOException;
  }

  /** Takes points. */
  @FunctionalInterface
  interface PointSink {
    /** Takes x, y, z, metres; the array is used again. */
    void point(double[] xyz) throws IOException;
  }

  /** How many nodes an element of a shape has. */
  static int nodes(CellKind shape) {
    return switch (shape) {
      case WEDGE -> 6;
      case PYRAMID -> 5;
      case TET -> 4;
      case POLYHEDRON -> throw new IllegalArgumentException("a polyhedron is no element");
    };
  }

  /**
   * Counts of a part.
   *
   * @param foreign levels of lines that other parts own
   * @param centres of cells that are divided around one
   * @param elements of all shapes
   * @param corners of all elements
   */
  record Counts(long foreign, long centres, long elements, long corners) {
    /** How many numbers {@link #numbers} has. */
    static final int NUMBERS = 4;

    /** The counts as the measures of a part. */
    long[] numbers() {
      return new long[] {foreign, centres, elements, corners};
    }

    /** The counts in the measures of each part. */
    static List<Counts> of(long[][] measures) {
      return Arrays.stream(measures).map(m -> new Counts(m[0], m[1], m[2], m[3])).toList();
    }

    /**
     * For each part a sum over those before it, and one over all: the number of parts and 1 more.
     */
    static long[] before(List<Counts> parts, ToLongFunction<Counts> count) {
      long[] before = new long[parts.size() + 1];
      for (int p = 0; p < parts.size(); p++) {
        before[p + 1] = before[p] + count.applyAsLong(parts.get(p));
      }
      return before;
    }
  }

  /** Counts what the part has. */
  Counts counts() throws IOException {
    long[] all = new long[2];
    forEach(
        (shape, nodes, layer) -> {
          all[0]++;
          all[1] += nodes(shape);
        });
    return new Counts(levels - air.ownVertices(), centres, all[0], all[1]);
  }

  /** Tells all elements. */
  void forEach(Sink sink) throws IOException {
    centres = 0;
    for (int t = 0; t < air.triangleCount(); t++) {
      column.moveTo(t);
      for (int cell = 0; cell < column.cells(); cell++) {
        if (choice == CellChoice.MIXED && column.kind(cell) != CellKind.POLYHEDRON) {
          column.corners(cell, corners);
          sink.element(column.kind(cell), corners, column.low(cell));
          continue;
        }
        divide(cell);
        for (int at = 0; at < end; at += 1 + made[at]) {
          System.arraycopy(made, at + 1, corners, 0, made[at]);
          sink.element(made[at] == 5 ? CellKind.PYRAMID : CellKind.TET, corners, column.low(cell));
        }
        centres += centred ? 1 : 0;
      }
    }
  }

  /** Tells the centres of cells that are divided around one. */
  void forEachCentre(PointSink sink) throws IOException {
    for (int t = 0; t < air.triangleCount(); t++) {
      column.moveTo(t);
      for (int cell = 0; cell < column.cells(); cell++) {
        if (choice == CellChoice.TETS || column.kind(cell) == CellKind.POLYHEDRON) {
          divide(cell);
          if (centred) {
            sink.point(centre);
          }
        }
      }
    }
  }

  /** Tells the levels of lines that other parts own. */
  void forEachForeign(PointSink sink) throws IOException {
    double[] xyz = new double[3];
    for (int line = air.owned(); line < air.lines(); line++) {
      xyz[0] = air.xy()[2 * line];
      xyz[1] = air.xy()[2 * line + 1];
      for (int v = air.levels().start()[line]; v < air.levels().start()[line + 1]; v++) {
        xyz[2] = air.levels().z()[v];
        sink.point(xyz);
      }
    }
  }

  /**
   * A node in the whole mesh.
   *
   * @param centresBefore the number of the part's first centre
   */
  long id(int node, long centresBefore) throws IOException {
    int own = air.ownVertices();
    if (node < own) {
      return part.vertexOffset() + node;
    }
    if (node >= levels) {
      return centresBefore + node - levels;
    }
    if (foreign == null) {
      foreign = part.foreignLevels();
    }
    return foreign[node - own];
  }

  private void divide(int cell) {
    end = 0;
    centred = false;
    if (choice == CellChoice.TETS) {
      split.split(column, cell, this);
      return;
    }
    double[] middle = column.middle(cell);
    centre(middle[0], middle[1], middle[2]);
    column.faces(
        cell,
        (v, count, kind, side) -> {
          make(count + 1);
          for (int i = count - 1; i >= 0; i--) { // Seen from the centre.
            made[end++] = v[i];
          }
          made[end++] = levels + centres;
        });
  }

  /** Begins an element of so many nodes. */
  private void make(int count) {
    if (end + 1 + count > made.length) {
      made = Arrays.copyOf(made, 2 * made.length);
    }
    made[end++] = count;
  }

  @Override
  public void centre(double x, double y, double z) {
    centred = true;
    centre[0] = x;
    centre[1] = y;
    centre[2] = z;
  }

  @Override
  public void tet(int a, int b, int c, int d) {
    make(4);
    made[end++] = a;
    made[end++] = b;
    made[end++] = c;
    made[end++] = d == CENTRE ? levels + centres : d;
  }
}
