package io.citymesh;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;

/** Runs a main class in a JVM of its own, with this one's class path and Spark's module flags. */
public final class ChildJvm {
  private static final long MOST_MINUTES = 15;

  private ChildJvm() {}

  /**
   * What came of it.
   *
   * @param code its exit code
   * @param output standard output and error together
   */
  public record Outcome(int code, String output) {}

  /**
   * Runs it to its end.
   *
   * @param options for the JVM, such as {@code -Xmx512m}
   */
  public static Outcome run(List<String> options, Class<?> main, List<String> args)
      throws IOException, InterruptedException {
    return run(Map.of(), options, main, args);
  }

  /**
   * Runs it to its end.
   *
   * @param environment more variables
   * @param options for the JVM, such as {@code -Xmx512m}
   */
  public static Outcome run(
      Map<String, String> environment, List<String> options, Class<?> main, List<String> args)
      throws IOException, InterruptedException {
    Process process = start(environment, options, main, args);
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException(main.getSimpleName() + " does not end");
      }
      return new Outcome(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Starts it; what it prints must be read.
   *
   * @param options for the JVM, such as {@code -Xmx512m}
   */
  public static Process start(List<String> options, Class<?> main, List<String> args)
      throws IOException {
    return start(Map.of(), options, main, args);
  }

  private static Process start(
      Map<String, String> environment, List<String> options, Class<?> main, List<String> args)
      throws IOException {
    ProcessBuilder process =
        new ProcessBuilder(command(options, main, args)).redirectErrorStream(true);
    process.environment().putAll(environment);
    return process.start();
  }

  /** The command that starts it. */
  public static List<String> command(List<String> options, Class<?> main, List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
        .filter(flag -> !flag.startsWith("--add-modules"))
        .forEach(command::add);
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-XX:Tiered"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(args);
    return command;
  }
}
