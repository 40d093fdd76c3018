package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final MeshOptions MESH = new MeshOptions(100, 10, 5, 0, 25);

  private static StitchTree tree(int columns, int rows) {
    return new StitchTree(new TileGrid(new Bounds(0, 0, 100 * columns, 100 * rows), MESH));
  }

  private static double[] even(StitchTree tree) {
    double[] costs = new double[tree.tiles()];
    Arrays.fill(costs, 1);
    return costs;
  }

  @Test
  void aRunIsWhatLiesBelowANode() {
    Random random = new Random(3);
    for (int round = 0; round < 100; round++) {
      StitchTree tree = tree(1 + random.nextInt(9), 1 + random.nextInt(9));
      double[] costs = random.doubles(tree.tiles(), 0, 10).toArray();
      int wanted = 1 + random.nextInt(20);
      Batches batches = new Batches(tree, costs, wanted, 2);
      assertEquals(Math.min(wanted, tree.tiles()), batches.count());
      Set<Integer> used = new HashSet<>();
      for (int tile = 0; tile < tree.tiles(); tile++) {
        used.add(batches.batchOf(tile));
      }
      assertEquals(batches.count(), used.size(), "no batch is empty");
      for (int node = tree.tiles(); node < tree.nodes(); node++) {
        Set<Integer> below = new HashSet<>();
        for (int tile = tree.firstTile(node); tile < tree.endTile(node); tile++) {
          below.add(batches.batchOf(tile));
        }
        assertEquals(below.size() == 1, batches.stageOf(node) == 0, "inside one batch");
      }
    }
  }

  @Test
  void bothChildrenAreThereWhenANodeIsMade() {
    Random random = new Random(4);
    for (int round = 0; round < 100; round++) {
      StitchTree tree = tree(1 + random.nextInt(9), 1 + random.nextInt(9));
      int fanIn = 2 + random.nextInt(7);
      Batches batches = new Batches(tree, even(tree), 1 + random.nextInt(20), fanIn);
      assertEquals(batches.stages(), batches.stageOf(tree.root()));
      for (int node = tree.tiles(); node < tree.nodes(); node++) {
        int stage = batches.stageOf(node);
        if (stage == 0) {
          continue;
        }
        assertTrue(batches.taskOf(node) < batches.tasks(stage));
        for (int child : new int[] {tree.firstChild(node), tree.secondChild(node)}) {
          boolean sameTask = batches.stageOf(child) == stage;
          assertTrue(
              batches.stageOf(child) < stage || batches.taskOf(child) == batches.taskOf(node),
              "made before, or by the same task");
          int partition =
              batches.stageOf(child) > 0
                  ? batches.taskOf(child)
                  : batches.batchOf(tree.firstTile(child));
          assertTrue(sameTask || batches.feeds(batches.stageOf(child), stage).get(partition));
          assertTrue(
              sameTask
                  || stage > 1
                  || batches.batchesOfTask(batches.taskOf(node)).contains(partition));
        }
      }
    }
  }

  @Test
  void aTaskJoinsNoMoreRegionsThanTheFanIn() {
    StitchTree tree = tree(8, 8);
    for (int fanIn : new int[] {2, 3, 4, 8}) {
      Batches batches = new Batches(tree, even(tree), 64, fanIn);
      int power = Integer.highestOneBit(fanIn);
      for (int stage = 1; stage <= batches.stages(); stage++) {
        int[] seams = new int[batches.tasks(stage)];
        for (int node = tree.tiles(); node < tree.nodes(); node++) {
          if (batches.stageOf(node) == stage) {
            seams[batches.taskOf(node)]++;
          }
        }
        assertTrue(Arrays.stream(seams).max().orElseThrow() <= power - 1, "fan-in " + fanIn);
      }
      assertEquals((int) Math.ceil(6 / (Math.log(power) / Math.log(2))), batches.stages());
    }
  }

  @Test
  void aTaskOfTheFirstStageReadsItsOwnBatches() {
    Batches batches = new Batches(tree(8, 8), even(tree(8, 8)), 13, 2);
    List<Integer> read = new ArrayList<>();
    for (int task = 0; task < batches.tasks(1); task++) {
      assertEquals(2, batches.batchesOfTask(task).size());
      read.addAll(batches.batchesOfTask(task));
    }
    assertEquals(read.size(), Set.copyOf(read).size(), "no batch is read twice");
    read.forEach(batch -> assertTrue(batches.feeds(0, 1).get(batch)));
    assertEquals(batches.feeds(0, 1).cardinality(), read.size());
  }

  @Test
  void theCostliestIsHalved() {
    Random random = new Random(5);
    for (int round = 0; round < 100; round++) {
      StitchTree tree = tree(1 + random.nextInt(9), 1 + random.nextInt(9));
      double[] costs = random.doubles(tree.tiles(), 0, 10).toArray();
      Batches batches = new Batches(tree, costs, 2 + random.nextInt(20), 2);
      double costliest = 0;
      double cheapestHalved = Double.POSITIVE_INFINITY;
      for (int node = 0; node < tree.nodes(); node++) {
        double cost = 0;
        for (int tile = tree.firstTile(node); tile < tree.endTile(node); tile++) {
          cost += costs[tile];
        }
        if (batches.stageOf(node) > 0) {
          cheapestHalved = Math.min(cheapestHalved, cost);
        } else if (!tree.isTile(node)) {
          costliest = Math.max(costliest, cost);
        }
      }
      assertTrue(costliest <= cheapestHalved + 1e-9, costliest + " is left whole");
    }
  }

  @Test
  void aDenseCornerGetsMoreBatches() {
    StitchTree tree = tree(8, 8);
    double[] costs = even(tree);
    costs[0] = 40;
    costs[1] = 40;
    Batches batches = new Batches(tree, costs, 8, 2);
    double[] load = new double[8];
    for (int tile = 0; tile < tree.tiles(); tile++) {
      load[batches.batchOf(tile)] += costs[tile];
    }
    double mean = Arrays.stream(load).sum() / 8;
    assertTrue(Arrays.stream(load).max().orElseThrow() <= 40 + mean, Arrays.toString(load));
    assertTrue(load[0] >= load[7], "the costliest first: " + Arrays.toString(load));
  }

  @Test
  void aSmallCityHasFewBatches() {
    double[] small = new double[64];
    Arrays.fill(small, 20_000);
    double[] large = new double[64];
    Arrays.fill(large, 2_000_000);
    assertEquals(4, Batches.howMany(tree(8, 8), small, 2), "a level of stitching is worth more");
    assertEquals(8, Batches.howMany(tree(8, 8), large, 2), "an even end is worth more");
    assertEquals(4, Batches.howMany(tree(8, 8), large, 1), "one core ends as late with any number");
  }

  @Test
  void asManyRunsAsEndTogether() {
    double[] costs = new double[9];
    Arrays.fill(costs, 1e9);
    assertEquals(9, Batches.howMany(tree(3, 3), costs, 3));
    assertEquals(4, Batches.howMany(tree(1, 1), new double[] {1e9}, 1));
  }
}
