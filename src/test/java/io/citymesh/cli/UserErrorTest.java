package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.city.TestRaster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
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
        file("none.geojson", "{\"type\": \"FeatureCollection\", \"features\": []}"));
    assertUserError(
        "no polygon",
        "--buildings",
        collection("", "{\"type\": \"Point\", \"coordinates\": [1, 2]}"));
  }

  @Test
  void footprintsInDegrees() {
    String small = square(4.35, 52.0, 0.001);
    assertUserError("degrees", "--buildings", collection("urn:ogc:def:crs:OGC:1.3:CRS84", small));
    assertUserError("degrees", "--buildings", collection("", small));
    Path campus = Path.of("../shared/data/tudcampus/buildings_4326.geojson");
    Assumptions.assumeTrue(Files.exists(campus), "the test data is not here: " + campus);
    assertUserError("degrees", "--buildings", campus.toString());
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
  void boundsWithoutABuilding() {
    assertUserError("o building", "--bounds", "85300,445000,85600,445300");
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
      if (!wrong[0].equals(given[0])) {
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
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
