package io.citymesh.sql;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * A few rows that the driver has.
 *
 * @param table all of it
 * @param readSchema the columns that are asked for
 */
record RowsScan(Rows table, StructType readSchema) implements LocalScan {

  /**
   * Rows.
   *
   * @param values of each row, in the order of the columns: {@code String}, {@code Long}, {@code
   *     Double}, {@code Boolean} or null
   */
  record Rows(StructType schema, List<Object[]> values) {}

  /** A scan of all columns. */
  RowsScan(Rows table) {
    this(table, table.schema);
  }

  /** Collects what Spark asks for. */
  static final class Builder implements ScanBuilder, SupportsPushDownRequiredColumns {
    private final Rows table;
    private StructType columns;

    Builder(Rows table) {
      this.table = table;
      this.columns = table.schema;
    }

    @Override
    public void pruneColumns(StructType required) {
      columns = required;
    }

    @Override
    public Scan build() {
      return new RowsScan(table, columns);
    }
  }

  @Override
  public InternalRow[] rows() {
    int[] places =
        Arrays.stream(readSchema.fieldNames()).mapToInt(table.schema::fieldIndex).toArray();
    return table.values.stream().map(row -> row(row, places)).toArray(InternalRow[]::new);
  }

  private static InternalRow row(Object[] values, int[] places) {
    Object[] chosen = new Object[places.length];
    for (int i = 0; i < chosen.length; i++) {
      Object value = values[places[i]];
      chosen[i] = value instanceof String text ? UTF8String.fromString(text) : value;
    }
    return new GenericInternalRow(chosen);
  }
}
