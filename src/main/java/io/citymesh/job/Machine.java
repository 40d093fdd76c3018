package io.citymesh.job;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.network.util.JavaUtils;

/**
 * What there is to work with.
 *
 * @param cores how many tasks run at a time
 * @param heapPerTask heap that a task may count on, bytes
 */
record Machine(int cores, long heapPerTask) {
  /** What a task may fill of its share of the heap; the rest is Spark's, and the collector's. */
  private static final double SHARE = 0.5;

  /** The executors of a context, by its configuration; in local mode this JVM. */
  static Machine of(SparkContext context) {
    SparkConf conf = context.getConf();
    int cores = Math.max(1, context.defaultParallelism());
    if (context.isLocal()) {
      return new Machine(cores, (long) (SHARE * Runtime.getRuntime().maxMemory() / cores));
    }
    long heap = JavaUtils.byteStringAsBytes(conf.get("spark.executor.memory", "1g"));
    int tasks = conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1);
    return new Machine(cores, (long) (SHARE * heap / Math.max(1, tasks)));
  }
}
