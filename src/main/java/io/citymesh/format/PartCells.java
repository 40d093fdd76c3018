package io.citymesh.format;

import io.citymesh.air.AirPart;
import io.citymesh.air.CellKind;
import io.citymesh.air.Column;
import java.io.IOException;
import java.util.Arrays;

/** The cells of a part's air, one after the other, by their vertices in the whole mesh. */
final class PartCells {
  private final AirPart air;
  private final long offset;
  private final long[] foreign;
  private final Column column;
  private final int[] corners = new int[6];

  /** Of the polyhedron at hand: for each face how many corners it has, and these. */
  private long[] faces = new long[64];

  private int end;
  private int faceCount;

  PartCells(FormatPart part) throws IOException {
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
        sink.cell(column.kind(cell), this);
      }
    }
  }

  private int cell;
  private int count;
  private boolean collected;

  /** How many corners the cell has; 0 for a polyhedron. */
  int corners() {
    return count;
  }

  /** A corner of the cell, in the order of {@link Column#corners}. */
  long corner(int i) {
    return id(corners[i]);
  }

  private long id(int vertex) {
    int own = air.ownVertices();
    return vertex < own ? offset + vertex : foreign[vertex - own];
  }

  /** The label of the front below the cell: its layer. */
  int layer() {
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
  long[] distinctCorners() {
    collect();
    long[] all = new long[end - faceCount];
    int to = 0;
    for (int at = 0; at < end; at += 1 + (int) faces[at]) {
      System.arraycopy(faces, at + 1, all, to, (int) faces[at]);
      to += (int) faces[at];
    }
    return Arrays.stream(all).sorted().distinct().toArray();
  }
}
