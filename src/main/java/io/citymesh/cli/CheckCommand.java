package io.citymesh.cli;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code citymesh check}: counts what is wrong with a mesh that was built. */
@Command(
    name = "check",
    description = "Check a mesh against the geometry contract; exit code 1 if it breaks it.",
    mixinStandardHelpOptions = true)
final class CheckCommand extends OptionCommand {
  @Parameters(paramLabel = "DIR", description = "what build has written")
  private String directory;

  @Override
  OptionArguments options() {
    return new OptionArguments(
        List.of(
            OptionTable.CONF.saying(
                "a Spark property of the mesh's file system, such as"
                    + " spark.hadoop.fs.s3a.endpoint; may be repeated")));
  }

  @Override
  int run(OptionValues given) throws IOException {
    Preflight.requireMesh(directory);
    CheckReport report =
        MeshCheck.run(
            OutputDir.of(directory, SparkSessions.hadoop("local", given.get(OptionTable.CONF))));
    spec.commandLine().getOut().println(report.table());
    return report.broken() ? ExitCode.BROKEN : ExitCode.COMPLETE;
  }
}
