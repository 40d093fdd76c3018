package io.citymesh.sql;

import io.citymesh.CityMesh;
import io.citymesh.format.FormatOptions;
import io.citymesh.format.Formats;
import io.citymesh.job.MeshVerdict;
import io.citymesh.option.Option;
import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import io.citymesh.output.CheckReport;
import io.citymesh.output.Defect;
import io.citymesh.report.Inspection;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The commands as procedures: what they print, as rows. */
final class Procedures {
  private static final String PATH = "path";
  private static final String FOOTPRINTS = "footprints";
  private static final Map<String, String> PATH_PARAMETER = Map.of(PATH, "what build has written");

  private static final Map<String, String> FOOTPRINTS_PARAMETER =
      Map.of(FOOTPRINTS, "a table or view of footprints, in place of buildings");

  /** How a mesh that is there is written in other formats. */
  private static final List<Option<?>> EXPORT =
      Stream.concat(
              Stream.of(OptionTable.FORMAT, OptionTable.OUT, OptionTable.OVERWRITE),
              FormatOptions.options().stream())
          .toList();

  private static final StructType BUILT =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("vertices", DataTypes.LongType, false)
          .add("faces", DataTypes.LongType, false)
          .add("buildings", DataTypes.LongType, false)
          .add("parts", DataTypes.LongType, false)
          .add("tiles", DataTypes.LongType, false)
          .add("failed_tiles", DataTypes.LongType, false)
          .add("digest", DataTypes.StringType, false);

  private static final StructType CHECKED =
      new StructType()
          .add("defect", DataTypes.StringType, false)
          .add("count", DataTypes.LongType, false)
          .add("meaning", DataTypes.StringType, false)
          .add("first", DataTypes.StringType, true);

  private static final StructType INSPECTED =
      new StructType()
          .add("section", DataTypes.StringType, false)
          .add("label", DataTypes.StringType, false)
          .add("text", DataTypes.StringType, false);

  private static final StructType EXPORTED =
      new StructType().add("file", DataTypes.StringType, false);

  private Procedures() {}

  /** All of them. */
  static List<TextProcedure> all() {
    return List.of(
        new TextProcedure(
            "build",
            "Build the mesh of a city.",
            TextProcedure.parameters(FOOTPRINTS_PARAMETER, OptionTable.ofRun()),
            Procedures::build),
        new TextProcedure(
            "check",
            "Check a mesh against the geometry contract.",
            PATH_PARAMETER,
            Procedures::check),
        new TextProcedure(
            "inspect",
            "Look at inputs and say what is wrong with them.",
            TextProcedure.parameters(FOOTPRINTS_PARAMETER, OptionTable.ofInspection()),
            Procedures::inspect),
        new TextProcedure(
            "export",
            "Write a mesh that was built in other formats.",
            TextProcedure.parameters(PATH_PARAMETER, EXPORT),
            Procedures::export));
  }

  /** The procedure of this name, in any case. */
  static TextProcedure named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return all().stream()
        .filter(procedure -> procedure.name().equals(lower))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    String.format(
                        Locale.ROOT,
                        "there is no procedure '%s': there are build, check, inspect and export",
                        name)));
  }

  /** The values of options, of which each parameter has one text. */
  private static OptionValues options(Map<String, String> given) {
    OptionValues values = new OptionValues();
    given.forEach(
        (parameter, text) -> {
          if (!parameter.equals(PATH) && !parameter.equals(FOOTPRINTS)) {
            values.set(parameter.replace('_', '-'), List.of(text));
          }
        });
    return values;
  }

  private static CityMesh.Builder builder(Map<String, String> given) {
    SparkSession spark = SparkSession.active();
    CityMesh.Builder builder = CityMesh.builder(spark).options(options(given));
    String table = given.getOrDefault(FOOTPRINTS, "");
    if (table.isEmpty()) {
      return builder;
    }
    if (given.containsKey(OptionTable.BUILDINGS.name())) {
      throw new UserError("footprints and buildings are two names for the same: give one of them");
    }
    return builder.buildings(spark.table(table));
  }

  private static String path(Map<String, String> given) {
    String path = given.getOrDefault(PATH, "").strip();
    if (path.isEmpty()) {
      throw new UserError("no path: give the directory that a build has written");
    }
    return path;
  }

  private static RowsScan.Rows build(Map<String, String> given) {
    CityMesh.Result result = builder(given).build();
    Manifest.Totals totals = result.manifest().totals();
    Object[] row = {
      result.out(),
      totals.vertices(),
      totals.faces(),
      (long) totals.buildings(),
      (long) totals.parts(),
      (long) totals.tiles(),
      (long) totals.failedTiles(),
      result.manifest().digest()
    };
    return new RowsScan.Rows(BUILT, List.<Object[]>of(row));
  }

  /** A row for each kind of defect, also of those that there are none of. */
  private static RowsScan.Rows check(Map<String, String> given) {
    PublishedCity city = PublishedCity.open(path(given));
    CheckReport report;
    try {
      report =
          MeshVerdict.of(SparkSession.active(), city.path(), city.manifest(), Progress.silent());
    } catch (IOException e) {
      throw new UserError(city.path() + ": cannot be checked: " + e.getMessage(), e);
    }
    List<Object[]> rows = new ArrayList<>();
    for (Defect defect : Defect.values()) {
      rows.add(
          new Object[] {
            defect.key(),
            report.defects().get(defect),
            defect.meaning(),
            report.examples().get(defect)
          });
    }
    return new RowsScan.Rows(CHECKED, rows);
  }

  private static RowsScan.Rows inspect(Map<String, String> given) {
    Inspection found = builder(given).inspect();
    List<Object[]> rows = new ArrayList<>();
    for (Inspection.Section section : found.sections()) {
      for (Inspection.Line line : section.lines()) {
        rows.add(new Object[] {section.title(), line.label(), line.value()});
      }
    }
    found.advice().forEach(text -> rows.add(new Object[] {"to know", "", text}));
    found.obstacles().forEach(text -> rows.add(new Object[] {"in the way of build", "", text}));
    return new RowsScan.Rows(INSPECTED, rows);
  }

  private static RowsScan.Rows export(Map<String, String> given) {
    SparkSession spark = SparkSession.active();
    OptionValues values = options(given);
    FormatOptions formats = FormatOptions.of(values);
    if (formats.names().isEmpty()) {
      throw new UserError(
          "format is missing: name one or more of " + String.join(", ", Formats.names()));
    }
    String path = path(given);
    CityMesh.Result mesh = CityMesh.open(spark, path);
    Stream<String> files;
    if (values.isGiven(OptionTable.OUT)) {
      files =
          mesh
              .export(
                  spark,
                  formats,
                  values.get(OptionTable.OUT),
                  values.get(OptionTable.OVERWRITE),
                  Progress.silent())
              .stream();
    } else {
      Manifest written = mesh.export(spark, formats, Progress.silent()).manifest();
      files =
          formats.names().stream()
              .flatMap(name -> written.formats().stream().filter(each -> each.name().equals(name)))
              .flatMap(each -> each.files().stream())
              .map(file -> path + "/" + file);
    }
    return new RowsScan.Rows(EXPORTED, files.map(file -> new Object[] {file}).toList());
  }
}
