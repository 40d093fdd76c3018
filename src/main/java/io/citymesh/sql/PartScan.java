package io.citymesh.sql;

import io.citymesh.format.MeshParts;
import io.citymesh.report.Manifest;
import io.citymesh.session.SessionCores;
import io.citymesh.session.SessionHadoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;

/**
 * A scan over the parts that can have rows.
 *
 * @param parts that are read
 * @param conditions that rows fulfil
 * @param readSchema the columns that are asked for
 */
record PartScan(
    PublishedCity city,
    PartTable table,
    List<Manifest.Part> parts,
    List<Condition> conditions,
    StructType readSchema)
    implements Scan, Batch, SupportsReportStatistics {

  /** Collects what Spark asks for. */
  static final class Builder
      implements ScanBuilder, SupportsPushDownFilters, SupportsPushDownRequiredColumns {
    private final PublishedCity city;
    private final PartTable table;
    private StructType columns;
    private final List<Condition> conditions = new ArrayList<>();
    private final List<Filter> pushed = new ArrayList<>();

    Builder(PublishedCity city, PartTable table) {
      this.city = city;
      this.table = table;
      this.columns = table.schema();
    }

    /** Takes the filters that readers decide; the others are Spark's. */
    @Override
    public Filter[] pushFilters(Filter[] filters) {
      List<Filter> rest = new ArrayList<>();
      for (Filter filter : filters) {
        Condition.of(filter)
            .ifPresentOrElse(
                condition -> {
                  conditions.add(condition);
                  pushed.add(filter);
                },
                () -> rest.add(filter));
      }
      return rest.toArray(Filter[]::new);
    }

    @Override
    public Filter[] pushedFilters() {
      return pushed.toArray(Filter[]::new);
    }

    @Override
    public void pruneColumns(StructType required) {
      columns = required;
    }

    @Override
    public Scan build() {
      return CityMeshException.guarded(
          () ->
              new PartScan(
                  city, table, PartSelection.of(city, table, conditions), conditions, columns));
    }
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "citymesh %s, %d of %d parts%s",
        table.title(),
        parts.size(),
        city.parts().size(),
        conditions.isEmpty() ? "" : ", pushed " + conditions);
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  /** As many rows as opening a part takes time for. */
  private static final long OPENING = 50_000;

  /** The most rows of a partition with several parts. */
  private static final long MOST_ROWS = 4_000_000;

  /** Partitions for each processor, so that it hardly matters which of them end last. */
  private static final int SHARES = 4;

  /** Small parts go together, neighbours in vertex order. */
  @Override
  public InputPartition[] planInputPartitions() {
    long all = parts.stream().mapToLong(this::cost).sum();
    int shares = SHARES * SessionCores.count();
    long most = Math.min(MOST_ROWS, all / shares);
    List<InputPartition> partitions = new ArrayList<>();
    List<PartReaders.Part> together = new ArrayList<>();
    long cost = 0;
    for (Manifest.Part part : parts) {
      if (!together.isEmpty() && cost + cost(part) > most) {
        partitions.add(new PartReaders.Parts(List.copyOf(together)));
        together.clear();
        cost = 0;
      }
      together.add(part(part));
      cost += cost(part);
    }
    if (!together.isEmpty()) {
      partitions.add(new PartReaders.Parts(List.copyOf(together)));
    }
    return partitions.toArray(InputPartition[]::new);
  }

  private PartReaders.Part part(Manifest.Part part) {
    int rows = table.isCounted() ? Math.toIntExact(table.rows(part)) : 0;
    return new PartReaders.Part(part.number(), part.name(), rows);
  }

  private long cost(Manifest.Part part) {
    return OPENING + table.rows(part);
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return new CustomMetric[] {new ScanMetric.Parts(), new ScanMetric.Rows()};
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new PartReaders(
        city.path(),
        SessionHadoop.settings(),
        MeshParts.of(city.manifest()),
        table,
        List.of(readSchema.fieldNames()),
        conditions.stream().filter(condition -> !condition.isOfParts()).toList());
  }

  /** Of the parts that are read: what the conditions leave of them is not known. */
  @Override
  public Statistics estimateStatistics() {
    long rows = parts.stream().mapToLong(table::rows).sum();
    return new Estimate(OptionalLong.of(rows * readSchema.defaultSize()), OptionalLong.of(rows));
  }

  private record Estimate(OptionalLong sizeInBytes, OptionalLong numRows) implements Statistics {}
}
