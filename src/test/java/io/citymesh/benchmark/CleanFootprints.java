package io.citymesh.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.citymesh.footprint.CleaningOptions;
import io.citymesh.input.HeightFields;
import io.citymesh.job.Footprints;
import io.citymesh.terrain.Terrains;
import io.citymesh.vector.FootprintFields;
import io.citymesh.vector.FootprintReader;
import io.citymesh.vector.FootprintSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * Makes up footprints, reads and cleans them, and writes down what was rejected, on two cores. The
 * arguments: a directory, how many footprints, {@code merge} or {@code no-merge}.
 */
public final class CleanFootprints {
  private static final double NO_HEIGHT = 7;

  private static final String FORMAT =
      "footprints %d buildings %d rejected %d read %.2f clean %.2f cpu %.2f toDriver %d";

  /**
   * Figures of one run.
   *
   * @param footprints how many were made up
   * @param buildings how many came of them
   * @param rejected how many remarks there are
   * @param readSeconds until they are checked and known by name
   * @param cleanSeconds until the buildings are numbered and {@code rejected.geojson} is written
   * @param cpuSeconds of the process while it read and cleaned, JIT and collector included
   * @param toDriver bytes of all results that tasks have sent to the driver
   */
  record Figures(
      int footprints,
      int buildings,
      long rejected,
      double readSeconds,
      double cleanSeconds,
      double cpuSeconds,
      long toDriver) {

    /** Finds the line that the process has printed. */
    static Figures parse(String output) {
      String line =
          output
              .lines()
              .filter(l -> l.startsWith("footprints "))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no figures in: " + output));
      String[] words = line.split(" ");
      return new Figures(
          Integer.parseInt(words[1]),
          Integer.parseInt(words[3]),
          Long.parseLong(words[5]),
          Double.parseDouble(words[7]),
          Double.parseDouble(words[9]),
          Double.parseDouble(words[11]),
          Long.parseLong(words[13]));
    }

    double perSecond() {
      return footprints / (readSeconds + cleanSeconds);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          FORMAT,
          footprints,
          buildings,
          rejected,
          readSeconds,
          cleanSeconds,
          cpuSeconds,
          toDriver);
    }
  }

  private CleanFootprints() {}

  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    boolean merge = args[2].equals("merge");
    Path file = dir.resolve("footprints.geojson");
    SyntheticFootprints.write(file, count);
    AtomicLong toDriver = new AtomicLong();
    try (SparkSession spark =
        BenchmarkSession.local(2)
            .config("spark.local.dir", dir.resolve("spark").toString())
            .getOrCreate()) {
      spark
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                  toDriver.addAndGet(end.taskMetrics().resultSize());
                }
              });
      OperatingSystemMXBean process =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long cpu = process.getProcessCpuTime();
      long start = System.nanoTime();
      FootprintFields fields = new FootprintFields(new HeightFields("height", "", ""), true);
      try (FootprintSet set = FootprintReader.read(spark, List.of(file.toString()), fields)) {
        long read = System.nanoTime();
        CleaningOptions options = new CleaningOptions(0.5, 15, merge, 0.5, 10, 0.1);
        try (Footprints.Result result =
            Footprints.clean(
                JavaSparkContext.fromSparkContext(spark.sparkContext()),
                set.footprints(),
                set.count(),
                Terrains.open("flat:0"),
                set.extent().orElseThrow().grow(50),
                options,
                OptionalDouble.of(NO_HEIGHT))) {
          Path out = Files.createDirectories(dir.resolve("out"));
          result.writeRejected(
              out.toString(),
              set,
              set.crs(),
              JavaSparkContext.fromSparkContext(spark.sparkContext()));
          long end = System.nanoTime();
          long remarks =
              result.remarks().values().stream()
                  .flatMap(reasons -> reasons.values().stream())
                  .mapToLong(Long::longValue)
                  .sum();
          System.out.println(
              new Figures(
                  count,
                  result.count(),
                  remarks,
                  (read - start) / 1e9,
                  (end - read) / 1e9,
                  (process.getProcessCpuTime() - cpu) / 1e9,
                  toDriver.get()));
        }
      }
    }
  }
}
