package io.citymesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.cli.DemoCity;
import io.citymesh.cli.Main;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program in processes with few and many cores and with small and large heaps: the mesh is the
 * same to the last bit, or the process says before it meshes that its heap is too small. The tiles
 * are so large that they have to be halved. {@link DeterminismTest} has the small twin.
 */
@Tag("slow")
class MachinesTest {
  @TempDir Path dir;

  @Test
  void anyMachineMakesTheSameMesh() throws Exception {
    DemoCity.Written city = DemoCity.writeTiles(dir.resolve("city"), 2, 1, 1000, 3);
    // 2 million faces in a tile, which --tile-memory halves as it is by default.
    List<String> options =
        List.of("--tile-size", "1000", "--max-size", "1.4", "--building-size", "1.4");
    Manifest expected = built(city, "1", "8g", options);
    assertTrue(expected.totals().tiles() > 2, "tiles are to be halved");
    for (String heap : List.of("512m", "2g", "8g")) {
      for (String cores : List.of("1", "2", "8")) {
        Manifest manifest = built(city, cores, heap, options);
        assertEquals(expected.digest(), manifest.digest(), cores + " cores, " + heap);
        assertEquals(List.of(), manifest.deviations());
      }
    }
  }

  @Test
  void halfAGigabyteIsTooLittleForTheWholeCityInOneTile() throws Exception {
    DemoCity.Written city = DemoCity.writeTiles(dir.resolve("city"), 2, 1, 1000, 3);
    Path out = dir.resolve("refused");
    List<String> options =
        List.of("--tile-size", "0", "--max-size", "1.4", "--building-size", "1.4");
    for (String cores : List.of("1", "2", "8")) {
      ChildJvm.Outcome outcome = run(city, cores, "512m", out, options);
      assertEquals(2, outcome.code(), outcome.output());
      List<String> lines = outcome.output().lines().toList();
      String last = lines.get(lines.size() - 1);
      assertTrue(
          last.startsWith("citymesh: the one tile of the city needs at least "), outcome.output());
      assertTrue(Files.notExists(out), "nothing was meshed or written");
    }
  }

  private Manifest built(DemoCity.Written city, String cores, String heap, List<String> options)
      throws IOException, InterruptedException {
    Path out = dir.resolve(cores + "-" + heap);
    ChildJvm.Outcome outcome = run(city, cores, heap, out, options);
    assertEquals(0, outcome.code(), outcome.output());
    return ManifestFile.read(OutputDir.of(out.toString(), new Configuration()));
  }

  private static ChildJvm.Outcome run(
      DemoCity.Written city, String cores, String heap, Path out, List<String> options)
      throws IOException, InterruptedException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "build",
                "--buildings",
                city.buildings().toString(),
                "--terrain",
                city.terrain().toString(),
                "--height-field",
                DemoCity.HEIGHT_FIELD,
                "--bounds",
                city.bounds().toString(),
                "--master",
                "local[" + cores + "]",
                "--out",
                out.toString(),
                "--overwrite"));
    args.addAll(options);
    return ChildJvm.run(List.of("-Xmx" + heap, "-XX:+UseParallelGC"), Main.class, args);
  }
}
