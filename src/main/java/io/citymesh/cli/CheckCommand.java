package io.citymesh.cli;

import io.citymesh.output.CheckReport;
import io.citymesh.output.MeshCheck;
import io.citymesh.output.OutputDir;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code citymesh check}: counts what is wrong with a mesh that was built. */
@Command(
    name = "check",
    description = "Check a mesh against the geometry contract; exit code 1 if it breaks it.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "what build has written")
  private String directory;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description =
          "a Spark property of the mesh's file system, such as spark.hadoop.fs.s3a.endpoint; may be"
              + " repeated")
  private final Map<String, String> conf = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    Preflight.requireMesh(directory);
    CheckReport report =
        MeshCheck.run(OutputDir.of(directory, SparkSessions.hadoop("local", conf)));
    spec.commandLine().getOut().println(report.table());
    return report.broken() ? ExitCode.BROKEN : ExitCode.COMPLETE;
  }
}
