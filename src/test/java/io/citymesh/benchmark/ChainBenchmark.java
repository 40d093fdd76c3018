package io.citymesh.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.citymesh.CityMesh;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.tinfour.standard.IncrementalTin;

/**
 * The whole chain, from the plan to the published parts: faces per second and core on the TU Delft
 * campus at 2 m in tiles of 500 m with the disk store, on one core and on two, warm. What is not
 * counted: the start of the JVM and of Spark, reading and cleaning.
 *
 * <p>It is run by {@code mvn -P bench verify}, needs the campus in {@code ../shared/data}, and
 * writes {@code src/docs/benchmarks/chain.md}. Speed is given as a ratio to Y, Tinfour's insertion
 * rate, taken before and after in the same process; all rates are medians.
 */
public final class ChainBenchmark {
  private static final Path CAMPUS = Path.of("../shared/data/tudcampus");
  private static final Path LOG = Path.of("src/docs/benchmarks/chain.md");
  private static final int REPEATS = 7;

  /** The first runs warm the JVM up and are not counted. */
  private static final int WARM_UP = 3;

  private final List<String> raw = new ArrayList<>();
  private final List<Double> yardstick = new ArrayList<>();

  private ChainBenchmark() {}

  public static void main(String[] args) throws IOException {
    if (!Files.exists(CAMPUS)) {
      throw new IllegalStateException("the benchmark needs " + CAMPUS);
    }
    new ChainBenchmark().run();
  }

  private void run() throws IOException {
    measureYardstick();
    Path out = Files.createTempDirectory("citymesh-chain");
    double one = facesPerSecond(1, out.resolve("mesh"));
    double two = facesPerSecond(2, out.resolve("mesh"));
    measureYardstick();
    double y = median(yardstick);
    List<String> lines = new ArrayList<>();
    lines.add("# The whole chain: plan to published parts");
    lines.add("");
    lines.add("Made by `mvn -P bench verify` on " + LocalDate.now() + "; see `ChainBenchmark`.");
    lines.add("");
    lines.add("| figure | measured | wanted |");
    lines.add("|---|---|---|");
    lines.add(row("Y: Tinfour inserts 1 M sorted points", "%,.0f /s", "", y));
    lines.add(row("faces per second, one core", "%,.0f = %.2f Y", "at least 0.35 Y", one, one / y));
    lines.add(row("faces per second, two cores", "%,.0f", "", two));
    lines.add(row("two cores over one", "%.2f", "1.8", two / one));
    lines.add("");
    lines.add(
        "Machine: "
            + Runtime.getRuntime().availableProcessors()
            + " processors, Java "
            + Runtime.version()
            + ", load average "
            + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    lines.add("");
    lines.add("```");
    lines.addAll(raw);
    lines.add("```");
    Files.createDirectories(LOG.getParent());
    Files.write(LOG, lines);
    lines.forEach(System.out::println);
  }

  private static String row(String figure, String format, String wanted, Object... values) {
    return "| "
        + figure
        + " | "
        + String.format(Locale.ROOT, format, values)
        + " | "
        + wanted
        + " |";
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /** Points per CPU-second, several times. */
  private void measureYardstick() {
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
        yardstick.add(rate);
        raw.add(String.format(Locale.ROOT, "tinfour %,.0f points per CPU-second", rate));
      }
    }
  }

  private double facesPerSecond(int cores, Path out) throws IOException {
    try (SparkSession spark = session(cores)) {
      List<Double> rates = new ArrayList<>();
      for (int i = 0; i < REPEATS; i++) {
        Manifest manifest = build(spark, out);
        Map<String, Double> t = manifest.timings();
        double seconds = t.get("mesh") + t.get("stitch") + t.get("publish");
        if (i >= WARM_UP) {
          rates.add(manifest.totals().faces() / seconds);
        }
        raw.add(
            String.format(
                Locale.ROOT,
                "%d core(s): %,d faces, mesh %.2f s, stitch %.2f s, publish %.2f s, %d below the bound%s",
                cores,
                manifest.totals().faces(),
                t.get("mesh"),
                t.get("stitch"),
                t.get("publish"),
                manifest.quality().below(),
                i < WARM_UP ? " (warm-up)" : ""));
      }
      return median(rates);
    }
  }

  private static SparkSession session(int cores) {
    return SparkSession.builder()
        .master("local[" + cores + "]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
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
