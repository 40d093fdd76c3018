package io.citymesh.benchmark;

import io.citymesh.job.RunOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the heap depends on how many tiles a city has: 64, 256 and 1024 tiles of equal content,
 * driver and executor in JVMs of their own, two cores.
 *
 * <p>It is run by {@code mvn -P bench-large verify} and writes {@code
 * src/docs/benchmarks/tiles.md}. The arguments: the heap of each of the two JVMs, and tiles along a
 * side.
 */
public final class TilesBenchmark {
  private static final double TILE_SIZE = 1000;
  private static final double TRIANGLE_SIZE = 10;

  /** One block in four: about 250 footprints per square kilometre. */
  private static final int EVERY = 4;

  /** A small city is meshed so often, in the same JVM, that its peaks are seen as well. */
  private static final int AT_LEAST = 256;

  private TilesBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    String heap = args[0];
    List<String> sides = List.of(args).subList(1, args.length);
    BenchmarkLog log =
        new BenchmarkLog(
            "Heap and the number of tiles", "mvn -P bench-large verify", TilesBenchmark.class);
    log.line("Alone: `mvn -P bench-large test-compile exec:exec@tiles-benchmark`.");
    log.line("");
    log.line(
        "Tiles of %.0f m with equal content, triangles of %.0f m, `--store disk`. The driver and an"
            + " executor with two cores have a heap of %s each; in use is the most that a full"
            + " collection left, five times a second, from the first job to the end. The smallest"
            + " city is meshed several times over, so that its peaks are seen as well. Wanted: at"
            + " most 20 %% more in the driver and 15 %% more in the executor.",
        TILE_SIZE, TRIANGLE_SIZE, heap);
    log.line("");
    log.line(
        "Expected before the first run: the driver is flat, and so is the executor. The driver was."
            + " The executor had 75 MB with 64 tiles of 250 m and 229 MB with 1024, until nothing that"
            + " Spark keeps stayed in memory: cleaned clusters and buildings, then the footprints as"
            + " read, then the frontiers between stages. Then 122 MB with 1024 tiles of 1 km while ids"
            + " were made unique, in as few partitions as Spark liked; then 97 MB with a Kryo for each"
            + " partition that a task shuffles to. What fills up with the first 64 square kilometres is"
            + " in all rows: the cache of terrain (at most 35 MB) and the tasks of cleaning.");
    log.line("");
    log.line("| tiles | times | buildings | faces | mesh, MB | driver, MB | executor, MB |");
    log.line("|---|---|---|---|---|---|---|");
    List<MeshTiles.Figures> all = new ArrayList<>();
    List<String> raw = new ArrayList<>();
    for (String side : sides) {
      MeshTiles.City city =
          new MeshTiles.City(Integer.parseInt(side), TILE_SIZE, EVERY, TRIANGLE_SIZE);
      int times = Math.max(1, AT_LEAST / (city.side() * city.side()));
      MeshTiles.Figures figures =
          MeshTiles.run(
              city, new MeshTiles.How(heap, "disk", true, true, RunOptions.TILE_MEMORY, times));
      System.out.println(figures);
      raw.add(figures.toString());
      all.add(figures);
      log.line(
          "| %,d | %d | %,d | %,d | %,d | %.1f | %.1f |",
          figures.manifest().totals().tiles(),
          times,
          figures.manifest().totals().buildings(),
          figures.manifest().totals().faces(),
          figures.meshBytes() / 1_000_000,
          figures.driverHeap().getAsLong() / 1e6,
          figures.executorHeap().getAsLong() / 1e6);
    }
    log.line(
        "| most over least | | | | | x %.2f | x %.2f |",
        spread(all.stream().mapToLong(f -> f.driverHeap().getAsLong()).toArray()),
        spread(all.stream().mapToLong(f -> f.executorHeap().getAsLong()).toArray()));
    log.machine();
    log.raw(raw);
    log.write("tiles.md");
  }

  private static double spread(long[] values) {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (long value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return (double) most / least;
  }
}
