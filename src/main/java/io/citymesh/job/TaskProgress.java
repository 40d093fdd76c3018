package io.citymesh.job;

import io.citymesh.report.Progress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple4;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Passes the progress of Spark's jobs on to a {@link Progress}.
 *
 * <p>A step is what the driver has named with {@link SparkContext#setJobDescription}; jobs without
 * a description are not reported. It counts the tasks that have ended, or, if so said for its
 * words, the items that an accumulator counts: those of ended tasks, and those of running tasks as
 * of their last heartbeat. How many tasks there are is known as long as the step has one job:
 * others may follow.
 *
 * <p>What is told in a step never goes back: work that is lost and done again counts once.
 *
 * <p>Called by the thread of Spark's listeners and by the driver; all methods are synchronized.
 */
public final class TaskProgress extends SparkListener implements AutoCloseable {
  /** What Spark calls the description of a job. */
  static final String DESCRIPTION = "spark.job.description";

  private static final long NO_ACCUMULATOR = -1;

  private final SparkContext context;
  private final Progress progress;

  private String step = "";

  /** Spark's stages that make up the present step. */
  private final Set<Integer> sparkStages = new HashSet<>();

  /** The jobs of the present step. */
  private final Set<Integer> jobs = new HashSet<>();

  /** Stages of the present step's latest job that Spark has not come to, by their ids. */
  private final Map<Integer, StageInfo> ahead = new HashMap<>();

  private long tasks;
  private long endedTasks;

  /** The most that was told in the present step. */
  private long told;

  private Items items = new Items("", NO_ACCUMULATOR, 0, "", NO_ACCUMULATOR, NO_ACCUMULATOR);
  private long endedItems;

  /** What is known of each running task, by its id, as of its last heartbeat. */
  private final Map<Long, Running> running = new HashMap<>();

  /**
   * What is counted in a step, by the ids of accumulators.
   *
   * @param words of the step
   * @param finished items that are done
   * @param corners of the cluster that a task is at; 0 if it is at none worth telling
   * @param steps that it has behind it
   */
  private record Items(
      String words, long finished, long total, String unit, long corners, long steps) {}

  /**
   * A running task.
   *
   * @param since when its cluster was first heard of, nanoseconds
   */
  private record Running(long finished, long corners, long steps, long since) {}

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

  /** Listens to nothing: events are passed to it. */
  static TaskProgress unattached(Progress progress) {
    return new TaskProgress(null, progress);
  }

  /**
   * In the step of these words, which is the next that counts items, tiles are counted.
   *
   * @param finished each task adds 1 to it for each tile that it has finished
   * @param total how many tiles there are
   * @return the words
   */
  String countTiles(String words, LongAccumulator finished, long total) {
    return count(new Items(words, finished.id(), total, "tiles", NO_ACCUMULATOR, NO_ACCUMULATOR));
  }

  /**
   * In the step of these words, which is the next that counts items, footprints are counted.
   *
   * @param total how many footprints there are
   * @return the words
   */
  String countFootprints(String words, CleaningProgress cleaning, long total) {
    return count(
        new Items(
            words,
            cleaning.finished().id(),
            total,
            "footprints",
            cleaning.corners().id(),
            cleaning.steps().id()));
  }

  private synchronized String count(Items counted) {
    items = counted;
    endedItems = 0;
    running.clear();
    return counted.words;
  }

  /** Listens no more. */
  @Override
  public void close() {
    context.removeSparkListener(this);
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart event) {
    String words =
        event.properties() == null ? "" : event.properties().getProperty(DESCRIPTION, "");
    if (words.isEmpty()) {
      return;
    }
    begin(words);
    jobs.add(event.jobId());
    tasks = 0;
    ahead.clear();
    for (StageInfo info : CollectionConverters.asJava(event.stageInfos())) {
      tasks += info.numTasks();
      ahead.put(info.stageId(), info);
    }
  }

  private void begin(String words) {
    if (!words.equals(step)) {
      step = words;
      sparkStages.clear();
      ahead.clear();
      jobs.clear();
      tasks = 0;
      endedTasks = 0;
      told = 0;
      progress.step(words);
    }
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted event) {
    String words =
        event.properties() == null ? "" : event.properties().getProperty(DESCRIPTION, "");
    if (words.equals(step)) {
      sparkStages.add(event.stageInfo().stageId());
      ahead.remove(event.stageInfo().stageId());
      skipParents(event.stageInfo());
    }
  }

  /** What a stage reads is there when it starts: stages before it that have not run will not. */
  private void skipParents(StageInfo stage) {
    for (Object parent : CollectionConverters.asJava(stage.parentIds())) {
      StageInfo skipped = ahead.remove((Integer) parent);
      if (skipped != null) {
        tasks -= skipped.numTasks();
        skipParents(skipped);
      }
    }
  }

  /** Stages whose shuffle was there already have not run. */
  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd event) {
    if (jobs.contains(event.jobId()) && jobs.size() == 1 && tasks > endedTasks) {
      tasks = endedTasks;
      tell();
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    running.remove(event.taskInfo().taskId());
    if (event.reason() != Success$.MODULE$ || !sparkStages.contains(event.stageId())) {
      return;
    }
    endedTasks++;
    for (AccumulableInfo info : CollectionConverters.asJava(event.taskInfo().accumulables())) {
      if (info.id() == items.finished) {
        endedItems += update(info);
      }
    }
    tell();
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    if (!counts()) {
      return;
    }
    for (Tuple4<Object, Object, Object, scala.collection.immutable.Seq<AccumulableInfo>> task :
        CollectionConverters.asJava(event.accumUpdates())) {
      hear((Long) task._1(), CollectionConverters.asJava(task._4()));
    }
    tell();
  }

  /** An accumulator that is zero is not heard of. */
  private void hear(long task, Iterable<AccumulableInfo> accumulators) {
    Running before = running.get(task);
    long finished = before == null ? 0 : before.finished;
    long corners = 0;
    long steps = 0;
    for (AccumulableInfo info : accumulators) {
      if (info.id() == items.finished) {
        finished = update(info);
      } else if (info.id() == items.corners) {
        corners = update(info);
      } else if (info.id() == items.steps) {
        steps = update(info);
      }
    }
    boolean same =
        before != null
            && before.corners == corners
            && before.finished == finished
            && before.steps <= steps;
    running.put(
        task, new Running(finished, corners, steps, same ? before.since : System.nanoTime()));
  }

  private boolean counts() {
    return !step.isEmpty() && items.words.equals(step);
  }

  private void tell() {
    if (step.isEmpty()) {
      return;
    }
    if (counts()) {
      long done = endedItems + running.values().stream().mapToLong(Running::finished).sum();
      told = Math.max(told, Math.min(done, items.total));
      progress.within(longest());
      progress.done(told, items.total, items.unit);
    } else {
      // A lost task runs, and ends, more than once.
      long total = jobs.size() == 1 ? tasks : 0;
      told = Math.max(told, total > 0 ? Math.min(endedTasks, total) : endedTasks);
      progress.done(told, total, "tasks");
    }
  }

  /** What the task says that is at the largest cluster; nothing if there is none. */
  private String longest() {
    Running longest = new Running(0, 0, 0, 0);
    for (Running task : running.values()) {
      longest = task.corners > longest.corners ? task : longest;
    }
    return longest.corners == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%,d corners that touch take %d s so far, step %d",
            longest.corners,
            (System.nanoTime() - longest.since) / 1_000_000_000,
            longest.steps);
  }

  private static long update(AccumulableInfo info) {
    return info.update().isDefined() && info.update().get() instanceof Long value ? value : 0;
  }
}
