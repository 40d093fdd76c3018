package io.citymesh.sql;

import org.apache.spark.sql.types.DataType;

/**
 * A column of a batch whose values stand in arrays of the part: nothing is copied, and what Spark
 * does not ask for is not looked up. Each kind of column is a class of its own, so that Spark's
 * code for it, which asks value by value, becomes a place in an array.
 */
abstract class ArrayColumn extends TypedColumn implements ColumnFiller {
  private int[] chosen = {};
  private int first;

  ArrayColumn(DataType type) {
    super(type);
  }

  /** Moves to a batch; nothing is filled. */
  @Override
  public final void fill(BatchRows batch) {
    chosen = batch.chosen();
    first = batch.first();
  }

  /** The row of the part that is a row of the batch. */
  final int row(int i) {
    return chosen.length == 0 ? first + i : chosen[first + i];
  }
}
