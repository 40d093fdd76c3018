package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.lidar.TestCloud;
import io.citymesh.report.Inspection;
import io.citymesh.report.Manifest;
import io.citymesh.terrain.TestRaster;
import io.citymesh.vector.TestQuarter;
import io.citymesh.vector.TestVectors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code inspect} says of real inputs and of drawn ones, each with one thing wrong. */
class InspectTest extends SparkTest {
  private static final String RD = "urn:ogc:def:crs:EPSG::28992";
  private static final String WEST = "85000 445200,85020 445200,85020 445220,85000 445220";

  @TempDir static Path dir;

  private record Outcome(int code, String text) {
    /** In this order, whatever the breaks of lines between the words. */
    void assertTells(String... fragments) {
      String rest = text.replaceAll("\\s+", " ");
      for (String fragment : fragments) {
        int at = rest.indexOf(fragment);
        assertTrue(at >= 0, "'" + fragment + "' is not (there) in:\n" + text);
        rest = rest.substring(at + fragment.length());
      }
    }
  }

  @BeforeAll
  static void open() {
    spark();
  }

  private static Outcome inspect(int code, Object... args) {
    List<String> words = new ArrayList<>(List.of("inspect"));
    Arrays.stream(args).map(Object::toString).forEach(words::add);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int ended =
        Main.execute(
            new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
    assertEquals(code, ended, out + "\n" + err);
    assertEquals(code == 2 ? 1 : 0, err.toString().lines().count(), err.toString());
    return new Outcome(ended, code == 2 ? err.toString() : out.toString());
  }

  // ---- real data

  @Test
  void theCampusInItsFormats() {
    Path campus = TestData.path("tudcampus");
    Path dem = campus.resolve("synthetic_dem.tif");
    String[][] formats = {
      {"buildings.geojson", "GeoJSON"},
      {"buildings.gpkg", "GeoPackage"},
      {"shp/buildings.shp", "shapefile"}
    };
    for (String[] format : formats) {
      inspect(0, "--buildings", campus.resolve(format[0]), "--terrain", dem, "--building-height", 9)
          .assertTells(
              "format " + format[1],
              "CRS EPSG:28992",
              "(1349 x 1683 metres)",
              "features 1,529",
              "322 x 390 cells of 5 x 5",
              "no data 0%",
              "elevation -3.313 to 4.428",
              "over 100% of the footprints' extent",
              "4 footprints share 1 id",
              "Nothing stands in the way");
    }
  }

  @Test
  void aDrawnQuarterInItsFormats() {
    Path dem = TestQuarter.terrain(dir.resolve("q.tif"));
    Path[] formats = {
      TestQuarter.geoJson(dir.resolve("q.geojson")),
      TestQuarter.geoPackage(dir.resolve("q.gpkg")),
      TestQuarter.shapefile(dir.resolve("q.shp"))
    };
    for (Path format : formats) {
      inspect(0, "--buildings", format, "--terrain", dem, "--building-height", 9)
          .assertTells(
              "CRS EPSG:28992",
              "features " + TestQuarter.houses().size(),
              "76 x 56 cells of 5 x 5",
              "no data 0%",
              "over 100% of the footprints' extent",
              "3 invalid footprints of",
              "3 footprints share 1 id",
              "Nothing stands in the way");
    }
  }

  @Test
  void aDrawnQuarterInDegreesIsReprojected() {
    inspect(
            1,
            "--buildings",
            TestQuarter.geoJsonInDegrees(dir.resolve("degrees.geojson")),
            "--terrain",
            TestQuarter.terrain(dir.resolve("d.tif")))
        .assertTells(
            "CRS EPSG:4326",
            "degrees)",
            "together CRS EPSG:28992",
            "over 100% of the footprints' extent",
            "reprojected from EPSG:4326 to EPSG:28992",
            "gives no building a height: name a field with --height-field",
            "1 problem stands in the way");
  }

  @Test
  void aDrawnQuarterWithItsPoints() {
    inspect(
            0,
            "--buildings",
            TestQuarter.geoPackage(dir.resolve("p.gpkg")),
            "--points",
            TestQuarter.cloud(dir.resolve("p0.las"), 0),
            TestQuarter.cloud(dir.resolve("p1.las"), 1))
        .assertTells(
            "LAS 1.2",
            "CRS none",
            "points 53,200, as the header says",
            "per m2",
            "2 ground:",
            "6 building:",
            "points 53,200, as the header says",
            "taken to be in that of the mesh, EPSG:28992");
  }

  @Test
  void theCampusInDegreesIsReprojected() {
    Path campus = TestData.path("tudcampus");
    inspect(
            1,
            "--buildings",
            campus.resolve("buildings_4326.geojson"),
            "--terrain",
            campus.resolve("synthetic_dem.tif"))
        .assertTells(
            "CRS EPSG:4326",
            "degrees)",
            "together CRS EPSG:28992",
            "over 100% of the footprints' extent",
            "reprojected from EPSG:4326 to EPSG:28992",
            "gives no building a height: name a field with --height-field",
            "1 problem stands in the way");
  }

  @Test
  void delftWithItsPoints() {
    Path delft = TestData.path("delft");
    inspect(
            0,
            "--buildings",
            delft.resolve("buildings.gpkg"),
            "--points",
            delft.resolve("ahn3_cropped_1.laz"),
            delft.resolve("ahn3_cropped_2.laz"))
        .assertTells(
            "features 160",
            "LAZ 1.2",
            "CRS none",
            "points 640,510, as the header says",
            "density 14.6 per m2",
            "2 ground: 195,988, 6 building: 246,753",
            "points 208,432, as the header says",
            "taken to be in that of the mesh, EPSG:28992");
    inspect(
            0,
            "--buildings",
            delft.resolve("buildings.gpkg"),
            "--terrain",
            delft.resolve("dem_1m_raw.tif"),
            "--building-height",
            9,
            "--margin",
            0)
        .assertTells("no data 43.9%", "each takes that of the nearest");
  }

  @Test
  void minimal() {
    Path minimal = TestData.path("minimal");
    inspect(
            0,
            "--buildings",
            minimal.resolve("PropertyMap.shp"),
            "--points",
            minimal.resolve("pointcloud.las"))
        .assertTells("features 3", "height 3 0 0", "points 8,148", "no building class [6]");
  }

  // ---- geometries

  @Test
  void geometriesByKind() {
    String bow = "85000 445200,85020 445220,85020 445200,85000 445220";
    String features =
        String.join(
            ",",
            feature("1", polygon(WEST), "9"),
            feature("1", polygon(WEST), "9"),
            feature("2", polygon(bow), "9"),
            feature("3", "null", "9"),
            feature("4", "{\"type\":\"Polygon\",\"coordinates\":[]}", "9"),
            feature("5", "{\"type\":\"Point\",\"coordinates\":[85000,445200]}", "9"),
            feature("6", "{\"type\":\"Polygon\",\"coordinates\":[[[85000,445200]]]}", "9"),
            feature("7", polygon("85000 445200,85020 445200,85040 445200"), "9"),
            feature("8", polygon(WEST).replace("445200]", "445200,7]"), "9"));
    inspect(
            0,
            "--buildings",
            collection("kinds", RD, features),
            "--terrain",
            "flat:0",
            "--height-field",
            "height")
        .assertTells(
            "features 9, of them 5 footprints",
            "with Z 1",
            "invalid self-intersection 1, zero area 1",
            "left out broken geometry: too few points 1, empty geometry 1, no geometry 1,"
                + " not a polygon 1",
            "1 footprint of",
            "for want of any area",
            "1 invalid footprint of",
            "(self-intersection 1): build repairs",
            "Left out: 4 features of",
            "2 footprints share 1 id");
  }

  @Test
  void nothingButPoints() {
    String point = "{\"type\":\"Point\",\"coordinates\":[85000,445200]}";
    inspect(
            1,
            "--buildings",
            collection("point", RD, feature("1", point, "9")),
            "--terrain",
            "flat:0")
        .assertTells("features 1, of them 0 footprints", "holds no polygon");
  }

  // ---- heights

  @Test
  void heightsAndHowTheyAreFilled() {
    List<String> values = List.of("3", "5", "\"7\"", "0", "\"tall\"", "null", "-9999", "2000");
    List<String> features = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      features.add(feature("" + i, polygon(WEST), values.get(i)));
    }
    String file = collection("heights", RD, String.join(",", features));
    inspect(0, "--buildings", file, "--terrain", "flat:0", "--height-field", "height")
        .assertTells(
            "0.5-1000 missing text -9999 other min median max",
            "height 3 1 1 1 2 0",
            "2000",
            "--height-field height: 5 features without a height (-9999 or -1000 1, missing 1, not"
                + " from 0.5 to 1000 2, text such as 'tall' 1); they are left out");
    inspect(1, "--buildings", file, "--terrain", "flat:0")
        .assertTells(
            "Fields that may hold heights: height", "gives no building a height", "1 problem");
    inspect(1, "--buildings", file, "--terrain", "flat:0", "--height-field", "hoogte")
        .assertTells("has no field hoogte: give --height-field one of height");
  }

  @Test
  void textWhereNumbersAreDue() {
    String file = collection("text", RD, feature("1", polygon(WEST), "\"nine\""));
    inspect(1, "--buildings", file, "--terrain", "flat:0", "--height-field", "height")
        .assertTells("text such as 'nine' 1", "gives no building a height");
  }

  @Test
  void textsWithADecimalComma() {
    String features =
        String.join(
            ",",
            feature("1", polygon(WEST), "\"12,5\""),
            feature("2", polygon(WEST), "\"about 9\""),
            feature("3", polygon(WEST), "NaN"),
            feature("4", polygon(WEST), "\"-Infinity\""),
            feature("5", polygon(WEST), "8"));
    inspect(
            0,
            "--buildings",
            collection("commas", RD, features),
            "--terrain",
            "flat:0",
            "--height-field",
            "height")
        .assertTells(
            "4 features without a height (missing 2, text such as '12,5' 2)",
            "1 text with a decimal comma: write a point instead");
  }

  @Test
  void sentinelsAlone() {
    String file = collection("sentinel", RD, feature("1", polygon(WEST), "-9999"));
    inspect(1, "--buildings", file, "--terrain", "flat:0", "--height-field", "height")
        .assertTells("No value of height is a height");
  }

  // ---- files and CRSs

  @Test
  void brokenFilesAreToldWithTheOthers() {
    String good = collection("good", RD, feature("1", polygon(WEST), "9"));
    inspect(
            1,
            "--buildings",
            good,
            file("zero.geojson", ""),
            file("text.gpkg", "text"),
            file("half.geojson", "{\"type\": \"Feat"),
            "--terrain",
            "flat:0",
            "--height-field",
            "height")
        .assertTells(
            "features 1",
            "zero.geojson is empty (0 bytes)",
            "text.gpkg is no GeoPackage",
            "half.geojson is not valid JSON",
            "3 problems stand in the way");
    inspect(1, "--buildings", file("alone.geojson", ""), "--terrain", file("zero.tif", ""))
        .assertTells("alone.geojson is empty", "zero.tif cannot be read");
  }

  @Test
  void aWrongLabel() {
    inspect(
            1,
            "--buildings",
            collection("wrong", "urn:ogc:def:crs:OGC:1.3:CRS84", feature("1", polygon(WEST), "9")),
            "--terrain",
            "flat:0",
            "--height-field",
            "height")
        .assertTells("CRS EPSG:4326", "are not: name its real CRS with --crs");
  }

  @Test
  void aDefinitionWithoutEnd() throws IOException {
    Path shp =
        TestVectors.shapefile(
            dir.resolve("deep.shp"),
            "",
            "",
            StandardCharsets.UTF_8,
            List.of(TestVectors.Feature.square("a", 85_000, 445_200, 20)));
    Files.writeString(dir.resolve("deep.prj"), "PROJCS[\"deep\",".repeat(4000));
    inspect(1, "--buildings", shp, "--terrain", "flat:0", "--building-height", 9)
        .assertTells("The CRS deep is not known", "--crs");
  }

  @Test
  void aMissingLabel() {
    Path shp =
        TestVectors.shapefile(
            dir.resolve("noprj.shp"),
            "",
            "",
            StandardCharsets.UTF_8,
            List.of(TestVectors.Feature.square("a", 85_000, 445_200, 20)));
    Path raster = raster("label.tif", 84_900, 445_400, 1);
    inspect(1, "--buildings", shp, "--terrain", raster, "--building-height", 9)
        .assertTells("CRS none", "names no CRS", "--crs EPSG:28992");
  }

  @Test
  void aLayerThatDoesNotExist() {
    Path gpkg =
        TestVectors.geoPackage(
            dir.resolve("a.gpkg"),
            "houses",
            "POLYGON",
            28992,
            List.of(TestVectors.Feature.square("a", 85_000, 445_200, 20)));
    inspect(1, "--buildings", gpkg, "--layer", "roads", "--terrain", "flat:0")
        .assertTells("has no layer roads: give --layer one that it has");
  }

  @Test
  void whatIsNotThereIsAnError() {
    String good = collection("there", RD, feature("1", polygon(WEST), "9"));
    inspect(2, "--buildings", dir.resolve("none.geojson")).assertTells("there is no file");
    inspect(2, "--buildings", good, "--terrain", dir.resolve("none.tif"))
        .assertTells("there is no file");
    inspect(2, "--buildings", good, "--points", dir.resolve("none.laz"))
        .assertTells("there is no file");
    inspect(2, "--buildings", "file://" + dir.resolve("none.gpkg"))
        .assertTells("no footprint file");
    inspect(2, "--buildings", good, "--crs", "Dutch").assertTells("--crs must be a code");
    inspect(1, "--buildings", good, "--height-field", "height").assertTells("no terrain: name");
  }

  // ---- terrain and points

  @Test
  void inputsElsewhere() {
    String good = collection("here", RD, feature("1", polygon(WEST), "9"));
    inspect(
            1,
            "--buildings",
            good,
            "--height-field",
            "height",
            "--terrain",
            raster("elsewhere.tif", 184_900, 445_400, 1))
        .assertTells("over 0% of the footprints' extent", "do not overlap");
    inspect(
            1,
            "--buildings",
            good,
            "--height-field",
            "height",
            "--terrain",
            raster("half.tif", 85_010, 445_400, 1))
        .assertTells("over 50.0%", "To know", "covers only 50.0%", "does not cover the domain");
    inspect(1, "--buildings", good, "--points", cloud(185_000).write(dir.resolve("far.las")))
        .assertTells("points over 0%", "the points,", "do not overlap");
  }

  @Test
  void terrainWithoutValues() {
    String good = collection("empty", RD, feature("1", polygon(WEST), "9"));
    Path raster = raster("empty.tif", 84_900, 445_400, -9999);
    inspect(1, "--buildings", good, "--height-field", "height", "--terrain", raster)
        .assertTells("no data 100%", "has no cell with a value");
  }

  @Test
  void everyDamagedBlockOfTheTerrain() {
    String good = collection("damage", RD, feature("1", polygon(WEST), "9"));
    Path raster =
        new TestRaster(600, 600, (c, r) -> c)
            .blocks(64)
            .damagedAt(0, 0)
            .damagedAt(64, 64) // With the first in one window.
            .damagedAt(300, 400)
            .damagedAt(599, 599)
            .origin(84_900, 445_700)
            .steps(1, 1)
            .write(dir.resolve("damaged.tif"));
    inspect(1, "--buildings", good, "--height-field", "height", "--terrain", raster)
        .assertTells(
            "In the way",
            "damaged.tif is damaged: block 0 of 100 (columns 0 to 63, rows 0 to 63)",
            "3 more blocks cannot be read");
  }

  @Test
  void elevationsThatAreNone() {
    String good = collection("sentinel", RD, feature("1", polygon(WEST), "9"));
    Path raster =
        new TestRaster(50, 50, (c, r) -> c == 0 ? -32768 : c == 1 ? Double.NaN : r)
            .origin(84_900, 445_400)
            .steps(10, 10)
            .write(dir.resolve("sentinel.tif"));
    String[] options = {"--height-field", "height", "--terrain", raster.toString()};
    inspect(0, "--buildings", good, options[0], options[1], options[2], options[3])
        .assertTells(
            "no data 2.0% of the cells",
            "2.0% of the terrain's cells have no value (50 NaN, infinite or masked)",
            "50 cells of the terrain",
            "have the elevation -32768, more than 1000 m from the rest (0 to 49)",
            "say so with --nodata -32768.");
    Outcome told =
        inspect(
            0,
            "--buildings",
            good,
            options[0],
            options[1],
            options[2],
            options[3],
            "--nodata",
            "-32768,-9999");
    told.assertTells("no data 4.0% of the cells", "elevation 0 to 49");
    assertFalse(told.text.contains("more than 1000 m"), told.text);
    // A run says the same, in the manifest, too.
    CityMesh.Builder city =
        CityMesh.builder(spark())
            .buildings(good)
            .heightField("height")
            .terrain(raster.toString())
            .out(dir.resolve("sentinel-city").toString());
    List<String> notes = city.build().manifest().notes();
    assertTrue(
        notes.stream().anyMatch(note -> note.endsWith("say so with --nodata -32768.")),
        notes.toString());
    assertTrue(
        notes.stream().anyMatch(note -> note.contains("have no value (50 NaN")), notes.toString());
    Manifest right = city.noData(-32768.0).overwrite(true).build().manifest();
    assertFalse(
        right.notes().stream().anyMatch(note -> note.contains("--nodata")),
        right.notes().toString());
    assertEquals("-32768", right.options().get("nodata"));
  }

  @Test
  void pointsThatAreNotAllThere() throws IOException {
    String good = collection("cloud", RD, feature("1", polygon(WEST), "9"));
    Path whole = cloud(85_000).write(dir.resolve("whole.las"));
    Path stub = cloud(85_000).writeStub(dir.resolve("stub.laz"), 0, 1000);
    Path cut = Files.write(dir.resolve("cut.las"), Arrays.copyOf(Files.readAllBytes(whole), 500));
    Path zero = Files.createFile(dir.resolve("zero.laz"));
    Outcome outcome = inspect(1, "--buildings", good, "--points", whole, stub, cut, zero);
    outcome.assertTells("points 400, as the header says", "2 ground: 400", "3 problems stand");
    outcome.assertTells(
        "In the way", "cut.las holds", "stub.laz is cut short", "zero.laz is empty");
    inspect(0, "--buildings", good, "--on-bad-file", "skip", "--points", whole, stub, cut, zero)
        .assertTells("To know", "stub.laz is cut short", "Nothing stands in the way");
  }

  @Test
  void realPointsCutShort() throws IOException {
    byte[] bytes = Files.readAllBytes(TestData.path("delft").resolve("ahn3_cropped_2.laz"));
    Path cut = Files.write(dir.resolve("real.laz"), Arrays.copyOf(bytes, bytes.length / 2));
    String good = collection("real", RD, feature("1", polygon(WEST), "9"));
    inspect(1, "--buildings", good, "--points", cut).assertTells("real.laz is cut short", "208432");
  }

  @Test
  void pointsWithoutGround() {
    TestCloud cloud = new TestCloud().add(85_000, 445_200, 1, 1).add(85_020, 445_220, 1, 1);
    String good = collection("ground", RD, feature("1", polygon(WEST), "9"));
    inspect(1, "--buildings", good, "--points", cloud.write(dir.resolve("ones.las")))
        .assertTells("no ground class [2]", "--ground lowest");
  }

  // ---- the API

  @Test
  void theBuilderInspectsToo() {
    Inspection found =
        CityMesh.builder(spark())
            .buildings(collection("api", RD, feature("1", polygon(WEST), "9")))
            .terrain("flat:0")
            .inspect();
    assertFalse(found.ready());
    assertEquals(1, found.obstacles().size(), found.text());
    assertEquals(2, found.sections().size(), found.text());
  }

  // ---- drawn inputs

  private static TestCloud cloud(double west) {
    TestCloud cloud = new TestCloud();
    for (int i = 0; i < 400; i++) {
      cloud.add(west - 60 + 7.5 * (i % 20), 445_130 + 8.5 * (i / 20), 1, 2);
    }
    return cloud;
  }

  private static Path raster(String name, double west, double north, double value) {
    return new TestRaster(50, 50, (c, r) -> value)
        .origin(west, north)
        .steps(10, 10)
        .write(dir.resolve(name));
  }

  /** Corners as {@code x y,x y,...}, to be closed. */
  private static String polygon(String corners) {
    StringBuilder ring = new StringBuilder();
    for (String corner : (corners + "," + corners.split(",")[0]).split(",")) {
      ring.append(ring.length() == 0 ? "" : ",").append('[').append(corner.replace(' ', ','));
      ring.append(']');
    }
    return "{\"type\":\"Polygon\",\"coordinates\":[[" + ring + "]]}";
  }

  private static String feature(String id, String geometry, String height) {
    return "{\"type\":\"Feature\",\"id\":%s,\"properties\":{\"height\":%s},\"geometry\":%s}"
        .formatted(id, height, geometry);
  }

  private static String collection(String name, String crs, String features) {
    return file(
        name + ".geojson",
        "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\""
            + crs
            + "\"}},\"features\":["
            + features
            + "]}");
  }

  private static String file(String name, String text) {
    try {
      return Files.writeString(dir.resolve(name), text).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
