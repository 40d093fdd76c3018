package io.citymesh.city;

import io.citymesh.report.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
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
 * Reads footprints: GeoJSON files, or any dataset with a geometry column.
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

  /**
   * Which fields to read.
   *
   * @param heights the fields with heights
   * @param heightsFollow whether buildings whose fields say nothing get a height later
   */
  public record Fields(HeightFields heights, boolean heightsFollow) {}

  private FootprintReader() {}

  /**
   * Reads GeoJSON files (each a FeatureCollection, or one Feature after the other).
   *
   * @param paths files, directories of them, or globs; anywhere Hadoop can read
   * @throws UserError if there is no such file, it is not GeoJSON, holds no polygon, has
   *     coordinates in degrees, or no height where one is needed
   */
  public static FootprintSet read(SparkSession spark, List<String> paths, Fields fields) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    List<String> files =
        paths.stream().flatMap(path -> files(path, hadoop).stream()).distinct().toList();
    SerializableConfiguration configuration = new SerializableConfiguration(hadoop);
    HeightFields heights = fields.heights;
    Dataset<Row> source =
        spark
            .createDataset(files, Encoders.STRING())
            .repartition(files.size())
            .mapPartitions(
                (MapPartitionsFunction<String, Row>)
                    names -> new GeoJsonRows(names, configuration.value(), heights),
                Encoders.row(FootprintRows.SCHEMA))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return checked(source, "The footprint file " + String.join(", ", paths), "", fields);
  }

  /**
   * Takes the footprints of a dataset: its geometry column is the one named {@code geometry},
   * {@code geom}, {@code wkb}, {@code wkt} or {@code the_geom}, else its only binary column; WKB if
   * binary, WKT if text. Ids are found as in files; heights come from the named fields, or from
   * columns {@code height} and {@code roof}.
   *
   * @param crs code of the coordinates' CRS, empty if unknown
   * @throws UserError as for files
   */
  public static FootprintSet of(Dataset<Row> dataset, String crs, Fields fields) {
    FootprintRows.Columns columns = FootprintRows.Columns.of(dataset.schema(), fields.heights);
    Dataset<Row> source =
        dataset
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>) rows -> FootprintRows.normalised(rows, columns),
                Encoders.row(FootprintRows.SCHEMA))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return checked(source, "The dataset of footprints", CoordinateSystems.code(crs), fields);
  }

  private static List<String> files(String path, Configuration hadoop) {
    List<String> result = new ArrayList<>();
    try {
      Path pattern = new Path(path);
      FileSystem system = pattern.getFileSystem(hadoop);
      FileStatus[] found = system.globStatus(pattern);
      for (FileStatus status : found == null ? new FileStatus[0] : found) {
        FileStatus[] inside =
            status.isDirectory() ? system.listStatus(status.getPath()) : new FileStatus[] {status};
        for (FileStatus file : inside) {
          String name = file.getPath().getName();
          if (file.isFile() && !name.startsWith(".") && !name.startsWith("_")) {
            result.add(file.getPath().toString());
          }
        }
      }
    } catch (FileNotFoundException e) {
      throw missing(path);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError("The footprints " + path + " cannot be read: " + e.getMessage(), e);
    }
    if (result.isEmpty()) {
      throw missing(path);
    }
    Collections.sort(result);
    return result;
  }

  private static UserError missing(String path) {
    return new UserError(
        "There is no footprint file " + path + ": give the path of a GeoJSON file.");
  }

  // ---- checks, on the driver, from the summaries

  private static FootprintSet checked(
      Dataset<Row> source, String what, String givenCrs, Fields fields) {
    try {
      FootprintSummary all = new FootprintSummary();
      TreeSet<String> errors = new TreeSet<>();
      for (Row row :
          source.filter(functions.col("kind").geq(FootprintRows.SUMMARY)).collectAsList()) {
        if (row.getInt(0) == FootprintRows.ERROR) {
          errors.add(row.getString(7));
        } else {
          all.add(FootprintSummary.parse(row.getString(7)));
        }
      }
      if (!errors.isEmpty()) {
        throw new UserError(errors.first());
      }
      if (all.footprints == 0) {
        throw new UserError(
            what
                + " holds no polygon"
                + (all.dropped.isEmpty() ? "" : " (" + all.dropped + ")")
                + ": give footprints as Polygons or MultiPolygons.");
      }
      String crs = crs(all, what, givenCrs);
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
      return new FootprintSet(
          uniquelyNamed(source),
          crs,
          all.extent(),
          all.footprints,
          all.withoutHeight,
          Collections.unmodifiableMap(all.dropped),
          source);
    } catch (RuntimeException e) {
      source.unpersist();
      throw e;
    }
  }

  private static String crs(FootprintSummary all, String what, String givenCrs) {
    TreeSet<String> codes = new TreeSet<>(all.crs);
    if (!givenCrs.isEmpty()) {
      codes.add(givenCrs);
    }
    if (codes.size() > 1) {
      throw new UserError(
          what + " mixes the CRSs " + codes + ": reproject all of it to one metric CRS.");
    }
    String code = codes.isEmpty() ? "" : codes.first();
    if (CoordinateSystems.isGeographic(code)) {
      throw CoordinateSystems.inDegrees(what, code);
    }
    if (code.isEmpty() && all.looksLikeDegrees()) {
      throw CoordinateSystems.inDegrees(what, "no CRS is named, so EPSG:4326");
    }
    return code;
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

  private static Dataset<Row> uniquelyNamed(Dataset<Row> source) {
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
