package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One campus, one mesh: whatever the format, and nearly so from degrees. */
@Tag("slow")
class CampusFormatsTest extends SparkTest {
  @TempDir Path dir;

  @Test
  void theMeshIsTheSameWhateverTheFormat() {
    CityMesh.Result first = build("buildings.geojson");
    for (String other : List.of("buildings.gpkg", "shp/buildings.shp")) {
      assertEquals(first.manifest().digest(), build(other).manifest().digest(), other);
    }
    CityMesh.Result degrees = build("buildings_4326.geojson");
    assertEquals(first.manifest().totals().buildings(), degrees.manifest().totals().buildings());
    assertEquals(roofs(first), roofs(degrees), 0.001 * roofs(first));
    assertEquals("EPSG:28992", degrees.manifest().crs());
    assertEquals(
        1, degrees.manifest().notes().stream().filter(n -> n.contains("reprojected")).count());
  }

  private CityMesh.Result build(String buildings) {
    Path data = TestData.path("tudcampus");
    return CityMesh.builder(spark())
        .buildings(data.resolve(buildings).toString())
        .terrain(data.resolve("synthetic_dem.tif").toString())
        .buildingHeight(9)
        .tileSize(250)
        .out(dir.resolve(buildings.replace('/', '_')).toString())
        .build();
  }

  private double roofs(CityMesh.Result result) {
    return result.buildings(spark()).agg(functions.sum("area")).first().getDouble(0);
  }
}
