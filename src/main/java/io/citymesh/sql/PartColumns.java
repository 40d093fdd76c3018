package io.citymesh.sql;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Columns over a part, and what has to be done for each batch of its rows. */
final class PartColumns {
  private final Map<String, ColumnVector> columns = new LinkedHashMap<>();
  private final Map<String, ColumnFiller> fillers = new LinkedHashMap<>();

  /** Each once, as one may fill several columns. */
  private final Set<ColumnFiller> all = new LinkedHashSet<>();

  /** Adds a column that lies over arrays of the part. */
  void add(String name, ArrayColumn column) {
    add(Map.of(name, column), column);
  }

  /** Adds columns that are computed together. */
  void add(Map<String, ? extends ColumnVector> some, ColumnFiller filler) {
    columns.putAll(some);
    some.keySet().forEach(name -> fillers.put(name, filler));
    all.add(filler);
  }

  /** Moves all columns to a batch. */
  void moveTo(BatchRows rows) {
    all.forEach(filler -> filler.fill(rows));
  }

  /** Moves a column to a batch, and those that are computed with it. */
  void moveTo(String name, BatchRows rows) {
    fillers.get(name).fill(rows);
  }

  /** The column of a name. */
  ColumnVector column(String name) {
    return columns.get(name);
  }

  /** The columns of these names, in their order. */
  ColumnVector[] columns(List<String> names) {
    return names.stream().map(columns::get).toArray(ColumnVector[]::new);
  }
}
