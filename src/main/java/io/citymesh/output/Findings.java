package io.citymesh.output;

import io.citymesh.report.UserError;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Counts defects, and keeps the place of the first of each kind. */
final class Findings {
  private final long[] counts = new long[Defect.values().length];
  private final Map<Defect, String> examples = new EnumMap<>(Defect.class);

  void add(Defect defect, Supplier<String> place) {
    if (counts[defect.ordinal()]++ == 0) {
      examples.put(defect, UserError.oneLine(place.get()));
    }
  }

  Map<Defect, Long> counts() {
    Map<Defect, Long> map = new EnumMap<>(Defect.class);
    for (Defect defect : Defect.values()) {
      map.put(defect, counts[defect.ordinal()]);
    }
    return map;
  }

  Map<Defect, String> examples() {
    return examples;
  }

  static String point(double x, double y, double z) {
    return String.format(Locale.ROOT, "(%.3f, %.3f, %.3f)", x, y, z);
  }
}
