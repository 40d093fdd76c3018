package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.raster.RasterException;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Stitched;
import io.citymesh.stitch.Stitcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.function.IntConsumer;
import org.apache.spark.TaskKilledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * The task of one batch of tiles: meshes one tile after the other, in the order of the stitching
 * tree, and joins what is complete. Lazy: the tile at hand and a few frontiers are all that it
 * holds.
 */
final class CoreTask implements Iterator<StageItem> {
  private static final Logger LOG = LoggerFactory.getLogger(CoreTask.class);

  /** How often a tile is halved, at most, if it runs out of memory. */
  private static final int MOST_HALVINGS = 2;

  /**
   * A tile's core.
   *
   * @param halvings how often the tile was halved for it
   */
  private record Core(Stitched stitched, int halvings) {}

  private final Setting setting;
  private final TileOutcomes outcomes;
  private final PrimitiveIterator.OfInt tiles;
  private final Iterator<Tuple2<Integer, PackedBuilding>> buildings;
  private final IntConsumer finished;
  private final Combiner combiner;
  private Tuple2<Integer, PackedBuilding> ahead;
  private final Deque<StageItem> ready = new ArrayDeque<>();
  private boolean drained;

  /**
   * @param outcomes what became of the tiles, if they have been meshed before
   * @param tiles the tiles to mesh, ascending
   * @param buildings sorted by the tile that they are for; those of other tiles are passed over
   * @param finished is told of each tile that is done
   */
  CoreTask(
      Setting setting,
      TileOutcomes outcomes,
      PrimitiveIterator.OfInt tiles,
      Iterator<Tuple2<Integer, PackedBuilding>> buildings,
      IntConsumer finished) {
    this.setting = setting;
    this.outcomes = outcomes;
    this.tiles = tiles;
    this.buildings = buildings;
    this.finished = finished;
    this.combiner = new Combiner(setting);
    this.ahead = buildings.hasNext() ? buildings.next() : null;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && !drained) {
      if (tiles.hasNext()) {
        meshTile(tiles.nextInt());
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

  private void meshTile(int tile) {
    List<Building> here = new ArrayList<>();
    while (ahead != null && ahead._1 <= tile) {
      if (ahead._1 == tile) {
        here.add(ahead._2.unpacked());
      }
      ahead = buildings.hasNext() ? buildings.next() : null;
    }
    List<StageItem> made = new ArrayList<>();
    StageItem.OpenRegion region = core(tile, here, made);
    ready.addAll(made);
    ready.addAll(combiner.add(region));
    finished.accept(tile);
  }

  private StageItem.OpenRegion core(int tile, List<Building> here, List<StageItem> made) {
    long start = System.nanoTime();
    int fewest = outcomes.halvings(tile).orElse(0);
    int possible = setting.options().mostHalvings(setting.tree().rectangle(tile));
    int most = outcomes.halvings(tile).orElse(Math.min(MOST_HALVINGS, possible));
    String whole;
    try {
      if (outcomes.hasFailed(tile)) {
        throw new IllegalStateException("it has failed before in this run");
      }
      whole = NodeKeys.tile(setting, tile, here);
      for (int halvings = fewest; halvings <= most; halvings++) {
        Optional<StageItem.OpenRegion> found =
            combiner.find(tile, NodeKeys.pieces(setting, tile, whole, halvings), made);
        if (found.isPresent()) {
          return found.get();
        }
      }
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      return failed(tile, e, start, made);
    }
    try (Admission.Pass pass = setting.admit(tile)) {
      long admitted = System.nanoTime();
      Core core;
      String key;
      try {
        core = mesh(tile, here, fewest, most, pass);
        key = NodeKeys.pieces(setting, tile, whole, core.halvings);
      } catch (TaskKilledException e) {
        throw e; // Nothing is wrong with the tile.
      } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
        return failed(tile, e, admitted, made);
      }
      return combiner.seal(core.stitched, key, core.halvings, admitted, made);
    }
  }

  private StageItem.OpenRegion failed(
      int tile, Throwable error, long startNanos, List<StageItem> made) {
    if (setting.run().onTileFailure() == RunOptions.OnTileFailure.FAIL || !ofTheTile(error)) {
      throw notMeshed(tile, error);
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    made.add(new StageItem.FailedTile(tile, words(error), error instanceof UserError, seconds));
    return new StageItem.MadeRegion(tile, NodeKeys.failed(setting, tile), stitcher().failed(tile));
  }

  /**
   * Meshes a tile in one piece: if memory runs out, again with the executor's heap to itself, and
   * if it does so even then, in as few pieces as it allows.
   */
  private Core mesh(int tile, List<Building> here, int fewest, int most, Admission.Pass pass) {
    boolean alone = false;
    for (int halvings = fewest; ; ) {
      try {
        return new Core(stitcher().core(tile, here, halvings), halvings);
      } catch (OutOfMemoryError e) {
        if (alone && halvings == most) {
          throw e;
        }
        halvings += alone ? 1 : 0;
        LOG.warn(
            "tile {} ran out of memory ({}) and is tried again alone{}",
            setting.tree().key(tile),
            e.getMessage(),
            halvings == 0 ? "" : " in " + (1 << halvings) + " pieces");
      }
      if (!alone) {
        pass.alone();
        alone = true;
      }
    }
  }

  private Stitcher stitcher() {
    return combiner.stitcher();
  }

  /**
   * Whether other tiles may be meshed all the same: what is wrong with an input is wrong with all
   * of them, unless it is a block of the terrain that is damaged.
   */
  private static boolean ofTheTile(Throwable error) {
    return !(error instanceof UserError) || isOfABlock(error);
  }

  /** Whether a block of the terrain is damaged: the tiles that need it fail, and no others. */
  static boolean isOfABlock(Throwable error) {
    return error.getCause() instanceof RasterException damage && damage.block().isPresent();
  }

  /** The error that ends the run. */
  private RuntimeException notMeshed(int tile, Throwable error) {
    String message = "tile " + setting.tree().key(tile) + " could not be meshed: " + words(error);
    if (error instanceof UserError) {
      return new UserError(message, error);
    }
    if (error instanceof Exception) {
      return new IllegalStateException(message, error);
    }
    // Spark would end the process, with no word of the tile, for an Error among the causes.
    IllegalStateException failure = new IllegalStateException(message);
    failure.addSuppressed(error);
    return failure;
  }

  private static String words(Throwable error) {
    return error instanceof UserError ? error.getMessage() : error.toString();
  }
}
