package io.citymesh.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.citymesh.ChildJvm;
import io.citymesh.job.MeshingChain;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.tinfour.common.Vertex;
import org.tinfour.standard.IncrementalTin;

/**
 * The whole chain, from the plan to the published parts: faces per second and core on the TU Delft
 * campus at 2 m in tiles of 500 m with the disk store, on one core and on two, warm. What is not
 * counted: the start of the JVM and of Spark, reading and cleaning. The tables that a run writes
 * beside the mesh are left out ({@link MeshingChain}), so that they take no time of the cores.
 *
 * <p>It is run by {@code mvn -P bench verify}, needs the campus in {@code ../shared/data}, and
 * writes {@code src/docs/benchmarks/chain.md}. Each number of cores has a process of its own; both
 * are there at the same time and build in turns, so that a disturbance of the machine hits both. A
 * process for one core is told that there is only one, and confined to it, so that neither the
 * collector nor the compiler nor Spark's driver helps it from another. Speed is given as a ratio to
 * Y, Tinfour's insertion rate, taken in the processes for one core. All figures are medians.
 */
public final class ChainBenchmark {
  private static final Path CAMPUS = Path.of("../shared/data/tudcampus");
  private static final int TURNS = 3;
  private static final int REPEATS = 36;

  /** The first runs warm the JVM up and are not counted. */
  private static final int WARM_UP = 20;

  /** What lines of a process begin with that say what it has measured. */
  private static final String ANSWER = "> ";

  private static final String BUILD = "build";
  private static final String YARDSTICK = "yardstick";

  private final List<String> raw = new ArrayList<>();
  private final Map<String, List<Double>> rates = new HashMap<>();

  private ChainBenchmark() {}

  /** Without arguments the benchmark; with a number of cores one of its processes. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      serve(Integer.parseInt(args[0]));
      return;
    }
    if (!Files.exists(CAMPUS)) {
      throw new IllegalStateException("the benchmark needs " + CAMPUS);
    }
    new ChainBenchmark().run();
  }

  private void run() throws IOException {
    for (int turn = 0; turn < TURNS; turn++) {
      try (Server one = new Server(1);
          Server two = new Server(2)) {
        for (int i = 0; i < REPEATS; i++) {
          take(i, one.ask(BUILD));
          take(i, two.ask(BUILD));
        }
        for (int i = 0; i < REPEATS; i++) {
          take(i, one.ask(YARDSTICK));
        }
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
    log.row(
        "faces per second, two cores",
        "%,.0f = 2 x %.2f Y",
        "at least 2 x 0.35 Y",
        two,
        two / y / 2);
    log.row("two cores over one, run by run", "%.2f", "1.8", BenchmarkLog.median(ratios()));
    log.row("the same, of the medians above", "%.2f", "", two / one);
    log.row("the same, best of each", "%.2f", "", best("2") / best("1"));
    log.machine();
    log.raw(raw);
    log.write("chain.md");
  }

  /** What a process says: what was measured, its rate, and words for people. */
  private void take(int repeat, String said) {
    String[] words = said.split(" ", 3);
    if (repeat >= WARM_UP) {
      rates.computeIfAbsent(words[0], any -> new ArrayList<>()).add(Double.parseDouble(words[1]));
    }
    raw.add(words[2] + (repeat >= WARM_UP ? "" : " (warm-up)"));
  }

  /** Two cores over one, of runs that followed each other. */
  private List<Double> ratios() {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < rates.get("1").size(); i++) {
      ratios.add(rates.get("2").get(i) / rates.get("1").get(i));
    }
    return ratios;
  }

  private double median(String what) {
    return BenchmarkLog.median(rates.get(what));
  }

  private double best(String what) {
    return Collections.max(rates.get(what));
  }

  // ---- a process

  /** A process for a number of cores that measures when it is asked to. */
  private static final class Server implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter questions;

    Server(int cores) throws IOException {
      process =
          ChildJvm.start(
              List.of(
                  "-Xms4g", "-Xmx4g", "-XX:+UseParallelGC", "-XX:ActiveProcessorCount=" + cores),
              ChainBenchmark.class,
              List.of(Integer.toString(cores)));
      if (cores == 1) {
        confine(process.pid());
      }
      answers = process.inputReader();
      questions = new PrintWriter(process.outputWriter(), true);
    }

    /** To the first core of the machine, as Linux's taskset does it. */
    private static void confine(long pid) throws IOException {
      Process taskset =
          new ProcessBuilder("taskset", "-a", "-c", "-p", "0", Long.toString(pid))
              .redirectErrorStream(true)
              .start();
      String said = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (taskset.onExit().join().exitValue() != 0) {
        throw new IllegalStateException(said);
      }
    }

    String ask(String what) throws IOException {
      questions.println(what);
      StringBuilder said = new StringBuilder();
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(ANSWER)) {
          return line.substring(ANSWER.length());
        }
        said.append(line).append('\n');
      }
      throw new IllegalStateException(said.toString());
    }

    /** Lets the process end. */
    @Override
    public void close() throws IOException {
      questions.close();
      answers.transferTo(Writer.nullWriter());
      process.destroy();
    }
  }

  private static void serve(int cores) throws IOException {
    Path out = Files.createTempDirectory("citymesh-chain").resolve("mesh");
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (SparkSession spark = session(cores)) {
      for (String what = questions.readLine(); what != null; what = questions.readLine()) {
        System.out.println(
            ANSWER + (what.equals(BUILD) ? measure(spark, cores, out) : yardstick()));
      }
    }
    BenchmarkLog.delete(out.getParent());
  }

  private static String measure(SparkSession spark, int cores, Path out) throws IOException {
    if (Files.exists(out)) {
      BenchmarkLog.delete(out);
    }
    MeshingChain.Result chain = MeshingChain.run(spark, options(out));
    Map<String, Double> t = chain.timings();
    return String.format(
        Locale.ROOT,
        "%d %s %d core(s): %,d faces, plan %.2f s, mesh %.2f s, stitch %.2f s,"
            + " %d below the bound",
        cores,
        chain.faces() / chain.seconds(),
        cores,
        chain.faces(),
        t.get("plan"),
        t.get("mesh"),
        t.get("stitch"),
        chain.below());
  }

  /** Made when they are asked for. */
  private static final class Yardstick {
    static final MesherRates.Points POINTS = new MesherRates.Points();

    static {
      POINTS.make();
    }
  }

  /** Points per CPU-second. */
  private static String yardstick() {
    List<Vertex> points = Yardstick.POINTS.vertices; // Before the clock starts.
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = process.getProcessCpuTime();
    IncrementalTin tin = new IncrementalTin(1.0);
    tin.add(points, null);
    double rate = MesherRates.POINTS / ((process.getProcessCpuTime() - start) / 1e9);
    tin.dispose();
    return String.format(Locale.ROOT, "tinfour %s tinfour %,.0f points per CPU-second", rate, rate);
  }

  /** With the serializer of the command line. */
  private static SparkSession session(int cores) {
    return BenchmarkSession.withRecords(cores).getOrCreate();
  }

  private static OptionValues options(Path out) {
    return new OptionValues()
        .set(OptionTable.BUILDINGS, List.of(CAMPUS.resolve("buildings.geojson").toString()))
        .set(OptionTable.TERRAIN, CAMPUS.resolve("synthetic_dem.tif").toString())
        .set(OptionTable.BUILDING_HEIGHT, 9.0)
        .set(OptionTable.TILE_SIZE, Optional.of(500.0))
        .set(OptionTable.MAX_SIZE, 2.0)
        .set(OptionTable.BUILDING_SIZE, 2.0)
        .set(OptionTable.OUT, out.toString());
  }
}
