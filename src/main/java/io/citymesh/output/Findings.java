package io.citymesh.output;

import io.citymesh.report.UserError;
import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Counts defects, and keeps the place of the first of each kind. */
final class Findings {
  private final long[] counts = new long[Defect.values().length];
  private final Map<Defect, String> examples = new EnumMap<>(Defect.class);

  void add(Defect defect, Supplier<String> place) {
    add(defect, 1, place);
  }

  /** Counts a defect so many times; none if that is 0. */
  void add(Defect defect, long count, Supplier<String> place) {
    if (count > 0 && counts[defect.ordinal()] == 0) {
      examples.put(defect, UserError.oneLine(place.get()));
    }
    counts[defect.ordinal()] += count;
  }

  /** Adds what was found elsewhere, and later. */
  void add(Findings later) {
    later.counts().forEach((defect, n) -> add(defect, n, () -> later.examples.get(defect)));
  }

  /** Counts what the files have and the manifest has not. */
  void compare(String what, Object found, Object expected) {
    if (!found.equals(expected)) {
      add(
          Defect.MANIFEST_MISMATCHES,
          () -> what + " is " + found + " where " + expected + " is expected");
    }
  }

  void compare(String what, long found, long expected) {
    compare(what, (Object) found, (Object) expected);
  }

  /** Writes what {@link #read} reads. */
  void write(RecordOutput out) {
    out.put(examples.size());
    examples.forEach(
        (defect, place) -> out.put(defect.ordinal()).put(counts[defect.ordinal()]).put(place));
  }

  static Findings read(RecordInput in) throws IOException {
    Findings findings = new Findings();
    for (int left = in.count(); left > 0; left--) {
      Defect defect = Defect.values()[in.count()];
      long count = in.longNumber();
      String place = in.text();
      findings.add(defect, count, () -> place);
    }
    return findings;
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
