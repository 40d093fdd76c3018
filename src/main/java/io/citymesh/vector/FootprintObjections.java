package io.citymesh.vector;

import io.citymesh.input.HeightFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why no city can be built of footprints that could be read, in words for the user. */
final class FootprintObjections {
  private static final int FIELDS_SHOWN = 30;

  private FootprintObjections() {}

  /** Why no city can be built of footprints that could be read, the gravest first. */
  static Stream<String> of(FootprintSummary all, String what, FootprintFields fields) {
    if (all.features() == 0) {
      return Stream.of(); // A city without buildings.
    }
    if (all.footprints == 0) {
      return Stream.of(
          what
              + " holds no polygon"
              + (all.dropped.isEmpty() ? "" : " (" + counted(all.dropped) + ")")
              + ": give footprints as Polygons or MultiPolygons, or leave --buildings out for"
              + " ground alone.");
    }
    List<String> missing =
        Stream.concat(
                Stream.of(
                    missingField(all, what, "--id-field", fields.id()),
                    missingField(all, what, "--height-field", fields.heights().height()),
                    missingField(all, what, "--roof-field", fields.heights().roof()),
                    missingField(all, what, "--storeys-field", fields.heights().storeys())),
                fields.keep().stream().map(name -> missingField(all, what, "--keep-fields", name)))
            .flatMap(Optional::stream)
            .toList();
    boolean heightless =
        missing.isEmpty() && all.withoutHeight == all.footprints && !fields.heightsFollow();
    return heightless
        ? Stream.of(
            what
                + " gives no building a height: "
                + decimalCommas(all, fields.heights())
                + "name a field with --height-field or --roof-field, or one height for all with"
                + " --building-height; fields: "
                + fieldList(all)
                + ".")
        : missing.stream();
  }

  /** Such as {@code no geometry: 4, not a polygon: 1}. */
  private static String counted(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  /** What to do first where the fields with heights hold numbers that are written otherwise. */
  private static String decimalCommas(FootprintSummary all, HeightFields heights) {
    return heights.names().stream()
        .filter(all.profile.fields::containsKey)
        .map(name -> all.profile.fields.get(name).told(name, all.features()))
        .filter(field -> field.comma() > 0)
        .findFirst()
        .map(
            field ->
                field.name()
                    + " holds texts with a decimal comma, such as '"
                    + field.example()
                    + "': write a decimal point, or ")
        .orElse("");
  }

  private static Optional<String> missingField(
      FootprintSummary all, String what, String option, String field) {
    return field.isEmpty() || all.fields.contains(field)
        ? Optional.empty()
        : Optional.of(
            what
                + " has no field "
                + field
                + ": give "
                + option
                + " one of "
                + fieldList(all)
                + ".");
  }

  private static String fieldList(FootprintSummary all) {
    List<String> names = new ArrayList<>(all.fields);
    if (names.isEmpty()) {
      return "(none)";
    }
    String shown = String.join(", ", names.subList(0, Math.min(FIELDS_SHOWN, names.size())));
    return names.size() > FIELDS_SHOWN ? shown + ", ..." : shown;
  }
}
