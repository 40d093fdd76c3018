package io.citymesh.benchmark;

import io.citymesh.CityMesh;
import io.citymesh.cli.DemoCity;
import io.citymesh.job.KryoRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.SparkSession;

/**
 * How fast meshes are written in each format, against as many zeros that one thread writes and
 * syncs, and what heap that takes for a small city and for a large one.
 *
 * <p>It is run by {@code mvn -P bench-large verify} and writes {@code
 * src/docs/benchmarks/formats.md}.
 */
public final class FormatsBenchmark {
  private static final double TILE_SIZE = 250;
  private static final double TRIANGLE_SIZE = 1.25;

  /** One block in four is built upon. */
  private static final int EVERY = 4;

  private static final List<String> FORMATS =
      List.of("vtu", "vtkhdf", "xdmf", "ply", "stl", "msh", "obj");

  private final Path dir;
  private final SparkSession spark;

  private FormatsBenchmark(Path dir, SparkSession spark) {
    this.dir = dir;
    this.spark = spark;
  }

  /**
   * What was measured of a format.
   *
   * @param bytes of its files
   * @param seconds to write and sync them
   * @param zeros bytes per second that were written and synced just before
   * @param heap most that a full collection left, bytes
   */
  private record Figures(long bytes, double seconds, double zeros, long heap) {
    double rate() {
      return bytes / seconds;
    }
  }

  /**
   * @param args the log's name, or {@code none}; tiles along a side of each city
   */
  public static void main(String[] args) throws IOException {
    Path dir = Files.createTempDirectory("citymesh-formats");
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", dir.resolve("spark").toString())
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrator", KryoRecords.class.getName())
            .getOrCreate()) {
      new FormatsBenchmark(dir, spark).run(args[0], List.of(args).subList(1, args.length));
    } finally {
      BenchmarkLog.delete(dir);
    }
  }

  private void run(String name, List<String> sides) throws IOException {
    BenchmarkLog log =
        new BenchmarkLog("Formats", "mvn -P bench-large verify", FormatsBenchmark.class);
    log.line("Alone: `mvn -P bench-large test-compile exec:exec@formats-benchmark`.");
    log.line("");
    log.line(
        "`export` of a city that is there, on two cores, until the files are synced; beside it the"
            + " rate of as many zeros that one thread has written and synced just before. Heap is"
            + " the most that a full collection left, one after the other while the format was"
            + " written again, of %,d MB, driver and executor together. Wanted:"
            + " half of the zeros' rate for binary formats, 60 MB/s a core for texts (obj), and a"
            + " heap that does not grow with the city.",
        Runtime.getRuntime().maxMemory() >> 20);
    List<Map<String, Figures>> all = new ArrayList<>();
    for (String side : sides) {
      all.add(city(Integer.parseInt(side), log));
    }
    log.line("");
    for (String format : FORMATS) {
      log.line(
          "Heap for %s, large over small: x %.2f.",
          format, (double) all.get(all.size() - 1).get(format).heap / all.get(0).get(format).heap);
    }
    log.machine();
    if (!name.equals("none")) {
      log.write(name);
    }
  }

  private Map<String, Figures> city(int side, BenchmarkLog log) throws IOException {
    Path input = dir.resolve("input");
    DemoCity.Written city = DemoCity.writeTiles(input, side, side, TILE_SIZE, 7, EVERY);
    Path out = dir.resolve("city");
    CityMesh.Result mesh =
        CityMesh.builder(spark)
            .buildings(city.buildings().toString())
            .terrain(city.terrain().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .bounds(city.bounds())
            .merge(false)
            .tileSize(TILE_SIZE)
            .maxSize(TRIANGLE_SIZE)
            .buildingSize(TRIANGLE_SIZE)
            .out(out.toString())
            .build();
    log.line("");
    log.line(
        "%,d faces in %d parts:",
        mesh.manifest().totals().faces(), mesh.manifest().totals().parts());
    log.line("");
    log.line("| format | MB | seconds | MB/s | zeros, MB/s | of them | heap, MB |");
    log.line("|---|---|---|---|---|---|---|");
    Map<String, Figures> all = new TreeMap<>();
    long guess = mesh.manifest().totals().faces() * 50;
    for (String format : FORMATS) {
      Figures found = measure(mesh, format, guess);
      all.put(format, found);
      String row =
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %.1f | %.0f | %.0f | %.2f | %.0f |",
              format,
              found.bytes / 1e6,
              found.seconds,
              found.rate() / 1e6,
              found.zeros / 1e6,
              found.rate() / found.zeros,
              found.heap / 1e6);
      System.out.println(row);
      log.line(row);
    }
    BenchmarkLog.delete(out);
    return all;
  }

  private Figures measure(CityMesh.Result mesh, String format, long guess) throws IOException {
    double zeros = guess / zeros(guess);
    Path target = dir.resolve("format");
    long start = System.nanoTime();
    List<String> files = mesh.export(spark, format, target + "/");
    long bytes = 0;
    for (String file : files) {
      try (FileChannel channel =
          FileChannel.open(
              Path.of(java.net.URI.create(file).getPath()), StandardOpenOption.WRITE)) {
        channel.force(true);
        bytes += channel.size();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    BenchmarkLog.delete(target);
    return new Figures(bytes, seconds, zeros, heap(mesh, format));
  }

  /** Seconds that one thread takes to write and sync so many zeros. */
  private double zeros(long bytes) throws IOException {
    Path file = dir.resolve("zeros");
    ByteBuffer block = ByteBuffer.allocateDirect(1 << 20);
    long start = System.nanoTime();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long left = bytes; left > 0; left -= block.limit()) {
        block.clear().limit((int) Math.min(left, block.capacity()));
        while (block.hasRemaining()) {
          channel.write(block);
        }
      }
      channel.force(true);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Files.delete(file);
    return seconds;
  }

  /** The most that a full collection leaves while a format is written, bytes. */
  private long heap(CityMesh.Result mesh, String format) throws IOException {
    AtomicLong most = new AtomicLong();
    AtomicBoolean done = new AtomicBoolean();
    Thread sampler =
        new Thread(
            () -> {
              while (!done.get()) {
                System.gc();
                most.accumulateAndGet(HeapSampler.afterLastFullCollection(), Math::max);
              }
            },
            "heap sampler");
    sampler.start();
    Path target = dir.resolve("format");
    try {
      mesh.export(spark, format, target + "/");
    } finally {
      done.set(true);
    }
    BenchmarkLog.delete(target);
    return most.get();
  }
}
