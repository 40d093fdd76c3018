package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.report.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.memory.UnifiedMemoryManager;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class CityMeshTest {

  @TestFactory
  Stream<DynamicTest> impossibleValuesAreUserErrorsOfOneLineThatNameTheOption() {
    Map<String, UnaryOperator<CityMesh.Builder>> wrong =
        Map.ofEntries(
            Map.entry("--buildings", b -> b.buildings(new String[0])),
            Map.entry("--terrain", b -> b.terrain("")),
            Map.entry("--terrain flat:Z", b -> b.terrain("flat:up")),
            Map.entry("--building-height", b -> b.buildingHeight(0)),
            Map.entry("--bounds", b -> b.bounds(new Bounds(1, 0, 1, 1))),
            Map.entry("--margin", b -> b.margin(-1)),
            Map.entry("--tile-size", b -> b.tileSize(Double.POSITIVE_INFINITY)),
            Map.entry("--tile-size must be 0 (one tile) or at least 100", b -> b.tileSize(30)),
            Map.entry("--max-size", b -> b.maxSize(0)),
            Map.entry("--building-size", b -> b.buildingSize(Double.NaN)),
            Map.entry("--min-angle must be 0 to 33 degrees, not 40", b -> b.minAngle(40)),
            Map.entry("--min-angle", b -> b.minAngle(-1)),
            Map.entry("--gradation must be more than 1, such as 1.5, not 1", b -> b.gradation(1)),
            Map.entry("--gradation", b -> b.gradation(Double.NaN)),
            Map.entry("and a gradation of 1.02", b -> b.gradation(1.02)),
            Map.entry("--refine must be FILE:SIZE", b -> b.refine("zones.gpkg:0")),
            Map.entry("--refine must have a rectangle", b -> b.refine("5,0,1,1:2")),
            Map.entry("--focus-size must be SIZE", b -> b.focus("7").focusSize("0")),
            Map.entry(
                "--focus-radius must be 0 or more metres, not -1",
                b -> b.focus("7").focusRadius(-1)),
            Map.entry("--min-detail", b -> b.minDetail(-0.5)),
            Map.entry("--min-area", b -> b.minArea(Double.NEGATIVE_INFINITY)),
            Map.entry("--merge-tolerance", b -> b.mergeTolerance(-1)),
            Map.entry("--store", b -> b.store("tape")),
            Map.entry("--spill-dir", b -> b.spillDirs("a", "")),
            Map.entry("--partitions", b -> b.partitions(-1)),
            Map.entry("--on-tile-failure", b -> b.onTileFailure("retry")),
            Map.entry("--out", b -> b.out(" ")),
            Map.entry("--format", b -> b.formats("vtu", "dxf")));
    return wrong.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      UserError error =
                          assertThrows(
                              UserError.class, () -> entry.getValue().apply(valid()).options());
                      String option = entry.getKey();

                      assertTrue(error.getMessage().contains(option), error.getMessage());
                      assertEquals(1, error.getMessage().lines().count());
                    }));
  }

  @Test
  void optionsAreNamedAsOnTheCommandLine() {
    Map<String, Object> options =
        valid().tileSize(250).merge(false).formats("vtu", "vtu").options().byName();
    assertEquals(250.0, options.get("tile-size"));
    assertEquals(false, options.get("merge"));
    assertEquals("disk", options.get("store"));
    assertFalse(options.containsKey("gradation"));
    assertEquals(1.4, valid().gradation(1.4).options().byName().get("gradation"));
    assertEquals(List.of("vtu"), options.get("format"));
    assertEquals(List.of("b.geojson"), options.get("buildings"));
  }

  @Test
  void anExistingOutputAsksForOverwrite(@TempDir Path dir) throws Exception {
    Path out = Files.createDirectory(dir.resolve("there"));
    Configuration hadoop = new Configuration();
    CityMesh.Options taken = valid().out(out.toString()).options();
    UserError error = assertThrows(UserError.class, () -> taken.output().requireFree(hadoop));
    assertTrue(error.getMessage().contains("--overwrite"), error.getMessage());
    valid().out(out.toString()).overwrite(true).options().output().requireFree(hadoop);
    valid().out(dir.resolve("free").toString()).options().output().requireFree(hadoop);
  }

  private static CityMesh.Builder valid() {
    return CityMesh.builder(
            () -> {
              throw new AssertionError("options need no session");
            })
        .buildings("b.geojson")
        .terrain("flat:0");
  }

  /** What Spark throws is a trace that names an option of another program. */
  @Test
  void aHeapInWhichSparkDoesNotStartIsAUserError() {
    SparkConf tiny = new SparkConf().set("spark.testing.memory", "300000000");
    CityMesh.Builder builder =
        CityMesh.builder(
                () -> {
                  UnifiedMemoryManager.apply(tiny, 1); // The first thing that a session makes.
                  throw new AssertionError("Spark starts in any heap");
                })
            .buildings("any.geojson")
            .terrain("flat:0");
    UserError error = assertThrows(UserError.class, builder::build);
    assertTrue(error.getMessage().contains("-Xmx"), error.getMessage());
  }
}
