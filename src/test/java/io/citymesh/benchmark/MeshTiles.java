package io.citymesh.benchmark;

import io.citymesh.ChildJvm;
import io.citymesh.CityMesh;
import io.citymesh.cli.DemoCity;
import io.citymesh.job.KryoRecords;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * Meshes a square of equal tiles in a JVM of its own, on two cores, and measures heap, disk and
 * time.
 */
public final class MeshTiles {
  /** As the command line has it. */
  private static final String COLLECTOR = "-XX:+UseParallelGC";

  private static final String SPILL = "spill";
  private static final String OUT = "out";
  private static final String DISK = "disk";

  private MeshTiles() {}

  /**
   * The city.
   *
   * @param side tiles along a side
   * @param tileSize metres
   * @param every one block of so many is built upon; 1 for about 1000 footprints per square
   *     kilometre
   * @param triangleSize of ground and roofs, metres
   * @param volume whether its air is filled with cells
   */
  record City(int side, double tileSize, int every, double triangleSize, boolean volume) {

    /** A city without a volume. */
    City(int side, double tileSize, int every, double triangleSize) {
      this(side, tileSize, every, triangleSize, false);
    }

    /** Of its ground, square kilometres. */
    double area() {
      return side * side * tileSize * tileSize / 1e6;
    }
  }

  /**
   * How it is meshed.
   *
   * @param heap of the JVM that works, such as {@code 512m}
   * @param store {@code disk} or {@code memory}
   * @param cluster whether driver and executor are JVMs of their own, or one
   * @param heapMeasured whether the heap is measured; the collections take time
   * @param tileMemory {@code --tile-memory}, megabytes
   * @param times how often, one after the other in the same JVM
   */
  record How(
      String heap,
      String store,
      boolean cluster,
      boolean heapMeasured,
      int tileMemory,
      int times) {}

  /**
   * What was measured.
   *
   * @param manifest of the run, or the last
   * @param driverHeap most that a full collection left in the driver, bytes, if it was measured
   * @param executorHeap the same for the executor; in local mode the driver does its work
   * @param spilled most that lay in the spill directory at one time, bytes
   * @param disk most that lay in it, in Spark's directories and in the output at one time, bytes
   */
  record Figures(
      Manifest manifest,
      OptionalLong driverHeap,
      OptionalLong executorHeap,
      long spilled,
      long disk) {

    /** Of the published arrays of vertices and faces, with a kind and a building for each face. */
    long meshBytes() {
      return 24 * manifest.totals().vertices() + 17 * manifest.totals().faces();
    }

    /** From the first tile to the last part published. */
    double meshSeconds() {
      return seconds("mesh") + seconds("stitch");
    }

    /** Of a stage, or the {@code total}. */
    double seconds(String stage) {
      return manifest.timings().get(stage);
    }

    /** Bytes that were shuffled for stitching, over those of the mesh. */
    double shuffleShare() {
      return (double) manifest.counters().get("stitch_shuffled_bytes") / meshBytes();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d pieces, %,d buildings, %,d faces, mesh %,d MB; heap of driver %s,"
              + " of executor %s; spill %,d MB, disk %,d MB; seconds %s; work %s",
          manifest.totals().tiles(),
          manifest.totals().buildings(),
          manifest.totals().faces(),
          meshBytes() / 1_000_000,
          megabytes(driverHeap),
          megabytes(executorHeap),
          spilled / 1_000_000,
          disk / 1_000_000,
          manifest.timings(),
          manifest.counters());
    }

    private static String megabytes(OptionalLong bytes) {
      return bytes.isEmpty()
          ? "not measured"
          : String.format(Locale.ROOT, "%.1f MB", bytes.getAsLong() / 1e6);
    }
  }

  /**
   * Meshes a city in a JVM of its own, or in two.
   *
   * @param options more options for the JVM
   * @throws IllegalStateException if it fails, or not all is meshed; the message tells
   */
  static Figures run(City city, How how, String... options)
      throws IOException, InterruptedException {
    Path dir = Files.createTempDirectory("citymesh-tiles");
    try {
      List<String> flags = new ArrayList<>(List.of(options));
      flags.add("-Xmx" + how.heap());
      flags.add(COLLECTOR);
      // Executors of a local cluster are started from a distribution: an empty one will do.
      Path distribution = dir.resolve("distribution");
      Files.createDirectories(distribution.resolve("jars"));
      ChildJvm.Outcome outcome =
          ChildJvm.run(
              Map.of("SPARK_HOME", distribution.toString(), "SPARK_SCALA_VERSION", "2.13"),
              flags,
              MeshTiles.class,
              List.of(
                  dir.toString(),
                  Integer.toString(city.side()),
                  Double.toString(city.tileSize()),
                  Integer.toString(city.every()),
                  Double.toString(city.triangleSize()),
                  Boolean.toString(city.volume()),
                  how.heap(),
                  how.store(),
                  Boolean.toString(how.cluster()),
                  Boolean.toString(how.heapMeasured()),
                  Integer.toString(how.tileMemory()),
                  Integer.toString(how.times())));
      if (outcome.code() != 0) {
        throw new IllegalStateException(outcome.output());
      }
      return figures(dir);
    } finally {
      BenchmarkLog.delete(dir);
    }
  }

  private static Figures figures(Path dir) throws IOException {
    Manifest manifest =
        ManifestFile.read(OutputDir.of(dir.resolve(OUT).toString(), new Configuration()));
    if (manifest.totals().failedTiles() > 0) {
      throw new IllegalStateException(manifest.tiles().toString());
    }
    String[] disk = Files.readString(dir.resolve(DISK)).split(" ");
    return new Figures(
        manifest,
        heap(dir, "heap-driver"),
        heap(dir, "heap-executor"),
        Long.parseLong(disk[0]),
        Long.parseLong(disk[1]));
  }

  /** What the samplers whose files begin like this have seen, if there were any. */
  private static OptionalLong heap(Path dir, String prefix) throws IOException {
    OptionalLong most = OptionalLong.empty();
    try (Stream<Path> files = Files.list(dir)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith(prefix)).toList()) {
        long bytes = Long.parseLong(Files.readString(file));
        most = OptionalLong.of(Math.max(most.orElse(bytes), bytes));
      }
    }
    return most;
  }

  // ---- the process

  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    City city =
        new City(
            Integer.parseInt(args[1]),
            Double.parseDouble(args[2]),
            Integer.parseInt(args[3]),
            Double.parseDouble(args[4]),
            Boolean.parseBoolean(args[5]));
    How how =
        new How(
            args[6],
            args[7],
            Boolean.parseBoolean(args[8]),
            Boolean.parseBoolean(args[9]),
            Integer.parseInt(args[10]),
            Integer.parseInt(args[11]));
    DemoCity.Written written =
        DemoCity.writeTiles(dir, city.side(), city.side(), city.tileSize(), 7, city.every());
    Path spark = dir.resolve("spark");
    Path spill = dir.resolve(SPILL);
    Path out = dir.resolve(OUT);
    try (SparkSession session = session(how, dir, spark);
        DiskSampler disk = new DiskSampler(spill, spark, out)) {
      for (int i = 0; i < how.times(); i++) {
        CityMesh.builder(session)
            .buildings(written.buildings().toString())
            .terrain(written.terrain().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .bounds(written.bounds())
            .tileSize(city.tileSize())
            .maxSize(city.triangleSize())
            .volume(city.volume())
            .buildingSize(Math.min(city.triangleSize(), 5))
            .store(how.store())
            .spillDirs(spill.toString())
            .tileMemory(how.tileMemory())
            .out(out.toString())
            .overwrite(true)
            .build();
      }
      Files.writeString(dir.resolve(DISK), disk.mostSpilled() + " " + disk.most());
    }
  }

  private static SparkSession session(How how, Path dir, Path spark) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", spark.toString())
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrator", KryoRecords.class.getName())
            .config("spark.shuffle.sort.bypassMergeThreshold", "16");
    if (how.heapMeasured()) {
      builder
          .config("spark.plugins", HeapSampler.class.getName())
          .config(HeapSampler.DIRECTORY, dir.toString());
    }
    if (how.cluster()) {
      // The parallel collector counts less than -Xmx: a worker has room for an executor like this.
      long megabytes = 2 * Runtime.getRuntime().maxMemory() >> 20;
      return builder
          .master("local-cluster[1,2," + megabytes + "]")
          .config("spark.executor.defaultJavaOptions", COLLECTOR)
          .config("spark.executor.memory", how.heap())
          .config("spark.executor.cores", "2")
          .config("spark.executor.extraClassPath", classPath())
          .getOrCreate();
    }
    return builder.master("local[2]").getOrCreate();
  }

  /** This process's, for one that runs in another directory. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> new File(entry).getAbsolutePath())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
