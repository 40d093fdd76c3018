package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/skips} on drawn reports, and its list of known skips. */
class SkipsTest {
  private static final String KNOWN =
      "io.citymesh.terrain.TerrainTest#campusRasterIsReadInWindows  the test data is not here";

  @TempDir Path dir;

  private record Outcome(int code, String text) {}

  private Outcome skips(String... testCases) throws Exception {
    Path reports = Files.createDirectories(dir.resolve("reports"));
    Files.writeString(
        reports.resolve("TEST-drawn.xml"),
        "<testsuite tests=\"2\">\n  " + String.join("\n  ", testCases) + "\n</testsuite>\n");
    Path list = Files.createDirectories(dir.resolve("ci")).resolve("known-skips");
    Files.writeString(list, "# A comment.\n\n" + KNOWN + "\n");
    Path script = list.resolveSibling("skips");
    if (!Files.exists(script)) {
      Files.copy(Path.of(".ci/skips"), script);
    }
    return run(script, reports);
  }

  private static Outcome run(Path script, Path... reports)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of(Path.of("bash"), script), Stream.of(reports))
                    .map(Path::toString)
                    .toList())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }

  /** As Surefire tells it: of an assumption that does not hold, and of a disabled test. */
  private static String skipped(String method, String message) {
    return """
           <testcase name="%s" classname="io.citymesh.terrain.TerrainTest" time="0.01">
               <skipped type="org.opentest4j.TestAbortedException"><![CDATA[org.opentest4j.TestAbortedException: %s
           	at org.junit.jupiter.api.Assumptions.assumeTrue(Assumptions.java:120)
           ]]></skipped>
             </testcase>"""
        .formatted(method, message);
  }

  private static String disabled(String method, String message) {
    return """
           <testcase name="%s" classname="io.citymesh.terrain.TerrainTest" time="0.01">
               <skipped message="%s"/>
             </testcase>"""
        .formatted(method, message);
  }

  private static final String RUN =
      "<testcase name=\"levels\" classname=\"io.citymesh.terrain.TerrainTest\" time=\"0.01\"/>";

  @Test
  void aKnownSkipIsCounted() throws Exception {
    String words = "Assumption failed: the test data is not here: ../shared/data";
    Outcome outcome = skips(RUN, skipped("campusRasterIsReadInWindows", words), RUN);
    assertEquals(new Outcome(0, "  skipped: 1, for \"the test data is not here\"\n"), outcome);
    assertEquals(0, skips(skipped("campusRasterIsReadInWindows(Path)[2]", words)).code());
  }

  @Test
  void anotherTestOrReasonFails() throws Exception {
    Outcome stranger = skips(skipped("levels", "Assumption failed: the test data is not here"));
    assertEquals(1, stranger.code());
    assertTrue(
        stranger.text().contains("not in .ci/known-skips: io.citymesh.terrain.TerrainTest#levels"),
        stranger.text());
    assertEquals(1, skips(skipped("campusRasterIsReadInWindows", "")).code());
    assertEquals(1, skips(skipped("campusRasterIsReadInWindows", "not today")).code());
    Outcome disabled = skips(disabled("campusRasterIsReadInWindows", "fails"));
    assertEquals(1, disabled.code());
    assertTrue(disabled.text().contains("campusRasterIsReadInWindows: message=\"fails\""));
  }

  @Test
  void nothingSkippedIsFineAndNoReportsAreNot() throws Exception {
    assertEquals(new Outcome(0, ""), skips(RUN));
    Path script = dir.resolve("ci/skips");
    Path none = dir.resolve("none");
    assertEquals(new Outcome(0, ""), run(script, dir.resolve("reports"), none));
    assertEquals(new Outcome(1, "no reports of tests in " + none + "\n"), run(script, none));
  }

  @Test
  void everyKnownSkipIsATest() throws Exception {
    List<String> lines =
        Files.readAllLines(Path.of(".ci/known-skips")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertTrue(lines.size() > 20, lines.toString());
    for (String line : lines) {
      String[] test = line.split(" ")[0].split("#");
      assertTrue(
          Arrays.stream(Class.forName(test[0]).getDeclaredMethods())
              .anyMatch(method -> method.getName().equals(test[1])),
          line);
    }
  }

  /** Of those that ask for the test data themselves, not in a helper. */
  @Test
  void everyTestOfRealDataIsAKnownSkip() throws Exception {
    String known = Files.readString(Path.of(".ci/known-skips"));
    Path root = Path.of("src/test/java");
    Pattern member = Pattern.compile("(?m)^  \\S.*? (\\w+)\\([^;]*\\{$");
    String asks = TestData.class.getSimpleName() + ".path(";
    int tests = 0;
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
        String name = root.relativize(file).toString().replace('/', '.').replace(".java", "");
        String source = Files.readString(file);
        for (String part : source.split("(?=\n  @(?:Test|TestFactory|ParameterizedTest)\n)")) {
          Matcher method = member.matcher(part);
          if (!part.startsWith("\n  @") || !method.find()) {
            continue;
          }
          String test = name + "#" + method.group(1);
          int end = method.find() ? method.start() : part.length();
          if (part.substring(0, end).contains(asks)) {
            assertTrue(known.contains(test + " "), test);
            tests++;
          }
        }
      }
    }
    assertTrue(tests > 10, tests + " tests");
  }
}
