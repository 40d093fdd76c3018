package io.citymesh.job;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.storage.BlockManagerId;

/**
 * The cores and the heap of the executors.
 *
 * @param cores how many tasks run at a time
 * @param heapPerTask heap that each task of an executor may count on if all mesh, bytes
 * @param room heap that the tasks of an executor may fill together, bytes
 * @param heap of all executors together, bytes
 * @param hosts how many machines the executors run on
 * @param grows whether there may be more executors later
 */
record Machine(int cores, long heapPerTask, long room, long heap, int hosts, boolean grows) {
  /**
   * The part of its share of the heap that a task may fill; the rest is for Spark and the
   * collector.
   */
  private static final double SHARE = 0.5;

  /** The heap of an executor that Spark, the program and a window of the terrain take, bytes. */
  private static final long OWN = 100_000_000;

  /** The executors that a context has now; in local mode this JVM. */
  static Machine of(SparkContext context) {
    SparkConf conf = context.getConf();
    int cores = Math.max(1, context.defaultParallelism());
    if (context.isLocal()) {
      long heap = ofThisProcess();
      return new Machine(cores, (long) (SHARE * heap / cores), room(heap), heap, 1, false);
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
        room(heap),
        executors * heap,
        Math.max(1, (int) hosts.stream().distinct().count()),
        conf.getBoolean("spark.dynamicAllocation.enabled", false));
  }

  /**
   * The most that the heap of this process may ever be, bytes: as it was started. What {@link
   * Runtime#maxMemory} says goes up and down with the survivor spaces that the collector makes, and
   * with it would what fits.
   */
  static long ofThisProcess() {
    HotSpotDiagnosticMXBean java =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return java == null
        ? Runtime.getRuntime().maxMemory()
        : Long.parseLong(java.getVMOption("MaxHeapSize").getValue());
  }

  /** The heap that the tasks of an executor may fill together, bytes. */
  static long room(long heap) {
    return Math.max(heap - OWN, 0);
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
