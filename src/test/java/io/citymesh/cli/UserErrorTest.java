package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.lidar.TestCloud;
import io.citymesh.terrain.TestRaster;
import io.citymesh.vector.TestVectors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Wrong inputs that are found out by reading them: one line that says what and where, exit code 2,
 * and nothing at the place of the output. What needs no reading is in {@link MainTest}.
 */
class UserErrorTest extends SparkTest {
  @TempDir static Path dir;

  @BeforeAll
  static void open() {
    spark();
  }

  @Test
  void notGeoJson() {
    assertUserError("not valid JSON", "--buildings", file("a.geojson", "id,x,y\n1,2,3\n"));
    assertUserError("not valid JSON", "--buildings", file("b.geojson", "{\"type\": \"Feat"));
    assertUserError("no FeatureCollection", "--buildings", file("c.geojson", "{}"));
    assertUserError("no polygon", "--buildings", file("d.geojson", ""));
  }

  @Test
  void noPolygon() {
    assertUserError(
        "no polygon",
        "--buildings",
        collection("", "{\"type\": \"Point\", \"coordinates\": [1, 2]}"));
  }

  @Test
  void aWrongLabel() {
    String metres = square(85_000, 445_200, 20);
    assertUserError(
        "are not: name its real CRS with --crs",
        "--buildings",
        collection("urn:ogc:def:crs:OGC:1.3:CRS84", metres));
    String degrees = square(4.35, 52.0, 0.001);
    assertUserError(
        "look like degrees: name its real CRS with --crs",
        "--buildings",
        collection("urn:ogc:def:crs:EPSG::28992", degrees));
  }

  @Test
  void anUnknownLabel() {
    assertUserError(
        "EPSG:999999 is not known",
        "--buildings",
        collection("EPSG:999999", square(85_000, 445_200, 20)));
    assertUserError("--crs must be a code", "--crs", "Dutch");
    assertUserError("degrees", "--target-crs", "EPSG:4326");
    assertUserError("US survey feet", "--target-crs", "EPSG:2263");
    assertUserError("--height-unit must be m, ft or us-ft", "--height-unit", "yard");
  }

  @Test
  void noLabel() {
    String none = collection("", square(85_000, 445_200, 20));
    assertUserError(
        "names no CRS",
        "--terrain",
        raster("t.tif", 84_900, 445_400).toString(),
        "--buildings",
        none);
    Path shp =
        TestVectors.shapefile(
            dir.resolve("noprj.shp"),
            "",
            "",
            StandardCharsets.UTF_8,
            List.of(TestVectors.Feature.square("a", 85_000, 445_200, 20)));
    assertUserError(
        "--crs EPSG:28992",
        "--terrain",
        raster("u.tif", 84_900, 445_400).toString(),
        "--buildings",
        shp.toString());
    Path bare =
        TestVectors.shapefile(
            dir.resolve("degrees.shp"),
            "",
            "",
            StandardCharsets.UTF_8,
            List.of(TestVectors.Feature.square("a", 4.35, 52, 0.001)));
    assertUserError("for example --crs EPSG:4326", "--buildings", bare.toString());
  }

  @Test
  void mixedLabels() {
    Path shp =
        TestVectors.shapefile(
            dir.resolve("mixed.shp"),
            "PROJCS[\"WGS_1984_UTM_Zone_31N\",GEOGCS[\"GCS_WGS_1984\"]]",
            "",
            StandardCharsets.UTF_8,
            List.of(TestVectors.Feature.square("a", 594_000, 5_762_000, 20)));
    assertUserError(
        "[EPSG:28992, EPSG:32631]: name the one to mesh in with --target-crs",
        "--buildings",
        city(),
        shp.toString());
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
    assertUserError(
        "has no layer roads: give --layer one that it has; its layers are houses (polygon)",
        "--layer",
        "roads",
        "--buildings",
        gpkg.toString());
    assertUserError("leave --layer out", "--layer", "roads");
  }

  @Test
  void filesOfNoUse() {
    for (String name : List.of("e.gpkg", "e.shp", "e.parquet", "e.geojson")) {
      assertUserError("empty (0 bytes)", "--buildings", file(name, ""));
    }
    assertUserError("is no GeoPackage", "--buildings", file("t.gpkg", "text"));
    assertUserError("is no shapefile", "--buildings", file("t.shp", "text"));
    assertUserError("is no Parquet file", "--buildings", file("t.parquet", "text"));
    assertUserError("unpack it", "--buildings", file("t.zip", "PK\u0003\u0004"));
    assertUserError("ends with .shp", "--buildings", file("t.dbf", "text"));
    assertUserError(
        "is it whole? Copy or download it again", "--buildings", file("c.parquet", "PAR1..."));
  }

  @Test
  void aTerrainThatCannotBeMeshedIn() {
    Path feet =
        new TestRaster(50, 50, (c, r) -> 1)
            .epsg(2263)
            .origin(980_000, 200_000)
            .steps(10, 10)
            .write(dir.resolve("feet.tif"));
    assertUserError("US survey feet (EPSG:2263)", "--terrain", feet.toString());
  }

  @Test
  void terrainInDegrees() {
    Path raster =
        new TestRaster(50, 50, (c, r) -> 1)
            .epsg(4326)
            .origin(4, 53)
            .steps(0.1, 0.1)
            .write(dir.resolve("degrees.tif"));
    assertUserError("degrees", "--terrain", raster.toString());
  }

  @Test
  void notARaster() {
    assertUserError("text.tif", "--terrain", file("text.tif", "no raster"));
  }

  @Test
  void anEmptyRaster() {
    Path raster =
        new TestRaster(50, 50, (c, r) -> -9999)
            .origin(84_900, 445_400)
            .steps(10, 10)
            .write(dir.resolve("empty.tif"));
    assertUserError("no-data", "--terrain", raster.toString());
  }

  @Test
  void footprintsAndRasterElsewhere() {
    Path raster = raster("elsewhere.tif", 184_900, 445_400);
    assertUserError("do not overlap", "--terrain", raster.toString());
  }

  @Test
  void aRasterThatDoesNotCoverTheDomain() {
    Path raster = raster("half.tif", 85_010, 445_400);
    assertUserError("does not cover the domain", "--terrain", raster.toString());
  }

  @Test
  void differentCoordinateSystems() {
    Path raster =
        new TestRaster(50, 50, (c, r) -> 1)
            .epsg(32631)
            .origin(84_900, 445_400)
            .steps(10, 10)
            .write(dir.resolve("utm.tif"));
    assertUserError("EPSG:32631", "--terrain", raster.toString());
  }

  @Test
  void anEmptyTerrainFile() {
    assertUserError("cannot be read as a GeoTIFF", "--terrain", file("zero.tif", ""));
  }

  @Test
  void pointsOfNoUse() throws IOException {
    TestCloud cloud = cloud(85_000);
    Path whole = cloud.write(dir.resolve("whole.las"));
    assertUserError("is empty (0 bytes)", "--points", file("zero.laz", ""));
    assertUserError("is no LAS or LAZ file", "--points", file("text.laz", "text"));
    assertUserError(
        "holds no point", "--points", new TestCloud().write(dir.resolve("none.las")).toString());
    assertUserError(
        "cut.laz is cut short",
        "--points",
        whole.toString(),
        cloud.writeStub(dir.resolve("cut.laz"), 0, 1000).toString());
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(dir.resolve("cut.las"), Arrays.copyOf(bytes, bytes.length - 300));
    assertUserError("but its header says 400", "--points", cut.toString());
  }

  @Test
  void realPointsCutShort() throws IOException {
    Path laz = TestData.path("delft/ahn3_cropped_2.laz");
    byte[] bytes = Files.readAllBytes(laz);
    Path cut = Files.write(dir.resolve("real.laz"), Arrays.copyOf(bytes, bytes.length / 2));
    assertUserError("real.laz is cut short", "--points", cut.toString());
  }

  @Test
  void pointsElsewhere() {
    assertUserError(
        "do not overlap", "--points", cloud(185_000).write(dir.resolve("far.las")).toString());
    assertUserError(
        "points are not reprojected",
        "--points",
        cloud(85_000).epsg(32631).write(dir.resolve("utm.las")).toString());
  }

  @Test
  void tooFineForTheDisk() {
    assertUserError(
        "MB to be safe, but",
        "--tile-size",
        "0",
        "--max-size",
        "0.001",
        "--building-size",
        "0.001");
  }

  @Test
  void aSpillDirectoryThatIsAFile() {
    assertUserError("no directory", "--spill-dir", file("spill", "text"));
  }

  @Test
  void noDomain() {
    String empty = "{\"type\": \"FeatureCollection\", \"features\": []}";
    assertUserError("no domain", "--buildings", file("none.geojson", empty));
    StringWriter err = new StringWriter();
    PrintWriter out = new PrintWriter(new StringWriter());
    String output = dir.resolve("out").toString();
    assertEquals(
        2,
        Main.execute(
            out, new PrintWriter(err, true), "build", "--terrain", "flat:0", "--out", output));
    assertTrue(err.toString().contains("name it with --bounds"), err.toString());
  }

  @Test
  void noHeightAtAll() {
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            "build",
            "--buildings",
            city(),
            "--terrain",
            "flat:0",
            "--out",
            dir.resolve("out").toString());
    assertEquals(2, code, err.toString());
    assertTrue(err.toString().contains("--building-height"), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  /** NaN as a text is a missing height; as a bare word it is no JSON. */
  @Test
  void heightsThatAreNoNumbers() {
    for (String value : List.of("NaN", "-Infinity", "\"NaN\"", "null", "\"9 m\"", "\"\"", "true")) {
      assertUserErrorWithoutHeight("gives no building a height", value);
    }
    assertUserErrorWithoutHeight("height holds texts with a decimal comma", "\"12,5\"");
    assertUserErrorWithoutHeight("not valid JSON", "12,5");
  }

  private static void assertUserErrorWithoutHeight(String fragment, String height) {
    String city = collection("urn:ogc:def:crs:EPSG::28992", square(85_000, 445_200, 20));
    String with = "{\"height\": " + height + "}";
    try {
      Path file = dir.resolve("heights.geojson");
      Files.writeString(
          file,
          Files.readString(Path.of(city)).replace("\"properties\": {}", "\"properties\": " + with));
      StringWriter err = new StringWriter();
      int code =
          Main.execute(
              new PrintWriter(new StringWriter()),
              new PrintWriter(err, true),
              "build",
              "--buildings",
              file.toString(),
              "--height-field",
              "height",
              "--terrain",
              "flat:0",
              "--out",
              dir.resolve("out").toString());
      assertEquals(2, code, height + ": " + err);
      assertEquals(1, err.toString().lines().filter(l -> l.startsWith("citymesh: ")).count());
      assertTrue(err.toString().contains(fragment), height + ": " + err);
      assertTrue(Files.notExists(dir.resolve("out")), "nothing is written");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A bow tie is no error: it is repaired, and told on the terminal and in the output. */
  @Test
  void aRingThatCrossesItselfIsRepaired() throws IOException {
    String bow =
        "{\"type\": \"Polygon\", \"coordinates\": [[[85000, 445200], [85020, 445220],"
            + " [85020, 445200], [85000, 445220], [85000, 445200]]]}";
    Path out = dir.resolve("repaired");
    StringWriter told = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new PrintWriter(told, true),
            new PrintWriter(err, true),
            "build",
            "--buildings",
            collection("urn:ogc:def:crs:EPSG::28992", bow),
            "--terrain",
            "flat:0",
            "--building-height",
            "9",
            "--out",
            out.toString());
    assertEquals(0, code, err.toString());
    assertTrue(
        told.toString().contains("footprints repaired: invalid geometry: 1"), told.toString());
    String rejected = Files.readString(out.resolve("rejected.geojson"));
    assertTrue(rejected.contains("invalid geometry"), rejected);
  }

  @Test
  void anUnknownField() {
    assertUserError("hoogte", "--height-field", "hoogte");
  }

  /** Runs a build that would succeed but for these options. */
  private static void assertUserError(String fragment, String... wrong) {
    List<String> args = new ArrayList<>(List.of("build"));
    for (String[] given :
        new String[][] {
          {"--buildings", city()},
          {"--terrain", "flat:0"},
          {"--building-height", "9"},
          {"--out", dir.resolve("out").toString()}
        }) {
      if (!List.of(wrong).contains(given[0])) {
        args.addAll(List.of(given));
      }
    }
    args.addAll(List.of(wrong));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
    assertEquals(2, code, err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().startsWith("citymesh: "), err.toString());
    assertTrue(err.toString().contains(fragment), err.toString());
    assertTrue(Files.notExists(dir.resolve("out")), "nothing is written");
  }

  private static TestCloud cloud(double west) {
    TestCloud cloud = new TestCloud();
    for (int i = 0; i < 400; i++) {
      cloud.add(west - 60 + 7.5 * (i % 20), 445_130 + 8.5 * (i / 20), 1, 2);
    }
    return cloud;
  }

  private static String city() {
    return collection("urn:ogc:def:crs:EPSG::28992", square(85_000, 445_200, 20));
  }

  private static Path raster(String name, double west, double north) {
    return new TestRaster(50, 50, (c, r) -> 1)
        .origin(west, north)
        .steps(10, 10)
        .write(dir.resolve(name));
  }

  private static String square(double x, double y, double side) {
    return String.format(
        Locale.ROOT,
        "{\"type\": \"Polygon\", \"coordinates\": [[[%1$s, %2$s], [%3$s, %2$s], [%3$s, %4$s],"
            + " [%1$s, %4$s], [%1$s, %2$s]]]}",
        x,
        y,
        x + side,
        y + side);
  }

  private static String collection(String crs, String geometry) {
    String member =
        crs.isEmpty()
            ? ""
            : "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"" + crs + "\"}},";
    String text =
        "{\"type\": \"FeatureCollection\", "
            + member
            + " \"features\": [{\"type\": \"Feature\", \"id\": 1, \"properties\": {}, \"geometry\": "
            + geometry
            + "}]}";
    return file(Integer.toHexString(text.hashCode()) + ".geojson", text);
  }

  private static String file(String name, String text) {
    try {
      return Files.writeString(dir.resolve(name), text).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
