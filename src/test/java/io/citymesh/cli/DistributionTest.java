package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.ForeignProgram;
import io.citymesh.option.Group;
import io.citymesh.option.OptionTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the build makes of the commands and of the table of options. */
class DistributionTest {
  @TempDir static Path dir;

  @BeforeAll
  static void write() throws Exception {
    Distribution.main(new String[] {"src/main/python", dir.toString()});
  }

  /** Two builds give the same bytes. */
  @Test
  void itIsTheSameEachTime(@TempDir Path again) throws Exception {
    Distribution.main(new String[] {"src/main/python", again.toString()});
    try (Stream<Path> files = Files.walk(dir)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertEquals(6, all.size(), all::toString);
      for (Path file : all) {
        assertEquals(-1, Files.mismatch(file, again.resolve(dir.relativize(file))), file::toString);
      }
    }
  }

  @Test
  void theModuleHasTheOptionsOfTheTable() throws Exception {
    String text = Files.readString(dir.resolve("python/citymesh/options.py"));
    List<String> names =
        text.lines()
            .filter(line -> line.contains(": Annotated["))
            .map(line -> line.strip().replaceFirst(":.*", "").replace('_', '-'))
            .toList();
    List<String> wanted =
        Arrays.stream(Group.values())
            .filter(group -> group != Group.COMMAND)
            .flatMap(group -> OptionTable.of(group).stream())
            .map(option -> option.name())
            .filter(name -> !Set.of("buildings", "out", "overwrite").contains(name))
            .toList();
    assertEquals(wanted, names);
  }

  @Test
  void theModuleIsShortAndItsExamplesRun() throws Exception {
    int lines = Files.readAllLines(dir.resolve("python/citymesh/__init__.py")).size();
    assertTrue(lines < 200, lines + " lines");
    ForeignProgram python = ForeignProgram.named("python3");
    Assumptions.assumeTrue(python.isThere(), "Python is not installed");
    assertEquals(
        "TestResults(failed=0, attempted=4)",
        python
            .run(
                "-B",
                "-c",
                "import sys; sys.path.insert(0, sys.argv[1])\n"
                    + "import doctest, citymesh; print(doctest.testmod(citymesh))",
                dir.resolve("python").toString())
            .strip());
  }

  @Test
  void theManualTellsEachOptionOfEachCommand() throws Exception {
    String page = Files.readString(dir.resolve("man/man1/citymesh.1"));
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      String name = command.getCommandSpec().name();
      int start = page.indexOf("\n.SS " + name + "\n");
      assertTrue(start >= 0, name);
      int end = page.indexOf("\n.S", start + 1);
      String section = page.substring(start, end).replace("\\-", "-").replace("--[no-]", "--");
      for (OptionSpec option : command.getCommandSpec().options()) {
        assertTrue(
            section
                .lines()
                .anyMatch(line -> line.matches("\\.B .*" + option.longestName() + "\\b.*")),
            name + " " + option.longestName());
      }
    }
    for (String line : page.lines().toList()) {
      assertTrue(!line.startsWith(".") || line.matches("\\.(TH|SH|SS|PP|TP|B|I|br)\\b.*"), line);
      assertFalse(line.startsWith("'"), line);
    }
  }

  /** The formatter of manuals has nothing to say against it. */
  @Test
  void theManualIsFormatted() throws Exception {
    ForeignProgram groff = ForeignProgram.named("groff");
    Assumptions.assumeTrue(groff.isThere(), "groff is not installed");
    String shown =
        groff.run("-man", "-Tascii", "-ww", dir.resolve("man/man1/citymesh.1").toString());
    assertFalse(shown.contains("warning"), shown);
    assertTrue(shown.contains("citymesh - Building footprints and terrain in"), shown);
  }

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    ForeignProgram bash = ForeignProgram.named("bash");
    Assumptions.assumeTrue(bash.isThere(), "bash is not installed");
    assertEquals("build", completed(bash, "citymesh", "bui"));
    assertEquals("--tile-size", completed(bash, "citymesh", "build", "--tile-s"));
  }

  private static String completed(ForeignProgram bash, String... words) throws Exception {
    String script =
        """
        compopt() { :; } # There is none outside a completion.
        source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
        COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        _complete_citymesh; printf '%s\\n' "${COMPREPLY[@]}"
        """;
    List<String> arguments =
        new ArrayList<>(List.of("-c", script, "-", dir.resolve("completion/citymesh").toString()));
    arguments.addAll(List.of(words));
    return bash.run(arguments.toArray(String[]::new)).strip();
  }
}
