package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.geo.Terrain;
import io.citymesh.report.Manifest;
import io.citymesh.store.PartFile;
import io.citymesh.terrain.Terrains;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.RDDBlockId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What becomes of the mesh if stores break, and if what executors hold is lost. */
class LostPartsTest extends SparkTest {

  @TempDir private Path dir;

  private interface Between {
    /** Does something between meshing and stitching. */
    void act(Path out) throws IOException;
  }

  /** What was published is safe: only frontiers are made again, and no file is touched. */
  @Test
  void whatSparkKeepsOfTheStages() throws IOException {
    String whole = run(out -> {}, 12, 2);
    for (int fanIn : new int[] {2, 4}) {
      for (IntPredicate lost : List.<IntPredicate>of(i -> i % 2 > 0, i -> true)) {
        Path[] published = {null};
        Map<String, FileTime> before = new TreeMap<>();
        String digest =
            run(
                out -> {
                  published[0] = out;
                  before.putAll(times(out));
                  lose(lost);
                },
                12,
                fanIn);
        assertEquals(whole, digest);
        assertTrue(before.size() >= 12);
        Map<String, FileTime> after = times(published[0]);
        after.keySet().retainAll(before.keySet());
        assertEquals(before, after);
      }
    }
  }

  /** A file that is no longer what it was is made again with the frontier. */
  @Test
  void aFileThatIsCutOffWhenItIsMadeAgain() throws IOException {
    String whole = run(out -> {}, 4, 2);
    Path[] file = {null};
    String digest =
        run(
            out -> {
              file[0] = out.resolve("parts").resolve(times(out).keySet().iterator().next());
              try (FileChannel channel = FileChannel.open(file[0], StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() / 2);
              }
              lose(i -> true);
            },
            4,
            2);
    assertEquals(whole, digest);
    PartFile.read(file[0], 0);
  }

  private static Map<String, FileTime> times(Path out) throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> all = Files.list(out.resolve("parts"))) {
      for (Path file : all.toList()) {
        times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  /** These partitions of what Spark keeps are gone, as when an executor is lost. */
  static void lose(IntPredicate partitions) {
    SparkContext context = spark().sparkContext();
    for (RDD<?> kept : CollectionConverters.asJava(context.getPersistentRDDs()).values()) {
      for (int i = 0; i < kept.getNumPartitions(); i++) {
        if (partitions.test(i)) {
          SparkEnv.get().blockManager().removeBlock(new RDDBlockId(kept.id(), i), true);
        }
      }
    }
  }

  /** As when a disk is full, or goes away: nothing can be written or deleted there any more. */
  @Test
  void aSpillDirectoryThatBreaksWhileTilesAreMeshed() throws IOException {
    String whole = run(out -> {}, 4, 2);
    Path broken = dir.resolve("broken");
    for (List<Path> spill : List.of(List.of(broken, dir.resolve("spill")), List.of(broken))) {
      assertEquals(whole, run(out -> {}, 4, 2, new Breaks(broken.toFile()), spill));
      assertEquals(List.of(), spilled(spill), "nothing is left");
    }
  }

  /** Level ground; whoever asks for it breaks the stores in a directory. */
  private record Breaks(File spill) implements LevelGround {
    private static final long serialVersionUID = 1L;

    @Override
    public double[] elevations(double[] xy, int count) {
      synchronized (Breaks.class) {
        for (Path store : stores()) {
          try {
            for (File file : store.toFile().listFiles()) {
              Files.deleteIfExists(file.toPath());
            }
            Files.deleteIfExists(store);
            Files.createFile(store);
          } catch (IOException e) {
            continue; // A part has just been put there.
          }
        }
      }
      return Terrains.open("flat:3").elevations(xy, count);
    }

    private List<Path> stores() {
      if (!spill.exists()) {
        return List.of();
      }
      try (Stream<Path> all = Files.walk(spill.toPath(), 2)) {
        return all.filter(path -> Files.isDirectory(path))
            .filter(path -> path.getNameCount() == spill.toPath().getNameCount() + 2)
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public double maxAlong(double ax, double ay, double bx, double by) {
      return 3;
    }
  }

  @Test
  void partitionsAndFanInChangeNothing() throws IOException {
    String digest = run(out -> {}, 1, 2);
    for (int partitions : new int[] {2, 5, 12}) {
      for (int fanIn : new int[] {2, 4, 16}) {
        assertEquals(digest, run(out -> {}, partitions, fanIn));
      }
    }
  }

  private String run(Between between, int partitions, int fanIn) throws IOException {
    Path spill = dir.resolve("spill");
    try {
      return run(between, partitions, fanIn, Terrains.open("flat:3"), List.of(spill));
    } finally {
      assertTrue(Files.notExists(spill), "the spill directory is removed");
    }
  }

  private String run(Between between, int partitions, int fanIn, Terrain terrain, List<Path> spill)
      throws IOException {
    Path out = dir.resolve("out" + UUID.randomUUID());
    try (CityJob job =
        SmallCity.job(
            spark(), terrain, spill, out, partitions, fanIn, RunOptions.OnTileFailure.SKIP)) {
      job.meshCores(made -> {});
      between.act(out);
      job.stitch();
      List<Manifest.Part> parts = job.parts();
      assertEquals(SmallCity.tree().nodes(), parts.size());
      assertEquals(
          List.of(),
          spilled(spill).stream().filter(file -> file.toString().endsWith(".h5")).toList(),
          "what is published is spilled no more");
      assertEquals(
          parts.stream().map(part -> part.file().substring("parts/".length())).sorted().toList(),
          List.copyOf(times(out).keySet()));
      return Manifest.digestOf(parts);
    }
  }

  private static List<Path> spilled(List<Path> spill) throws IOException {
    List<Path> all = new ArrayList<>();
    for (Path directory : spill) {
      if (Files.exists(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          all.addAll(files.filter(Files::isRegularFile).sorted().toList());
        }
      }
    }
    return all;
  }
}
