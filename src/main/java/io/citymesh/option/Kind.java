package io.citymesh.option;

import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A kind of value: how it is read from the text of a command line, what is wrong with it, and how
 * it is written. The messages begin with the option's name as the command line spells it.
 *
 * @param <T> the type that the Java API has for it
 */
public sealed interface Kind<T> {

  /**
   * Reads a value.
   *
   * @param option with its dashes, for the message
   * @throws UserError if the text is no value of this kind
   */
  T parse(String option, String text);

  /**
   * Requires a value that is possible in itself.
   *
   * @return the value
   * @throws UserError otherwise
   */
  T checked(String option, T value);

  /** The text that {@link #parse} reads as this value. */
  String text(T value);

  /** As a manifest has it: a text, number, boolean, or list of texts. */
  default Object plain(T value) {
    return text(value);
  }

  /** Whether the value says nothing, as an empty text or list. */
  default boolean isEmpty(T value) {
    return false;
  }

  /** The range of the numbers, if it has two ends: {@code 0 to 33}; else empty. */
  default String ends() {
    return "";
  }

  /** Reads a value from all the texts that were given for it; all but the last are replaced. */
  default T parse(String option, List<String> texts) {
    return parse(option, texts.get(texts.size() - 1));
  }

  private static UserError wrong(String option, String needed, String given) {
    return new UserError(option + " must be " + needed + ", not " + given);
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }

  /** A number in a range. */
  record Number(Range range) implements Kind<Double> {
    @Override
    public Double parse(String option, String text) {
      try {
        return checked(option, Double.valueOf(text.strip()));
      } catch (NumberFormatException e) {
        throw wrong(option, range.words(), quoted(text));
      }
    }

    @Override
    public Double checked(String option, Double value) {
      if (!range.holds(value)) {
        String why = range.reason().isEmpty() ? "" : ": " + range.reason();
        throw wrong(option, range.words(), OptionCheck.text(value) + why);
      }
      return value;
    }

    @Override
    public String text(Double value) {
      return OptionCheck.text(value);
    }

    @Override
    public Object plain(Double value) {
      return value;
    }

    @Override
    public boolean isEmpty(Double value) {
      return value.isInfinite(); // No bound.
    }

    @Override
    public String ends() {
      return range.ends();
    }
  }

  /** A whole number of millimetres, in metres, in a range. */
  record Millimetres(Range range) implements Kind<Double> {
    private Number number() {
      return new Number(range.hint(" in whole millimetres" + range.hint()));
    }

    @Override
    public Double parse(String option, String text) {
      return checked(option, number().parse(option, text));
    }

    @Override
    public Double checked(String option, Double value) {
      double metres = number().checked(option, value);
      if (Math.rint(metres * 1000) / 1000 != metres) {
        throw wrong(option, number().range().words(), OptionCheck.text(metres));
      }
      return metres;
    }

    @Override
    public String text(Double value) {
      return OptionCheck.text(value);
    }

    @Override
    public Object plain(Double value) {
      return value;
    }

    @Override
    public String ends() {
      return range.ends();
    }
  }

  /** A whole number in a range. */
  record Count(Range range) implements Kind<Integer> {
    @Override
    public Integer parse(String option, String text) {
      try {
        return checked(option, Integer.valueOf(text.strip()));
      } catch (NumberFormatException e) {
        throw wrong(option, range.words(), quoted(text));
      }
    }

    @Override
    public Integer checked(String option, Integer value) {
      new Number(range).checked(option, value.doubleValue());
      return value;
    }

    @Override
    public String text(Integer value) {
      return value.toString();
    }

    @Override
    public Object plain(Integer value) {
      return value;
    }

    @Override
    public String ends() {
      return range.ends();
    }
  }

  /** Any text, such as the name of a column; empty for none. */
  record Text() implements Kind<String> {
    @Override
    public String parse(String option, String text) {
      return text;
    }

    @Override
    public String checked(String option, String value) {
      return value;
    }

    @Override
    public String text(String value) {
      return value;
    }

    @Override
    public boolean isEmpty(String value) {
      return value.isEmpty();
    }
  }

  /**
   * A path of this machine or of any file system that Hadoop knows.
   *
   * @param required what it must name; empty if there may be none
   */
  record PathName(String required) implements Kind<String> {
    @Override
    public String parse(String option, String text) {
      return checked(option, text);
    }

    @Override
    public String checked(String option, String value) {
      if (!required.isEmpty() && value.isBlank()) {
        throw new UserError(option + " must name " + required);
      }
      return OptionCheck.path(option, value);
    }

    @Override
    public String text(String value) {
      return value;
    }

    @Override
    public boolean isEmpty(String value) {
      return value.isEmpty();
    }
  }

  /** One of some words. */
  record Choice(List<String> words) implements Kind<String> {
    @Override
    public String parse(String option, String text) {
      return checked(option, text.strip());
    }

    @Override
    public String checked(String option, String value) {
      if (!words.contains(value)) {
        int last = words.size() - 1;
        String all = String.join(", ", words.subList(0, last)) + " or " + words.get(last);
        throw wrong(option, all, quoted(value));
      }
      return value;
    }

    @Override
    public String text(String value) {
      return value;
    }
  }

  /**
   * One of some words, or another text.
   *
   * @param words in lower case
   * @param other what the text is, as people say it
   */
  record WordOrText(List<String> words, String other) implements Kind<String> {
    @Override
    public String parse(String option, String text) {
      return checked(option, text.strip());
    }

    @Override
    public String checked(String option, String value) {
      if (value.isBlank() || value.indexOf('\0') >= 0) {
        throw wrong(option, String.join(", ", words) + " or " + other, quoted(value));
      }
      return value;
    }

    @Override
    public String text(String value) {
      return value;
    }
  }

  /**
   * A text of a form.
   *
   * @param form a regular expression
   * @param words the form as people read it
   */
  record Form(String form, String words) implements Kind<String> {
    @Override
    public String parse(String option, String text) {
      return checked(option, text.strip());
    }

    @Override
    public String checked(String option, String value) {
      if (!value.matches(form)) {
        throw wrong(option, words, quoted(value));
      }
      return value;
    }

    @Override
    public String text(String value) {
      return value;
    }
  }

  /** On or off. */
  record Flag() implements Kind<Boolean> {
    @Override
    public Boolean parse(String option, String text) {
      return switch (text.strip()) {
        case "true" -> true;
        case "false" -> false;
        default -> throw wrong(option, "true or false", quoted(text));
      };
    }

    @Override
    public Boolean checked(String option, Boolean value) {
      return value;
    }

    @Override
    public String text(Boolean value) {
      return value.toString();
    }

    @Override
    public Object plain(Boolean value) {
      return value;
    }
  }

  /**
   * Any number of values.
   *
   * @param <E> the type of one
   * @param element the kind of one
   * @param separator between two of them in a text; empty if a text holds one, as paths may hold
   *     any character
   * @param names of the values, where there must be one of each; empty for any number
   * @param set whether only their set counts, so that each is kept once and in order
   */
  record Several<E>(Kind<E> element, String separator, List<String> names, boolean set)
      implements Kind<List<E>> {
    @Override
    public List<E> parse(String option, String text) {
      return parse(option, List.of(text));
    }

    @Override
    public List<E> parse(String option, List<String> texts) {
      List<E> values = new ArrayList<>();
      for (String text : texts) {
        List<String> each =
            separator.isEmpty() ? List.of(text) : List.of(text.split(separator, -1));
        each.forEach(one -> values.add(element.parse(option, one)));
      }
      return checked(option, values);
    }

    @Override
    public List<E> checked(String option, List<E> value) {
      if (!names.isEmpty() && value.size() != names.size()) {
        throw wrong(option, String.join(separator, names), quoted(text(value)));
      }
      value.forEach(one -> element.checked(option, one));
      return List.copyOf(set ? new TreeSet<>(value) : value);
    }

    @Override
    public String text(List<E> value) {
      return value.stream()
          .map(element::text)
          .collect(Collectors.joining(separator.isEmpty() ? " " : separator));
    }

    /** Numbers are one text, so that a manifest tells them apart from names and paths. */
    @Override
    public Object plain(List<E> value) {
      boolean texts = value.stream().allMatch(String.class::isInstance);
      return texts ? value.stream().map(element::text).toList() : text(value);
    }

    @Override
    public boolean isEmpty(List<E> value) {
      return value.isEmpty();
    }

    @Override
    public String ends() {
      return element.ends();
    }
  }

  /**
   * A value, or {@code auto}, which is none: the plan chooses it.
   *
   * @param <E> the type of a value
   * @param value the kind of a value
   */
  record OrAuto<E>(Kind<E> value) implements Kind<Optional<E>> {
    /** The word. */
    public static final String AUTO = "auto";

    @Override
    public Optional<E> parse(String option, String text) {
      return text.strip().equals(AUTO) ? Optional.empty() : Optional.of(value.parse(option, text));
    }

    @Override
    public Optional<E> checked(String option, Optional<E> given) {
      return given.map(one -> value.checked(option, one));
    }

    @Override
    public String text(Optional<E> given) {
      return given.map(value::text).orElse(AUTO);
    }

    @Override
    public Object plain(Optional<E> given) {
      return given.map(value::plain).orElse(AUTO);
    }
  }

  /** Pairs {@code KEY=VALUE}; of two with the same key the later one counts. */
  record Pairs() implements Kind<Map<String, String>> {
    @Override
    public Map<String, String> parse(String option, String text) {
      return parse(option, List.of(text));
    }

    @Override
    public Map<String, String> parse(String option, List<String> texts) {
      Map<String, String> pairs = new LinkedHashMap<>();
      for (String text : texts) {
        int equals = text.indexOf('=');
        if (equals < 1) {
          throw wrong(option, "KEY=VALUE", quoted(text));
        }
        pairs.put(text.substring(0, equals), text.substring(equals + 1));
      }
      return pairs;
    }

    @Override
    public Map<String, String> checked(String option, Map<String, String> value) {
      return value;
    }

    @Override
    public String text(Map<String, String> value) {
      return value.entrySet().stream()
          .map(pair -> pair.getKey() + "=" + pair.getValue())
          .collect(Collectors.joining(" "));
    }

    @Override
    public boolean isEmpty(Map<String, String> value) {
      return value.isEmpty();
    }
  }
}
