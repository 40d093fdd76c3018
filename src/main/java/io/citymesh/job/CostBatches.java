package io.citymesh.job;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Deals pieces of work, which have an order, to batches of neighbours of about equal cost. */
final class CostBatches {
  private CostBatches() {}

  /**
   * The batch of each piece. The costliest batch has the number 0, which evens out the end of a
   * stage: a piece that costs more than a batch should is one by itself, and begins first.
   *
   * @param costs of the pieces, in their order
   * @param most how many batches there are at most
   */
  static int[] of(long[] costs, int most) {
    double share = Math.max(1, (double) Arrays.stream(costs).sum() / most);
    int[] cut = new int[costs.length];
    double[] sums = new double[costs.length];
    int batches = 0;
    int open = -1;
    double before = 0;
    for (int i = 0; i < costs.length; i++) {
      // The share in which its middle lies.
      int in = (int) Math.min(most - 1, (before + costs[i] / 2.0) / share);
      if (in != open) {
        open = in;
        batches++;
      }
      cut[i] = batches - 1;
      sums[batches - 1] += costs[i];
      before += costs[i];
    }
    int[] order =
        IntStream.range(0, batches)
            .boxed()
            .sorted(Comparator.comparingDouble(batch -> -sums[batch]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] number = new int[batches];
    for (int i = 0; i < batches; i++) {
      number[order[i]] = i;
    }
    for (int i = 0; i < cut.length; i++) {
      cut[i] = number[cut[i]];
    }
    return cut;
  }
}
