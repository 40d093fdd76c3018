package io.citymesh.air;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.cli.DemoCity;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What OpenFOAM's checkMesh says of the air above towns, with layers of 3 m and as many passes as a
 * build makes.
 */
class PolyMeshTest extends SparkTest {
  @TempDir Path dir;

  /** The row of 200 of these in volume.md reaches 49.5 degrees. */
  @Test
  void aFewHousesUpAHill() throws Exception {
    assertMeshOk(Town.row(6, 0.2).surface(6), 0.98, 60, 0, 2);
  }

  @Tag("slow")
  @Test
  void rowsOfHousesUpHills() throws Exception {
    assertMeshOk(Town.row(200, 0.8 / 6).surface(5), 0.998, 57, 0, 1);
    assertMeshOk(Town.row(200, 2.0 / 6).surface(5), 0.998, 57, 0, 1);
  }

  @Tag("slow")
  @Test
  void blocksAroundCourtyardsOnASlope() throws Exception {
    assertMeshOk(Town.blocks(3, 2).surface(5), 0.996, 68, 0, 2.2);
  }

  /** Faces as steep as the cliff itself are inherent. */
  @Tag("slow")
  @Test
  void aCliff() throws Exception {
    assertMeshOk(Town.cliff().surface(5), 0.995, 72, 55, 2);
  }

  @Tag("slow")
  @Test
  void twentyTimesTwentyTouchingHousesOnASlope() throws Exception {
    assertMeshOk(Town.casbah(20).surface(5), 0.98, 78, 6, 3.4);
  }

  @Tag("slow")
  @Test
  void aPublishedCity() throws Exception {
    DemoCity.Written city = DemoCity.write(dir.resolve("input"), 3, 2, 1);
    String folder = dir.resolve("city").toString();
    CityMesh.builder(spark())
        .buildings(city.buildings().toString())
        .terrain(city.terrain().toString())
        .heightField("height")
        .roofStep(0.5)
        .out(folder)
        .build();
    assertMeshOk(PublishedSurface.read(folder), 0.99, 75, 20, 4);
  }

  private void assertMeshOk(
      Surface surface, double wedges, double nonOrthogonality, int severe, double skewness)
      throws IOException, InterruptedException {
    Air air = Air.above(surface, Town.layers(surface, 3, 1.15, 60), Levels.NONE, 4);
    Path folder = dir.resolve("case");
    PolyMesh.write(air, folder);
    PolyMesh.Verdict v = PolyMesh.check(folder);
    assertTrue(v.isOk(), v::text);
    String figures = v.figures().toString();
    assertTrue(v.get("wedges") >= wedges * v.get("cells"), figures);
    assertTrue(v.get("nonOrthogonality") <= nonOrthogonality, figures);
    assertTrue(v.get("severe") <= severe, figures);
    assertTrue(v.get("skewness") <= skewness, figures);
    AirQuality own = AirQuality.of(AirParts.of(air));
    assertEquals(v.get("nonOrthogonality"), own.nonOrthogonality().greatest(), 1e-3, figures);
    assertEquals(v.get("severe"), own.nonOrthogonality().from(70), figures);
    assertEquals(v.get("skewness"), own.skewness().greatest(), 1e-4, figures);
    assertEquals(v.get("aspect"), own.aspect().greatest(), 1e-3 * v.get("aspect"), figures);
  }
}
