package io.citymesh.output;

import io.citymesh.report.Manifest;
import java.util.Arrays;

/**
 * Finds vertices of different parts with equal coordinates, without keeping all vertices: a coarse
 * grid first learns which of its cells hold vertices of more than one part; only vertices in such
 * cells, along the parts' borders, are then kept and compared.
 */
final class BorderVertices {
  private static final int NOBODY = -1;
  private static final int SEVERAL = -2;

  private final Manifest.Extent bounds;
  private final int side;
  private final int[] owners;

  /** x, y, z of each kept vertex, by slot; a slot is free if its part is NOBODY. */
  private double[] kept = new double[3 << 10];

  private int[] parts = filled(1 << 10);
  private int size;

  BorderVertices(Manifest.Extent bounds, long vertices) {
    this.bounds = bounds;
    this.side = side(vertices, Runtime.getRuntime().maxMemory());
    this.owners = filled(side * side);
  }

  /**
   * Cells along a side of the grid: so small that few vertices lie in one with a border, as far as
   * a sixteenth of the heap holds them.
   */
  static int side(long vertices, long heap) {
    double most = Math.max(2048, Math.sqrt(heap / 16.0 / Integer.BYTES));
    return (int) Math.max(16, Math.min(Math.min(most, 30_000), Math.sqrt(vertices / 16.0)));
  }

  private static int[] filled(int length) {
    int[] array = new int[length];
    Arrays.fill(array, NOBODY);
    return array;
  }

  /** First pass, for every vertex: notes the part that has a vertex in its cell. */
  void claim(int part, double x, double y) {
    int cell = cell(x, y);
    if (owners[cell] == NOBODY) {
      owners[cell] = part;
    } else if (owners[cell] != part) {
      owners[cell] = SEVERAL;
    }
  }

  /**
   * Second pass, for every vertex: true if another part already has a vertex with these
   * coordinates. Equal vertices within one part are not this class's concern.
   */
  boolean isTaken(int part, double x, double y, double z) {
    if (owners[cell(x, y)] != SEVERAL) {
      return false;
    }
    if (2 * (size + 1) > parts.length) {
      grow();
    }
    int slot = slot(x, y, z);
    if (parts[slot] == NOBODY) {
      put(slot, part, x, y, z);
      size++;
      return false;
    }
    return parts[slot] != part;
  }

  private void put(int slot, int part, double x, double y, double z) {
    parts[slot] = part;
    kept[3 * slot] = x;
    kept[3 * slot + 1] = y;
    kept[3 * slot + 2] = z;
  }

  private void grow() {
    double[] oldKept = kept;
    int[] oldParts = parts;
    kept = new double[2 * oldKept.length];
    parts = filled(2 * oldParts.length);
    for (int i = 0; i < oldParts.length; i++) {
      if (oldParts[i] != NOBODY) {
        double x = oldKept[3 * i];
        double y = oldKept[3 * i + 1];
        double z = oldKept[3 * i + 2];
        put(slot(x, y, z), oldParts[i], x, y, z);
      }
    }
  }

  private int slot(double x, double y, double z) {
    int mask = parts.length - 1;
    long hash = VertexIndex.mix(VertexIndex.hash(x, y) + Double.doubleToRawLongBits(z + 0.0));
    int slot = (int) (hash & mask);
    while (parts[slot] != NOBODY
        && !(kept[3 * slot] == x && kept[3 * slot + 1] == y && kept[3 * slot + 2] == z)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private int cell(double x, double y) {
    return line(y, bounds.ymin(), bounds.ymax()) * side + line(x, bounds.xmin(), bounds.xmax());
  }

  private int line(double value, double from, double to) {
    // A cast of NaN gives 0; what lies outside counts to the outermost cells.
    int line = (int) ((value - from) / (to - from) * side);
    return Math.max(0, Math.min(side - 1, line));
  }
}
