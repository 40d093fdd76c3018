package io.citymesh.job;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.geo.Bounds;
import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import io.citymesh.input.PointInput;
import io.citymesh.lidar.PointFile;
import io.citymesh.report.Inspection;
import io.citymesh.report.UserError;
import io.citymesh.terrain.RasterSummary;
import io.citymesh.vector.FieldValues;
import io.citymesh.vector.FootprintInspection;
import io.citymesh.vector.FootprintScan;
import io.citymesh.vector.FootprintSet;
import io.citymesh.vector.InputReport;
import io.citymesh.vector.Outliers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Puts into words what is found out about inputs, and says what to do about it: for {@link
 * CityInspection}, and for {@link CityRun} what it shares with that. Mutable.
 */
final class InspectionText {
  /** Files of a kind that are described one by one; of more, only what is wrong is told. */
  private static final int MAX_FILES = 12;

  private static final int MAX_FIELDS = 12;

  /** The columns of a dataset that count without being named. */
  private static final Set<String> GUESSED = Set.of("height", "roof", "storeys");

  /** How names of fields look that may hold heights. */
  private static final Pattern HEIGHT_LIKE =
      Pattern.compile(
          "(?i).*(heig|hght|hgt|hoogte|hoehe|höhe|haut|altura|roof|dak|elev|h_|_h$|z_m).*");

  /** No place on Earth is higher (metres), nor lower; it holds for feet as a first guess. */
  private static final double HIGHEST_PLACE = 9000;

  private static final double LOWEST_PLACE = -500;

  private final CityInput input;
  private final Consumer<String> listener;
  private final List<Inspection.Section> sections = new ArrayList<>();
  private final Set<String> advice = new LinkedHashSet<>();
  private final Set<String> obstacles = new LinkedHashSet<>();
  private int pointFiles;

  /**
   * @param listener hears each piece of advice, once
   */
  InspectionText(CityInput input, Consumer<String> listener) {
    this.input = input;
    this.listener = listener;
  }

  void advice(String words) {
    if (advice.add(words)) {
      listener.accept(words);
    }
  }

  void obstacle(String words) {
    obstacles.add(words);
  }

  /** Takes down what a check of a run says. */
  void check(Runnable check) {
    try {
      check.run();
    } catch (UserError e) {
      obstacle(e.getMessage());
    }
  }

  Inspection inspection() {
    if (pointFiles > MAX_FILES) {
      sections.add(
          new Inspection.Section(
              "points        " + count(pointFiles - MAX_FILES, "more file"), List.of()));
    }
    return new Inspection(sections, List.copyOf(advice), List.copyOf(obstacles));
  }

  // ---- footprints

  void footprints(FootprintInspection found) {
    found.bad().forEach(bad -> obstacle(bad.error()));
    List<InputReport> inputs = found.inputs();
    inputs.stream().limit(MAX_FILES).forEach(this::section);
    if (inputs.size() > MAX_FILES) {
      sections.add(
          new Inspection.Section(
              "footprints    " + count(inputs.size() - MAX_FILES, "more file"), List.of()));
    }
    geometries(inputs);
    nameless(inputs);
    repeated(found.repeated());
    found.objections().forEach(this::obstacle);
    heights(inputs);
  }

  private void section(InputReport file) {
    List<Inspection.Line> lines = new ArrayList<>();
    line(lines, "format", file.format());
    line(lines, "CRS", crs(file.crs()));
    file.extent().ifPresent(extent -> line(lines, "extent", extent(extent, file.crs())));
    line(
        lines,
        "features",
        file.footprints() == file.features()
            ? grouped(file.features())
            : grouped(file.features()) + ", of them " + count(file.footprints(), "footprint"));
    line(lines, "kinds", counts(file.shapes()));
    line(lines, "invalid", counts(file.defects()));
    line(lines, "left out", counts(file.dropped()));
    fields(lines, file.fields());
    sections.add(new Inspection.Section("footprints    " + name(file), lines));
  }

  private static String name(InputReport file) {
    if (file.paths().isEmpty()) {
      return "(a Dataset)";
    }
    String first = path(file.paths().get(0));
    int more = file.paths().size() - 1;
    return more == 0 ? first : first + " and " + count(more, "more file");
  }

  private void fields(List<Inspection.Line> lines, List<FieldValues> all) {
    List<FieldValues> shown = all.stream().filter(this::tells).toList();
    if (shown.isEmpty()) {
      line(lines, "fields", all.isEmpty() ? "none" : "none with numbers from 0.5 to 1000");
      return;
    }
    int widest = shown.stream().mapToInt(field -> field.name().length()).max().orElse(0);
    int width = Math.min(24, Math.max(8, widest));
    String row = "%-" + width + "s %9s %9s %7s %7s %7s %9s %9s %9s";
    String label = "fields";
    lines.add(
        new Inspection.Line(
            label,
            row.formatted(
                "", "0.5-1000", "missing", "text", "-9999", "other", "min", "median", "max")));
    for (FieldValues field : shown.stream().limit(MAX_FIELDS).toList()) {
      lines.add(
          new Inspection.Line(
              "",
              row.formatted(
                  field.name(),
                  grouped(field.valid()),
                  grouped(field.missing()),
                  grouped(field.text()),
                  grouped(field.sentinel()),
                  grouped(field.outOfRange()),
                  number(field.min()),
                  Double.isNaN(field.median())
                      ? ""
                      : String.format(Locale.ROOT, "%.3g", field.median()),
                  number(field.max()))));
    }
    if (shown.size() > MAX_FIELDS) {
      line(lines, "", count(shown.size() - MAX_FIELDS, "more field") + " with numbers");
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

  private void geometries(List<InputReport> files) {
    Together flat = Together.of(files, file -> only(file.defects(), "zero area"));
    if (flat.sum() > 0) {
      advice(
          count(flat.sum(), "footprint")
              + flat.of
              + " cannot become a building, for want of any area.");
    }
    Together invalid = Together.of(files, InspectionText::repairable);
    if (invalid.sum() > 0) {
      advice(
          count(invalid.sum(), "invalid footprint")
              + invalid.of
              + " ("
              + counts(invalid.counts)
              + "): build repairs what it can, and lists it in rejected.geojson; to have a say in"
              + " how, mend the file.");
    }
    Together dropped = Together.of(files, InputReport::dropped);
    if (dropped.sum() > 0) {
      advice(
          "Left out: "
              + count(dropped.sum(), "feature")
              + dropped.of
              + " ("
              + counts(dropped.counts)
              + "); what should be a building is to be mended in the file.");
    }
    Together z = Together.of(files, file -> only(file.shapes(), "with Z"));
    if (z.sum() > 0 && named().isEmpty()) {
      advice(
          "Elevations (Z) are not read, as in "
              + count(z.sum(), "footprint")
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
      String rest = names.size() == 1 ? "" : " and " + count(names.size() - 1, "more file");
      return new Together(counts, " of " + names.get(0) + rest);
    }

    long sum() {
      return InspectionText.sum(counts);
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
      advice(
          count(nameless.sum(), "footprint")
              + nameless.of
              + (nameless.sum() == 1 ? " has no id" : " have no id")
              + (field.isEmpty() ? "" : " in " + field)
              + ": source_ids tells a name made of the geometry"
              + (field.isEmpty() ? "; name the field with the ids with --id-field." : "."));
    }
  }

  private void repeated(FootprintScan.Repeated repeated) {
    if (repeated.ids() > 0) {
      advice(
          count(repeated.features(), "footprint")
              + " share "
              + count(repeated.ids(), "id")
              + ": source_ids tells the same id for each; if another field tells them apart, name"
              + " it with --id-field.");
    }
    if (repeated.copies() > 0) {
      advice(
          count(repeated.copies(), "footprint")
              + " without an id have the same geometry as another: are files named twice?");
    }
  }

  // ---- heights

  /** The fields that are said to hold heights, by option. */
  private Map<String, String> named() {
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

  private void heights(List<InputReport> inputs) {
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
      obstacle(
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
            : " " + count(field.comma(), "text") + " with a decimal comma: write a point instead.";
    without.put("-9999 or -1000", field.sentinel());
    without.put("not from 0.5 to 1000", elevation ? 0 : field.outOfRange());
    without.values().removeIf(n -> n == 0);
    if (without.isEmpty()) {
      return;
    }
    advice(
        option
            + " "
            + field.name()
            + ": "
            + count(sum(without), "feature")
            + " without a height ("
            + counts(without)
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
      advice(
          "Fields that may hold heights: "
              + String.join(", ", candidates)
              + "; use one with --height-field (above the ground) or --roof-field (elevation).");
    }
  }

  // ---- terrain

  void terrain(RasterSummary raster, TerrainSurvey survey) {
    RasterSummary.Cells cells = survey.cells();
    List<Inspection.Line> lines = new ArrayList<>();
    line(
        lines,
        "format",
        "GeoTIFF, %,d x %,d cells of %s x %s"
            .formatted(
                raster.columns(), raster.rows(), number(raster.cellX()), number(raster.cellY())));
    line(lines, "CRS", crs(raster.crs()));
    line(lines, "extent", extent(raster.extent(), raster.crs()));
    double empty = cells.cells() == 0 ? 0 : cells.empty() / (double) cells.cells();
    line(lines, "no data", percent(empty) + " of the cells");
    if (cells.lowest() <= cells.highest()) {
      line(lines, "elevation", number(cells.lowest()) + " to " + number(cells.highest()));
    }
    sections.add(new Inspection.Section("terrain       " + path(raster.path()), lines));
    double metres = input.georeference().heightUnit().metres();
    survey.remarks(metres).forEach(this::advice);
    boolean oneGroup = cells.groups(TerrainSurvey.FAR / metres).size() == 1;
    if (oneGroup && (cells.lowest() < LOWEST_PLACE || cells.highest() > HIGHEST_PLACE)) {
      advice(
          "The terrain's elevations go from "
              + number(cells.lowest())
              + " to "
              + number(cells.highest())
              + ": if one of them stands for no value, say so with --nodata.");
    }
  }

  // ---- points

  /** A file of points that cannot be read as a whole. */
  void badPoints(String error, boolean skip) {
    if (skip) {
      advice(error);
    } else {
      obstacle(error);
    }
  }

  void points(PointFile file, long read, SortedMap<Integer, Long> classes) {
    if (++pointFiles > MAX_FILES) {
      return;
    }
    List<Inspection.Line> lines = new ArrayList<>();
    line(lines, "format", file.format());
    line(lines, "CRS", crs(file.crs()));
    line(lines, "extent", file.known() ? extent(file.bounds(), file.crs()) : "not in the header");
    line(
        lines,
        "points",
        grouped(read)
            + (read == file.points()
                ? ", as the header says"
                : " can be read, the header says " + grouped(file.points())));
    if (file.known() && file.bounds().area() > 0) {
      line(lines, "density", density(read, file));
    }
    line(
        lines,
        "classes",
        classes.entrySet().stream()
            .map(e -> e.getKey() + className(e.getKey()) + ": " + grouped(e.getValue()))
            .collect(Collectors.joining(", ")));
    sections.add(new Inspection.Section("points        " + path(file.path()), lines));
  }

  private static String density(long read, PointFile file) {
    String density = number(read / file.bounds().area());
    if (file.crs().isEmpty()) {
      return density + " per m2, if coordinates are in metres";
    }
    try {
      String unit = CoordinateSystems.unit(file.crs());
      return density + " per " + (unit.equals("metres") ? "m2" : "square of " + unit);
    } catch (UserError e) {
      return density + " per square unit of a CRS that is not known";
    }
  }

  /** By the tables of LAS 1.4. */
  private static String className(int code) {
    return switch (code) {
      case 1 -> " unclassified";
      case 2 -> " ground";
      case 3, 4, 5 -> " vegetation";
      case 6 -> " building";
      case 7, 18 -> " noise";
      case 9 -> " water";
      case 17 -> " bridge";
      default -> "";
    };
  }

  void classes(SortedMap<Integer, Long> classes) {
    PointInput points = input.points();
    if (points.buildingClasses().stream().noneMatch(classes::containsKey)) {
      advice(
          "The points have no building class "
              + points.buildingClasses()
              + ": roofs are taken from points at least 2 m above the ground that are no ground;"
              + " name another class with --building-classes.");
    }
  }

  void pointCrs(List<PointFile> files, String crs) {
    if (input.georeference().crs().isEmpty() && files.stream().anyMatch(f -> f.crs().isEmpty())) {
      advice(
          "Points without a CRS are taken to be in that of the mesh, "
              + (crs.isEmpty() ? "which no input names" : CoordinateSystems.displayName(crs))
              + ".");
    }
  }

  // ---- together

  void together(String crs, Optional<Bounds> footprints, Bounds domain) {
    List<Inspection.Line> lines = new ArrayList<>();
    line(
        lines,
        "CRS",
        crs.isEmpty() ? "a local one, in metres" : CoordinateSystems.displayName(crs));
    line(lines, "footprints", footprints.map(all -> extent(all, crs)).orElse("none"));
    line(lines, "domain", extent(domain, crs));
    sections.add(new Inspection.Section("together", lines));
    if (footprints.isEmpty()) {
      advice("There are no footprints: the mesh is ground alone.");
    }
  }

  /** How many outliers are named. */
  private static final int OUTLIERS_SHOWN = 5;

  /** Footprints that make the domain much larger than the city, unless it was given. */
  void outliers(FootprintSet footprints, Bounds domain) {
    outliers(input, footprints, domain).ifPresent(this::advice);
  }

  /** What is to be said of footprints far from all others. */
  static Optional<String> outliers(CityInput input, FootprintSet footprints, Bounds domain) {
    if (input.bounds().isPresent()) {
      return Optional.empty();
    }
    return footprints.outliers().map(found -> words(found, domain, input.margin()));
  }

  private static String words(Outliers found, Bounds domain, double margin) {
    List<Outliers.Outlier> all = found.footprints();
    String named =
        all.stream()
            .limit(OUTLIERS_SHOWN)
            .map(outlier -> outlier.id() + " (" + metres(outlier.distance()) + " away)")
            .collect(Collectors.joining(", "));
    int more = all.size() - OUTLIERS_SHOWN;
    Bounds rest = found.rest().grow(margin);
    return count(all.size(), "footprint")
        + (all.size() == 1 ? " lies" : " lie")
        + " far from all others: "
        + named
        + (more > 0 ? " and " + grouped(more) + " more" : "")
        + "; the domain is "
        + size(domain)
        + ", without "
        + (all.size() == 1 ? "it " : "them ")
        + size(rest)
        + ": if "
        + (all.size() == 1 ? "it does" : "they do")
        + " not belong to the city, leave "
        + (all.size() == 1 ? "it" : "them")
        + " out with --bounds "
        + rest
        + ".";
  }

  private static String size(Bounds bounds) {
    return grouped(Math.round(bounds.width())) + " x " + metres(bounds.height());
  }

  private static String metres(double metres) {
    return grouped(Math.round(metres)) + " m";
  }

  /** How much of the footprints' extent an input covers; belongs to the last section. */
  void covered(String label, Bounds footprints, List<Bounds> parts) {
    double share = parts.stream().mapToDouble(part -> shared(part, footprints)).sum();
    Inspection.Section together = sections.remove(sections.size() - 1);
    List<Inspection.Line> lines = new ArrayList<>(together.lines());
    line(lines, label, "over " + percent(Math.min(1, share)) + " of the footprints' extent");
    sections.add(new Inspection.Section(together.title(), lines));
    if (share > 0 && share < 0.995) {
      advice(
          (label.equals("points") ? "The points cover" : "The terrain covers")
              + " only "
              + percent(share)
              + " of the footprints' extent: add what is missing, or build a part with --bounds.");
    }
  }

  private static double shared(Bounds a, Bounds b) {
    double width = Math.min(a.xmax(), b.xmax()) - Math.max(a.xmin(), b.xmin());
    double height = Math.min(a.ymax(), b.ymax()) - Math.max(a.ymin(), b.ymin());
    double area = b.area();
    return width < 0 || height < 0 || !(area > 0) ? 0 : width * height / area;
  }

  // ---- words

  private static void line(List<Inspection.Line> lines, String label, String value) {
    if (!value.isEmpty()) {
      lines.add(new Inspection.Line(label, value));
    }
  }

  private static String path(String path) {
    return path.startsWith("file:/") ? path.replaceFirst("^file:/+", "/") : path;
  }

  private static String crs(String code) {
    return code.isEmpty() ? "none" : CoordinateSystems.displayName(code);
  }

  /** Corners, and the size of it where that says more. */
  private static String extent(Bounds bounds, String crs) {
    String unit = "";
    try {
      unit = crs.isEmpty() ? "" : " " + CoordinateSystems.unit(crs);
    } catch (UserError e) {
      // The CRS is not known, which is told elsewhere.
    }
    return "%s (%s x %s%s)"
        .formatted(bounds, number(bounds.width()), number(bounds.height()), unit);
  }

  private static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + " " + grouped(e.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String count(long n, String noun) {
    return grouped(n) + " " + noun + (n == 1 ? "" : "s");
  }

  private static String grouped(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private static String percent(double share) {
    double percent = 100 * share;
    return String.format(
        Locale.ROOT, percent == 0 || percent >= 99.95 ? "%.0f%%" : "%.1f%%", percent);
  }

  /** Four digits; nothing for what is no number. */
  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return "";
    }
    if (value == Math.rint(value) || Math.abs(value) >= 1000) {
      return Long.toString(Math.round(value));
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.4g", value);
  }
}
