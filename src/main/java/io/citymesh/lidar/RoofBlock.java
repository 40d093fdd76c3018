package io.citymesh.lidar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.geom.Envelope;

/**
 * The shapes of one block and an index of them: per cell of 2 x 2 m the shapes whose rectangle
 * reaches into it, as a range of one array.
 */
final class RoofBlock {
  private static final double CELL = 2;

  private final double west;
  private final double south;
  private final int cells;

  /** The shapes by ascending area, as are the candidates of each cell. */
  private final RoofShape[] shapes;

  /**
   * The candidates of cell i are {@code candidates[starts[i]] ... candidates[starts[i + 1] - 1]}.
   */
  private final int[] starts;

  private final int[] candidates;

  /** Per shape, the points inside that were counted, as {@link RoofCounts#key} has them. */
  private long[] found = new long[1 << 10];

  private int size;

  RoofBlock(double west, double south, double side, List<RoofShape> inside) {
    this.west = west;
    this.south = south;
    this.cells = (int) Math.ceil(side / CELL);
    this.shapes = inside.toArray(RoofShape[]::new);
    Arrays.sort(shapes, Comparator.comparingDouble(RoofShape::area).thenComparing(RoofShape::id));
    this.starts = new int[cells * cells + 1];
    int[][] boxes = new int[shapes.length][];
    for (int k = 0; k < shapes.length; k++) {
      Envelope box = shapes[k].envelope();
      boxes[k] =
          new int[] {
            cell(box.getMinX() - west),
            cell(box.getMaxX() - west),
            cell(box.getMinY() - south),
            cell(box.getMaxY() - south)
          };
      for (int r = boxes[k][2]; r <= boxes[k][3]; r++) {
        for (int c = boxes[k][0]; c <= boxes[k][1]; c++) {
          starts[r * cells + c + 1]++;
        }
      }
    }
    for (int i = 0; i < cells * cells; i++) {
      starts[i + 1] += starts[i];
    }
    candidates = new int[starts[cells * cells]];
    int[] next = starts.clone();
    for (int k = 0; k < shapes.length; k++) {
      for (int r = boxes[k][2]; r <= boxes[k][3]; r++) {
        for (int c = boxes[k][0]; c <= boxes[k][1]; c++) {
          candidates[next[r * cells + c]++] = k;
        }
      }
    }
  }

  private int cell(double metres) {
    return Math.max(0, Math.min(cells - 1, (int) Math.floor(metres / CELL)));
  }

  /**
   * Counts a point for the smallest footprint that holds it, so that the points of a tower are not
   * those of its podium too.
   *
   * @param bin as {@link RoofCounts#key} makes it
   */
  void add(double x, double y, long bin) {
    int cell = cell(y - south) * cells + cell(x - west);
    int i = starts[cell];
    int end = starts[cell + 1];
    // Who counts it holds it: a shape that is alone here is asked once.
    while (i < end - 1 && !shapes[candidates[i]].holds(x, y)) {
      i++;
    }
    if (i < end && shapes[candidates[i]].counts(x, y)) {
      if (size == found.length) {
        found = Arrays.copyOf(found, 2 * size);
      }
      found[size++] = (long) candidates[i] << RoofCounts.KEY_BITS | bin;
    }
  }

  /** The counts of points, by shape. */
  List<RoofCounts> counts() {
    Arrays.sort(found, 0, size);
    List<RoofCounts> result = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= size; i++) {
      if (i == size || found[i] >> RoofCounts.KEY_BITS != found[from] >> RoofCounts.KEY_BITS) {
        String id = shapes[(int) (found[from] >> RoofCounts.KEY_BITS)].id();
        result.add(RoofCounts.ofSorted(id, found, from, i));
        from = i;
      }
    }
    return result;
  }
}
