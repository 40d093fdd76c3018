package io.citymesh.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.citymesh.CityMesh;
import io.citymesh.format.FormatOptions;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import io.citymesh.view.Tileset;
import io.citymesh.view.ViewServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code citymesh view}: a mesh that was built, in a browser. Where its 3D Tiles are not there,
 * they are made first.
 */
@Command(
    name = "view",
    description = "Show a mesh that was built in a browser of this machine, until Ctrl-C.",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    sortOptions = false)
final class ViewCommand extends SparkCommand {
  @Parameters(paramLabel = "DIR", description = "what build has written, on this machine")
  private String directory;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "port of 127.0.0.1 to listen on; 0 for any that is free")
  private int port;

  @Option(names = "--no-browser", description = "print the address and open no browser")
  private boolean noBrowser;

  @Override
  OptionArguments options() {
    return new OptionArguments(List.of(OptionTable.MASTER, OptionTable.CONF, OptionTable.VERBOSE));
  }

  @Override
  int run(OptionValues given, SparkArguments spark) throws Exception {
    if (port < 0 || port > 65_535) {
      throw new UserError("--port must be from 0 to 65535, not " + port);
    }
    Preflight.requireMesh(directory);
    OutputDir out = OutputDir.of(directory, spark.hadoop());
    Path local =
        out.local()
            .orElseThrow(
                () ->
                    new UserError(
                        directory
                            + " is not on this machine: copy it here, or export 3dtiles and serve"
                            + " them where it lies"));
    if (!hasTiles(out)) {
      makeTiles(spark);
    }
    try (ViewServer server = ViewServer.start(local, port)) {
      PrintWriter text = spec.commandLine().getOut();
      text.println(server.address());
      text.println("Ctrl-C ends it");
      text.flush();
      if (!noBrowser) {
        browse(server.address());
      }
      new CountDownLatch(1).await();
    }
    return ExitCode.COMPLETE;
  }

  /** Whether the tiles of this mesh are there, and not those of an earlier one. */
  private static boolean hasTiles(OutputDir out) throws IOException {
    String file = KnownFiles.TILES + "/" + Tileset.FILE;
    Manifest manifest = ManifestFile.read(out);
    if (!out.exists(file)) {
      return false;
    }
    try (var in = out.open(file)) {
      String digest = new ObjectMapper().readTree(in).at("/extras/digest").asText();
      return digest.equals(manifest.digest());
    }
  }

  private void makeTiles(SparkArguments spark) {
    SparkSession session = spark.open();
    Progress progress = SparkArguments.progress();
    try {
      CityMesh.open(session, directory).export(session, FormatOptions.of("3dtiles"), progress);
    } finally {
      progress.finish();
      session.stop(); // Looking takes no heap.
    }
  }

  /** Opens the page, if this machine has a way to; its address is printed in any case. */
  private static void browse(URI address) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> command =
        system.contains("mac")
            ? List.of("open", address.toString())
            : system.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", address.toString())
                : List.of("xdg-open", address.toString());
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      // There is no such program: a person opens the address that was printed.
    }
  }
}
