package io.citymesh.inspect;

import io.citymesh.input.CityInput;
import io.citymesh.vector.InputReport;
import io.citymesh.vector.RepeatedIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The notes on footprints: the content of each file, and the faults of geometries, ids and heights
 * of all files together.
 */
public final class FootprintNotes {
  private final CityInput input;
  private final InspectionNotes notes;
  private final FieldNotes fields;

  /**
   * @param notes hear what is found
   */
  public FootprintNotes(CityInput input, InspectionNotes notes) {
    this.input = input;
    this.notes = notes;
    this.fields = new FieldNotes(input, notes);
  }

  /** Adds the sections of the inputs, and the advice on them. */
  public void tell(FootprintInspection found) {
    found.bad().forEach(bad -> notes.obstacle(bad.error()));
    List<InputReport> inputs = found.inputs();
    inputs.stream().limit(InspectionNotes.MAX_FILES).forEach(this::section);
    if (inputs.size() > InspectionNotes.MAX_FILES) {
      notes.section(
          "footprints",
          Words.count(inputs.size() - InspectionNotes.MAX_FILES, "more file"),
          new Lines());
    }
    geometries(inputs);
    nameless(inputs);
    repeated(found.repeated());
    found.objections().forEach(notes::obstacle);
    fields.heights(inputs);
  }

  private void section(InputReport file) {
    Lines lines = new Lines();
    lines.add("format", file.format());
    lines.add("CRS", Words.crs(file.crs()));
    file.extent().ifPresent(extent -> lines.add("extent", Words.extent(extent, file.crs())));
    lines.add(
        "features",
        file.footprints() == file.features()
            ? Words.grouped(file.features())
            : Words.grouped(file.features())
                + ", of them "
                + Words.count(file.footprints(), "footprint"));
    lines.add("kinds", Words.counts(file.shapes()));
    lines.add("invalid", Words.counts(file.defects()));
    lines.add("left out", Words.counts(file.dropped()));
    fields.table(lines, file.fields());
    notes.section("footprints", name(file), lines);
  }

  private static String name(InputReport file) {
    if (file.paths().isEmpty()) {
      return "(a Dataset)";
    }
    String first = Words.path(file.paths().get(0));
    int more = file.paths().size() - 1;
    return more == 0 ? first : first + " and " + Words.count(more, "more file");
  }

  private void geometries(List<InputReport> files) {
    Together flat = Together.of(files, file -> only(file.defects(), "zero area"));
    if (flat.sum() > 0) {
      notes.advice(
          Words.count(flat.sum(), "footprint")
              + flat.of
              + " cannot become a building, for want of any area.");
    }
    Together invalid = Together.of(files, FootprintNotes::repairable);
    if (invalid.sum() > 0) {
      notes.advice(
          Words.count(invalid.sum(), "invalid footprint")
              + invalid.of
              + " ("
              + Words.counts(invalid.counts)
              + "): build repairs what it can, and lists it in rejected.geojson; to have a say in"
              + " how, mend the file.");
    }
    Together dropped = Together.of(files, InputReport::dropped);
    if (dropped.sum() > 0) {
      notes.advice(
          "Left out: "
              + Words.count(dropped.sum(), "feature")
              + dropped.of
              + " ("
              + Words.counts(dropped.counts)
              + "); what should be a building is to be mended in the file.");
    }
    Together z = Together.of(files, file -> only(file.shapes(), "with Z"));
    if (z.sum() > 0 && fields.named().isEmpty()) {
      notes.advice(
          "Elevations (Z) are not read, as in "
              + Words.count(z.sum(), "footprint")
              + z.of
              + ": roofs come from fields, points or --building-height.");
    }
  }

  /**
   * Counts of all files.
   *
   * @param of the files that have something to count
   */
  private record Together(SortedMap<String, Long> counts, String of) {
    static Together of(List<InputReport> files, Function<InputReport, Map<String, Long>> counted) {
      SortedMap<String, Long> counts = new TreeMap<>();
      List<String> names = new ArrayList<>();
      for (InputReport file : files) {
        Map<String, Long> more = counted.apply(file);
        more.forEach((kind, n) -> counts.merge(kind, n, Long::sum));
        if (!more.isEmpty()) {
          names.add(name(file));
        }
      }
      if (names.isEmpty()) {
        return new Together(counts, "");
      }
      String rest = names.size() == 1 ? "" : " and " + Words.count(names.size() - 1, "more file");
      return new Together(counts, " of " + names.get(0) + rest);
    }

    long sum() {
      return Words.sum(counts);
    }
  }

  private static Map<String, Long> only(Map<String, Long> counts, String kind) {
    return counts.containsKey(kind) ? Map.of(kind, counts.get(kind)) : Map.of();
  }

  private static Map<String, Long> repairable(InputReport file) {
    Map<String, Long> defects = new TreeMap<>(file.defects());
    defects.remove("zero area");
    return defects;
  }

  private void nameless(List<InputReport> files) {
    Together nameless =
        Together.of(files, file -> file.withoutId() == 0 ? Map.of() : Map.of("", file.withoutId()));
    String field = input.buildings().idField();
    if (nameless.sum() > 0) {
      notes.advice(
          Words.count(nameless.sum(), "footprint")
              + nameless.of
              + (nameless.sum() == 1 ? " has no id" : " have no id")
              + (field.isEmpty() ? "" : " in " + field)
              + ": source_ids tells a name made of the geometry"
              + (field.isEmpty() ? "; name the field with the ids with --id-field." : "."));
    }
  }

  private void repeated(RepeatedIds repeated) {
    if (repeated.ids() > 0) {
      notes.advice(
          Words.count(repeated.features(), "footprint")
              + " share "
              + Words.count(repeated.ids(), "id")
              + ": source_ids tells the same id for each; if another field tells them apart, name"
              + " it with --id-field.");
    }
    if (repeated.copies() > 0) {
      notes.advice(
          Words.count(repeated.copies(), "footprint")
              + " without an id have the same geometry as another: are files named twice?");
    }
  }
}
