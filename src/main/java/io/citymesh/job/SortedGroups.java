package io.citymesh.job;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import scala.Tuple2;

/**
 * Values that are sorted by key, key by key: what is made of the values of one key is all that is
 * held.
 */
final class SortedGroups<K, V, R> implements Iterator<Tuple2<K, R>> {
  private final Iterator<Tuple2<K, V>> sorted;
  private final BiFunction<K, Iterator<V>, R> made;
  private Tuple2<K, V> next;

  /**
   * @param made takes all values of a key before it returns
   */
  SortedGroups(Iterator<Tuple2<K, V>> sorted, BiFunction<K, Iterator<V>, R> made) {
    this.sorted = sorted;
    this.made = made;
    advance();
  }

  private void advance() {
    next = sorted.hasNext() ? sorted.next() : null;
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Tuple2<K, R> next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    K key = next._1;
    R result =
        made.apply(
            key,
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return next != null && next._1.equals(key);
              }

              @Override
              public V next() {
                if (!hasNext()) {
                  throw new NoSuchElementException();
                }
                V value = next._2;
                advance();
                return value;
              }
            });
    return new Tuple2<>(key, result);
  }
}
