package io.citymesh.job;

import com.sun.management.OperatingSystemMXBean;
import io.citymesh.air.AirQuality;
import io.citymesh.footprint.CleaningOptions;
import io.citymesh.input.CityInput;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.stitch.PartQuality;
import io.citymesh.tile.DomainOptions;
import io.citymesh.tile.MeshOptions;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The chain from the plan to the published parts as {@link CityRun} goes through it, without what a
 * run does beside it: no table of buildings takes a core from the mesher.
 */
public final class MeshingChain {
  private MeshingChain() {}

  /**
   * A chain that was gone through.
   *
   * @param digest of the mesh, as the manifest has it
   * @param faces how many the parts have
   * @param cells how many the air above them has, with a volume
   * @param below how many triangles have a smaller angle than the options want
   * @param timings seconds of {@code plan}, {@code mesh} and {@code stitch}, by name
   * @param cpu seconds of all threads of the process for these
   */
  public record Result(
      String digest, long faces, long cells, long below, Map<String, Double> timings, double cpu) {
    /** Seconds of all steps. */
    public double seconds() {
      return timings.get("plan") + timings.get("mesh") + timings.get("stitch");
    }
  }

  /**
   * Reads and cleans the inputs, and then goes through the chain.
   *
   * @param values of a build; the output's directory is empty or absent
   */
  public static Result run(SparkSession spark, OptionValues values) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    RunJournal journal = new RunJournal(spark.sparkContext(), Progress.silent());
    RunOptions run = RunOptions.of(values);
    MeshOptions mesh = MeshOptions.of(values);
    CityInput input = CityInput.of(values, Optional.empty());
    String out = values.get(OptionTable.OUT);
    SceneReader reader =
        new SceneReader(spark, input, mesh, false, run.onTileFailure(), out, journal);
    try (Scene scene = reader.read(true);
        Footprints.Result cleaned =
            Footprints.clean(
                context,
                scene.lidar().footprints(),
                scene.footprints().count(),
                scene.terrain(),
                scene.domain().bounds(),
                CleaningOptions.of(values),
                input.buildingHeight())) {
      long start = System.nanoTime();
      long cpu = cpu();
      Machine machine = Machine.of(spark.sparkContext());
      TilePlan plan =
          TilePlan.of(
              cleaned.buildings(),
              CityDomain.of(
                      scene.domain(),
                      scene.terrain(),
                      DomainOptions.of(values),
                      cleaned.buildings(),
                      journal::note)
                  .domain(),
              mesh.withZones(scene.zones()),
              run,
              machine);
      journal.time("plan", start);
      Output output = Output.in(out, context.hadoopConfiguration(), 0);
      Setting setting =
          new Setting(
              UUID.randomUUID().toString(),
              plan.tree(),
              plan.options(),
              scene.terrain(),
              run,
              Work.off(output),
              plan.heap());
      try (CityJob job =
          new CityJob(
              context,
              setting,
              plan.batches(),
              cleaned.buildings(),
              spark.sparkContext().longAccumulator())) {
        start = System.nanoTime();
        job.meshCores(made -> {});
        journal.time("mesh", start);
        start = System.nanoTime();
        job.stitch();
        journal.time("stitch", start);
        return result(job, journal, (cpu() - cpu) / 1e9);
      }
    }
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static Result result(CityJob job, RunJournal journal, double cpu) {
    List<Manifest.Part> parts = job.parts();
    PartQuality quality = new PartQuality();
    job.sealed().forEach(part -> quality.add(part.quality()));
    long below = 0;
    for (PartQuality.Cause cause : PartQuality.Cause.values()) {
      below += quality.below(cause);
    }
    return new Result(
        Manifest.digestOf(parts),
        parts.stream().mapToLong(Manifest.Part::faces).sum(),
        job.sealed().stream()
            .filter(part -> part.cells().length > 0)
            .mapToLong(part -> AirQuality.ofNumbers(part.cells()).cells())
            .sum(),
        below,
        journal.timings(),
        cpu);
  }
}
