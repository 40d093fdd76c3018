package io.citymesh.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small twin of {@link VolumeBenchmark}. */
class VolumeBenchmarkTest {
  @Test
  @Tag("slow")
  void aVolumeIsBuiltCheckedExportedAndCompared(@TempDir Path dir) throws Exception {
    VolumeBenchmark benchmark = new VolumeBenchmark(dir, "600m");
    benchmark.large("60");
    benchmark.compare("60", 1);
    benchmark.delft();
    String text = benchmark.log.text();
    for (String step : new String[] {"`build --volume`", "`check`", "openfoam`", "vtkhdf`"}) {
      assertEquals(1, rows(text, step), text);
    }
    assertEquals(1, rows(text, "60 buildings"), text);
    assertTrue(rows(text, "citymesh") == 0 || text.contains("Mesh OK"), text);
  }

  private static long rows(String text, String name) {
    return text.lines().filter(line -> line.startsWith("| ") && line.contains(name)).count();
  }
}
