package io.citymesh.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code demo} tells, once it is done. */
class DemoCommandTest extends SparkTest {
  @TempDir Path dir;

  @Test
  void theWordsAtTheEndNameWhatThereIs() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String city = dir.resolve("city").toString();
    int code =
        Main.execute(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "demo",
            "--blocks",
            "1x1",
            "--out",
            city);
    assertEquals(0, code, err.toString());
    String mesh = city + "/mesh";
    List<String> last = out.toString().lines().dropWhile(line -> !line.isEmpty()).toList();
    assertEquals(
        List.of(
            "",
            "The city:  " + city + "/buildings.geojson",
            "           " + city + "/terrain.tif",
            "The mesh:  " + mesh,
            "To look:   citymesh view " + mesh,
            "           open " + mesh + "/mesh.vtu in ParaView",
            "To check:  citymesh check " + mesh),
        last);
    for (String file : List.of("buildings.geojson", "terrain.tif", "mesh/mesh.vtu")) {
      assertTrue(Files.exists(Path.of(city, file)), file);
    }
    for (String command : List.of("view", "check")) {
      assertTrue(Main.commandLine().parseArgs(command, mesh).hasSubcommand(), command);
    }
  }
}
