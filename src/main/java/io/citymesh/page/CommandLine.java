package io.citymesh.page;

import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The options of a manifest as a command: those that differ from what counts without them. */
final class CommandLine {
  /** Paths that are shown of one option; of more, the rest is told. */
  private static final int MOST_VALUES = 200;

  private CommandLine() {}

  /** The options whose values are not those that a run takes by itself, by name. */
  static SortedMap<String, Object> changed(SortedMap<String, Object> options) {
    Map<String, Object> defaults = new OptionValues().byName();
    SortedMap<String, Object> changed = new TreeMap<>(options);
    changed.entrySet().removeIf(option -> same(option.getValue(), defaults.get(option.getKey())));
    return changed;
  }

  private static boolean same(Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return x.doubleValue() == y.doubleValue();
    }
    return Objects.equals(a, b);
  }

  /** The value of an option in words. */
  static String words(Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
              .limit(MOST_VALUES)
              .map(CommandLine::words)
              .collect(Collectors.joining(", "))
          + (list.size() > MOST_VALUES
              ? ", and " + Markup.count(list.size() - MOST_VALUES) + " more"
              : "");
    }
    return value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString(number.longValue())
        : String.valueOf(value);
  }

  /** The command that makes the same mesh again. */
  static String build(SortedMap<String, Object> options) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, Object> given : changed(options).entrySet()) {
      String flag = "--" + given.getKey();
      if (given.getValue() instanceof Boolean on) {
        words.add(on ? flag : "--no-" + given.getKey());
      } else if (given.getValue() instanceof List<?> list && !list.isEmpty()) {
        words.add(flag + " " + list(given.getKey(), list));
      } else {
        words.add(flag + " " + quoted(words(given.getValue())));
      }
    }
    return "citymesh build"
        + words.stream().map(word -> " \\\n  " + word).collect(Collectors.joining());
  }

  private static String list(String name, List<?> values) {
    boolean arguments =
        OptionTable.ofRun().stream()
            .filter(option -> option.name().equals(name))
            .anyMatch(Option::takesArguments);
    String separator = arguments ? " " : ",";
    return values.stream()
            .limit(MOST_VALUES)
            .map(value -> quoted(words(value)))
            .collect(Collectors.joining(separator))
        + (values.size() > MOST_VALUES ? separator + "..." : "");
  }

  /** A word as a shell takes it. */
  private static String quoted(String word) {
    return word.matches("[-\\w./:,=+@%]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
