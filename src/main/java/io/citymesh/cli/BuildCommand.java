package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.output.OutputOptions;
import io.citymesh.report.Progress;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code citymesh build}: a mesh from files. */
@Command(
    name = "build",
    description = "Build the mesh of a city.",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    sortOptions = false)
final class BuildCommand extends SparkCommand {

  @Override
  OptionArguments options() {
    return new OptionArguments(OptionTable.all());
  }

  @Override
  int run(OptionValues given, SparkArguments spark) {
    CityMesh.Builder builder = CityMesh.builder(spark::open).options(given);
    // A wrong option is told before a missing file.
    OutputOptions output = builder.options().output();
    if (spark.local()) {
      Preflight.requireInputs(given);
      Preflight.requireFree(output);
    }
    return run(builder, given.get(OptionTable.DRY_RUN), spec.commandLine().getOut());
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
