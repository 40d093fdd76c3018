package io.citymesh.terrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.citymesh.geo.Terrain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentBlocksTest {
  @TempDir Path dir;

  private static RasterBlock block(double value) {
    return new RasterBlock(0, 0, 1, 2, new double[] {value, value});
  }

  @Test
  void theBlocksUsedLongestAgoAreGivenUp() {
    RecentBlocks blocks = new RecentBlocks(3 * 8);
    List<RasterBlock> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(block(i));
      blocks.add(i, all.get(i));
    }
    assertSame(all.get(0), blocks.find(0));
    blocks.add(3, block(3));
    assertNull(blocks.find(1));
    assertSame(all.get(0), blocks.find(0));
    blocks.add(4, block(4));
    assertNull(blocks.find(2));
    assertSame(all.get(0), blocks.find(0));
    blocks.add(5, block(0.1)); // Takes twice the room.
    assertNull(blocks.find(3));
    assertEquals(1, IntStream.range(0, 5).filter(i -> blocks.find(i) != null).count());
  }

  @Test
  void aBlockLargerThanAllRoomIsKeptUntilTheNext() {
    RecentBlocks blocks = new RecentBlocks(1);
    for (int i = 0; i < 5; i++) {
      RasterBlock one = block(i);
      blocks.add(i, one);
      assertSame(one, blocks.find(i));
      assertNull(blocks.find(i - 1));
    }
  }

  @Test
  void onlyWhatSinglePrecisionHoldsTakesHalfTheRoom() {
    assertEquals(8, block(0.5).bytes());
    assertEquals(16, block(0.1).bytes());
    assertEquals(0.1, block(0.1).at(0, 1));
    assertEquals(-0.0, block(-0.0).at(0, 1));
    assertEquals(1e-300, block(1e-300).at(0, 1));
  }

  /** As buildings of several tasks do that lie row by row. */
  @Test
  void neighboursReadEachBlockOnceForAllTasks() throws Exception {
    Path file =
        new TestRaster(1100, 900, (c, r) -> Math.sin(c + 3.0 * r))
            .blocks(256)
            .write(dir.resolve("neighbours.tif"));
    Terrain terrain = Terrains.open(file.toString());
    Callable<Integer> task =
        () -> {
          for (double y = 300; y < 1990; y += 20) {
            for (double x = 1010; x < 3180; x += 20) {
              terrain.elevations(new double[] {x, y, x + 10, y, x, y + 8}, 3);
              terrain.maxAlong(x, y, x + 10, y + 8);
            }
          }
          return 0;
        };
    ExecutorService tasks = Executors.newFixedThreadPool(4);
    try {
      for (Future<Integer> done : tasks.invokeAll(List.of(task, task, task, task))) {
        done.get();
      }
    } finally {
      tasks.shutdown();
    }
    assertEquals(5 * 4, OpenRasters.of(((RasterTerrain) terrain).opening()).reads());
  }
}
