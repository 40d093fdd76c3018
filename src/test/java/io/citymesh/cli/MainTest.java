package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ChildJvm;
import io.citymesh.option.OptionTable;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the user gets wrong costs one line, exit code 2, and no start of Spark. */
class MainTest {
  @TempDir Path dir;

  private record Outcome(int code, String out, String err) {}

  @Test
  void noCommand() {
    assertUserError(run(), "build, inspect, export, check, report, view, picture or demo");
  }

  @Test
  void unknownOption() throws Exception {
    assertUserError(build("--colour", "red"), "--colour");
  }

  @Test
  void unknownCommand() {
    assertUserError(run("biuld"), "biuld");
  }

  @Test
  void missingRequiredOptions() {
    assertUserError(run("build"), "--buildings");
  }

  @Test
  void notANumber() throws Exception {
    assertUserError(build("--max-size", "large"), "--max-size");
  }

  @Test
  void impossibleAngle() throws Exception {
    assertUserError(build("--min-angle", "40"), "0 to 33 degrees, not 40");
    assertUserError(build("--gradation", "0.9"), "--gradation must be more than 1");
  }

  @Test
  void impossibleFanIn() throws Exception {
    assertUserError(build("--fan-in", "1"), "--fan-in must be 2 or more regions, or auto, not 1");
    assertUserError(build("--fan-in", "many"), "must be 2 or more regions, or auto, not 'many'");
  }

  @Test
  void tooSmallATile() throws Exception {
    assertUserError(build("--tile-size", "30"), "at least 100");
  }

  @Test
  void badBounds() throws Exception {
    assertUserError(build("--bounds", "1,2,3"), "xmin,ymin,xmax,ymax");
    assertUserError(build("--bounds", "3,2,1,4"), "xmin < xmax");
  }

  @Test
  void missingBuildings() {
    assertUserError(
        run("build", "--buildings", dir + "/none.geojson", "--terrain", "flat:0"), "none.geojson");
    assertUserError(
        run("build", "--buildings", dir + "/*.geojson", "--terrain", "flat:0"), "*.geojson");
  }

  @Test
  void missingTerrain() throws Exception {
    assertUserError(
        run("build", "--buildings", buildings(), "--terrain", dir + "/none.tif"), "none.tif");
  }

  @Test
  void existingOutput() throws Exception {
    Path out = Files.createDirectory(dir.resolve("city"));
    assertUserError(build("--out", out.toString()), "--overwrite");
    Files.writeString(
        out.resolve("_citymesh.json"), "{\"citymesh\": \"1\", \"state\": \"failed\"}");
    assertUserError(build("--out", out.toString()), "--overwrite");
  }

  @Test
  void anOutputThatIsNotOurs() throws Exception {
    Files.createDirectories(dir.resolve("project/.git"));
    assertUserError(
        build("--out", dir.resolve("project").toString(), "--overwrite"), "no output of citymesh");
    assertUserError(build("--out", "http://example.org/city"), "not written to");
  }

  @Test
  void namesThatAreNone() throws Exception {
    String none = dir + "/a\0b";
    for (String option : List.of("--out", "--points", "--spill-dir")) {
      assertUserError(build(option, none), option + " " + dir + "/a?b: a name cannot hold");
    }
    assertUserError(run("build", "--buildings", none, "--terrain", "flat:0"), "--buildings");
    assertUserError(run("build", "--buildings", buildings(), "--terrain", none), "--terrain");
    assertUserError(run("inspect", "--buildings", none), "--buildings");
    assertUserError(run("check", none), "a name cannot hold");
    assertUserError(run("demo", "--out", none), "--out");
  }

  /** Java has no names beyond ASCII there. */
  @Test
  void namesThatTheLocaleDoesNotKnow() throws Exception {
    for (String option : List.of("--out", "--points")) {
      ChildJvm.Outcome outcome =
          ChildJvm.run(
              Map.of("LC_ALL", "C"),
              List.of("-Xmx256m"),
              Main.class,
              List.of("build", "--buildings", buildings(), "--terrain", "flat:0", option, "jörg"));
      assertEquals(2, outcome.code(), outcome.output());
      assertEquals(1, outcome.output().lines().count(), outcome.output());
      assertTrue(outcome.output().contains("LC_ALL=C.UTF-8"), outcome.output());
    }
  }

  @Test
  void nothingToCheck() {
    assertUserError(run("check", dir.toString()), "there is no mesh in " + dir);
  }

  @Test
  void nothingToExport() throws Exception {
    assertUserError(run("export", dir.toString(), "--format", "vtu"), "there is no mesh in " + dir);
    assertUserError(run("export", dir.toString()), "--format is missing: name one or more of vtu");
    assertUserError(run("export", dir.toString(), "--format", "vtu,dxf"), "must be one of vtu, ");
    assertUserError(build("--format", "vtu", "--format", "dxf"), "must be one of vtu, ");
    assertUserError(build("--patches", "street"), "must be surface or building, not 'street'");
  }

  @Test
  void impossibleDemo() {
    assertUserError(run("demo", "--blocks", "0x3", "--out", dir + "/demo"), "--blocks");
    assertUserError(run("demo", "--min-angle", "40", "--out", dir + "/demo"), "33");
    assertTrue(Files.notExists(dir.resolve("demo")), "nothing is written after a wrong option");
  }

  @Test
  void impossibleGeneratedCity() throws Exception {
    String out = dir + "/generated";
    String range = "--buildings must be 1 to 100000000, not ";
    assertUserError(run("demo", "--buildings", "0", "--out", out), range + "0");
    assertUserError(run("demo", "--buildings", "many", "--out", out), range + "'many'");
    assertUserError(run("demo", "--buildings", "9", "--max-size", "2", "--out", out), "--max-size");
    assertUserError(run("demo", "--buildings", "9", "--blocks", "2x2", "--out", out), "--blocks");
    assertUserError(run("demo", "--skewed", "--out", out), "--skewed needs --buildings");
    Path mine = Files.createDirectories(dir.resolve("my/buildings")).resolve("a.geojson");
    Files.writeString(mine, "mine");
    assertUserError(run("demo", "--buildings", "9", "--out", dir + "/my"), mine + " is none of");
    assertTrue(Files.notExists(dir.resolve("generated")), "nothing is written");
  }

  @Test
  void aGeneratedCityIsToldWithTheCommandThatBuildsIt() {
    Outcome outcome = run("demo", "--buildings", "50", "--out", dir + "/generated");
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().startsWith("50 footprints on "), outcome.out());
    String last = outcome.out().lines().reduce((a, b) -> b).orElseThrow();
    String[] words = last.replace("To build:  citymesh ", "").split(" ");
    assertEquals("build", Main.commandLine().parseArgs(words).subcommand().commandSpec().name());
  }

  @Test
  void aDemoReplacesNobodysFiles() throws Exception {
    for (String name : List.of(DemoCity.BUILDINGS, DemoCity.TERRAIN)) {
      Path mine = Files.createDirectories(dir.resolve("my" + name)).resolve(name);
      Files.writeString(mine, "mine");
      assertUserError(run("demo", "--out", mine.getParent().toString(), "--overwrite"), name);
      assertEquals("mine", Files.readString(mine));
    }
    DemoCity.write(dir.resolve("demo"), 1, 1, 1);
    DemoCity.requireOwn(dir.resolve("demo"));
  }

  @Test
  void mergingIsOnUnlessItIsSwitchedOff() {
    assertEquals(true, merge());
    assertEquals(true, merge("--merge"));
    assertEquals(false, merge("--no-merge"));
  }

  @Test
  void roofsOfMergedBuildings() throws Exception {
    assertUserError(build("--merge-roofs", "median"), "must be mean, max or keep, not 'median'");
    assertUserError(build("--merge-roofs", "max", "--no-merge"), "leave one of them out");
  }

  private static boolean merge(String... more) {
    List<String> args =
        new ArrayList<>(List.of("build", "--buildings", "b", "--terrain", "flat:0"));
    args.addAll(List.of(more));
    CommandLine.ParseResult parsed = Main.commandLine().parseArgs(args.toArray(String[]::new));
    return new BuildCommand().options().values(parsed.subcommand()).get(OptionTable.MERGE);
  }

  @Test
  void helpAndVersionAreResults() {
    Outcome version = run("--version");
    assertEquals(0, version.code());
    assertTrue(version.out().startsWith("citymesh "), version.out());
    Outcome help = run("build", "--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("--tile-size"), help.out());
  }

  private Outcome build(String... more) throws Exception {
    List<String> args =
        new ArrayList<>(List.of("build", "--buildings", buildings(), "--terrain", "flat:0"));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private String buildings() throws Exception {
    return Files.writeString(dir.resolve("buildings.json"), "{}").toString();
  }

  private static Outcome run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Outcome(code, out.toString(), err.toString());
  }

  private static void assertUserError(Outcome outcome, String fragment) {
    assertEquals(2, outcome.code(), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().startsWith("citymesh: "), outcome.err());
    assertTrue(outcome.err().contains(fragment), outcome.err());
    assertEquals("", outcome.out());
  }
}
