package io.citymesh.city;

import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
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
 * objectid}, {@code osm_id}, {@code uuid}, else {@code geom-} and a hash of its geometry. Of
 * several footprints with one id the first, in the order of their geometries, keeps it; the others
 * get {@code #2}, {@code #3} and so on appended.
 */
public final class FootprintReader {
  /**
   * {@code id} (unique), {@code geometry} (WKB, metres) and the {@link Heights}, null where a
   * source says nothing: {@code height} (above ground, metres), {@code roof} (elevation, metres),
   * {@code lidar} (elevation, metres; null as read, filled from points later), {@code storeys}.
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
   * @param heights the fields with heights
   * @param heightsFollow whether buildings whose fields say nothing get a height later
   */
  public record Fields(HeightFields heights, boolean heightsFollow) {}

  private FootprintReader() {}

  /**
   * Reads the footprints of a city, each input in its own CRS.
   *
   * @throws UserError if there is no such file, it is of no format that is read, or not whole,
   *     holds no polygon, or no height where one is needed
   */
  public static FootprintSource open(SparkSession spark, CityInput input) {
    Fields fields =
        new Fields(
            input.heightFields(), input.buildingHeight().isPresent() || input.points().present());
    String crs = input.georeference().crs();
    return input.buildings() instanceof CityInput.Files files
        ? open(spark, files, fields, crs)
        : open(((CityInput.Table) input.buildings()).rows(), fields, crs);
  }

  /**
   * Reads files and takes their coordinates as they are.
   *
   * @param paths files, folders of them, or globs; anywhere Hadoop can read
   * @throws UserError as {@link #open}, and if the coordinates are not all in one metric CRS
   */
  public static FootprintSet read(SparkSession spark, List<String> paths, Fields fields) {
    return asRead(open(spark, new CityInput.Files(paths, ""), fields, ""));
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
    return asRead(open(dataset, fields, CoordinateSystems.code(crs)));
  }

  private static FootprintSet asRead(FootprintSource source) {
    try {
      return new Frame(source, new FlatTerrain(0), Georeference.AS_READ).footprints();
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static FootprintSource open(
      SparkSession spark, CityInput.Files paths, Fields fields, String crs) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    String what = "The footprint file " + String.join(", ", paths.paths());
    Map<String, FootprintFiles.FileFormat> files = FootprintFiles.find(paths.paths(), hadoop);
    requireLayered(paths, files);
    List<String> parquet = new ArrayList<>();
    Map<Integer, String> names = new TreeMap<>();
    for (Map.Entry<String, FootprintFiles.FileFormat> file : files.entrySet()) {
      if (file.getValue().format() == FootprintFiles.Format.PARQUET) {
        parquet.add(file.getKey());
      } else {
        names.put(names.size(), "The footprint file " + file.getKey());
      }
    }
    long pieceBytes = Math.min(PIECE, spark.sessionState().conf().filesMaxPartitionBytes());
    List<FootprintFiles.Piece> pieces = FootprintFiles.pieces(files, 0, pieceBytes);
    List<Dataset<Row>> parts = new ArrayList<>();
    if (!pieces.isEmpty()) {
      parts.add(rows(spark, pieces, new FileRows.Wanted(fields.heights, paths.layer()), hadoop));
    }
    for (ParquetFiles.Group group : ParquetFiles.group(parquet, hadoop)) {
      int number = names.size();
      names.put(number, "The Parquet file " + String.join(", ", group.paths()));
      parts.add(rows(spark, group, number, fields.heights));
    }
    return checked(parts.stream().reduce(Dataset::union).orElseThrow(), what, names, crs, fields);
  }

  private static void requireLayered(
      CityInput.Files paths, Map<String, FootprintFiles.FileFormat> files) {
    if (!paths.layer().isEmpty()
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
      SparkSession spark, ParquetFiles.Group group, int number, HeightFields heights) {
    Dataset<Row> table = spark.read().parquet(group.paths().toArray(new String[0]));
    return normalised(table, heights, group.geometry(), false, number, group.crs());
  }

  private static Dataset<Row> normalised(
      Dataset<Row> table,
      HeightFields heights,
      String geometry,
      boolean guess,
      int number,
      String crs) {
    FootprintRows.Columns all = FootprintRows.Columns.of(table.schema(), heights, geometry, guess);
    List<String> names = all.names();
    // Only what is needed is read.
    Column[] needed =
        IntStream.of(all.geometry(), all.id(), all.height(), all.roof(), all.storeys())
            .filter(i -> i >= 0)
            .distinct()
            .sorted()
            .mapToObj(i -> functions.col("`" + names.get(i).replace("`", "``") + "`"))
            .toArray(Column[]::new);
    Dataset<Row> narrow = table.select(needed);
    FootprintRows.Columns columns =
        FootprintRows.Columns.of(narrow.schema(), heights, names.get(all.geometry()), guess);
    FootprintRows.Input input = new FootprintRows.Input(columns.withNames(names), number, crs);
    return narrow.mapPartitions(
        (MapPartitionsFunction<Row, Row>) rows -> FootprintRows.normalised(rows, input),
        Encoders.row(FootprintRows.SCHEMA));
  }

  private static FootprintSource open(Dataset<Row> dataset, Fields fields, String crs) {
    Dataset<Row> source = normalised(dataset, fields.heights, "", true, 0, "");
    String what = "The dataset of footprints";
    return checked(source, what, Map.of(0, what), crs, fields);
  }

  // ---- checks, on the driver, from the summaries

  private static FootprintSource checked(
      Dataset<Row> rows, String what, Map<Integer, String> names, String crs, Fields fields) {
    Dataset<Row> source = rows.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      TreeMap<Integer, FootprintSummary> summaries = new TreeMap<>();
      TreeSet<String> errors = new TreeSet<>();
      for (Row row :
          source.filter(functions.col("kind").geq(FootprintRows.SUMMARY)).collectAsList()) {
        if (row.getInt(FootprintRows.KIND) == FootprintRows.ERROR) {
          errors.add(row.getString(FootprintRows.NOTE));
        } else {
          summaries
              .computeIfAbsent(row.getInt(FootprintRows.SOURCE), any -> new FootprintSummary())
              .add(FootprintSummary.parse(row.getString(FootprintRows.NOTE)));
        }
      }
      if (!errors.isEmpty()) {
        throw new UserError(errors.first());
      }
      FootprintSummary all = new FootprintSummary();
      summaries.values().forEach(all::add);
      if (all.footprints == 0) {
        throw new UserError(
            what
                + " holds no polygon"
                + (all.dropped.isEmpty() ? "" : " (" + all.dropped + ")")
                + ": give footprints as Polygons or MultiPolygons.");
      }
      requireField(all, what, "--height-field", fields.heights.height());
      requireField(all, what, "--roof-field", fields.heights.roof());
      requireField(all, what, "--storeys-field", fields.heights.storeys());
      if (all.withoutHeight == all.footprints && !fields.heightsFollow) {
        throw new UserError(
            what
                + " gives no building a height: name a field with --height-field or --roof-field,"
                + " or one height for all with --building-height; fields: "
                + fieldList(all)
                + ".");
      }
      return new FootprintSource(source, what, names, summaries, crs);
    } catch (RuntimeException e) {
      source.unpersist();
      throw e;
    }
  }

  private static void requireField(FootprintSummary all, String what, String option, String field) {
    if (!field.isEmpty() && !all.fields.contains(field)) {
      throw new UserError(
          what + " has no field " + field + ": give " + option + " one of " + fieldList(all) + ".");
    }
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

  static Dataset<Row> uniquelyNamed(Dataset<Row> source) {
    return source
        .filter(functions.col("kind").equalTo(FootprintRows.FOOTPRINT))
        .select("id", "geometry", "height", "roof", "lidar", "storeys")
        .groupByKey((MapFunction<Row, String>) row -> baseName(row.getString(0)), Encoders.STRING())
        .flatMapGroups(
            (FlatMapGroupsFunction<String, Row, Row>) (key, rows) -> named(rows),
            Encoders.row(SCHEMA));
  }

  /** The id without appended numbers: only ids with the same base can clash. */
  private static String baseName(String id) {
    return id.replaceAll("(#\\d+)+$", "");
  }

  private static Iterator<Row> named(Iterator<Row> group) {
    List<Row> rows = new ArrayList<>();
    group.forEachRemaining(rows::add);
    rows.sort(ORDER);
    Set<String> taken = new HashSet<>();
    rows.forEach(row -> taken.add(row.getString(0)));
    Set<String> seen = new HashSet<>();
    Map<String, Integer> last = new TreeMap<>();
    List<Row> result = new ArrayList<>();
    for (Row row : rows) {
      String id = row.getString(0);
      String name = id;
      while (!seen.add(name)) {
        int number = last.merge(id, 1, Integer::sum) + 1;
        String candidate = id + "#" + number;
        name = taken.add(candidate) ? candidate : id;
      }
      result.add(
          RowFactory.create(name, row.get(1), row.get(2), row.get(3), row.get(4), row.get(5)));
    }
    return result.iterator();
  }

  private static final Comparator<Row> ORDER =
      Comparator.comparing((Row row) -> row.getString(0))
          .thenComparing(row -> (byte[]) row.get(1), Arrays::compareUnsigned)
          .thenComparingDouble(row -> row.isNullAt(2) ? Double.NaN : row.getDouble(2))
          .thenComparingDouble(row -> row.isNullAt(3) ? Double.NaN : row.getDouble(3))
          .thenComparingDouble(row -> row.isNullAt(5) ? Double.NaN : row.getDouble(5));
}
