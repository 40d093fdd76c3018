package io.citymesh.option;

import io.citymesh.report.UserError;
import java.util.List;
import java.util.Optional;

/**
 * An option: all that is said of it anywhere.
 *
 * @param <T> the type of its value
 * @param name without dashes, as {@code max-size}
 * @param kind what values it takes
 * @param label what stands for the value in the help, as {@code M}; empty for a flag
 * @param group what it is about
 * @param effect what becomes different if it does
 * @param fallback the value if none is given, unless {@code like} has one
 * @param like the option whose value counts if none is given
 * @param defaultWords the default in words; empty to write the value itself
 * @param words what it says, for the help and the page of options; names of code stand in {@code
 *     `...`}
 * @param within without what it means nothing: left out of the manifest where that does not hold
 */
public record Option<T>(
    String name,
    Kind<T> kind,
    String label,
    Group group,
    Effect effect,
    Optional<T> fallback,
    Optional<Option<T>> like,
    String defaultWords,
    String words,
    Optional<Needed<?>> within) {

  /**
   * What another option must say.
   *
   * @param option the other one
   * @param value of its; empty for any that says something
   */
  public record Needed<T>(Option<T> option, Optional<T> value) {
    /** As the command line spells it: {@code --base flat}. */
    public String flag() {
      return option.flag() + value.map(wanted -> " " + option.kind().text(wanted)).orElse("");
    }
  }

  /** Starts an entry of the table. */
  static <T> Option<T> of(
      Group group, Effect effect, String name, String label, Kind<T> kind, String words) {
    return new Option<>(
        name,
        kind,
        label,
        group,
        effect,
        Optional.empty(),
        Optional.empty(),
        "",
        words,
        Optional.empty());
  }

  /** The same with a default. */
  public Option<T> byDefault(T value) {
    return new Option<>(
        name, kind, label, group, effect, Optional.of(value), like, defaultWords, words, within);
  }

  /** The same with a default and words for it. */
  public Option<T> byDefault(T value, String said) {
    return byDefault(value).byDefaultWords(said);
  }

  /** The same with a default that is another option's value. */
  Option<T> byDefault(Option<T> other, String said) {
    return new Option<>(
        name, kind, label, group, effect, fallback, Optional.of(other), said, words, within);
  }

  /** The same without a default value; these words tell what happens then. */
  Option<T> byDefaultWords(String said) {
    return new Option<>(name, kind, label, group, effect, fallback, like, said, words, within);
  }

  /** The same with other words, for a command where it means something else. */
  public Option<T> saying(String other) {
    return new Option<>(
        name, kind, label, group, effect, fallback, like, defaultWords, other, within);
  }

  /** The same with no default value and another label; these words tell what happens then. */
  public Option<T> withoutDefault(String otherLabel, String said) {
    return new Option<>(
        name,
        kind,
        otherLabel,
        group,
        effect,
        Optional.empty(),
        Optional.empty(),
        said,
        words,
        within);
  }

  /** The same, where it means nothing without another option. */
  <O> Option<T> within(Option<O> other) {
    return within(new Needed<>(other, Optional.empty()));
  }

  /** The same, where it means nothing unless another option has a value. */
  <O> Option<T> within(Option<O> other, O value) {
    return within(new Needed<>(other, Optional.of(value)));
  }

  private Option<T> within(Needed<?> needed) {
    return new Option<>(
        name, kind, label, group, effect, fallback, like, defaultWords, words, Optional.of(needed));
  }

  /** As the command line spells it: {@code --max-size}. */
  public String flag() {
    return "--" + name;
  }

  /**
   * Requires a value that is possible in itself.
   *
   * @return the value
   * @throws UserError otherwise, which names the option and says what is possible
   */
  public T checked(T value) {
    return kind.checked(flag(), value);
  }

  /**
   * Reads the value from texts: those of a command line, or one from elsewhere.
   *
   * @throws UserError if they are no value
   */
  public T parse(List<String> texts) {
    return checked(kind.parse(flag(), texts));
  }

  /** Whether it is switched on by its name alone. */
  public boolean isFlag() {
    return kind instanceof Kind.Flag;
  }

  /** Whether it is on unless it is switched off, by {@code --no-} and its name. */
  public boolean isNegatable() {
    return isFlag() && fallback.isPresent() && Boolean.TRUE.equals(fallback.get());
  }

  /** Whether it may be given more than once. */
  public boolean isRepeatable() {
    return kind instanceof Kind.Pairs
        || (kind instanceof Kind.Several<?> several && several.names().isEmpty());
  }

  /** What stands for one value: the label, or the words of a choice. */
  public String oneLabel() {
    return label.isEmpty() && kind instanceof Kind.Choice choice
        ? String.join("|", choice.words())
        : label;
  }

  /** The separator of the values in one text; empty if a text holds one value. */
  public String separator() {
    return kind instanceof Kind.Several<?> several && several.names().isEmpty()
        ? several.separator()
        : "";
  }

  /** Whether several arguments may follow the option's name. */
  public boolean takesArguments() {
    return kind instanceof Kind.Several<?> several && several.separator().isEmpty();
  }

  /** What stands for the values in the page of options. */
  String valueLabel() {
    return oneLabel()
        + (separator().isEmpty() ? "" : separator() + "...")
        + (takesArguments() ? "..." : "");
  }

  /** What it says, with the ends of its range. */
  public String help() {
    return kind.ends().isEmpty() ? words : words + ", " + kind.ends();
  }

  /** What happens if it is not given, in words; empty if nothing is to be said. */
  public String defaultText() {
    if (!defaultWords.isEmpty()) {
      return defaultWords;
    }
    if (isFlag()) {
      return isNegatable() ? flag() : "off";
    }
    return fallback.filter(value -> !kind.isEmpty(value)).map(kind::text).orElse("");
  }
}
