package io.citymesh.job;

import org.apache.spark.Partitioner;

/**
 * Ranges of the numbers 0 ... total - 1, so that the partitions stand in the order of the numbers.
 */
final class Contiguous extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int total;
  private final int partitions;

  Contiguous(int total, int partitions) {
    this.total = total;
    this.partitions = Math.max(1, Math.min(total, partitions));
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object key) {
    return (int) ((long) (Integer) key * partitions / total);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Contiguous same && same.total == total && same.partitions == partitions;
  }

  @Override
  public int hashCode() {
    return 31 * total + partitions;
  }
}
