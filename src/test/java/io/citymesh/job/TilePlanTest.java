package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.geo.Bounds;
import io.citymesh.tile.Domain;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** {@link SmallCity} with triangles so small that its 3 x 4 tiles have some 60,000 faces each. */
class TilePlanTest extends SparkTest {
  private static final MeshOptions FINE = new MeshOptions(100, 0.8, 0.8, 0, 25);

  /** One core or many, and a heap per core of 2 MB to 4 GB. */
  private static final List<Machine> MACHINES =
      List.of(
          machine(1, 300_000_000),
          machine(2, 4_000_000_000L),
          machine(8, 500_000_000),
          machine(64, 150_000_000));

  private static Machine machine(int cores, long heap) {
    return new Machine(cores, heap / 2 / cores, Machine.room(heap), heap, 1, false);
  }

  private static TilePlan plan(
      MeshOptions mesh, int tileMemory, boolean auto, Machine machine, Bounds domain) {
    RunOptions run =
        new RunOptions(
            RunOptions.Store.DISK,
            List.of(),
            false,
            0,
            RunOptions.OnTileFailure.SKIP,
            2,
            tileMemory,
            auto);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    return TilePlan.of(
        context.parallelize(SmallCity.buildings(), 2).map(PackedBuilding::of),
        Domain.of(domain),
        mesh,
        run,
        machine);
  }

  private static TilePlan plan(int tileMemory, boolean auto, Machine machine) {
    return plan(FINE, tileMemory, auto, machine, SmallCity.DOMAIN);
  }

  private static List<String> tiles(TilePlan plan) {
    StitchTree tree = plan.tree();
    List<String> tiles = new ArrayList<>();
    for (int node = 0; node < tree.nodes(); node++) {
      tiles.add(tree.partName(node) + " " + tree.rectangle(node));
    }
    return tiles;
  }

  @Test
  void tilesDoNotDependOnTheMachine() {
    for (boolean auto : List.of(false, true)) {
      List<String> expected = tiles(plan(10, auto, MACHINES.get(0)));
      assertTrue(expected.size() > 2 * 12, "the tiles are to be halved: " + expected);
      for (Machine machine : MACHINES) {
        assertEquals(expected, tiles(plan(10, auto, machine)), machine.toString());
      }
    }
    assertNotEquals(
        tiles(plan(10, false, MACHINES.get(0))),
        tiles(plan(RunOptions.TILE_MEMORY, false, MACHINES.get(0))),
        "--tile-memory decides");
  }

  @Test
  void whatAnExecutorHasNoRoomForIsToldBeforeItIsMeshed() {
    TilePlan plan = plan(RunOptions.TILE_MEMORY, false, MACHINES.get(0));
    long[] heap = plan.heap();
    double tile = Workload.leastHeap(plan.mostFaces(), 0);
    assertEquals(Optional.empty(), plan.shortage(heap, machine(8, (long) tile + 101_000_000)));
    String words = plan.shortage(heap, machine(1, (long) tile + 99_000_000)).orElseThrow();
    assertTrue(words.matches("tile \\d+_\\d+ needs at least \\d+ MB of heap, but an .*"), words);
    assertTrue(words.contains("CITYMESH_MEMORY"), words);
    assertTrue(words.contains("--tile-memory"), words);
  }

  @Test
  void oneTileIsRefusedByTheOptionThatAskedForIt() {
    MeshOptions whole = FINE.withTileSize(0);
    TilePlan plan = plan(whole, RunOptions.TILE_MEMORY, false, MACHINES.get(0), SmallCity.DOMAIN);
    String words = plan.shortage(plan.heap(), machine(1, 150_000_000)).orElseThrow();
    assertTrue(words.startsWith("the one tile of the city needs at least "), words);
    assertTrue(words.endsWith("or a --tile-size"), words);
  }

  @Test
  void aSeamTakesWhatLiesAlongIt() {
    TilePlan plan = plan(RunOptions.TILE_MEMORY, false, MACHINES.get(0));
    long[] heap = plan.heap();
    StitchTree tree = plan.tree();
    // 300 m across the middle, 4 x 2.5 x 0.8 m wide: 8 of the 300 m of the three tiles beside it.
    double strip = 300 * 8 * plan.allFaces() / SmallCity.DOMAIN.area();
    double least = Workload.leastHeap(strip, 0);
    assertTrue(heap[tree.root()] > 0.5 * least, heap[tree.root()] + " " + least);
    assertTrue(heap[tree.root()] < 2 * least, heap[tree.root()] + " " + least);
    assertArrayEquals(heap, plan(RunOptions.TILE_MEMORY, false, MACHINES.get(2)).heap());
  }

  @Test
  void theChosenSizeIsThatOfTheCityAndItsTriangles() {
    assertEquals(
        0, plan(SmallCity.MESH, 512, true, MACHINES.get(2), SmallCity.DOMAIN).options().tileSize());
    TilePlan fine = plan(512, true, MACHINES.get(0));
    assertTrue(fine.mostFaces() < 2 * 200_000, "" + fine.mostFaces());
    assertTrue(fine.tree().tiles() > 1);
  }
}
