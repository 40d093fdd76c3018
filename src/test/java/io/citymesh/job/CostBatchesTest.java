package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Work is dealt in shares of about equal cost, however uneven it is. */
class CostBatchesTest {

  @Test
  void neighboursAreTogetherAndTheCostliestBatchIsTheFirst() {
    assertArrayEquals(
        new int[] {1, 1, 1, 0, 2, 2}, CostBatches.of(new long[] {1, 1, 1, 9, 1, 1}, 3));
    assertArrayEquals(new int[] {0, 0}, CostBatches.of(new long[] {5, 5}, 1));
    assertArrayEquals(new int[0], CostBatches.of(new long[0], 3));
  }

  @Test
  void noBatchIsMuchLargerThanItsShareButByOnePiece() {
    Random random = new Random(4);
    for (int run = 0; run < 200; run++) {
      long[] costs = random.longs(1 + random.nextInt(300), 1, 1000).toArray();
      int most = 1 + random.nextInt(20);
      int[] batchOf = CostBatches.of(costs, most);
      long[] sums = new long[most];
      for (int i = 0; i < costs.length; i++) {
        sums[batchOf[i]] += costs[i];
      }
      long all = Arrays.stream(costs).sum();
      assertTrue(sums[0] <= (double) all / most + 1000 || most == 1, "batch of " + sums[0]);
      for (int i = 1; i < most; i++) {
        assertTrue(sums[i] <= sums[i - 1]);
      }
    }
  }

  /** A town of which a square metre has a thousand times as much as one of the land around. */
  private static double[] places(Random random) {
    double[] xy = new double[20_000];
    for (int i = 0; i < xy.length; i += 2) {
      boolean town = i % 4 == 0;
      xy[i] = town ? 500 + 10 * random.nextDouble() : 1000 * random.nextDouble();
      xy[i + 1] = town ? 300 + 10 * random.nextDouble() : 1000 * random.nextDouble();
    }
    return xy;
  }

  @Test
  void regionsShareUnevenWorkEqually() {
    double[] xy = places(new Random(1));
    for (int count : new int[] {1, 2, 7, 40}) {
      Regions regions = new Regions(xy, count);
      assertEquals(count, regions.count());
      int[] places = new int[count];
      for (int i = 0; i < xy.length; i += 2) {
        Bounds at = new Bounds(xy[i], xy[i + 1], xy[i], xy[i + 1]);
        regions.forEachMeeting(at, 0, region -> places[region]++);
      }
      assertEquals(xy.length / 2, Arrays.stream(places).sum(), "each place is in one region");
      int share = xy.length / 2 / count;
      for (int place : places) {
        assertEquals(share, place, 0.05 * share + 2);
      }
    }
  }

  @Test
  void twoBoxesThatOverlapMeetInARegion() {
    Random random = new Random(2);
    Regions regions = new Regions(places(random), 23);
    for (int run = 0; run < 2000; run++) {
      double x = 1200 * random.nextDouble() - 100;
      double y = 1200 * random.nextDouble() - 100;
      double size = 50 * random.nextDouble();
      Bounds a = new Bounds(x, y, x + size, y + 1);
      Bounds b = new Bounds(x + size, y - 3, x + size + 20, y);
      TreeSet<Integer> common = met(regions, a);
      common.retainAll(met(regions, b));
      assertTrue(!common.isEmpty(), () -> a + " and " + b);
    }
  }

  private static TreeSet<Integer> met(Regions regions, Bounds box) {
    TreeSet<Integer> met = new TreeSet<>();
    regions.forEachMeeting(box, 0, met::add);
    return met;
  }

  @Test
  void placesThatAreAllTheSameMakeRegionsToo() {
    Regions regions = new Regions(new double[] {5, 5, 5, 5, 5, 5}, 4);
    assertEquals(1, met(regions, new Bounds(5, 5, 5, 5)).size());
    assertEquals(1, met(new Regions(new double[0], 3), new Bounds(9, 9, 9, 9)).size());
  }
}
