package io.citymesh.job;

import io.citymesh.report.Progress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple4;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Passes the progress of Spark's jobs on to a {@link Progress}.
 *
 * <p>A stage of progress is what the driver has named with {@link SparkContext#setJobDescription};
 * jobs without a description are not reported. It counts the tasks that have ended, or, between
 * {@link #countTiles} and {@link #countTasks}, the tiles that an accumulator counts: those of ended
 * tasks, and those of running tasks as of their last heartbeat.
 *
 * <p>Called by the thread of Spark's listeners and by the driver; all methods are synchronized.
 */
public final class TaskProgress extends SparkListener implements AutoCloseable {
  /** What Spark calls the description of a job. */
  static final String DESCRIPTION = "spark.job.description";

  private static final long NO_ACCUMULATOR = -1;

  private final SparkContext context;
  private final Progress progress;

  private String stage = "";

  /** Spark's stages that make up the present stage of progress. */
  private final Set<Integer> sparkStages = new HashSet<>();

  private long tasks;
  private long endedTasks;

  private long accumulator = NO_ACCUMULATOR;
  private long tiles;
  private long endedTiles;

  /** Tiles of each running task, by its id, as of its last heartbeat. */
  private final Map<Long, Long> runningTiles = new HashMap<>();

  private TaskProgress(SparkContext context, Progress progress) {
    this.context = context;
    this.progress = progress;
  }

  /** Listens to this context until it is closed. */
  public static TaskProgress listen(SparkContext context, Progress progress) {
    TaskProgress listener = new TaskProgress(context, progress);
    context.addSparkListener(listener);
    return listener;
  }

  /**
   * From now on counts tiles.
   *
   * @param finished each task adds 1 to it for each tile that it has finished
   * @param total how many tiles there are
   */
  public synchronized void countTiles(LongAccumulator finished, long total) {
    accumulator = finished.id();
    tiles = total;
    endedTiles = 0;
    runningTiles.clear();
  }

  /** From now on counts tasks again. */
  public synchronized void countTasks() {
    accumulator = NO_ACCUMULATOR;
  }

  /** Listens no more. */
  @Override
  public void close() {
    context.removeSparkListener(this);
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    String words =
        event.properties() == null ? "" : event.properties().getProperty(DESCRIPTION, "");
    if (words.isEmpty()) {
      return;
    }
    if (!words.equals(stage)) {
      stage = words;
      sparkStages.clear();
      tasks = 0;
      endedTasks = 0;
      progress.stage(words);
    }
    sparkStages.add(event.stageInfo().stageId());
    if (event.stageInfo().attemptNumber() == 0) {
      tasks += event.stageInfo().numTasks();
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    runningTiles.remove(event.taskInfo().taskId());
    if (event.reason() != Success$.MODULE$ || !sparkStages.contains(event.stageId())) {
      return;
    }
    endedTasks++;
    for (AccumulableInfo info : CollectionConverters.asJava(event.taskInfo().accumulables())) {
      if (info.id() == accumulator) {
        endedTiles += update(info);
      }
    }
    tell();
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    if (accumulator == NO_ACCUMULATOR) {
      return;
    }
    for (Tuple4<Object, Object, Object, scala.collection.immutable.Seq<AccumulableInfo>> task :
        CollectionConverters.asJava(event.accumUpdates())) {
      for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
        if (info.id() == accumulator) {
          runningTiles.put((Long) task._1(), update(info));
        }
      }
    }
    tell();
  }

  private void tell() {
    if (stage.isEmpty()) {
      return;
    }
    if (accumulator == NO_ACCUMULATOR) {
      // A lost task runs, and ends, more than once.
      progress.done(Math.min(endedTasks, tasks), tasks, "tasks");
    } else {
      long running = runningTiles.values().stream().mapToLong(Long::longValue).sum();
      progress.done(Math.min(endedTiles + running, tiles), tiles, "tiles");
    }
  }

  private static long update(AccumulableInfo info) {
    return info.update().isDefined() && info.update().get() instanceof Long value ? value : 0;
  }
}
