package io.citymesh.inspect;

import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import io.citymesh.vector.FieldValues;
import io.citymesh.vector.InputReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The notes on fields of footprints: which of them hold heights, and which could. */
final class FieldNotes {
  private static final int MAX_FIELDS = 12;

  /** The columns of a dataset that count without being named. */
  private static final Set<String> GUESSED = Set.of("height", "roof", "storeys");

  /** The form of names of fields that may hold heights. */
  private static final Pattern HEIGHT_LIKE =
      Pattern.compile(
          "(?i).*(heig|hght|hgt|hoogte|hoehe|höhe|haut|altura|roof|dak|elev|h_|_h$|z_m).*");

  private final CityInput input;
  private final InspectionNotes notes;

  FieldNotes(CityInput input, InspectionNotes notes) {
    this.input = input;
    this.notes = notes;
  }

  /** A table of the fields that are worth a line. */
  void table(Lines lines, List<FieldValues> all) {
    List<FieldValues> shown = all.stream().filter(this::tells).toList();
    if (shown.isEmpty()) {
      lines.add("fields", all.isEmpty() ? "none" : "none with numbers from 0.5 to 1000");
      return;
    }
    int widest = shown.stream().mapToInt(field -> field.name().length()).max().orElse(0);
    int width = Math.min(24, Math.max(8, widest));
    String row = "%-" + width + "s %9s %9s %7s %7s %7s %9s %9s %9s";
    lines.add(
        "fields",
        String.format(
            Locale.ROOT,
            row,
            "",
            "0.5-1000",
            "missing",
            "text",
            "-9999",
            "other",
            "min",
            "median",
            "max"));
    for (FieldValues field : shown.stream().limit(MAX_FIELDS).toList()) {
      lines.add(
          "",
          String.format(
              Locale.ROOT,
              row,
              field.name(),
              Words.grouped(field.valid()),
              Words.grouped(field.missing()),
              Words.grouped(field.text()),
              Words.grouped(field.sentinel()),
              Words.grouped(field.outOfRange()),
              Words.number(field.min()),
              Double.isNaN(field.median())
                  ? ""
                  : String.format(Locale.ROOT, "%.3g", field.median()),
              Words.number(field.max())));
    }
    if (shown.size() > MAX_FIELDS) {
      lines.add("", Words.count(shown.size() - MAX_FIELDS, "more field") + " with numbers");
    }
  }

  /** Whether a field is worth a line: it could hold heights, or it is said to. */
  private boolean tells(FieldValues field) {
    return field.valid() > 0 || named().containsValue(field.name()) || mayHoldHeights(field);
  }

  private static boolean mayHoldHeights(FieldValues field) {
    return HEIGHT_LIKE.matcher(field.name()).matches()
        && field.valid() + field.sentinel() + field.outOfRange() > 0;
  }

  /** The fields that are said to hold heights, by option. */
  Map<String, String> named() {
    HeightFields fields = input.heightFields();
    Map<String, String> named = new TreeMap<>();
    named.put("--height-field", fields.height());
    named.put("--roof-field", fields.roof());
    named.put("--storeys-field", fields.storeys());
    named.values().removeIf(String::isEmpty);
    return named;
  }

  private boolean heightsFollow() {
    return input.buildingHeight().isPresent() || input.points().present();
  }

  /**
   * Adds the advice on fields that are named as heights, or could hold them: how well they are
   * filled.
   */
  void heights(List<InputReport> inputs) {
    Map<String, FieldValues> byName = new TreeMap<>();
    for (InputReport file : inputs) {
      for (FieldValues field : file.fields()) {
        byName.merge(field.name(), field, FieldValues::plus);
      }
    }
    List<FieldValues> all = List.copyOf(byName.values());
    long usable = 0;
    long judged = 0;
    for (Map.Entry<String, String> option : named().entrySet()) {
      for (FieldValues field : all) {
        if (!field.name().equals(option.getValue())) {
          continue;
        }
        boolean elevation = option.getKey().equals("--roof-field");
        usable += field.valid() + (elevation ? field.outOfRange() : 0);
        judged += field.valid() + field.outOfRange() + field.sentinel();
        filled(option.getKey(), field, elevation);
      }
    }
    if (judged > 0 && usable == 0 && !heightsFollow()) {
      notes.obstacle(
          "No value of "
              + String.join(", ", named().values())
              + " is a height from 0.5 to 1000 m: name another field, or one height for all with"
              + " --building-height.");
    }
    if (named().isEmpty()) {
      suggest(all);
    }
  }

  private void filled(String option, FieldValues field, boolean elevation) {
    SortedMap<String, Long> without = new TreeMap<>();
    without.put("missing", field.missing());
    without.put(
        field.example().isEmpty() ? "text" : "text such as '" + field.example() + "'",
        field.text());
    String comma =
        field.comma() == 0
            ? ""
            : " "
                + Words.count(field.comma(), "text")
                + " with a decimal comma: write a point instead.";
    without.put("-9999 or -1000", field.sentinel());
    without.put("not from 0.5 to 1000", elevation ? 0 : field.outOfRange());
    without.values().removeIf(n -> n == 0);
    if (without.isEmpty()) {
      return;
    }
    notes.advice(
        option
            + " "
            + field.name()
            + ": "
            + Words.count(Words.sum(without), "feature")
            + " without a height ("
            + Words.counts(without)
            + "); "
            + (heightsFollow()
                ? "they take the next source: "
                    + (input.points().present() ? "points" : "--building-height")
                    + "."
                : "they are left out, unless --building-height, --storeys-field or --points say"
                    + " more.")
            + comma);
  }

  private void suggest(List<FieldValues> all) {
    boolean guessed =
        input.buildings() instanceof CityInput.Table
            && all.stream().anyMatch(f -> GUESSED.contains(f.name()) && f.valid() > 0);
    if (guessed) {
      return; // They count without being named.
    }
    List<String> candidates =
        all.stream()
            .filter(field -> mayHoldHeights(field) && field.valid() > 0)
            .map(FieldValues::name)
            .distinct()
            .limit(MAX_FIELDS)
            .toList();
    if (!candidates.isEmpty()) {
      notes.advice(
          "Fields that may hold heights: "
              + String.join(", ", candidates)
              + "; use one with --height-field (above the ground) or --roof-field (elevation).");
    }
  }
}
