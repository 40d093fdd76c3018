package io.citymesh.cli;

import io.citymesh.CityMesh;
import io.citymesh.option.Group;
import io.citymesh.option.Kind;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.option.Range;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** {@code citymesh demo}: makes up a city and builds it. */
@Command(
    name = "demo",
    description = {
      "Make up a small city and build its mesh.",
      "With --buildings, make up a city of any size and build nothing."
    },
    mixinStandardHelpOptions = true,
    abbreviateSynopsis = true,
    sortOptions = false)
final class DemoCommand extends SparkCommand {
  private static final String BUILDINGS = "--buildings";
  private static final String SKEWED = "--skewed";
  private static final Kind<Integer> COUNT =
      new Kind.Count(Range.between(1, GeneratedCity.MOST, ""));

  /** What may be given with it. */
  private static final Set<String> WITH_BUILDINGS =
      Set.of(BUILDINGS, SKEWED, "--seed", OptionTable.OUT.flag());

  private static final Pattern BLOCKS = Pattern.compile("([1-9][0-9]{0,3})x([1-9][0-9]{0,3})");

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
      names = BUILDINGS,
      paramLabel = "N",
      description =
          "instead of the small city, write footprints and terrain of one of N buildings"
              + " (1 to 100,000,000; 1,000 to the km2), for build")
  private String buildings;

  @Option(
      names = SKEWED,
      description = "with --buildings, nearly all of them stand in a quarter of the city")
  private boolean skewed;

  /** All but the inputs, which the demo makes up; its tiles are small enough for a few of them. */
  @Override
  OptionArguments options() {
    List<io.citymesh.option.Option<?>> options = new ArrayList<>();
    options.add(
        OptionTable.OUT.byDefault("citymesh-demo").saying("where the city and its mesh go"));
    options.add(OptionTable.TILE_SIZE.byDefault(Optional.of(250.0)));
    for (io.citymesh.option.Option<?> option : OptionTable.all()) {
      boolean own = option == OptionTable.OUT || option == OptionTable.TILE_SIZE;
      if (!own && option.group() != Group.INPUT) {
        options.add(option);
      }
    }
    return new OptionArguments(options);
  }

  @Override
  int run(OptionValues given, SparkArguments spark) throws IOException {
    if (buildings != null) {
      return generate(given);
    }
    if (skewed) {
      throw new UserError(SKEWED + " needs " + BUILDINGS);
    }
    Matcher size = BLOCKS.matcher(blocks);
    if (!size.matches()) {
      throw new UserError("--blocks must be columns x rows, such as 6x5, not '" + blocks + "'");
    }
    Path city = Path.of(given.get(OptionTable.OUT));
    String result = city.resolve("mesh").toString();
    CityMesh.Builder builder =
        CityMesh.builder(spark::open)
            .options(given)
            .buildings(city.resolve(DemoCity.BUILDINGS).toString())
            .terrain(city.resolve(DemoCity.TERRAIN).toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .out(result);
    // The point of the demo: houses that share walls, each with its own roof, to be looked at.
    if (!given.isGiven(OptionTable.MERGE) && !given.isGiven(OptionTable.MERGE_ROOFS)) {
      builder.merge(false);
    }
    Set<String> formats = new TreeSet<>(given.get(OptionTable.FORMAT));
    formats.add("vtu");
    builder.formats(formats.toArray(String[]::new));
    // A wrong option is told before anything is written.
    Preflight.requireFree(builder.options().output());
    DemoCity.requireOwn(city);
    DemoCity.write(city, Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)), seed);

    PrintWriter text = spec.commandLine().getOut();
    boolean dryRun = given.get(OptionTable.DRY_RUN);
    int code = BuildCommand.run(builder, dryRun, text);
    if (!dryRun && code != ExitCode.FAILED) {
      text.println();
      text.println("The city:  " + city.resolve(DemoCity.BUILDINGS));
      text.println("           " + city.resolve(DemoCity.TERRAIN));
      text.println("The mesh:  " + result);
      text.println("To look:   citymesh view " + result);
      text.println("           open " + Path.of(result, "mesh.vtu") + " in ParaView");
      text.println("To check:  citymesh check " + result);
    }
    return code;
  }

  /** Writes a city of any size, without Spark, and tells how to build it. */
  private int generate(OptionValues given) throws IOException {
    int count = COUNT.parse(BUILDINGS, buildings);
    // Nothing is built, so that options of build would be lost.
    ParseResult parsed = spec.commandLine().getParseResult();
    for (OptionSpec option : parsed.matchedOptionsSet()) {
      if (!WITH_BUILDINGS.contains(option.longestName())) {
        throw new UserError(
            option.longestName()
                + " does not go with "
                + BUILDINGS
                + ", which writes a city and builds nothing: leave it out, or give it to build");
      }
    }
    Path city = Path.of(given.get(OptionTable.OUT));
    GeneratedCity.Written written = GeneratedCity.write(city, count, seed, skewed);
    PrintWriter text = spec.commandLine().getOut();
    double side = (written.bounds().xmax() - written.bounds().xmin()) / 1000;
    text.printf(
        Locale.ROOT, "%,d footprints on %,.1f km2, of which%n", written.count(), side * side);
    written.flaws().forEach((flaw, many) -> text.printf("  %,9d %s%n", many, flaw.words()));
    text.println("The city:  " + written.buildings());
    text.println("           " + written.terrain());
    text.printf(
        "To build:  citymesh build --buildings %s --height-field %s --terrain %s --out %s%n",
        written.buildings(), GeneratedCity.HEIGHT_FIELD, written.terrain(), city.resolve("mesh"));
    return ExitCode.COMPLETE;
  }
}
