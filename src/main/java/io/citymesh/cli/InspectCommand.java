package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.option.Group;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.Inspection;
import io.citymesh.report.Progress;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code citymesh inspect}: what is in files, before any work. */
@Command(
    name = "inspect",
    description =
        "Look at inputs and say what is wrong with them; exit code 1 if build would refuse them.",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    sortOptions = false)
final class InspectCommand extends SparkCommand {

  @Override
  OptionArguments options() {
    return new OptionArguments(
        Stream.concat(OptionTable.ofInspection().stream(), OptionTable.of(Group.COMMAND).stream())
            .filter(option -> option != OptionTable.DRY_RUN)
            .toList());
  }

  @Override
  int run(OptionValues given, SparkArguments spark) {
    CityMesh.Builder builder = CityMesh.builder(spark::open).options(given);
    if (spark.local()) {
      Preflight.requireInputs(given);
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
