package io.citymesh.job;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Sums of whole numbers by two names. */
final class Tally implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, TreeMap<String, Long>> sums = new TreeMap<>();

  void add(String group, String name, long number) {
    sums.computeIfAbsent(group, any -> new TreeMap<>()).merge(name, number, Long::sum);
  }

  void addAll(Tally other) {
    other.sums.forEach((group, counts) -> counts.forEach((name, n) -> add(group, name, n)));
  }

  /** The sums of a group by name; empty if nothing was told. */
  Map<String, Long> counts(String group) {
    return Collections.unmodifiableMap(sums.getOrDefault(group, new TreeMap<>()));
  }
}
