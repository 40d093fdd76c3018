package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.vector.TestQuarter;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One city, one mesh: whatever the format, and nearly so from degrees. */
class CampusFormatsTest extends SparkTest {
  @TempDir Path dir;

  @Test
  @Tag("slow")
  void theMeshIsTheSameWhateverTheFormat() {
    Path data = TestData.path("tudcampus");
    theSameWhateverTheFormat(
        data.resolve("synthetic_dem.tif"),
        List.of(
            data.resolve("buildings.geojson"),
            data.resolve("buildings.gpkg"),
            data.resolve("shp/buildings.shp")),
        data.resolve("buildings_4326.geojson"));
  }

  @Test
  void theMeshOfADrawnQuarterIsTheSameWhateverTheFormat() {
    theSameWhateverTheFormat(
        TestQuarter.terrain(dir.resolve("q.tif")),
        List.of(
            TestQuarter.geoJson(dir.resolve("q.geojson")),
            TestQuarter.geoPackage(dir.resolve("q.gpkg")),
            TestQuarter.shapefile(dir.resolve("q.shp"))),
        TestQuarter.geoJsonInDegrees(dir.resolve("degrees.geojson")));
  }

  private void theSameWhateverTheFormat(Path terrain, List<Path> formats, Path inDegrees) {
    CityMesh.Result first = build(formats.get(0), terrain);
    for (Path other : formats.subList(1, formats.size())) {
      String digest = build(other, terrain).manifest().digest();
      assertEquals(first.manifest().digest(), digest, other.toString());
    }
    CityMesh.Result degrees = build(inDegrees, terrain);
    assertEquals(first.manifest().totals().buildings(), degrees.manifest().totals().buildings());
    assertEquals(roofs(first), roofs(degrees), 0.001 * roofs(first));
    assertEquals("EPSG:28992", degrees.manifest().crs());
    assertEquals(
        1, degrees.manifest().notes().stream().filter(n -> n.contains("reprojected")).count());
  }

  private CityMesh.Result build(Path buildings, Path terrain) {
    return CityMesh.builder(spark())
        .buildings(buildings.toString())
        .terrain(terrain.toString())
        .buildingHeight(9)
        .tileSize(250)
        .out(dir.resolve("out-" + buildings.getFileName()).toString())
        .build();
  }

  private double roofs(CityMesh.Result result) {
    return result.buildings(spark()).agg(functions.sum("area")).first().getDouble(0);
  }
}
