package io.citymesh.vector;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Footprints that were read and checked. {@link #close} frees the executors' disks that hold them.
 *
 * @param rows one per footprint, in the schema {@link #SCHEMA}; ids are unique
 * @param rejected features that are no footprints: {@code id}, perhaps empty, and {@code reason}
 * @param crs code such as {@code EPSG:28992}, empty if unknown
 * @param extent of all footprints, metres; empty if there is none
 * @param outliers those far from all others, if there are any
 * @param count how many footprints
 * @param withoutHeight how many have neither a height nor a roof
 * @param dropped features that are no footprints, by reason
 * @param droppedAreas of those of them that have an area, by reason, square metres
 * @param kept the fields that are kept
 * @param source the persisted dataset below the rows
 */
public record FootprintSet(
    Dataset<Row> rows,
    Dataset<Row> rejected,
    String crs,
    Optional<Bounds> extent,
    Optional<Outliers> outliers,
    long count,
    long withoutHeight,
    Map<String, Long> dropped,
    Map<String, Double> droppedAreas,
    List<KeptField> kept,
    Dataset<Row> source)
    implements AutoCloseable {
  /**
   * {@code id} (a unique name, see {@link FootprintIds}), {@code geometry} (WKB, metres) and the
   * {@link io.citymesh.geo.Heights}, null where a source says nothing: {@code height} (above
   * ground, metres), {@code roof} (elevation, metres), {@code lidar} (elevation, metres; null as
   * read, filled from points later), {@code storeys}; and in {@code kept} the values of {@link
   * KeptField#values}, null if no field is kept.
   */
  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("geometry", DataTypes.BinaryType, false)
          .add("height", DataTypes.DoubleType, true)
          .add("roof", DataTypes.DoubleType, true)
          .add("lidar", DataTypes.DoubleType, true)
          .add("storeys", DataTypes.DoubleType, true)
          .add("kept", DataTypes.StringType, true);

  private static final long PER_PARTITION = 2_500;

  /**
   * Over how many partitions footprints are spread at least, so that a task's share is a few
   * megabytes, however large the city.
   */
  public static int partitions(long footprints) {
    return Math.toIntExact(Math.max(1, footprints / PER_PARTITION));
  }

  /** The footprints, each in an array of bytes. */
  public JavaRDD<PackedFootprint> footprints() {
    return packed(rows);
  }

  /**
   * Rows of {@link #SCHEMA}, each in an array of bytes.
   *
   * @param rows of footprints
   */
  public static JavaRDD<PackedFootprint> packed(Dataset<Row> rows) {
    return rows.select("id", "geometry", "roof", "height", "lidar", "storeys")
        .toJavaRDD()
        .map(
            row ->
                PackedFootprint.of(
                    row.getString(0),
                    row.getAs(1),
                    new Heights(number(row, 2), number(row, 3), number(row, 4), number(row, 5))));
  }

  private static double number(Row row, int column) {
    return row.isNullAt(column) ? Double.NaN : row.getDouble(column);
  }

  @Override
  public void close() {
    source.unpersist();
  }
}
