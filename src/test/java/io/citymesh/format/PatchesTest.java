package io.citymesh.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.output.KnownFiles;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buildings with patches of their own: four boxes, whose uses need to be made names. */
class PatchesTest extends SparkTest {
  @TempDir static Path dir;

  private static final List<String> USES =
      List.of("\"Wohnen & Büro\"", "\"shop\"", "\"Wohnen + Büro\"", "null");

  private static CityMesh.Result mesh;

  @BeforeAll
  static void build() throws IOException {
    StringBuilder features = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      int x = 30 * i;
      features.append(
          """
          %s{"type": "Feature", "properties": {"id": "b%d", "use": %s, "n": %d, "h": %d}, "geometry":
          {"type": "Polygon", "coordinates": [[[%d, 0], [%d, 0], [%d, 12], [%d, 12], [%d, 0]]]}}
          """
              .formatted(i == 0 ? "" : ",", i, USES.get(i), i, 5 + i, x, x + 12, x + 12, x, x));
    }
    Path file = dir.resolve("boxes.geojson");
    Files.writeString(
        file,
        """
        {"type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
        "features": [%s]}
        """
            .formatted(features));
    mesh =
        CityMesh.builder(spark())
            .buildings(file.toString())
            .terrain("flat:0")
            .heightField("h")
            .keepFields("use", "n")
            .tileSize(100)
            .close(true)
            .flowDirection(270)
            .top(25)
            .patchField("use")
            .formats("obj", "msh", "stl", "snappy")
            .out(dir.resolve("mesh").toString())
            .build();
  }

  private static FormatOptions options(boolean ascii, PatchChoice patches, String... names) {
    FormatChoices usual = FormatOptions.NONE.choices();
    return new FormatOptions(
        List.of(names),
        new FormatChoices(patches, ascii, false, false, false, 1, CellChoice.MIXED, usual.wind()));
  }

  /** Faces by the groups of an obj file. */
  private static SortedMap<String, Integer> groups(Path obj) throws IOException {
    SortedMap<String, Integer> faces = new TreeMap<>();
    String group = "";
    for (String line : Files.readAllLines(obj)) {
      if (line.startsWith("g ")) {
        group = line.substring(2);
        faces.put(group, 0);
      } else if (line.startsWith("f ")) {
        faces.merge(group, 1, Integer::sum);
      }
    }
    return faces;
  }

  /** No rule chose the domain. */
  @Test
  void aDomainThatIsTooNarrowIsToldWithWhatWidensIt() {
    assertTrue(
        mesh.manifest().notes().stream()
            .anyMatch(
                note -> note.matches(".* m wider \\(--margin, --bounds or --domain\\) or a .*")),
        mesh.manifest().notes().toString());
  }

  @Test
  void eachValueOfAColumnIsAPatchInAllFormats() throws IOException {
    SortedMap<String, Integer> groups = groups(dir.resolve("mesh/mesh.obj"));
    List<String> names =
        List.of(
            "ground",
            "inlet",
            "outlet",
            "side",
            "top",
            "use_Wohnen_B_ro",
            "use_Wohnen_B_ro_2",
            "use_none",
            "use_shop");
    assertEquals(names, List.copyOf(groups.keySet()));
    assertTrue(groups.values().stream().allMatch(n -> n > 5), groups.toString());
    assertEquals(groups, groups(dir.resolve("mesh/snappy/constant/triSurface/city.obj")));
    String snappy = Files.readString(dir.resolve("mesh/snappy/system/snappyHexMeshDict"));
    assertTrue(snappy.contains("use_none { name use_none; }"), snappy);
    assertTrue(
        snappy.matches("(?s).*use_shop \\{ level \\(\\d \\d\\); patchInfo \\{ type wall; } }.*"),
        snappy);
    String msh =
        new String(Files.readAllBytes(dir.resolve("mesh/mesh.msh")), StandardCharsets.ISO_8859_1);
    names.forEach(name -> assertTrue(msh.contains(" \"" + name + "\"\n"), name));
    assertFalse(msh.contains("\"walls\""));
    Manifest.Format stl =
        mesh.manifest().formats().stream().filter(f -> f.name().equals("stl")).findFirst().get();
    assertTrue(stl.files().contains("mesh_by_use_shop.stl"), stl.files().toString());
    long facets = 0;
    for (String file : stl.files()) {
      assertTrue(KnownFiles.isOurs(file), file);
      facets += (Files.size(dir.resolve("mesh").resolve(file)) - 84) / 50;
    }
    assertEquals(mesh.manifest().totals().faces(), facets);
  }

  @Test
  void eachBuildingIsAPatch() throws IOException {
    Path out = dir.resolve("by-building");
    mesh.export(
        spark(),
        options(true, new PatchChoice(PatchChoice.By.BUILDING, ""), "obj", "msh", "stl", "snappy"),
        out + "/",
        false,
        Progress.silent());
    SortedMap<String, Integer> groups = groups(out.resolve("mesh.obj"));
    assertEquals(
        List.of(
            "building_0",
            "building_1",
            "building_2",
            "building_3",
            "ground",
            "inlet",
            "outlet",
            "side",
            "top"),
        List.copyOf(groups.keySet()));
    assertEquals(mesh.manifest().totals().faces(), groups.values().stream().mapToInt(n -> n).sum());
    assertEquals(groups, groups(out.resolve("snappy/constant/triSurface/city.obj")));
    String msh =
        new String(Files.readAllBytes(out.resolve("mesh.msh")), StandardCharsets.ISO_8859_1);
    assertTrue(msh.contains(" \"building_3\"\n"));
    SortedMap<String, Integer> solids = new TreeMap<>();
    String solid = "";
    for (String line : Files.readAllLines(out.resolve("mesh.stl"))) {
      solid = line.startsWith("solid ") ? line.substring(6) : solid;
      if (line.startsWith("facet")) {
        solids.merge(solid, 1, Integer::sum);
      }
    }
    assertEquals(groups, solids);
  }

  @Test
  void aColumnWithoutPlaceIsOneLine() {
    UserError none =
        assertThrows(
            UserError.class,
            () ->
                mesh.export(
                    spark(),
                    options(false, new PatchChoice(PatchChoice.By.SURFACE, "year"), "obj"),
                    dir + "/none/",
                    false,
                    Progress.silent()));
    assertTrue(none.getMessage().contains("but n, use"), none.getMessage());
    UserError early =
        assertThrows(
            UserError.class,
            () -> CityMesh.builder(spark()).patchField("use").formats("obj").options());
    assertTrue(early.getMessage().contains("--keep-fields use"), early.getMessage());
    UserError files =
        assertThrows(
            UserError.class,
            () -> options(false, new PatchChoice(PatchChoice.By.BUILDING, ""), "stl"));
    assertTrue(files.getMessage().contains("--ascii"), files.getMessage());
    UserError both =
        assertThrows(UserError.class, () -> new PatchChoice(PatchChoice.By.BUILDING, "use"));
    assertTrue(both.getMessage().contains("leave one out"), both.getMessage());
  }

  @Test
  void namesAreWordsAndNeverThoseOfOtherPatches() {
    Map<String, Integer> kinds = Map.of("top", 4, "side_1", 7);
    assertEquals(
        List.of("ground", "top", "side_1", "field_side_1", "field_side_a_b", "field_side_none"),
        Patches.byField(kinds, "side", List.of("1", "a/b", "none")).names());
    assertEquals(
        List.of("ground", "field_2019_none", "field_2019_none_2", "field_2019__"),
        Patches.byField(Map.of(), "2019", List.of("", "none", "\u00fc")).names());
    assertEquals(
        List.of("ground", "x_A", "x_a_2"),
        Patches.byField(Map.of(), "x", List.of("A", "a")).names());
    Patches buildings = Patches.byBuilding(kinds, 2);
    assertEquals(List.of("ground", "top", "side_1", "building_0", "building_1"), buildings.names());
    assertEquals(
        List.of(false, true, true, false, false),
        IntStream.range(0, 5).mapToObj(buildings::closes).toList());
    assertEquals(2, buildings.countOfBuildings());
  }
}
