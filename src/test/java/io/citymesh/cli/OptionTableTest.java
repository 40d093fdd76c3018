package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.crs.HeightUnit;
import io.citymesh.footprint.Base;
import io.citymesh.footprint.MergeRoofs;
import io.citymesh.format.PatchChoice;
import io.citymesh.input.PointInput;
import io.citymesh.input.TerrainShape;
import io.citymesh.job.RunOptions;
import io.citymesh.option.Effect;
import io.citymesh.option.Group;
import io.citymesh.option.Kind;
import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import io.citymesh.tile.DomainOptions;
import io.citymesh.tile.MeshOptions;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/**
 * Every entry of the table is an option of the command line, of the Java API and of the manifest,
 * and has the effect that it says. What the pages say is in {@link ReadmeTest}.
 */
class OptionTableTest {
  /** Values of options of which {@link #possible} knows none that means something. */
  private static final Map<String, String> EXAMPLES =
      Map.of(
          "crs", "EPSG:28992",
          "target-crs", "EPSG:32631",
          "domain", "round",
          "layer-max", "25",
          "refine", "0,0,9,9:1,0.5",
          "focus", "POINT(3 4)",
          "focus-size", "2,1",
          "format", "vtu");

  /** Formats that heed an option. */
  private static final Map<String, String> HEEDING =
      Map.of(
          "patches", "obj",
          "patch-field", "msh",
          "ascii", "stl",
          "quantize", "3dtiles",
          "base-faces", "stl",
          "solids", "obj",
          "wind-speed", "snappy",
          "roughness", "snappy",
          "raster-cell", "tif",
          "cells", "xdmf");

  private static Stream<DynamicTest> each(List<Option<?>> options, Consumer<Option<?>> test) {
    return options.stream()
        .map(option -> DynamicTest.dynamicTest(option.name(), () -> test.accept(option)));
  }

  /** A value that is not its default: a new option has one without a word here. */
  private static String example(Option<?> option) {
    return EXAMPLES.containsKey(option.name())
        ? EXAMPLES.get(option.name())
        : otherThanTheDefault(option);
  }

  private static <T> String otherThanTheDefault(Option<T> option) {
    return possible(option.kind()).stream()
        .filter(text -> isPossible(option, text))
        .filter(text -> !option.fallback().equals(Optional.of(option.parse(List.of(text)))))
        .findFirst()
        .orElseThrow(() -> new AssertionError("give --" + option.name() + " an example here"));
  }

  private static boolean isPossible(Option<?> option, String text) {
    try {
      option.parse(List.of(text));
      return true;
    } catch (UserError e) {
      return false;
    }
  }

  /** Texts of which at least one is a value, whatever its range. */
  private static List<String> possible(Kind<?> kind) {
    if (kind instanceof Kind.Choice choice) {
      return choice.words();
    } else if (kind instanceof Kind.WordOrText some) {
      return some.words();
    } else if (kind instanceof Kind.Form form) {
      return Arrays.asList(form.words().split(",? ", -1)); // One of them may be of the form.
    } else if (kind instanceof Kind.Flag) {
      return List.of("true", "false");
    } else if (kind instanceof Kind.Pairs) {
      return List.of("key=value");
    } else if (kind instanceof Kind.OrAuto<?> value) {
      return Stream.concat(Stream.of(Kind.OrAuto.AUTO), possible(value.value()).stream()).toList();
    } else if (kind instanceof Kind.Several<?> several) {
      List<String> each = possible(several.element());
      return several.names().isEmpty()
          ? each
          : List.of(String.join(several.separator(), each.subList(0, several.names().size())));
    } else if (kind instanceof Kind.Text || kind instanceof Kind.PathName) {
      return List.of("other");
    }
    return List.of("1.25", "2.5", "3.5", "4.5", "5", "20", "100");
  }

  private static CityMesh.Builder city() {
    return CityMesh.builder(
            () -> {
              throw new AssertionError("options need no session");
            })
        .buildings("b.geojson")
        .terrain("t.tif");
  }

  @Test
  void theExamplesAreOfOptionsThatThereAre() {
    EXAMPLES.keySet().forEach(OptionTable::named);
  }

  @TestFactory
  Stream<DynamicTest> aTextIsReadAsItIsWritten() {
    return each(OptionTable.all(), OptionTableTest::assertRoundTrip);
  }

  private static <T> void assertRoundTrip(Option<T> option) {
    T value = option.parse(List.of(example(option)));
    assertNotEquals(option.fallback().orElse(null), value);
    assertEquals(example(option), option.kind().text(value));
    option.fallback().ifPresent(fallback -> assertEquals(fallback, option.checked(fallback)));
  }

  @TestFactory
  Stream<DynamicTest> theCommandLineReadsIt() {
    return each(
        OptionTable.all(),
        option -> {
          String[] args = {"build", option.flag(), example(option)};
          if (option.isNegatable()) {
            args = new String[] {"build", "--no-" + option.name()};
          } else if (option.isFlag()) {
            args = new String[] {"build", option.flag()};
          }
          CommandLine.ParseResult parsed = Main.commandLine().parseArgs(args).subcommand();
          OptionValues values = new BuildCommand().options().values(parsed);
          assertEquals(option.parse(List.of(example(option))), values.get(option));
          assertTrue(values.isGiven(option));
        });
  }

  @TestFactory
  Stream<DynamicTest> theHelpShowsItInItsGroup() {
    String help = Main.commandLine().getSubcommands().get("build").getUsageMessage();
    return each(
        OptionTable.all(),
        option -> {
          String name = option.isNegatable() ? "--[no-]" + option.name() : option.flag();
          int there = help.replace('=', ' ').indexOf("\n      " + name + " ");
          assertTrue(there > 0, help);
          List<String> titles =
              help.substring(0, there)
                  .lines()
                  .filter(line -> line.matches("[A-Z].*:") && !line.startsWith("Usage"))
                  .toList();
          assertEquals(option.group().title() + ":", titles.get(titles.size() - 1));
        });
  }

  @TestFactory
  Stream<DynamicTest> theBuilderTakesItByName() {
    return each(
        OptionTable.ofRun(),
        option -> {
          OptionValues values =
              within(option).option(option.name(), example(option)).options().values();
          assertEquals(option.parse(List.of(example(option))), values.get(option));
        });
  }

  /** Of an option that means nothing without another, the other is given too. */
  private static CityMesh.Builder within(Option<?> option) {
    CityMesh.Builder city = city();
    option
        .within()
        .filter(needed -> !new OptionValues().meet(needed))
        .ifPresent(needed -> city.option(needed.option().name(), wanted(needed)));
    if (HEEDING.containsKey(option.name())) {
      city.formats(HEEDING.get(option.name())).close(true);
    }
    return option == OptionTable.DOMAIN_RULE ? city.domain("round") : city;
  }

  private static <T> String wanted(Option.Needed<T> needed) {
    return needed
        .value()
        .map(value -> needed.option().kind().text(value))
        .orElse(example(needed.option()));
  }

  @TestFactory
  Stream<DynamicTest> theManifestHasIt() {
    return each(
        OptionTable.ofRun(),
        option -> {
          Map<String, Object> values =
              within(option).option(option.name(), example(option)).options().byName();
          assertTrue(values.containsKey(option.name()), values.toString());
          Object value = values.get(option.name());
          Object text =
              value instanceof List<?> list
                  ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                  : value instanceof Double number ? OptionCheck.text(number) : value.toString();
          assertEquals(example(option), text);
        });
  }

  @TestFactory
  Stream<DynamicTest> whatNoFormatHeedsIsRefused() {
    return each(
        OptionTable.ofRun().stream().filter(o -> HEEDING.containsKey(o.name())).toList(),
        option -> {
          String other = option == OptionTable.CELLS ? "obj" : "vtu";
          CityMesh.Builder city =
              city().keepFields("use").formats(other).option(option.name(), example(option));
          String message = assertThrows(UserError.class, city::options).getMessage();
          assertTrue(message.startsWith(option.flag() + " says how "), message);
          assertTrue(message.contains(HEEDING.get(option.name())), message);
          option.fallback().ifPresent(usual -> city.option(option.name(), text(option)));
          assertEquals(List.of(other), city.options().formats().names());
        });
  }

  /** Its default. */
  private static <T> String text(Option<T> option) {
    return option.kind().text(option.fallback().orElseThrow());
  }

  @TestFactory
  Stream<DynamicTest> whatMeansNothingWithoutAnotherIsRefused() {
    return each(
        OptionTable.ofRun().stream()
            .filter(o -> o.within().filter(other -> !new OptionValues().meet(other)).isPresent())
            .toList(),
        option -> {
          CityMesh.Builder city = city().option(option.name(), example(option)).formats("obj");
          String message = assertThrows(UserError.class, city::options).getMessage();
          assertTrue(message.startsWith(option.flag() + " "), message);
        });
  }

  @Test
  void anApronWithoutFlatBasesIsRefused() {
    CityMesh.Builder city = city().baseApron(8);
    assertEquals(
        "--base-apron means nothing without --base flat: give it too, or leave this out",
        assertThrows(UserError.class, city::options).getMessage());
    assertEquals(8, city.base("flat").options().cleaning().baseApron());
  }

  @Test
  void aMarginOfADomainThatIsGivenIsRefused() {
    CityMesh.Builder drawn =
        city().option("domain", "POLYGON ((0 0, 90 0, 90 90, 0 0))").margin(20);
    assertEquals(
        "--margin is around footprints, and --domain gives the domain itself: leave one of them"
            + " out",
        assertThrows(UserError.class, drawn::options).getMessage());
    CityMesh.Builder bounded = city().option("bounds", "0,0,90,90").margin(20);
    assertEquals(
        "--margin is around footprints, and --bounds gives the domain itself: leave one of them"
            + " out",
        assertThrows(UserError.class, bounded::options).getMessage());
    assertEquals(50, bounded.margin(50).options().input().margin());
  }

  @Test
  void solidsAndBottomsAtOnceAreRefused() {
    CityMesh.Builder city = city().formats("obj").solids(true).baseFaces(true);
    String message = assertThrows(UserError.class, city::options).getMessage();
    assertTrue(message.startsWith("--solids writes each building as a body "), message);
  }

  @Test
  void theRuleOfADomainWithoutOneIsRefused() {
    CityMesh.Builder city = city().domainRule("aij");
    String message = assertThrows(UserError.class, city::options).getMessage();
    assertTrue(message.startsWith("--domain-rule is for --domain wind or round"), message);
    assertTrue(city.domain("round").options().domain().close());
  }

  @Test
  void theManifestLeavesOutWhatSaysNothing() {
    assertEquals(
        Set.of("b.geojson"), Set.copyOf((List<?>) city().options().byName().get("buildings")));
    for (String name : List.of("crs", "points", "cell", "bounds", "gradation", "master")) {
      assertTrue(!city().options().byName().containsKey(name), name);
    }
    assertTrue(!city().merge(false).options().byName().containsKey("merge-roofs"));
  }

  /** What the keys of kept parts have to hold, see {@link Effect}. */
  @TestFactory
  Stream<DynamicTest> itHasTheEffectThatTheTableSays() {
    return each(
        OptionTable.ofRun(),
        option -> {
          CityMesh.Options before = within(option).options();
          CityMesh.Options after = within(option).option(option.name(), example(option)).options();
          boolean input = !before.input().equals(after.input());
          boolean cleaning = !before.cleaning().equals(after.cleaning());
          boolean domain = !before.domain().equals(after.domain());
          boolean mesh = !before.mesh().equals(after.mesh());
          boolean run = !before.run().equals(after.run());
          boolean output =
              !before.output().equals(after.output()) || !before.formats().equals(after.formats());
          boolean expected =
              switch (option.effect()) {
                case CITY -> (input || cleaning) && !domain && !mesh && !run && !output;
                // A volume has another roof step, unless one is given.
                case TILES ->
                    (input || domain || mesh || run)
                        && cleaning == (option == OptionTable.VOLUME)
                        && !output;
                case TRIANGLES -> mesh && !domain && !input && !cleaning && !run && !output;
                case NOTHING -> (run || output) && !input && !cleaning && !domain && !mesh;
              };
          assertTrue(expected, option.effect() + ": " + before + after);
        });
  }

  /** A key digests the whole record, so that whatever changes triangles is in the key. */
  @Test
  void theOptionsOfTrianglesAreThoseThatTheKeysDigest() {
    Set<String> digested =
        Arrays.stream(MeshOptions.class.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    // The zones are what a run finds for the options.
    Set<String> said = new TreeSet<>(Set.of("tileSize", "zones"));
    for (Option<?> option : OptionTable.ofRun()) {
      if (option.effect() == Effect.TRIANGLES) {
        said.add(
            Pattern.compile("-(.)")
                .matcher(option.name())
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT)));
      }
    }
    assertEquals(said, digested);
  }

  @Test
  void theWordsOfAChoiceAreTheConstantsOfItsType() {
    assertConstants(OptionTable.GROUND, PointInput.Ground.values());
    assertConstants(OptionTable.EXTEND_TERRAIN, TerrainShape.Extension.values());
    assertConstants(OptionTable.ON_BAD_FILE, PointInput.OnBadFile.values());
    assertConstants(OptionTable.MERGE_ROOFS, MergeRoofs.values());
    assertConstants(OptionTable.BASE, Base.values());
    assertConstants(OptionTable.PATCHES, PatchChoice.By.values());
    assertConstants(
        ((Kind.WordOrText) OptionTable.DOMAIN.kind()).words(), DomainOptions.Shape.values());
    assertConstants(OptionTable.STORE, RunOptions.Store.values());
    assertConstants(OptionTable.ON_TILE_FAILURE, RunOptions.OnTileFailure.values());
    assertEquals(
        ((Kind.Choice) OptionTable.HEIGHT_UNIT.kind()).words(),
        Arrays.stream(HeightUnit.values()).map(HeightUnit::symbol).toList());
  }

  private static void assertConstants(Option<String> option, Enum<?>[] constants) {
    assertConstants(((Kind.Choice) option.kind()).words(), constants);
  }

  private static void assertConstants(List<String> words, Enum<?>[] constants) {
    assertEquals(
        new TreeSet<>(words),
        Arrays.stream(constants)
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @TestFactory
  Stream<DynamicTest> aWrongTextIsOneLineThatNamesTheOption() {
    List<Option<?>> strict =
        OptionTable.all().stream()
            .filter(
                option ->
                    !(option.kind() instanceof Kind.Text)
                        && option != OptionTable.FORMAT // The formats know which there are.
                        && option != OptionTable.KEEP_FIELDS) // So does the input.
            .toList();
    return each(
        strict,
        option -> {
          UserError error = assertThrows(UserError.class, () -> option.parse(List.of("no\0value")));
          assertTrue(error.getMessage().startsWith(option.flag() + " "), error.getMessage());
          assertEquals(1, error.getMessage().lines().count());
        });
  }

  @Test
  void anUnknownNameListsThoseThereAre() {
    UserError error = assertThrows(UserError.class, () -> city().option("colour", "red"));
    assertTrue(error.getMessage().contains("'colour': the options are buildings, layer"));
    assertThrows(UserError.class, () -> city().option("dry-run", "true"), "of a command, no run");
    assertThrows(UserError.class, () -> city().option("margin"), "no text at all");
    assertEquals(
        List.of("a,b.geojson", "c.shp"),
        city()
            .option("buildings", "a,b.geojson", "c.shp")
            .options()
            .values()
            .get(OptionTable.BUILDINGS));
    assertEquals(3.0, city().option("WALL-size", "3").options().mesh().wallSize(), "any case");
  }

  /** A default that is said in words is the one that counts. */
  @Test
  void wallsAreAsLongAsTheBuildingSize() {
    assertEquals(4, city().buildingSize(4).options().mesh().wallSize());
    assertEquals(0, city().buildingSize(4).wallSize(0).options().mesh().wallSize());
  }

  /** The Java API tells defaults in its Javadoc: those of the table. */
  @Test
  void theDefaultsInTheJavadocOfTheBuilderAreThoseOfTheTable() throws IOException {
    String source = Files.readString(Path.of("src/main/java/io/citymesh/CityMesh.java"));
    Pattern method =
        Pattern.compile(
            "(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s+public Builder \\w+\\([^)]*\\) \\{"
                + "\\s+return set\\(\\s*OptionTable\\.(\\w+)");
    Pattern told =
        Pattern.compile(
            "default:? (?<after>[\\d.]*\\d)|\\{@code (?<word>[\\w-]+)} \\(the default"
                + "|(?<number>\\d+) \\(the default");
    int defaults = 0;
    for (MatchResult found : method.matcher(source).results().toList()) {
      String name = found.group(2).toLowerCase(Locale.ROOT).replace('_', '-');
      Matcher value = told.matcher(found.group(1).replaceAll("\\s*\\n\\s*\\* ?", " "));
      while (value.find()) {
        String text =
            Stream.of("after", "word", "number")
                .map(value::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        assertEquals(OptionTable.named(name).defaultText(), text, name);
        defaults++;
      }
    }
    assertTrue(defaults >= 20, "defaults in the Javadoc: " + defaults);
  }

  /**
   * What messages, scripts and pages name is there, so that a renamed option is renamed all over.
   */
  @Test
  void everyOptionThatIsNamedAnywhereExists() throws IOException {
    Set<String> known =
        new TreeSet<>(
            List.of( // Of spark-submit, submit/notebook, docker and overturemaps.
                "--driver-memory",
                "--executor-memory",
                "--deploy-mode",
                "--properties-file",
                "--packages",
                "--jars",
                "--repositories",
                "--class",
                "--execute",
                "--rm",
                "--bbox",
                "--type"));
    Main.commandLine()
        .getSubcommands()
        .values()
        .forEach(
            command ->
                command.getCommandSpec().options().forEach(o -> known.addAll(List.of(o.names()))));
    OptionTable.of(Group.values()).stream()
        .filter(Option::isNegatable)
        .forEach(option -> known.add("--no-" + option.name()));
    Pattern named = Pattern.compile("(?<![-\\w])--[a-z][a-z0-9]++(-[a-z0-9]++)*+(?!-)");
    Set<String> unknown = new TreeSet<>();
    for (Path page : pages()) {
      boolean code = page.toString().endsWith(".java");
      for (String line : Files.readAllLines(page)) {
        boolean words = !code || line.contains("\"") || line.strip().startsWith("*");
        for (MatchResult match : named.matcher(words ? line : "").results().toList()) {
          if (!known.contains(match.group())) {
            unknown.add(page + ": " + match.group());
          }
        }
      }
    }
    assertEquals(Set.of(), unknown, "no option of ours, nor of spark-submit as listed above");
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String root : List.of("src/main/java", "conf")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        files.filter(Files::isRegularFile).forEach(pages::add);
      }
    }
    pages.addAll(ReadmeTest.pages());
    return pages;
  }
}
