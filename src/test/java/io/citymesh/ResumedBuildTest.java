package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.cli.Main;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --resume} from the outside: 25 tiles of a made-up city. */
class ResumedBuildTest extends SparkTest {
  @TempDir static Path dir;

  private static DemoCity.Written city;

  /** Without {@code --resume}. */
  private static Manifest fresh;

  @BeforeAll
  static void meshOnce() throws Exception {
    city = DemoCity.write(dir, 3, 3, 5);
    fresh = builder("fresh").build().manifest();
  }

  @Test
  void offByDefault() {
    assertFalse(Files.exists(dir.resolve("fresh").resolve(OutputOptions.WORK)));
    assertFalse(fresh.counters().containsKey("reused_parts"));
  }

  @Test
  void aKilledProcessIsContinued() throws Exception {
    int enough = 4;
    Path out = dir.resolve("killed");
    Process process =
        ChildJvm.start(
            List.of("-Xmx1g"),
            Main.class,
            Stream.of(
                    "build --master local[1] --no-merge --resume --tile-size 100 --max-size 4"
                        + " --building-size 4 --partitions 3 --height-field "
                        + DemoCity.HEIGHT_FIELD,
                    "--buildings " + city.buildings(),
                    "--terrain " + city.terrain(),
                    "--out " + out)
                .flatMap(words -> Arrays.stream(words.split(" ")))
                .toList());
    Thread reader = new Thread(() -> drain(process));
    reader.start();
    try {
      while (process.isAlive() && regions(out) < enough) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } finally {
      process.destroyForcibly().waitFor();
      reader.join();
    }
    assertFalse(Files.exists(out.resolve("_SUCCESS")));
    long kept = regions(out);
    assertTrue(kept >= enough, kept + " regions");
    Manifest manifest = finer("killed").resume(true).build().manifest();
    assertEquals(kept, manifest.counters().get("reused_parts"));
    assertEquals(
        manifest.totals().parts() - kept,
        manifest.counters().get("made_cores") + manifest.counters().get("made_seams"));
    assertEquals(finer("not-killed").build().manifest().digest(), manifest.digest());
    assertTrue(Files.exists(out.resolve("_SUCCESS")));
  }

  @Test
  void aFinishedOutputIsReplacedByWhatChanges() throws Exception {
    Manifest first = builder("twice").resume(true).formats("vtu").build().manifest();
    assertEquals(fresh.digest(), first.digest());
    assertEquals(0, first.counters().get("reused_parts"));
    Path pieces = Files.createDirectory(dir.resolve("twice/rejected.pieces"));
    List<Path> theirs =
        List.of(
            dir.resolve("twice/note.txt"),
            dir.resolve("twice/buildings.parquet/_note.txt"),
            pieces.resolve("note.txt"),
            dir.resolve("twice/parts/core_9_9.h5"));
    for (Path note : theirs) {
      Files.writeString(note, "not ours");
    }
    Path stale =
        Files.writeString(
            dir.resolve("twice/parts/core_9_9-" + "a".repeat(32) + ".h5"), "an earlier run's");

    CityMesh.Result second = builder("twice").resume(true).store("memory").partitions(5).build();
    assertEquals(fresh.digest(), second.manifest().digest());
    assertEquals((long) first.totals().parts(), second.manifest().counters().get("reused_parts"));
    assertEquals(0, second.manifest().counters().get("made_cores"));
    assertEquals(0, second.manifest().counters().get("written_bytes"));
    assertTrue(second.summary().contains("reused parts 49"), second.summary());
    assertTrue(theirs.stream().allMatch(Files::exists));
    assertEquals(first.totals().buildings(), second.buildings(spark()).count());
    assertFalse(Files.exists(stale));
    assertFalse(Files.exists(dir.resolve("twice/mesh.vtu")), "it was not asked for again");
    assertEquals(first.totals().parts() + 1L, files(dir.resolve("twice/_work")).size());

    Manifest finer = finer("twice").resume(true).build().manifest();
    assertEquals(0, finer.counters().get("reused_parts"));
    assertEquals(finer.totals().parts() + 1L, files(dir.resolve("twice/_work")).size());
  }

  @Test
  void whatIsNotOursIsNotTouched() throws Exception {
    Path out = Files.createDirectories(dir.resolve("foreign"));
    Files.writeString(out.resolve("note.txt"), "not ours");
    UserError error = assertThrows(UserError.class, () -> builder("foreign").resume(true).build());
    assertTrue(error.getMessage().contains("no output of citymesh"), error.getMessage());
    Files.createDirectory(out.resolve(OutputOptions.WORK));
    assertThrows(UserError.class, () -> builder("foreign").resume(true).build());
    assertThrows(UserError.class, () -> builder("foreign").overwrite(true).build());
    assertEquals(2, files(out).size());
    error = assertThrows(UserError.class, () -> builder("fresh").resume(true).build());
    assertTrue(error.getMessage().contains("no _work to resume from"), error.getMessage());
  }

  @Test
  void inputsAreNotReplaced() {
    for (CityMesh.Builder holdsInputs :
        List.of(
            builder(""), builder("fresh").buildings(spark().read().parquet(parquet()).limit(9)))) {
      UserError error = assertThrows(UserError.class, holdsInputs.overwrite(true)::build);
      assertTrue(error.getMessage().contains("holds the input --buildings"), error.getMessage());
    }
    assertTrue(Files.exists(city.buildings()));
    assertTrue(Files.exists(Path.of(parquet(), "part-00000.parquet")));
  }

  private static String parquet() {
    return dir.resolve("fresh/buildings.parquet").toString();
  }

  private static CityMesh.Builder builder(String name) {
    return CityMesh.builder(spark())
        .buildings(city.buildings().toString())
        .terrain(city.terrain().toString())
        .heightField(DemoCity.HEIGHT_FIELD)
        .merge(false)
        .tileSize(100)
        .out(dir.resolve(name).toString());
  }

  private static CityMesh.Builder finer(String name) {
    return builder(name).maxSize(4).buildingSize(4);
  }

  private static long regions(Path out) throws Exception {
    return files(out.resolve(OutputOptions.WORK)).stream()
        .filter(file -> !file.startsWith(".") && file.endsWith(".region"))
        .count();
  }

  private static List<String> files(Path folder) throws Exception {
    if (!Files.exists(folder)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  private static void drain(Process process) {
    try {
      process.getInputStream().readAllBytes();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
