package io.citymesh.cli;

import io.citymesh.job.MeshVerdict;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.output.CheckReport;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.MeshCheck;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code citymesh check}: counts what is wrong with a mesh that was built. */
@Command(
    name = "check",
    description = "Check a mesh against the geometry contract; exit code 1 if it breaks it.",
    mixinStandardHelpOptions = true)
final class CheckCommand extends SparkCommand {
  /** A mesh of fewer faces is checked sooner than Spark starts. */
  private static final long FEW_FACES = 1_000_000;

  @Parameters(paramLabel = "DIR", description = "what build has written")
  private String directory;

  @Override
  OptionArguments options() {
    return new OptionArguments(
        List.of(
            OptionTable.MASTER,
            OptionTable.CONF.saying(
                "a Spark property, also of the mesh's file system, such as"
                    + " spark.hadoop.fs.s3a.endpoint; may be repeated"),
            OptionTable.VERBOSE));
  }

  @Override
  int run(OptionValues given, SparkArguments spark) throws IOException {
    Preflight.requireMesh(directory);
    OutputDir out = OutputDir.of(directory, spark.hadoop());
    Manifest manifest = ManifestFile.read(out);
    CheckReport report =
        spark.alone() && manifest.totals().faces() < FEW_FACES
            ? MeshCheck.run(out)
            : onSpark(manifest, spark);
    spec.commandLine().getOut().println(report.table());
    return report.broken() ? ExitCode.BROKEN : ExitCode.COMPLETE;
  }

  private CheckReport onSpark(Manifest manifest, SparkArguments spark) throws IOException {
    Progress progress = SparkArguments.progress();
    try {
      return MeshVerdict.of(spark.open(), directory, manifest, progress);
    } finally {
      progress.finish();
    }
  }
}
