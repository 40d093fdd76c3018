package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, or that fill up while a city is built on them: 25 tiles, 1.4 MB. */
class FullDiskTest extends SparkTest {
  private static final int ROOM_KB = 16 * 1024;

  @TempDir static Path dir;

  private static DemoCity.Written city;
  private static String digest;

  @BeforeAll
  static void meshOnce() throws IOException {
    city = DemoCity.write(dir, 3, 3, 5);
    digest = build("reference", b -> b).digest();
  }

  @Test
  void oneOfTwoSpillDirectoriesIsFull() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("one-full"), 600)) {
      disk.fill(100);
      Manifest manifest = build("one", b -> b.spillDirs(disk.root() + "/spill", dir + "/other"));
      assertEquals(digest, manifest.digest());
    }
  }

  @Test
  void theOnlySpillDirectoryFillsUp() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("full"), ROOM_KB)) {
      Manifest manifest =
          build(
              "none",
              b ->
                  b.spillDirs(disk.root() + "/spill")
                      .progress(fills(disk, 300, "writing the buildings")));
      assertEquals(digest, manifest.digest(), "files go through memory");
    }
  }

  @Test
  void theOnlySpillDirectoryIsTooSmall() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small"), 1000)) {
      Path spill = disk.root().resolve("spill");
      UserError error =
          assertThrows(
              UserError.class,
              () -> build("refused", b -> b.spillDirs(spill.toString()).keepIntermediate(true)));
      assertTrue(
          error
              .getMessage()
              .matches(
                  "the spilled parts need about \\d+ MB, .* but 1 MB in "
                      + spill
                      + " are free: make room, name directories on other disks with --spill-dir, .*"),
          error.getMessage());
      assertTrue(Files.notExists(dir.resolve("refused")), "nothing is written");
    }
  }

  @Test
  void theOutputsDiskIsTooSmall() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small-out"), 1000)) {
      Path out = disk.root().resolve("city");
      UserError error = assertThrows(UserError.class, () -> build("x", b -> b.out(out.toString())));
      assertTrue(
          error.getMessage().startsWith("the output " + out + " needs about "), error.getMessage());
      assertTrue(Files.notExists(out), "nothing is written");
    }
  }

  @Test
  void aFormatThatDoesNotFitIsRefused() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("small-format"), 300)) {
      CityMesh.Result mesh = CityMesh.open(spark(), dir.resolve("reference").toString());
      Path file = disk.root().resolve("city.vtu");
      UserError error =
          assertThrows(UserError.class, () -> mesh.export(spark(), "vtu", file.toString()));
      assertTrue(
          error.getMessage().matches(".*: vtu takes \\d+ MB, and 0 MB are free: make room or .*"),
          error.getMessage());
      try (Stream<Path> left = Files.list(disk.root())) {
        assertEquals(0, left.count(), "nothing is written");
      }
    }
  }

  @Test
  void theOutputsDiskFillsUp() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("full-out"), ROOM_KB)) {
      Path out = disk.root().resolve("city");
      UnaryOperator<CityMesh.Builder> there = b -> b.out(out.toString()).overwrite(true);
      Exception error =
          assertThrows(
              Exception.class,
              () -> build("x", b -> there.apply(b).progress(fills(disk, 700, "meshing"))));
      UserError own = own(error);
      // What comes first: a file that does not fit, or the first batch, which says what the rest
      // will take.
      String words = own.getMessage();
      assertTrue(
          words.startsWith(out + " cannot be written: ")
              || words.startsWith("the output " + out + " needs about"),
          words);
      assertTrue(words.contains("choose another --out"), words);
      assertFalse(Files.exists(out.resolve("_SUCCESS")));
      assertFalse(Files.exists(out.resolve("manifest.json")));
      assertTrue(whole(out.resolve("parts")) < 49, "not all parts are there");
      disk.clear();
      assertEquals(digest, build("x", there).digest());
    }
  }

  /** The work of a run that is to be resumed is no more than a cache, too. */
  @Test
  void theOutputsDiskFillsUpAndTheRunIsResumed() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("full-work"), ROOM_KB)) {
      Path out = disk.root().resolve("city");
      UnaryOperator<CityMesh.Builder> there = b -> b.out(out.toString()).resume(true);
      assertThrows(
          Exception.class,
          () -> build("x", b -> there.apply(b).progress(fills(disk, 700, "meshing"))));
      assertFalse(Files.exists(out.resolve("_SUCCESS")));
      disk.clear();
      Manifest manifest = build("x", there);
      assertEquals(digest, manifest.digest());
      assertTrue(manifest.counters().get("reused_parts") > 0, manifest.counters().toString());
      CheckReport report = MeshCheck.run(out.toString());
      assertFalse(report.broken(), report::table);
    }
  }

  /** An empty lock would keep all others out. */
  @Test
  void aFileThatCannotBeMadeWholeIsNotMade() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("full-lock"), ROOM_KB)) {
      OutputDir out = OutputDir.of(disk.root().toString(), new Configuration());
      disk.fill(0);
      assertThrows(IOException.class, () -> out.create("lock", new byte[100_000]));
      assertFalse(out.exists("lock"));
    }
  }

  @Test
  void nothingCanBeWritten() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir.resolve("read-only"), ROOM_KB)) {
      disk.makeReadOnly();
      String out = disk.root().resolve("city").toString();
      String error =
          own(assertThrows(Exception.class, () -> build("x", b -> b.out(out)))).getMessage();
      assertTrue(error.contains(disk.root() + " is not writable"), error);
      error =
          own(assertThrows(Exception.class, () -> build("no-spill", b -> b.spillDirs(out))))
              .getMessage();
      assertTrue(error.contains("another directory with --spill-dir"), error);
      assertTrue(Files.notExists(dir.resolve("no-spill")), "nothing is written");
    }
  }

  /** What the user is told: a task's error comes wrapped. */
  private static UserError own(Exception error) {
    return (UserError) (error instanceof SparkException ? error.getCause() : error);
  }

  /** Fills a disk at the beginning of a step. */
  private static Progress fills(SmallDisk disk, int restKilobytes, String step) {
    return new Progress() {
      @Override
      public void step(String words) {
        if (words.startsWith(step)) {
          try {
            disk.fill(restKilobytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }

      @Override
      public void done(long done, long total, String unit) {}

      @Override
      public void finish() {}
    };
  }

  /** Reads every file of a folder, checksums and all, and returns how many there are. */
  private static int whole(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(folder)) {
      all = files.toList();
    }
    for (Path file : all) {
      assertTrue(file.toString().endsWith(".h5"), file.toString());
      try (Hdf5File part = Hdf5File.open(file)) {
        PartFile.read(part, 0);
      }
    }
    return all.size();
  }

  private static Manifest build(String name, UnaryOperator<CityMesh.Builder> more) {
    return more.apply(
            CityMesh.builder(spark())
                .buildings(city.buildings().toString())
                .terrain(city.terrain().toString())
                .heightField(DemoCity.HEIGHT_FIELD)
                .merge(false)
                .tileSize(100)
                .maxSize(4)
                .out(dir.resolve(name).toString()))
        .build()
        .manifest();
  }
}
