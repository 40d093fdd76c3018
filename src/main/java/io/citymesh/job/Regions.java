package io.citymesh.job;

import io.citymesh.geo.Bounds;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * The plane divided into rectangles in which there is about the same work, however uneven a city's
 * density: halved by the median of a sample of places, again and again, along the longer side of
 * what lies there. The outermost rectangles have no outer sides. Neighbouring numbers are
 * neighbouring places.
 *
 * <p>What lies on a cut is in the upper half.
 */
final class Regions implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of each inner node of the tree, in preorder, where it is cut; NaN for a leaf. */
  private final double[] cuts;

  /** Whether it is cut at an x. */
  private final boolean[] alongX;

  /** How many leaves lie below a node. */
  private final int[] leaves;

  private int nodes;

  /**
   * @param xy x0, y0, x1, y1, ... of places, each of which stands for the same work; sorted anew
   * @param count how many rectangles, 1 or more
   */
  Regions(double[] xy, int count) {
    int most = 2 * count - 1;
    cuts = new double[most];
    alongX = new boolean[most];
    leaves = new int[most];
    Integer[] places = IntStream.range(0, xy.length / 2).boxed().toArray(Integer[]::new);
    divide(xy, places, 0, places.length, count);
  }

  private void divide(double[] xy, Integer[] places, int from, int to, int count) {
    int node = nodes++;
    leaves[node] = count;
    cuts[node] = Double.NaN;
    if (count == 1) {
      return;
    }
    alongX[node] = extent(xy, places, from, to, 0) >= extent(xy, places, from, to, 1);
    int axis = alongX[node] ? 0 : 1;
    Arrays.sort(places, from, to, Comparator.comparingDouble(place -> xy[2 * place + axis]));
    int lower = count / 2;
    int middle = from + (int) ((long) (to - from) * lower / count);
    cuts[node] = middle < to ? xy[2 * places[middle] + axis] : 0;
    while (middle > from && xy[2 * places[middle - 1] + axis] == cuts[node]) {
      middle--;
    }
    divide(xy, places, from, middle, lower);
    divide(xy, places, middle, to, count - lower);
  }

  private static double extent(double[] xy, Integer[] places, int from, int to, int axis) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      double at = xy[2 * places[i] + axis];
      least = Math.min(least, at);
      most = Math.max(most, at);
    }
    return most - least;
  }

  /** How many there are. */
  int count() {
    return leaves[0];
  }

  /** Passes on the numbers of the rectangles that a box meets, ascending. */
  void forEachMeeting(Bounds box, double grown, IntConsumer consumer) {
    meet(
        0,
        0,
        box.xmin() - grown,
        box.ymin() - grown,
        box.xmax() + grown,
        box.ymax() + grown,
        consumer);
  }

  private void meet(
      int node, int first, double west, double south, double east, double north, IntConsumer to) {
    if (leaves[node] == 1) {
      to.accept(first);
      return;
    }
    int lower = leaves[node] / 2;
    if ((alongX[node] ? west : south) < cuts[node]) {
      meet(node + 1, first, west, south, east, north, to);
    }
    if ((alongX[node] ? east : north) >= cuts[node]) {
      // A subtree of n leaves has 2n - 1 nodes.
      meet(node + 2 * lower, first + lower, west, south, east, north, to);
    }
  }
}
