package io.citymesh.job;

import io.citymesh.city.Bounds;
import io.citymesh.footprint.Building;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.Workload;
import org.apache.spark.api.java.JavaRDD;

/**
 * What is to be done: the tiles and the order in which they are stitched, how much work each is,
 * and how they are spread over tasks.
 *
 * @param tree the tiles and the stitches
 * @param faces of each tile, estimated
 * @param runs which task does what
 */
record TilePlan(StitchTree tree, double[] faces, Runs runs) {
  /**
   * How many partitions there are per core, if nobody says: small enough tasks to balance a dense
   * centre.
   */
  private static final int PARTITIONS_PER_CORE = 4;

  /**
   * @param cores how many tasks run at a time
   */
  static TilePlan of(
      JavaRDD<Building> buildings, Bounds domain, MeshOptions mesh, RunOptions run, int cores) {
    TileGrid grid = new TileGrid(domain, mesh);
    Workload[] loads = Workloads.of(buildings, grid);
    StitchTree tree = new StitchTree(grid);
    double[] faces = new double[tree.tiles()];
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        Workload load = loads[grid.cell(i, j)];
        Bounds tile = grid.block(i, j, i + 1, j + 1);
        tree.forTilesIn(
            tile,
            node -> {
              double share = tree.rectangle(node).area() / tile.area();
              faces[node] = load.share(share).faces(mesh);
            });
      }
    }
    int partitions = run.partitions() > 0 ? run.partitions() : PARTITIONS_PER_CORE * cores;
    return new TilePlan(tree, faces, new Runs(tree, faces, partitions, run.fanIn()));
  }
}
