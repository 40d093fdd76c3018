package io.citymesh.benchmark;

import io.citymesh.CityMesh;
import io.citymesh.report.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The whole chain, from the plan to the published parts: faces per second and core on the TU Delft
 * campus at 2 m in tiles of 500 m with the disk store, on one core and on two, warm. What is not
 * counted: the start of the JVM and of Spark, reading and cleaning.
 *
 * <p>Arguments: the directory of the test data, and how often each run is repeated.
 */
public final class ChainBenchmark {
  private ChainBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    int repeats = Integer.parseInt(args[1]);
    Path out = Files.createTempDirectory("citymesh-chain");
    for (int cores = 1; cores <= 2; cores++) {
      try (SparkSession spark = session(cores)) {
        List<Double> seconds = new ArrayList<>();
        Manifest last = null;
        for (int i = 0; i < repeats; i++) {
          last = build(spark, data, out.resolve("mesh"));
          Map<String, Double> t = last.timings();
          seconds.add(t.get("mesh") + t.get("stitch") + t.get("publish"));
          System.out.printf(
              Locale.ROOT,
              "%d core(s), run %d: mesh %.2f s, stitch %.2f s, publish %.2f s (clean %.2f s)%n",
              cores,
              i,
              t.get("mesh"),
              t.get("stitch"),
              t.get("publish"),
              t.get("clean"));
        }
        double best = seconds.stream().mapToDouble(s -> s).min().orElseThrow();
        System.out.printf(
            Locale.ROOT,
            "%d core(s): %,d faces in %.2f s: %,.0f faces per second and core%n",
            cores,
            last.totals().faces(),
            best,
            last.totals().faces() / best / cores);
      }
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

  private static Manifest build(SparkSession spark, Path data, Path out) {
    Path campus = data.resolve("tudcampus");
    return CityMesh.builder(spark)
        .buildings(campus.resolve("buildings.geojson").toString())
        .terrain(campus.resolve("synthetic_dem.tif").toString())
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
