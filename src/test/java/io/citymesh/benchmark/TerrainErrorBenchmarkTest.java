package io.citymesh.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small twin of {@link TerrainErrorBenchmark}. */
class TerrainErrorBenchmarkTest extends SparkTest {
  @TempDir Path dir;

  @Test
  void aMountainTakesAThirdOfTheTriangles() throws Exception {
    TerrainErrorBenchmark.Case mountain =
        new TerrainErrorBenchmark.Case(
            "mountain", TerrainErrorBenchmark.mountain(dir, 120, 5), city -> city, 60);
    TerrainErrorBenchmark.Outcome found =
        TerrainErrorBenchmark.measure(spark(), dir, mountain, 1.0);
    assertEquals(0, found.fitted().others(), "cells that no triangle has");
    assertTrue(found.fitted().worst() <= 1 && found.fitted().worst() > 0.3, found.toString());
    assertTrue(3 * found.fitted().triangles() <= found.uniform().triangles(), found.toString());
  }
}
