package io.citymesh.benchmark;

import io.citymesh.cli.GeneratedCity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whole cities from Enter to their files: cold commands through {@code submit/citymesh} on two
 * cores with a heap of 2 GB. What is not counted is the first start of a program on a machine,
 * which makes the archive of its classes.
 *
 * <p>It is run by {@code mvn -P bench-large verify}, with {@code -Dbefore=DIR} in turns with
 * another checkout of the program, and writes {@code src/docs/benchmarks/city.md}. The cities are
 *
 * <ul>
 *   <li>a number N: {@code demo --buildings N} with its terrain, at the defaults;
 *   <li>{@code skewed:N}: the same, of which a quarter holds nearly all, for the share of idle
 *       cores;
 *   <li>{@code copies:N}: the outlines of the TU Delft campus N times, on level ground;
 *   <li>{@code campus}: these once, with their terrain, at the defaults; {@code campus:S}: at S
 *       metres in tiles of 500 m, which is more meshing;
 *   <li>{@code demo}: the small city of {@code demo}.
 * </ul>
 */
public final class CityBenchmark {
  private static final Path CAMPUS = Path.of("../shared/data/tudcampus");
  private static final int CORES = 2;
  private static final String SKEWED = "skewed:";
  private static final String COPIES = "copies:";
  private static final String SIZED_CAMPUS = "campus:";

  /**
   * A program.
   *
   * @param command that starts it; arguments follow
   */
  record Version(String name, List<String> command) {}

  /**
   * A city.
   *
   * @param footprints how many there are
   * @param args of the command that builds it, but for its output
   */
  record City(String name, int footprints, List<String> args) {}

  /** What a version took for a city. */
  record Figures(City city, Version version, ColdRun run, ColdRun.Told told, EventLog log) {
    /** Of all that is neither meshing nor stitching nor publishing, seconds. */
    double rest() {
      return run.seconds() - told.meshing();
    }

    String row() {
      return String.format(
          Locale.ROOT,
          "| %s | %s | %.1f | %.1f | %.2f | %.1f | %,d | %s |",
          city.name,
          version.name,
          run.seconds(),
          run.cpu(),
          run.peak() / 1e9,
          rest(),
          told.faces(),
          timings(told.timings()));
    }

    private static String timings(Map<String, Double> timings) {
      List<String> words = new ArrayList<>();
      timings.forEach(
          (step, seconds) -> words.add(step + String.format(Locale.ROOT, " %.1f", seconds)));
      return String.join(", ", words);
    }
  }

  private final Path dir;
  private final List<Version> versions;
  private final Map<String, String> environment;

  /**
   * @param dir for inputs and outputs
   * @param memory heap of each run
   */
  CityBenchmark(Path dir, List<Version> versions, String memory) {
    this.dir = dir;
    this.versions = List.copyOf(versions);
    this.environment =
        Map.of("CITYMESH_MEMORY", memory, "CITYMESH_CACHE", dir.resolve("cache").toString());
  }

  /** The turns and then the cities; the property {@code before} names the other checkout. */
  public static void main(String[] args) throws Exception {
    Path dir = Files.createTempDirectory("citymesh-city");
    List<Version> versions = new ArrayList<>();
    String before = System.getProperty("before", "");
    if (!before.isBlank()) {
      versions.add(new Version("before", launcher(Path.of(before))));
    }
    versions.add(new Version("this", launcher(Path.of(""))));
    try {
      CityBenchmark benchmark = new CityBenchmark(dir, versions, "2g");
      benchmark.prepare();
      int turns = Integer.parseInt(args[0]);
      List<Figures> all = new ArrayList<>();
      for (String name : List.of(args).subList(1, args.length)) {
        City city = benchmark.city(name);
        for (int turn = 0; turn < turns; turn++) {
          all.addAll(benchmark.measure(city));
        }
        if (Files.exists(dir.resolve("input"))) {
          BenchmarkLog.delete(dir.resolve("input"));
        }
      }
      report(all);
    } finally {
      BenchmarkLog.delete(dir);
    }
  }

  /** On two cores, whatever the machine has. */
  private static List<String> launcher(Path root) {
    String cores = "0-" + (CORES - 1);
    return List.of(
        "taskset", "-c", cores, root.toAbsolutePath().resolve("submit/citymesh").toString());
  }

  /** Lets each version make its archive of classes, which the next start takes up. */
  void prepare() throws IOException, InterruptedException {
    City demo = city("demo");
    measure(demo);
    measure(demo);
  }

  /** Makes the inputs of a city. */
  City city(String name) throws IOException {
    Path input = dir.resolve("input");
    if (name.equals("demo")) {
      return new City(name, 0, List.of("demo"));
    }
    if (name.equals("campus") || name.startsWith(SIZED_CAMPUS)) {
      List<String> args =
          new ArrayList<>(
              List.of(
                  "build",
                  "--buildings",
                  campus().toString(),
                  "--terrain",
                  CAMPUS.resolve("synthetic_dem.tif").toAbsolutePath().toString(),
                  "--building-height",
                  "9"));
      if (name.startsWith(SIZED_CAMPUS)) {
        String size = name.substring(SIZED_CAMPUS.length());
        args.addAll(List.of("--max-size", size, "--building-size", size, "--tile-size", "500"));
      }
      return new City(name, 1529, args);
    }
    if (name.startsWith(COPIES)) {
      int copies = Integer.parseInt(name.substring(COPIES.length()));
      int count = CampusCopies.write(input, campus(), copies);
      return new City(
          name,
          count,
          List.of(
              "build",
              "--buildings",
              input.toString(),
              "--terrain",
              "flat:0",
              "--building-height",
              "9"));
    }
    boolean skewed = name.startsWith(SKEWED);
    int count = Integer.parseInt(skewed ? name.substring(SKEWED.length()) : name);
    GeneratedCity.Written city = GeneratedCity.write(input, count, 1, skewed);
    return new City(
        name,
        count,
        List.of(
            "build",
            "--buildings",
            city.buildings().toString(),
            "--terrain",
            city.terrain().toString(),
            "--height-field",
            GeneratedCity.HEIGHT_FIELD));
  }

  private static Path campus() {
    Path campus = CAMPUS.resolve("buildings.geojson").toAbsolutePath();
    if (!Files.exists(campus)) {
      throw new IllegalStateException("the benchmark needs " + campus);
    }
    return campus;
  }

  /** One run of each version, one after the other. */
  List<Figures> measure(City city) throws IOException, InterruptedException {
    List<Figures> figures = new ArrayList<>();
    for (Version version : versions) {
      Path out = dir.resolve("out");
      Path log = Files.createDirectories(dir.resolve("log"));
      try {
        List<String> command = new ArrayList<>(version.command);
        command.addAll(city.args);
        command.addAll(
            List.of("--out", out.toString(), "--conf", "spark.master=local[" + CORES + "]"));
        command.addAll(EventLog.options(log));
        ColdRun run = ColdRun.of(command, environment);
        Path mesh = city.args.get(0).equals("demo") ? out.resolve("mesh") : out;
        figures.add(new Figures(city, version, run, ColdRun.Told.of(mesh), EventLog.read(log)));
        System.out.println(figures.get(figures.size() - 1).row());
      } finally {
        BenchmarkLog.delete(log);
        if (Files.exists(out)) {
          BenchmarkLog.delete(out);
        }
      }
    }
    return figures;
  }

  // ---- report

  private static void report(List<Figures> all) throws IOException {
    BenchmarkLog log =
        new BenchmarkLog(
            "Whole cities, from Enter to their files",
            "mvn -P bench-large verify -Dbefore=DIR",
            CityBenchmark.class);
    table(all).forEach(log::line);
    log.machine();
    log.write("city.md");
  }

  /** All runs, and what follows from their medians. */
  static List<String> table(List<Figures> all) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "| city | version | wall, s | CPU, s | peak RSS, GB | all but meshing, s | faces | steps, s"
            + " |");
    lines.add("|---|---|---|---|---|---|---|---|");
    all.forEach(figures -> lines.add(figures.row()));
    lines.add("");
    lines.add(
        "| city | version | wall, s | CPU, s | idle cores | driver alone, s | bytes to the driver"
            + " per footprint | of the version before: wall, CPU |");
    lines.add("|---|---|---|---|---|---|---|---|");
    Map<String, Map<String, List<Figures>>> groups = new LinkedHashMap<>();
    for (Figures figures : all) {
      groups
          .computeIfAbsent(figures.city.name, any -> new LinkedHashMap<>())
          .computeIfAbsent(figures.version.name, any -> new ArrayList<>())
          .add(figures);
    }
    for (Map<String, List<Figures>> group : groups.values()) {
      List<Figures> first = group.values().iterator().next();
      for (List<Figures> runs : group.values()) {
        Figures any = runs.get(0);
        int footprints = any.city.footprints;
        lines.add(
            String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %.1f | %.0f %% | %.1f | %s | %s |",
                any.city.name,
                any.version.name,
                wall(runs),
                cpu(runs),
                100 * any.log.idleShare(CORES),
                any.log.driverSeconds(),
                footprints == 0
                    ? ""
                    : String.format(Locale.ROOT, "%.2f", (double) any.log.toDriver() / footprints),
                runs == first
                    ? ""
                    : String.format(
                        Locale.ROOT,
                        "1/%.2f, 1/%.2f",
                        wall(first) / wall(runs),
                        cpu(first) / cpu(runs))));
      }
    }
    lines.addAll(marginal(groups));
    return lines;
  }

  /** Seconds that one more building takes, where there are three generated cities. */
  private static List<String> marginal(Map<String, Map<String, List<Figures>>> groups) {
    Map<String, TreeMap<Integer, List<Figures>>> sizes = new LinkedHashMap<>();
    groups.values().stream()
        .flatMap(group -> group.values().stream())
        .filter(runs -> runs.get(0).city.name.matches("[0-9]+"))
        .forEach(
            runs ->
                sizes
                    .computeIfAbsent(runs.get(0).version.name, any -> new TreeMap<>())
                    .put(runs.get(0).city.footprints, runs));
    List<String> lines = new ArrayList<>();
    sizes.forEach(
        (version, runs) -> {
          if (runs.size() == 3) {
            List<Integer> n = List.copyOf(runs.keySet());
            double first = slope(runs, n.get(0), n.get(1));
            double second = slope(runs, n.get(1), n.get(2));
            lines.add("");
            lines.add(
                String.format(
                    Locale.ROOT,
                    "Seconds that 1,000 more buildings take (%s): %.3f from %,d to %,d, %.3f from"
                        + " %,d to %,d, %.2f times as many (at most 1.1).",
                    version,
                    1000 * first,
                    n.get(0),
                    n.get(1),
                    1000 * second,
                    n.get(1),
                    n.get(2),
                    second / first));
          }
        });
    return lines;
  }

  private static double slope(TreeMap<Integer, List<Figures>> runs, int from, int to) {
    return (wall(runs.get(to)) - wall(runs.get(from))) / (to - from);
  }

  private static double wall(List<Figures> runs) {
    return BenchmarkLog.median(runs.stream().map(f -> f.run.seconds()).toList());
  }

  private static double cpu(List<Figures> runs) {
    return BenchmarkLog.median(runs.stream().map(f -> f.run.cpu()).toList());
  }
}
