package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.air.PolyMesh;
import io.citymesh.air.Town;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.report.Manifest;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Towns on hills, from footprints and a terrain to a case of OpenFOAM, in tiles: what is hard for
 * layers that follow the ground. The bounds are what a prototype, which held the whole town, had on
 * such towns.
 */
class HillTownTest extends SparkTest {
  @TempDir Path dir;

  /**
   * Builds the town, and asks both checks.
   *
   * @param wedges least share of all cells
   * @param nonOrthogonality greatest, degrees
   * @param severe most faces over 70 degrees
   * @param skewness greatest
   */
  private void assertMeshOk(
      Town town, double wedges, double nonOrthogonality, int severe, double skewness)
      throws Exception {
    ForeignProgram.named("checkMesh").orSkip("OpenFOAM is not installed");
    Town.Written files = town.write(dir);
    Path out = dir.resolve("mesh");
    Manifest manifest =
        CityMesh.builder(spark())
            .buildings(files.buildings().toString())
            .terrain(files.terrain().toString())
            .option("bounds", files.bounds())
            .heightField("h")
            .merge(false)
            .maxSize(5)
            .tileSize(150)
            .volume(true)
            .formats("openfoam")
            .report(false)
            .out(out.toString())
            .build()
            .manifest();
    assertEquals(0, manifest.totals().failedTiles());
    assertTrue(manifest.totals().tiles() > 1);
    CheckReport report = MeshCheck.run(out.toString());
    assertTrue(!report.broken(), report.table());
    PolyMesh.Verdict v = PolyMesh.check(out.resolve("openfoam"));
    assertTrue(v.isOk(), v::text);
    String figures = v.figures().toString();
    assertTrue(v.get("wedges") >= wedges * v.get("cells"), figures);
    assertTrue(v.get("nonOrthogonality") <= nonOrthogonality, figures);
    assertTrue(v.get("severe") <= severe, figures);
    assertTrue(v.get("skewness") <= skewness, figures);
  }

  @Tag("slow")
  @Test
  void twoHundredTouchingHousesUpASlopeOf13() throws Exception {
    assertMeshOk(Town.row(200, 0.8 / 6), 0.98, 48.5, 0, 0.8);
  }

  @Tag("slow")
  @Test
  void twoHundredTouchingHousesUpASlopeOf20() throws Exception {
    assertMeshOk(Town.row(200, 0.2), 0.98, 49.2, 0, 0.8);
  }

  @Tag("slow")
  @Test
  void twoHundredTouchingHousesUpASlopeOf33() throws Exception {
    assertMeshOk(Town.row(200, 2.0 / 6), 0.98, 51, 0, 0.849);
  }

  @Tag("slow")
  @Test
  void blocksAroundCourtyardsOnASlope() throws Exception {
    assertMeshOk(Town.blocks(3, 2), 0.98, 58, 0, 1.1);
  }

  /** Faces as steep as the cliff itself are inherent. */
  @Tag("slow")
  @Test
  void housesBelowOnAndAboveACliff() throws Exception {
    assertMeshOk(Town.cliff(), 0.98, 72, 50, 1.6);
  }

  @Tag("slow")
  @Test
  void twentyTimesTwentyTouchingHousesOnASlope() throws Exception {
    assertMeshOk(Town.casbah(20), 0.98, 69, 0, 2.4);
  }
}
