package io.citymesh.inspect;

import io.citymesh.report.Inspection;
import java.util.ArrayList;
import java.util.List;

/** The lines of a section. Mutable. */
final class Lines {
  private final List<Inspection.Line> lines = new ArrayList<>();

  /** Adds a line, unless there is nothing to tell. */
  void add(String label, String value) {
    if (!value.isEmpty()) {
      lines.add(new Inspection.Line(label, value));
    }
  }

  List<Inspection.Line> list() {
    return List.copyOf(lines);
  }
}
