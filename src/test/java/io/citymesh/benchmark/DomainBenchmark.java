package io.citymesh.benchmark;

import io.citymesh.TestData;
import io.citymesh.job.ThreadMeshing;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * What it costs that sizes differ by place: a wind domain around the TU Delft campus with triangles
 * of 1 m around one building, of 10 m in the city and of 100 m beyond, and meshes of one size: of
 * the whole domain with about as many faces, of the surroundings of that building at 1 m, of the
 * city at 10 m, and of the domain at 100 m. All are meshed in turns by one thread, whose CPU time
 * counts; the first turns warm the JVM up. What is not counted: reading, cleaning, planning and
 * publishing.
 *
 * <p>A mesh of 100 m is mostly outlines of buildings, one of 1 m mostly open ground, and that goes
 * faster. So there are two ratios: to the mesh of one size with as many faces, and to what the
 * triangles of each zone would take at the rate of a mesh of that zone's size.
 *
 * <p>It is run by {@code mvn -P bench verify} and writes {@code src/docs/benchmarks/domain.md}. The
 * arguments: turns to warm up, turns that count.
 */
public final class DomainBenchmark {
  /** Of the building for which the mesh is made. */
  private static final String FOCUS = "12846324";

  /** With a radius around it of 100 m. */
  private static final String AROUND_FOCUS = "85293,446137,85655,446548";

  private static final String CITY = "84756,445388,86105,447071";

  /** Of the mesh of one size with about as many faces, metres. */
  private static final double EVEN_SIZE = 6.3;

  private static final String[] DOMAIN = {
    "domain", "wind", "flow-direction", "270", "domain-rule", "50,50,50", "focus", FOCUS
  };

  private DomainBenchmark() {}

  /**
   * A mesh, in each of the turns that count.
   *
   * @param expected faces, as the plan has it
   */
  record Outcome(String name, int tiles, double expected, List<ThreadMeshing.Result> turns) {
    ThreadMeshing.Result last() {
      return turns.get(turns.size() - 1);
    }

    double median() {
      return BenchmarkLog.median(turns.stream().map(ThreadMeshing.Result::seconds).toList());
    }
  }

  public static void main(String[] args) throws IOException {
    int warmUp = Integer.parseInt(args[0]);
    int counted = Integer.parseInt(args[1]);
    BenchmarkLog log =
        new BenchmarkLog(
            "Sizes that differ by place", "mvn -P bench verify", DomainBenchmark.class);
    log.line("Alone: `mvn -P bench test-compile exec:exec@domain-benchmark`.");
    log.line("");
    log.line(
        "A closed wind domain around the TU Delft campus with triangles of 1 m up to 100 m around a"
            + " building, 10 m in the city and 100 m beyond, and meshes of one size, all by one"
            + " thread in turns: %d to warm up, %d that count. Seconds are medians of the thread's"
            + " CPU time for meshing and stitching.",
        warmUp, counted);
    Path dir = Files.createTempDirectory("citymesh-domain");
    List<Outcome> found;
    try (SparkSession spark = session(dir)) {
      found = measure(spark, cases(dir), warmUp, counted);
    } finally {
      BenchmarkLog.delete(dir);
    }
    table(log, found);
    log.machine();
    log.write("domain.md");
  }

  private static SparkSession session(Path dir) {
    return BenchmarkSession.local(2)
        .config("spark.local.dir", dir.resolve("spark").toString())
        .getOrCreate();
  }

  /**
   * A mesh to be made.
   *
   * @param values of its build
   */
  record Case(String name, OptionValues values) {}

  private static List<Case> cases(Path dir) {
    OptionValues campus =
        new OptionValues()
            .set("buildings", List.of(TestData.path("tudcampus/buildings.geojson").toString()))
            .set("terrain", List.of(TestData.path("tudcampus/synthetic_dem.tif").toString()))
            .set("extend-terrain", List.of("nearest"))
            .set("id-field", List.of("gid"))
            .set(OptionTable.BUILDING_HEIGHT, 9.0)
            .set(OptionTable.OUT, dir.resolve("out").toString());
    return List.of(
        new Case(
            "by place",
            with(
                with(sized(campus, 100, 10), DOMAIN),
                "focus-radius",
                "100",
                "focus-size",
                "1",
                "refine",
                CITY + ":10")),
        new Case(
            "of one size, as many faces",
            with(with(sized(campus, EVEN_SIZE, EVEN_SIZE), DOMAIN), "focus-size", "100")),
        new Case(
            "1 m around the building", with(sized(campus, 1, 1), "bounds", AROUND_FOCUS, "close")),
        new Case("10 m in the city", with(sized(campus, 10, 10), "bounds", CITY, "close")),
        new Case(
            "100 m in the domain",
            with(with(sized(campus, 100, 100), DOMAIN), "focus-size", "100")));
  }

  private static OptionValues sized(OptionValues of, double size, double buildingSize) {
    return new OptionValues()
        .setAll(of)
        .set(OptionTable.MAX_SIZE, size)
        .set(OptionTable.BUILDING_SIZE, buildingSize);
  }

  /** With more options and a value of each; one without a value is set. */
  private static OptionValues with(OptionValues of, String... more) {
    OptionValues values = new OptionValues().setAll(of);
    for (int i = 0; i < more.length; i += 2) {
      values.set(more[i], List.of(i + 1 < more.length ? more[i + 1] : "true"));
    }
    return values;
  }

  /** Meshes all cases in turns. */
  static List<Outcome> measure(SparkSession spark, List<Case> cases, int warmUp, int counted) {
    List<ThreadMeshing> all =
        cases.stream().map(one -> new ThreadMeshing(spark, one.values)).toList();
    List<Outcome> found = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      found.add(
          new Outcome(
              cases.get(i).name, all.get(i).tiles(), all.get(i).expected(), new ArrayList<>()));
    }
    for (int turn = 0; turn < warmUp + counted; turn++) {
      for (int i = 0; i < all.size(); i++) {
        ThreadMeshing.Result result = all.get(i).run();
        System.out.printf(
            Locale.ROOT,
            "%s: %,d faces, %.3f s, %,.0f /s%n",
            cases.get(i).name,
            result.faces(),
            result.seconds(),
            result.rate());
        if (turn >= warmUp) {
          found.get(i).turns.add(result);
        }
      }
    }
    return found;
  }

  private static void table(BenchmarkLog log, List<Outcome> found) {
    log.line("");
    log.line(
        "| triangles | tiles | faces expected | faces | of ground and roofs | below the angle | s |"
            + " faces /s |");
    log.line("|---|---|---|---|---|---|---|---|");
    for (Outcome one : found) {
      log.line(
          "| %s | %d | %,.0f | %,d | %,d | %d | %.3f | %,.0f |",
          one.name,
          one.tiles,
          one.expected,
          one.last().faces(),
          one.last().triangles(),
          one.last().below(),
          one.median(),
          one.last().faces() / one.median());
    }
    log.figures();
    log.row(
        "faces per second, by place over one size",
        "%.2f",
        "1",
        BenchmarkLog.median(ratios(found.get(0), found.get(1))));
    log.row(
        "time of its zones' triangles at the rates of 1, 10 and 100 m, over its time",
        "%.2f",
        "1",
        BenchmarkLog.median(ofZones(found)));
    log.row(
        "faces over those expected",
        "%.3f",
        "0.9 to 1.1",
        found.get(0).last().faces() / found.get(0).expected);
  }

  /** The rate of a mesh over that of another, turn by turn. */
  static List<Double> ratios(Outcome one, Outcome other) {
    List<Double> ratios = new ArrayList<>();
    for (int turn = 0; turn < one.turns.size(); turn++) {
      ratios.add(one.turns.get(turn).rate() / other.turns.get(turn).rate());
    }
    return ratios;
  }

  private static List<Double> ofZones(List<Outcome> found) {
    List<Double> ratios = new ArrayList<>();
    for (int turn = 0; turn < found.get(0).turns.size(); turn++) {
      ThreadMeshing.Result byPlace = found.get(0).turns.get(turn);
      double alike = 0;
      for (Outcome one : found.subList(2, found.size())) {
        ThreadMeshing.Result ofSize = one.turns.get(turn);
        alike +=
            byPlace.bySize().get(ofSize.bySize().lastKey()) * ofSize.seconds() / ofSize.triangles();
      }
      ratios.add(alike / byPlace.seconds());
    }
    return ratios;
  }
}
