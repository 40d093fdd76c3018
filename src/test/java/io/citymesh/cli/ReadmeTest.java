package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.CityMesh;
import io.citymesh.SparkTest;
import io.citymesh.option.OptionTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says is what the program does. Runs in the project's directory. */
class ReadmeTest extends SparkTest {
  private static final Path SELF = Path.of("src/test/java/io/citymesh/cli/ReadmeTest.java");

  @TempDir Path dir;

  @Test
  void theJavaSnippetIsTheCodeOfThisTest() throws Exception {
    String self = Files.readString(SELF);
    String code = between(self, "    // README {\n", "    // }\n").replace("dir + \"/", "\"");
    assertEquals(code.stripTrailing().stripIndent(), blocks("java").get(0).strip());
  }

  @Test
  void theJavaSnippetBuildsACity() throws Exception {
    DemoCity.write(dir, 2, 2, 1);
    snippet(spark());
    assertTrue(Files.exists(dir.resolve("city/manifest.json")));
  }

  private void snippet(SparkSession spark) {
    // README {
    CityMesh.Result result =
        CityMesh.builder(spark)
            .buildings(dir + "/buildings.geojson")
            .terrain(dir + "/terrain.tif")
            .heightField("height")
            .tileSize(250)
            .out(dir + "/city")
            .build();
    System.out.println(result.summary());
    // }
  }

  @Test
  void theCommandsParse() throws Exception {
    int commands = 0;
    for (String block : blocks("sh")) {
      for (String line : block.replace("\\\n", " ").split("\n")) {
        if (line.startsWith("submit/citymesh")) {
          String[] words = line.replaceAll("\\s(#|-- ).*", "").replace("'", "").split("\\s+");
          Main.commandLine().parseArgs(Arrays.copyOfRange(words, 1, words.length));
          commands++;
        }
      }
    }
    assertTrue(commands >= 3, "commands in the README: " + commands);
  }

  /** On failure, what is expected is what the README has to say. */
  @Test
  void theOptionsAreThoseOfTheTable() throws Exception {
    String told = between(Files.readString(Path.of("README.md")), "### Options\n", "### Outputs");
    assertEquals(OptionTable.markdown(), told.stripTrailing() + "\n");
  }

  @Test
  void linksToFilesLeadSomewhere() throws Exception {
    Pattern link = Pattern.compile("\\]\\(([^):]+)\\)");
    for (String page : List.of("README.md", "ARCHITECTURE.md", "CHANGELOG.md")) {
      for (MatchResult match : link.matcher(Files.readString(Path.of(page))).results().toList()) {
        assertTrue(Files.exists(Path.of(match.group(1))), page + " links to " + match.group(1));
      }
    }
  }

  private static List<String> blocks(String language) throws Exception {
    List<String> blocks = new ArrayList<>();
    Pattern fenced = Pattern.compile("(?s)```" + language + "\n(.*?)```");
    fenced
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .forEach(match -> blocks.add(match.group(1)));
    return blocks;
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }
}
