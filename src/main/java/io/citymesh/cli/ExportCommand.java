package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.format.FormatOptions;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code citymesh export}: a mesh that was built, in other formats. */
@Command(
    name = "export",
    description = "Write a mesh that was built in other formats.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "what build has written")
  private String directory;

  @Mixin private FormatArguments format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "file or folder that is written (default: mesh.* in DIR, with its manifest)")
  private String out = "";

  @Option(names = "--overwrite", description = "replace files that --out names")
  private boolean overwrite;

  @Mixin private SparkArguments spark;

  @Override
  public Integer call() {
    FormatOptions options = format.options();
    if (options.names().isEmpty()) {
      throw new UserError("--format is missing: name one or more of " + FormatArguments.names());
    }
    Preflight.requireMesh(directory);
    SparkSession session = spark.open();
    PrintWriter text = spec.commandLine().getOut();
    Progress progress = SparkArguments.progress();
    try {
      CityMesh.Result mesh = CityMesh.open(session, directory);
      if (out.isEmpty()) {
        mesh.export(session, options, progress);
        options.formats().stream()
            .flatMap(each -> each.files().stream())
            .forEach(file -> text.println(directory + "/" + file));
      } else {
        mesh.export(session, options, out, overwrite, progress).forEach(text::println);
      }
      return ExitCode.COMPLETE;
    } finally {
      progress.finish();
    }
  }
}
