package io.citymesh.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.CityMesh;
import io.citymesh.cli.DemoCity;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.SparkSession;

/**
 * What {@code --resume} makes again after one of 10,000 buildings has changed, and how long that
 * takes, against a full run; then with a building on a tile border, and with no change at all. All
 * runs are made in one JVM, after one run of the same city to warm it up, with the serializer of
 * the command line; with triangles of 10 m and of 2.5 m. Times are medians.
 *
 * <p>It is run by {@code mvn -P bench verify} and writes {@code src/docs/benchmarks/resume.md}.
 */
public final class ResumeBenchmark {
  private static final int SIDE = 8;
  private static final double TILE_SIZE = 500;
  private static final int TIMES = 3;
  private static final String RESUMED = "resumed";

  private final ObjectMapper json = new ObjectMapper();
  private final Path dir;
  private final DemoCity.Written city;

  /** Metres. */
  private double triangleSize;

  private ResumeBenchmark(Path dir) throws IOException {
    this.dir = dir;
    this.city = DemoCity.writeTiles(dir, SIDE, SIDE, TILE_SIZE, 7);
  }

  public static void main(String[] args) throws Exception {
    Path dir = Files.createTempDirectory("citymesh-resume");
    try (SparkSession spark =
        BenchmarkSession.withRecords(2)
            .config("spark.local.dir", dir.resolve("spark").toString())
            .config("spark.sql.shuffle.partitions", "8")
            .getOrCreate()) {
      new ResumeBenchmark(dir).run(spark);
    } finally {
      BenchmarkLog.delete(dir);
    }
  }

  private void run(SparkSession spark) throws IOException {
    BenchmarkLog log =
        new BenchmarkLog(
            "After a change: what is made again", "mvn -P bench verify", ResumeBenchmark.class);
    for (double size : new double[] {10, 2.5}) {
      triangleSize = size;
      run(spark, log);
      BenchmarkLog.delete(dir.resolve(RESUMED));
    }
    log.line("");
    log.line(
        "\"Same\" compares the digest with that of a full run of the same input. A building on a"
            + " border changes each tile that it meets. \"In them\" is the time of tasks in tiles"
            + " and stitches; \"on the clock\" is all from the plan to the last stitch: also Spark's"
            + " stages, sending the buildings to their tiles, looking for what is there, and the"
            + " publishing. That part hardly depends on the triangles.");
    log.machine();
    log.write("resume.md");
  }

  private void run(SparkSession spark, BenchmarkLog log) throws IOException {
    build(spark, "plain", false);
    List<Manifest> fulls = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      if (i > 0) {
        BenchmarkLog.delete(dir.resolve(RESUMED));
      }
      fulls.add(build(spark, RESUMED, true));
    }
    Manifest full = fulls.get(0);
    log.line("");
    log.line(
        "%,d buildings, %d tiles of %.0f m, triangles of %.1f m, %,d faces; log2(tiles) is %.0f."
            + " Wanted after a change of one building: at most 1 tile and log2(tiles) stitches, in"
            + " under 10%% of the full run's meshing time.",
        full.totals().buildings(),
        full.totals().tiles(),
        TILE_SIZE,
        triangleSize,
        full.totals().faces(),
        Math.log(full.totals().tiles()) / Math.log(2));
    log.line("");
    log.line(
        "| run | tiles made | stitches made | in them, s | of the full run | on the clock, s | of the"
            + " full run | all, s | same |");
    log.line("|---|---|---|---|---|---|---|---|---|");
    log.line(row("full", fulls, fulls, ""));
    log.line(after("a building in a tile", spark, fulls, () -> changeOne(false)));
    log.line(after("a building on a border", spark, fulls, () -> changeOne(true)));
    log.line(after("nothing", spark, fulls, () -> {}));
  }

  private interface Change {
    void make() throws IOException;
  }

  /** Makes a change and builds again, several times; then compares with a full run. */
  private String after(String what, SparkSession spark, List<Manifest> fulls, Change change)
      throws IOException {
    List<Manifest> runs = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      change.make();
      runs.add(build(spark, RESUMED, true));
    }
    String digest = build(spark, "plain", false).digest();
    return row(what, runs, fulls, runs.get(TIMES - 1).digest().equals(digest) ? "yes" : "NO");
  }

  private Manifest build(SparkSession spark, String name, boolean resume) {
    return CityMesh.builder(spark)
        .buildings(city.buildings().toString())
        .terrain(city.terrain().toString())
        .heightField(DemoCity.HEIGHT_FIELD)
        .bounds(city.bounds())
        .merge(false)
        .tileSize(TILE_SIZE)
        .maxSize(triangleSize)
        .buildingSize(triangleSize)
        .resume(resume)
        .overwrite(!resume)
        .out(dir.resolve(name).toString())
        .build()
        .manifest();
  }

  /** In tiles and stitches, seconds of tasks. */
  private static double inThem(List<Manifest> runs) {
    return median(
        runs, m -> (m.counters().get("core_millis") + m.counters().get("seam_millis")) / 1e3);
  }

  private static double onTheClock(List<Manifest> runs) {
    return median(runs, m -> m.timings().get("mesh") + m.timings().get("stitch"));
  }

  private static double median(List<Manifest> runs, ToDoubleFunction<Manifest> figure) {
    return runs.stream().mapToDouble(figure).sorted().toArray()[runs.size() / 2];
  }

  private static String row(String run, List<Manifest> runs, List<Manifest> fulls, String same) {
    Map<String, Long> work = runs.get(runs.size() - 1).counters();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %.2f | %.1f%% | %.2f | %.1f%% | %.1f | %s |",
        run,
        work.get("made_cores"),
        work.get("made_seams"),
        inThem(runs),
        100 * inThem(runs) / inThem(fulls),
        onTheClock(runs),
        100 * onTheClock(runs) / onTheClock(fulls),
        median(runs, m -> m.timings().get("total")),
        same);
  }

  /** Raises a building near the middle that lies in one tile, or that meets two. */
  private void changeOne(boolean onBorder) throws IOException {
    ObjectNode collection = (ObjectNode) json.readTree(city.buildings().toFile());
    JsonNode features = collection.get("features");
    for (int i = features.size() / 2; i < features.size(); i++) {
      JsonNode feature = features.get(i);
      if (tilesMet(feature.at("/geometry/coordinates/0")) == (onBorder ? 2 : 1)) {
        ObjectNode properties = (ObjectNode) feature.get("properties");
        double height = properties.get(DemoCity.HEIGHT_FIELD).asDouble();
        properties.put(DemoCity.HEIGHT_FIELD, height + 0.5);
        json.writeValue(city.buildings().toFile(), collection);
        return;
      }
    }
    throw new IllegalStateException("no such building");
  }

  private int tilesMet(JsonNode shell) {
    int columns = spanned(shell, 0, city.bounds().xmin());
    int rows = spanned(shell, 1, city.bounds().ymin());
    return columns * rows;
  }

  private static int spanned(JsonNode shell, int axis, double origin) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (JsonNode corner : shell) {
      least = Math.min(least, corner.get(axis).asDouble());
      most = Math.max(most, corner.get(axis).asDouble());
    }
    return 1
        + (int) Math.floor((most - origin) / TILE_SIZE)
        - (int) Math.floor((least - origin) / TILE_SIZE);
  }
}
