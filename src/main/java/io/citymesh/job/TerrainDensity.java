package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.report.UserError;
import io.citymesh.stitch.TerrainFit;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.Sizes;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How many more triangles the ground takes where it has to keep to the terrain: told from samples
 * of each tile, squares that are divided until they do.
 */
final class TerrainDensity {
  /** Samples along each side of a tile, and of one that is the whole domain. */
  private static final int SAMPLES = 3;

  private static final int SAMPLES_OF_ONE = 12;

  /** The side of a sample, in cells of the terrain's grid. */
  private static final int CELLS = 64;

  private TerrainDensity() {}

  /**
   * The workloads of tiles with what the terrain asks for.
   *
   * @param loads by {@link TileGrid#cell}
   */
  static Workload[] with(
      Workload[] loads,
      JavaSparkContext context,
      TileGrid grid,
      MeshOptions options,
      Terrain terrain) {
    if (TerrainFit.of(terrain, options.terrainError()).isEmpty()) {
      return loads;
    }
    List<Bounds> tiles = new ArrayList<>();
    for (int j = 0; j < grid.rows(); j++) {
      for (int i = 0; i < grid.columns(); i++) {
        tiles.add(grid.block(i, j, i + 1, j + 1));
      }
    }
    int samples = tiles.size() == 1 ? SAMPLES_OF_ONE : SAMPLES;
    List<Double> times =
        context
            .parallelize(tiles, Math.min(tiles.size(), 4 * context.defaultParallelism()))
            .mapPartitions(
                mine -> {
                  TerrainFit fit = TerrainFit.of(terrain, options.terrainError()).orElseThrow();
                  SizeField sizes = options.field();
                  List<Double> found = new ArrayList<>();
                  mine.forEachRemaining(tile -> found.add(times(tile, samples, fit, sizes)));
                  return found.iterator();
                })
            .collect();
    Workload[] with = new Workload[loads.length];
    Arrays.setAll(with, cell -> loads[cell].withGround(times.get(cell)));
    return with;
  }

  /** How often the ground's triangles count. */
  private static double times(Bounds tile, int samples, TerrainFit fit, SizeField sizes) {
    double width = tile.width() / samples;
    double height = tile.height() / samples;
    double side = Math.min(Math.min(width, height), CELLS * fit.step());
    double fitted = 0;
    double bySize = 0;
    for (int j = 0; j < samples; j++) {
      for (int i = 0; i < samples; i++) {
        double x = tile.xmin() + (i + 0.5) * width - 0.5 * side;
        double y = tile.ymin() + (j + 0.5) * height - 0.5 * side;
        double size = sizes.at(Sizes.Kind.GROUND, x + 0.5 * side, y + 0.5 * side);
        double plain = Math.max(1, side * side / (0.5 * size * size));
        bySize += plain;
        fitted += Math.max(plain, plain * triangles(x, y, side, size, fit) / Math.max(2, plain));
      }
    }
    return fitted / bySize;
  }

  /** What {@link TerrainFit#triangles} says; none where a block of the terrain is damaged. */
  private static double triangles(double x, double y, double side, double size, TerrainFit fit) {
    try {
      return fit.triangles(x, y, side, size);
    } catch (UserError e) {
      if (!CoreTask.isOfABlock(e)) {
        throw e;
      }
      return 0;
    }
  }
}
