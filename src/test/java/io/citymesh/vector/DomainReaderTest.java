package io.citymesh.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.geo.Sides;
import io.citymesh.report.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Domains from well-known text and files. */
class DomainReaderTest extends SparkTest {
  @TempDir Path dir;

  private static Sides read(String text) {
    return DomainReader.read(spark(), text, "", "");
  }

  @Test
  void aSinglePolygonKeepsTheOrderOfItsVertices() {
    double[] expected = {10, 0, 20, 5, 15.001, 30, 0, 12};
    String there = "POLYGON((10 0, 20 5, 15.0012 30, 0 12, 10 0))";
    String back = "POLYGON ZM((10 0 1 2, 0 12 1 2, 15.0011 30 1 2, 20 5 1 2, 10 0 1 2))";
    assertArrayEquals(expected, read(there).rings()[0]);
    assertArrayEquals(expected, read(back).rings()[0]);
    assertArrayEquals(
        expected, read("multipolygon(((10 0, 20 5, 15.0012 30, 0 12, 10 0)))").rings()[0]);
  }

  @Test
  void holesRunClockwise() {
    Sides sides = read("POLYGON((0 0, 90 0, 90 80, 0 90, 0 0), (10 10, 30 10, 20 30, 10 10))");
    assertEquals(2, sides.ringCount());
    assertArrayEquals(new double[] {10, 10, 20, 30, 30, 10}, sides.rings()[1]);
    assertEquals("a polygon of 7 sides and 1 hole", sides.words());
    assertEquals(7650 - 200, sides.area(), 1e-9);
  }

  @Test
  void aRectangleAlongTheAxesIsOne() {
    assertTrue(read("POLYGON((5 0, 5 8, 0 8, 0 0, 5 0))").isRectangle());
    assertTrue(!read("POLYGON((5 0, 5 8, 0 8, 0 1, 5 0))").isRectangle());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      value = {
        "POLYGON EMPTY; holds no polygon",
        "POINT(3 4); is no polygon",
        "POLYGON((0 0, 10 0, 10 10)); is no WKT",
        "POLYGON((0 0, 10 0, 0 0)); crosses itself|is no WKT|less than three corners|no area",
        "POLYGON((0 0, 10 10, 10 0, 0 10, 0 0)); crosses itself at 5.000,5.000",
        "POLYGON((0 0, 10 0, 10 10, 0 0), (20 20, 21 20, 21 21, 20 20)); a hole outside its shell",
        "POLYGON((0 0, 90 0, 90 90, 0 90, 0 0), (9 9, 50 9, 9 50, 9 9), (11 11, 20 11, 11 20, 11"
            + " 11)); a hole within a hole",
        "POLYGON((0 0, NaN 10, 10 0, 0 0)); all must be finite",
        "POLYGON((0 0, 1e300 10, 10 0, 0 0)); no CRS in metres",
        "POLYGON((0 0, 0.0001 0, 0.0001 0.0001, 0 0)); no area on the 1 mm grid",
        "POLYGON((0 0, 90 0, 90 90, 0 0), (45 0, 60 20, 50 20, 45 0)); touches itself at"
            + " 45.000,0.000",
        "POLYGON((0 0, 90 0, 90 90, 0 0), (0 0, 60 20, 50 20, 0 0)); touches itself at 0.000,0.000",
        "POLYGON((0 0, 90 0, 90 40.0001, 45 40, 44 40.0002, 44 41, 45 40.0003, 90 41, 90 90, 0 90,"
            + " 0 0)); on the 1 mm grid|touches itself",
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 0)), ((20 0, 29 0, 29 9, 20 0))); make 2 pieces",
        "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 0)), ((9 9, 19 9, 19 19, 9 9))); pieces",
      })
  void whatIsNoDomainIsOneLine(String text, String words) {
    UserError error = assertThrows(UserError.class, () -> read(text));
    String message = error.getMessage();
    assertTrue(Arrays.stream(words.split("\\|")).anyMatch(message::contains), message);
    assertTrue(message.startsWith("--domain "), message);
    assertEquals(1, message.lines().count(), message);
  }

  private String file(String... geometries) throws Exception {
    StringBuilder text = new StringBuilder();
    for (String geometry : geometries) {
      text.append("{\"type\":\"Feature\",\"properties\":{},\"geometry\":")
          .append(geometry)
          .append("}\n");
    }
    Path file = dir.resolve("domain.geojsonl");
    Files.writeString(file, text);
    return file.toString();
  }

  @Test
  void thePolygonsOfAFileMakeOne() throws Exception {
    String west = "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[50,-9],[50,90],[0,80],[0,0]]]}";
    String east = "{\"type\":\"Polygon\",\"coordinates\":[[[50,-9],[99,0],[50,90],[50,-9]]]}";
    String far = "{\"type\":\"Polygon\",\"coordinates\":[[[500,0],[599,0],[550,90],[500,0]]]}";
    Sides both = DomainReader.read(spark(), file(west, east), "EPSG:28992", "EPSG:28992");
    assertEquals(0.5 * 50 * (80 + 99) + 0.5 * 49 * 99, both.area(), 1e-6);
    assertEquals(both, DomainReader.read(spark(), file(east, west), "EPSG:28992", "EPSG:28992"));
    UserError apart =
        assertThrows(
            UserError.class,
            () -> DomainReader.read(spark(), file(west, far), "EPSG:28992", "EPSG:28992"));
    assertTrue(apart.getMessage().contains("make 2 pieces"), apart.getMessage());
    String point = "{\"type\":\"Point\",\"coordinates\":[3,4]}";
    UserError dropped =
        assertThrows(
            UserError.class,
            () -> DomainReader.read(spark(), file(west, point), "EPSG:28992", "EPSG:28992"));
    assertTrue(dropped.getMessage().contains("are no polygons"), dropped.getMessage());
  }

  /** A degree of latitude has about 111 km. */
  @Test
  void aFileInDegreesIsReprojected() throws Exception {
    String square =
        "{\"type\":\"Polygon\",\"coordinates\":"
            + "[[[4.36,51.99],[4.361,51.99],[4.361,51.991],[4.36,51.991],[4.36,51.99]]]}";
    Sides sides = DomainReader.read(spark(), file(square), "EPSG:4326", "EPSG:28992");
    double radians = Math.toRadians(52);
    assertEquals(111.26 * 111.3 * Math.cos(radians), sides.area(), 60);
  }

  @Test
  void tooManyVerticesAreOneLine() {
    StringBuilder text = new StringBuilder("POLYGON((");
    for (int i = 0; i <= DomainReader.MOST_VERTICES; i++) {
      text.append(i).append(' ').append(i % 2).append(", ");
    }
    text.append("500 1000, 0 0))");
    UserError error = assertThrows(UserError.class, () -> read(text.toString()));
    assertTrue(error.getMessage().contains("100,003 vertices"), error.getMessage());
    assertTrue(error.getMessage().length() < 300, error.getMessage());
  }
}
