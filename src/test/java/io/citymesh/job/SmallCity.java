package io.citymesh.job;

import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** 4 x 3 tiles with a building on each crossing of two tile lines, and one in each tile. */
final class SmallCity {
  static final Bounds DOMAIN = new Bounds(0, 0, 400, 300);
  static final MeshOptions MESH = new MeshOptions(100, 10, 5, 5, 25);

  private SmallCity() {}

  static StitchTree tree() {
    return new StitchTree(new TileGrid(DOMAIN, MESH));
  }

  /**
   * A job for it with the disk store, in which all tiles count as equally costly.
   *
   * @param spill where the files of parts are made
   * @param out where they are published
   */
  static CityJob job(
      SparkSession spark,
      Terrain terrain,
      List<Path> spill,
      Path out,
      int partitions,
      int fanIn,
      RunOptions.OnTileFailure onTileFailure) {
    RunOptions run =
        new RunOptions(
            RunOptions.Store.DISK,
            spill.stream().map(Path::toString).toList(),
            false,
            partitions,
            onTileFailure,
            fanIn,
            RunOptions.TILE_MEMORY,
            false);
    StitchTree tree = tree();
    List<Building> city = buildings();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Output output = Output.in(out.toString(), context.hadoopConfiguration(), 0);
    Setting setting = new Setting(UUID.randomUUID().toString(), tree, MESH, terrain, run, output);
    double[] costs = new double[tree.tiles()];
    Arrays.fill(costs, 1);
    return new CityJob(
        context,
        setting,
        new Batches(tree, costs, partitions, fanIn),
        context.parallelize(city, 3).map(PackedBuilding::of),
        spark.sparkContext().longAccumulator());
  }

  /** In another order than the buildings. */
  private static long key(int index) {
    return 0x9E3779B97F4A7C15L * (index + 1) >>> 1;
  }

  static List<Building> buildings() {
    List<Building> city = new ArrayList<>();
    for (int y = 50; y < 300; y += 50) {
      for (int x = 50; x < 400; x += 50) {
        if ((x + y) % 100 == 0) {
          double[] ring = {x - 12, y - 9, x + 13, y - 9, x + 13, y + 10, x - 12, y + 10};
          city.add(
              new Building(
                  city.size(),
                  key(city.size()),
                  List.of("b" + city.size()),
                  3,
                  9 + x % 7,
                  HeightSource.HEIGHT_FIELD,
                  new double[][] {ring}));
        }
      }
    }
    return city;
  }
}
