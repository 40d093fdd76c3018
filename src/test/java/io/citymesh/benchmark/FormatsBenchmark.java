package io.citymesh.benchmark;

import io.citymesh.CityMesh;
import io.citymesh.cli.DemoCity;
import io.citymesh.cli.GeneratedCity;
import io.citymesh.format.MeshParts;
import io.citymesh.output.OutputDir;
import io.citymesh.view.LeafWriter;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
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

  /** Times that a format is written before it is measured: Java compiles in the first ones. */
  private static final int WARM_UPS = 20;

  /** Seconds after which no further warm-up begins: by then Java has compiled what counts. */
  private static final double WARM_UP_SECONDS = 15;

  private static final int TURNS = 5;

  /** Footprints of the city for 3D Tiles. */
  private static final int TILES_BUILDINGS = 100_000;

  private final Path dir;
  private final SparkSession spark;
  private final int warmUps;

  /** How many times something was written, each into a folder of its own. */
  private int folders;

  private FormatsBenchmark(Path dir, SparkSession spark, int warmUps) {
    this.dir = dir;
    this.spark = spark;
    this.warmUps = warmUps;
  }

  /**
   * What was measured of a format: of seconds the median of all turns.
   *
   * @param bytes of its files
   * @param first seconds of the first time that it was written, before all turns
   * @param seconds to write them
   * @param cpu seconds of processor time to write them
   * @param synced seconds to write and sync them
   * @param dd seconds in which {@code dd} writes and syncs as many bytes
   * @param heap most that a full collection left, bytes
   */
  private record Figures(
      long bytes, double first, double seconds, double cpu, double synced, double dd, long heap) {}

  /**
   * One time that a format was written.
   *
   * @param seconds until the files were there
   * @param cpu seconds of processor time of this process until then
   * @param synced seconds until they were synced, too
   */
  private record Turn(long bytes, double seconds, double cpu, double synced) {}

  /** Writes a format into a folder. */
  private interface Export {
    void write(Path folder) throws IOException;
  }

  /**
   * @param args the log's name, or {@code none}, which leaves out 3D Tiles, with a city of their
   *     own, and what is written only to warm up; tiles along a side of each city
   */
  public static void main(String[] args) throws IOException {
    Path dir = Files.createTempDirectory("citymesh-formats");
    try (SparkSession spark =
        BenchmarkSession.withRecords(2)
            .config("spark.local.dir", dir.resolve("spark").toString())
            .getOrCreate()) {
      int warmUps = args[0].equals("none") ? 0 : WARM_UPS;
      new FormatsBenchmark(dir, spark, warmUps).run(args[0], List.of(args).subList(1, args.length));
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
            + " zeros; the median of %d turns each, after a first time and up to %d more in %.0f s,"
            + " as in a session that exports again and again. Heap is the most that a full"
            + " collection left, one after the other while the format was written again, of %,d MB,"
            + " driver and executor together. Wanted: half of dd's rate for binary formats and for"
            + " the leaves of 3D Tiles, 60 MB/s a core for texts (obj, cityjsonseq), and a heap"
            + " that does not grow with the city.",
        TURNS, warmUps, WARM_UP_SECONDS, Runtime.getRuntime().maxMemory() >> 20);
    List<Map<String, Figures>> all = new ArrayList<>();
    for (String side : sides) {
      all.add(city(Integer.parseInt(side), log));
    }
    if (!name.equals("none")) {
      tiles(log);
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
    head(mesh, log);
    Map<String, Figures> all = new TreeMap<>();
    for (String format : FORMATS) {
      all.put(format, row(format, folder -> mesh.export(spark, format, folder + "/"), log));
    }
    BenchmarkLog.delete(out);
    return all;
  }

  /** The leaves of 3D Tiles by themselves, and with the levels above. */
  private void tiles(BenchmarkLog log) throws IOException {
    Path input = dir.resolve("generated");
    GeneratedCity.Written city = GeneratedCity.write(input, TILES_BUILDINGS, 1, false);
    Path out = dir.resolve("city");
    CityMesh.Result mesh =
        CityMesh.builder(spark)
            .buildings(city.buildings().toString())
            .terrain(city.terrain().toString())
            .heightField(GeneratedCity.HEIGHT_FIELD)
            .out(out.toString())
            .build();
    log.line("");
    log.line("3D Tiles of %,d footprints; the leaves by two threads, without Spark.", city.count());
    head(mesh, log);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    LeafWriter leaves =
        new LeafWriter(MeshParts.of(mesh.manifest()), OutputDir.of(out.toString(), hadoop));
    row(
        "leaves",
        folder -> {
          AtomicInteger next = new AtomicInteger();
          OutputDir to = OutputDir.of(folder.toString(), hadoop);
          inTwoThreads(() -> leaves.write(next, to));
        },
        log);
    row("3dtiles", folder -> mesh.export(spark, "3dtiles", folder + "/"), log);
    BenchmarkLog.delete(out);
  }

  private static void inTwoThreads(Callable<Long> task) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (Future<Long> done : threads.invokeAll(List.of(task, task))) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } finally {
      threads.shutdown();
    }
  }

  private static void head(CityMesh.Result mesh, BenchmarkLog log) {
    log.line("");
    log.line(
        "%,d faces in %d parts:",
        mesh.manifest().totals().faces(), mesh.manifest().totals().parts());
    log.line("");
    log.line(
        "| format | MB | first, s | seconds | CPU-s | MB/s | of dd | synced, s | of dd | dd, MB/s"
            + " | heap, MB |");
    log.line("|---|---|---|---|---|---|---|---|---|---|---|");
  }

  /** Measures, and writes a row of the table. */
  private Figures row(String name, Export export, BenchmarkLog log) throws IOException {
    Figures found = measure(export);
    String row =
        String.format(
            Locale.ROOT,
            "| %s | %,.0f | %.2f | %.2f | %.2f | %.0f | %.2f | %.2f | %.2f | %.0f | %.0f |",
            name,
            found.bytes / 1e6,
            found.first,
            found.seconds,
            found.cpu,
            found.bytes / found.seconds / 1e6,
            found.dd / found.seconds,
            found.synced,
            found.dd / found.synced,
            found.bytes / found.dd / 1e6,
            found.heap / 1e6);
    System.out.println(row);
    log.line(row);
    return found;
  }

  private Figures measure(Export export) throws IOException {
    Turn first = written(export);
    double warm = first.seconds;
    for (int turn = 0; turn < warmUps && warm < WARM_UP_SECONDS; turn++) {
      warm += written(export).seconds;
    }
    double[] seconds = new double[TURNS];
    double[] cpu = new double[TURNS];
    double[] synced = new double[TURNS];
    double[] dd = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      dd[turn] = dd(first.bytes);
      Turn found = written(export);
      seconds[turn] = found.seconds;
      cpu[turn] = found.cpu;
      synced[turn] = found.synced;
    }
    return new Figures(
        first.bytes,
        first.seconds,
        median(seconds),
        median(cpu),
        median(synced),
        median(dd),
        heap(export));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private Turn written(Export export) throws IOException {
    Path target = newFolder();
    long cpuStart = BenchmarkLog.cpu();
    long start = System.nanoTime();
    export.write(target);
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = (BenchmarkLog.cpu() - cpuStart) / 1e9;
    List<Path> files = files(target);
    long bytes = 0;
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
        bytes += channel.size();
      }
    }
    double synced = (System.nanoTime() - start) / 1e9;
    empty(files);
    return new Turn(bytes, seconds, cpu, synced);
  }

  private Path newFolder() {
    return dir.resolve("format" + folders++);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /**
   * Frees what files take, which are not deleted before the end: for minutes ext4 looks at each
   * inode that was deleted before it gives one to a new file, which costs as much as the leaves
   * themselves, and which somebody who exports once does not meet.
   */
  private static void empty(List<Path> files) throws IOException {
    for (Path file : files) {
      FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
    }
  }

  /** Seconds that {@code dd} takes to write and sync so many zeros, up to a megabyte. */
  private double dd(long bytes) throws IOException {
    Path file = dir.resolve("zeros");
    long start = System.nanoTime();
    BenchmarkLog.runProgram(
        List.of(
            "dd",
            "if=/dev/zero",
            "of=" + file,
            "bs=1M",
            "count=" + Math.max(1, bytes >> 20),
            "conv=fsync"));
    double seconds = (System.nanoTime() - start) / 1e9;
    Files.delete(file);
    return seconds;
  }

  /** The most that a full collection leaves while a format is written, bytes. */
  private long heap(Export export) throws IOException {
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
    Path target = newFolder();
    try {
      export.write(target);
    } finally {
      done.set(true);
    }
    empty(files(target));
    return most.get();
  }
}
