package io.citymesh.benchmark;

import com.sun.management.GarbageCollectorMXBean;
import io.citymesh.CityMesh;
import io.citymesh.cli.DemoCity;
import io.citymesh.report.Manifest;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Meshes a square of equal tiles and measures the heap that is in use: what a full collection, once
 * every second, leaves. The arguments: a directory, how many tiles there are along a side, their
 * size (metres), the size of the triangles (metres), {@code disk} or {@code memory}.
 */
public final class MeshTiles {
  private static final long PAUSE_MILLIS = 1000;

  /** The collectors that look at the whole heap. */
  private static final Set<String> FULL = Set.of("G1 Old Generation", "MarkSweepCompact");

  private static final String FORMAT = "tiles %d faces %d heap %.1f seconds %.2f";

  /**
   * Figures of one run.
   *
   * @param tiles how many
   * @param faces of the whole mesh
   * @param heap most that a collection left while meshing and publishing, megabytes
   * @param seconds from the first tile to the last part published
   */
  record Figures(int tiles, long faces, double heap, double seconds) {

    /** Finds the line that the process has printed. */
    static Figures parse(String output) {
      String line =
          output
              .lines()
              .filter(l -> l.startsWith("tiles "))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no figures in: " + output));
      String[] words = line.split(" ");
      return new Figures(
          Integer.parseInt(words[1]),
          Long.parseLong(words[3]),
          Double.parseDouble(words[5]),
          Double.parseDouble(words[7]));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, FORMAT, tiles, faces, heap, seconds);
    }
  }

  private MeshTiles() {}

  public static void main(String[] args) throws Exception {
    Path dir = Path.of(args[0]);
    int side = Integer.parseInt(args[1]);
    double tileSize = Double.parseDouble(args[2]);
    double size = Double.parseDouble(args[3]);
    DemoCity.Written city = DemoCity.writeTiles(dir, side, side, tileSize, 7);
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", dir.resolve("spark").toString())
            .config("spark.sql.shuffle.partitions", "8")
            .getOrCreate()) {
      AtomicLong most = new AtomicLong();
      Thread sampler = new Thread(() -> sample(most), "heap sampler");
      sampler.setDaemon(true);
      sampler.start();
      Manifest manifest =
          CityMesh.builder(spark)
              .buildings(city.buildings().toString())
              .terrain(city.terrain().toString())
              .heightField(DemoCity.HEIGHT_FIELD)
              .bounds(city.bounds())
              .tileSize(tileSize)
              .maxSize(size)
              .buildingSize(size)
              .store(args[4])
              .out(dir.resolve("out").toString())
              .build()
              .manifest();
      double seconds =
          manifest.timings().get("mesh")
              + manifest.timings().get("stitch")
              + manifest.timings().get("publish");
      System.out.println(
          new Figures(
              manifest.totals().tiles(), manifest.totals().faces(), most.get() / 1e6, seconds));
    }
  }

  private static void sample(AtomicLong most) {
    try {
      while (true) {
        Thread.sleep(PAUSE_MILLIS);
        System.gc();
        most.accumulateAndGet(afterLastFullCollection(), Math::max);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Bytes on the heap at the end of the collection, before anything was added to it. */
  private static long afterLastFullCollection() {
    Set<String> heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
        .filter(bean -> FULL.contains(bean.getName()) && bean.getLastGcInfo() != null)
        .flatMap(bean -> bean.getLastGcInfo().getMemoryUsageAfterGc().entrySet().stream())
        .filter(pool -> heap.contains(pool.getKey()))
        .mapToLong(pool -> pool.getValue().getUsed())
        .sum();
  }
}
