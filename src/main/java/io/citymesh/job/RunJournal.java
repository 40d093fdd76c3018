package io.citymesh.job;

import io.citymesh.report.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;

/**
 * What a run tells as it goes on, and what the manifest keeps of it: notes on the inputs, and how
 * long each step took. Used by the driver's main thread alone.
 */
final class RunJournal {
  private final SparkContext context;
  private final Progress progress;
  private final Map<String, Double> timings = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  RunJournal(SparkContext context, Progress progress) {
    this.context = context;
    this.progress = progress;
  }

  /** Says what the coming jobs do; {@link TaskProgress} hears it with the first of them. */
  void describe(String words) {
    context.setJobDescription(words);
  }

  /** Says that no more jobs are to come. */
  void describeNothing() {
    context.setJobDescription(null);
  }

  /** Tells and keeps what the user should know of the inputs. */
  void note(String line) {
    notes.add(line);
    progress.note(line);
  }

  /** Keeps how long a step took that has just ended. */
  void time(String step, long startNanos) {
    timings.put(step, seconds(startNanos));
  }

  private static double seconds(long startNanos) {
    return Math.round((System.nanoTime() - startNanos) / 1e6) / 1e3;
  }

  /** What the user should know of the inputs, in the order in which it was found. */
  List<String> notes() {
    return notes;
  }

  /** Seconds by step, in the order of the steps. */
  Map<String, Double> timings() {
    return timings;
  }
}
