package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.air.CellKind;
import io.citymesh.job.MeshVerdict;
import io.citymesh.output.CheckReport;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.terrain.TestRaster;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A terrain of which some blocks are damaged: the tiles that need them fail, and no other. The city
 * has 4 x 3 tiles of 200 m, and buildings everywhere but on the damaged blocks.
 */
class FailedTileTest extends SparkTest {
  private static final int TILE = 200;
  private static final int COLUMNS = 4;
  private static final int ROWS = 3;

  /**
   * Cells along the side of what is read of a terrain at once: half a tile. The raster begins a
   * quarter of a tile outside of the domain, so that one such square is the middle of each tile.
   */
  private static final int READ = 256;

  private static final double CELL = 0.5 * TILE / READ;

  @TempDir static Path dir;

  private record Outcome(int code, String out, List<String> err) {}

  @BeforeAll
  static void open() {
    spark();
  }

  @Test
  void oneInTheMiddle() throws Exception {
    Path out = skipped("middle", "1_1");
    assertTrue(Files.exists(out.resolve("_SUCCESS")));
    Shown shown = Shown.of(out);
    assertTrue(shown.page().contains("<th scope=\"row\">1_1</th><td>"), "in a table");
    assertTrue(shown.page().contains("of 12 tiles are missing"));
    assertEquals(0xFFFFFFFF, shown.picture().getRGB(77, 100), "a hole");
    assertEquals(0.96 * 0.96 * ROWS / COLUMNS * 11 / 12, shown.drawn(), 0.02);
  }

  @Test
  void neighboursInARow() throws IOException {
    skipped("row", "1_1", "2_1");
  }

  @Test
  void aCornerOfTheDomainAndASide() throws IOException {
    skipped("corner", "3_0", "0_1");
  }

  /** Blocks of the terrain that are read beside a tile's side reach into what is damaged. */
  @Test
  void whereTrianglesKeepToTheTerrain() throws IOException {
    skipped("close", List.of("--terrain-error", "0.3"), "1_1", "3_2");
  }

  /** The air ends at the hole, and is sound everywhere else, whoever checks it. */
  @Test
  void filledWithCells() throws IOException {
    Path out =
        skipped("volume", List.of("--volume", "--first-layer", "20", "--layer-max", "60"), "1_1");
    Manifest manifest = ManifestFile.read(OutputDir.of(out.toString(), new Configuration()));
    CheckReport report = MeshVerdict.of(spark(), out.toString(), manifest, Progress.silent());
    assertFalse(report.broken(), report::table);
    assertTrue(report.cells().orElseThrow().cells(CellKind.WEDGE) > 0);
    assertTrue(report.holes() > 0);
  }

  @Test
  void allButOne() throws IOException {
    List<String> all = new ArrayList<>();
    for (int j = 0; j < ROWS; j++) {
      for (int i = 0; i < COLUMNS; i++) {
        all.add(i + "_" + j);
      }
    }
    all.remove("2_1");
    skipped("most", all.toArray(String[]::new));
  }

  /** Nothing was meshed: there is no output, and what shows one says so. */
  @Test
  void allOfThem() throws IOException {
    List<String> all = new ArrayList<>();
    for (int j = 0; j < ROWS; j++) {
      for (int i = 0; i < COLUMNS; i++) {
        all.add(i + "_" + j);
      }
    }
    Path out = dir.resolve("all");
    Outcome built = run(build(terrain("all.tif", all.toArray(String[]::new)), out));
    assertEquals(2, built.code, "the terrain is an input: " + built.err);
    String last = built.err.get(built.err.size() - 1);
    assertTrue(
        last.matches(
            "citymesh: none of the tiles could be meshed; the first failed with"
                + " The terrain .*all.tif is damaged: block .*; copy or download it again\\."),
        last);
    assertFalse(Files.exists(out.resolve("_SUCCESS")));
    assertFalse(Files.exists(out.resolve("report.html")));
    for (List<String> shows :
        List.of(
            List.of("report", out.toString()),
            List.of("export", out.toString(), "--format", "3dtiles"),
            List.of("picture", out.toString(), "--out", dir.resolve("all.png").toString()),
            List.of("view", out.toString(), "--no-browser"))) {
      Outcome shown = run(shows);
      assertEquals(2, shown.code, shows + ": " + shown.err);
      assertEquals(1, shown.err.size(), shown.err.toString());
      assertTrue(shown.err.get(0).startsWith("citymesh: "), shown.err.toString());
    }
  }

  /** The mesh is written, and what needs all of it is not, with a word on it. */
  @Test
  void aCaseForASolverIsNotWritten() throws IOException {
    Path out = dir.resolve("case");
    Outcome built =
        run(build(terrain("case.tif", "2_1"), out, "--close", "--format", "snappy,vtu"));
    assertEquals(3, built.code, built.err.toString());
    String words =
        "snappy: a tile failed, and a surface with holes encloses no air: build the city";
    Manifest manifest = ManifestFile.read(OutputDir.of(out.toString(), new Configuration()));
    assertEquals(List.of("vtu"), manifest.formats().stream().map(Manifest.Format::name).toList());
    assertFalse(Files.exists(out.resolve("snappy")));
    assertTrue(
        manifest.notes().stream().anyMatch(note -> note.startsWith("not written: " + words)),
        manifest.notes().toString());
    Outcome exported = run(List.of("export", out.toString(), "--format", "snappy"));
    assertEquals(2, exported.code, exported.out);
    assertTrue(exported.err.get(0).startsWith("citymesh: " + words), exported.err.toString());
  }

  @Test
  void endsTheRunIfThatIsAskedFor() throws IOException {
    Path out = dir.resolve("fail");
    Outcome outcome = run(build(terrain("fail.tif", "2_1"), out, "--on-tile-failure", "fail"));
    assertEquals(2, outcome.code, "the terrain is an input: " + outcome.err);
    assertEquals(1, outcome.err.size(), outcome.err.toString());
    assertTrue(
        outcome.err.get(0).matches("citymesh: The terrain .*fail.tif is damaged: block .*"),
        outcome.err.toString());
    assertFalse(Files.exists(out.resolve("_SUCCESS")));
  }

  /** Builds with damage in these tiles and checks what comes of it. */
  private static Path skipped(String name, String... damaged) throws IOException {
    return skipped(name, List.of(), damaged);
  }

  private static Path skipped(String name, List<String> options, String... damaged)
      throws IOException {
    Path out = dir.resolve(name);
    Path terrain = terrain(name + ".tif", damaged);
    List<String> args = build(terrain, out, "--on-tile-failure", "skip");
    args.addAll(options);
    Outcome built = run(args);
    assertEquals(3, built.code, built.err.toString());
    Manifest manifest = ManifestFile.read(OutputDir.of(out.toString(), new Configuration()));
    assertEquals(damaged.length, manifest.totals().failedTiles());
    assertEquals(COLUMNS * ROWS, manifest.tiles().size());
    for (Manifest.Tile tile : manifest.tiles()) {
      boolean failed = List.of(damaged).contains(tile.key());
      assertEquals(
          failed ? Manifest.Status.FAILED : Manifest.Status.MESHED, tile.status(), tile.key());
      assertEquals(failed, tile.error().contains(terrain + " is damaged: block "), tile.error());
      assertEquals(failed, tile.faces() == 0, tile.key());
    }
    assertEquals(
        Set.of("hole_edges"), manifest.topology().keySet(), "what was not checked is not 0");
    assertTrue(manifest.topology().get("hole_edges") > 0, manifest.topology().toString());
    assertTrue(built.out.contains("gaps were not counted: citymesh check does"), built.out);
    Outcome checked = run(List.of("check", out.toString()));
    assertEquals(0, checked.code, checked.out);
    assertTrue(checked.out.contains("\nsound ("), checked.out);
    assertFalse(checked.out.matches("(?s).*\nholes +0 .*"), checked.out);
    return out;
  }

  private static List<String> build(Path terrain, Path out, String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "build",
                "--buildings",
                buildings().toString(),
                "--building-height",
                "9",
                "--terrain",
                terrain.toString(),
                "--bounds",
                "0,0," + COLUMNS * TILE + "," + ROWS * TILE,
                "--tile-size",
                "" + TILE,
                "--max-size",
                "12",
                "--out",
                out.toString()));
    args.addAll(List.of(more));
    return args;
  }

  private static Outcome run(List<String> args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.execute(
            new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
    return new Outcome(code, out.toString(), err.toString().lines().toList());
  }

  /** A slope that cannot be read in the middle of these tiles. */
  private static Path terrain(String name, String... tiles) {
    TestRaster raster =
        new TestRaster(
                (2 * COLUMNS + 1) * READ, (2 * ROWS + 1) * READ, (c, r) -> 0.25 * (c / 16 + r / 16))
            .origin(-0.25 * TILE, (ROWS + 0.25) * TILE)
            .steps(CELL, CELL)
            .blocks(64);
    for (String tile : tiles) {
      int column = tile.charAt(0) - '0';
      int row = tile.charAt(2) - '0';
      raster.damagedAt((2 * column + 1) * READ + 100, (2 * (ROWS - row) - 1) * READ + 100);
    }
    return raster.write(dir.resolve(name));
  }

  /** Houses on the tile lines. */
  private static Path buildings() throws IOException {
    List<String> features = new ArrayList<>();
    for (int y = 0; y <= ROWS * TILE; y += TILE / 2) {
      for (int x = 0; x <= COLUMNS * TILE; x += TILE / 2) {
        if (x % TILE == 0 || y % TILE == 0) {
          features.add(house(features.size(), x - 11 + x % 7, y - 8 + y % 11));
        }
      }
    }
    return Files.writeString(
        dir.resolve("buildings.geojson"),
        "{\"type\": \"FeatureCollection\", \"crs\": {\"type\": \"name\", \"properties\":"
            + " {\"name\": \"urn:ogc:def:crs:EPSG::28992\"}}, \"features\": ["
            + String.join(",", features)
            + "]}");
  }

  private static String house(int id, int x, int y) {
    return String.format(
        Locale.ROOT,
        "{\"type\": \"Feature\", \"id\": %1$d, \"properties\": {}, \"geometry\": {\"type\":"
            + " \"Polygon\", \"coordinates\": [[[%2$d, %3$d], [%4$d, %3$d], [%4$d, %5$d],"
            + " [%2$d, %5$d], [%2$d, %3$d]]]}}",
        id,
        x,
        y,
        x + 20,
        y + 15);
  }
}
