package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.stitch.Frontier;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.Stitched;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * The work of one partition of tiles: meshes one tile after the other, in the order of the
 * stitching tree, and joins what is complete. Lazy: the tile at hand and a few frontiers are all
 * that it holds.
 */
final class CoreTask implements Iterator<StageItem> {
  private final Setting setting;
  private final int[] tiles;
  private final Iterator<Tuple2<Integer, Building>> buildings;
  private final LongAccumulator finished;
  private final Combiner combiner;
  private final int end;
  private int ordinal;
  private Tuple2<Integer, Building> ahead;
  private final Deque<StageItem> ready = new ArrayDeque<>();
  private boolean drained;

  /**
   * @param first ordinal of the first tile of the run
   * @param end ordinal after the last one
   * @param buildings sorted by the ordinal of the tile that they are for
   * @param finished counts the tiles that are done
   */
  CoreTask(
      Setting setting,
      int first,
      int end,
      Iterator<Tuple2<Integer, Building>> buildings,
      LongAccumulator finished) {
    this.setting = setting;
    this.tiles = setting.tree().tiles();
    this.ordinal = first;
    this.end = end;
    this.buildings = buildings;
    this.finished = finished;
    this.combiner = new Combiner(setting, ExecutorStores.of(setting));
    this.ahead = buildings.hasNext() ? buildings.next() : null;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !drained) {
      if (ordinal < end) {
        meshTile();
      } else {
        ready.addAll(combiner.rest());
        drained = true;
      }
    }
    return !ready.isEmpty();
  }

  @Override
  public StageItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void meshTile() {
    int node = tiles[ordinal];
    List<Building> here = new ArrayList<>();
    while (ahead != null && ahead._1 == ordinal) {
      here.add(ahead._2);
      ahead = buildings.hasNext() ? buildings.next() : null;
    }
    ordinal++;
    ready.addAll(combiner.add(core(node, here)));
    finished.add(1);
  }

  private Frontier core(int node, List<Building> here) {
    long start = System.nanoTime();
    try {
      Stitched stitched = combiner.stitcher().core(node, here);
      ready.add(combiner.seal(stitched, Part.Kind.CORE, start));
      return stitched.frontier();
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      if (setting.run().onTileFailure() == RunOptions.OnTileFailure.FAIL) {
        throw new IllegalStateException(
            "tile " + setting.tree().key(node) + " could not be meshed: " + e, e);
      }
      ready.add(new StageItem.FailedTile(node, e.toString(), (System.nanoTime() - start) / 1e9));
      return combiner.stitcher().failed(node);
    }
  }
}
