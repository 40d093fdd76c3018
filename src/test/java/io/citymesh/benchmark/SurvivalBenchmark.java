package io.citymesh.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A city whose mesh is ten times the heap: 100 tiles of 1 km, each with 50 MB of mesh, in 512 MB on
 * two cores with the disk store; against the memory store in a heap that is large enough, with the
 * same pieces; and the disk store in that heap. They take turns, so that a disturbance of the
 * machine hits all. Also how much lies on the disk at most.
 *
 * <p>It is run by {@code mvn -P bench-large verify} and writes {@code
 * src/docs/benchmarks/survival.md}. The arguments: tiles along a side, megabytes of mesh per tile,
 * the heap, the large heap (0 for no memory store), how many turns. The disk must have room for
 * about 1.5 times the mesh.
 */
public final class SurvivalBenchmark {
  private static final double TILE_SIZE = 1000;

  /** One block in four: about 250 footprints per square kilometre. */
  private static final int EVERY = 4;

  /** Bytes of mesh on a square metre, times the square of the size of triangles. */
  private static final double DENSITY = 123;

  private SurvivalBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int side = Integer.parseInt(args[0]);
    double megabytes = Double.parseDouble(args[1]);
    String heap = args[2];
    String large = args[3];
    int turns = Integer.parseInt(args[4]);
    MeshTiles.City city =
        new MeshTiles.City(
            side, TILE_SIZE, EVERY, Math.sqrt(DENSITY * TILE_SIZE * TILE_SIZE / (1e6 * megabytes)));
    // Tiles of which the small heap has room for two at a time.
    int tileMemory = (int) (bytes(heap) / 4 / 1e6);
    MeshTiles.How onDisk = new MeshTiles.How(heap, "disk", false, false, tileMemory, 1);
    MeshTiles.How inMemory = new MeshTiles.How(large, "memory", false, false, tileMemory, 1);
    // Tells what the store costs from what the small heap does.
    MeshTiles.How onDiskWithRoom = new MeshTiles.How(large, "disk", false, false, tileMemory, 1);
    BenchmarkLog log =
        new BenchmarkLog(
            "A mesh larger than the heap", "mvn -P bench-large verify", SurvivalBenchmark.class);
    log.line(
        "Alone: `mvn -P bench-large test-compile exec:exec@survival-benchmark -Dsurvival='%s'`.",
        String.join(" ", args));
    log.line("Load average at the start: %.1f.", BenchmarkLog.load());
    log.line(
        "Expected before the first run: it completes, with four pieces to a tile; the disk holds");
    log.line("as much as the mesh at most, and costs a tenth of the time.");
    List<MeshTiles.Figures> disk = new ArrayList<>();
    List<MeshTiles.Figures> memory = new ArrayList<>();
    List<MeshTiles.Figures> roomy = new ArrayList<>();
    List<String> raw = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      disk.add(run(city, onDisk, raw));
      if (!large.equals("0")) {
        memory.add(run(city, inMemory, raw));
        roomy.add(run(city, onDiskWithRoom, raw));
      }
    }
    MeshTiles.Figures first = disk.get(0);
    double mesh = first.meshBytes();
    log.figures();
    log.row("tiles", "%d", "", side * side);
    log.row("mesh of a tile, MB", "%.1f", "%.0f".formatted(megabytes), mesh / (side * side) / 1e6);
    log.row("size of triangles, m", "%.2f", "", city.triangleSize());
    log.row("pieces that the plan made of the tiles", "%,d", "", first.manifest().totals().tiles());
    log.row("faces", "%,d", "", first.manifest().totals().faces());
    log.row(
        "mesh over heap, " + heap,
        "%,.0f MB = %.1f x",
        "completes at 10 x",
        mesh / 1e6,
        mesh / bytes(heap));
    log.row("most in the spill directory, MB", "%,.0f", "", first.spilled() / 1e6);
    log.row(
        "most on disk: spill, shuffles and output, over the mesh",
        "%.2f",
        "below 2",
        first.disk() / mesh);
    double diskSeconds = seconds(disk);
    log.row("disk store, " + heap + ": from tiles to published parts, s", "%.1f", "", diskSeconds);
    if (!memory.isEmpty()) {
      double memorySeconds = seconds(memory);
      String same =
          memory.get(0).manifest().digest().equals(first.manifest().digest()) ? "yes" : "NO";
      log.row("memory store, " + large + ": the same, s", "%.1f", "", memorySeconds);
      log.row("disk over memory", "%.2f", "at most 1.15", diskSeconds / memorySeconds);
      log.row(
          "disk in the large heap over memory in it", "%.2f", "", seconds(roomy) / memorySeconds);
      log.row("disk over memory, with reading and cleaning", "%.2f", "", all(disk) / all(memory));
      log.row("the same mesh", "%s", "yes", same);
    }
    log.machine();
    log.raw(raw);
    log.write("survival.md");
  }

  private static MeshTiles.Figures run(MeshTiles.City city, MeshTiles.How how, List<String> raw)
      throws IOException, InterruptedException {
    MeshTiles.Figures figures = MeshTiles.run(city, how);
    raw.add(how.store() + ", " + how.heap() + ": " + figures);
    System.out.println(raw.get(raw.size() - 1));
    return figures;
  }

  private static double seconds(List<MeshTiles.Figures> runs) {
    return BenchmarkLog.median(runs.stream().map(MeshTiles.Figures::meshSeconds).toList());
  }

  private static double all(List<MeshTiles.Figures> runs) {
    return BenchmarkLog.median(runs.stream().map(run -> run.seconds("total")).toList());
  }

  /** Of a heap such as {@code 512m} or {@code 4g}. */
  private static double bytes(String heap) {
    double number = Double.parseDouble(heap.substring(0, heap.length() - 1));
    return number * (heap.endsWith("g") ? 1 << 30 : 1 << 20);
  }
}
