package io.citymesh.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code inspect} has found out about inputs.
 *
 * @param sections one for each input
 * @param advice what is worth knowing, and what to do about it
 * @param obstacles why {@code build} would refuse these inputs with these options, and what to do
 */
public record Inspection(List<Section> sections, List<String> advice, List<String> obstacles) {
  private static final int WIDTH = 100;

  /**
   * An input.
   *
   * @param title what it is and where
   * @param lines what it holds
   */
  public record Section(String title, List<Line> lines) {
    /** Keeps a copy of the list. */
    public Section {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A line of a section.
   *
   * @param label a word, or empty to go on below the line before
   * @param value what is said of it
   */
  public record Line(String label, String value) {}

  /** Keeps copies of the lists. */
  public Inspection {
    sections = List.copyOf(sections);
    advice = List.copyOf(advice);
    obstacles = List.copyOf(obstacles);
  }

  /** The same with one section more. */
  public Inspection with(Section section) {
    List<Section> more = new ArrayList<>(sections);
    more.add(section);
    return new Inspection(more, advice, obstacles);
  }

  /** The same with one obstacle more. */
  public Inspection withObstacle(String words) {
    List<String> more = new ArrayList<>(obstacles);
    more.add(words);
    return new Inspection(sections, advice, more);
  }

  /** Whether nothing stands in the way of {@code build}. */
  public boolean ready() {
    return obstacles.isEmpty();
  }

  /** The inspection as text for a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Section section : sections) {
      text.append(section.title).append('\n');
      for (Line line : section.lines) {
        text.append(
                (String.format(Locale.ROOT, "  %-12s%s", line.label, line.value)).stripTrailing())
            .append('\n');
      }
      text.append('\n');
    }
    list(text, "To know", advice);
    list(text, "In the way of build", obstacles);
    text.append(
        ready()
            ? "Nothing stands in the way of build."
            : obstacles.size() == 1
                ? "1 problem stands in the way of build."
                : obstacles.size() + " problems stand in the way of build.");
    return text.toString();
  }

  private static void list(StringBuilder text, String title, List<String> items) {
    if (items.isEmpty()) {
      return;
    }
    text.append(title).append('\n');
    for (String item : items) {
      String start = "  - ";
      for (String line : wrapped(item)) {
        text.append(start).append(line).append('\n');
        start = "    ";
      }
    }
    text.append('\n');
  }

  private static List<String> wrapped(String words) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words.strip().split("\\s+")) {
      if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH - 4) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
