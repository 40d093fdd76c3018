package io.citymesh.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Keeps back what Spark logs about executors, tasks, blocks and connections while a command runs. A
 * killed executor makes a hundred such warnings, errors and traces, of which a run that goes on to
 * its end has a line for each kind, with its count. If a run fails, all of them are printed, as far
 * as they were kept.
 *
 * <p>What asks for action passes at once: that no executor accepts the job, whatever is fatal, and
 * whatever comes from elsewhere. Executors have logs of their own, which this does not touch.
 * Thread-safe.
 */
final class SparkLog implements AutoCloseable {
  /** Beginnings of the names of the loggers that are kept back. */
  private static final List<String> KEPT =
      List.of(
          "org.apache.spark.scheduler.",
          "org.apache.spark.storage.",
          "org.apache.spark.network.",
          "org.apache.spark.rpc.",
          "org.apache.spark.shuffle.",
          "org.apache.spark.broadcast.",
          "org.apache.spark.executor.",
          "org.apache.spark.deploy.client.",
          "org.apache.spark.HeartbeatReceiver",
          "org.apache.spark.MapOutputTracker",
          "org.apache.spark.ContextCleaner",
          "io.netty.",
          "org.sparkproject.");

  /**
   * The beginning of the warning that no executor takes the job: the run waits for the user,
   * perhaps for ever.
   */
  private static final String NO_EXECUTORS = "Initial job has not accepted any resources";

  /** The number of events that are kept for a run that fails: the last ones. */
  private static final int MOST_EVENTS = 1000;

  /** The number of kinds with a line of their own; the other kinds share one. */
  private static final int MOST_KINDS = 12;

  private static final int LONGEST_LINE = 160;

  /** A kind of event: events that differ in nothing but numbers. */
  private static final class Kind {
    private final String first;
    private long count;

    Kind(String first) {
      this.first = first;
    }
  }

  /** The appender that stands in place of the root logger's appenders. */
  private final class Holder extends AbstractAppender {
    Holder() {
      super("citymesh-spark-log", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      if (!keep(event)) {
        pass(event);
      }
    }
  }

  private final LoggerConfig root;
  private final List<Appender> appenders = new ArrayList<>();
  private final Holder holder = new Holder();
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Deque<LogEvent> events = new ArrayDeque<>();
  private boolean open = true;

  private SparkLog(LoggerConfig root) {
    this.root = root;
    appenders.addAll(root.getAppenders().values());
    holder.start();
    appenders.forEach(appender -> root.removeAppender(appender.getName()));
    root.addAppender(holder, null, null);
  }

  /** Begins to hold Spark's log back. */
  static SparkLog hold() {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    return new SparkLog(context.getConfiguration().getRootLogger());
  }

  private synchronized boolean keep(LogEvent event) {
    String text = event.getMessage().getFormattedMessage();
    if (event.getLevel().isMoreSpecificThan(Level.FATAL)
        || KEPT.stream().noneMatch(event.getLoggerName()::startsWith)
        || text.startsWith(NO_EXECUTORS)) {
      return false;
    }
    String name = event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1);
    String line = name + ": " + text.lines().findFirst().orElse("");
    kinds.computeIfAbsent(line.replaceAll("[0-9]+", "#"), any -> new Kind(line)).count++;
    events.add(event.toImmutable());
    if (events.size() > MOST_EVENTS) {
      events.remove();
    }
    return true;
  }

  private void pass(LogEvent event) {
    appenders.forEach(appender -> appender.append(event));
  }

  /**
   * The events that were held back, a line for each kind, in the order of the first event of each.
   */
  synchronized List<String> lines() {
    List<String> lines = new ArrayList<>();
    long others = 0;
    for (Kind kind : kinds.values()) {
      if (lines.size() < MOST_KINDS) {
        String first =
            kind.first.length() > LONGEST_LINE
                ? kind.first.substring(0, LONGEST_LINE) + " ..."
                : kind.first;
        lines.add(said(kind.count) + first);
      } else {
        others += kind.count;
      }
    }
    if (others > 0) {
      lines.add(
          said(others)
              + String.format(
                  Locale.ROOT,
                  "words of %,d other kinds (--verbose shows all)",
                  kinds.size() - MOST_KINDS));
    }
    return lines;
  }

  private static String said(long times) {
    return times == 1
        ? "Spark said: "
        : String.format(Locale.ROOT, "Spark said %,d times: ", times);
  }

  /** Prints the events that were held back, for a run that failed. */
  synchronized void print() {
    events.forEach(this::pass);
    events.clear();
    kinds.clear();
  }

  /** Ends holding back: later events are logged at once. */
  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      root.removeAppender(holder.getName());
      appenders.forEach(appender -> root.addAppender(appender, null, null));
    }
  }
}
