package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.geo.Bounds;
import io.citymesh.lidar.TestCloud;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.report.Manifest;
import io.citymesh.terrain.Terrains;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A city without a building is a mesh of the ground. */
class GroundAloneTest extends SparkTest {
  private static final String EMPTY = "{\"type\": \"FeatureCollection\", \"features\": []}";

  @TempDir static Path dir;

  private static DemoCity.Written city;

  @BeforeAll
  static void writeCity() throws Exception {
    city = DemoCity.write(dir, 2, 2, 5);
  }

  private static CityMesh.Builder builder(String out) {
    return CityMesh.builder(spark()).tileSize(100).maxSize(10).out(dir.resolve(out).toString());
  }

  /** Sound, without a roof or a wall, and with an empty table of buildings. */
  private static void assertGround(CityMesh.Result result) throws Exception {
    Manifest manifest = result.manifest();
    assertEquals(0, manifest.totals().buildings());
    assertTrue(manifest.tiles().size() > 1 && manifest.totals().faces() > 0);
    assertTrue(result.summary().contains("the mesh is ground alone"), result.summary());
    CheckReport report = MeshCheck.run(result.out());
    assertFalse(report.broken(), report::table);
    Dataset<Row> faces = result.faces(spark());
    assertEquals(
        List.of(0),
        faces.select("kind").distinct().collectAsList().stream()
            .map(row -> row.getInt(0))
            .toList());
    Dataset<Row> buildings = result.buildings(spark());
    assertEquals(0, buildings.count());
    assertTrue(Arrays.asList(buildings.columns()).contains("geometry"));
    assertEquals(0, manifest.areas().get("buildings"));
  }

  @Test
  void aTerrainAloneIsMeshedAsFarAsItReaches() throws Exception {
    CityMesh.Result result =
        builder("terrain").terrain(city.terrain().toString()).formats("vtu").resume(true).build();
    assertGround(result);
    Manifest.Extent domain = result.manifest().bounds();
    Bounds raster = Terrains.open(city.terrain().toString()).extent();
    assertEquals(raster, new Bounds(domain.xmin(), domain.ymin(), domain.xmax(), domain.ymax()));
    assertTrue(Files.size(dir.resolve("terrain/mesh.vtu")) > 1000);
    CityMesh.Result again =
        builder("terrain").terrain(city.terrain().toString()).formats("vtu").resume(true).build();
    assertEquals(result.manifest().digest(), again.manifest().digest());
    assertEquals(0, again.manifest().counters().get("made_cores"));
  }

  @Test
  void aFileWithoutAFeatureIsACityWithoutBuildings() throws Exception {
    Path empty = Files.writeString(dir.resolve("empty.geojson"), EMPTY);
    assertGround(
        builder("empty")
            .buildings(empty.toString())
            .heightField("height")
            .terrain("flat:3")
            .bounds(new Bounds(0, 0, 250, 150))
            .build());
  }

  @Test
  void whereAllIsDroppedTheSummarySaysSoFirst() throws Exception {
    CityMesh.Result result =
        builder("dropped")
            .buildings(city.buildings().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .minArea(1e6)
            .terrain(city.terrain().toString())
            .build();
    assertGround(result);
    String first = result.summary().lines().findFirst().orElseThrow();
    assertTrue(
        first.startsWith(
            "100.0 % of the area of the footprints is lost: dropped: smaller than the smallest"
                + " area"),
        first);
  }

  @Test
  void pointsAloneAreMeshedInTheirBounds() throws Exception {
    TestCloud cloud = new TestCloud();
    for (int i = 0; i < 900; i++) {
      cloud.add(85_000 + 10 * (i % 30), 445_000 + 10 * (i / 30), 1 + 0.01 * (i % 30), 2);
    }
    assertGround(
        builder("points")
            .points(cloud.write(dir.resolve("ground.las")).toString())
            .cell(10)
            .bounds(new Bounds(85_020, 445_020, 85_220, 445_120))
            .build());
    assertTrue(Files.exists(dir.resolve("points/terrain.tif")));
  }

  private static String run(int code, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int found = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
    assertEquals(code, found, err::toString);
    return out.toString();
  }

  @Test
  void theCommandsTakeATerrainAlone() {
    String[] terrain = {"--terrain", city.terrain().toString(), "--tile-size", "100"};
    String plan =
        run(
            0,
            Stream.concat(
                    Stream.of("build", "--dry-run", "--out", dir + "/plan"), Stream.of(terrain))
                .toArray(String[]::new));
    assertTrue(plan.contains("0 read, 0 buildings"), plan);
    String found = run(0, "inspect", terrain[0], terrain[1]);
    assertTrue(found.contains("ground alone"), found);
  }
}
