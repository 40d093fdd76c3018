package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code citymesh demo}: makes up a city and builds it. */
@Command(
    name = "demo",
    description = "Make up a small city and build its mesh.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand implements Callable<Integer> {
  private static final Pattern BLOCKS = Pattern.compile("([1-9][0-9]{0,3})x([1-9][0-9]{0,3})");

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "citymesh-demo",
      description = "where the city and its mesh go (default: ${DEFAULT-VALUE})")
  private String out;

  @Option(
      names = "--blocks",
      paramLabel = "CxR",
      defaultValue = "6x5",
      description = "columns and rows of building blocks (default: ${DEFAULT-VALUE})")
  private String blocks;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "another number, another city (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--tile-size",
      paramLabel = "M",
      defaultValue = "250",
      description = "side of a tile; 0 means one tile (default: ${DEFAULT-VALUE})")
  private double tileSize;

  @Mixin private MeshArguments mesh;

  @Mixin private SparkArguments spark;

  @Override
  public Integer call() throws IOException {
    Matcher size = BLOCKS.matcher(blocks);
    if (!size.matches()) {
      throw new UserError("--blocks must be columns x rows, such as 6x5, not '" + blocks + "'");
    }
    Path city = Path.of(OptionCheck.path("--out", out));
    String result = city.resolve("mesh").toString();
    CityMesh.Builder builder =
        mesh.applyTo(CityMesh.builder(spark::open))
            .buildings(city.resolve(DemoCity.BUILDINGS).toString())
            .terrain(city.resolve(DemoCity.TERRAIN).toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .tileSize(tileSize)
            .out(result);
    // The point of the demo: houses that share walls, each with its own roof, to be looked at.
    ParseResult given = spec.commandLine().getParseResult();
    if (!given.hasMatchedOption("--merge") && !given.hasMatchedOption("--merge-roofs")) {
      builder.merge(false);
    }
    builder.formats(
        Stream.concat(Stream.of("vtu"), mesh.format.formats.stream()).toArray(String[]::new));
    // A wrong option is told before anything is written.
    Preflight.requireFree(builder.options().output());
    DemoCity.requireOwn(city);
    DemoCity.write(city, Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)), seed);

    PrintWriter text = spec.commandLine().getOut();
    int code = BuildCommand.run(builder, mesh.dryRun, text);
    if (!mesh.dryRun && code != ExitCode.FAILED) {
      text.println();
      text.println("The city:  " + city.resolve(DemoCity.BUILDINGS));
      text.println("           " + city.resolve(DemoCity.TERRAIN));
      text.println("The mesh:  " + result);
      text.println("To look:   open " + Path.of(result, "mesh.vtu") + " in ParaView");
      text.println("To check:  citymesh check " + result);
    }
    return code;
  }
}
