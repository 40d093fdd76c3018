package io.citymesh.sql;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's data source {@code citymesh}.
 *
 * <pre>{@code
 * footprints.write().format("citymesh")
 *     .option("terrain", "terrain.tif").option("height-field", "height").save("city");
 * Dataset<Row> faces = spark.read().format("citymesh").option("table", "faces").load("city");
 * }</pre>
 *
 * <p>Writing builds a city of the rows that are written, with the options of the command line.
 */
public final class CityMeshSource
    implements TableProvider, DataSourceRegister, CreatableRelationProvider {

  @Override
  public String shortName() {
    return "citymesh";
  }

  /**
   * The columns of the table that is to be read.
   *
   * @throws CityMeshException if the options are wrong, or the path leads to no mesh
   */
  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return CityMeshException.guarded(() -> CityTable.schema(options));
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new CityTable(schema, properties);
  }

  /**
   * Builds the city of the footprints that are written.
   *
   * @param mode what happens if the output exists; nothing can be appended
   * @throws CityMeshException if an option or an input is wrong
   */
  @Override
  public BaseRelation createRelation(
      SQLContext context,
      SaveMode mode,
      scala.collection.immutable.Map<String, String> parameters,
      Dataset<Row> footprints) {
    Map<String, String> options = CollectionConverters.asJava(parameters);
    return CityMeshException.guarded(
        () -> {
          TextBuild.write(context.sparkSession(), mode, options, footprints);
          return new Written(context);
        });
  }

  /** Columns that nobody asks for may be of any type. */
  @Override
  public boolean supportsDataType(DataType type) {
    return true;
  }

  /** What Spark wants to know of what was written. */
  private static final class Written extends BaseRelation {
    private final SQLContext context;

    Written(SQLContext context) {
      this.context = context;
    }

    @Override
    public SQLContext sqlContext() {
      return context;
    }

    @Override
    public StructType schema() {
      return PartTable.FACES.schema();
    }
  }

  /** So that Spark does not ask for the columns of what it is about to write. */
  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }
}
