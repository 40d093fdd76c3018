package io.citymesh.sql;

import io.citymesh.report.Manifest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Which parts can have rows that fulfil conditions: those that a query has to open. */
final class PartSelection {
  /** With more buildings than this, places are no help. */
  private static final int MOST_BUILDINGS = 1000;

  /** What the coordinates of buildings and of faces may differ by, metres: a grid's step. */
  private static final double GRID = 0.001;

  private final PublishedCity city;
  private final PartTable table;
  private final List<Condition> conditions;

  private PartSelection(PublishedCity city, PartTable table, List<Condition> conditions) {
    this.city = city;
    this.table = table;
    this.conditions = conditions;
  }

  /**
   * The parts that are to be read, in vertex order. A condition on buildings asks the table of
   * buildings where they stand.
   */
  static List<Manifest.Part> of(PublishedCity city, PartTable table, List<Condition> conditions) {
    return new PartSelection(city, table, conditions).parts();
  }

  private List<Manifest.Part> parts() {
    Map<Long, Manifest.Extent> reaches = city.reaches();
    Optional<List<Manifest.Extent>> places = places();
    List<Manifest.Part> chosen = new ArrayList<>();
    for (Manifest.Part part : city.parts()) {
      // A part with faces and no vertices below it is none that was built: its reader tells.
      Manifest.Extent reach =
          table == PartTable.VERTICES
              ? part.bounds()
              : reaches.getOrDefault(part.id(), city.manifest().bounds());
      if (table.rows(part) > 0
          && conditions.stream().allMatch(c -> c.canHoldIn(part.name(), reach))
          && places.map(all -> all.stream().anyMatch(p -> meet(p, reach))).orElse(true)) {
        chosen.add(part);
      }
    }
    return chosen;
  }

  private static boolean meet(Manifest.Extent a, Manifest.Extent b) {
    return a.xmin() - GRID <= b.xmax()
        && b.xmin() - GRID <= a.xmax()
        && a.ymin() - GRID <= b.ymax()
        && b.ymin() - GRID <= a.ymax();
  }

  /** The rectangles of the only buildings that are asked for; empty if all may be. */
  private Optional<List<Manifest.Extent>> places() {
    Optional<Set<Object>> wanted =
        conditions.stream()
            .filter(Condition::namesBuildings)
            .map(c -> (Set<Object>) new HashSet<>(c.values()))
            .reduce(
                (a, b) -> {
                  a.retainAll(b);
                  return a;
                });
    return wanted
        .filter(keys -> keys.size() <= MOST_BUILDINGS)
        .map(keys -> keys.isEmpty() ? List.of() : places(keys));
  }

  private List<Manifest.Extent> places(Set<Object> keys) {
    List<Row> rows =
        SparkSession.active()
            .read()
            .format("parquet")
            .options(city.buildings())
            .load()
            .where(functions.col("key").isInCollection(keys))
            .select("bbox.xmin", "bbox.ymin", "bbox.xmax", "bbox.ymax")
            .collectAsList();
    return rows.stream()
        .map(
            row ->
                new Manifest.Extent(
                    row.getDouble(0), row.getDouble(1), row.getDouble(2), row.getDouble(3)))
        .toList();
  }
}
