package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.SparkTest;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.geo.Bounds;
import io.citymesh.stitch.Stitcher;
import io.citymesh.terrain.Terrains;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates of faces, for nine towers of 30 x 30 m, 100 m apart. */
class WorkloadsTest extends SparkTest {
  private static final Bounds DOMAIN = new Bounds(0, 0, 300, 300);
  private static final double GROUND = 2;

  private static List<Building> towers(double height) {
    List<Building> city = new ArrayList<>();
    for (int x = 35; x < 300; x += 100) {
      for (int y = 35; y < 300; y += 100) {
        double[] ring = {x, y, x + 30, y, x + 30, y + 30, x, y + 30};
        city.add(
            new Building(
                city.size(),
                city.size(),
                List.of("b" + city.size()),
                GROUND,
                GROUND + height,
                HeightSource.HEIGHT_FIELD,
                new double[][] {ring}));
      }
    }
    return city;
  }

  private static Workload[] loads(double height, MeshOptions mesh) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    return Workloads.of(
        context.parallelize(towers(height), 3).map(PackedBuilding::of), new TileGrid(DOMAIN, mesh));
  }

  @ParameterizedTest
  @CsvSource({"60, 0", "60, 5", "60, 1", "60, 0.5", "4, 5", "9, 5", "9, 2"})
  void isRightToWithinAThirdWhateverTheRowsOfWalls(double height, double wallSize) {
    MeshOptions mesh = new MeshOptions(0, 10, 5, wallSize, 25);
    List<Building> city = towers(height);
    StitchTree tree = new StitchTree(new TileGrid(DOMAIN, mesh));
    int faces =
        new Stitcher(tree, mesh, Terrains.open("flat:" + GROUND)).core(0, city).part().faceCount();
    assertEquals(faces, loads(height, mesh)[0].faces(mesh), faces / 3.0);
  }

  @Test
  void tilesAddUpToTheCity() {
    MeshOptions whole = new MeshOptions(0, 10, 5, 1, 25);
    MeshOptions tiles = whole.withTileSize(150);
    double sum = Arrays.stream(loads(60, tiles)).mapToDouble(load -> load.faces(tiles)).sum();
    assertEquals(loads(60, whole)[0].faces(whole), sum, 1e-3 * sum);
  }

  /** Else a plan for small rows would stitch in stages that nothing is gained by. */
  @Test
  void rowsOfWallsCostNoTime() {
    Workload load = loads(60, new MeshOptions(0, 10, 5, 5, 25))[0];
    assertEquals(
        load.cost(new MeshOptions(0, 10, 5, 0, 25)), load.cost(new MeshOptions(0, 10, 5, 0.5, 25)));
  }
}
