package io.citymesh.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The heap that a run needs does not depend on how many tiles the city has. */
class HeapTest {
  /**
   * Half as much again as the smallest heap in which 256 tiles were meshed (96 MB, of which Spark
   * and its classes take 70). Spark wants 450 MB unless it is told to set less aside for itself.
   */
  private static final List<String> SMALL_HEAP =
      List.of("-Xmx144m", "-Dspark.testing.reservedMemory=20000000");

  /** What the records of 240 more tiles and their footprints may take, megabytes. */
  private static final double MORE = 15;

  @Test
  void manyTilesNeedNoMoreThanFew() throws Exception {
    MeshTiles.Figures few = TilesBenchmark.run(SMALL_HEAP, "4", "125", "5", "disk");
    MeshTiles.Figures many = TilesBenchmark.run(SMALL_HEAP, "16", "125", "5", "disk");
    assertEquals(16, few.tiles());
    assertEquals(256, many.tiles());
    assertTrue(many.faces() > 14 * few.faces(), few + ", " + many);
    assertTrue(many.heap() < few.heap() + MORE, few + ", " + many);
  }
}
