package io.citymesh.sql;

import io.citymesh.format.MeshParts;
import io.citymesh.report.UserError;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.parquet.ParquetDataSourceV2;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A table of an output, to be read. It says nothing of writing, so that Spark has {@link
 * CityMeshSource#createRelation} write.
 *
 * @param options as they were given: those of a build, if Spark is about to write
 */
record CityTable(StructType schema, Map<String, String> options) implements Table, SupportsRead {

  /**
   * The columns of a table.
   *
   * @throws UserError if the options are wrong, or the path leads to no mesh
   */
  static StructType schema(Map<String, String> given) {
    SourceOptions options = SourceOptions.of(given);
    PublishedCity city = open(options);
    return switch (options.table()) {
      case BUILDINGS -> buildings(city);
      case TILES -> ManifestTables.TILES;
      case PARTS -> ManifestTables.PARTS;
      default -> options.table().ofParts().orElseThrow().schema();
    };
  }

  private static PublishedCity open(SourceOptions options) {
    PublishedCity city = PublishedCity.open(options.path());
    if (options.table() == SourceOptions.Table.CELLS && !MeshParts.of(city.manifest()).isFilled()) {
      throw new UserError(options.path() + " has no cells: build it with the option volume");
    }
    return city;
  }

  private static StructType buildings(PublishedCity city) {
    return new ParquetDataSourceV2().inferSchema(parquet(city));
  }

  private static CaseInsensitiveStringMap parquet(PublishedCity city) {
    return new CaseInsensitiveStringMap(city.buildings());
  }

  @Override
  public String name() {
    CaseInsensitiveStringMap given = new CaseInsensitiveStringMap(options);
    return "citymesh " + given.getOrDefault(SourceOptions.PATH, "");
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap more) {
    return CityMeshException.guarded(this::scan);
  }

  private ScanBuilder scan() {
    SourceOptions known = SourceOptions.of(options);
    PublishedCity city = open(known);
    return switch (known.table()) {
      case BUILDINGS -> {
        requireColumns(buildings(city), known);
        TableProvider provider = new ParquetDataSourceV2();
        Table table = provider.getTable(schema, new Transform[0], city.buildings());
        yield ((SupportsRead) table).newScanBuilder(parquet(city));
      }
      case TILES -> local(ManifestTables.tiles(city.manifest()), known);
      case PARTS -> local(ManifestTables.parts(city.manifest()), known);
      default -> {
        PartTable table = known.table().ofParts().orElseThrow();
        requireColumns(table.schema(), known);
        yield new PartScan.Builder(city, table);
      }
    };
  }

  private ScanBuilder local(RowsScan.Rows table, SourceOptions known) {
    requireColumns(table.schema(), known);
    return new RowsScan.Builder(table);
  }

  /** A schema may come from a user, or from a catalog that knows the table as it once was. */
  private void requireColumns(StructType there, SourceOptions known) {
    if (!schema.asNullable().equals(there.asNullable())) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "the columns of %s of %s are %s: leave schema() out, or create the table again",
              known.table().title(),
              known.path(),
              there.toDDL()));
    }
  }
}
