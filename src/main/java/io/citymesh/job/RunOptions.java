package io.citymesh.job;

import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import java.io.Serializable;
import java.util.List;

/**
 * How the work is done. None of these options changes a bit of the mesh, but for the last two, and
 * these only through the tiles that they choose, which do not depend on the machine.
 *
 * @param store where parts lie until they are published
 * @param spillDirs directories for the disk store; if empty, those that Spark gives the executor
 * @param keepIntermediate whether the spilled parts are left behind at the end
 * @param partitions how many partitions the tiles are spread over; 0 leaves it to the job
 * @param onTileFailure what happens when a tile cannot be meshed
 * @param fanIn how many regions a task of stitching joins, 2 or more; 0 leaves it to the plan
 * @param tileMemory heap that meshing a tile may take, megabytes, 1 or more; larger tiles are
 *     halved before they are meshed
 * @param autoTiles whether the size of the tiles is left to the plan
 */
public record RunOptions(
    Store store,
    List<String> spillDirs,
    boolean keepIntermediate,
    int partitions,
    OnTileFailure onTileFailure,
    int fanIn,
    int tileMemory,
    boolean autoTiles)
    implements Serializable {

  /**
   * The tile memory if nobody says, megabytes: a constant, so that tiles do not depend on the heap.
   * At the default sizes the densest tile of 1 km of the TU Delft campus takes 47, so that a city
   * ten times as dense keeps its tiles whole. The largest tile that stays whole (1.3 million faces)
   * can do with half of it: alone in a heap of 512 MB, three at a time in 1 GB, seven in 2 GB
   * (decision 0005).
   */
  public static final int TILE_MEMORY = 512;

  /** Where parts lie until they are published. */
  public enum Store {
    DISK,
    MEMORY;

    /**
     * The store of that name, as {@code --store} spells it.
     *
     * @throws UserError if there is none
     */
    public static Store of(String name) {
      return switch (name) {
        case "disk" -> DISK;
        case "memory" -> MEMORY;
        default -> throw new UserError("--store must be disk or memory, not '" + name + "'");
      };
    }
  }

  /** What happens when a tile cannot be meshed. */
  public enum OnTileFailure {
    /** The tile is named in the manifest and the others go on. */
    SKIP,
    /** The run ends. */
    FAIL;

    /**
     * The choice of that name, as {@code --on-tile-failure} spells it.
     *
     * @throws UserError if there is none
     */
    public static OnTileFailure of(String name) {
      return switch (name) {
        case "skip" -> SKIP;
        case "fail" -> FAIL;
        default ->
            throw new UserError("--on-tile-failure must be skip or fail, not '" + name + "'");
      };
    }
  }

  /** Whether the plan chooses how many regions a task of stitching joins. */
  public boolean autoFanIn() {
    return fanIn == 0;
  }

  /**
   * @throws UserError if a value is impossible
   */
  public RunOptions {
    spillDirs = List.copyOf(spillDirs);
    if (partitions < 0) {
      throw new UserError(
          "--partitions must be 1 or more, or 0 to leave it to the job, not " + partitions);
    }
    if (tileMemory < 1) {
      throw new UserError(
          "--tile-memory must be 1 or more megabytes, whatever the heap, not " + tileMemory);
    }
    if (fanIn < 0 || fanIn == 1) {
      throw new UserError("--fan-in must be 2 or more regions, or auto, not " + fanIn);
    }
    if (spillDirs.stream().anyMatch(String::isBlank)) {
      throw new UserError("--spill-dir must name directories, separated by commas; one is empty");
    }
    spillDirs.forEach(directory -> OptionCheck.path("--spill-dir", directory));
  }
}
