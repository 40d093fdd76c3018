package io.citymesh.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the directory {@code submit} that was started, with its output in a file. */
final class Command implements AutoCloseable {
  private static final long MOST_MINUTES = 10;

  private final Process process;
  private final Path log;

  /** What came of it. */
  record Outcome(int code, String output) {}

  private Command(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it in the project's directory, with nothing of this process's Spark settings. */
  static Command start(Map<String, String> environment, List<String> words) throws IOException {
    Path log = Files.createTempFile("citymesh-command", ".log");
    List<String> command = new ArrayList<>();
    if (Files.exists(Path.of("/proc/self"))) {
      // A shell's background job, and so all below it, ignores Ctrl-C.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(CITYMESH|SPARK)_.*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // As the tests: no process lives long enough for the second compiler.
    builder.environment().put("CITYMESH_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    builder.environment().putAll(environment);
    return new Command(builder.start(), log);
  }

  static Outcome run(Map<String, String> environment, List<String> words)
      throws IOException, InterruptedException {
    try (Command command = start(environment, words)) {
      return command.outcome();
    }
  }

  /** Waits for its end. */
  Outcome outcome() throws IOException, InterruptedException {
    if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
      throw new IOException("does not end: " + Files.readString(log));
    }
    return new Outcome(process.exitValue(), Files.readString(log));
  }

  boolean runs() {
    return process.isAlive();
  }

  /**
   * @param name such as {@code INT}
   */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(log);
  }
}
