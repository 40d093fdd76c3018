package io.citymesh.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.citymesh.CityMesh;
import io.citymesh.job.KryoRecords;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.tinfour.standard.IncrementalTin;

/**
 * The whole chain, from the plan to the published parts: faces per second and core on the TU Delft
 * campus at 2 m in tiles of 500 m with the disk store, on one core and on two, warm. What is not
 * counted: the start of the JVM and of Spark, reading, cleaning, and the table of buildings.
 *
 * <p>It is run by {@code mvn -P bench verify}, needs the campus in {@code ../shared/data}, and
 * writes {@code src/docs/benchmarks/chain.md}. Each number of cores has processes of its own, which
 * take turns, so that a disturbance of the machine hits both; a process for one core is told that
 * there is only one, so that neither the collector nor the compiler helps it from another. Speed is
 * given as a ratio to Y, Tinfour's insertion rate, taken in the processes for one core; all rates
 * are medians.
 */
public final class ChainBenchmark {
  private static final Path CAMPUS = Path.of("../shared/data/tudcampus");
  private static final int TURNS = 3;
  private static final int REPEATS = 32;

  /** The first runs warm the JVM up and are not counted. */
  private static final int WARM_UP = 20;

  private final List<String> raw = new ArrayList<>();
  private final Map<String, List<Double>> rates = new HashMap<>();

  private ChainBenchmark() {}

  /** Without arguments the benchmark; with a number of cores one of its processes. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      measure(Integer.parseInt(args[0]));
      return;
    }
    if (!Files.exists(CAMPUS)) {
      throw new IllegalStateException("the benchmark needs " + CAMPUS);
    }
    new ChainBenchmark().run();
  }

  private void run() throws IOException, InterruptedException {
    for (int turn = 0; turn < TURNS; turn++) {
      for (String cores : List.of("1", "2")) {
        BenchmarkLog.run(
                List.of(
                    "-Xms4g", "-Xmx4g", "-XX:+UseParallelGC", "-XX:ActiveProcessorCount=" + cores),
                ChainBenchmark.class,
                List.of(cores))
            .lines()
            .filter(line -> line.startsWith("> "))
            .forEach(this::take);
      }
    }
    double y = median("tinfour");
    double one = median("1");
    double two = median("2");
    BenchmarkLog log =
        new BenchmarkLog(
            "The whole chain: plan to published parts",
            "mvn -P bench verify",
            ChainBenchmark.class);
    log.figures();
    log.row("Y: Tinfour inserts 1 M sorted points", "%,.0f /s", "", y);
    log.row("faces per second, one core", "%,.0f = %.2f Y", "at least 0.35 Y", one, one / y);
    log.row("faces per second, two cores", "%,.0f", "", two);
    log.row("two cores over one", "%.2f", "1.8", two / one);
    log.row("the same, best of each (least disturbed)", "%.2f", "", best("2") / best("1"));
    log.machine();
    log.raw(raw);
    log.write("chain.md");
  }

  /** A line of a process: what was measured, its rate, and words for people. */
  private void take(String line) {
    String[] words = line.substring(2).split(" ", 3);
    double rate = Double.parseDouble(words[1]);
    raw.add(words[2]);
    if (rate > 0) {
      rates.computeIfAbsent(words[0], any -> new ArrayList<>()).add(rate);
    }
  }

  private double median(String what) {
    return BenchmarkLog.median(rates.get(what));
  }

  private double best(String what) {
    return Collections.max(rates.get(what));
  }

  // ---- a process

  private static void measure(int cores) throws IOException {
    Path out = Files.createTempDirectory("citymesh-chain").resolve("mesh");
    try (SparkSession spark = session(cores)) {
      for (int i = 0; i < REPEATS; i++) {
        Manifest manifest = build(spark, out);
        Map<String, Double> t = manifest.timings();
        double seconds = t.get("plan") + t.get("mesh") + t.get("stitch") + t.get("publish");
        boolean warm = i >= WARM_UP;
        System.out.printf(
            Locale.ROOT,
            "> %d %s %d core(s): %,d faces, plan %.2f s, mesh %.2f s, stitch %.2f s,"
                + " publish %.2f s, %d below the bound%s%n",
            cores,
            warm ? Double.toString(manifest.totals().faces() / seconds) : "0",
            cores,
            manifest.totals().faces(),
            t.get("plan"),
            t.get("mesh"),
            t.get("stitch"),
            t.get("publish"),
            manifest.quality().below(),
            warm ? "" : " (warm-up)");
      }
    }
    if (cores == 1) {
      measureYardstick();
    }
  }

  /** Points per CPU-second, several times. */
  private static void measureYardstick() {
    MesherRates.Points points = new MesherRates.Points();
    points.make();
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    for (int i = 0; i < REPEATS; i++) {
      long start = process.getProcessCpuTime();
      IncrementalTin tin = new IncrementalTin(1.0);
      tin.add(points.vertices, null);
      double rate = MesherRates.POINTS / ((process.getProcessCpuTime() - start) / 1e9);
      tin.dispose();
      if (i >= WARM_UP) {
        System.out.printf(
            Locale.ROOT, "> tinfour %s tinfour %,.0f points per CPU-second%n", rate, rate);
      }
    }
  }

  /** With the serializer of the command line. */
  private static SparkSession session(int cores) {
    return SparkSession.builder()
        .master("local[" + cores + "]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .config("spark.kryo.registrator", KryoRecords.class.getName())
        .getOrCreate();
  }

  private static Manifest build(SparkSession spark, Path out) {
    return CityMesh.builder(spark)
        .buildings(CAMPUS.resolve("buildings.geojson").toString())
        .terrain(CAMPUS.resolve("synthetic_dem.tif").toString())
        .buildingHeight(9)
        .tileSize(500)
        .maxSize(2)
        .buildingSize(2)
        .out(out.toString())
        .overwrite(true)
        .build()
        .manifest();
  }
}
