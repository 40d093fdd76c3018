package io.citymesh.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Progress as text, for example {@code meshing tiles: 12/64 tiles, 19%, 42 s left}.
 *
 * <p>On a terminal the line is rewritten in place (carriage return, then "erase to the end of the
 * line") and completed when its step ends. Elsewhere a step is one line at its start, one at its
 * end, and one every {@code interval} between.
 */
public final class ConsoleProgress implements Progress {
  private static final String REWRITE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private final long interval;
  private final LongSupplier clock;

  private String step = "";
  private long started;
  private long shown;
  private long done;
  private long total;
  private String unit = "";
  private String within = "";

  /**
   * @param interval the least time between two lines of a step
   * @param clock nanoseconds, as {@link System#nanoTime} counts them
   */
  /**
   * Writes to a terminal, where one line is updated in place, or to a file, where a plain line is
   * added every few seconds.
   *
   * @param out usually {@code System.err}, so that results alone go to standard output
   * @param terminal whether {@code out} is a terminal
   */
  public static Progress to(PrintStream out, boolean terminal) {
    return terminal
        ? new ConsoleProgress(out, true, Duration.ofMillis(200), System::nanoTime)
        : new ConsoleProgress(out, false, Duration.ofSeconds(5), System::nanoTime);
  }

  ConsoleProgress(PrintStream out, boolean terminal, Duration interval, LongSupplier clock) {
    this.out = out;
    this.terminal = terminal;
    this.interval = interval.toNanos();
    this.clock = clock;
  }

  @Override
  public synchronized void step(String words) {
    finish();
    step = words;
    started = clock.getAsLong();
    shown = started;
    done = 0;
    total = 0;
    within = "";
    if (terminal) {
      out.print(REWRITE + words + " ...");
    } else {
      out.println(words + " ...");
    }
    out.flush();
  }

  @Override
  public synchronized void done(long count, long of, String what) {
    if (step.isEmpty() || (count == done && of == total && within.isEmpty())) {
      return;
    }
    done = count;
    total = of;
    unit = what;
    long now = clock.getAsLong();
    if (now - shown < interval || (total > 0 && done >= total)) {
      return; // The end of the step says that all is done.
    }
    shown = now;
    String line =
        step
            + ": "
            + counts()
            + (total > 0 ? ", " + left(now - started, done, total) : "")
            + (within.isEmpty() ? "" : "; " + within);
    if (terminal) {
      out.print(REWRITE + line);
    } else {
      out.println(line);
    }
    out.flush();
  }

  @Override
  public synchronized void within(String words) {
    within = words;
  }

  @Override
  public synchronized void finish() {
    if (step.isEmpty()) {
      return;
    }
    String took = time(clock.getAsLong() - started);
    String counts = total > 0 ? done + "/" + total : done > 0 ? "" + done : "";
    String line = step + ": " + (counts.isEmpty() ? "" : counts + " " + unit + ", ") + took;
    out.println(terminal ? REWRITE + line : line);
    out.flush();
    step = "";
  }

  /** A line of its own; the step goes on below it. */
  @Override
  public synchronized void note(String line) {
    if (terminal && !step.isEmpty()) {
      out.println(REWRITE + line);
      out.print(step + " ...");
    } else {
      out.println(line);
    }
    out.flush();
  }

  private String counts() {
    return total > 0
        ? String.format(Locale.ROOT, "%d/%d %s, %d%%", done, total, unit, 100 * done / total)
        : done + " " + unit;
  }

  /** The words for the time left, if the rest takes as long as the part that is done. */
  static String left(long elapsed, long done, long total) {
    return done <= 0 ? "..." : time((long) ((double) elapsed / done * (total - done))) + " left";
  }

  /** A duration in nanoseconds for people: {@code 0.4 s}, {@code 42 s}, {@code 3 min 05 s}. */
  static String time(long nanos) {
    double seconds = nanos / 1e9;
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    if (whole < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
  }
}
