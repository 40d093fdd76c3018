package io.citymesh.job;

import java.util.Iterator;
import java.util.function.Function;

/** An iterator over the images of another's elements. */
record MappedIterator<A, B>(Iterator<A> from, Function<A, B> function) implements Iterator<B> {
  @Override
  public boolean hasNext() {
    return from.hasNext();
  }

  @Override
  public B next() {
    return function.apply(from.next());
  }
}
