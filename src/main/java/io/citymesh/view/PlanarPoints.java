package io.citymesh.view;

import java.util.Arrays;

/**
 * Numbers for points of the plane: the same number for the same two coordinates, to the last bit. A
 * vertex has the same coordinates in whatever part it stands.
 */
final class PlanarPoints {
  private double[] xy = new double[64];
  private int count;
  private int[] slots = new int[128];

  /** The number of a point, which is new if the point is. */
  int number(double x, double y) {
    if (4 * (count + 1) > slots.length) {
      grow();
    }
    int slot = slot(x, y);
    if (slots[slot] == 0) {
      if (2 * count == xy.length) {
        xy = Arrays.copyOf(xy, 2 * xy.length);
      }
      xy[2 * count] = x;
      xy[2 * count + 1] = y;
      slots[slot] = ++count;
    }
    return slots[slot] - 1;
  }

  /** The slot that has a point, or the free one where it belongs. */
  private int slot(double x, double y) {
    long bits = Double.doubleToLongBits(x + 0.0) * 31 + Double.doubleToLongBits(y + 0.0);
    bits *= 0x9E3779B97F4A7C15L;
    int slot = (int) (bits >>> 40) & (slots.length - 1);
    while (slots[slot] != 0 && (x(slots[slot] - 1) != x || y(slots[slot] - 1) != y)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    for (int i = 0; i < count; i++) {
      slots[slot(x(i), y(i))] = i + 1;
    }
  }

  int count() {
    return count;
  }

  double x(int number) {
    return xy[2 * number];
  }

  double y(int number) {
    return xy[2 * number + 1];
  }
}
