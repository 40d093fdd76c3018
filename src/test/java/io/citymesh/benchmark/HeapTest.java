package io.citymesh.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ChildJvm;
import io.citymesh.report.Manifest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The small twin of {@link TilesBenchmark}, {@link SurvivalBenchmark} and {@link StitchBenchmark}.
 */
class HeapTest {
  /** Spark wants 450 MB unless it is told to set less aside for itself. */
  private static final String SMALL_HEAP = "-Dspark.testing.reservedMemory=20000000";

  /** So that two tiles at a time leave half of such a heap free. */
  private static final int TILE_MEMORY = 40;

  /** What the records of 240 more tiles and their footprints may take, bytes. */
  private static final double MORE = 15e6;

  /**
   * In half as much again as the smallest heap in which 256 tiles were meshed (96 MB, of which
   * Spark and its classes take 70).
   */
  @Test
  @Tag("slow")
  void manyTilesNeedNoMoreThanFew() throws Exception {
    MeshTiles.How how = new MeshTiles.How("144m", "disk", false, true, TILE_MEMORY, 1);
    MeshTiles.Figures few = MeshTiles.run(new MeshTiles.City(4, 125, 1, 5), how, SMALL_HEAP);
    MeshTiles.Figures many = MeshTiles.run(new MeshTiles.City(16, 125, 1, 5), how, SMALL_HEAP);
    assertEquals(16, few.manifest().totals().tiles());
    assertEquals(256, many.manifest().totals().tiles());
    assertTrue(many.manifest().totals().faces() > 14 * few.manifest().totals().faces());
    assertTrue(
        many.driverHeap().getAsLong() < few.driverHeap().getAsLong() + MORE, few + ", " + many);
    assertTrue(many.shuffleShare() < 0.05, many::toString);
  }

  /** With cells above every triangle; frontiers carry the levels of their lines. */
  @Test
  @Tag("slow")
  void manyTilesWithAVolumeNeedNoMoreThanFew() throws Exception {
    MeshTiles.How how = new MeshTiles.How("192m", "disk", false, true, TILE_MEMORY, 1);
    MeshTiles.Figures few = MeshTiles.run(new MeshTiles.City(4, 125, 1, 5, true), how, SMALL_HEAP);
    MeshTiles.Figures many =
        MeshTiles.run(new MeshTiles.City(16, 125, 1, 5, true), how, SMALL_HEAP);
    assertEquals(16, few.manifest().totals().tiles());
    assertEquals(256, many.manifest().totals().tiles());
    assertTrue(cells(many.manifest()) > 14 * cells(few.manifest()));
    assertTrue(
        many.driverHeap().getAsLong() < few.driverHeap().getAsLong() + MORE, few + ", " + many);
  }

  private static long cells(Manifest manifest) {
    return manifest.cells().values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void meshIsLargerThanTheHeap() throws Exception {
    MeshTiles.Figures figures =
        MeshTiles.run(
            new MeshTiles.City(8, 250, 4, 1),
            new MeshTiles.How("120m", "disk", false, false, TILE_MEMORY, 1),
            SMALL_HEAP);
    assertTrue(figures.meshBytes() > 2 * (120L << 20), figures::toString);
    assertTrue(figures.disk() < 2 * figures.meshBytes(), figures::toString);
    assertTrue(figures.toString().contains("heap of driver not measured"), figures::toString);
  }

  /** A file has more bytes than the heap that the city is meshed and written in. */
  @Test
  @Tag("slow")
  void formatsAreLargerThanTheHeap() throws Exception {
    ChildJvm.Outcome outcome =
        ChildJvm.run(
            List.of("-Xmx160m", "-XX:+UseParallelGC", SMALL_HEAP),
            FormatsBenchmark.class,
            List.of("none", "6"));
    assertEquals(0, outcome.code(), outcome.output());
    List<String> rows = outcome.output().lines().filter(line -> line.startsWith("| ")).toList();
    assertEquals(9, rows.size(), outcome.output());
    int[] megabytes =
        rows.stream()
            .mapToInt(row -> Integer.parseInt(row.split("\\|")[2].strip().replace(",", "")))
            .toArray();
    assertTrue(megabytes[0] > 168, "vtu is larger than 160 MiB: " + outcome.output());
    assertTrue(Arrays.stream(megabytes).sum() > 5 * 168, outcome.output());
  }
}
