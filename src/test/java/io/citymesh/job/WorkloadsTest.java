package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.SparkTest;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.geo.Bounds;
import io.citymesh.stitch.Stitcher;
import io.citymesh.terrain.Terrains;
import io.citymesh.tile.Domain;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.Sizes;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
        context.parallelize(towers(height), 3).map(PackedBuilding::of),
        new TileGrid(DOMAIN, mesh),
        mesh,
        Domain.of(DOMAIN));
  }

  @ParameterizedTest
  @CsvSource({"60, 0", "60, 5", "60, 1", "60, 0.5", "4, 5", "9, 5", "9, 2"})
  void isRightToWithinATenthWhateverTheRowsOfWalls(double height, double wallSize) {
    MeshOptions mesh = new MeshOptions(0, 10, 5, wallSize, 25);
    List<Building> city = towers(height);
    StitchTree tree = new StitchTree(new TileGrid(DOMAIN, mesh));
    int faces =
        new Stitcher(tree, mesh, Terrains.open("flat:" + GROUND)).core(0, city).part().faceCount();
    assertEquals(faces, loads(height, mesh)[0].faces(wallSize), faces / 10.0);
  }

  @Test
  void tilesAddUpToTheCity() {
    MeshOptions whole = new MeshOptions(0, 10, 5, 1, 25);
    MeshOptions tiles = whole.withTileSize(150);
    double sum = Arrays.stream(loads(60, tiles)).mapToDouble(load -> load.faces(1)).sum();
    assertEquals(loads(60, whole)[0].faces(1), sum, 1e-3 * sum);
  }

  /** Faces over their estimate, of a domain in one tile. */
  private static double ratio(Bounds domain, MeshOptions mesh, List<Building> city) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    TileGrid grid = new TileGrid(domain, mesh);
    Workload load =
        Workloads.of(
            context.parallelize(city, 1).map(PackedBuilding::of), grid, mesh, Domain.of(domain))[0];
    Stitcher stitcher = new Stitcher(new StitchTree(grid), mesh, Terrains.open("flat:" + GROUND));
    return stitcher.core(0, city).part().faceCount() / load.faces(mesh.wallSize());
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "5, 2", "10, 5", "10, 10", "40, 10"})
  void uniformSizes(double size, double buildingSize) {
    MeshOptions mesh = new MeshOptions(0, size, buildingSize, 0, 25);
    assertEquals(1, ratio(DOMAIN.grow(30 * size), mesh, towers(20)), 0.1);
    assertEquals(1, ratio(new Bounds(0, 0, 50 * size, 80 * size), mesh, List.of()), 0.1);
  }

  @ParameterizedTest
  @CsvSource({"1.5", "2"})
  void boundedGrowth(double gradation) {
    MeshOptions mesh = new MeshOptions(0, 20, 5, 0, 25, gradation);
    assertEquals(1, ratio(DOMAIN.grow(100), mesh, towers(20)), 0.1);
  }

  /** 1 m around a building, 10 m in the city and 100 m far away. */
  @ParameterizedTest
  @CsvSource({"Infinity", "1.2", "2"})
  void sizesThatDifferByPlace(double gradation) {
    MeshOptions mesh =
        new MeshOptions(0, 100, 10, 0, 25, gradation)
            .withZones(List.of(zone(new Bounds(120, 120, 180, 180), 1), zone(DOMAIN, 10)));
    assertEquals(1, ratio(DOMAIN.grow(1000), mesh, towers(20)), 0.1);
    assertEquals(1, ratio(DOMAIN.grow(1000), mesh, List.of()), 0.1);
  }

  private static SizeZone zone(Bounds r, double size) {
    return SizeZone.of("z", r, new Sizes(size, size, Double.POSITIVE_INFINITY));
  }

  /** No ground lies between houses of a row, and walls stand only where their roofs differ. */
  @ParameterizedTest
  @CsvSource({"0", "3"})
  void housesThatTouch(double step) {
    Bounds domain = new Bounds(30, 30, 270, 80);
    assertEquals(1, ratio(domain, new MeshOptions(0, 4, 2, 0, 25), row(step)), 0.1);
  }

  @ParameterizedTest
  @CsvSource({"0", "3"})
  void theOrderOfHousesThatTouchDoesNotMatter(double step) {
    MeshOptions tiles = new MeshOptions(40, 4, 2, 1, 25);
    Bounds domain = new Bounds(30, 30, 270, 80);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    List<Building> row = row(step);
    List<List<Workload>> loads = new ArrayList<>();
    for (int time = 0; time < 2; time++) {
      loads.add(
          List.of(
              Workloads.of(
                  context.parallelize(row, 1).map(PackedBuilding::of),
                  new TileGrid(domain, tiles),
                  tiles,
                  Domain.of(domain))));
      Collections.reverse(row);
    }
    assertEquals(loads.get(0), loads.get(1));
  }

  private static List<Building> row(double step) {
    List<Building> row = new ArrayList<>();
    for (int x = 50; x < 250; x += 8) {
      double[] ring = {x, 50, x + 8, 50, x + 8, 60, x, 60};
      row.add(
          new Building(
              row.size(),
              row.size(),
              List.of("b" + row.size()),
              GROUND,
              GROUND + 8 + (row.size() % 2) * step,
              HeightSource.HEIGHT_FIELD,
              new double[][] {ring}));
    }
    return row;
  }
}
