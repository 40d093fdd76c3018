package io.citymesh.format;

import io.citymesh.air.AirFace;
import io.citymesh.air.AirPart;
import io.citymesh.air.Column;
import io.citymesh.air.ColumnCells;
import io.citymesh.air.Rim;
import io.citymesh.stitch.FaceKind;
import java.io.IOException;
import java.util.Arrays;

/**
 * The faces of a part's cells, each once in the whole mesh: those between two cells go with the one
 * that has the lower number, in the order of the cells and of their neighbours (upper triangular);
 * those on the boundary by patch, in the order of the cells.
 *
 * <p>Not thread-safe.
 */
final class CellFaces {
  private final AirPart air;
  private final Patches patches;
  private final int part;
  private final Rim rim;
  private final long firstCell;
  private final int[] firsts;
  private final Column column;
  private final int[] start;
  private final int[] base;

  /** The faces of the cell at hand: corners (4 each), how many, kind, side, and lowest label. */
  private int[] corners = new int[4 * 16];

  private int[] count = new int[16];
  private AirFace[] kind = new AirFace[16];
  private int[] side = new int[16];
  private int[] label = new int[16];
  private int faces;

  private final int[] face = new int[4];

  /**
   * @param part the number of the part
   * @param firstCell the number of its first cell
   */
  CellFaces(AirPart air, Patches patches, int part, Rim rim, long firstCell) {
    this.air = air;
    this.patches = patches;
    this.part = part;
    this.rim = rim;
    this.firstCell = firstCell;
    firsts = ColumnCells.firsts(air);
    column = new Column(air);
    start = air.levels().start();
    base = air.levels().base();
  }

  /** Takes faces. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes a face.
     *
     * @param corners among the vertices of the part's lines, counter-clockwise seen from outside
     *     the owner; the array is used again
     * @param count how many
     * @param owner the number of the cell
     * @param neighbour the number of the cell on the other side, -1 on the boundary
     */
    void face(int[] corners, int count, long owner, long neighbour) throws IOException;
  }

  /** How many cells the part has. */
  int cells() {
    return firsts[firsts.length - 1];
  }

  /** Tells the faces between cells that go with cells of this part. */
  void inner(Sink sink) throws IOException {
    ColumnCells[] beyond = new ColumnCells[3];
    int[] order = new int[3];
    for (int t = 0; t < air.triangleCount(); t++) {
      int sides = 0;
      for (int s = 0; s < 3; s++) {
        beyond[s] = beyond(3 * t + s);
        if (beyond[s] != null) {
          int at = sides++;
          for (; at > 0 && beyond[order[at - 1]].first() > beyond[s].first(); at--) {
            order[at] = order[at - 1];
          }
          order[at] = s;
        }
      }
      column.moveTo(t);
      for (int c = 0; c < column.cells(); c++) {
        long cell = firstCell + firsts[t] + c;
        collect(c);
        if (kind[1] == AirFace.INNER) {
          tell(1, cell, cell + 1, sink);
        }
        for (int i = 0; i < sides; i++) {
          int s = order[i];
          for (int f = 2; f < faces; f++) {
            if (side[f] == s && (kind[f] == AirFace.INNER || kind[f] == AirFace.RIM)) {
              tell(f, cell, beyond[s].at(label[f]), sink);
            }
          }
        }
      }
    }
  }

  private void tell(int f, long cell, long neighbour, Sink sink) throws IOException {
    System.arraycopy(corners, 4 * f, face, 0, count[f]);
    sink.face(face, count[f], cell, neighbour);
  }

  /** The cells beyond a half-edge, if they have higher numbers; else null. */
  private ColumnCells beyond(int edge) {
    int twin = air.twins()[edge];
    if (twin >= 0) {
      int t = twin / 3;
      return t > edge / 3 ? ColumnCells.of(air, t, firstCell + firsts[t]) : null;
    }
    if (air.sides()[edge] != AirPart.INSIDE) {
      return null;
    }
    int place = rim.place(edge);
    return rim.part(place) > part ? rim.cells(place) : null;
  }

  /** Tells the faces on a patch. */
  void onPatch(int patch, Sink sink) throws IOException {
    for (int t = 0; t < air.triangleCount(); t++) {
      boolean below = patches.of(air.kinds()[t]) == patch;
      boolean top = patches.of(FaceKind.TOP) == patch;
      boolean beside = isBeside(t, patch);
      if (!below && !top && !beside) {
        continue;
      }
      column.moveTo(t);
      int last = column.cells() - 1;
      for (int c = below || beside ? 0 : last; c <= (beside || top ? last : 0); c++) {
        collect(c);
        for (int f = 0; f < faces; f++) {
          if (kind[f].isBoundary() && patch(t, f) == patch) {
            tell(f, firstCell + firsts[t] + c, -1, sink);
          }
        }
      }
    }
  }

  /** Whether walls or sides of a patch may stand beside a column. */
  private boolean isBeside(int t, int patch) {
    int[] eaves = air.eaves();
    if (patch == Patches.WALLS) {
      int at = 3 * air.firstEave(3 * t);
      return at < eaves.length && eaves[at] < 3 * t + 3;
    }
    for (int s = 0; s < 3; s++) {
      byte beyond = air.sides()[3 * t + s];
      if (beyond != AirPart.INSIDE && patches.of(beyond) == patch) {
        return true;
      }
    }
    return false;
  }

  /** The patch of a face on the boundary. */
  private int patch(int t, int f) {
    return switch (kind[f]) {
      case GROUND, ROOF -> patches.of(air.kinds()[t]);
      case WALL -> Patches.WALLS;
      case TOP -> patches.of(FaceKind.TOP);
      case SIDE -> patches.of(air.sides()[3 * t + side[f]]);
      case INNER, RIM -> throw new IllegalStateException("no face of the boundary");
    };
  }

  /** Takes the faces of a cell of the column: that below, that above, and those of its sides. */
  private void collect(int cell) {
    faces = 0;
    column.faces(cell, this::take);
  }

  private void take(int[] vertices, int n, AirFace what, int where) {
    if (faces == count.length) {
      corners = Arrays.copyOf(corners, 8 * faces);
      count = Arrays.copyOf(count, 2 * faces);
      kind = Arrays.copyOf(kind, 2 * faces);
      side = Arrays.copyOf(side, 2 * faces);
      label = Arrays.copyOf(label, 2 * faces);
    }
    System.arraycopy(vertices, 0, corners, 4 * faces, n);
    count[faces] = n;
    kind[faces] = what;
    side[faces] = where;
    if (where >= 0) {
      int u = column.line(where);
      int v = column.line(where == 2 ? 0 : where + 1);
      label[faces] = Math.min(base[u] + vertices[0] - start[u], base[v] + vertices[1] - start[v]);
    }
    faces++;
  }
}
