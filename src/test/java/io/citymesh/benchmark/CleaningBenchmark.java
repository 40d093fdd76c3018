package io.citymesh.benchmark;

import io.citymesh.footprint.CleaningOptions;
import io.citymesh.footprint.FootprintCleaner;
import io.citymesh.footprint.SourceFootprint;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Terrain;
import io.citymesh.geo.Wkb;
import io.citymesh.terrain.Terrains;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Footprints cleaned a second by one thread that is warm, CPU time. The arguments: a terrain
 * ({@code hills}, or one that a build takes, such as {@code flat:0}), for how many seconds the city
 * is cleaned in each way, and the city: {@code houses}, or a GeoJSON file of polygons and how often
 * it is copied. Or {@code ring}, the number of its vertices, 0.3 m apart, and by how many metres
 * each lies farther out than the circle at most: one ring is cleaned once, cold.
 *
 * <p>It runs on the classes of an earlier version too, before there was {@link PackedFootprint}: so
 * two versions are compared by running them in turns, with these classes before those of the
 * version on the class path.
 */
public final class CleaningBenchmark {
  private static final int HOUSES = 20_000;
  private static final Bounds DOMAIN = new Bounds(-1e7, -1e7, 1e7, 1e7);
  private static final double HEIGHT = 9;

  private CleaningBenchmark() {}

  public static void main(String[] args) throws IOException {
    Terrain terrain = args[0].equals("hills") ? new RollingTerrain(DOMAIN) : Terrains.open(args[0]);
    double seconds = Double.parseDouble(args[1]);
    if (args[2].equals("ring")) {
      ring(Integer.parseInt(args[3]), Double.parseDouble(args[4]), terrain);
      return;
    }
    boolean made = args[2].equals("houses");
    List<CleaningInput> city =
        made
            ? CleaningInput.houses(HOUSES)
            : CleaningInput.copies(Path.of(args[2]), Integer.parseInt(args[3]));
    for (boolean merge : new boolean[] {true, false}) {
      CleaningOptions options = new CleaningOptions(0.5, 15, merge, 0.5, 10, 0.1);
      List<List<CleaningInput>> clusters = CleaningInput.clusters(city, options.clusterDistance());
      FootprintCleaner cleaner =
          new FootprintCleaner(options, terrain, DOMAIN, OptionalDouble.of(HEIGHT));
      boolean packed = packed();
      List<Runnable> work = new ArrayList<>();
      for (List<CleaningInput> cluster : clusters) {
        work.add(packed ? packedWay(cleaner, cluster) : wayBefore(cleaner, cluster));
      }
      System.out.println(
          String.format(
              Locale.ROOT,
              "%s %s: %.0f footprints a CPU-second, %d clusters, %d of one footprint",
              args[2],
              merge ? "merge" : "no-merge",
              rate(work, city.size(), seconds),
              clusters.size(),
              clusters.stream().filter(cluster -> cluster.size() == 1).count()));
    }
  }

  private static void ring(int vertices, double noise, Terrain terrain) {
    CleaningOptions options = new CleaningOptions(0.5, 15, true, 0.5, 10, 0.1);
    FootprintCleaner cleaner =
        new FootprintCleaner(options, terrain, DOMAIN, OptionalDouble.of(HEIGHT));
    CleaningInput ring = CleaningInput.ring(vertices, noise);
    SourceFootprint source =
        new SourceFootprint(ring.id(), Wkb.geometry(ring.wkb()), ring.heights());
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    int points =
        cleaner.clean(List.of(source)).buildings().stream()
            .mapToInt(building -> building.polygon().getNumPoints())
            .sum();
    double spent = 1e-9 * (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu);
    System.out.println(
        String.format(
            Locale.ROOT,
            "ring of %d vertices with noise of %s m: %.2f CPU-seconds, %d points are left",
            vertices,
            noise,
            spent,
            points));
  }

  /** Cleans the clusters and returns how many footprints a second: the best of three spells. */
  private static double rate(List<Runnable> work, int footprints, double seconds) {
    spell(work, footprints, seconds);
    double best = 0;
    for (int i = 0; i < 3; i++) {
      best = Math.max(best, spell(work, footprints, seconds / 3));
    }
    return best;
  }

  private static double spell(List<Runnable> work, int footprints, double seconds) {
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long cleaned = 0;
    long spent = 0;
    while (spent < seconds * 1e9) {
      work.forEach(Runnable::run);
      cleaned += footprints;
      spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    }
    return cleaned / (spent * 1e-9);
  }

  private static boolean packed() {
    try {
      Class.forName("io.citymesh.geo.PackedFootprint");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static Runnable packedWay(FootprintCleaner cleaner, List<CleaningInput> cluster) {
    List<PackedFootprint> footprints = new ArrayList<>();
    for (CleaningInput input : cluster) {
      footprints.add(PackedFootprint.of(input.id(), input.wkb(), input.heights()));
    }
    return () -> cleaner.clean(footprints, () -> {});
  }

  private static Runnable wayBefore(FootprintCleaner cleaner, List<CleaningInput> cluster) {
    return () -> {
      List<SourceFootprint> footprints = new ArrayList<>();
      for (CleaningInput input : cluster) {
        footprints.add(new SourceFootprint(input.id(), Wkb.geometry(input.wkb()), input.heights()));
      }
      cleaner.clean(footprints);
    };
  }
}
