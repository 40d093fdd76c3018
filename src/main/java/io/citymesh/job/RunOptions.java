package io.citymesh.job;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

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

  /** The tile memory if nobody says, megabytes. */
  public static final int TILE_MEMORY = new OptionValues().get(OptionTable.TILE_MEMORY);

  /** Where parts lie until they are published. */
  public enum Store {
    DISK,
    MEMORY
  }

  /** What happens when a tile cannot be meshed. */
  public enum OnTileFailure {
    /** The tile is named in the manifest and the others go on. */
    SKIP,
    /** The run ends. */
    FAIL
  }

  /** Whether the plan chooses how many regions a task of stitching joins. */
  public boolean autoFanIn() {
    return fanIn == 0;
  }

  /**
   * @throws io.citymesh.report.UserError if a value is impossible
   */
  public RunOptions {
    spillDirs = OptionTable.SPILL_DIR.checked(spillDirs);
    OptionTable.PARTITIONS.checked(partitions);
    OptionTable.TILE_MEMORY.checked(tileMemory);
    OptionTable.FAN_IN.checked(fanIn == 0 ? Optional.empty() : Optional.of(fanIn));
  }

  /** The options of these values. */
  public static RunOptions of(OptionValues values) {
    return new RunOptions(
        values.choice(OptionTable.STORE, Store.class),
        values.get(OptionTable.SPILL_DIR),
        values.get(OptionTable.KEEP_INTERMEDIATE),
        values.get(OptionTable.PARTITIONS),
        values.choice(OptionTable.ON_TILE_FAILURE, OnTileFailure.class),
        values.get(OptionTable.FAN_IN).orElse(0),
        values.get(OptionTable.TILE_MEMORY),
        values.get(OptionTable.TILE_SIZE).isEmpty());
  }
}
