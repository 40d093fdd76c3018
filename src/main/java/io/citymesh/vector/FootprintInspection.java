package io.citymesh.vector;

import io.citymesh.geo.Bounds;
import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Footprints and what is to be known of them, read once: by {@link #of} as {@code inspect} sees
 * them, where a file that cannot be read is told, not thrown, and by {@link #required} as a run
 * does. The features stay in the executors; {@link #close} frees them.
 */
public final class FootprintInspection implements AutoCloseable {
  private final List<Input> inputs;
  private final List<Bad> bad;
  private final List<String> objections;
  private final Repeated repeated;
  private final Optional<FootprintSource> source;
  private final Optional<Dataset<Row>> persisted;

  /**
   * An input that could be read.
   *
   * @param paths its files: several only for Parquet, none for a dataset
   * @param format in words
   * @param crs that it names itself, empty if none
   * @param extent of its footprints, in its CRS; empty if it has none
   * @param features how many, footprints or not
   * @param footprints how many
   * @param withoutId how many of them are named by their geometry
   * @param shapes geometries by what is to be known of them
   * @param defects invalid footprints by kind of defect; they are repaired
   * @param dropped features that are no footprints, by reason
   * @param fields those that hold no ids, by name
   */
  public record Input(
      List<String> paths,
      String format,
      String crs,
      Optional<Bounds> extent,
      long features,
      long footprints,
      long withoutId,
      SortedMap<String, Long> shapes,
      SortedMap<String, Long> defects,
      SortedMap<String, Long> dropped,
      List<Field> fields) {}

  /**
   * A field and its values.
   *
   * @param valid numbers from 0.5 to 1000
   * @param missing null, blank or absent
   * @param text texts that are no numbers
   * @param comma those of them that are numbers with a comma for the decimal point
   * @param sentinel -9999 and -1000
   * @param outOfRange other numbers
   * @param min the smallest number that is no sentinel; infinite if there is none
   * @param median of the valid numbers, to 1%; NaN if there is none
   * @param max the largest number that is no sentinel; infinite if there is none
   * @param example one of the texts, or empty
   */
  public record Field(
      String name,
      long valid,
      long missing,
      long text,
      long comma,
      long sentinel,
      long outOfRange,
      double min,
      double median,
      double max,
      String example) {
    /** The counts of both, of which the first names itself; no medians add up. */
    public Field plus(Field other) {
      return new Field(
          name,
          valid + other.valid,
          missing + other.missing,
          text + other.text,
          comma + other.comma,
          sentinel + other.sentinel,
          outOfRange + other.outOfRange,
          Math.min(min, other.min),
          Double.NaN,
          Math.max(max, other.max),
          example.isEmpty() ? other.example : example);
    }
  }

  /**
   * A file that cannot be read.
   *
   * @param error as a run says it
   */
  public record Bad(String path, String error) {}

  /**
   * Ids that occur more than once.
   *
   * @param ids how many of the inputs' own ids
   * @param features how many features have one of them
   * @param copies how many features without an id have the geometry of another
   */
  public record Repeated(long ids, long features, long copies) {}

  private FootprintInspection(
      List<Input> inputs,
      List<Bad> bad,
      List<String> objections,
      Repeated repeated,
      Optional<FootprintSource> source,
      Optional<Dataset<Row>> persisted) {
    this.inputs = inputs;
    this.bad = bad;
    this.objections = objections;
    this.repeated = repeated;
    this.source = source;
    this.persisted = persisted;
  }

  /**
   * Reads the footprints of a city.
   *
   * @throws UserError if a path leads to no file
   */
  public static FootprintInspection of(SparkSession spark, CityInput input) {
    Map<String, String> unread = new LinkedHashMap<>();
    FootprintReader.Inputs found =
        FootprintReader.inputs(
            spark, input, true, (path, error) -> unread.put(path, error.getMessage()));
    List<Bad> bad = new ArrayList<>();
    unread.forEach((path, error) -> bad.add(new Bad(path, error)));
    if (found.list().isEmpty() && !bad.isEmpty()) {
      return new FootprintInspection(
          List.of(), bad, List.of(), new Repeated(0, 0, 0), Optional.empty(), Optional.empty());
    }
    FootprintReader.Rows read = FootprintReader.read(found.rows());
    try {
      return of(read, found, bad, input);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      read.rows().unpersist();
      throw e;
    }
  }

  /**
   * Reads the footprints of a city as a run does; of the fields only those with heights are looked
   * at, unless none is named.
   *
   * @throws UserError as {@link FootprintReader#open}
   */
  public static FootprintInspection required(SparkSession spark, CityInput input) {
    FootprintReader.Inputs found =
        FootprintReader.inputs(spark, input, false, FootprintReader::refuse);
    FootprintReader.Checked checked =
        FootprintReader.checked(found, input.georeference().crs(), FootprintReader.fields(input));
    try {
      List<Input> inputs = new ArrayList<>();
      checked
          .told()
          .summaries()
          .forEach(
              (number, summary) ->
                  inputs.add(input(found.list().get(number), summary, input.heightFields())));
      return new FootprintInspection(
          inputs,
          List.of(),
          List.of(),
          repeated(checked.rows()),
          Optional.of(checked.source()),
          Optional.of(checked.rows()));
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      checked.rows().unpersist();
      throw e;
    }
  }

  private static FootprintInspection of(
      FootprintReader.Rows read, FootprintReader.Inputs found, List<Bad> bad, CityInput input) {
    Dataset<Row> rows = read.rows();
    FootprintReader.Told told = read.told();
    List<Input> inputs = new ArrayList<>();
    found
        .list()
        .forEach(
            (number, named) -> {
              FootprintSummary summary = told.summaries().get(number);
              String error = told.errors().get(number);
              if (error != null) {
                bad.add(new Bad(String.join(", ", named.paths()), error));
              } else if (summary != null) {
                inputs.add(input(named, summary, input.heightFields()));
              }
            });
    List<String> objections = new ArrayList<>();
    if (!inputs.isEmpty()) {
      FootprintReader.objections(told.all(), found.what(), FootprintReader.fields(input))
          .forEach(objections::add);
    }
    Optional<FootprintSource> source = Optional.empty();
    if (told.all().footprints > 0 || (told.all().features() == 0 && bad.isEmpty())) {
      try {
        source = Optional.of(FootprintReader.source(rows, found, told, input.georeference().crs()));
      } catch (UserError e) {
        objections.add(e.getMessage());
      }
    }
    return new FootprintInspection(
        inputs, bad, objections, repeated(rows), source, Optional.of(rows));
  }

  private static Input input(
      FootprintReader.Named named, FootprintSummary summary, HeightFields wanted) {
    FootprintProfile profile = summary.profile;
    List<Field> fields = new ArrayList<>();
    profile.fields.forEach(
        (name, tally) -> {
          boolean id = FootprintRows.idFields("").contains(name.toLowerCase(Locale.ROOT));
          if (!id || wanted.names().contains(name)) {
            fields.add(tally.told(name, summary.features()));
          }
        });
    TreeMap<String, Long> dropped = new TreeMap<>(summary.dropped);
    if (!profile.broken.isEmpty()) {
      dropped.remove("broken geometry");
      profile.broken.forEach((reason, count) -> dropped.put("broken geometry: " + reason, count));
    }
    return new Input(
        named.paths(),
        named.format(),
        FootprintSource.said(summary),
        summary.footprints > 0 ? Optional.of(summary.extent()) : Optional.empty(),
        summary.features(),
        summary.footprints,
        summary.withoutId,
        new TreeMap<>(profile.shapes),
        new TreeMap<>(profile.defects),
        dropped,
        List.copyOf(fields));
  }

  /** Counted where the ids meet: the driver gets three sums. */
  private static Repeated repeated(Dataset<Row> rows) {
    Row sums =
        rows.filter(functions.col("kind").equalTo(FootprintRows.FOOTPRINT))
            .groupBy("id")
            .count()
            .filter(functions.col("count").gt(1))
            .withColumn("own", functions.not(functions.col("id").startsWith(FootprintRows.HASHED)))
            .agg(
                functions.sum(functions.when(functions.col("own"), 1L).otherwise(0L)),
                functions.sum(
                    functions.when(functions.col("own"), functions.col("count")).otherwise(0L)),
                functions.sum(
                    functions
                        .when(functions.col("own"), 0L)
                        .otherwise(functions.col("count").minus(1L))))
            .first();
    return sums.isNullAt(0)
        ? new Repeated(0, 0, 0)
        : new Repeated(sums.getLong(0), sums.getLong(1), sums.getLong(2));
  }

  /** The inputs that could be read, in the order of the paths. */
  public List<Input> inputs() {
    return List.copyOf(inputs);
  }

  /** The files that cannot be read. */
  public List<Bad> bad() {
    return List.copyOf(bad);
  }

  /** Why no city can be built of what could be read, as a run says it. */
  public List<String> objections() {
    return List.copyOf(objections);
  }

  /** Ids that occur more than once, in all inputs together. */
  public Repeated repeated() {
    return repeated;
  }

  /** The footprints of all files that could be read, perhaps none; empty if a run would stop. */
  public Optional<FootprintSource> source() {
    return source;
  }

  @Override
  public void close() {
    persisted.ifPresent(Dataset::unpersist);
  }
}
