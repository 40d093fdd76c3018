package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.report.Manifest;
import io.citymesh.terrain.TestRaster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenFOAM's {@code surfaceCheck} on closed domains around cities, for winds from four directions
 * and from everywhere: closed, in one part and one zone, without an illegal triangle, every patch
 * named.
 */
@Tag("slow")
class SurfaceCheckTest extends SparkTest {
  private static final double[] WINDS = {30, 120, 210, 300};

  @TempDir Path dir;

  private ForeignProgram surfaceCheck;

  @BeforeEach
  void find() throws Exception {
    surfaceCheck = ForeignProgram.ofOpenFoam("surfaceCheck").orSkip("OpenFOAM is not here");
  }

  /** A city, of which each domain is built. */
  @FunctionalInterface
  private interface City {
    CityMesh.Builder builder();
  }

  private void assertSound(City city) throws Exception {
    for (double wind : WINDS) {
      assertSound(
          city.builder().domain("wind").flowDirection(wind),
          Set.of("ground", "walls", "roofs", "top", "inlet", "outlet", "side"));
    }
    Set<String> round = new TreeSet<>(Set.of("ground", "walls", "roofs", "top"));
    for (int side = 1; side <= 36; side++) {
      round.add("side_" + side);
    }
    assertSound(city.builder().domain("round"), round);
  }

  private void assertSound(CityMesh.Builder builder, Set<String> patches) throws Exception {
    Path out = dir.resolve("mesh");
    Manifest manifest =
        builder
            .extendTerrain("flat")
            .formats("obj")
            .report(false)
            .overwrite(true)
            .out(out.toString())
            .build()
            .manifest();
    assertEquals(0, manifest.totals().failedTiles());
    String words = surfaceCheck.run(out.resolve("mesh.obj").toString());
    assertTrue(words.contains("Surface has no illegal triangles."), words);
    assertTrue(words.contains("Surface is closed. All edges connected to two faces."), words);
    assertTrue(words.contains("Number of unconnected parts : 1\n"), words);
    assertTrue(words.contains("(connected area with consistent normal) : 1\n"), words);
    Set<String> found =
        Pattern.compile("\n(\\w+)\t[1-9]\\d*(?=\n)")
            .matcher(words)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(patches), found, words);
  }

  @Test
  void theDemo() throws Exception {
    DemoCity.Written demo = DemoCity.write(dir, 6, 5, 1);
    assertSound(
        () ->
            CityMesh.builder(spark())
                .buildings(demo.buildings().toString())
                .terrain(demo.terrain().toString())
                .heightField(DemoCity.HEIGHT_FIELD)
                .merge(false)
                .maxSize(20)
                .tileSize(500));
  }

  @Test
  void theCampus() throws Exception {
    Path buildings = TestData.path("tudcampus/buildings.geojson");
    Path terrain = TestData.path("tudcampus/synthetic_dem.tif");
    assertSound(
        () ->
            CityMesh.builder(spark())
                .buildings(buildings.toString())
                .terrain(terrain.toString())
                .buildingHeight(15)
                .maxSize(20)
                .buildingSize(10));
  }

  @Test
  void delftWithItsPoints() throws Exception {
    Path buildings = TestData.path("delft/buildings.geojson");
    Path points = TestData.path("delft");
    assertSound(
        () ->
            CityMesh.builder(spark())
                .buildings(buildings.toString())
                .points(
                    points.resolve("ahn3_cropped_1.laz").toString(),
                    points.resolve("ahn3_cropped_2.laz").toString())
                .targetCrs("EPSG:28992")
                .merge(false)
                .tileSize(200));
  }

  @Test
  void aTownUpAHill() throws Exception {
    Path terrain = dir.resolve("hill.tif");
    new TestRaster(120, 100, (column, row) -> 40 + 0.2 * 5 * column)
        .origin(84_000, 446_500)
        .steps(5, 5)
        .write(terrain);
    Random random = new Random(5);
    List<String> houses = new ArrayList<>();
    for (int street = 0; street < 6; street++) {
      for (int house = 0; house < 40; house++) {
        double x = 84_080 + 8 * house + random.nextInt(2);
        double y = 446_080 + 40 * street + random.nextInt(3);
        houses.add(
            String.format(
                Locale.ROOT,
                "{\"type\": \"Feature\", \"properties\": {\"h\": %.1f}, \"geometry\": {\"type\":"
                    + " \"Polygon\", \"coordinates\": [[[%f, %f], [%f, %f], [%f, %f], [%f, %f],"
                    + " [%f, %f]]]}}",
                6 + 6 * random.nextDouble(),
                x,
                y,
                x + 8,
                y,
                x + 8,
                y + 11,
                x,
                y + 11,
                x,
                y));
      }
    }
    Path buildings = dir.resolve("houses.geojson");
    Files.writeString(
        buildings,
        "{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\": {\"name\":"
            + " \"urn:ogc:def:crs:EPSG::28992\"}}, \"features\": ["
            + String.join(",\n", houses)
            + "]}");
    assertSound(
        () ->
            CityMesh.builder(spark())
                .buildings(buildings.toString())
                .terrain(terrain.toString())
                .heightField("h")
                .merge(false)
                .tileSize(250));
  }
}
