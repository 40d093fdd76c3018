package io.citymesh.vector;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Values that are made one at a time, as they are asked for. */
abstract class AdvancingIterator<T> implements Iterator<T> {
  private T next;
  private boolean ended;

  /** Makes the next value; null if there is none any more. */
  abstract T advance();

  @Override
  public final boolean hasNext() {
    if (next == null && !ended) {
      next = advance();
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public final T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T result = next;
    next = null;
    return result;
  }
}
