package io.citymesh.benchmark;

import io.citymesh.job.RunOptions;
import java.io.IOException;
import java.util.List;

/**
 * What stitching costs: a city of 32 x 32 tiles of 1 km with about 250 footprints each, with
 * default sizes. Of the time of the mesh stage, stitching has the share that seams have of all
 * meshing; the stages above the runs of tiles count as a whole.
 *
 * <p>It is run by {@code mvn -P bench-large verify} and writes {@code
 * src/docs/benchmarks/stitching.md}. The arguments: tiles along a side, the heap.
 */
public final class StitchBenchmark {
  private static final double TILE_SIZE = 1000;
  private static final double TRIANGLE_SIZE = 10;

  /** One block in four: about 250 footprints per square kilometre. */
  private static final int EVERY = 4;

  private StitchBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    BenchmarkLog log =
        new BenchmarkLog(
            "The price of stitching", "mvn -P bench-large verify", StitchBenchmark.class);
    log.line("Alone: `mvn -P bench-large test-compile exec:exec@stitch-benchmark`.");
    log.line("Load average at the start: %.1f.", BenchmarkLog.load());
    log.line(
        "Expected before the first run: seams are a tenth of all meshing and 6 % of the total;");
    log.line("0.3 % of the bytes of the mesh are shuffled for them.");
    MeshTiles.City city =
        new MeshTiles.City(Integer.parseInt(args[0]), TILE_SIZE, EVERY, TRIANGLE_SIZE);
    MeshTiles.Figures figures =
        MeshTiles.run(
            city, new MeshTiles.How(args[1], "disk", false, false, RunOptions.TILE_MEMORY, 1));
    double cores = figures.manifest().counters().get("core_millis") / 1e3;
    double seams = figures.manifest().counters().get("seam_millis") / 1e3;
    double stitch = figures.seconds("stitch");
    double wall = figures.seconds("mesh") * seams / (cores + seams) + stitch;
    double all = figures.seconds("total");
    log.figures();
    log.row("tiles of 1 km", "%,d", "1024", figures.manifest().totals().tiles());
    log.row(
        "buildings per square kilometre, after merging",
        "%.0f",
        "",
        figures.manifest().totals().buildings() / city.area());
    log.row("faces", "%,d", "", figures.manifest().totals().faces());
    log.row("meshing tiles, seconds of tasks", "%.1f", "", cores);
    log.row("meshing seams, seconds of tasks", "%.1f", "", seams);
    log.row("seams, of all meshing", "%.1f %%", "", 100 * seams / (cores + seams));
    log.row("stages of stitching above the runs, s", "%.1f", "", stitch);
    log.row(
        "stitching, of mesh, stitch and publish",
        "%.1f %%",
        "",
        100 * wall / figures.meshSeconds());
    log.row("stitching, of the total", "%.1f %% of %.0f s", "at most 15 %", 100 * wall / all, all);
    log.row(
        "shuffled for stitching, of the bytes of the mesh",
        "%.2f %% of %,d MB",
        "at most 5 %",
        100 * figures.shuffleShare(),
        figures.meshBytes() / 1_000_000);
    log.machine();
    log.raw(List.of(figures.toString()));
    log.write("stitching.md");
  }
}
