package io.citymesh.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A cluster of {@code submit/cluster}: a master and two workers with a core each. */
final class TestCluster implements AutoCloseable {
  private final Map<String, String> environment;
  private final String url;

  private TestCluster(Map<String, String> environment, String url) {
    this.environment = environment;
    this.url = url;
  }

  /**
   * @param dir does not exist yet
   * @param workers the addresses of the workers: Spark takes each for a host
   */
  static TestCluster start(Path dir, String workers) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self")), "needs Linux");
    Map<String, String> environment =
        Map.of(
            "CITYMESH_CLUSTER",
            dir.toString(),
            "CITYMESH_CLUSTER_PORT",
            "0",
            "CITYMESH_CLUSTER_WORKERS",
            workers);
    Command.Outcome outcome = Command.run(environment, List.of("submit/cluster", "start"));
    assertEquals(0, outcome.code(), outcome.output());
    String url = outcome.output().strip();
    assertTrue(url.startsWith("spark://"), url);
    return new TestCluster(environment, url);
  }

  /** For {@code --master}. */
  String url() {
    return url;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Command.Outcome outcome = Command.run(environment, List.of("submit/cluster", "stop"));
    assertEquals(0, outcome.code(), outcome.output());
    assertEquals(1, Command.run(environment, List.of("submit/cluster", "status")).code());
  }

  /** The application's jar and all that it brings along, separated by commas. */
  static String jars() throws IOException {
    List<String> jars = new ArrayList<>();
    jars.add(applicationJar().toUri().toString());
    for (String jar : Files.readString(Path.of("target/application-jars.txt")).split(":")) {
      jars.add(Path.of(jar).toUri().toString());
    }
    return String.join(",", jars);
  }

  static Path applicationJar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("citymesh-.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The process of an executor of an application. */
  static ProcessHandle executor(String application, String id) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      for (Path process : processes.filter(p -> p.toString().matches("/proc/[0-9]+")).toList()) {
        List<String> words = words(process);
        if (follows(words, "--app-id", application) && follows(words, "--executor-id", id)) {
          return ProcessHandle.of(Long.parseLong(process.getFileName().toString())).orElseThrow();
        }
      }
    }
    throw new IOException("executor " + id + " does not run");
  }

  private static boolean follows(List<String> words, String option, String value) {
    int at = words.indexOf(option);
    return at >= 0 && at + 1 < words.size() && words.get(at + 1).equals(value);
  }

  private static List<String> words(Path process) {
    try {
      String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
      return Arrays.asList(line.split("\0"));
    } catch (IOException e) {
      return List.of(); // It has ended meanwhile.
    }
  }

  /** All regular files below a directory that may not exist. */
  static List<Path> files(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (java.io.UncheckedIOException e) {
      return List.of(); // It goes while it is looked at.
    }
  }
}
