package io.citymesh.output;

/**
 * Ints sorted into numbered buckets by counting: call {@link #count} for every item, {@link
 * #allocate}, then {@link #put} for every item. Bucket {@code k} is {@code items[start(k)] ...
 * items[start(k + 1) - 1]}. Four bytes per bucket and per item.
 */
final class Buckets {
  private final int[] starts;
  private int[] items = new int[0];

  Buckets(int buckets) {
    starts = new int[buckets + 2];
  }

  void count(int bucket) {
    starts[bucket + 2]++;
  }

  void allocate() {
    for (int i = 2; i < starts.length; i++) {
      starts[i] = Math.addExact(starts[i], starts[i - 1]);
    }
    items = new int[starts[starts.length - 1]];
  }

  /** While items are put, {@code starts[k + 1]} is where bucket k's next item goes. */
  void put(int bucket, int item) {
    items[starts[bucket + 1]++] = item;
  }

  int start(int bucket) {
    return starts[bucket];
  }

  int[] items() {
    return items;
  }
}
