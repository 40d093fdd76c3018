package io.citymesh.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;

/** Gives each footprint a name of its own, where those of one id meet; see {@link FootprintIds}. */
final class UniqueNames {
  private UniqueNames() {}

  /**
   * The footprints among rows, each with a name of its own.
   *
   * @param source of {@link FootprintRows#SCHEMA}
   * @param count how many footprints there are
   */
  static Dataset<Row> give(Dataset<Row> source, long count) {
    Dataset<Row> footprints =
        source
            .filter(functions.col("kind").equalTo(FootprintRows.FOOTPRINT))
            .select(
                Arrays.stream(FootprintSet.SCHEMA.fieldNames())
                    .map(functions::col)
                    .toArray(Column[]::new));
    // Grouping sorts a partition in memory: without a number, Spark makes as many as it likes.
    return footprints
        .repartition(FootprintSet.partitions(count), functions.col("id"))
        .groupBy("id")
        .as(Encoders.STRING(), Encoders.row(footprints.schema()))
        .flatMapGroups(
            (FlatMapGroupsFunction<String, Row, Row>) UniqueNames::named,
            Encoders.row(FootprintSet.SCHEMA));
  }

  private static Iterator<Row> named(String id, Iterator<Row> group) {
    List<Row> rows = new ArrayList<>();
    group.forEachRemaining(rows::add);
    rows.sort(ORDER);
    List<Row> result = new ArrayList<>();
    for (Row row : rows) {
      String name = FootprintIds.name(id, result.size() + 1);
      result.add(
          RowFactory.create(
              name, row.get(1), row.get(2), row.get(3), row.get(4), row.get(5), row.get(6)));
    }
    return result.iterator();
  }

  private static final Comparator<Row> ORDER =
      Comparator.comparing((Row row) -> (byte[]) row.get(1), Arrays::compareUnsigned)
          .thenComparingDouble(row -> row.isNullAt(2) ? Double.NaN : row.getDouble(2))
          .thenComparingDouble(row -> row.isNullAt(3) ? Double.NaN : row.getDouble(3))
          .thenComparingDouble(row -> row.isNullAt(5) ? Double.NaN : row.getDouble(5))
          .thenComparing(row -> row.isNullAt(6) ? "" : row.getString(6));
}
