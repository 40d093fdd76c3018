package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.PageCode;
import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.option.OptionTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The documents for those who come from other programs: their options exist, their commands run.
 */
class MigrationTest extends SparkTest {
  private static final Path FOLDER = Path.of("src/docs/migrate");

  @TempDir Path dir;

  private static List<List<String>> commands(String page) throws Exception {
    List<List<String>> commands = new ArrayList<>();
    for (String block : PageCode.blocks(FOLDER.resolve(page), "sh")) {
      for (String line : block.replace("\\\n", " ").split("\n")) {
        String[] words = line.strip().replace("'", "").split("\\s+");
        assertEquals("submit/citymesh", words[0], line);
        commands.add(Arrays.asList(words).subList(1, words.length));
      }
    }
    return commands;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dtcc-core.md", "city4cfd.md"})
  void theirOptionsExist(String page) throws Exception {
    Set<String> known =
        OptionTable.ofRun().stream().map(option -> option.flag()).collect(Collectors.toSet());
    known.addAll(Set.of("--master", "--conf", "--dry-run"));
    int found = 0;
    Pattern flag = Pattern.compile("--(no-)?[a-z][a-z-]+");
    for (MatchResult match :
        flag.matcher(Files.readString(FOLDER.resolve(page))).results().toList()) {
      String name = match.group().replace("--no-", "--");
      assertTrue(known.contains(name), page + " names " + match.group());
      found++;
    }
    assertTrue(found > 30, page + " names " + found);
    for (List<String> command : commands(page)) {
      Main.commandLine().parseArgs(command.toArray(String[]::new));
    }
  }

  /** In a folder as {@code demo} leaves it behind; the test's session is taken for each. */
  @ParameterizedTest
  @ValueSource(strings = {"dtcc-core.md", "city4cfd.md"})
  @Tag("slow")
  void theirCommandsRun(String page) throws Exception {
    DemoCity.write(dir, 2, 2, 1);
    run(
        page,
        Map.of(
            "--buildings buildings.geojson", "--buildings " + dir.resolve("buildings.geojson"),
            "--terrain terrain.tif", "--terrain " + dir.resolve("terrain.tif")));
  }

  /** Their example has a terrain of points. */
  @Test
  @Tag("slow")
  void commandsForThoseOfDtccCoreRunOnItsExample() throws Exception {
    Path footprints = TestData.path("minimal/PropertyMap.shp");
    Path points = TestData.path("minimal/pointcloud.las");
    run(
        "dtcc-core.md",
        Map.of(
            "--buildings buildings.geojson", "--buildings " + footprints,
            "--terrain terrain.tif", "--points " + points));
  }

  /** Their example has no column of heights: ground and roofs come from points. */
  @Test
  @Tag("slow")
  void commandsForThoseOfCity4CfdRunOnItsExample() throws Exception {
    Path footprints = TestData.path("delft/buildings.geojson");
    Path points = TestData.path("delft/ahn3_cropped_1.laz");
    Path more = TestData.path("delft/ahn3_cropped_2.laz");
    run(
        "city4cfd.md",
        Map.of(
            "--buildings buildings.geojson",
            "--buildings " + footprints,
            "--id-field id",
            "--id-field gml_id",
            "--height-field height",
            "",
            "--terrain terrain.tif",
            "--points " + points + " --points " + more + " --target-crs EPSG:28992"));
  }

  /**
   * Runs the commands of a page, one after the other.
   *
   * @param inputs what stands in the place of the page's own inputs
   */
  private void run(String page, Map<String, String> inputs) throws Exception {
    assertFalse(spark().sparkContext().isStopped());
    for (List<String> command : commands(page)) {
      String line = String.join(" ", command);
      for (Map.Entry<String, String> input : inputs.entrySet()) {
        line = line.replace(input.getKey(), input.getValue());
      }
      List<String> here = new ArrayList<>();
      for (String word : line.split(" +")) {
        boolean output =
            !here.isEmpty() && (here.get(here.size() - 1).equals("--out") || isFolder(word));
        here.add(output ? dir.resolve(word).toString() : word);
      }
      Commands.succeed(here.toArray(String[]::new));
    }
  }

  private boolean isFolder(String word) {
    return word.matches("[a-z0-9]+") && Files.isDirectory(dir.resolve(word));
  }

  /** What both pages say of sizes is what the table says. */
  @Test
  void theDefaultsAreThoseOfTheTable() throws Exception {
    String page = Files.readString(FOLDER.resolve("dtcc-core.md"));
    Pattern row = Pattern.compile("\\| `\\w+` ([0-9.]+) \\| `--([a-z-]+)` ([0-9.]+) \\|");
    List<MatchResult> rows = row.matcher(page).results().toList();
    assertTrue(rows.size() >= 6, rows.size() + " rows");
    for (MatchResult found : rows) {
      String option = found.group(2);
      assertEquals(found.group(1), found.group(3), option);
      assertEquals(
          Double.parseDouble(found.group(3)),
          OptionTable.ofRun().stream()
              .filter(each -> each.name().equals(option))
              .mapToDouble(
                  each -> Double.parseDouble(each.defaultText().replaceAll("[^0-9.].*", "")))
              .findFirst()
              .orElseThrow(),
          option);
    }
  }
}
