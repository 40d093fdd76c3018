package io.citymesh.job;

import org.apache.spark.Partitioner;

/** Leads what has a number, of which a partition has several in a row, to its partition. */
final class ByNumber extends Partitioner {
  private static final long serialVersionUID = 1L;
  private final int partitions;
  private final int numbers;

  ByNumber(int partitions, int numbers) {
    this.partitions = partitions;
    this.numbers = numbers;
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  @Override
  public int getPartition(Object number) {
    return (Integer) number / numbers;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByNumber same
        && same.partitions == partitions
        && same.numbers == numbers;
  }

  @Override
  public int hashCode() {
    return 31 * partitions + numbers;
  }
}
