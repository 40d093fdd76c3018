package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.report.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenFOAM makes a mesh of the demo's case, by the commands of the case, and begins to compute. */
@Tag("slow")
class SnappyCaseTest extends SparkTest {
  @TempDir Path dir;

  @Test
  void snappyHexMeshRunsThroughAndCheckMeshFindsNothing() throws Exception {
    ForeignProgram.ofOpenFoam("snappyHexMesh").orSkip("OpenFOAM is not installed");
    DemoCity.Written city = DemoCity.write(dir, 2, 2, 1);
    Manifest manifest =
        CityMesh.builder(spark())
            .buildings(city.buildings().toString())
            .terrain(city.terrain().toString())
            .heightField(DemoCity.HEIGHT_FIELD)
            .close(true)
            .flowDirection(240)
            .tileSize(250)
            .formats("snappy")
            .out(dir.resolve("mesh").toString())
            .build()
            .manifest();
    Path folder = dir.resolve("mesh/snappy");
    ForeignProgram shell = ForeignProgram.ofOpenFoam("sh").in(folder);
    List<String> commands = Files.readAllLines(folder.resolve("README"));
    shell.run("-c", commands.get(1));
    assertTrue(shell.run("-c", commands.get(2)).contains("Finished meshing"));
    String words = shell.run("-c", commands.get(3));
    assertTrue(words.contains("Mesh OK."), words);
    for (String patch : List.of("ground", "walls", "roofs", "top", "inlet", "outlet")) {
      assertTrue(words.matches("(?s).*\\n +" + patch + " +[1-9]\\d* .*"), words);
    }
    // All of the air, but for what the cells cut off or add at corners.
    Matcher volume = Pattern.compile("Total volume = ([-+.0-9e]+)\\.").matcher(words);
    assertTrue(volume.find(), words);
    double enclosed = manifest.volumes().get("enclosed");
    assertEquals(enclosed, Double.parseDouble(volume.group(1)), 0.01 * enclosed);
    Path control = folder.resolve("system/controlDict");
    Files.writeString(
        control, Files.readString(control).replace("endTime         2000;", "endTime 5;"));
    String solved = shell.run("-c", commands.get(4));
    assertTrue(solved.contains("Time = 5\n") && solved.contains("End\n"), solved);
    assertTrue(!solved.contains("nan") && !solved.contains("inf "), solved);
  }
}
