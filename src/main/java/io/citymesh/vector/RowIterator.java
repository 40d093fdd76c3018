package io.citymesh.vector;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;

/** Rows that are made one at a time, as they are asked for. */
abstract class RowIterator implements Iterator<Row> {
  private Row next;
  private boolean ended;

  /** Makes the next row; null if there is none any more. */
  abstract Row advance();

  @Override
  public final boolean hasNext() {
    if (next == null && !ended) {
      next = advance();
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public final Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row result = next;
    next = null;
    return result;
  }
}
