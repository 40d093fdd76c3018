package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.air.AirPart;
import io.citymesh.air.AirQuality;
import io.citymesh.air.CellKind;
import io.citymesh.air.Histogram;
import io.citymesh.cli.DemoCity;
import io.citymesh.job.MeshVerdict;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.Summary;
import io.citymesh.report.UserError;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up city whose air is filled with cells. */
class VolumeTest extends SparkTest {
  @TempDir static Path dir;

  private static DemoCity.Written city;
  private static Manifest manifest;

  @BeforeAll
  static void build() throws Exception {
    city = DemoCity.write(dir, 2, 2, 3);
    manifest = builder("mesh").build().manifest();
  }

  private static CityMesh.Builder builder(String out) {
    return surface(out).volume(true).layerMax(12);
  }

  private static CityMesh.Builder surface(String out) {
    return CityMesh.builder(spark())
        .buildings(city.buildings().toString())
        .terrain(city.terrain().toString())
        .heightField(DemoCity.HEIGHT_FIELD)
        .tileSize(100)
        .report(false)
        .out(dir.resolve(out).toString());
  }

  /** The air of all parts of a published mesh. */
  private static List<AirPart> air(String out, Manifest of) throws IOException {
    List<AirPart> parts = new ArrayList<>();
    for (Manifest.Part part : of.parts()) {
      try (Hdf5File file = Hdf5File.open(dir.resolve(out).resolve(part.file()))) {
        parts.add(PartFile.air(file).orElseThrow());
      }
    }
    return parts;
  }

  private static AirQuality quality(List<AirPart> parts) {
    AirQuality quality = new AirQuality();
    parts.forEach(part -> quality.add(AirQuality.of(part)));
    return quality;
  }

  private static long cells(AirQuality quality) {
    long cells = 0;
    for (CellKind kind : CellKind.values()) {
      cells += quality.cells(kind);
    }
    return cells;
  }

  @Test
  void theVolumeImpliesAClosedMeshAndALargerRoofStep() {
    assertEquals(true, manifest.options().get("close"));
    assertEquals(0.5, manifest.options().get("roof-step"));
    assertEquals(0.25, builder("x").roofStep(0.25).options().cleaning().roofStep());
    assertTrue(manifest.notes().stream().anyMatch(note -> note.startsWith("The air is filled in")));
  }

  @Test
  void cellsFillTheClosedSurface() throws Exception {
    List<AirPart> parts = air("mesh", manifest);
    AirQuality quality = quality(parts);
    double volume = manifest.volumes().get("enclosed");
    assertEquals(volume, quality.volume(), 1e-9 * volume);
    assertTrue(quality.smallestVolume() > 0);
    long layers = Math.round(manifest.closing().get("layers"));
    assertTrue(parts.stream().allMatch(part -> part.top() == layers));
    assertTrue(quality.cells(CellKind.WEDGE) > 0.98 * cells(quality), "most cells are wedges");
  }

  @Test
  void theManifestTellsTheCells() throws Exception {
    AirQuality quality = quality(air("mesh", manifest));
    for (CellKind kind : CellKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      assertEquals(quality.cells(kind), manifest.cells().get(name), name);
    }
    Manifest.Spread angles = manifest.cellQuality().get("non_orthogonality");
    assertEquals(quality.nonOrthogonality().greatest(), angles.greatest());
    assertEquals(quality.nonOrthogonality().from(70), angles.from(70));
    assertEquals(quality.nonOrthogonality().total(), angles.total());
    Manifest.Spread skewness = manifest.cellQuality().get("skewness");
    assertEquals(Arrays.stream(quality.skewness().counts()).boxed().toList(), skewness.counts());
    String summary = Summary.of("out", manifest);
    assertTrue(summary.contains("cells: wedge "), summary);
    assertTrue(summary.contains(angles.from(70) + " above 70; skewness at most"), summary);
  }

  @Test
  void theCheckFindsTheSurfaceSound() throws Exception {
    CheckReport report = MeshCheck.run(dir.resolve("mesh").toString());
    assertTrue(!report.broken(), report.table());
    assertEquals(manifest.volumes().get("enclosed"), report.volume(), 1e-9 * report.volume());
    CheckReport ofExecutors =
        MeshVerdict.of(spark(), dir.resolve("mesh").toString(), manifest, Progress.silent());
    assertEquals(withoutTime(report), withoutTime(ofExecutors));
  }

  /** The table but for its last number, the seconds. */
  private static String withoutTime(CheckReport report) {
    return report.table().replaceFirst("\\([0-9.]+ s\\)\n$", "") + report.examples();
  }

  @Test
  void partitionsAndStoresChangeNothing() {
    Manifest other =
        builder("other")
            .partitions(3)
            .option("store", "memory")
            .option("fan-in", "4")
            .build()
            .manifest();
    assertEquals(manifest.digest(), other.digest());
    for (int i = 0; i < manifest.parts().size(); i++) {
      assertEquals(manifest.parts().get(i).digest(), other.parts().get(i).digest());
    }
  }

  @Test
  void anUntiledVolumeIsAsGood() throws Exception {
    Manifest whole = builder("whole").tileSize(0).build().manifest();
    AirQuality tiled = quality(air("mesh", manifest));
    AirQuality untiled = quality(air("whole", whole));
    assertEquals(untiled.volume(), tiled.volume(), 1e-4 * untiled.volume());
    assertEquals(cells(untiled), cells(tiled), 0.05 * cells(untiled));
    assertAlike(untiled.nonOrthogonality(), tiled.nonOrthogonality());
    assertAlike(untiled.skewness(), tiled.skewness());
  }

  /** Each class has the same share within a percentage point. */
  private static void assertAlike(Histogram expected, Histogram found) {
    for (int i = 0; i < expected.counts().length; i++) {
      assertEquals(
          (double) expected.counts()[i] / expected.total(),
          (double) found.counts()[i] / found.total(),
          0.01,
          "class " + i);
    }
  }

  @Test
  void groundAndRoofsDoNotDependOnTheLayersAbove() {
    Manifest other = builder("layers").firstLayer(12).layerMax(12).build().manifest();
    assertTrue(cells(other) < cells(manifest), cells(other) + ", " + cells(manifest));
    assertEquals(other.volumes(), manifest.volumes());
    assertEquals(other.quality().histogram(), manifest.quality().histogram());
  }

  private static long cells(Manifest of) {
    return of.cells().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Alone, the surface has a lattice: other triangles of the same walls, roofs and ground. */
  @Test
  void theSurfaceAloneEnclosesAsMuch() {
    Manifest surface = surface("plain").close(true).roofStep(0.5).build().manifest();
    assertNotEquals(surface.quality().histogram(), manifest.quality().histogram());
    surface
        .volumes()
        .forEach(
            (name, volume) ->
                assertEquals(volume, manifest.volumes().get(name), 1e-3 * volume, name));
  }

  @Test
  void whatCannotBeFilledIsOneLine() {
    assertMessage(
        "the top at .* m is less than a layer of 30.000 m above what is highest, .* m; raise --top",
        builder("low").firstLayer(30).layerMax(30).top(80));
    assertMessage(
        "10000 layers do not reach the top at 5000.00 m: let the first be higher, .*",
        builder("low").firstLayer(0.01).layerMax(0.01).top(5000));
    assertMessage("--top 10 is not above the highest roof, at .*", builder("low").top(10));
    assertMessage("--first-layer is for a volume: give --volume too", surface("low").firstLayer(2));
    assertMessage(
        "--wall-size is for a surface alone: .*", builder("low").option("wall-size", "2"));
    assertMessage(
        "--patches building divides walls and roofs of surfaces, and msh holds cells: .*",
        builder("low").formats("msh").option("patches", "building"));
    builder("low").formats("msh", "obj").option("patches", "building").options();
    assertMessage("--layer-max 2 is below the first layer of 3 m: .*", builder("low").layerMax(2));
  }

  private static void assertMessage(String pattern, CityMesh.Builder builder) {
    String message = assertThrows(UserError.class, builder::plan).getMessage();
    assertTrue(message.matches(pattern), message);
  }

  /** Also: what an earlier run has made is found again. */
  @Test
  void lowBuildingsAreCountedAndPartsAreKept() {
    Supplier<Manifest> run =
        () -> builder("kept").firstLayer(30).layerMax(30).resume(true).build().manifest();
    Manifest first = run.get();
    assertTrue(
        first.notes().stream().anyMatch(note -> note.contains("lower than a layer of 30 m")),
        first.notes().toString());
    Manifest again = run.get();
    assertEquals(first.digest(), again.digest());
    assertEquals((long) first.totals().parts(), again.counters().get("reused_parts"));
  }
}
