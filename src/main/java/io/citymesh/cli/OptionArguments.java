package io.citymesh.cli;

import io.citymesh.format.Formats;
import io.citymesh.option.Group;
import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of a command, as entries of {@link OptionTable}: what picocli is told of them, and
 * the values that it has found. Picocli splits the command line; what a value is, the entry says.
 */
final class OptionArguments {
  private final List<Option<?>> options;

  /**
   * @param options entries of the table, some with another default or other words
   */
  OptionArguments(List<Option<?>> options) {
    this.options = List.copyOf(options);
  }

  /** Adds the options to a command, under the title of each group. */
  void addTo(CommandSpec command) {
    Map<Group, ArgGroupSpec.Builder> groups = new EnumMap<>(Group.class);
    for (Option<?> option : options) {
      groups.computeIfAbsent(option.group(), OptionArguments::group).addArg(argument(option));
    }
    groups.values().forEach(group -> command.addArgGroup(group.build()));
  }

  private static ArgGroupSpec.Builder group(Group group) {
    return ArgGroupSpec.builder()
        .heading("%n" + group.title() + ":%n")
        .order(group.ordinal())
        .validate(false);
  }

  private static OptionSpec argument(Option<?> option) {
    OptionSpec.Builder argument =
        OptionSpec.builder(option.flag())
            .order(OptionTable.all().indexOf(OptionTable.named(option.name())))
            .description(description(option));
    if (option.isFlag()) {
      argument.type(boolean.class).arity("0");
      if (option.isNegatable()) {
        argument.negatable(true).defaultValue("true").fallbackValue("true");
      }
      return argument.build();
    }
    argument.paramLabel(option.oneLabel()).arity(option.takesArguments() ? "1..*" : "1");
    if (option.isRepeatable()) {
      argument.type(List.class).auxiliaryTypes(String.class);
      if (!option.separator().isEmpty()) {
        argument.splitRegex(option.separator());
      }
    } else {
      argument.type(String.class);
    }
    return argument.build();
  }

  /** In the words of the table; picocli would take a percent sign for a variable. */
  private static String description(Option<?> option) {
    boolean told = option.defaultText().isEmpty() || option.defaultText().equals("off");
    String names =
        option.name().equals(OptionTable.FORMAT.name())
            ? ": " + String.join(", ", Formats.names())
            : "";
    String words = option.help() + names + (told ? "" : " (default: " + option.defaultText() + ")");
    return words.replace("`", "").replace("%", "%%");
  }

  /**
   * The values of the options that were given, and the defaults that are this command's own.
   *
   * @throws io.citymesh.report.UserError if a value is impossible
   */
  OptionValues values(ParseResult parsed) {
    OptionValues values = new OptionValues();
    options.forEach(option -> read(option, parsed, values));
    return values;
  }

  private static <T> void read(Option<T> option, ParseResult parsed, OptionValues values) {
    if (!parsed.hasMatchedOption(option.flag())) {
      boolean own = !option.fallback().equals(OptionTable.named(option.name()).fallback());
      option.fallback().filter(value -> own).ifPresent(value -> values.set(option, value));
      return;
    }
    Object value = parsed.matchedOption(option.flag()).getValue();
    values.parse(
        option,
        value instanceof List<?> list
            ? list.stream().map(String::valueOf).toList()
            : List.of(String.valueOf(value)));
  }
}
