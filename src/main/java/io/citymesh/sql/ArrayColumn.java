package io.citymesh.sql;

import org.apache.spark.sql.types.DataType;

/**
 * A column of a batch whose values stand in arrays of the part: nothing is copied, and what Spark
 * does not ask for is not looked up. Each kind of column is a class of its own, so that Spark's
 * code for it, which asks value by value, becomes a place in an array.
 */
abstract class ArrayColumn extends TypedColumn implements ColumnFiller {
  private static final int[] NONE = {};

  /** The batch's rows in the part, unless they follow one another. */
  private int[] rows = NONE;

  private int first;

  ArrayColumn(DataType type) {
    super(type);
  }

  /** Moves to a batch; nothing is filled. */
  @Override
  public final void fill(int[] batch, int count) {
    boolean consecutive = count == 0 || batch[count - 1] - batch[0] == count - 1;
    first = consecutive && count > 0 ? batch[0] : 0;
    rows = consecutive ? NONE : batch;
  }

  /** The row of the part that is a row of the batch. */
  final int row(int i) {
    return rows.length == 0 ? first + i : rows[i];
  }
}
