package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.report.Inspection;
import io.citymesh.report.Progress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code citymesh inspect}: what is in files, before any work. */
@Command(
    name = "inspect",
    description =
        "Look at inputs and say what is wrong with them; exit code 1 if build would refuse them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private InputArguments input;

  @Mixin private SparkArguments spark;

  @Override
  public Integer call() {
    CityMesh.Builder builder = input.applyTo(CityMesh.builder(spark::open));
    if (spark.local()) {
      input.requireFiles();
    }
    Progress progress = SparkArguments.progress();
    try {
      Inspection found = builder.progress(progress).inspect();
      progress.finish();
      spec.commandLine().getOut().println(found.text());
      return found.ready() ? ExitCode.COMPLETE : ExitCode.BROKEN;
    } finally {
      progress.finish();
    }
  }
}
