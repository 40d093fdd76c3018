package io.citymesh.job;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;

/**
 * Puts partitions together as it is told. A group has no preferred place of its own: it goes to
 * where its first partition lies.
 */
final class Together implements PartitionCoalescer, Serializable {
  private static final long serialVersionUID = 1L;

  /** Used by the driver alone. */
  private final transient List<List<Integer>> groups;

  /**
   * @param groups the partitions of each
   */
  Together(List<List<Integer>> groups) {
    this.groups = groups;
  }

  @Override
  public PartitionGroup[] coalesce(int most, RDD<?> parent) {
    PartitionGroup[] made = new PartitionGroup[groups.size()];
    for (int group = 0; group < made.length; group++) {
      made[group] = new PartitionGroup(Option.empty());
      for (int partition : groups.get(group)) {
        made[group].partitions().addOne(parent.partitions()[partition]);
      }
    }
    return made;
  }
}
