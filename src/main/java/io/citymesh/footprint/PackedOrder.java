package io.citymesh.footprint;

import java.util.Arrays;
import java.util.Comparator;
import org.locationtech.jts.geom.Coordinate;

/**
 * The order in which an {@code STRtree} of JTS finds edges, without the tree: whatever is asked
 * for, it visits its leaves in one and the same order.
 *
 * <p>Leutenegger, Lopez, Edgington, "STR: a simple and efficient algorithm for R-tree packing"
 * (ICDE 1997): boxes are sorted by the middle of x and cut into slices, each slice is sorted by the
 * middle of y and cut into nodes of {@link #CAPACITY}; then the same with the nodes' boxes.
 */
final class PackedOrder {
  /** What a node of JTS holds by default. */
  private static final int CAPACITY = 10;

  // Boxes of one level.
  private final double[] xmin;
  private final double[] xmax;
  private final double[] ymin;
  private final double[] ymax;

  private PackedOrder(int count) {
    xmin = new double[count];
    xmax = new double[count];
    ymin = new double[count];
    ymax = new double[count];
  }

  /**
   * The place of each edge in the order.
   *
   * @param a where the edges begin, in the order in which they would be inserted
   * @param b where they end
   * @param count how many there are
   */
  static int[] places(Coordinate[] a, Coordinate[] b, int count) {
    PackedOrder boxes = new PackedOrder(count);
    for (int i = 0; i < count; i++) {
      boxes.xmin[i] = Math.min(a[i].x, b[i].x);
      boxes.xmax[i] = Math.max(a[i].x, b[i].x);
      boxes.ymin[i] = Math.min(a[i].y, b[i].y);
      boxes.ymax[i] = Math.max(a[i].y, b[i].y);
    }
    int[] places = new int[count];
    int place = 0;
    for (int edge : boxes.inOrder()) {
      places[edge] = place++;
    }
    return places;
  }

  /** The boxes of this level in the order in which the tree holds them. */
  private int[] inOrder() {
    int count = xmin.length;
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    int leaves = (count + CAPACITY - 1) / CAPACITY;
    int slices = (int) Math.ceil(Math.sqrt(leaves));
    int slice = slices == 0 ? 0 : (int) Math.ceil(count / (double) slices);
    Arrays.sort(order, Comparator.comparingDouble(i -> (xmin[i] + xmax[i]) / 2));
    int[] starts = new int[leaves + slices + 1];
    int nodes = 0;
    for (int begin = 0; begin < count; begin += slice) {
      int end = Math.min(count, begin + slice);
      Arrays.sort(order, begin, end, Comparator.comparingDouble(i -> (ymin[i] + ymax[i]) / 2));
      for (int node = begin; node < end; node += CAPACITY) {
        starts[nodes++] = node;
      }
    }
    starts[nodes] = count;
    if (nodes < 2) {
      return Arrays.stream(order).mapToInt(i -> i).toArray();
    }
    PackedOrder parents = new PackedOrder(nodes);
    for (int node = 0; node < nodes; node++) {
      parents.enclose(node, this, order, starts[node], starts[node + 1]);
    }
    int[] result = new int[count];
    int n = 0;
    for (int node : parents.inOrder()) {
      for (int i = starts[node]; i < starts[node + 1]; i++) {
        result[n++] = order[i];
      }
    }
    return result;
  }

  private void enclose(int node, PackedOrder children, Integer[] order, int begin, int end) {
    xmin[node] = Double.POSITIVE_INFINITY;
    xmax[node] = Double.NEGATIVE_INFINITY;
    ymin[node] = Double.POSITIVE_INFINITY;
    ymax[node] = Double.NEGATIVE_INFINITY;
    for (int i = begin; i < end; i++) {
      int child = order[i];
      xmin[node] = Math.min(xmin[node], children.xmin[child]);
      xmax[node] = Math.max(xmax[node], children.xmax[child]);
      ymin[node] = Math.min(ymin[node], children.ymin[child]);
      ymax[node] = Math.max(ymax[node], children.ymax[child]);
    }
  }
}
