package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code citymesh build}: a mesh from files. */
@Command(
    name = "build",
    description = "Build the mesh of a city.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private InputArguments input;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "citymesh-out",
      description = "output directory (default: ${DEFAULT-VALUE})")
  private String out;

  @Option(
      names = "--tile-size",
      paramLabel = "M|auto",
      defaultValue = "1000",
      description =
          "side of a tile; 0 means one tile; auto leaves it to the plan (default: ${DEFAULT-VALUE})")
  private String tileSize;

  @Mixin private MeshArguments mesh;

  @Mixin private SparkArguments spark;

  @Override
  public Integer call() {
    CityMesh.Builder builder = input.applyTo(mesh.applyTo(CityMesh.builder(spark::open))).out(out);
    if (tileSize.equals("auto")) {
      builder.autoTileSize();
    } else {
      builder.tileSize(tileSize(tileSize));
    }
    // A wrong option is told before a missing file.
    OutputOptions output = builder.options().output();
    if (spark.local()) {
      input.requireFiles();
      Preflight.requireFree(output);
    }
    PrintWriter text = spec.commandLine().getOut();
    return run(builder, mesh.dryRun, text);
  }

  private static double tileSize(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new UserError("--tile-size must be metres, or auto, not '" + text + "'", e);
    }
  }

  /** Plans or builds, prints what came of it, and returns the exit code. */
  static int run(CityMesh.Builder builder, boolean dryRun, PrintWriter text) {
    Progress progress = SparkArguments.progress();
    builder.progress(progress);
    try {
      if (dryRun) {
        CityMesh.Plan plan = builder.plan();
        progress.finish();
        text.println(plan.text());
        return ExitCode.COMPLETE;
      }
      CityMesh.Result result = builder.build();
      progress.finish();
      text.println(result.summary());
      return result.failedTiles() > 0 ? ExitCode.TILES_MISSING : ExitCode.COMPLETE;
    } finally {
      progress.finish();
    }
  }
}
