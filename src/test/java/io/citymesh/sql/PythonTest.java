package io.citymesh.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import io.citymesh.option.Group;
import io.citymesh.option.Kind;
import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The module for Python: its options are those of the table, and its examples run. */
class PythonTest {
  private static final Path FOLDER = Path.of("src/main/python");

  /** What Spark says by other means. */
  private static final Set<String> SPARKS = Set.of("buildings", "out", "overwrite");

  /** What may stand in a line of Python. */
  private static final int WIDTH = 110;

  /** On failure, {@code target/options.py} is what the file has to hold. */
  @Test
  void theOptionsAreThoseOfTheTable() throws Exception {
    String text = text();
    Files.writeString(Path.of("target/options.py"), text);
    assertEquals(text, Files.readString(FOLDER.resolve("citymesh/options.py")));
  }

  private static String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "\"\"\"The options of a build; made of citymesh's table of options by its tests.\"\"\"");
    lines.add("");
    lines.add("from typing import Annotated, Sequence, TypedDict, Union");
    lines.add("");
    lines.add("Names = Union[str, Sequence[str]]");
    lines.add("");
    lines.add("");
    lines.add("class Options(TypedDict, total=False):");
    lines.add(
        "    \"\"\"Options by their names; help(citymesh.Options) tells what each says.\"\"\"");
    lines.add("");
    for (Group group : Group.values()) {
      if (group != Group.COMMAND) {
        OptionTable.of(group).stream()
            .filter(option -> !SPARKS.contains(option.name()))
            .forEach(option -> lines.add(line(option)));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static String line(Option<?> option) {
    String words =
        option
            .help()
            .replace("`", "")
            .replace("--", "")
            .replace("\\", "\\\\")
            .replace("\"", "\\\"");
    String line =
        "    %s: Annotated[%s, \"%s\"]"
            .formatted(option.name().replace('-', '_'), type(option.kind()), words);
    return line.length() <= WIDTH ? line : line + "  # noqa: E501";
  }

  private static String type(Kind<?> kind) {
    if (kind instanceof Kind.Flag) {
      return "bool";
    }
    if (kind instanceof Kind.Number || kind instanceof Kind.Millimetres) {
      return "float";
    }
    if (kind instanceof Kind.Count) {
      return "int";
    }
    if (kind instanceof Kind.OrAuto<?> numbers) {
      return "Union[%s, str]".formatted(type(numbers.value()));
    }
    return kind instanceof Kind.Several<?> several && several.separator().equals(",")
        ? "Names"
        : "str";
  }

  @Test
  void itIsShortAndItsExamplesRun() throws Exception {
    long lines = 0;
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".py")).toList()) {
        lines += Files.readAllLines(file).size();
      }
    }
    assertTrue(lines < 200, lines + " lines");
    ForeignProgram python = ForeignProgram.named("python3");
    Assumptions.assumeTrue(python.isThere(), "Python is not installed");
    assertEquals(
        "TestResults(failed=0, attempted=4)",
        python
            .run(
                "-B",
                "-c",
                "import sys; sys.path.insert(0, 'src/main/python')\n"
                    + "import doctest, citymesh; print(doctest.testmod(citymesh))")
            .strip());
  }
}
