package io.citymesh.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A command in a process of its own, from Enter to its end: what it takes by the clock, of the
 * processors and of the memory. On Linux.
 *
 * @param seconds by the clock
 * @param cpu seconds of the processors, of the command and all that it starts
 * @param peak most resident bytes of one of its processes
 * @param output what it has printed
 */
record ColdRun(double seconds, double cpu, long peak, String output) {
  private static final String TIME = "took ";

  /** Between looks at the memory, milliseconds; the kernel keeps the most in between. */
  private static final int PAUSE = 50;

  /** What a manifest tells. */
  record Told(long faces, long buildings, String digest, Map<String, Double> timings) {
    static Told of(Path out) throws IOException {
      JsonNode root = new ObjectMapper().readTree(out.resolve("manifest.json").toFile());
      Map<String, Double> timings = new LinkedHashMap<>();
      root.get("timings")
          .properties()
          .forEach(e -> timings.put(e.getKey(), e.getValue().asDouble()));
      return new Told(
          root.at("/totals/faces").asLong(),
          root.at("/totals/buildings").asLong(),
          root.path("digest").asText(),
          timings);
    }

    /** Of meshing, stitching and what publishing takes beside them. */
    double meshing() {
      return Stream.of("mesh", "stitch", "publish")
          .mapToDouble(step -> timings.getOrDefault(step, 0.0))
          .sum();
    }
  }

  /**
   * Runs a command to its end.
   *
   * @param environment more variables
   * @throws IllegalStateException if it fails; the message is what it has printed
   */
  static ColdRun of(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("citymesh-cold", ".txt");
    try {
      // The shell tells the time of all processes below it, also of those that it has not started.
      List<String> timed = new ArrayList<>();
      timed.addAll(List.of("bash", "-c", "TIMEFORMAT='" + TIME + "%R %U %S'; time \"$0\" \"$@\""));
      timed.addAll(command);
      ProcessBuilder builder = new ProcessBuilder(timed).redirectErrorStream(true);
      builder.environment().putAll(environment);
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.redirectOutput(log.toFile());
      Process process = builder.start();
      long peak = 0;
      while (process.isAlive()) {
        peak = Math.max(peak, peak(process));
        Thread.sleep(PAUSE);
      }
      String output = Files.readString(log);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + "\n" + output);
      }
      String[] took = output.substring(output.lastIndexOf(TIME) + TIME.length()).split("\\s+");
      double cpu = Double.parseDouble(took[1]) + Double.parseDouble(took[2]);
      return new ColdRun(Double.parseDouble(took[0]), cpu, peak, output);
    } finally {
      Files.deleteIfExists(log);
    }
  }

  /** Most resident bytes so far of the process below this one that has most. */
  private static long peak(Process process) throws IOException {
    long most = 0;
    for (ProcessHandle child : process.descendants().toList()) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/" + child.pid() + "/status"))) {
        long kilobytes =
            lines
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
        most = Math.max(most, kilobytes << 10);
      } catch (IOException | UncheckedIOException e) {
        continue; // It has ended in between.
      }
    }
    return most;
  }
}
