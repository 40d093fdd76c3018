package io.citymesh.vector;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.crs.Frame;
import io.citymesh.crs.Georeference;
import io.citymesh.geo.FlatTerrain;
import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import io.citymesh.report.ReadFailure;
import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads footprints: GeoJSON, shapefiles, GeoPackages, (Geo)Parquet, or any dataset with a geometry
 * column.
 *
 * <p>Files are parsed in the executors, a feature at a time; the driver sees a summary per file.
 * The rows do not depend on the order of the features, nor on how they are spread over files.
 *
 * <p>The id of a footprint is the feature's {@code id}, else the first there is among its
 * properties {@code identificatie}, {@code gml_id}, {@code id}, {@code gid}, {@code fid}, {@code
 * objectid}, {@code osm_id}, {@code uuid}, else {@code geom-} and a hash of its geometry; or that
 * of the field that is named. Of several footprints with one id the first, in the order of their
 * geometries, keeps it; the others get {@code #2}, {@code #3} and so on, see {@link FootprintIds}.
 */
public final class FootprintReader {
  /**
   * {@code id} (a unique name, see {@link FootprintIds}), {@code geometry} (WKB, metres) and the
   * {@link io.citymesh.geo.Heights}, null where a source says nothing: {@code height} (above
   * ground, metres), {@code roof} (elevation, metres), {@code lidar} (elevation, metres; null as
   * read, filled from points later), {@code storeys}.
   */
  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("geometry", DataTypes.BinaryType, false)
          .add("height", DataTypes.DoubleType, true)
          .add("roof", DataTypes.DoubleType, true)
          .add("lidar", DataTypes.DoubleType, true)
          .add("storeys", DataTypes.DoubleType, true);

  private static final int FIELDS_SHOWN = 30;

  /** What one task reads of a large file of lines, bytes. */
  private static final long PIECE = 32L << 20;

  /**
   * Which fields to read.
   *
   * @param id the field with ids, empty to look for one
   * @param heights the fields with heights
   * @param heightsFollow whether buildings whose fields say nothing get a height later
   */
  public record Fields(String id, HeightFields heights, boolean heightsFollow) {
    /** Looks for ids. */
    public Fields(HeightFields heights, boolean heightsFollow) {
      this("", heights, heightsFollow);
    }
  }

  private FootprintReader() {}

  /**
   * Reads the footprints of a city, each input in its own CRS.
   *
   * @throws UserError if there is no such file, it is of no format that is read, or not whole,
   *     holds features but no polygon, or no height where one is needed
   */
  public static FootprintSource open(SparkSession spark, CityInput input) {
    Inputs inputs = inputs(spark, input, false, FootprintReader::refuse);
    return checked(inputs, input.georeference().crs(), fields(input)).source;
  }

  static void refuse(String path, UserError error) {
    throw error;
  }

  static Fields fields(CityInput input) {
    return new Fields(
        input.buildings().idField(),
        input.heightFields(),
        input.buildingHeight().isPresent() || input.points().present());
  }

  /**
   * Reads files and takes their coordinates as they are.
   *
   * @param paths files, folders of them, or globs; anywhere Hadoop can read
   * @throws UserError as {@link #open}, and if the coordinates are not all in one metric CRS
   */
  public static FootprintSet read(SparkSession spark, List<String> paths, Fields fields) {
    CityInput.Files files = new CityInput.Files(paths, "", fields.id);
    return asRead(inputs(spark, files, fields.heights, false, FootprintReader::refuse), "", fields);
  }

  /**
   * Takes the footprints of a dataset: its geometry column is the one named {@code geometry},
   * {@code geom}, {@code wkb}, {@code wkt} or {@code the_geom}, else its first binary column, or
   * one of a type for geometries, such as Sedona's; WKB if binary, WKT if text. Ids are found as in
   * files; heights come from the named fields, or from columns {@code height}, {@code roof} and
   * {@code storeys}.
   *
   * @param crs code of the coordinates' CRS, empty if unknown
   * @throws UserError as for files
   */
  public static FootprintSet of(Dataset<Row> dataset, String crs, Fields fields) {
    CityInput.Table table = new CityInput.Table(dataset, fields.id);
    return asRead(inputs(table, fields.heights, false), CoordinateSystems.code(crs), fields);
  }

  private static FootprintSet asRead(Inputs inputs, String crs, Fields fields) {
    FootprintSource source = checked(inputs, crs, fields).source;
    try {
      return source.in(new Frame(source.statedCrs(), new FlatTerrain(0), Georeference.AS_READ));
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      source.close();
      throw e;
    }
  }

  /**
   * Inputs that are ready to be read.
   *
   * @param rows of {@link FootprintRows#SCHEMA}, of all of them, at most one dataset
   * @param what how messages call all of them
   * @param list each of them, by number
   */
  record Inputs(Dataset<Row> rows, String what, TreeMap<Integer, Named> list) {}

  /**
   * An input.
   *
   * @param name how messages call it
   * @param paths its files; none for a dataset
   * @param format in words
   */
  record Named(String name, List<String> paths, String format) {}

  /**
   * Finds what a city is read from and prepares to read it.
   *
   * @param everyField whether the summaries tell of all fields; else of those with heights, unless
   *     none is named
   * @param onBad is told of files that cannot be read at all
   */
  static Inputs inputs(
      SparkSession spark,
      CityInput input,
      boolean everyField,
      BiConsumer<String, UserError> onBad) {
    return input.buildings() instanceof CityInput.Files files
        ? inputs(spark, files, input.heightFields(), everyField, onBad)
        : inputs((CityInput.Table) input.buildings(), input.heightFields(), everyField);
  }

  private static Inputs inputs(
      SparkSession spark,
      CityInput.Files paths,
      HeightFields heights,
      boolean everyField,
      BiConsumer<String, UserError> onBad) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Map<String, FootprintFiles.FileFormat> files =
        FootprintFiles.find(paths.paths(), hadoop, onBad);
    requireLayered(paths, files);
    List<String> parquet = new ArrayList<>();
    TreeMap<Integer, Named> list = new TreeMap<>();
    for (Map.Entry<String, FootprintFiles.FileFormat> file : files.entrySet()) {
      String path = file.getKey();
      if (file.getValue().format() == FootprintFiles.Format.PARQUET) {
        parquet.add(path);
      } else {
        list.put(
            list.size(),
            new Named("The footprint file " + path, List.of(path), file.getValue().words()));
      }
    }
    long pieceBytes = Math.min(PIECE, spark.sessionState().conf().filesMaxPartitionBytes());
    List<FootprintFiles.Piece> pieces = FootprintFiles.pieces(files, 0, pieceBytes);
    List<Dataset<Row>> parts = new ArrayList<>();
    FileRows.Wanted wanted =
        new FileRows.Wanted(heights, paths.idField(), paths.layer(), everyField);
    if (!pieces.isEmpty()) {
      parts.add(rows(spark, pieces, wanted, hadoop));
    }
    for (ParquetFiles.Group group : ParquetFiles.group(parquet, hadoop, onBad)) {
      int number = list.size();
      String name = "The Parquet file " + String.join(", ", group.paths());
      String format = group.geometry().isEmpty() ? "Parquet" : "GeoParquet";
      list.put(number, new Named(name, group.paths(), format));
      parts.add(rows(spark, group, new Source(name, number, group.crs()), wanted));
    }
    return new Inputs(
        parts.stream()
            .reduce(Dataset::union)
            .orElseGet(() -> spark.createDataset(List.of(), Encoders.row(FootprintRows.SCHEMA))),
        "The footprint file " + String.join(", ", paths.paths()),
        list);
  }

  /** A dataset as the only input. */
  private static Inputs inputs(CityInput.Table table, HeightFields heights, boolean everyField) {
    String what = "The dataset of footprints";
    FileRows.Wanted wanted = new FileRows.Wanted(heights, table.idField(), "", everyField);
    Dataset<Row> rows = normalised(table.rows(), wanted, "", true, new Source("", 0, ""));
    return new Inputs(
        rows, what, new TreeMap<>(Map.of(0, new Named(what, List.of(), "a Dataset"))));
  }

  private static void requireLayered(
      CityInput.Files paths, Map<String, FootprintFiles.FileFormat> files) {
    if (!paths.layer().isEmpty()
        && !files.isEmpty()
        && files.values().stream()
            .noneMatch(file -> file.format() == FootprintFiles.Format.GEOPACKAGE)) {
      throw new UserError(
          "--layer "
              + paths.layer()
              + " names a layer of a GeoPackage, but there is none among the footprints: leave"
              + " --layer out.");
    }
  }

  private static Dataset<Row> rows(
      SparkSession spark,
      List<FootprintFiles.Piece> pieces,
      FileRows.Wanted wanted,
      Configuration hadoop) {
    SerializableConfiguration configuration = new SerializableConfiguration(hadoop);
    return spark
        .createDataset(IntStream.range(0, pieces.size()).boxed().toList(), Encoders.INT())
        .repartition(pieces.size())
        .mapPartitions(
            (MapPartitionsFunction<Integer, Row>)
                numbers -> new FileRows(pieces(numbers, pieces), configuration.value(), wanted),
            Encoders.row(FootprintRows.SCHEMA));
  }

  private static Iterator<FootprintFiles.Piece> pieces(
      Iterator<Integer> numbers, List<FootprintFiles.Piece> pieces) {
    List<FootprintFiles.Piece> result = new ArrayList<>();
    numbers.forEachRemaining(i -> result.add(pieces.get(i)));
    return result.iterator();
  }

  private static Dataset<Row> rows(
      SparkSession spark, ParquetFiles.Group group, Source source, FileRows.Wanted wanted) {
    Dataset<Row> table;
    try {
      table = spark.read().parquet(group.paths().toArray(new String[0]));
    } catch (Exception e) { // Spark throws checked exceptions, undeclared.
      if (!(e instanceof SparkThrowable)) {
        throw e;
      }
      throw new UserError(
          source.name
              + " cannot be read"
              + ReadFailure.reason(e)
              + ": is it whole? Copy or download it again.",
          e);
    }
    return normalised(table, wanted, group.geometry(), false, source);
  }

  /**
   * Where rows come from.
   *
   * @param name of the files, for messages; empty for a dataset
   * @param number of the input
   * @param crs that it names, or empty
   */
  private record Source(String name, int number, String crs) {}

  private static Dataset<Row> normalised(
      Dataset<Row> table, FileRows.Wanted wanted, String geometry, boolean guess, Source source) {
    FootprintRows.Columns all = columns(table.schema(), wanted, geometry, guess);
    List<String> names = all.names();
    FootprintProfile profile = wanted.profile();
    // Only what is needed is read.
    IntStream looked =
        IntStream.range(0, names.size())
            .filter(i -> profile.looksAt(names.get(i)))
            .filter(i -> FootprintRows.isValue(table.schema().fields()[i].dataType()));
    Column[] needed =
        IntStream.concat(
                IntStream.of(all.geometry(), all.id(), all.height(), all.roof(), all.storeys()),
                looked)
            .filter(i -> i >= 0)
            .distinct()
            .sorted()
            .mapToObj(i -> functions.col("`" + names.get(i).replace("`", "``") + "`"))
            .toArray(Column[]::new);
    Dataset<Row> narrow = table.select(needed);
    FootprintRows.Columns columns =
        columns(narrow.schema(), wanted, names.get(all.geometry()), guess);
    Map<Integer, String> values = new TreeMap<>();
    for (int i = 0; i < narrow.schema().length(); i++) {
      StructField field = narrow.schema().fields()[i];
      if (i != columns.geometry()
          && profile.looksAt(field.name())
          && FootprintRows.isValue(field.dataType())) {
        values.put(i, field.name());
      }
    }
    FootprintRows.Input input =
        new FootprintRows.Input(
            columns.withNames(names), source.name, source.number, source.crs, values);
    return narrow.mapPartitions(
        (MapPartitionsFunction<Row, Row>) rows -> FootprintRows.normalised(rows, input),
        Encoders.row(FootprintRows.SCHEMA));
  }

  private static FootprintRows.Columns columns(
      StructType schema, FileRows.Wanted wanted, String geometry, boolean guess) {
    return FootprintRows.Columns.of(schema, wanted.heights(), wanted.idField(), geometry, guess);
  }

  // ---- checks, on the driver, from the summaries

  /**
   * What reading tells the driver.
   *
   * @param summaries by number of the input
   * @param errors of files that cannot be read, by number of the input
   */
  record Told(TreeMap<Integer, FootprintSummary> summaries, TreeMap<Integer, String> errors) {
    FootprintSummary all() {
      FootprintSummary all = new FootprintSummary();
      summaries.values().forEach(all::add);
      return all;
    }
  }

  /**
   * Rows that have been read.
   *
   * @param rows persisted
   */
  record Rows(Dataset<Row> rows, Told told) {}

  /** Reads everything once, keeps the rows on disk, and collects the summaries. */
  static Rows read(Dataset<Row> rows) {
    // How a persisted dataset reads its files is settled when it is persisted.
    return ParquetFiles.rowByRow(
        rows.sparkSession(),
        () -> {
          Dataset<Row> persisted = rows.persist(StorageLevel.DISK_ONLY());
          try {
            return new Rows(persisted, told(persisted));
          } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
            persisted.unpersist();
            throw e;
          }
        });
  }

  private static Told told(Dataset<Row> rows) {
    Told told = new Told(new TreeMap<>(), new TreeMap<>());
    for (Row row : rows.filter(functions.col("kind").geq(FootprintRows.SUMMARY)).collectAsList()) {
      int source = row.getInt(FootprintRows.SOURCE);
      String note = row.getString(FootprintRows.NOTE);
      if (row.getInt(FootprintRows.KIND) == FootprintRows.ERROR) {
        told.errors.merge(source, note, (a, b) -> a.compareTo(b) < 0 ? a : b);
      } else {
        told.summaries
            .computeIfAbsent(source, any -> new FootprintSummary())
            .add(FootprintSummary.parse(note));
      }
    }
    return told;
  }

  /**
   * What a run reads.
   *
   * @param rows of {@link FootprintRows#SCHEMA}, persisted
   */
  record Checked(Dataset<Row> rows, Told told, FootprintSource source) {}

  /** Reads everything, as a run does: what stands in its way is thrown. */
  static Checked checked(Inputs inputs, String crs, Fields fields) {
    Rows read = read(inputs.rows);
    try {
      Told told = read.told;
      if (!told.errors.isEmpty()) {
        throw new UserError(new TreeSet<>(told.errors.values()).first());
      }
      Optional<String> objection = objections(told.all(), inputs.what, fields).findFirst();
      if (objection.isPresent()) {
        throw new UserError(objection.get());
      }
      return new Checked(read.rows, told, source(read.rows, inputs, told, crs));
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      read.rows.unpersist();
      throw e;
    }
  }

  static FootprintSource source(Dataset<Row> persisted, Inputs inputs, Told told, String crs) {
    Map<Integer, String> names = new TreeMap<>();
    inputs.list.forEach((number, input) -> names.put(number, input.name));
    return new FootprintSource(persisted, inputs.what, names, told.summaries, crs);
  }

  /** Why no city can be built of footprints that could be read, the gravest first. */
  static Stream<String> objections(FootprintSummary all, String what, Fields fields) {
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
        Stream.of(
                missingField(all, what, "--id-field", fields.id),
                missingField(all, what, "--height-field", fields.heights.height()),
                missingField(all, what, "--roof-field", fields.heights.roof()),
                missingField(all, what, "--storeys-field", fields.heights.storeys()))
            .flatMap(Optional::stream)
            .toList();
    boolean heightless =
        missing.isEmpty() && all.withoutHeight == all.footprints && !fields.heightsFollow;
    return heightless
        ? Stream.of(
            what
                + " gives no building a height: "
                + decimalCommas(all, fields.heights)
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

  // ---- ids

  /**
   * @param count how many footprints there are
   */
  static Dataset<Row> uniquelyNamed(Dataset<Row> source, long count) {
    Dataset<Row> footprints =
        source
            .filter(functions.col("kind").equalTo(FootprintRows.FOOTPRINT))
            .select(Arrays.stream(SCHEMA.fieldNames()).map(functions::col).toArray(Column[]::new));
    // Grouping sorts a partition in memory: without a number, Spark makes as many as it likes.
    return footprints
        .repartition(FootprintSet.partitions(count), functions.col("id"))
        .groupBy("id")
        .as(Encoders.STRING(), Encoders.row(footprints.schema()))
        .flatMapGroups(
            (FlatMapGroupsFunction<String, Row, Row>) FootprintReader::named, Encoders.row(SCHEMA));
  }

  private static Iterator<Row> named(String id, Iterator<Row> group) {
    List<Row> rows = new ArrayList<>();
    group.forEachRemaining(rows::add);
    rows.sort(ORDER);
    List<Row> result = new ArrayList<>();
    for (Row row : rows) {
      String name = FootprintIds.name(id, result.size() + 1);
      result.add(
          RowFactory.create(name, row.get(1), row.get(2), row.get(3), row.get(4), row.get(5)));
    }
    return result.iterator();
  }

  private static final Comparator<Row> ORDER =
      Comparator.comparing((Row row) -> (byte[]) row.get(1), Arrays::compareUnsigned)
          .thenComparingDouble(row -> row.isNullAt(2) ? Double.NaN : row.getDouble(2))
          .thenComparingDouble(row -> row.isNullAt(3) ? Double.NaN : row.getDouble(3))
          .thenComparingDouble(row -> row.isNullAt(5) ? Double.NaN : row.getDouble(5));
}
