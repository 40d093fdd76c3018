package io.citymesh.job;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Counts what Spark does for a run: tasks that had to be repeated, bytes that were shuffled, and
 * how much heap was in use at most, as Spark's own executor metrics tell it (at the end of each
 * task, and with each heartbeat).
 *
 * <p>Called by the thread of Spark's listeners and by the driver; all methods are synchronized.
 */
final class RunCounters extends SparkListener implements AutoCloseable {
  private static final String HEAP = "JVMHeapMemory";
  private static final String DRIVER = "driver";

  /** A property of jobs whose shuffles are for stitching. */
  private static final String STITCHING = "citymesh.stitching";

  private final SparkContext context;
  private long failedTasks;
  private long lostExecutors;
  private long shuffled;
  private long shuffledToStitch;

  /** Spark's stages of stitching. */
  private final Set<Integer> stitching = new HashSet<>();

  private long driverHeap;
  private long executorHeap;

  /** When the first task began and the last one ended, milliseconds since 1970; 0 before. */
  private long firstLaunch;

  private long lastFinish;

  /** What all tasks have taken. */
  private long taskMillis;

  private RunCounters(SparkContext context) {
    this.context = context;
  }

  /** Listens to this context until it is closed. */
  static RunCounters listen(SparkContext context) {
    RunCounters counters = new RunCounters(context);
    context.addSparkListener(counters);
    return counters;
  }

  /** From now on, what the driver's jobs shuffle is for stitching. */
  void stitching() {
    context.setLocalProperty(STITCHING, "true");
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    if (event.properties() != null && event.properties().containsKey(STITCHING)) {
      stitching.add(event.stageInfo().stageId());
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    long launch = event.taskInfo().launchTime();
    firstLaunch = firstLaunch == 0 ? launch : Math.min(firstLaunch, launch);
    lastFinish = Math.max(lastFinish, event.taskInfo().finishTime());
    taskMillis += event.taskInfo().duration();
    failedTasks += event.reason() == Success$.MODULE$ ? 0 : 1;
    TaskMetrics metrics = event.taskMetrics();
    if (metrics != null) {
      long bytes = metrics.shuffleWriteMetrics().bytesWritten();
      shuffled += bytes;
      shuffledToStitch += stitching.contains(event.stageId()) ? bytes : 0;
    }
    if (event.taskExecutorMetrics() != null) {
      heap(event.taskInfo().executorId(), event.taskExecutorMetrics());
    }
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    for (Tuple2<?, ExecutorMetrics> stage :
        CollectionConverters.asJava(event.executorUpdates().toSeq())) {
      heap(event.execId(), stage._2());
    }
  }

  /** One that is sent away, for want of work or by decommissioning, is not lost. */
  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    String reason = event.reason().toLowerCase(Locale.ROOT);
    lostExecutors += reason.contains("killed by driver") || reason.contains("decommission") ? 0 : 1;
  }

  private void heap(String executor, ExecutorMetrics metrics) {
    long bytes = metrics.getMetricValue(HEAP);
    if (executor.equals(DRIVER)) {
      driverHeap = Math.max(driverHeap, bytes);
    } else {
      executorHeap = Math.max(executorHeap, bytes);
    }
  }

  /**
   * What was counted, by name: {@code idle_cores_percent} (the share of the cores' time between the
   * first task and the last in which they had no task), {@code failed_tasks} (each was repeated, or
   * ended the run), {@code lost_executors}, {@code shuffled_bytes}, of these {@code
   * stitch_shuffled_bytes}, {@code peak_heap_driver} and, where there are executors of their own,
   * {@code peak_heap_executor} (bytes, with what the collector had not removed yet).
   *
   * @param cores how many tasks run at a time
   */
  synchronized SortedMap<String, Long> counts(int cores) {
    SortedMap<String, Long> counts = new TreeMap<>();
    counts.put("idle_cores_percent", idlePercent(taskMillis, cores * (lastFinish - firstLaunch)));
    Runtime runtime = Runtime.getRuntime();
    counts.put("failed_tasks", failedTasks);
    counts.put("lost_executors", lostExecutors);
    counts.put("shuffled_bytes", shuffled);
    counts.put("stitch_shuffled_bytes", shuffledToStitch);
    counts.put(
        "peak_heap_driver", Math.max(driverHeap, runtime.totalMemory() - runtime.freeMemory()));
    if (executorHeap > 0) {
      counts.put("peak_heap_executor", executorHeap);
    }
    return counts;
  }

  /** The share of a time in which nothing was done, in whole per cent. */
  private static long idlePercent(long busy, long whole) {
    return whole <= 0 ? 0 : Math.max(0, Math.round(100.0 * (whole - busy) / whole));
  }

  /** Listens no more. */
  @Override
  public void close() {
    context.setLocalProperty(STITCHING, null);
    context.removeSparkListener(this);
  }
}
