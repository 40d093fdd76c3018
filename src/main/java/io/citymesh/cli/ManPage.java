package io.citymesh.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of the program, in the macros of man(7): its commands, and all their options, in
 * the words of {@code --help}.
 */
final class ManPage {
  private final List<String> lines = new ArrayList<>();

  private ManPage() {}

  /** The page of a command and of those below it. */
  static String of(CommandLine program) {
    ManPage page = new ManPage();
    CommandSpec spec = program.getCommandSpec();
    page.lines.add(".TH " + spec.name().toUpperCase(Locale.ROOT) + " 1");
    page.section("NAME");
    page.text(spec.name() + " - " + first(spec.usageMessage().description()));
    page.section("SYNOPSIS");
    for (CommandLine command : program.getSubcommands().values()) {
      page.lines.add(".B " + escaped(command.getCommandSpec().qualifiedName()));
      page.text(arguments(command.getCommandSpec()));
      page.lines.add(".br");
    }
    page.section("COMMANDS");
    for (CommandLine command : program.getSubcommands().values()) {
      page.command(command.getCommandSpec());
    }
    page.section("EXIT STATUS");
    for (Map.Entry<String, String> code : spec.usageMessage().exitCodeList().entrySet()) {
      page.entry(code.getKey(), code.getValue());
    }
    return String.join("\n", page.lines) + "\n";
  }

  private static String arguments(CommandSpec command) {
    String positional =
        command.positionalParameters().stream()
            .map(PositionalParamSpec::paramLabel)
            .collect(Collectors.joining(" "));
    return ("[options] " + positional).strip();
  }

  private void section(String title) {
    lines.add(".SH " + title);
  }

  private void command(CommandSpec command) {
    lines.add(".SS " + escaped(command.name()));
    text(String.join(" ", command.usageMessage().description()));
    for (PositionalParamSpec each : command.positionalParameters()) {
      entry(each.paramLabel(), words(each.description()));
    }
    for (ArgGroupSpec group : command.argGroups()) {
      lines.add(".PP");
      lines.add(".I " + escaped(group.heading().replace("%n", "").replace(":", "")));
      group.options().forEach(this::option);
    }
    List<OptionSpec> others =
        command.options().stream().filter(option -> option.group() == null).toList();
    if (!others.isEmpty()) {
      lines.add(".PP");
      lines.add(".I Others");
      others.forEach(this::option);
    }
  }

  private void option(OptionSpec option) {
    String names =
        Arrays.stream(option.names())
            .map(name -> option.negatable() ? name.replaceFirst("^--", "--[no-]") : name)
            .collect(Collectors.joining(", "));
    boolean flag = option.arity().max() == 0;
    entry(flag ? names : names + " " + option.paramLabel(), words(option.description()));
  }

  /** Descriptions of picocli are formats. */
  private static String words(String[] description) {
    return String.join(" ", description).replace("%n", " ").replace("%%", "%");
  }

  private static String first(String[] description) {
    return description.length == 0 ? "" : words(new String[] {description[0]});
  }

  private void entry(String term, String words) {
    lines.add(".TP");
    lines.add(".B " + escaped(term));
    text(words);
  }

  private void text(String words) {
    lines.add(escaped(words.strip()));
  }

  /** Nothing in it is a request, and a hyphen is one that can be copied. */
  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }
}
