package io.citymesh.terrain;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Blocks of a raster that the tasks of a process share: as many of those that were used last as
 * have room.
 *
 * <p>Blocks are found without a lock, which tasks that ask for each building would wait for. So the
 * order of use is kept in whole additions: of the blocks that were used since the last one, none
 * counts as older. Thread-safe; who adds blocks does so one after the other.
 */
final class RecentBlocks {
  /** Room for blocks whatever the heap is: 64 of single precision. */
  private static final long LEAST_BYTES = 17L << 20;

  /** The share of the heap that blocks may take. */
  private static final int SHARE = 32;

  private final long mostBytes;
  private final Map<Integer, Kept> blocks = new ConcurrentHashMap<>();

  /** How many blocks were added so far. */
  private volatile int additions;

  private long bytes;

  private static final class Kept {
    final RasterBlock block;

    /** {@link #additions} when the block was used last; a race only makes it look older. */
    volatile int used;

    Kept(RasterBlock block, int used) {
      this.block = block;
      this.used = used;
    }
  }

  RecentBlocks() {
    this(Math.max(LEAST_BYTES, Runtime.getRuntime().maxMemory() / SHARE));
  }

  /**
   * @param mostBytes of all blocks but the last
   */
  RecentBlocks(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The block with a number; null if it is not here. */
  RasterBlock find(int number) {
    Kept kept = blocks.get(number);
    if (kept == null) {
      return null;
    }
    int now = additions;
    if (kept.used != now) { // Only then, for a write takes the memory from other cores.
      kept.used = now;
    }
    return kept.block;
  }

  /** Adds a block, and gives up those that were used longest ago while there is too little room. */
  void add(int number, RasterBlock block) {
    while (bytes + block.bytes() > mostBytes && !blocks.isEmpty()) {
      removeOldest();
    }
    int now = additions + 1;
    blocks.put(number, new Kept(block, now));
    bytes += block.bytes();
    additions = now;
  }

  private void removeOldest() {
    Iterator<Map.Entry<Integer, Kept>> all = blocks.entrySet().iterator();
    Map.Entry<Integer, Kept> oldest = all.next();
    while (all.hasNext()) {
      Map.Entry<Integer, Kept> other = all.next();
      if (other.getValue().used - oldest.getValue().used < 0) {
        oldest = other;
      }
    }
    blocks.remove(oldest.getKey());
    bytes -= oldest.getValue().block.bytes();
  }
}
