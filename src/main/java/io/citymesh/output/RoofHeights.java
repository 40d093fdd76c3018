package io.citymesh.output;

/**
 * Elevations of roofs by building, of those buildings that have a roof face. Its memory follows
 * their number, not the one that the manifest claims. Open addressing, linear probing.
 */
final class RoofHeights {
  private long[] buildings = new long[1 << 10];
  private double[] elevations = new double[1 << 10];
  private boolean[] taken = new boolean[1 << 10];
  private int size;

  /** How many buildings have a roof. */
  int size() {
    return size;
  }

  /**
   * The elevation of a building's roof; the first one that is told of it, metres.
   *
   * @param building its key
   */
  double of(long building, double told) {
    int slot = slot(building);
    if (taken[slot]) {
      return elevations[slot];
    }
    put(slot, building, told);
    if (2 * ++size > buildings.length) {
      grow();
    }
    return told;
  }

  private int slot(long building) {
    int mask = buildings.length - 1;
    int slot = (int) VertexIndex.mix(building) & mask;
    while (taken[slot] && buildings[slot] != building) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void put(int slot, long building, double elevation) {
    taken[slot] = true;
    buildings[slot] = building;
    elevations[slot] = elevation;
  }

  private void grow() {
    long[] oldBuildings = buildings;
    double[] oldElevations = elevations;
    boolean[] oldTaken = taken;
    buildings = new long[2 * oldBuildings.length];
    elevations = new double[2 * oldBuildings.length];
    taken = new boolean[2 * oldBuildings.length];
    for (int i = 0; i < oldBuildings.length; i++) {
      if (oldTaken[i]) {
        put(slot(oldBuildings[i]), oldBuildings[i], oldElevations[i]);
      }
    }
  }
}
