package io.citymesh.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The small twin of {@link FootprintsBenchmark}. */
class CleanFootprintsTest {
  /** Spark wants 450 MB unless it is told to set less aside for itself. */
  private static final List<String> SMALL_HEAP =
      List.of("-Xmx160m", "-Dspark.testing.reservedMemory=20000000");

  @Test
  @Tag("slow")
  void driverGetsCountsAndNamesOnly() throws Exception {
    CleanFootprints.Figures few = FootprintsBenchmark.run(SMALL_HEAP, "22000", "merge");
    CleanFootprints.Figures many = FootprintsBenchmark.run(SMALL_HEAP, "42000", "merge");
    // A quarter are pairs that become one.
    assertEquals(42_000 * 7 / 8, many.buildings(), 350);
    assertTrue(many.rejected() > 42_000 / 4, many::toString);
    // The WKB of a footprint alone has 93 bytes and more.
    double perFootprint = (many.toDriver() - few.toDriver()) / 20_000.0;
    assertTrue(perFootprint < 1, few + ", " + many);
  }
}
