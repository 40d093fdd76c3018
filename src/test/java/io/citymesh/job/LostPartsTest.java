package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.geo.Terrain;
import io.citymesh.report.Manifest;
import io.citymesh.terrain.Terrains;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
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

/** Spilled parts that are gone, or damaged, when they are to be published. */
class LostPartsTest extends SparkTest {

  @TempDir private Path dir;

  private interface Damage {
    /** Does something to the spilled files, which are sorted. */
    void to(List<Path> files) throws IOException;
  }

  private record Outcome(String digest, int remade) {}

  @Test
  void nothingIsRemadeIfNothingIsLost() throws IOException {
    assertEquals(0, run(files -> {}, 4, 2).remade);
  }

  @Test
  void aDeletedFile() throws IOException {
    remakes(1, files -> Files.delete(files.get(3)));
  }

  @Test
  void aTruncatedFile() throws IOException {
    remakes(
        1,
        files -> {
          try (FileChannel file = FileChannel.open(files.get(5), StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
          }
        });
  }

  @Test
  void aFlippedByte() throws IOException {
    remakes(
        1,
        files -> {
          try (RandomAccessFile file = new RandomAccessFile(files.get(0).toFile(), "rw")) {
            file.seek(file.length() / 2);
            int value = file.read();
            file.seek(file.length() / 2);
            file.write(value ^ 4);
          }
        });
  }

  @Test
  void anEmptyFile() throws IOException {
    remakes(1, files -> Files.write(files.get(7), new byte[0]));
  }

  @Test
  void allFiles() throws IOException {
    remakes(
        23,
        files -> {
          for (Path file : files) {
            Files.delete(file);
          }
        });
  }

  @Test
  void seamsOfLaterStagesOnly() throws IOException {
    String whole = run(files -> {}, 12, 2).digest;
    Outcome outcome =
        run(
            files -> {
              for (Path file : files.subList(12, files.size())) {
                Files.delete(file);
              }
            },
            12,
            2);
    assertEquals(whole, outcome.digest);
    assertEquals(11, outcome.remade);
  }

  /** Made again from the lineage, as when an executor is lost. */
  @Test
  void whatSparkKeepsOfTheStagesToo() throws IOException {
    String whole = run(files -> {}, 12, 2).digest;
    for (int fanIn : new int[] {2, 4}) {
      assertEquals(whole, run(files -> lose(files, i -> i % 2 > 0), 12, fanIn).digest);
      assertEquals(whole, run(files -> lose(files, i -> true), 12, fanIn).digest);
    }
  }

  /** All files are gone, and these partitions of what Spark keeps. */
  private static void lose(List<Path> files, IntPredicate partitions) throws IOException {
    for (Path file : files) {
      Files.delete(file);
    }
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
    String whole = run(files -> {}, 4, 2).digest;
    Path broken = dir.resolve("broken");
    Outcome one = run(new Breaks(broken.toFile()), List.of(broken, dir.resolve("spill")));
    assertEquals(whole, one.digest);
    assertTrue(one.remade < 12, one.remade + " parts are made again, though there is room");
    Outcome none = run(new Breaks(broken.toFile()), List.of(broken));
    assertEquals(whole, none.digest);
    assertEquals(23, none.remade);
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
    String digest = run(files -> {}, 1, 2).digest;
    for (int partitions : new int[] {2, 5, 12}) {
      for (int fanIn : new int[] {2, 4, 16}) {
        assertEquals(digest, run(files -> {}, partitions, fanIn).digest);
      }
    }
  }

  private void remakes(int parts, Damage damage) throws IOException {
    Outcome whole = run(files -> {}, 4, 2);
    Outcome outcome = run(damage, 4, 2);
    assertEquals(whole.digest, outcome.digest);
    assertEquals(parts, outcome.remade);
  }

  private Outcome run(Damage damage, int partitions, int fanIn) throws IOException {
    Path spill = dir.resolve("spill");
    try {
      return run(damage, partitions, fanIn, Terrains.open("flat:3"), List.of(spill));
    } finally {
      assertTrue(Files.notExists(spill), "the spill directory is removed");
    }
  }

  private Outcome run(Terrain terrain, List<Path> spill) throws IOException {
    try {
      return run(files -> {}, 4, 2, terrain, spill);
    } finally {
      assertEquals(List.of(), spilled(spill), "nothing is left");
    }
  }

  private Outcome run(Damage damage, int partitions, int fanIn, Terrain terrain, List<Path> spill)
      throws IOException {
    try (CityJob job =
        SmallCity.job(spark(), terrain, spill, partitions, fanIn, RunOptions.OnTileFailure.SKIP)) {
      job.meshCores(spark().sparkContext().longAccumulator());
      job.stitch();
      damage.to(spilled(spill));
      String out = dir.resolve("out" + UUID.randomUUID()).toString();
      job.publishTo(out, 0);
      List<Manifest.Part> parts = job.publish();
      assertEquals(SmallCity.tree().nodes(), parts.size());
      assertEquals(
          List.of(),
          spilled(spill).stream().filter(file -> file.toString().endsWith(".h5")).toList(),
          "what is published is spilled no more");
      return new Outcome(Manifest.digestOf(parts), job.remade());
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
