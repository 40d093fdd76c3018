package io.citymesh.cli;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.page.ReportPage;
import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code citymesh report}: the page of a mesh that was built. It starts no Spark. */
@Command(
    name = "report",
    description = "Write report.html, a page that shows a mesh that was built.",
    mixinStandardHelpOptions = true)
final class ReportCommand extends SparkCommand {
  @Parameters(paramLabel = "DIR", description = "what build has written")
  private String directory;

  @Override
  OptionArguments options() {
    return new OptionArguments(
        List.of(
            OptionTable.CONF.saying(
                "a property of the mesh's file system, such as"
                    + " spark.hadoop.fs.s3a.endpoint; may be repeated")));
  }

  @Override
  int run(OptionValues given, SparkArguments spark) throws IOException {
    Preflight.requireMesh(directory);
    OutputDir out = OutputDir.of(directory, spark.hadoop());
    Manifest manifest = ManifestFile.read(out);
    try {
      ReportPage.write(out, directory, manifest);
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw new UserError(directory + " is not whole: " + e.getMessage() + " is not there", e);
    } catch (IOException e) {
      throw new UserError(
          "the report of " + directory + " cannot be written: " + e.getMessage(), e);
    }
    spec.commandLine().getOut().println(directory + "/" + KnownFiles.REPORT);
    return ExitCode.COMPLETE;
  }
}
