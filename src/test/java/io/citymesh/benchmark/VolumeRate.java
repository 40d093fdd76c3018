package io.citymesh.benchmark;

import io.citymesh.cli.GeneratedCity;
import io.citymesh.job.MeshingChain;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * What a volume adds to the chain from the plan to the published parts, on one core, warm: a city
 * is built with one and without in turns, and the seconds of the processor are compared. The planar
 * mesh is the same in both, so the difference is all that comes after it: labels, levels,
 * smoothing, walls row by row, the top and the sides, what frontiers carry, the quality of all
 * faces, digests and files.
 *
 * <p>A process of {@link VolumeBenchmark}. The arguments: the folder of a {@link GeneratedCity},
 * one for the output, and how many turns warm up and how many count.
 */
final class VolumeRate {
  /** What the line begins with that says what was measured. */
  private static final String ANSWER = "> ";

  private VolumeRate() {}

  /**
   * What was measured.
   *
   * @param cells of the volume
   * @param with seconds of the processor with a volume, median
   * @param without the same without
   * @param added the median of their differences
   */
  record Figures(long cells, double with, double without, double added) {
    /** As {@link VolumeRate#main} tells them. */
    static Figures of(String output) {
      String[] words =
          output
              .lines()
              .filter(line -> line.startsWith(ANSWER))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(output))
              .substring(ANSWER.length())
              .split(" ", 4);
      return new Figures(
          Long.parseLong(words[0]),
          Double.parseDouble(words[1]),
          Double.parseDouble(words[2]),
          Double.parseDouble(words[3]));
    }

    /** Million cells a second that a volume adds. */
    double rate() {
      return cells / added / 1e6;
    }
  }

  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[1]);
    int warmUp = Integer.parseInt(args[2]);
    int turns = Integer.parseInt(args[3]);
    List<Double> with = new ArrayList<>();
    List<Double> without = new ArrayList<>();
    List<Double> added = new ArrayList<>();
    long cells = 0;
    try (SparkSession spark = session()) {
      for (int turn = 0; turn < warmUp + turns; turn++) {
        MeshingChain.Result filled = run(spark, Path.of(args[0]), out, true);
        double bare = run(spark, Path.of(args[0]), out, false).cpu();
        cells = filled.cells();
        if (turn >= warmUp) {
          with.add(filled.cpu());
          without.add(bare);
          added.add(filled.cpu() - bare);
        }
      }
    }
    System.out.println(
        ANSWER
            + cells
            + " "
            + List.of(with, without, added).stream()
                .map(all -> String.format(Locale.ROOT, "%.3f", BenchmarkLog.median(all)))
                .collect(Collectors.joining(" ")));
  }

  private static MeshingChain.Result run(SparkSession spark, Path city, Path out, boolean volume)
      throws IOException {
    MeshingChain.Result result =
        MeshingChain.run(
            spark,
            new OptionValues()
                .set(
                    OptionTable.BUILDINGS,
                    List.of(city.resolve(GeneratedCity.BUILDINGS).toString()))
                .set(OptionTable.TERRAIN, city.resolve(GeneratedCity.TERRAIN).toString())
                .set(OptionTable.HEIGHT_FIELD, GeneratedCity.HEIGHT_FIELD)
                .set(OptionTable.VOLUME, volume)
                .set(OptionTable.OUT, out.toString()));
    if (Files.exists(out)) {
      BenchmarkLog.delete(out);
    }
    return result;
  }

  /** With the serializer of the command line. */
  private static SparkSession session() {
    return BenchmarkSession.withRecords(1).getOrCreate();
  }
}
