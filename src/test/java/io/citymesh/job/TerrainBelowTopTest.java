package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.report.UserError;
import io.citymesh.terrain.TestRaster;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A house of 10 m on level ground with one peak of 300 m, one cell of a raster of 2 m. */
class TerrainBelowTopTest extends SparkTest {
  private static final String HOUSE =
      """
      {"type": "FeatureCollection",
       "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
       "features": [{"type": "Feature", "properties": {"h": 10}, "geometry": {"type": "Polygon",
         "coordinates": [[[84100, 446100], [84120, 446100], [84120, 446110], [84100, 446110], [84100, 446100]]]}}]}
      """;

  @TempDir Path dir;

  /** A closed city on 84000 to 84900 and 446000 to 446600, with the peak's centre so far in. */
  private CityMesh.Builder city(int east, int north) throws Exception {
    Path buildings = Files.writeString(dir.resolve("house.geojson"), HOUSE);
    Path terrain = dir.resolve("terrain.tif");
    new TestRaster(
            500,
            350,
            (column, row) -> 2 * column + 1 - 50 == east && 650 - 2 * row - 1 == north ? 300 : 0)
        .origin(83_950, 446_650)
        .steps(2, 2)
        .write(terrain);
    return CityMesh.builder(spark())
        .buildings(buildings.toString())
        .terrain(terrain.toString())
        .heightField("h")
        .option("bounds", "84000,446000,84900,446600")
        .option("max-size", "50")
        .close(true)
        .out(dir.resolve("mesh").toString());
  }

  private static String message(CityMesh.Builder builder) {
    return assertThrows(UserError.class, builder::plan).getMessage();
  }

  @Test
  void aPeakThatNoVertexMeetsIsFound() throws Exception {
    String where = "the terrain at 84701.0, 446501.0 reaches 300 m, ";
    assertEquals(
        where + "not below the top at 60 m: raise --top, or mesh less of it",
        message(city(701, 501)));
    assertEquals(
        where + "less than a layer of 3 m below the top at 302 m: raise --top, or mesh less of it",
        message(city(701, 501).volume(true).top(302)));
  }

  @Test
  void nothingIsWrittenThen() throws Exception {
    CityMesh.Builder builder = city(701, 501).volume(true);
    assertThrows(UserError.class, builder::build);
    assertTrue(Files.notExists(dir.resolve("mesh/parts")));
  }

  @Test
  void roomForOneLayerIsEnough() throws Exception {
    city(701, 501).volume(true).top(303).plan();
    city(701, 501).top(301).plan();
  }

  /** Between its centre and the next one, which lies outside. */
  @Test
  void aPeakIsCutAtTheBoundary() throws Exception {
    assertTrue(
        message(city(899, 301)).startsWith("the terrain at 84899.0, 446301.0 reaches 300 m"));
    // Half of it is left half a cell inside; a whole cell outside, nothing.
    city(901, 301).top(151).plan();
    assertTrue(
        message(city(901, 301).top(149))
            .startsWith("the terrain at 84900.0, 446301.0 reaches 150 m"));
    city(903, 301).plan();
    assertTrue(
        message(city(301, -1).top(149)).startsWith("the terrain at 84301.0, 446000.0 reaches 150"));
    city(301, -3).plan();
  }

  @Test
  void whatAPolygonLeavesOutDoesNotCount() throws Exception {
    CityMesh.Builder builder =
        CityMesh.builder(spark())
            .buildings(dir.resolve("house.geojson").toString())
            .terrain(dir.resolve("terrain.tif").toString())
            .heightField("h")
            .option("max-size", "50")
            .option("domain", "POLYGON((84000 446000,84900 446000,84000 446600,84000 446000))")
            .close(true)
            .out(dir.resolve("mesh").toString());
    city(701, 501);
    builder.plan();
    city(301, 301);
    assertTrue(message(builder).startsWith("the terrain at 84301.0, 446301.0 reaches 300 m"));
  }
}
