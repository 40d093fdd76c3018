package io.citymesh.output;

import java.util.Arrays;

/**
 * Elevations of roofs by building, of those buildings that have a roof face. Its memory follows
 * their number, not the one that the manifest claims. Open addressing, linear probing; a slot is
 * free if its building is NONE.
 */
final class RoofHeights {
  private static final int NONE = -1;

  private int[] buildings = filled(1 << 10);
  private double[] elevations = new double[1 << 10];
  private int size;

  private static int[] filled(int length) {
    int[] array = new int[length];
    Arrays.fill(array, NONE);
    return array;
  }

  /** The elevation of a building's roof; the first one that is told of it, metres. */
  double of(int building, double told) {
    int slot = slot(building);
    if (buildings[slot] == building) {
      return elevations[slot];
    }
    put(slot, building, told);
    if (2 * ++size > buildings.length) {
      grow();
    }
    return told;
  }

  private int slot(int building) {
    int mask = buildings.length - 1;
    int slot = (int) VertexIndex.mix(building) & mask;
    while (buildings[slot] != NONE && buildings[slot] != building) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void put(int slot, int building, double elevation) {
    buildings[slot] = building;
    elevations[slot] = elevation;
  }

  private void grow() {
    int[] oldBuildings = buildings;
    double[] oldElevations = elevations;
    buildings = filled(2 * oldBuildings.length);
    elevations = new double[2 * oldBuildings.length];
    for (int i = 0; i < oldBuildings.length; i++) {
      if (oldBuildings[i] != NONE) {
        put(slot(oldBuildings[i]), oldBuildings[i], oldElevations[i]);
      }
    }
  }
}
