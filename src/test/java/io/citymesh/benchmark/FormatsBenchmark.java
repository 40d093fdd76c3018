package io.citymesh.benchmark;

import io.citymesh.CityMesh;
import io.citymesh.cli.DemoCity;
import io.citymesh.job.KryoRecords;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.SparkSession;

/**
 * How fast meshes are written in each format, in turns with {@code dd conv=fsync} of as many bytes,
 * and what heap that takes for a small city and for a large one. It needs {@code dd}.
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
      List.of("vtu", "vtkhdf", "xdmf", "ply", "stl", "msh", "glb", "obj", "cityjsonseq");

  private static final int TURNS = 3;

  private final Path dir;
  private final SparkSession spark;

  private FormatsBenchmark(Path dir, SparkSession spark) {
    this.dir = dir;
    this.spark = spark;
  }

  /**
   * What was measured of a format: of seconds the median of all turns.
   *
   * @param bytes of its files
   * @param first seconds of the first time that it was written, before all turns
   * @param seconds to write them
   * @param synced seconds to write and sync them
   * @param dd seconds in which {@code dd} writes and syncs as many bytes
   * @param heap most that a full collection left, bytes
   */
  private record Figures(
      long bytes, double first, double seconds, double synced, double dd, long heap) {}

  /**
   * One time that a format was written.
   *
   * @param seconds until the files were there
   * @param synced seconds until they were synced, too
   */
  private record Turn(long bytes, double seconds, double synced) {}

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
        "`export` of a city that is there, on two cores, until it returns, and until its files are"
            + " synced, which it leaves to the system; in turns with `dd conv=fsync` of as many"
            + " zeros; the median of %d turns each, after a first time. Heap is the most that a"
            + " full collection left, one after the other while the format was written again, of"
            + " %,d MB, driver and executor together. Wanted: half of dd's rate for binary formats,"
            + " 60 MB/s a core for texts (obj, cityjsonseq), and a heap that does not grow with the"
            + " city.",
        TURNS, Runtime.getRuntime().maxMemory() >> 20);
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
    log.line(
        "| format | MB | first, s | seconds | MB/s | of dd | synced, s | of dd | dd, MB/s | heap,"
            + " MB |");
    log.line("|---|---|---|---|---|---|---|---|---|---|");
    Map<String, Figures> all = new TreeMap<>();
    for (String format : FORMATS) {
      Figures found = measure(mesh, format);
      all.put(format, found);
      String row =
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %.2f | %.2f | %.0f | %.2f | %.2f | %.2f | %.0f | %.0f |",
              format,
              found.bytes / 1e6,
              found.first,
              found.seconds,
              found.bytes / found.seconds / 1e6,
              found.dd / found.seconds,
              found.synced,
              found.dd / found.synced,
              found.bytes / found.dd / 1e6,
              found.heap / 1e6);
      System.out.println(row);
      log.line(row);
    }
    BenchmarkLog.delete(out);
    return all;
  }

  private Figures measure(CityMesh.Result mesh, String format) throws IOException {
    Turn first = written(mesh, format);
    double[] seconds = new double[TURNS];
    double[] synced = new double[TURNS];
    double[] dd = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      dd[turn] = dd(first.bytes);
      Turn found = written(mesh, format);
      seconds[turn] = found.seconds;
      synced[turn] = found.synced;
    }
    return new Figures(
        first.bytes,
        first.seconds,
        median(seconds),
        median(synced),
        median(dd),
        heap(mesh, format));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private Turn written(CityMesh.Result mesh, String format) throws IOException {
    Path target = dir.resolve("format");
    long start = System.nanoTime();
    List<String> files = mesh.export(spark, format, target + "/");
    double seconds = (System.nanoTime() - start) / 1e9;
    long bytes = 0;
    for (String file : files) {
      try (FileChannel channel =
          FileChannel.open(
              Path.of(java.net.URI.create(file).getPath()), StandardOpenOption.WRITE)) {
        channel.force(true);
        bytes += channel.size();
      }
    }
    double synced = (System.nanoTime() - start) / 1e9;
    BenchmarkLog.delete(target);
    return new Turn(bytes, seconds, synced);
  }

  /** Seconds that {@code dd} takes to write and sync so many zeros, up to a megabyte. */
  private double dd(long bytes) throws IOException {
    Path file = dir.resolve("zeros");
    long start = System.nanoTime();
    Process dd =
        new ProcessBuilder(
                "dd",
                "if=/dev/zero",
                "of=" + file,
                "bs=1M",
                "count=" + Math.max(1, bytes >> 20),
                "conv=fsync")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (dd.waitFor() != 0) {
        throw new IOException("dd ends with " + dd.exitValue());
      }
    } catch (InterruptedException e) {
      throw new IOException("dd was interrupted", e);
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
