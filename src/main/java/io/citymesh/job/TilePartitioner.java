package io.citymesh.job;

import org.apache.spark.Partitioner;

/**
 * Cuts the tiles, in the order of the stitching tree, into runs of nearly equal length; key: the
 * tile's ordinal in that order.
 */
final class TilePartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int tiles;
  private final int partitions;

  TilePartitioner(int tiles, int partitions) {
    this.tiles = tiles;
    this.partitions = partitions;
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object key) {
    return partitionOf((Integer) key);
  }

  int partitionOf(int ordinal) {
    return (int) ((long) ordinal * partitions / tiles);
  }

  /**
   * The first tile of a partition's run; of partition {@code numPartitions()}: how many tiles there
   * are.
   */
  int firstOf(int partition) {
    return (int) (((long) partition * tiles + partitions - 1) / partitions);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TilePartitioner that
        && that.tiles == tiles
        && that.partitions == partitions;
  }

  @Override
  public int hashCode() {
    return 31 * tiles + partitions;
  }
}
