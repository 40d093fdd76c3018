package io.citymesh.job;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkContext;

/**
 * Work whose jobs run beside those of a run's main thread, so that nobody waits for it: it begins
 * when the main work's first job is there, and Spark, which gives cores to the earlier of two jobs,
 * gives it those that the main work leaves free. It is told by no progress. If either fails, the
 * other is ended.
 *
 * @param <T> what the work makes
 */
final class Beside<T> {
  /** How long to wait for jobs that were cancelled before looking again for new ones. */
  private static final long AGAIN_MILLIS = 50;

  /** How long to wait before looking again for the main work's first job. */
  private static final long LOOK_MILLIS = 10;

  private final SparkContext context;
  private final String tag;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile T made;
  private volatile Throwable error;
  private volatile boolean cancelled;
  private volatile boolean mainIsOver;

  /**
   * Starts the work.
   *
   * @param tag of its jobs, which no other jobs have
   * @param mainTag of the jobs that are ended if the work fails
   */
  private Beside(SparkContext context, String tag, String mainTag, Callable<T> work) {
    this.context = context;
    this.tag = tag;
    this.thread =
        new Thread(
            () -> {
              try {
                // What the jobs of the thread that started this one are called goes with them.
                context.setJobDescription(null);
                context.clearJobTags();
                context.addJobTag(tag);
                awaitJob(mainTag);
                made = cancelled ? null : work.call();
              } catch (Throwable e) { // Told by whoever waits.
                error = e;
              } finally {
                ended.countDown();
              }
              if (error != null && !cancelled) {
                cancel(mainTag);
              }
            },
            tag);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Does two things at the same time, and waits for both.
   *
   * @param run names the run
   * @param mainTag of the main work's jobs
   * @param beside is done in a thread of its own
   * @param main is done in this thread
   * @return what was made beside
   */
  static <T, R> Both<T, R> run(
      SparkContext context, String run, String mainTag, Callable<T> beside, Callable<R> main) {
    Beside<T> other = new Beside<>(context, "citymesh-beside-" + run, mainTag, beside);
    R result;
    try {
      result = main.call();
      other.mainIsOver = true;
    } catch (Throwable e) { // Whatever it is, nothing may go on.
      Throwable first = other.error;
      other.end();
      if (first != null) {
        first.addSuppressed(e);
        throw Beside.<RuntimeException>asItIs(first);
      }
      throw Beside.<RuntimeException>asItIs(e);
    }
    try {
      other.ended.await();
    } catch (InterruptedException e) {
      other.end();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (other.error != null) {
      throw Beside.<RuntimeException>asItIs(other.error);
    }
    return new Both<>(other.made, result);
  }

  /**
   * What was made.
   *
   * @param beside in the other thread
   * @param main in this one
   */
  record Both<T, R>(T beside, R main) {}

  /** Waits for the first job of the main work, or for its end. */
  private void awaitJob(String mainTag) throws InterruptedException {
    while (!mainIsOver && context.statusTracker().getJobIdsForTag(mainTag).length == 0) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Ends the work, and waits until nothing of it goes on. */
  private void end() {
    cancelled = true;
    mainIsOver = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      cancel(tag);
      try {
        thread.join(AGAIN_MILLIS); // It may just begin its next job.
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancel(String jobs) {
    if (!context.isStopped()) {
      context.cancelJobsWithTag(jobs);
    }
  }

  /** Throws what was thrown, though it be checked: Spark throws such, undeclared. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E asItIs(Throwable error) throws E {
    throw (E) error;
  }
}
