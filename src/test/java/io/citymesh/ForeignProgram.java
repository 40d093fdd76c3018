package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Another program that reads what this one writes, if it is installed. */
public final class ForeignProgram {
  private final List<String> command;
  private final Map<String, String> environment = new HashMap<>();
  private File folder = new File(".");

  private ForeignProgram(List<String> command) {
    this.command = command;
  }

  /**
   * @param command a program by its path or its name on the path, and its first arguments; a module
   *     of Python is found if {@code python3 -m} can import it
   */
  public static ForeignProgram named(String... command) {
    return new ForeignProgram(List.of(command));
  }

  /** A program of OpenFOAM as Debian has it, which finds its settings by a variable. */
  public static ForeignProgram ofOpenFoam(String name) {
    ForeignProgram program = named(name);
    program.environment.put("WM_PROJECT_DIR", "/usr/share/openfoam");
    return program;
  }

  /** Runs the program in another folder. */
  public ForeignProgram in(Path other) {
    folder = other.toFile();
    return this;
  }

  private ProcessBuilder process(List<String> words) {
    ProcessBuilder process = new ProcessBuilder(words).redirectErrorStream(true).directory(folder);
    process.environment().putAll(environment);
    return process;
  }

  /** Skips the test where the program is not installed. */
  public ForeignProgram orSkip(String words) throws IOException, InterruptedException {
    Assumptions.assumeTrue(isThere(), words);
    return this;
  }

  /** Whether the program ends well; what it prints is lost. */
  public boolean succeeds(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    return process(all).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
  }

  /** Whether the program is installed. */
  public boolean isThere() throws IOException, InterruptedException {
    boolean program =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder).resolve(command.get(0)))
            .anyMatch(Files::isExecutable);
    int module = command.indexOf("-m") + 1;
    if (!program || module == 0) {
      return program;
    }
    String find =
        "import importlib.util, sys; sys.exit(not importlib.util.find_spec('%s'))"
            .formatted(command.get(module));
    return new ProcessBuilder(command.get(0), "-c", find)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** Skips the test unless the program ends well without any argument more. */
  public void runsOrSkip(String words) throws IOException, InterruptedException {
    orSkip(words);
    Process process = process(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    Assumptions.assumeTrue(process.waitFor() == 0, words);
  }

  /**
   * Runs the program to its end, which must be a good one.
   *
   * @return what it prints on either stream
   */
  public String run(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(arguments));
    Process process = process(all).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
