package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.crs.CoordinateSystems;
import io.citymesh.input.HeightFields;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of footprints that somebody or something has tampered with: one line, at once. */
class CraftedFootprintsTest extends SparkTest {
  private static final String SQUARE =
      "{\"type\": \"Polygon\", \"coordinates\": [[[0, 0], [9, 0], [9, 9], [0, 0]]]}";

  @TempDir Path dir;

  private static String feature(String id, String properties) {
    return "{\"type\": \"Feature\", \"id\": %s, \"properties\": %s, \"geometry\": %s}"
        .formatted(id, properties, SQUARE);
  }

  private String refused(String json) throws IOException {
    Path file = Files.writeString(dir.resolve("a.geojson"), json);
    return refused(file);
  }

  private static String refused(Path file) {
    String message =
        assertThrows(UserError.class, () -> FootprintSubjects.footprints(file)).getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.contains(file.getFileName().toString()), message);
    return message;
  }

  @Test
  void jsonThatIsNestedWithoutEnd() throws IOException {
    for (String opening : List.of("[", "{\"a\":")) {
      String deep = opening.repeat(100_000);
      assertTrue(refused(feature("1", "{\"a\": " + deep + "}")).contains("nested too deeply"));
    }
    assertTrue(refused("{\"a\":".repeat(100_000)).contains("nested too deeply"));
  }

  @Test
  void numbersAndTextsThatAreTooLong() throws IOException {
    assertTrue(
        refused(feature("1", "{\"height\": " + "9".repeat(2000) + "}")).contains("too long"));
    String text = "x".repeat(20_000_001);
    assertTrue(refused(feature("1", "{\"name\": \"" + text + "\"}")).contains("too long"));
  }

  @Test
  void jsonsOwnWordsAreNotTold() throws IOException {
    assertTrue(refused("id,x,y\n1,2,3\n").contains("is not valid JSON at line 1, column"));
    assertTrue(refused(feature("1", "{\"height\": nine}")).contains("is not valid JSON at line 1"));
  }

  /** Written out it would have as many digits. */
  @Test
  void numbersWithAHugeExponentAreIds() throws IOException {
    Path json = Files.writeString(dir.resolve("a.geojson"), feature("1e999999999", "{}"));
    assertEquals(1, FootprintSubjects.footprints(json).footprints);
    assertEquals("1E+999999999", Json.plain(new BigDecimal("1e999999999")));
    assertEquals("7", Json.plain(new BigDecimal("7.000")));
    assertEquals("7000", Json.plain(new BigDecimal("7e3")));
  }

  @Test
  void coordinatesThatAreNoArrays() throws IOException {
    for (String coordinates : List.of("{\"a\": 1}", "[1]", "\"x\"", "[{\"a\": [1, 2]}]", "7")) {
      String crafted =
          feature("1", "{}")
              .replace(SQUARE, "{\"type\": \"Polygon\", \"coordinates\": " + coordinates + "}");
      Path json = Files.writeString(dir.resolve("a.geojson"), crafted);
      FootprintSummary read = FootprintSubjects.footprints(json);
      assertEquals(0, read.footprints, coordinates);
      assertEquals(1, read.features(), coordinates);
    }
  }

  @Test
  void aRingThatBeginsBehindThePointsIsABrokenGeometry() throws IOException {
    Path shp =
        TestVectors.shapefile(
            dir.resolve("a.shp"),
            "",
            "",
            StandardCharsets.UTF_8,
            List.of(
                TestVectors.Feature.square("a", 0, 0, 9),
                new TestVectors.Feature(
                    "b", "7", "", "POLYGON((0 0, 0 9, 9 9, 9 0, 0 0), (2 2, 4 2, 4 4, 2 2))")));
    byte[] bytes = Files.readAllBytes(shp);
    // Behind the header and the first record: type, rectangle, counts, then the rings' starts.
    int second = 100 + 8 + 44 + 4 + 5 * 16 + 8;
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(second + 44 + 4, 1 << 20);
    Files.write(shp, bytes);
    FootprintSummary read = FootprintSubjects.footprints(shp);
    assertEquals(1, read.footprints);
    assertEquals(1, read.dropped.get("broken geometry"));
  }

  /** Who opens a pipe waits for somebody to write to it. */
  @Test
  void pipesInPlaceOfTheOtherFilesOfAShapefile() throws Exception {
    Path shp =
        TestVectors.shapefile(
            dir.resolve("a.shp"),
            "x",
            "UTF-8",
            StandardCharsets.UTF_8,
            List.of(TestVectors.Feature.square("a", 0, 0, 9)));
    for (String ending : List.of("prj", "cpg", "dbf")) {
      Path file = dir.resolve("a." + ending);
      Files.delete(file);
      Assumptions.assumeTrue(
          new ProcessBuilder("mkfifo", file.toString()).start().waitFor() == 0, "there are pipes");
      if (ending.equals("dbf")) {
        String message =
            assertThrows(UserError.class, () -> FootprintSubjects.footprints(shp)).getMessage();
        assertTrue(message.contains("a.dbf is empty"), message);
      } else {
        assertEquals(1, FootprintSubjects.footprints(shp).footprints);
      }
    }
  }

  @Test
  void aLayerOfNoType() throws SQLException {
    Path file =
        TestVectors.geoPackage(
            dir.resolve("a.gpkg"),
            "houses",
            "POLYGON",
            28992,
            List.of(TestVectors.Feature.square("a", 0, 0, 9)));
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = NULL");
    }
    assertTrue(refused(file).contains("has no layer of polygons"));
  }

  @Test
  void aCrsWithAnEndlessName() {
    String name = "urn:ogc:def:crs:EPSG" + "::2".repeat(2000);
    String message =
        assertThrows(UserError.class, () -> CoordinateSystems.isMetric(name)).getMessage();
    assertTrue(message.length() < 400 && message.contains("is not known"), message);
  }

  /** Spark's reader of Parquet columns waits for the end of a run that has no values. */
  @Test
  void aParquetFileWithARunOfNoValues() throws IOException {
    Path file = dir.resolve("a.parquet");
    try (InputStream in = getClass().getResourceAsStream("run-of-no-values.parquet")) {
      Files.copy(in, file);
    }
    String before = spark().conf().get("spark.sql.parquet.enableVectorizedReader");
    String message =
        assertTimeoutPreemptively(
            Duration.ofSeconds(30),
            () ->
                assertThrows(
                        UserError.class,
                        () ->
                            FootprintReader.read(
                                spark(),
                                List.of(file.toString()),
                                new FootprintFields(HeightFields.NONE, true)))
                    .getMessage());
    assertEquals(1, message.lines().count(), message);
    assertEquals(before, spark().conf().get("spark.sql.parquet.enableVectorizedReader"));
  }

  /** The footer is whole, a page is not. */
  @Test
  void aParquetFileWithADamagedPage() throws IOException {
    Path file =
        TestVectors.parquet(
            dir.resolve("b.parquet"), "", true, List.of(TestVectors.Feature.square("a", 0, 0, 9)));
    Files.deleteIfExists(dir.resolve(".b.parquet.crc"));
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 4, 60, (byte) 0xFF);
    Files.write(file, bytes);
    String message =
        assertThrows(
                UserError.class,
                () ->
                    FootprintReader.read(
                        spark(),
                        List.of(file.toString()),
                        new FootprintFields(HeightFields.NONE, true)))
            .getMessage();
    assertTrue(message.contains("b.parquet cannot be read"), message);
    assertTrue(message.contains("is it whole?"), message);
  }
}
