package io.citymesh.benchmark;

import io.citymesh.ChildJvm;
import io.citymesh.ForeignProgram;
import io.citymesh.air.PolyMesh;
import io.citymesh.air.Town;
import io.citymesh.cli.GeneratedCity;
import io.citymesh.cli.Main;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * A volume of tens of millions of cells in a small heap, built, checked and exported by the command
 * line; what a volume costs over the surface alone; the air above Delft, filled by TetGen from the
 * same closed surface; and towns on hills, beside a prototype that held each of them at once.
 *
 * <p>It writes {@code src/docs/benchmarks/volume.md}. The arguments: the heap, how many buildings
 * the made-up city has, how many that has which is built with a volume and without in turns, and a
 * folder with room for its files. TetGen and OpenFOAM are left out where they are not installed,
 * data of Delft where it is not there.
 */
final class VolumeBenchmark {
  private static final Path DELFT = Path.of("../shared/data/delft");
  private static final Path CAMPUS = Path.of("../shared/data/tudcampus");

  /** How TetGen is asked: quality 1.6, dihedral angles from 10 degrees, the surface as it is. */
  private static final String TETGEN = "-pq1.6/10Y";

  /** How often a city is built with a volume and without. */
  private static final int TURNS = 3;

  /** How many buildings the city has that is built on one core. */
  private static final String RATED = "5000";

  /** How often before it counts: what Java compiles meanwhile would be taken for the volume's. */
  private static final int WARM_UP = 14;

  /**
   * A town on a hill, and what {@code checkMesh} said of the prototype's cells above it.
   *
   * @param nonOrthogonality greatest, degrees
   * @param severe faces over 70 degrees
   * @param skewness greatest
   */
  record Hill(String name, Town town, double nonOrthogonality, int severe, double skewness) {}

  private static final List<Hill> TOWNS =
      List.of(
          new Hill("row of 200 touching houses, 13 %", Town.row(200, 0.8 / 6), 50.3, 0, 1.1),
          new Hill("the same, 20 %", Town.row(200, 0.2), 49.5, 0, 0.9),
          new Hill("the same, 33 %", Town.row(200, 2.0 / 6), 51.4, 0, 0.8),
          new Hill("blocks around courtyards, 20 %", Town.blocks(3, 2), 58.0, 0, 2.2),
          new Hill("cliff of 15 m", Town.cliff(), 72.0, 252, 2.0),
          new Hill("20 x 20 touching houses, 21 %", Town.casbah(20), 87.4, 18, 3.3));

  /** A collection: what was in use after it, megabytes. */
  private static final Pattern COLLECTED = Pattern.compile("->(\\d+)M\\(\\d+M\\)");

  private final Path folder;
  private final String heap;
  final BenchmarkLog log =
      new BenchmarkLog("Volumes", "mvn -P bench-large verify", VolumeBenchmark.class);
  private final List<String> raw = new ArrayList<>();

  VolumeBenchmark(Path folder, String heap) {
    this.folder = folder;
    this.heap = heap;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(args[3]), "volume");
    VolumeBenchmark benchmark = new VolumeBenchmark(folder, args[0]);
    try {
      benchmark.log.line("Alone: `mvn -P bench-large test-compile exec:exec@volume-benchmark`.");
      benchmark.large(args[1]);
      benchmark.compare(args[2], TURNS);
      benchmark.rate(RATED, WARM_UP, 9);
      benchmark.delft();
      benchmark.towns(TOWNS);
      benchmark.log.machine();
      benchmark.log.raw(benchmark.raw);
      benchmark.log.write("volume.md");
    } finally {
      BenchmarkLog.delete(folder);
    }
  }

  /**
   * What a command took.
   *
   * @param megabytes the most that a collection left in the heap
   */
  private record Taken(ColdRun run, long megabytes) {}

  /** Runs a command of citymesh on two cores. */
  private Taken run(String... words) throws Exception {
    Path gc = folder.resolve("gc.log");
    Files.deleteIfExists(gc);
    List<String> flags =
        List.of(
            "-Xmx" + heap,
            "-XX:+UseParallelGC",
            "-XX:ActiveProcessorCount=2",
            "-Xlog:gc:file=" + gc);
    ColdRun run = ColdRun.of(ChildJvm.command(flags, Main.class, List.of(words)), Map.of());
    long most = 0;
    Matcher left = COLLECTED.matcher(Files.readString(gc));
    while (left.find()) {
      most = Math.max(most, Long.parseLong(left.group(1)));
    }
    note(
        String.format(
            Locale.ROOT,
            "%s: %.2f s, %.2f CPU-s, %,d kB resident, %,d MB left by a collection",
            String.join(" ", words).replace(folder.toString(), "."),
            run.seconds(),
            run.cpu(),
            run.peak() / 1024,
            most));
    return new Taken(run, most);
  }

  private void note(String line) {
    System.out.println(line);
    raw.add(line);
  }

  private Manifest manifest(Path out) throws IOException {
    return ManifestFile.read(OutputDir.of(out.toString(), new Configuration()));
  }

  private static long cells(Manifest manifest) {
    return manifest.cells().values().stream().mapToLong(Long::longValue).sum();
  }

  /** A made-up city: the words that build it, but for the output. */
  private List<String> city(String buildings) throws Exception {
    Path input = folder.resolve("input" + buildings);
    run("demo", "--buildings", buildings, "--out", input.toString());
    return List.of(
        "build",
        "--buildings",
        input.resolve(GeneratedCity.BUILDINGS).toString(),
        "--terrain",
        input.resolve(GeneratedCity.TERRAIN).toString(),
        "--height-field",
        GeneratedCity.HEIGHT_FIELD,
        "--no-report");
  }

  private Taken build(Path out, List<String> words, String... more) throws Exception {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    all.addAll(List.of("--out", out.toString()));
    return run(all.toArray(String[]::new));
  }

  /** A city with a volume, checked and exported. */
  void large(String buildings) throws Exception {
    Path out = folder.resolve("city");
    Taken built = build(out, city(buildings), "--volume");
    Manifest manifest = manifest(out);
    note("cells " + manifest.cells() + ", " + manifest.timings() + ", " + manifest.counters());
    log.line("");
    log.line(
        "A made-up city of %,d buildings, defaults and `--volume`: %,d cells, %.3f %% of them"
            + " wedges, %,d triangles, in %,d parts; two cores, a heap of %s.",
        manifest.totals().buildings(),
        cells(manifest),
        100.0 * manifest.cells().get("wedge") / cells(manifest),
        manifest.totals().faces(),
        manifest.totals().parts(),
        heap);
    log.line("");
    log.line(
        "| step | seconds | seconds of a core | most left by a collection, MB | resident, MB |"
            + " files, MB |");
    log.line("|---|---|---|---|---|---|");
    row("`build --volume`", built, size(out.resolve("parts")));
    row("`check`", run("check", out.toString()), 0);
    for (String format : List.of("openfoam", "vtkhdf")) {
      Path to = folder.resolve("export");
      Taken taken = run("export", out.toString(), "--format", format, "--out", target(to, format));
      row("`export --format " + format + "`", taken, size(to));
      BenchmarkLog.delete(to);
    }
    BenchmarkLog.delete(out);
  }

  /** Cities with a volume and without, in turns. */
  void compare(String buildings, int turns) throws Exception {
    log.line("");
    log.line(
        "What a volume costs, `build` with `--volume` and without in turns, medians of %d; wanted:"
            + " at most 1.6 times.",
        turns);
    log.line("");
    log.line("| city | cells | seconds | without | ratio | of a core | without | ratio |");
    log.line("|---|---|---|---|---|---|---|---|");
    compare(buildings + " buildings", city(buildings), turns);
    if (Files.exists(CAMPUS)) {
      List<String> words =
          List.of(
              "build",
              "--buildings",
              CAMPUS.resolve("buildings.geojson").toString(),
              "--terrain",
              CAMPUS.resolve("synthetic_dem.tif").toString(),
              "--building-height",
              "9",
              "--no-report");
      compare("campus", words, turns);
    }
  }

  private void compare(String name, List<String> words, int turns) throws Exception {
    Path out = folder.resolve("compared");
    long cells = 0;
    List<List<Double>> all = List.of(list(), list(), list(), list());
    for (int turn = 0; turn < turns; turn++) {
      ColdRun with = build(out, words, "--volume").run;
      cells = cells(manifest(out));
      BenchmarkLog.delete(out);
      ColdRun without = build(out, words).run;
      BenchmarkLog.delete(out);
      all.get(0).add(with.seconds());
      all.get(1).add(without.seconds());
      all.get(2).add(with.cpu());
      all.get(3).add(without.cpu());
    }
    double[] medians = all.stream().mapToDouble(BenchmarkLog::median).toArray();
    log.line(
        "| %s | %,d | %.1f | %.1f | %.2f | %.1f | %.1f | %.2f |",
        name,
        cells,
        medians[0],
        medians[1],
        medians[0] / medians[1],
        medians[2],
        medians[3],
        medians[2] / medians[3]);
  }

  private static List<Double> list() {
    return new ArrayList<>();
  }

  /** What a volume adds on one core, warm. */
  void rate(String buildings, int warmUp, int turns) throws Exception {
    Path input = folder.resolve("rated");
    run("demo", "--buildings", buildings, "--out", input.toString());
    String said =
        BenchmarkLog.run(
            List.of("-Xmx" + heap, "-XX:+UseParallelGC", "-XX:ActiveProcessorCount=1"),
            VolumeRate.class,
            List.of(
                input.toString(),
                folder.resolve("rated-mesh").toString(),
                Integer.toString(warmUp),
                Integer.toString(turns)));
    VolumeRate.Figures f = VolumeRate.Figures.of(said);
    note(f.toString());
    log.line("");
    log.line(
        "From sealed surface to written parts on one core, warm: what a volume adds to the chain"
            + " from the plan to the published parts, of %,d buildings, in seconds of the"
            + " processor (levels, walls row by row, top and sides, the quality of all faces,"
            + " frontiers, digests, files, collections); medians of %d; wanted: at least 5 million"
            + " cells a second.",
        Integer.parseInt(buildings), turns);
    log.line("");
    log.line("| cells | with | without | added | ns a cell | million cells a second |");
    log.line("|---|---|---|---|---|---|");
    log.line(
        "| %,d | %.2f | %.2f | %.2f | %.0f | %.1f |",
        f.cells(), f.with(), f.without(), f.added(), 1e3 / f.rate(), f.rate());
  }

  private static String target(Path folder, String format) throws IOException {
    Files.createDirectories(folder);
    return folder.resolve(format.equals("openfoam") ? "case" : "mesh." + format).toString();
  }

  private void row(String step, Taken taken, long bytes) {
    log.line(
        "| %s | %.0f | %.0f | %,d | %,d | %s |",
        step,
        taken.run.seconds(),
        taken.run.cpu(),
        taken.megabytes,
        taken.run.peak() / 1_000_000,
        bytes == 0 ? "" : String.format(Locale.ROOT, "%,d", bytes / 1_000_000));
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** The air above Delft, by this program and by TetGen. */
  void delft() throws Exception {
    if (Files.notExists(DELFT) || !ForeignProgram.named("checkMesh").isThere()) {
      return;
    }
    Path out = folder.resolve("delft");
    Taken built =
        run(
            "build",
            "--buildings",
            DELFT.resolve("buildings.geojson").toString(),
            "--points",
            DELFT.resolve("ahn3_cropped_1.laz").toString(),
            "--points",
            DELFT.resolve("ahn3_cropped_2.laz").toString(),
            "--target-crs",
            "EPSG:28992",
            "--no-merge",
            "--no-report",
            "--volume",
            "--format",
            "openfoam,obj",
            "--out",
            out.toString());
    Manifest manifest = manifest(out);
    double meshing =
        manifest.timings().entrySet().stream()
            .filter(step -> List.of("mesh", "stitch").contains(step.getKey()))
            .mapToDouble(step -> step.getValue())
            .sum();
    log.line("");
    log.line(
        "The air above Delft with roofs from points (`--no-merge`), %,d triangles of the closed"
            + " surface, by `checkMesh` of OpenFOAM 1912. TetGen is asked for `%s` and gets the"
            + " same triangles; citymesh reads points and footprints too.",
        manifest.totals().faces(), TETGEN);
    log.line("");
    log.line(
        "| by | cells | seconds | peak memory, MB | non-orthogonality, most | over 70 | skewness |"
            + " aspect ratio | default checks |");
    log.line("|---|---|---|---|---|---|---|---|---|");
    verdict(
        String.format(
            Locale.ROOT,
            "%.1f in all (%.1f of a core), %.1f of meshing, stitching and filling",
            built.run.seconds(),
            built.run.cpu(),
            meshing),
        Long.toString(built.run.peak() / 1_000_000),
        "citymesh",
        PolyMesh.check(out.resolve("openfoam")));
    if (!ForeignProgram.named("tetgen").isThere()) {
      return;
    }
    Path tets = Files.createDirectories(folder.resolve("tetgen"));
    writePoly(out.resolve("mesh.obj"), tets.resolve("city.poly"));
    long start = System.nanoTime();
    String words =
        ForeignProgram.named("/usr/bin/time", "-v", "tetgen", TETGEN)
            .run(tets.resolve("city.poly").toString());
    double seconds = (System.nanoTime() - start) / 1e9;
    Matcher peak = Pattern.compile("Maximum resident set size \\(kbytes\\): (\\d+)").matcher(words);
    String memory = peak.find() ? Long.toString(Long.parseLong(peak.group(1)) / 1000) : "";
    PolyMesh.putSystem(tets);
    ForeignProgram.ofOpenFoam("tetgenToFoam")
        .run("-case", tets.toString(), "-noFaceFile", tets.resolve("city.1").toString());
    verdict(String.format(Locale.ROOT, "%.1f", seconds), memory, "TetGen", PolyMesh.check(tets));
  }

  /** Towns on hills, in tiles of 150 m. */
  void towns(List<Hill> towns) throws Exception {
    if (!ForeignProgram.named("checkMesh").isThere()) {
      return;
    }
    log.line("");
    log.line(
        "Towns on hills, in tiles of 150 m with triangles of 5 m, on terrain with cells of 1 m"
            + " (`HillTownTest`); a prototype held each town at once. Both by `checkMesh`.");
    log.line("");
    log.line(
        "| town | cells | wedges, % | non-orthogonality, most | prototype | over 70 | prototype |"
            + " skewness | prototype | aspect ratio | default checks |");
    log.line("|---|---|---|---|---|---|---|---|---|---|---|");
    for (Hill hill : towns) {
      Path files = Files.createDirectories(folder.resolve("town"));
      Town.Written written = hill.town.write(files);
      Path out = folder.resolve("hill");
      run(
          "build",
          "--buildings",
          written.buildings().toString(),
          "--terrain",
          written.terrain().toString(),
          "--bounds",
          written.bounds(),
          "--height-field",
          "h",
          "--no-merge",
          "--max-size",
          "5",
          "--tile-size",
          "150",
          "--volume",
          "--format",
          "openfoam",
          "--no-report",
          "--out",
          out.toString());
      PolyMesh.Verdict v = PolyMesh.check(out.resolve("openfoam"));
      note(hill.name + " " + v.figures());
      log.line(
          "| %s | %,.0f | %.2f | %.1f | %.1f | %,.0f | %d | %.2f | %.1f | %,.0f | %s |",
          hill.name,
          v.get("cells"),
          100 * v.get("wedges") / v.get("cells"),
          v.get("nonOrthogonality"),
          hill.nonOrthogonality,
          v.get("severe"),
          hill.severe,
          v.get("skewness"),
          hill.skewness,
          v.get("aspect"),
          v.isOk() ? "Mesh OK" : "fail");
      BenchmarkLog.delete(out);
      BenchmarkLog.delete(files);
    }
  }

  private void verdict(String seconds, String memory, String by, PolyMesh.Verdict v) {
    note(by + " " + v.figures());
    log.line(
        "| %s | %,.0f | %s | %s | %.1f | %,.0f | %.1f | %,.0f | %s |",
        by,
        v.get("cells"),
        seconds,
        memory,
        v.get("nonOrthogonality"),
        v.get("severe"),
        v.get("skewness"),
        v.get("aspect"),
        v.isOk() ? "Mesh OK" : "fail");
  }

  /** The triangles of a Wavefront file as TetGen reads them. */
  private static void writePoly(Path obj, Path poly) throws IOException {
    List<String> points = new ArrayList<>();
    List<String> faces = new ArrayList<>();
    try (Stream<String> lines = Files.lines(obj)) {
      lines.forEach(
          line -> {
            if (line.startsWith("v ")) {
              points.add((points.size() + 1) + line.substring(1));
            } else if (line.startsWith("f ")) {
              String[] corners = line.substring(2).split(" ", -1);
              faces.add(
                  "1\n3 "
                      + String.join(
                          " ", Arrays.stream(corners).map(c -> c.replaceAll("/.*", "")).toList()));
            }
          });
    }
    List<String> all = new ArrayList<>();
    all.add(points.size() + " 3 0 0");
    all.addAll(points);
    all.add(faces.size() + " 0");
    all.addAll(faces);
    all.add("0\n0");
    Files.write(poly, all);
  }
}
