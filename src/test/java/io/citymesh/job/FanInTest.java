package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.tile.MeshOptions;
import org.junit.jupiter.api.Test;

/** What {@code --fan-in auto} picks for a city of 40 x 40 km, 160 million faces. */
class FanInTest {
  private static final Bounds CITY = new Bounds(0, 0, 40_000, 40_000);
  private static final MeshOptions MESH = new MeshOptions(1000, 10, 5, 5, 25);

  private static FanIn chosen(int runs, int cores, double megabytes) {
    Machine machine = new Machine(cores, (long) (1e6 * megabytes), 1, 1, 1, false);
    return FanIn.chosen(CITY, 1.6e8, 0, MESH, runs, machine);
  }

  @Test
  void everyCoreStillHasATask() {
    assertEquals(4, chosen(64, 16, 4000).regions());
    assertEquals(32, chosen(64, 2, 4000).regions());
    assertEquals(2, chosen(64, 64, 4000).regions());
    assertEquals(2, chosen(1, 8, 4000).regions());
    assertTrue(chosen(64, 16, 4000).why().contains("leave cores without work"));
  }

  @Test
  void theRegionsFitIntoATask() {
    int before = 2;
    for (double megabytes = 10; megabytes < 1000; megabytes *= 1.1) {
      int regions = chosen(4096, 2, megabytes).regions();
      assertTrue(regions >= before, "more memory, more regions");
      assertEquals(regions, Integer.highestOneBit(regions));
      before = regions;
    }
    assertEquals(2048, before);
    FanIn some = chosen(4096, 2, 250);
    assertTrue(
        some.why().contains("those of " + 2 * some.regions() + " take too much"), some.why());
    FanIn none = chosen(4096, 2, 10);
    assertEquals(2, none.regions());
    assertTrue(none.why().contains("may be too little"), none.why());
  }
}
