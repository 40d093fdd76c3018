package io.citymesh.format;

import io.citymesh.air.AirPart;
import io.citymesh.air.CellKind;
import io.citymesh.air.Column;
import io.citymesh.air.ColumnCells;
import java.io.IOException;
import java.util.Arrays;

/** The cells of a part's air, one after the other, by their vertices in the whole mesh. */
public final class PartCells {
  private final AirPart air;
  private final long offset;
  private final long[] foreign;
  private final Column column;
  private final int[] corners = new int[6];

  /** Of the polyhedron at hand: for each face how many corners it has, and these. */
  private long[] faces = new long[64];

  private int end;
  private int faceCount;

  /**
   * The cells of a part.
   *
   * @throws IOException if it has none, or its file is damaged
   */
  public PartCells(FormatPart part) throws IOException {
    air = part.air();
    offset = part.vertexOffset();
    foreign = part.foreignLevels();
    column = new Column(air);
  }

  /** Takes cells. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes a cell.
     *
     * @param kind its shape
     * @param cell gives what is known of it, until the sink returns
     */
    void cell(CellKind kind, PartCells cell) throws IOException;
  }

  /** Tells all cells. */
  void forEach(Sink sink) throws IOException {
    for (int t = 0; t < air.triangleCount(); t++) {
      column.moveTo(t);
      for (cell = 0; cell < column.cells(); cell++) {
        count = column.corners(cell, corners);
        collected = false;
        sink.cell(kind(), this);
      }
    }
  }

  private int cell;
  private int count;
  private boolean collected;

  /** The first cell of each column, and how many there are; found when it is first asked for. */
  private int[] firsts = new int[0];

  private int[] firsts() {
    if (firsts.length == 0) {
      firsts = ColumnCells.firsts(air);
    }
    return firsts;
  }

  /** How many cells there are. */
  public int all() {
    return firsts()[air.triangleCount()];
  }

  /** Moves to a cell by its number, 0 ... {@link #all} - 1; fast where that is not far. */
  public void moveTo(int number) {
    int[] first = firsts();
    int t = column.triangle();
    if (t < 0 || number < first[t] || number >= first[Math.min(t + 2, first.length - 1)]) {
      int at = Arrays.binarySearch(first, number);
      t = at < 0 ? -at - 2 : at; // Each column has a cell at least.
    } else if (number >= first[t + 1]) {
      t++;
    }
    if (t != column.triangle()) {
      column.moveTo(t);
    }
    cell = number - first[t];
    count = column.corners(cell, corners);
    collected = false;
  }

  /** The shape of the cell. */
  public CellKind kind() {
    return column.kind(cell);
  }

  /** Its volume, cubic metres: its height is linear over its triangle. */
  public double volume() {
    double[] x = new double[3];
    double[] y = new double[3];
    double height = 0;
    for (int c = 0; c < 3; c++) {
      int line = column.line(c);
      x[c] = air.xy()[2 * line];
      y[c] = air.xy()[2 * line + 1];
      int low = Math.max(column.low(cell), column.bottom(c));
      int high = Math.max(column.high(cell), column.bottom(c));
      height += air.levels().z(line, high) - air.levels().z(line, low);
    }
    double area = ((x[1] - x[0]) * (y[2] - y[0]) - (y[1] - y[0]) * (x[2] - x[0])) / 2;
    return area * height / 3;
  }

  /** How many corners the cell has; 0 for a polyhedron. */
  public int corners() {
    return count;
  }

  /** A corner of the cell, in the order of {@link Column#corners}. */
  public long corner(int i) {
    return id(corners[i]);
  }

  private long id(int vertex) {
    int own = air.ownVertices();
    return vertex < own ? offset + vertex : foreign[vertex - own];
  }

  /** The label of the front below the cell: its layer. */
  public int layer() {
    return column.low(cell);
  }

  private void collect() {
    if (!collected) {
      collected = true;
      end = 0;
      faceCount = 0;
      column.faces(
          cell,
          (v, n, kind, side) -> {
            if (end + n + 1 > faces.length) {
              faces = Arrays.copyOf(faces, 2 * faces.length);
            }
            faces[end++] = n;
            for (int i = 0; i < n; i++) {
              faces[end++] = id(v[i]);
            }
            faceCount++;
          });
    }
  }

  /** How many faces the cell has. */
  int faces() {
    collect();
    return faceCount;
  }

  /** How many numbers {@link #face} has. */
  int faceNumbers() {
    collect();
    return end;
  }

  /** For each face of the cell how many corners it has, and these, seen from outside. */
  long faceNumber(int i) {
    return faces[i];
  }

  /** The corners of all faces, each once, ascending. */
  public long[] distinctCorners() {
    collect();
    long[] all = new long[end - faceCount];
    int to = 0;
    for (int at = 0; at < end; at += 1 + (int) faces[at]) {
      System.arraycopy(faces, at + 1, all, to, (int) faces[at]);
      to += (int) faces[at];
    }
    return Arrays.stream(all).sorted().distinct().toArray();
  }

  /** The mean of the cell's corners at its lower and its upper front, metres: inside of it. */
  public void centre(double[] xyz) {
    Arrays.fill(xyz, 0);
    for (int c = 0; c < 3; c++) {
      int line = column.line(c);
      xyz[0] += air.xy()[2 * line] / 3;
      xyz[1] += air.xy()[2 * line + 1] / 3;
      int low = Math.max(column.low(cell), column.bottom(c));
      int high = Math.max(column.high(cell), column.bottom(c));
      xyz[2] += air.levels().z(line, low) / 6 + air.levels().z(line, high) / 6;
    }
  }
}
