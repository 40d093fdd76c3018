package io.citymesh.job;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.storage.BlockManagerId;

/**
 * What there is to work with.
 *
 * @param cores how many tasks run at a time
 * @param heapPerTask heap that a task may count on, bytes
 * @param heap of all executors together, bytes
 * @param hosts how many machines the executors run on
 * @param grows whether there may be more executors later
 */
record Machine(int cores, long heapPerTask, long heap, int hosts, boolean grows) {
  /** What a task may fill of its share of the heap; the rest is Spark's, and the collector's. */
  private static final double SHARE = 0.5;

  /** The executors that a context has now; in local mode this JVM. */
  static Machine of(SparkContext context) {
    SparkConf conf = context.getConf();
    int cores = Math.max(1, context.defaultParallelism());
    if (context.isLocal()) {
      long heap = Runtime.getRuntime().maxMemory();
      return new Machine(cores, (long) (SHARE * heap / cores), heap, 1, false);
    }
    List<String> hosts = hosts(context);
    int executors = Math.max(1, hosts.size());
    long heap = JavaUtils.byteStringAsBytes(conf.get("spark.executor.memory", "1g"));
    // A standalone executor takes all cores of its machine, if nobody says otherwise.
    int ofOne = conf.getInt("spark.executor.cores", (cores + executors - 1) / executors);
    int tasks = Math.max(1, ofOne / conf.getInt("spark.task.cpus", 1));
    return new Machine(
        cores,
        (long) (SHARE * heap / tasks),
        executors * heap,
        Math.max(1, (int) hosts.stream().distinct().count()),
        conf.getBoolean("spark.dynamicAllocation.enabled", false));
  }

  /** The host of each executor. */
  private static List<String> hosts(SparkContext context) {
    BlockManagerId driver = SparkEnv.get().blockManager().blockManagerId();
    return Arrays.stream(context.statusTracker().getExecutorInfos())
        .filter(info -> info.port() != driver.port() || !info.host().equals(driver.host()))
        .map(info -> info.host())
        .toList();
  }
}
