package io.citymesh.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.air.Town;
import java.nio.file.Path;
import java.util.List;
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
    benchmark.rate("60", 0, 1);
    benchmark.delft();
    benchmark.towns(List.of(new VolumeBenchmark.Hill("a row", Town.row(6, 0.2), 49.5, 0, 0.9)));
    String text = benchmark.log.text();
    for (String step : new String[] {"`build --volume`", "`check`", "openfoam`", "vtkhdf`"}) {
      assertEquals(1, rows(text, step), text);
    }
    assertEquals(1, rows(text, "60 buildings"), text);
    assertEquals(1, rows(text, "| cells | with | without |"), text);
    for (String row : new String[] {"| citymesh |", "| a row |"}) {
      assertTrue(
          text.lines().filter(line -> line.startsWith(row)).allMatch(line -> line.contains("OK")),
          text);
    }
  }

  private static long rows(String text, String name) {
    return text.lines().filter(line -> line.startsWith("| ") && line.contains(name)).count();
  }
}
