package io.citymesh.vector;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.PackedFootprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;

/**
 * Footprints that were read and checked. {@link #close} frees the executors' disks that hold them.
 *
 * @param named one per footprint, with the values of the kept fields; ids are unique names, see
 *     {@link FootprintIds}
 * @param rejected features that are no footprints
 * @param crs code such as {@code EPSG:28992}, empty if unknown
 * @param extent of all footprints, metres; empty if there is none
 * @param outliers those far from all others, if there are any
 * @param count how many footprints
 * @param withoutHeight how many have neither a height nor a roof
 * @param dropped features that are no footprints, by reason
 * @param droppedAreas of those of them that have an area, by reason, square metres
 * @param kept the fields that are kept
 * @param persisted what lies below the footprints on disk
 */
public record FootprintSet(
    JavaRDD<NamedFootprint> named,
    JavaRDD<RejectedFeature> rejected,
    String crs,
    Optional<Bounds> extent,
    Optional<Outliers> outliers,
    long count,
    long withoutHeight,
    Map<String, Long> dropped,
    Map<String, Double> droppedAreas,
    List<KeptField> kept,
    List<? extends JavaRDD<?>> persisted)
    implements AutoCloseable {
  private static final long PER_PARTITION = 10_000;

  /**
   * Over how many partitions footprints are spread at least, so that a task's share is a few
   * megabytes, however large the city.
   */
  public static int partitions(long footprints) {
    return Math.toIntExact(Math.max(1, footprints / PER_PARTITION));
  }

  /** The footprints, each in an array of bytes; ids are unique. */
  public JavaRDD<PackedFootprint> footprints() {
    return named.map(NamedFootprint::footprint);
  }

  @Override
  public void close() {
    persisted.forEach(rdd -> rdd.unpersist());
  }
}
