package io.citymesh.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.citymesh.ChildJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The Markdown file of a benchmark, in {@code src/docs/benchmarks}, and what fills it. */
final class BenchmarkLog {
  private static final Path FOLDER = Path.of("src/docs/benchmarks");

  private final List<String> lines = new ArrayList<>();

  /**
   * @param command that makes it
   */
  BenchmarkLog(String title, String command, Class<?> benchmark) {
    line("# " + title);
    line("");
    line(
        String.format(
            "Made by `%s` on %s; see `%s`.", command, LocalDate.now(), benchmark.getSimpleName()));
  }

  /** All lines so far. */
  String text() {
    return String.join("\n", lines);
  }

  void line(String text) {
    lines.add(text);
  }

  /** A line of a table or a text, with its figures. */
  void line(String format, Object... figures) {
    line(String.format(Locale.ROOT, format, figures));
  }

  /** The head of a table of {@link #row rows}. */
  void figures() {
    line("");
    line("| figure | measured | wanted |");
    line("|---|---|---|");
  }

  /**
   * @param figure what was measured
   * @param format of the values
   * @param wanted the bound, or an empty text
   */
  void row(String figure, String format, String wanted, Object... values) {
    line(
        "| " + figure + " | " + String.format(Locale.ROOT, format, values) + " | " + wanted + " |");
  }

  /** What this was measured on, and how busy that was at the end. */
  void machine() throws IOException {
    line("");
    line(
        "Machine: %s, %d processors, %s, Java %s, load average %.1f at the end",
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        Runtime.version(),
        load());
  }

  /** Of the machine's last minute. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Processor time of all threads of this process, nanoseconds. */
  static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Runs a program, and waits until it has ended well. */
  static void runProgram(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command.get(0) + " ends with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      throw new IOException(command.get(0) + " was interrupted", e);
    }
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.notExists(info)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 2))
          .orElse(System.getProperty("os.arch"));
    }
  }

  /** The single measurements, as they were printed. */
  void raw(List<String> measurements) {
    line("");
    line("```");
    lines.addAll(measurements);
    line("```");
  }

  /** Writes the file, and prints it. */
  void write(String name) throws IOException {
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve(name), lines);
    lines.forEach(System.out::println);
  }

  static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /**
   * Runs a main class in a JVM of its own.
   *
   * @param options for the JVM
   * @return what it has printed
   * @throws IllegalStateException if it fails; the message is what it has printed
   */
  static String run(List<String> options, Class<?> main, List<String> args)
      throws IOException, InterruptedException {
    ChildJvm.Outcome outcome = ChildJvm.run(options, main, args);
    if (outcome.code() != 0) {
      throw new IllegalStateException(outcome.output());
    }
    return outcome.output();
  }

  /** Deletes a directory and all that is in it. */
  static void delete(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
