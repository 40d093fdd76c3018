package io.citymesh.benchmark;

import com.github.mreutegg.laszip4j.laslib.LASreadOpener;
import com.github.mreutegg.laszip4j.laslib.LASreader;
import com.sun.management.OperatingSystemMXBean;
import io.citymesh.CityMesh;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * How many points terrain and roofs take in per CPU-second of one core, against the LAZ decoder
 * alone. The aggregation's rate is that of the points that {@link #MANY} copies of the cloud have
 * more than one copy, over the CPU time that a plan on local[1] takes longer with them: all that
 * grows with the points counts (decoding, sums, histograms, shuffle, garbage collection), the start
 * and the footprints do not. So for the heap: what a full collection leaves, at most, with one copy
 * and with many. All rates are medians, before and after in the same process.
 *
 * <p>It is run by {@code mvn -P bench verify}, needs {@code ../shared/data/delft}, and writes
 * {@code src/docs/benchmarks/lidar.md}.
 */
public final class LidarBenchmark {
  private static final Path DELFT = Path.of("../shared/data/delft");
  private static final List<String> CLOUDS = List.of("ahn3_cropped_1.laz", "ahn3_cropped_2.laz");
  private static final int MANY = 9;
  private static final int REPEATS = 3;
  private static final int WARM_UP = 4;
  private static final long PAUSE_MILLIS = 1000;

  private final List<String> raw = new ArrayList<>();
  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private long checksum;

  private LidarBenchmark() {}

  public static void main(String[] args) throws Exception {
    if (!Files.exists(DELFT)) {
      throw new IllegalStateException("the benchmark needs " + DELFT);
    }
    new LidarBenchmark().run();
  }

  private void run() throws Exception {
    Path dir = Files.createTempDirectory("citymesh-lidar");
    Path one = copies(dir.resolve("one"), 1);
    Path many = copies(dir.resolve("many"), MANY);
    decoderRates(many); // Warms the JVM up.
    List<Double> decoderRates = decoderRates(many);
    long points = 0;
    List<Double> rates = new ArrayList<>();
    double heapOne;
    double heapMany;
    try (SparkSession spark = session()) {
      points = count(one);
      for (int i = 0; i < WARM_UP; i++) {
        plan(spark, many, dir);
      }
      for (int i = 0; i < REPEATS; i++) {
        double few = plan(spark, one, dir);
        double more = plan(spark, many, dir);
        rates.add((MANY - 1) * points / (more - few));
        note(
            String.format(
                Locale.ROOT,
                "plan: 1 copy %.2f CPU-seconds, %d copies %.2f, %,.0f points per CPU-second",
                few,
                MANY,
                more,
                rates.get(i)));
      }
      heapOne = heap(spark, one, dir);
      heapMany = heap(spark, many, dir);
    }
    decoderRates.addAll(decoderRates(many));
    write(points, BenchmarkLog.median(decoderRates), BenchmarkLog.median(rates), heapOne, heapMany);
  }

  private void note(String line) {
    raw.add(line);
    System.out.println(line);
  }

  private void write(long points, double decoder, double rate, double heapOne, double heapMany)
      throws IOException {
    BenchmarkLog log =
        new BenchmarkLog(
            "Lidar: terrain and roofs against the bare decoder",
            "mvn -P bench verify",
            LidarBenchmark.class);
    log.figures();
    log.row("laszip4j alone, points per CPU-second", "%,.0f", "", decoder);
    log.row("terrain and roofs, points per CPU-second", "%,.0f", "", rate);
    log.row("share", "%.0f %%", "at least 70 %", 100 * rate / decoder);
    log.row("heap in use, MB", "%.0f with %,d points", "", heapOne, points);
    log.row("heap in use, MB", "%.0f with %,d points", "no more", heapMany, MANY * points);
    log.machine();
    log.raw(raw);
    log.write("lidar.md");
  }

  private static Path copies(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      for (String cloud : CLOUDS) {
        Files.copy(DELFT.resolve(cloud), folder.resolve(i + "-" + cloud));
      }
    }
    return folder;
  }

  private static long count(Path folder) throws IOException {
    long count = 0;
    for (String cloud : CLOUDS) {
      LASreader reader = new LASreadOpener().open(folder.resolve("0-" + cloud).toString());
      count += reader.npoints;
      reader.close();
    }
    return count;
  }

  /** Of a single thread, warm, taking place and class of each point. */
  private List<Double> decoderRates(Path folder) {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < REPEATS; i++) {
      long points = 0;
      long start = process.getProcessCpuTime();
      for (int k = 0; k < 4; k++) {
        for (String cloud : CLOUDS) {
          LASreader reader = new LASreadOpener().open(folder.resolve(k + "-" + cloud).toString());
          while (reader.read_point()) {
            points++;
            checksum +=
                reader.point.getX()
                    + reader.point.getY()
                    + reader.point.getZ()
                    + reader.point.getClassification();
          }
          reader.close();
        }
      }
      double rate = points / ((process.getProcessCpuTime() - start) / 1e9);
      note(
          String.format(
              Locale.ROOT, "decoder: %,.0f points per CPU-second (sum %d)", rate, checksum));
      rates.add(rate);
    }
    return rates;
  }

  private static SparkSession session() {
    return BenchmarkSession.withRecords(1)
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate();
  }

  /** CPU-seconds. */
  private double plan(SparkSession spark, Path clouds, Path dir) {
    long start = process.getProcessCpuTime();
    CityMesh.builder(spark)
        .buildings(DELFT.resolve("buildings.geojson").toString())
        .points(clouds.toString())
        .out(dir.resolve("mesh").toString())
        .plan();
    return (process.getProcessCpuTime() - start) / 1e9;
  }

  /** Megabytes that full collections left, at most, while a plan was made. */
  private double heap(SparkSession spark, Path clouds, Path dir) throws InterruptedException {
    long[] most = {0};
    Thread sampler =
        new Thread(
            () -> {
              Runtime runtime = Runtime.getRuntime();
              try {
                while (true) {
                  Thread.sleep(PAUSE_MILLIS);
                  System.gc();
                  most[0] = Math.max(most[0], runtime.totalMemory() - runtime.freeMemory());
                }
              } catch (InterruptedException e) {
                return;
              }
            });
    sampler.start();
    plan(spark, clouds, dir);
    sampler.interrupt();
    sampler.join();
    return most[0] / 1e6;
  }
}
