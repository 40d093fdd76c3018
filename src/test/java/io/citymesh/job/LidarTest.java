package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.geo.Terrain;
import io.citymesh.lidar.TestCloud;
import io.citymesh.report.UserError;
import io.citymesh.terrain.Terrains;
import io.citymesh.vector.TestQuarter;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.geotools.gce.geotiff.GeoTiffReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LidarTest extends SparkTest {
  private static final double EAST = 85_000;
  private static final double NORTH = 446_000;

  @TempDir Path dir;

  // ---- Delft: footprints and two clouds, nothing else

  private CityMesh.Builder delft(String out) {
    return CityMesh.builder(spark())
        .buildings(TestData.path("delft/buildings.geojson").toString())
        .points(
            TestData.path("delft/ahn3_cropped_1.laz").toString(),
            TestData.path("delft/ahn3_cropped_2.laz").toString())
        .tileSize(100)
        .out(dir.resolve(out).toString());
  }

  @Test
  @Tag("slow")
  void roofsOfDelftAgreeWithAnotherProgram() throws IOException {
    // Roofs as the points have them: a step would move them by up to 5 cm.
    CityMesh.Result result = delft("kept").merge(false).roofStep(0).build();
    assertEquals(848_942L, result.manifest().features().get("lidar points read"));
    Map<String, Double> expected = new HashMap<>();
    for (String line :
        Files.readAllLines(TestData.path("delft/reference_heights_3dfier.csv")).stream()
            .skip(1)
            .toList()) {
      String[] words = line.split(",");
      expected.put(number(words[0]), Double.parseDouble(words[1]));
    }
    Map<String, String> bag = new HashMap<>();
    spark()
        .read()
        .option("multiLine", true)
        .json(TestData.path("delft/buildings.geojson").toString())
        .select(functions.explode(functions.col("features.properties")).as("p"))
        .select("p.gml_id", "p.identificatiebagpnd")
        .collectAsList()
        .forEach(row -> bag.put(row.getString(0), number(String.valueOf(row.get(1)))));
    List<Double> differences = new ArrayList<>();
    for (Row building : result.buildings(spark()).collectAsList()) {
      for (String id : building.<String>getList(building.fieldIndex("source_ids"))) {
        Double roof = expected.get(bag.get(id.replaceAll("#.*", "")));
        if (roof != null) {
          differences.add(Math.abs(building.<Double>getAs("roof_height") - roof));
        }
      }
    }
    assertTrue(differences.size() > 100, differences.size() + " buildings");
    assertTrue(median(differences) <= 0.35, "median difference " + median(differences) + " m");
    System.out.printf(
        Locale.ROOT, "Delft: %d roofs, median %.3f m%n", differences.size(), median(differences));
    assertTerrainIsTheMeanOfGroundPoints(dir.resolve("kept/terrain.tif"));
    assertNothingIsLeftBeside("kept");
  }

  /** Without the leading zeros that some sources drop. */
  private static String number(String id) {
    return id.replaceAll("^0+", "");
  }

  private static void assertTerrainIsTheMeanOfGroundPoints(Path tif) throws IOException {
    Terrain terrain = Terrains.open(tif.toString());
    assertEquals("EPSG:28992", terrain.crs());
    GeoTiffReader reference = new GeoTiffReader(TestData.path("delft/dem_1m_raw.tif").toFile());
    var coverage = reference.read(null);
    Raster raster = coverage.getRenderedImage().getData();
    var box = coverage.getEnvelope2D();
    List<Double> differences = new ArrayList<>();
    for (int r = 0; r < raster.getHeight(); r++) {
      for (int c = 0; c < raster.getWidth(); c++) {
        double z = raster.getSampleDouble(raster.getMinX() + c, raster.getMinY() + r, 0);
        double[] xy = {box.getMinX() + c + 0.5, box.getMaxY() - r - 0.5};
        if (z > -100 && terrain.extent().contains(xy[0], xy[1])) {
          differences.add(Math.abs(terrain.elevations(xy, 1)[0] - z));
        }
      }
    }
    assertTrue(differences.size() > 10_000, differences.size() + " cells");
    assertTrue(median(differences) <= 0.05, "median difference " + median(differences) + " m");
    System.out.printf(
        Locale.ROOT,
        "Delft: %d cells, median %.4f m, largest %.3f m%n",
        differences.size(),
        median(differences),
        Collections.max(differences));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  @Test
  @Tag("slow")
  void delftIsTheSameWhateverThePartitionsAndTheFiles() throws IOException {
    theSameWhateverThePartitionsAndTheFiles(
        this::delft,
        TestData.path("delft/ahn3_cropped_1.laz"),
        TestData.path("delft/ahn3_cropped_2.laz"));
  }

  private void theSameWhateverThePartitionsAndTheFiles(
      Function<String, CityMesh.Builder> city, Path one, Path other) throws IOException {
    CityMesh.Result first = city.apply("first").build();
    assertEquals(0, first.manifest().topology().get("open_edges"));
    Path copies = Files.createDirectory(dir.resolve("copies"));
    Files.copy(one, copies.resolve("z-" + one.getFileName()));
    Files.copy(other, copies.resolve("a-" + other.getFileName()));
    String parallelism = "spark.default.parallelism";
    String before = spark().sparkContext().conf().get(parallelism, "");
    spark().sparkContext().conf().set(parallelism, "7");
    CityMesh.Result second;
    try {
      second = city.apply("second").points(copies.toString()).partitions(5).build();
    } finally {
      if (before.isEmpty()) {
        spark().sparkContext().conf().remove(parallelism);
      } else {
        spark().sparkContext().conf().set(parallelism, before);
      }
    }
    assertEquals(first.manifest().digest(), second.manifest().digest());
    assertArrayEquals(
        Files.readAllBytes(dir.resolve("first/terrain.tif")),
        Files.readAllBytes(dir.resolve("second/terrain.tif")));
  }

  @Test
  @Tag("slow")
  void delftWithoutClassesHasAboutTheSameTerrain() {
    delft("classes").build();
    delft("lowest").ground("lowest").build();
    Terrain byClass = Terrains.open(dir.resolve("classes/terrain.tif").toString());
    Terrain lowest = Terrains.open(dir.resolve("lowest/terrain.tif").toString());
    List<Double> differences = new ArrayList<>();
    for (double x = 84_830; x < 85_050; x += 1) {
      for (double y = 447_430; y < 447_620; y += 1) {
        double[] xy = {x, y};
        differences.add(Math.abs(byClass.elevations(xy, 1)[0] - lowest.elevations(xy, 1)[0]));
      }
    }
    System.out.printf(Locale.ROOT, "Delft: --ground lowest, median %.3f m%n", median(differences));
    assertTrue(median(differences) < 0.3, "median difference " + median(differences) + " m");
  }

  // ---- a drawn quarter and two clouds

  private CityMesh.Builder quarter(String out) {
    Path west = TestQuarter.cloud(dir.resolve("q0.las"), 0);
    Path east = TestQuarter.cloud(dir.resolve("q1.las"), 1);
    return CityMesh.builder(spark())
        .buildings(TestQuarter.geoJson(dir.resolve("q.geojson")).toString())
        .points(west.toString(), east.toString())
        .tileSize(100)
        .out(dir.resolve(out).toString());
  }

  @Test
  void roofsAndTerrainOfAQuarterAreThoseOfItsPoints() throws IOException {
    CityMesh.Result result = quarter("quarter").merge(false).roofStep(0).minArea(0).build();
    Map<String, Double> expected = new HashMap<>();
    TestQuarter.houses().forEach(house -> expected.put(house.id(), TestQuarter.roof(house)));
    List<Double> differences = new ArrayList<>();
    for (Row building : result.buildings(spark()).collectAsList()) {
      List<String> ids = building.getList(building.fieldIndex("source_ids"));
      if (building.getAs("height_source").equals("lidar")) {
        double roof = building.<Double>getAs("roof_height");
        differences.add(Math.abs(roof - expected.get(ids.get(0))));
      }
    }
    assertTrue(differences.size() > 50, differences.size() + " buildings");
    assertEquals(0, median(differences), 0.01);
    Terrain terrain = Terrains.open(dir.resolve("quarter/terrain.tif").toString());
    double[] xy = {85_020, 446_020, 85_100, 446_000, 85_255, 446_010};
    double[] z = terrain.elevations(xy, 3);
    for (int i = 0; i < z.length; i++) {
      assertEquals(TestQuarter.ground(xy[2 * i], xy[2 * i + 1]), z[i], 0.1);
    }
    assertNothingIsLeftBeside("quarter");
  }

  @Test
  void aQuarterIsTheSameWhateverThePartitionsAndTheFiles() throws IOException {
    theSameWhateverThePartitionsAndTheFiles(
        this::quarter, dir.resolve("q0.las"), dir.resolve("q1.las"));
  }

  @Test
  void theMinimalCloudIsRead() {
    // Its footprints are a shapefile; here they are drawn.
    Dataset<Row> rows = boxes(new double[][] {{-6, 4, -10, 0}});
    CityMesh.Result result =
        CityMesh.builder(spark())
            .buildings(rows)
            .points(TestData.path("minimal/pointcloud.las").toString())
            .margin(3)
            .tileSize(0)
            .maxSize(2)
            .out(dir.resolve("minimal").toString())
            .build();
    assertEquals(8148L, result.manifest().features().get("lidar points read"));
  }

  // ---- drawn clouds: level ground at 2 m, a house of 20 x 10 m with its roof at 9 m

  private TestCloud town(int groundClass, int houseClass) {
    TestCloud cloud = new TestCloud();
    for (int i = 0; i < 160; i++) {
      for (int j = 0; j < 120; j++) {
        double x = i * 0.5 + 0.2;
        double y = j * 0.5 + 0.2;
        boolean house = x > 30 && x < 50 && y > 25 && y < 35;
        cloud.add(EAST + x, NORTH + y, house ? 9 : 2, house ? houseClass : groundClass);
      }
    }
    return cloud;
  }

  private static final double[][] HOUSE = {{EAST + 30, EAST + 50, NORTH + 25, NORTH + 35}};

  private static Dataset<Row> boxes(double[][] boxes) {
    List<Row> rows = new ArrayList<>();
    for (double[] b : boxes) {
      String wkt =
          String.format(
              Locale.ROOT,
              "POLYGON ((%1$s %3$s, %2$s %3$s, %2$s %4$s, %1$s %4$s, %1$s %3$s))",
              b[0],
              b[1],
              b[2],
              b[3]);
      rows.add(RowFactory.create("house" + rows.size(), wkt));
    }
    return spark()
        .createDataFrame(
            rows,
            new StructType().add("id", DataTypes.StringType).add("wkt", DataTypes.StringType));
  }

  private CityMesh.Builder city(Path... clouds) {
    return CityMesh.builder(spark())
        .buildings(boxes(HOUSE))
        .points(Stream.of(clouds).map(Path::toString).toArray(String[]::new))
        .margin(20)
        .tileSize(0)
        .out(dir.resolve("city").toString());
  }

  private void assertHouse(CityMesh.Result result, double ground) {
    Row house = result.buildings(spark()).collectAsList().get(0);
    assertEquals(9, house.<Double>getAs("roof_height"), 1e-6);
    assertEquals(ground, house.<Double>getAs("ground_height"), 1e-6);
    assertEquals(1, result.manifest().totals().buildings());
  }

  @Test
  void terrainAndRoofComeFromClasses() throws IOException {
    CityMesh.Result result = city(town(2, 6).write(dir.resolve("town.las"))).build();
    assertHouse(result, 2);
    assertEquals(1L, result.manifest().features().get("lidar roofs"));
    assertTrue(result.summary().contains("\nlidar points read: 19,200"), result.summary());
    assertTrue(Files.exists(dir.resolve("city/terrain.tif")));
    assertNothingIsLeftBeside("city");
    assertEquals(1.0, result.manifest().options().get("cell"));
  }

  @Test
  void withoutBuildingClassPointsAboveTheTerrainCount() {
    assertHouse(city(town(2, 1).write(dir.resolve("town.las"))).build(), 2);
  }

  @Test
  void withoutClassesTheLowestPointsAreGround() {
    assertHouse(city(town(0, 0).write(dir.resolve("town.las"))).ground("lowest").build(), 2);
  }

  @Test
  void otherClassesCanBeNamed() {
    CityMesh.Builder city = city(town(11, 17).modern().write(dir.resolve("town.las")));
    assertHouse(city.groundClasses(11).buildingClasses(17).build(), 2);
  }

  @Test
  void aGivenTerrainIsUsed() {
    CityMesh.Result result =
        city(town(1, 6).write(dir.resolve("town.las"))).terrain("flat:1").build();
    assertHouse(result, 1);
    assertFalse(Files.exists(dir.resolve("city/terrain.tif")));
  }

  @Test
  void aFieldGoesBeforeThePointsAndTheyBeforeTheHeightForAll() {
    CityMesh.Builder city = city(town(2, 6).write(dir.resolve("town.las"))).buildingHeight(30);
    assertHouse(city.build(), 2);
    Dataset<Row> higher = boxes(HOUSE).withColumn("height", functions.lit(11.0));
    Row house =
        city.buildings(higher).overwrite(true).build().buildings(spark()).collectAsList().get(0);
    assertEquals(13, house.<Double>getAs("roof_height"), 1e-6);
  }

  @Test
  void aPlanLeavesNothingBehind() throws IOException {
    assertFalse(city(town(2, 6).write(dir.resolve("town.las"))).plan().text().isEmpty());
    assertFalse(Files.exists(dir.resolve("city")));
    assertNothingIsLeftBeside("city");
  }

  private void assertNothingIsLeftBeside(String out) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(
          List.of(), files.filter(f -> f.getFileName().toString().startsWith("." + out)).toList());
    }
  }

  private void assertRefused(CityMesh.Builder city, String... words) throws IOException {
    String message = assertThrows(UserError.class, city::build).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
    assertEquals(1, message.lines().count());
    assertFalse(Files.exists(dir.resolve("city")));
    assertNothingIsLeftBeside("city");
  }

  @Test
  void aCloudWithoutGroundNamesItsClasses() throws IOException {
    assertRefused(
        city(town(1, 6).write(dir.resolve("town.las"))),
        "class 1: 18400",
        "class 6: 800",
        "--ground lowest");
  }

  @Test
  void anotherPlaceOrCrsIsRefused() throws IOException {
    Path there = new TestCloud().add(9, 9, 9, 2).add(8, 8, 8, 2).write(dir.resolve("there.las"));
    assertRefused(city(there), "do not overlap");
    Path german = town(2, 6).epsg(25832).write(dir.resolve("german.las"));
    Path dutch = town(2, 6).epsg(28992).write(dir.resolve("dutch.las"));
    assertRefused(city(german, dutch), "EPSG:25832", "EPSG:28992");
    assertRefused(city(town(2, 6).epsg(4326).write(dir.resolve("degrees.las"))), "degrees");
  }

  @Test
  void pointsInAnotherCrsThanTheFootprintsAreRefused() throws IOException {
    Path german = town(2, 6).epsg(25832).write(dir.resolve("german.las"));
    assertRefused(delft("city").points(german.toString()), "EPSG:25832", "EPSG:28992");
  }

  @Test
  void badFilesAreErrorsOrLosses() throws IOException {
    Path good = town(2, 6).write(dir.resolve("good.las"));
    Path cut = Files.write(dir.resolve("cut.las"), Arrays.copyOf(Files.readAllBytes(good), 5000));
    assertRefused(city(good, cut), "cut.las", "19200", "238", "--on-bad-file skip");
    CityMesh.Result result = city(cut, good).onBadFile("skip").build();
    assertHouse(result, 2);
    Map<String, Long> told = result.manifest().features();
    assertEquals(19_200L, told.get("lidar points read"));
    assertTrue(
        told.keySet().stream()
            .anyMatch(k -> k.startsWith("lidar file left out") && k.contains("cut.las")),
        told.toString());
    String none = dir.resolve("none").toString();
    UserError error =
        assertThrows(UserError.class, () -> city(cut).onBadFile("skip").out(none).build());
    assertTrue(error.getMessage().contains("None of the files"), error.getMessage());
  }

  @Test
  @Tag("slow")
  void pointsThatCannotBeDecodedAreErrorsOrLosses() throws IOException {
    byte[] bytes = Files.readAllBytes(TestData.path("delft/ahn3_cropped_2.laz"));
    bytes[109]++; // 65,536 points more than there are.
    Path more = Files.write(dir.resolve("more.laz"), bytes);
    String other = TestData.path("delft/ahn3_cropped_1.laz").toString();
    assertRefused(
        delft("city").points(other, more.toString()),
        "more.laz",
        "its header says 273968",
        "--on-bad-file skip");
    CityMesh.Result result = delft("city").points(other, more.toString()).onBadFile("skip").build();
    Map<String, Long> told = result.manifest().features();
    long lost =
        told.entrySet().stream()
            .filter(e -> e.getKey().contains("more.laz"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    // The decoder takes the bytes behind the last point for a few points more.
    assertEquals(65_536, lost, 10);
    assertEquals(848_942L + 65_536 - lost, told.get("lidar points read"));
  }
}
