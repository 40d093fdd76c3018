package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.format.Format;
import io.citymesh.format.FormatOptions;
import io.citymesh.format.Formats;
import io.citymesh.format.MeshParts;
import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.Manifest;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code citymesh export}: a mesh that was built, in other formats. */
@Command(
    name = "export",
    description = "Write a mesh that was built in other formats.",
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    sortOptions = false)
final class ExportCommand extends SparkCommand {
  @Parameters(paramLabel = "DIR", description = "what build has written")
  private String directory;

  @Override
  OptionArguments options() {
    List<Option<?>> options = new ArrayList<>();
    options.add(OptionTable.FORMAT.saying("write the mesh in these formats; may be repeated"));
    options.addAll(FormatOptions.options());
    options.add(
        OptionTable.OUT
            .saying("file or folder that is written")
            .withoutDefault("FILE", "mesh.* in DIR, with its manifest"));
    options.add(OptionTable.OVERWRITE.saying("replace files that `--out` names"));
    options.addAll(List.of(OptionTable.MASTER, OptionTable.CONF, OptionTable.VERBOSE));
    return new OptionArguments(options);
  }

  @Override
  int run(OptionValues given, SparkArguments spark) {
    FormatOptions options = FormatOptions.of(given);
    if (options.names().isEmpty()) {
      throw new UserError(
          "--format is missing: name one or more of " + String.join(", ", Formats.names()));
    }
    Preflight.requireMesh(directory);
    SparkSession session = spark.open();
    PrintWriter text = spec.commandLine().getOut();
    Progress progress = SparkArguments.progress();
    try {
      CityMesh.Result mesh = CityMesh.open(session, directory);
      if (given.isGiven(OptionTable.OUT)) {
        boolean overwrite = given.get(OptionTable.OVERWRITE);
        String out = given.get(OptionTable.OUT);
        mesh.export(session, options, out, overwrite, progress).forEach(text::println);
      } else {
        Manifest written = mesh.export(session, options, progress).manifest();
        options.names().stream()
            .flatMap(name -> written.formats().stream().filter(each -> each.name().equals(name)))
            .flatMap(each -> each.files().stream())
            .forEach(file -> text.println(directory + "/" + file));
      }
      options.formats().forEach(format -> tellOrigin(format, mesh.manifest(), text));
      return ExitCode.COMPLETE;
    } finally {
      progress.finish();
    }
  }

  /** Not every format has a place for it. */
  private static void tellOrigin(Format format, Manifest manifest, PrintWriter text) {
    MeshParts mesh = MeshParts.of(manifest);
    double[] origin = format.origin(mesh);
    if (!format.tellsOrigin(mesh) && Arrays.stream(origin).anyMatch(value -> value != 0)) {
      text.println(
          format.name()
              + " is about a local origin: "
              + Arrays.stream(origin).mapToObj(OptionCheck::text).collect(Collectors.joining(" "))
              + " (x y z) is to be added");
    }
  }
}
