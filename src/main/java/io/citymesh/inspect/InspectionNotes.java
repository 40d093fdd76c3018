package io.citymesh.inspect;

import io.citymesh.report.Inspection;
import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Collects what is found out about inputs: a section for each, advice, and what stands in the way
 * of a run. Mutable; not thread-safe.
 */
public final class InspectionNotes {
  /** Files of a kind that are described one by one; of more, only what is wrong is told. */
  static final int MAX_FILES = 12;

  private final Consumer<String> listener;
  private final List<Inspection.Section> sections = new ArrayList<>();
  private final Set<String> advice = new LinkedHashSet<>();
  private final Set<String> obstacles = new LinkedHashSet<>();

  /**
   * @param listener hears each piece of advice, once
   */
  public InspectionNotes(Consumer<String> listener) {
    this.listener = listener;
  }

  /** Adds advice: a fact that is worth knowing, and what to do about it. */
  public void advice(String words) {
    if (advice.add(words)) {
      listener.accept(words);
    }
  }

  /** Adds an obstacle: why a run would refuse these inputs, and what to do about it. */
  void obstacle(String words) {
    obstacles.add(words);
  }

  /** Makes a check of a run, and adds its error as an obstacle. */
  void check(Runnable check) {
    try {
      check.run();
    } catch (UserError e) {
      obstacle(e.getMessage());
    }
  }

  /**
   * Adds the section of an input.
   *
   * @param kind what it is, in a word
   * @param name of the input, or empty
   */
  void section(String kind, String name, Lines lines) {
    String title = name.isEmpty() ? kind : String.format(Locale.ROOT, "%-14s%s", kind, name);
    sections.add(new Inspection.Section(title, lines.list()));
  }

  /** Adds a line to the last section. */
  void more(String label, String value) {
    Inspection.Section last = sections.remove(sections.size() - 1);
    Lines lines = new Lines();
    last.lines().forEach(line -> lines.add(line.label(), line.value()));
    lines.add(label, value);
    sections.add(new Inspection.Section(last.title(), lines.list()));
  }

  /** The findings so far. */
  Inspection inspection() {
    return new Inspection(sections, List.copyOf(advice), List.copyOf(obstacles));
  }
}
