package io.citymesh.job;

import io.citymesh.city.Bounds;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.tile.MeshOptions;
import java.util.ArrayList;
import java.util.List;

/** 4 x 3 tiles with a building on each crossing of two tile lines, and one in each tile. */
final class SmallCity {
  static final Bounds DOMAIN = new Bounds(0, 0, 400, 300);
  static final MeshOptions MESH = new MeshOptions(100, 10, 5, 5, 25);

  private SmallCity() {}

  static List<Building> buildings() {
    List<Building> city = new ArrayList<>();
    for (int y = 50; y < 300; y += 50) {
      for (int x = 50; x < 400; x += 50) {
        if ((x + y) % 100 == 0) {
          double[] ring = {x - 12, y - 9, x + 13, y - 9, x + 13, y + 10, x - 12, y + 10};
          city.add(
              new Building(
                  city.size(),
                  List.of("b" + city.size()),
                  3,
                  9 + x % 7,
                  HeightSource.HEIGHT_FIELD,
                  new double[][] {ring}));
        }
      }
    }
    return city;
  }
}
