package io.citymesh.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.air.Town;
import org.junit.jupiter.api.Test;

/** The small twin of {@link AirBenchmark}. */
class AirBenchmarkTest {
  @Test
  void whatItCountsFitsTogether() {
    AirBenchmark.Figures f = AirBenchmark.measure(Town.row(3, 0.2).surface(8), 1);
    assertTrue(f.wedges() > 0.95 * f.cells(), f::toString);
    assertTrue(f.tets() > 3 * f.wedges(), f::toString);
    assertTrue(f.tets() < 3 * f.cells(), f::toString);
    assertTrue(f.faces() > 5 * f.wedges(), f::toString);
    assertEquals(2.0, (double) f.cells() / f.levels(), 0.4, "two cells a level, less at the sides");
  }
}
