package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.geo.Bounds;
import io.citymesh.report.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs with less in them than others, or more: all commands that show one show them. */
class OddOutputsTest extends SparkTest {
  @TempDir static Path dir;

  private static final double FILLED = 0.96 * 0.96;

  private static final Bounds SQUARE = new Bounds(0, 0, 200, 200);

  private static CityMesh.Builder ground(Path city) {
    return CityMesh.builder(SparkTest::spark)
        .terrain("flat:3.5")
        .maxSize(20)
        .tileSize(0)
        .out(city.toString());
  }

  /** A house of 20 x 20 m, 12 m high. */
  private static CityMesh.Builder house(Path city) throws Exception {
    Path house =
        Files.writeString(
            dir.resolve("house.geojson"),
            """
            {"type": "FeatureCollection",
             "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
             "features": [{"type": "Feature", "id": "a",
             "properties": {"h": 12}, "geometry": {"type": "Polygon", "coordinates":
             [[[90, 90], [110, 90], [110, 110], [90, 110], [90, 90]]]}}]}
            """);
    return ground(city).buildings(house.toString()).heightField("h");
  }

  @Test
  void groundWithoutABuildingAndWithoutACrs() throws Exception {
    Path city = dir.resolve("ground");
    ground(city).bounds(SQUARE).build();
    Shown shown = Shown.of(city);
    assertTrue(shown.page().contains("No building was built: the ground alone is drawn."));
    assertTrue(shown.page().contains("<th scope=\"row\">CRS</th><td>not known</td>"));
    assertFalse(shown.tileset().at("/root").has("transform"));
    assertTrue(shown.tileset().at("/extras/placement").asText().contains("local frame"));
    assertEquals(FILLED, shown.drawn(), 0.02);
  }

  /** Its name is a URI, as a file system's would be. */
  @Test
  void aSingleBuilding() throws Exception {
    Path city = dir.resolve("single");
    house(city).bounds(SQUARE).build();
    Shown shown = Shown.of(city.toUri().toString(), city);
    assertTrue(shown.page().contains("The one building is drawn."));
    assertTrue(shown.tileset().at("/root").has("transform"));
    assertEquals(FILLED, shown.drawn(), 0.02);
    int middle = shown.picture().getRGB(100, 100);
    assertTrue(
        (middle >> 16 & 255) > 1.2 * (middle & 255), "a roof: " + Integer.toHexString(middle));
  }

  @Test
  void aPolygonWithAHole() throws Exception {
    Path city = dir.resolve("polygon");
    house(city)
        .domain("POLYGON((0 0, 200 0, 200 200, 0 200, 0 0), (20 20, 20 60, 180 60, 180 20, 20 20))")
        .build();
    Shown shown = Shown.of(city);
    assertTrue(shown.page().contains("class=\"domain\""), "on the map");
    double hole = 160 * 40 / 40_000.0;
    assertEquals(FILLED * (1 - hole), shown.drawn(), 0.02);
    assertEquals(0xFFFFFFFF, shown.picture().getRGB(100, 160), "the hole");
  }

  @Test
  void aVolumeShowsTheCityWithoutItsTop() throws Exception {
    Path city = dir.resolve("volume");
    Manifest manifest =
        house(city)
            .bounds(SQUARE)
            .volume(true)
            .option("first-layer", "6")
            .option("top", "80")
            .build()
            .manifest();
    Shown shown = Shown.of(city);
    assertTrue(shown.page().contains("data-figure=\"closing.top\">80<"));
    assertTrue(shown.tileset().at("/extras/faces").asLong() < manifest.totals().faces());
    double[] box = new double[12];
    for (int i = 0; i < 12; i++) {
      box[i] = shown.tileset().at("/root/boundingVolume/box/" + i).asDouble();
    }
    assertEquals(15.5, box[2] + box[11], 0.05, "the roof is the highest");
    int middle = shown.picture().getRGB(100, 100);
    assertTrue(
        (middle >> 16 & 255) > 1.2 * (middle & 255), "a roof: " + Integer.toHexString(middle));
  }
}
