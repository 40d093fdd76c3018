package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.report.Inspection;
import io.citymesh.report.Manifest;
import io.citymesh.report.Summary;
import io.citymesh.report.UserError;
import io.citymesh.report.ZoneReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Domains for wind around a made-up city. */
class WindDomainTest extends SparkTest {
  @TempDir static Path dir;

  private static DemoCity.Written city;

  @BeforeAll
  static void write() throws Exception {
    city = DemoCity.write(dir, 2, 2, 3);
  }

  private static CityMesh.Builder builder(String name) {
    return CityMesh.builder(spark())
        .buildings(city.buildings().toString())
        .terrain("flat:5")
        .heightField(DemoCity.HEIGHT_FIELD)
        .maxSize(40)
        .tileSize(500)
        .out(dir.resolve(name).toString());
  }

  private static void assertClosed(Manifest manifest, String name) throws Exception {
    assertEquals(0, manifest.topology().get("open_edges"));
    assertEquals(0, manifest.topology().get("coverage_gaps"));
    CheckReport report = MeshCheck.run(dir.resolve(name).toString());
    assertTrue(!report.broken(), report.table());
    ForeignProgram surfaceCheck = ForeignProgram.ofOpenFoam("surfaceCheck");
    if (surfaceCheck.isThere()) {
      String words = surfaceCheck.run(dir.resolve(name).resolve("mesh.obj").toString());
      assertTrue(words.contains("Surface has no illegal triangles."), words);
      assertTrue(words.contains("Surface is closed. All edges connected to two faces."), words);
      assertTrue(words.contains("Number of unconnected parts : 1\n"), words);
    }
  }

  @Test
  void aTurnedRectangle() throws Exception {
    Manifest manifest =
        builder("turned").domain("wind").flowDirection(240).formats("obj").build().manifest();
    assertEquals(1, manifest.domain().size());
    assertEquals(8, manifest.domain().get(0).size());
    assertEquals(Set.of("top", "inlet", "outlet", "side"), manifest.kinds().keySet());
    assertEquals(true, manifest.options().get("close"));
    double blockage = manifest.closing().get("blockage");
    assertTrue(blockage > 0.001 && blockage < 0.2, "blockage " + blockage);
    assertTrue(manifest.parts().stream().anyMatch(part -> part.faces() == 0), "an empty tile");
    assertClosed(manifest, "turned");
  }

  @Test
  void alongTheAxesItIsARectangleOfTheRulesSize() throws Exception {
    Manifest manifest =
        builder("west")
            .domain("wind")
            .domainRule("1,2,3")
            .flowDirection(270)
            .formats("obj")
            .build()
            .manifest();
    assertEquals(List.of(), manifest.domain());
    Manifest tight = builder("tight").margin(0).close(true).build().manifest();
    double h = (manifest.closing().get("top") - 5) / 6; // Rounded up to a metre.
    Manifest.Extent b = manifest.bounds();
    Manifest.Extent t = tight.bounds();
    assertEquals(1, (t.xmin() - b.xmin()) / h, 0.1);
    assertEquals(3, (b.xmax() - t.xmax()) / h, 0.1);
    assertEquals(2, (t.ymin() - b.ymin()) / h, 0.1);
    assertEquals(2, (b.ymax() - t.ymax()) / h, 0.1);
    assertClosed(manifest, "west");
  }

  @Test
  void aRoundOne() throws Exception {
    Manifest manifest = builder("round").domain("round").formats("obj").build().manifest();
    assertEquals(72, manifest.domain().get(0).size());
    assertEquals(37, manifest.kinds().size());
    assertClosed(manifest, "round");
  }

  @Test
  void itDoesNotDependOnPartitions() {
    String one =
        builder("one").domain("wind").flowDirection(30).partitions(1).build().manifest().digest();
    String more =
        builder("more").domain("wind").flowDirection(30).partitions(5).build().manifest().digest();
    assertEquals(one, more);
  }

  @Test
  void aTerrainThatEndsBeforeIsOneLine() {
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                builder("beyond")
                    .terrain(city.terrain().toString())
                    .domain("wind")
                    .flowDirection(90)
                    .plan());
    assertTrue(
        error.getMessage().contains("goes beyond the terrain")
            && error.getMessage().contains("--extend-terrain"),
        error.getMessage());
  }

  /** Zones lie in the domain that is meshed, not in the rectangle around the footprints. */
  @Test
  void zonesMayLieWhereTheWindDomainReaches() {
    String plan =
        builder("zones")
            .domain("wind")
            .flowDirection(240)
            .refine("84400,446280,84430,446310:5")
            .plan()
            .text();
    assertTrue(plan.contains("a polygon of 4 sides"), plan);
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                builder("far")
                    .domain("wind")
                    .flowDirection(240)
                    .refine("94000,446500,94100,446550:5")
                    .plan());
    assertTrue(
        error.getMessage().contains("lies outside the domain")
            && error.getMessage().contains("a polygon of 4 sides within"),
        error.getMessage());
  }

  /** Each triangle in plan is of one zone, or of none. */
  @Test
  void trianglesAreCountedByZone() throws Exception {
    Manifest manifest =
        builder("counted")
            .domain("wind")
            .flowDirection(240)
            .refine("84400,446280,84430,446310:5")
            .build()
            .manifest();
    long inAndAround = manifest.zones().get(0).planar();
    // 900 square metres, and as far around them as sizes grow from 5 m to 10.
    assertTrue(inAndAround > 100 && inAndAround < 600, inAndAround + " triangles");
    assertEquals(
        manifest.quality().histogram().stream().mapToLong(n -> n).sum(),
        inAndAround + manifest.counters().get(ZoneReport.ELSEWHERE));
    assertTrue(
        Summary.of("out", manifest)
            .contains(inAndAround + " triangles of ground and roofs in and around 84400,"));
  }

  /** Over sloping ground each side of a turned rectangle ends at one elevation. */
  @Test
  void aTurnedRectangleHasAFlatRim() throws Exception {
    Manifest manifest =
        builder("rim")
            .terrain(city.terrain().toString())
            .extendTerrain("nearest")
            .domain("wind")
            .domainRule("1,1,2")
            .flowDirection(240)
            .flatRim(40)
            .rimElevation(3)
            .formats("obj")
            .build()
            .manifest();
    assertTrue(
        manifest.notes().stream()
            .anyMatch(note -> note.contains("goes over to 3.000 m, as given")));
    assertClosed(manifest, "rim");
  }

  @Test
  void windFromNowhereIsOneLine() {
    UserError error =
        assertThrows(UserError.class, () -> builder("nowhere").domain("wind").options());
    assertTrue(error.getMessage().contains("--flow-direction"), error.getMessage());
  }

  @Test
  void theInspectionTellsTheDomain() {
    Inspection found = builder("none").domain("wind").flowDirection(240).inspect();
    assertTrue(found.ready(), found.text());
    assertTrue(found.text().contains("a polygon of 4 sides"), found.text());
    assertTrue(found.text().contains("patches top, inlet, outlet, side"), found.text());
    assertTrue(found.text().contains("blockage "), found.text());
    Inspection ends = builder("none").terrain(city.terrain().toString()).domain("round").inspect();
    assertTrue(!ends.ready() && ends.text().contains("--extend-terrain"), ends.text());
    Inspection beyond =
        builder("none")
            .terrain(city.terrain().toString())
            .extendTerrain("nearest")
            .domain("round")
            .inspect();
    assertTrue(beyond.ready() && beyond.text().contains("beyond the terrain"), beyond.text());
  }

  @Test
  void theInspectionTellsTrianglesByZone() {
    String zone = "84100,446100,84160,446150:2";
    Inspection found = builder("none").refine(zone).inspect();
    assertTrue(found.ready(), found.text());
    assertTrue(
        found.text().matches("(?s).*about [0-9,]+ triangles of ground and roofs in and around .*"),
        found.text());
    assertTrue(found.text().contains(" triangles of ground and roofs elsewhere"), found.text());
    String outside = builder("none").refine("0,0,10,10:1").inspect().text();
    assertTrue(outside.contains("lies outside the domain"), outside);
  }

  @Test
  void thePlanTellsTheDomain() {
    String plan = builder("plan").domain("wind").flowDirection(240).plan().text();
    assertTrue(plan.contains("a polygon of 4 sides"), plan);
    assertTrue(plan.contains("patches top, inlet, outlet, side"), plan);
    assertTrue(plan.contains("blockage "), plan);
  }
}
