package io.citymesh.benchmark;

import io.citymesh.mesh.PlanarMesh;
import io.citymesh.mesh.Predicates;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Measures the planar mesher and writes the table to {@code src/docs/benchmarks/mesher.md}:
 *
 * <pre>mvn -P bench verify</pre>
 *
 * <p>It takes about six minutes and needs the outlines of the TU Delft campus in {@code
 * ../shared/data/pslg}. Speed is given as a ratio to Y, the rate at which Tinfour 2.1.9 inserts one
 * million sorted random points in the same run: it is taken before and after the others, and the
 * median of all iterations counts.
 */
public final class MesherBenchmark {
  /** What Triangle 1.6 makes of the campus at 25 degrees, by size. */
  private static final Map<Integer, Integer> TRIANGLE =
      Map.of(10, 106_741, 5, 333_055, 2, 1_991_823);

  private final Map<String, List<Double>> rates = new HashMap<>();
  private final BenchmarkLog log =
      new BenchmarkLog(
          "The planar mesher: rates and memory", "mvn -P bench verify", MesherBenchmark.class);
  private final List<String> raw = new ArrayList<>();

  private MesherBenchmark() {}

  public static void main(String[] args) throws RunnerException, IOException {
    if (!Files.exists(MesherRates.CAMPUS)) {
      throw new IllegalStateException("the benchmark needs " + MesherRates.CAMPUS);
    }
    MesherBenchmark benchmark = new MesherBenchmark();
    benchmark.measure("tinfourInsertion");
    benchmark.measure("(insertion|campus|sixteen).*");
    benchmark.measure("tinfourInsertion");
    benchmark.report();
  }

  private void measure(String kernels) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(MesherRates.class.getName() + "\\." + kernels + "$")
                    .build())
            .run();
    for (RunResult result : results) {
      String kernel = result.getParams().getBenchmark().replaceAll(".*\\.", "");
      for (BenchmarkResult fork : result.getBenchmarkResults()) {
        for (IterationResult iteration : fork.getIterationResults()) {
          double items = iteration.getSecondaryResults().get("items").getScore();
          double nanos = iteration.getSecondaryResults().get("cpuNanos").getScore();
          double rate = 1e9 * items / nanos;
          rates.computeIfAbsent(kernel, k -> new ArrayList<>()).add(rate);
          raw.add(String.format(Locale.ROOT, "%-18s %,12.0f per CPU-second", kernel, rate));
        }
      }
    }
  }

  private double rate(String kernel) {
    return BenchmarkLog.median(rates.get(kernel));
  }

  private void report() throws IOException {
    log.line("Single thread, warm, serial collector; per CPU-second; medians.");
    log.figures();
    double y = rate("tinfourInsertion");
    log.row("Y: Tinfour inserts 1 M sorted points", "%,.0f /s", "", y);
    ratio("plain insertion of the same points", "insertion", y, "1.0 Y");
    MesherRates.Campus campus = new MesherRates.Campus();
    campus.read();
    long triangles = 0;
    for (int size : new int[] {10, 5, 2}) {
      long exact = Predicates.exactEvaluations();
      PlanarMesh mesh = campus.mesh(1, size);
      exact = Predicates.exactEvaluations() - exact;
      triangles = mesh.triangleCount();
      ratio("triangles/s, campus at " + size + " m", "campusAt" + size, y, "0.5 Y");
      log.row("triangles at " + size + " m", "%,d", "Triangle: " + TRIANGLE.get(size), triangles);
      log.row("exact evaluations per 1000 triangles", "%.2f", "", 1e3 * exact / triangles);
      log.row("below 25 degrees at " + size + " m", "%d", "0", below25(mesh));
    }
    log.row(
        "rate on 4 x 4 copies at 5 m over that on one",
        "%.2f",
        "0.8",
        rate("sixteenCopiesAt5") / rate("campusAt5"));
    int heap = PeakMemory.smallestHeap(2);
    log.row(
        "smallest heap at 2 m, bytes per triangle",
        "%.0f",
        "at most 120",
        heap * (double) (1 << 20) / triangles);
    log.machine();
    log.raw(raw);
    log.write("mesher.md");
  }

  private void ratio(String name, String kernel, double y, String wanted) {
    double rate = rate(kernel);
    log.row(name, "%,.0f /s = %.2f Y", "at least " + wanted, rate, rate / y);
  }

  private static long below25(PlanarMesh mesh) {
    long count = 0;
    double[] xy = mesh.xy();
    for (int t = 0; t < mesh.triangleCount(); t++) {
      double smallest = 180;
      for (int i = 0; i < 3; i++) {
        int a = 2 * mesh.triangles()[3 * t + i];
        int b = 2 * mesh.triangles()[3 * t + (i + 1) % 3];
        int c = 2 * mesh.triangles()[3 * t + (i + 2) % 3];
        double ux = xy[b] - xy[a];
        double uy = xy[b + 1] - xy[a + 1];
        double vx = xy[c] - xy[a];
        double vy = xy[c + 1] - xy[a + 1];
        smallest =
            Math.min(smallest, Math.toDegrees(Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)));
      }
      count += smallest < 25 - 1e-9 ? 1 : 0;
    }
    return count;
  }
}
