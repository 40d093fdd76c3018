package io.citymesh.vector;

import io.citymesh.input.CityInput;
import io.citymesh.input.HeightFields;
import io.citymesh.report.ReadFailure;
import io.citymesh.report.UserError;
import io.citymesh.session.HadoopSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkThrowable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Inputs that are ready to be read, each file by the reader of its format.
 *
 * @param context in which they are read
 * @param blocks what they hold
 * @param whole the same of some inputs, by number, each of which is read as a whole
 * @param what how messages call all of them
 * @param list each of them, by number
 * @param keep the fields that are kept
 */
public record FootprintInputs(
    JavaSparkContext context,
    JavaRDD<FeatureBlock> blocks,
    Function<Set<Integer>, JavaRDD<FeatureBlock>> whole,
    String what,
    TreeMap<Integer, Named> list,
    List<String> keep) {
  /** The most bytes of a large file of GeoJSON that one task reads. */
  private static final long PIECE = 32L << 20;

  /** Less than this is not worth a task. */
  private static final long LEAST_PIECE = 4L << 20;

  private static final int TASKS_PER_CORE = 2;

  /**
   * An input.
   *
   * @param name how messages call it
   * @param paths its files; none for a dataset
   * @param format in words
   */
  public record Named(String name, List<String> paths, String format) {}

  /**
   * What a run reads; of the fields the summaries tell of those with heights, unless none is named.
   *
   * @throws UserError if a path leads to no file, or a file cannot be read at all
   */
  public static FootprintInputs required(SparkSession spark, CityInput input) {
    return of(spark, input, false, FootprintInputs::refuse);
  }

  /**
   * The inputs that can be read; the summaries tell of all fields.
   *
   * @param onBad is told of files that cannot be read at all
   * @throws UserError if a path leads to no file
   */
  public static FootprintInputs readable(
      SparkSession spark, CityInput input, BiConsumer<String, UserError> onBad) {
    return of(spark, input, true, onBad);
  }

  private static void refuse(String path, UserError error) {
    throw error;
  }

  private static FootprintInputs of(
      SparkSession spark,
      CityInput input,
      boolean everyField,
      BiConsumer<String, UserError> onBad) {
    return input.buildings() instanceof CityInput.Files files
        ? of(spark, files, input.heightFields(), everyField, onBad)
        : of((CityInput.Table) input.buildings(), input.heightFields(), everyField);
  }

  /** Files that a run reads. */
  static FootprintInputs of(SparkSession spark, CityInput.Files files, HeightFields heights) {
    return of(spark, files, heights, false, FootprintInputs::refuse);
  }

  /** A dataset as the only input. */
  static FootprintInputs of(CityInput.Table table, HeightFields heights) {
    return of(table, heights, false);
  }

  private static FootprintInputs of(
      SparkSession spark,
      CityInput.Files paths,
      HeightFields heights,
      boolean everyField,
      BiConsumer<String, UserError> onBad) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration hadoop = context.hadoopConfiguration();
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
    List<FootprintFiles.Piece> pieces = FootprintFiles.pieces(files, 0, pieceBytes(files, context));
    List<JavaRDD<FeatureBlock>> parts = new ArrayList<>();
    ReadOptions wanted =
        new ReadOptions(heights, paths.idField(), paths.layer(), everyField, paths.keepFields());
    if (!pieces.isEmpty()) {
      parts.add(blocks(context, pieces, wanted, hadoop));
    }
    for (ParquetFiles.Group group : ParquetFiles.group(parquet, hadoop, onBad)) {
      int number = list.size();
      String name = "The Parquet file " + String.join(", ", group.paths());
      String format = group.geometry().isEmpty() ? "Parquet" : "GeoParquet";
      list.put(number, new Named(name, group.paths(), format));
      parts.add(blocks(spark, group, new Source(name, number, group.crs()), wanted));
    }
    return new FootprintInputs(
        context,
        parts.stream().reduce(JavaRDD::union).orElseGet(context::emptyRDD),
        numbers -> blocks(context, whole(files, numbers), wanted, hadoop),
        "The footprint file " + String.join(", ", paths.paths()),
        list,
        paths.keepFields());
  }

  private static FootprintInputs of(
      CityInput.Table table, HeightFields heights, boolean everyField) {
    String what = "The dataset of footprints";
    ReadOptions wanted =
        new ReadOptions(heights, table.idField(), "", everyField, table.keepFields());
    Dataset<Row> rows = table.rows();
    return new FootprintInputs(
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()),
        blocks(rows, wanted, "", true, new Source("", 0, "")),
        any -> {
          throw new IllegalStateException("a dataset has no pieces that join");
        },
        what,
        new TreeMap<>(Map.of(0, new Named(what, List.of(), "a Dataset"))),
        table.keepFields());
  }

  /** How large a piece of a file may be: so that there is work for all cores. */
  private static long pieceBytes(
      Map<String, FootprintFiles.FileFormat> files, JavaSparkContext context) {
    long all = files.values().stream().mapToLong(FootprintFiles.FileFormat::length).sum();
    long share = all / (TASKS_PER_CORE * (long) context.defaultParallelism());
    return Math.max(LEAST_PIECE, Math.min(PIECE, share));
  }

  private static List<FootprintFiles.Piece> whole(
      Map<String, FootprintFiles.FileFormat> files, Set<Integer> numbers) {
    return FootprintFiles.pieces(files, 0, Long.MAX_VALUE / 2).stream()
        .filter(piece -> numbers.contains(piece.source()))
        .toList();
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

  private static JavaRDD<FeatureBlock> blocks(
      JavaSparkContext context,
      List<FootprintFiles.Piece> pieces,
      ReadOptions wanted,
      Configuration hadoop) {
    Broadcast<HadoopSettings> configuration = context.broadcast(new HadoopSettings(hadoop));
    return context
        .parallelize(pieces, pieces.size())
        .mapPartitions(mine -> new FileBlocks(mine, configuration.value().value(), wanted));
  }

  private static JavaRDD<FeatureBlock> blocks(
      SparkSession spark, ParquetFiles.Group group, Source source, ReadOptions wanted) {
    Dataset<Row> table = parquet(spark, group, source);
    // How a dataset reads its files is settled when it becomes an RDD.
    return ParquetFiles.rowByRow(
        spark, () -> blocks(table, wanted, group.geometry(), false, source));
  }

  private static Dataset<Row> parquet(SparkSession spark, ParquetFiles.Group group, Source source) {
    try {
      return spark.read().parquet(group.paths().toArray(new String[0]));
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
  }

  /**
   * The origin of rows.
   *
   * @param name of the files, for messages; empty for a dataset
   * @param number of the input
   * @param crs that it names, or empty
   */
  private record Source(String name, int number, String crs) {}

  private static JavaRDD<FeatureBlock> blocks(
      Dataset<Row> table, ReadOptions wanted, String geometry, boolean guess, Source source) {
    TableRows.Columns all = columns(table.schema(), wanted, geometry, guess);
    List<String> names = all.names();
    FootprintProfile profile = wanted.profile();
    // Only what is needed is read.
    IntStream looked =
        IntStream.range(0, names.size())
            .filter(i -> profile.looksAt(names.get(i)))
            .filter(i -> TableRows.isValue(table.schema().fields()[i].dataType()));
    Column[] needed =
        Stream.of(
                IntStream.of(all.geometry(), all.id(), all.height(), all.roof(), all.storeys()),
                wanted.keep().stream().mapToInt(names::indexOf),
                looked)
            .flatMapToInt(positions -> positions)
            .filter(i -> i >= 0)
            .distinct()
            .sorted()
            .mapToObj(i -> functions.col("`" + names.get(i).replace("`", "``") + "`"))
            .toArray(Column[]::new);
    Dataset<Row> narrow = table.select(needed);
    TableRows.Columns columns = columns(narrow.schema(), wanted, names.get(all.geometry()), guess);
    Map<Integer, String> values = new TreeMap<>();
    for (int i = 0; i < narrow.schema().length(); i++) {
      StructField field = narrow.schema().fields()[i];
      if (i != columns.geometry()
          && profile.looksAt(field.name())
          && TableRows.isValue(field.dataType())) {
        values.put(i, field.name());
      }
    }
    TableRows.Input input =
        new TableRows.Input(
            columns.withNames(names),
            source.name,
            source.number,
            source.crs,
            values,
            wanted.keep());
    return narrow.toJavaRDD().mapPartitions(rows -> TableRows.blocks(rows, input));
  }

  private static TableRows.Columns columns(
      StructType schema, ReadOptions wanted, String geometry, boolean guess) {
    return TableRows.Columns.of(schema, wanted.heights(), wanted.idField(), geometry, guess);
  }
}
