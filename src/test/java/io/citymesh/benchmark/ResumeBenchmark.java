package io.citymesh.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citymesh.CityMesh;
import io.citymesh.cli.DemoCity;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * What {@code --resume} makes again after one of 10,000 buildings has changed, and how long that
 * takes, against a full run; then with a building on a tile border, and with no change at all. All
 * runs are made in one JVM, after one run of the same city to warm it up. "Meshing" is all that is
 * done between the plan and publishing: making tiles and stitches, and looking for those that are
 * there.
 *
 * <p>It is run by {@code mvn -P bench verify} and writes {@code src/docs/benchmarks/resume.md}.
 */
public final class ResumeBenchmark {
  private static final Path LOG = Path.of("src/docs/benchmarks/resume.md");
  private static final int SIDE = 8;
  private static final double TILE_SIZE = 500;

  private final List<String> lines = new ArrayList<>();
  private final ObjectMapper json = new ObjectMapper();
  private final Path dir;
  private final DemoCity.Written city;

  private ResumeBenchmark(Path dir) throws IOException {
    this.dir = dir;
    this.city = DemoCity.writeTiles(dir, SIDE, SIDE, TILE_SIZE, 7);
  }

  public static void main(String[] args) throws Exception {
    Path dir = Files.createTempDirectory("citymesh-resume");
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", dir.resolve("spark").toString())
            .config("spark.sql.shuffle.partitions", "8")
            .getOrCreate()) {
      new ResumeBenchmark(dir).run(spark);
    } finally {
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run(SparkSession spark) throws IOException {
    build(spark, "warm-up", false);
    Manifest plain = build(spark, "plain", false);
    Manifest full = build(spark, "resumed", true);
    double meshing = meshing(full);
    lines.add("# After a change: what is made again");
    lines.add("");
    lines.add("Made by `mvn -P bench verify` on " + LocalDate.now() + "; see `ResumeBenchmark`.");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d buildings, %d tiles of %.0f m, %,d faces; log2(tiles) is %.0f. Wanted after a"
                + " change of one building: at most 1 tile and log2(tiles) stitches, in under 10%%"
                + " of the full run's meshing time.",
            full.totals().buildings(),
            full.totals().tiles(),
            TILE_SIZE,
            full.totals().faces(),
            Math.log(full.totals().tiles()) / Math.log(2)));
    lines.add("");
    lines.add(
        "| run | tiles made | stitches made | meshing, s | of the full run | all, s | same |");
    lines.add("|---|---|---|---|---|---|---|");
    lines.add(row("full, without `--resume`", plain, meshing, ""));
    lines.add(row("full, with `--resume`", full, meshing, same(plain, full)));
    changeOne(false);
    Manifest inside = build(spark, "resumed", true);
    lines.add(
        row("a building in a tile", inside, meshing, same(build(spark, "inside", false), inside)));
    changeOne(true);
    Manifest border = build(spark, "resumed", true);
    lines.add(
        row(
            "a building on a border, too",
            border,
            meshing,
            same(build(spark, "border", false), border)));
    lines.add(row("nothing", build(spark, "resumed", true), meshing, ""));
    lines.add("");
    lines.add(
        "\"Same\" compares the digest with that of a full run of the same input. A building on a"
            + " border changes each tile that it meets. Machine: "
            + Runtime.getRuntime().availableProcessors()
            + " processors, Java "
            + Runtime.version()
            + ", load average "
            + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    Files.createDirectories(LOG.getParent());
    Files.write(LOG, lines);
    lines.forEach(System.out::println);
  }

  private Manifest build(SparkSession spark, String name, boolean resume) {
    return CityMesh.builder(spark)
        .buildings(city.buildings().toString())
        .terrain(city.terrain().toString())
        .heightField(DemoCity.HEIGHT_FIELD)
        .bounds(city.bounds())
        .merge(false)
        .tileSize(TILE_SIZE)
        .resume(resume)
        .out(dir.resolve(name).toString())
        .build()
        .manifest();
  }

  private static double meshing(Manifest manifest) {
    return manifest.timings().get("mesh") + manifest.timings().get("stitch");
  }

  private static String same(Manifest full, Manifest other) {
    return full.digest().equals(other.digest()) ? "yes" : "NO";
  }

  private static String row(String run, Manifest manifest, double full, String same) {
    int tiles = manifest.totals().tiles();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %.2f | %.1f%% | %.1f | %s |",
        run,
        manifest.work().getOrDefault("made_cores", (long) tiles),
        manifest.work().getOrDefault("made_seams", (long) tiles - 1),
        meshing(manifest),
        100 * meshing(manifest) / full,
        manifest.timings().get("total"),
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
