package io.citymesh.option;

import io.citymesh.report.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The values that were given to options, each possible in itself; what was not given has its
 * default. Not thread-safe.
 */
public final class OptionValues {
  private final Map<String, Object> given;

  /** No value is given. */
  public OptionValues() {
    this(Map.of());
  }

  private OptionValues(Map<String, Object> given) {
    this.given = new TreeMap<>(given);
  }

  /** The same values, in a place of their own. */
  public OptionValues copy() {
    return new OptionValues(given);
  }

  /**
   * Gives a value; it replaces what was given before.
   *
   * @throws UserError if the value is impossible
   */
  public <T> OptionValues set(Option<T> option, T value) {
    given.put(option.name(), option.checked(value));
    return this;
  }

  /**
   * Gives a value by the option's name and the texts that the command line takes.
   *
   * @param name without dashes
   * @param texts at least one; of an option that takes one value the last counts
   * @throws UserError if no option of a run has this name, or a text is no value of it
   */
  public OptionValues set(String name, List<String> texts) {
    Option<?> option = OptionTable.ofRun(name);
    if (texts.isEmpty()) {
      throw new UserError(option.flag() + " needs a value");
    }
    return parse(option, texts);
  }

  /**
   * Gives a value by the texts of a command line.
   *
   * @throws UserError if they are no value
   */
  public <T> OptionValues parse(Option<T> option, List<String> texts) {
    given.put(option.name(), option.parse(texts));
    return this;
  }

  /**
   * Requires that an option means something: it is not given, or has its default, or the one
   * without which it means nothing says what it must.
   *
   * @throws UserError if it does not
   */
  public <T> void requireMeaning(Option<T> option) {
    if (isGiven(option)
        && !find(option).equals(option.fallback())
        && !option.within().map(this::meet).orElse(true)) {
      throw new UserError(
          option.flag()
              + " means nothing without "
              + option.within().orElseThrow().flag()
              + ": give it too, or leave this out");
    }
  }

  /** Takes over all that was given there. */
  public OptionValues setAll(OptionValues other) {
    given.putAll(other.given);
    return this;
  }

  /** Takes back what was given. */
  public OptionValues clear(Option<?> option) {
    given.remove(option.name());
    return this;
  }

  /** Whether a value was given, be it the default's. */
  public boolean isGiven(Option<?> option) {
    return given.containsKey(option.name());
  }

  /** The value that was given, else the default, if there is one. */
  public <T> Optional<T> find(Option<T> option) {
    @SuppressWarnings("unchecked") // Only values of the option are put under its name.
    T value = (T) given.get(option.name());
    if (value != null) {
      return Optional.of(value);
    }
    return option.like().isPresent() ? find(option.like().get()) : option.fallback();
  }

  /**
   * The value that was given, else the default.
   *
   * @throws IllegalStateException if the option has no default: ask {@link #find}
   */
  public <T> T get(Option<T> option) {
    return find(option)
        .orElseThrow(() -> new IllegalStateException(option.flag() + " has no default"));
  }

  /**
   * The constant that a choice names: its words are the constants of the type in lower case.
   *
   * @throws IllegalArgumentException if the type has no such constant
   */
  public <E extends Enum<E>> E choice(Option<String> option, Class<E> type) {
    return Enum.valueOf(type, get(option).toUpperCase(Locale.ROOT));
  }

  /** Whether an option says something: a flag that is on, a list or text that is not empty. */
  public <T> boolean says(Option<T> option) {
    return find(option)
        .filter(value -> !option.kind().isEmpty(value) && !Boolean.FALSE.equals(value))
        .isPresent();
  }

  /** Whether an option says what another one needs. */
  public <T> boolean meet(Option.Needed<T> needed) {
    return needed.value().isPresent()
        ? find(needed.option()).equals(needed.value())
        : says(needed.option());
  }

  /**
   * The values of a run by name, as a manifest has them: texts, numbers, booleans and lists of
   * texts. Left out are options of commands, options without a value, and those that mean nothing
   * without another that says nothing.
   */
  public Map<String, Object> byName() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Option<?> option : OptionTable.ofRun()) {
      if (option.within().map(this::meet).orElse(true)) {
        plain(option).ifPresent(value -> values.put(option.name(), value));
      }
    }
    return values;
  }

  private <T> Optional<Object> plain(Option<T> option) {
    return find(option)
        .filter(value -> !option.kind().isEmpty(value))
        .map(value -> option.kind().plain(value));
  }
}
