package io.citymesh.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Spark's event log tells of a run: what its cores did, and what waited for the driver. */
final class EventLog {
  /**
   * A stage.
   *
   * @param name the line of the program that made it
   * @param start when the first of its tasks began, seconds from the application's start
   * @param end when the last of them ended
   * @param cpu of its tasks, seconds
   * @param busy of its tasks by the clock, seconds
   * @param toDriver bytes of its tasks' results
   * @param shuffled bytes that its tasks wrote for the next ones
   */
  record Stage(
      int id,
      String name,
      int tasks,
      double start,
      double end,
      double cpu,
      double busy,
      long toDriver,
      long shuffled) {}

  private final List<Stage> stages = new ArrayList<>();

  private EventLog() {}

  /** The options of a command that writes the log to a folder, which must exist. */
  static List<String> options(Path folder) {
    return List.of(
        "--conf",
        "spark.eventLog.enabled=true",
        "--conf",
        "spark.eventLog.compress=false",
        "--conf",
        "spark.eventLog.rolling.enabled=false",
        "--conf",
        "spark.eventLog.dir=" + folder.toUri());
  }

  /** Reads the log that is alone in a folder. */
  static EventLog read(Path folder) throws IOException {
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file =
          files
              .filter(path -> !path.getFileName().toString().startsWith("."))
              .findFirst()
              .orElseThrow(() -> new IOException("no event log in " + folder));
    }
    ObjectMapper json = new ObjectMapper();
    TreeMap<Integer, Stage> stages = new TreeMap<>();
    TreeMap<Integer, String> names = new TreeMap<>();
    long began = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode event = json.readTree(line);
        switch (event.path("Event").asText()) {
          case "SparkListenerApplicationStart" -> began = event.get("Timestamp").asLong();
          case "SparkListenerStageCompleted" ->
              names.put(
                  event.at("/Stage Info/Stage ID").asInt(),
                  event.at("/Stage Info/Stage Name").asText());
          case "SparkListenerTaskEnd" -> {
            Stage task = task(event, began);
            stages.merge(task.id, task, EventLog::sum);
          }
          default -> {}
        }
      }
    }
    EventLog log = new EventLog();
    stages.values().stream()
        .map(
            s ->
                new Stage(
                    s.id,
                    names.getOrDefault(s.id, ""),
                    s.tasks,
                    s.start,
                    s.end,
                    s.cpu,
                    s.busy,
                    s.toDriver,
                    s.shuffled))
        .sorted(Comparator.comparingDouble(Stage::start))
        .forEach(log.stages::add);
    return log;
  }

  private static Stage task(JsonNode event, long began) {
    JsonNode metrics = event.path("Task Metrics");
    double start = (event.at("/Task Info/Launch Time").asLong() - began) / 1e3;
    double end = (event.at("/Task Info/Finish Time").asLong() - began) / 1e3;
    double cpu =
        metrics.path("Executor CPU Time").asLong()
            + metrics.path("Executor Deserialize CPU Time").asLong();
    return new Stage(
        event.get("Stage ID").asInt(),
        "",
        1,
        start,
        end,
        cpu / 1e9,
        end - start,
        metrics.path("Result Size").asLong(),
        metrics.at("/Shuffle Write Metrics/Shuffle Bytes Written").asLong());
  }

  private static Stage sum(Stage a, Stage b) {
    return new Stage(
        a.id,
        a.name,
        a.tasks + b.tasks,
        Math.min(a.start, b.start),
        Math.max(a.end, b.end),
        a.cpu + b.cpu,
        a.busy + b.busy,
        a.toDriver + b.toDriver,
        a.shuffled + b.shuffled);
  }

  /** In the order in which they began. */
  List<Stage> stages() {
    return List.copyOf(stages);
  }

  /** Bytes of all tasks' results. */
  long toDriver() {
    return stages.stream().mapToLong(Stage::toDriver).sum();
  }

  /** CPU seconds of all tasks. */
  double taskCpu() {
    return stages.stream().mapToDouble(Stage::cpu).sum();
  }

  /**
   * The share of the cores' time, from the first task to the end of the last, in which no task ran.
   */
  double idleShare(int cores) {
    double first = stages.stream().mapToDouble(Stage::start).min().orElse(0);
    double last = stages.stream().mapToDouble(Stage::end).max().orElse(0);
    double busy = stages.stream().mapToDouble(Stage::busy).sum();
    return last > first ? 1 - busy / (cores * (last - first)) : 0;
  }

  /** Seconds between the first task and the last in which no task ran at all: the driver's own. */
  double driverSeconds() {
    double until = Double.NaN;
    double alone = 0;
    for (Stage stage : stages) {
      if (!Double.isNaN(until) && stage.start > until) {
        alone += stage.start - until;
      }
      until = Double.isNaN(until) ? stage.end : Math.max(until, stage.end);
    }
    return alone;
  }

  /** The stages as rows of a table, with the seconds for which the driver was alone before each. */
  List<String> table() {
    List<String> rows = new ArrayList<>();
    rows.add(
        "| stage | tasks | begins, s | driver alone before, s | takes, s | CPU, s | to driver, kB |"
            + " shuffled, kB |");
    rows.add("|---|---|---|---|---|---|---|---|");
    double until = stages.isEmpty() ? 0 : stages.get(0).start;
    for (Stage stage : stages) {
      rows.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.2f | %.2f | %.2f | %.2f | %.1f | %.1f |",
              stage.name.replace("|", "/"),
              stage.tasks,
              stage.start,
              Math.max(0, stage.start - until),
              stage.end - stage.start,
              stage.cpu,
              stage.toDriver / 1e3,
              stage.shuffled / 1e3));
      until = Math.max(until, stage.end);
    }
    return rows;
  }
}
