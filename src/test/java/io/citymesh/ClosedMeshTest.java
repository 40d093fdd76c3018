package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.output.CheckReport;
import io.citymesh.output.Defect;
import io.citymesh.output.MeshCheck;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up city in tiles whose mesh is closed, as a solver's mesher takes it. */
class ClosedMeshTest extends SparkTest {
  @TempDir static Path dir;

  private static DemoCity.Written city;
  private static Manifest manifest;

  @BeforeAll
  static void build() throws Exception {
    city = DemoCity.write(dir, 2, 2, 3);
    manifest =
        builder()
            .flowDirection(240)
            .option("format", "obj", "stl", "msh", "glb")
            .build()
            .manifest();
  }

  private static CityMesh.Builder builder() {
    return CityMesh.builder(spark())
        .buildings(city.buildings().toString())
        .terrain(city.terrain().toString())
        .heightField(DemoCity.HEIGHT_FIELD)
        .tileSize(100)
        .close(true)
        .out(dir.resolve("mesh").toString());
  }

  @Test
  void everyEdgeOfTheObjHasTwoFacesOfOppositeDirections() throws Exception {
    Map<String, Integer> balance = new HashMap<>();
    Map<String, Integer> count = new HashMap<>();
    List<String> groups = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve("mesh/mesh.obj"))) {
      String[] words = line.split(" ");
      if (words[0].equals("g")) {
        groups.add(words[1]);
      }
      for (int i = 1; i < 4 && words[0].equals("f"); i++) {
        int a = Integer.parseInt(words[i]);
        int b = Integer.parseInt(words[i % 3 + 1]);
        String edge = Math.min(a, b) + " " + Math.max(a, b);
        balance.merge(edge, a < b ? 1 : -1, Integer::sum);
        count.merge(edge, 1, Integer::sum);
      }
    }
    assertEquals(List.of("ground", "walls", "roofs", "top", "inlet", "outlet"), groups);
    assertTrue(count.values().stream().allMatch(n -> n == 2));
    assertTrue(balance.values().stream().allMatch(n -> n == 0));
  }

  @Test
  void theManifestTellsTopWindKindsAndVolume() {
    assertEquals(Map.of("top", 4, "inlet", 5, "outlet", 6), manifest.kinds());
    assertEquals(240, manifest.closing().get("flow_direction"));
    double top = manifest.closing().get("top");
    double area =
        (manifest.bounds().xmax() - manifest.bounds().xmin())
            * (manifest.bounds().ymax() - manifest.bounds().ymin());
    double volume = manifest.volumes().get("enclosed");
    assertTrue(volume < area * top && volume > 0.8 * area * top, volume + " below " + top);
    assertTrue(manifest.notes().stream().anyMatch(note -> note.contains("is closed at ")));
  }

  @Test
  void eachPatchHasAFileOfItsOwn() {
    for (String patch : List.of("ground", "walls", "roofs", "top", "inlet", "outlet")) {
      assertTrue(Files.exists(dir.resolve("mesh/mesh_" + patch + ".stl")), patch);
    }
    assertTrue(Files.notExists(dir.resolve("mesh/mesh_side.stl")));
  }

  @Test
  void theCheckFindsItSoundAndMeasuresItsVolume() throws Exception {
    CheckReport report = MeshCheck.run(dir.resolve("mesh").toString());
    assertTrue(!report.broken(), report.table());
    assertEquals(manifest.volumes().get("enclosed"), report.volume(), 1e-9 * report.volume());
    assertEquals(Set.of("top", "inlet", "outlet"), report.patches().keySet());
    assertTrue(report.patches().values().stream().allMatch(faces -> faces > 10));
    assertTrue(report.table().contains("enclosed volume"), report.table());
    assertEquals(1, report.shells());
  }

  @Test
  void theCheckFindsATopElsewhereAndPatchesWithoutAName() throws Exception {
    Path copy = dir.resolve("copy");
    try (Stream<Path> files = Files.walk(dir.resolve("mesh"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(dir.resolve("mesh").relativize(file)));
      }
    }
    Path json = copy.resolve("manifest.json");
    String text = Files.readString(json);
    double top = manifest.closing().get("top");
    Files.writeString(json, text.replace("\"top\" : " + top, "\"top\" : " + (top + 1)));
    CheckReport report = MeshCheck.run(copy.toString());
    assertEquals(report.patches().get("top"), report.defects().get(Defect.MISPLACED_PATCHES));
    assertEquals(1, report.defects().get(Defect.MANIFEST_MISMATCHES));
    Files.writeString(json, text.replace("\"inlet\" : 5", "\"other\" : 9"));
    assertTrue(MeshCheck.run(copy.toString()).defects().get(Defect.UNKNOWN_KINDS) > 10);
    Files.writeString(json, text.replace("\"top\" : " + top, "\"none\" : " + top));
    // Taken for an open mesh, it still has no edge with one face.
    assertEquals(0, MeshCheck.run(copy.toString()).defects().get(Defect.OPEN_EDGES));
  }

  @Test
  void openFoamFindsItClosed() throws Exception {
    ForeignProgram surfaceCheck =
        ForeignProgram.ofOpenFoam("surfaceCheck").orSkip("OpenFOAM is not installed");
    String words = surfaceCheck.run(dir.resolve("mesh/mesh.obj").toString());
    assertTrue(words.contains("Surface has no illegal triangles."), words);
    assertTrue(words.contains("Surface is closed. All edges connected to two faces."), words);
    assertTrue(words.contains("Number of unconnected parts : 1\n"), words);
    assertTrue(words.contains("(connected area with consistent normal) : 1\n"), words);
  }

  @Test
  void aTopBelowARoofIsOneLine() {
    UserError error =
        assertThrows(
            UserError.class, () -> builder().top(10).out(dir.resolve("low").toString()).plan());
    assertTrue(
        error.getMessage().matches("--top 10 is not above the highest roof, at [0-9.]+ m: .*"),
        error.getMessage());
  }

  @Test
  void windOnAnOpenMeshIsOneLine() {
    UserError error =
        assertThrows(UserError.class, () -> builder().close(false).flowDirection(90).options());
    assertEquals("--flow-direction is for a closed domain: give --close too", error.getMessage());
  }
}
