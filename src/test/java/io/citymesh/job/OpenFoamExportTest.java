package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.ForeignProgram;
import io.citymesh.SparkTest;
import io.citymesh.air.AirPart;
import io.citymesh.air.AirParts;
import io.citymesh.air.PolyMesh;
import io.citymesh.air.Surface;
import io.citymesh.air.Town;
import io.citymesh.cli.DemoCity;
import io.citymesh.format.FoamCells;
import io.citymesh.format.FormatOptions;
import io.citymesh.mesh.MeshInput;
import io.citymesh.output.AirCity;
import io.citymesh.output.OutputDir;
import io.citymesh.output.TinyCity;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The air of towns as cases of OpenFOAM, from parts. */
class OpenFoamExportTest extends SparkTest {
  @TempDir private Path dir;

  private static Manifest.Format into(Path folder, Manifest manifest) throws IOException {
    FormatOptions options = FormatOptions.of("openfoam");
    return MeshExport.intoOutput(
        spark(),
        folder.toString(),
        manifest,
        options.choices().patches(),
        options.formats().get(0));
  }

  private Path export(AirPart... parts) throws IOException {
    Path folder = Files.createTempDirectory(dir, "city");
    OutputDir out = OutputDir.of(folder.toString(), new Configuration());
    Manifest manifest = AirCity.publish(out, parts);
    Manifest.Format written = into(folder, manifest);
    assertEquals(
        written.bytes(),
        written.files().stream().mapToLong(f -> folder.resolve(f).toFile().length()).sum());
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(files.noneMatch(f -> f.getFileName().toString().startsWith(".format")));
    }
    return folder.resolve("openfoam");
  }

  /** The prism from the lowest ground to the top, less terrain and buildings. */
  private static double volume(Surface s, double top) {
    double volume = 0;
    for (int t = 0; t < s.triangleCount(); t++) {
      int a = s.triangles()[3 * t];
      int b = s.triangles()[3 * t + 1];
      int c = s.triangles()[3 * t + 2];
      double area =
          (s.xy()[2 * b] - s.xy()[2 * a]) * (s.xy()[2 * c + 1] - s.xy()[2 * a + 1])
              - (s.xy()[2 * b + 1] - s.xy()[2 * a + 1]) * (s.xy()[2 * c] - s.xy()[2 * a]);
      int label = s.triangleLabels()[t];
      double z =
          label == MeshInput.GROUND
              ? (s.terrain()[a] + s.terrain()[b] + s.terrain()[c]) / 3
              : s.roofs()[label];
      volume += area / 2 * (top - z);
    }
    return volume;
  }

  @Test
  void townsInPartsAreMeshes() throws IOException {
    for (long seed : new long[] {2, 5, 8, 11}) {
      Surface surface = Town.random(seed).surface(8);
      check(surface, AirParts.above(surface, 3, 20), 7, 2, 9);
    }
    Surface surface = Town.casbah(3).surface(5);
    check(surface, AirParts.above(surface, 3, 30), 5);
    check(surface, AirParts.above(surface, 3, 30), 4, 12, 3, 8);
  }

  private void check(Surface surface, AirPart whole, long... ids) throws IOException {
    FoamCells cells = FoamCells.read(export(AirCity.bands(whole, ids)));
    cells.check(volume(surface, whole.levels().z()[whole.levels().start()[1] - 1]));
    assertEquals(
        List.of("ground", "walls", "roofs", "top", "inlet", "outlet", "side"),
        List.copyOf(cells.patches.keySet()));
    assertEquals(surface.triangleCount(), cells.patches.get("top")[1]);
    long ground =
        Arrays.stream(surface.triangleLabels()).filter(l -> l == MeshInput.GROUND).count();
    assertEquals(ground, cells.patches.get("ground")[1]);
    assertEquals(surface.triangleCount() - ground, cells.patches.get("roofs")[1]);
  }

  @Test
  void airThatEndsBetweenPartsIsRefused() throws IOException {
    AirPart whole = AirParts.above(Town.random(2).surface(8), 3, 20);
    AirPart[] parts = AirCity.bands(whole, 7, 2, 9);
    UserError refused = assertThrows(UserError.class, () -> export(parts[0], parts[1]));
    assertTrue(
        refused
            .getMessage()
            .matches("(?s)openfoam cannot be written: parts/core_\\d.h5: the air ends at edge.*"),
        refused::getMessage);
  }

  @Test
  void aMeshWithoutAirIsRefused() throws IOException {
    Path folder = dir.resolve("plain");
    Manifest manifest =
        new TinyCity().publish(OutputDir.of(folder.toString(), new Configuration()));
    UserError refused = assertThrows(UserError.class, () -> into(folder, manifest));
    assertTrue(
        refused.getMessage().contains("holds no cells: build it with --volume"),
        refused::getMessage);
  }

  @Test
  void theFormatIsForMeshesOfCells() {
    FormatOptions openFoam = FormatOptions.of("openfoam");
    openFoam.requireFor(true, true, List.of());
    assertEquals(
        "--format openfoam is for a mesh that is filled with cells: give --volume too",
        assertThrows(UserError.class, () -> openFoam.requireFor(true, false, List.of()))
            .getMessage());
  }

  /** Of tiles and seams, with the wind's inlets. */
  @Tag("slow")
  @Test
  void aBuiltCityIsAMesh() throws Exception {
    DemoCity.Written city = DemoCity.write(dir.resolve("input"), 2, 2, 3);
    Path out = dir.resolve("built");
    Manifest manifest =
        CityMesh.builder(spark())
            .buildings(city.buildings().toString())
            .terrain(city.terrain().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .tileSize(100)
            .volume(true)
            .flowDirection(240)
            .formats("openfoam")
            .out(out.toString())
            .build()
            .manifest();
    FoamCells cells = FoamCells.read(out.resolve("openfoam"));
    cells.check(manifest.volumes().get("enclosed"));
    assertEquals(
        List.of("ground", "walls", "roofs", "top", "inlet", "outlet"),
        List.copyOf(cells.patches.keySet()));
    PolyMesh.Verdict verdict = PolyMesh.check(out.resolve("openfoam"));
    assertTrue(verdict.isOk(), verdict::text);
  }

  @Tag("slow")
  @Test
  void openFoamFindsTheMeshesSound() throws Exception {
    AirPart whole = AirParts.above(Town.casbah(6).surface(5), 3, 60);
    for (long[] ids : new long[][] {{1}, {4, 12, 3, 8, 7}}) {
      PolyMesh.Verdict verdict = PolyMesh.check(export(AirCity.bands(whole, ids)));
      assertTrue(verdict.isOk(), verdict::text);
    }
  }

  /** By the commands that the case's README gives. */
  @Tag("slow")
  @Test
  void simpleFoamConverges() throws Exception {
    ForeignProgram.named("simpleFoam").orSkip("OpenFOAM is not installed");
    AirPart whole = AirParts.above(Town.blocks(1, 1).surface(5), 3, 60);
    Path folder = export(AirCity.bands(whole, 4, 12, 3));
    Path control = folder.resolve("system/controlDict");
    String text = Files.readString(control);
    Files.writeString(control, text.replaceAll("endTime +2000;", "endTime 50;"));
    String words = "";
    for (String command : Files.readAllLines(folder.resolve("README")).subList(1, 4)) {
      words = ForeignProgram.ofOpenFoam(command).run("-case", folder.toString());
      assertTrue(words.contains("End"), words);
    }
    Matcher residual =
        Pattern.compile("Solving for p, Initial residual = ([\\d.e+-]+)").matcher(words);
    double last = Double.NaN;
    while (residual.find()) {
      last = Double.parseDouble(residual.group(1));
    }
    assertTrue(last < 0.1, words);
  }
}
