package io.citymesh.cli;

import io.citymesh.option.Group;
import io.citymesh.option.Kind;
import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The table of options in Python: a typed dictionary with the names, types and words of each. */
final class PythonOptions {
  /** What Spark says by other means. */
  private static final Set<String> SPARKS = Set.of("buildings", "out", "overwrite");

  /** What may stand in a line of Python. */
  private static final int WIDTH = 110;

  private static final String HEAD =
      """
      \"""The options of a build; made of citymesh's table of options.\"""

      from typing import Annotated, Sequence, TypedDict, Union

      Names = Union[str, Sequence[str]]


      class Options(TypedDict, total=False):
          \"""Options by their names; help(citymesh.Options) tells what each says.\"""

      """;

  private PythonOptions() {}

  /** The whole module. */
  static String text() {
    List<String> lines = new ArrayList<>();
    for (Group group : Group.values()) {
      if (group != Group.COMMAND) {
        OptionTable.of(group).stream()
            .filter(option -> !SPARKS.contains(option.name()))
            .forEach(option -> lines.add(line(option)));
      }
    }
    return HEAD + String.join("\n", lines) + "\n";
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
        String.format(
            Locale.ROOT,
            "    %s: Annotated[%s, \"%s\"]",
            option.name().replace('-', '_'),
            type(option.kind()),
            words);
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
      return String.format(Locale.ROOT, "Union[%s, str]", type(numbers.value()));
    }
    return kind instanceof Kind.Several<?> several && several.separator().equals(",")
        ? "Names"
        : "str";
  }
}
