package io.citymesh.format;

/** Puts what belongs to buildings in their order. */
final class FaceOrder {
  private static final int BITS = 11;
  private static final int DIGITS = 1 << BITS;

  private FaceOrder() {}

  /**
   * The places of things in the order of their buildings, and of one building in their own: a radix
   * sort, which takes a pass for each eleven bits of the range of buildings.
   *
   * @param buildings of each thing, 0 or more; the first {@code n} are meant
   * @return places 0 ... n - 1: n
   */
  static int[] byBuilding(int[] buildings, int n) {
    int[] order = new int[n];
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int i = 0; i < n; i++) {
      order[i] = i;
      least = Math.min(least, buildings[i]);
      most = Math.max(most, buildings[i]);
    }
    int[] other = new int[n];
    for (int shift = 0; n > 0 && most - least >>> shift > 0; shift += BITS) {
      int[] starts = new int[DIGITS + 1];
      for (int i = 0; i < n; i++) {
        starts[digit(buildings[i] - least, shift) + 1]++;
      }
      for (int digit = 0; digit < DIGITS; digit++) {
        starts[digit + 1] += starts[digit];
      }
      for (int place : order) {
        other[starts[digit(buildings[place] - least, shift)]++] = place;
      }
      int[] sorted = other;
      other = order;
      order = sorted;
    }
    return order;
  }

  private static int digit(int number, int shift) {
    return number >>> shift & DIGITS - 1;
  }
}
