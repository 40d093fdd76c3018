package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.PageCode;
import io.citymesh.SparkTest;
import io.citymesh.TestData;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages for newcomers: their commands run, on what their downloads give. */
@Tag("slow")
class FirstCityTest extends SparkTest {
  @TempDir Path dir;

  @Test
  void fromOpenData() throws Exception {
    Path data = TestData.path("delft");
    Files.copy(data.resolve("buildings.geojson"), dir.resolve("buildings.geojson"));
    Files.copy(data.resolve("dem_1m_raw.tif"), dir.resolve("terrain.tif"));
    run("first-city.md", "delft");
    assertTrue(Files.size(dir.resolve("delft/mesh.vtu")) > 0);
    assertTrue(Files.size(dir.resolve("delft/mesh.obj")) > 0);
  }

  @Test
  void fromLidar() throws Exception {
    Path data = TestData.path("delft");
    Files.copy(data.resolve("buildings.geojson"), dir.resolve("buildings.geojson"));
    Path points = Files.createDirectories(dir.resolve("points"));
    for (String file : List.of("ahn3_cropped_1.laz", "ahn3_cropped_2.laz")) {
      Files.copy(data.resolve(file), points.resolve(file));
    }
    run("lidar.md", "delft-lidar");
  }

  /** The commands that need no other data, in a folder as the page has it. */
  private void run(String page, String city) throws Exception {
    assertFalse(spark().sparkContext().isStopped(), "the commands take the test's session");
    int commands = 0;
    for (String block : PageCode.blocks(Path.of("src/docs").resolve(page), "sh")) {
      for (String line : block.replace("\\\n", " ").split("\n")) {
        if (line.startsWith("submit/citymesh") && !line.contains(".parquet")) {
          run(line.strip().split("\\s+"));
          commands++;
        }
      }
    }
    assertEquals(4, commands, page);
    Manifest manifest =
        ManifestFile.read(OutputDir.of(dir.resolve(city).toString(), new Configuration()));
    assertTrue(manifest.totals().buildings() > 100, manifest.totals()::toString);
    assertEquals(0, manifest.totals().failedTiles());
    assertTrue(Files.size(dir.resolve(city + ".png")) > 10_000);
    assertTrue(Files.exists(dir.resolve(city).resolve("report.html")));
  }

  private void run(String... words) {
    List<String> here = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      boolean file = words[i].matches("buildings\\.geojson|terrain\\.tif|points|delft.*");
      here.add(file ? dir.resolve(words[i]).toString() : words[i]);
    }
    Commands.succeed(here.toArray(String[]::new));
  }
}
