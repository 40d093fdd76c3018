package io.citymesh.job;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;

/** Sums of whole numbers by two names, over all of an RDD, in one pass. */
final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, TreeMap<String, Long>> sums = new TreeMap<>();

  /** Adds an item's numbers. */
  interface Teller<T> extends Serializable {
    void tell(T item, Tally tally);
  }

  /** What all items tell; each partition sends its sums to the driver. */
  static <T> Tally of(JavaRDD<T> items, Teller<T> teller) {
    Tally all = new Tally();
    items
        .mapPartitions(
            partition -> {
              Tally tally = new Tally();
              partition.forEachRemaining(item -> teller.tell(item, tally));
              return List.of(tally).iterator();
            })
        .collect()
        .forEach(all::addAll);
    return all;
  }

  void add(String group, String name, long number) {
    sums.computeIfAbsent(group, any -> new TreeMap<>()).merge(name, number, Long::sum);
  }

  private void addAll(Tally other) {
    other.sums.forEach((group, counts) -> counts.forEach((name, n) -> add(group, name, n)));
  }

  /** The sums of a group by name; empty if nothing was told. */
  Map<String, Long> counts(String group) {
    return Collections.unmodifiableMap(sums.getOrDefault(group, new TreeMap<>()));
  }
}
