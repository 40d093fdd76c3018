package io.citymesh.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast footprints are read and cleaned, and how that grows: 25,000 to 200,000 that are made up
 * ({@link SyntheticFootprints}), each time in a JVM of its own with a heap of 1 GB and two cores,
 * until {@code rejected.geojson} is written. The time holds the JIT's, not the start of Spark.
 *
 * <p>It is run by {@code mvn -P bench verify} and writes {@code src/docs/benchmarks/footprints.md}.
 * The arguments, if any: the numbers of footprints.
 */
public final class FootprintsBenchmark {
  private static final List<String> HEAP = List.of("-Xmx1g");
  private static final List<String> COUNTS = List.of("25000", "50000", "100000", "200000");

  private FootprintsBenchmark() {}

  public static void main(String[] args) throws Exception {
    BenchmarkLog log =
        new BenchmarkLog(
            "Footprints: read and cleaned", "mvn -P bench verify", FootprintsBenchmark.class);
    log.line("Two cores, a heap of 1 GB (`-Xmx1g`), GeoJSON in, `rejected.geojson` out.");
    log.line("");
    log.line(
        "| | footprints | buildings | remarks | read, s | clean, s | footprints per second | CPU, s |"
            + " bytes to the driver, per footprint |");
    log.line("|---|---|---|---|---|---|---|---|---|");
    for (String mode : List.of("merge", "no-merge")) {
      List<CleanFootprints.Figures> all = new ArrayList<>();
      for (String count : args.length > 0 ? List.of(args) : COUNTS) {
        CleanFootprints.Figures f = run(HEAP, count, mode);
        System.out.println(mode + " " + f);
        all.add(f);
        log.line(
            "| `--%s` | %,d | %,d | %,d | %.1f | %.1f | %,.0f | %.1f | %.1f |",
            mode,
            f.footprints(),
            f.buildings(),
            f.rejected(),
            f.readSeconds(),
            f.cleanSeconds(),
            f.perSecond(),
            f.cpuSeconds(),
            (double) f.toDriver() / f.footprints());
      }
      CleanFootprints.Figures first = all.get(0);
      CleanFootprints.Figures last = all.get(all.size() - 1);
      log.line(
          "| `--%s` | x %.0f | | | | | time x %.2f | x %.2f | |",
          mode,
          (double) last.footprints() / first.footprints(),
          (last.readSeconds() + last.cleanSeconds()) / (first.readSeconds() + first.cleanSeconds()),
          last.cpuSeconds() / first.cpuSeconds());
    }
    log.machine();
    log.write("footprints.md");
  }

  /**
   * Reads and cleans in a JVM of its own.
   *
   * @param mode {@code merge} or {@code no-merge}
   * @throws IllegalStateException if it fails; the message is what it has printed
   */
  static CleanFootprints.Figures run(List<String> options, String count, String mode)
      throws IOException, InterruptedException {
    Path dir = Files.createTempDirectory("citymesh-footprints");
    try {
      return CleanFootprints.Figures.parse(
          BenchmarkLog.run(options, CleanFootprints.class, List.of(dir.toString(), count, mode)));
    } finally {
      BenchmarkLog.delete(dir);
    }
  }
}
