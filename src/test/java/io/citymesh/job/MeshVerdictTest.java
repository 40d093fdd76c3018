package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.air.AirPart;
import io.citymesh.air.AirParts;
import io.citymesh.air.AirQuality;
import io.citymesh.air.CellKind;
import io.citymesh.air.Town;
import io.citymesh.output.AirCity;
import io.citymesh.output.CheckReport;
import io.citymesh.output.Defect;
import io.citymesh.output.MeshCheck;
import io.citymesh.output.OutputDir;
import io.citymesh.output.StripedGround;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executors' verdict on a mesh is that of a single thread, whatever the partitions. */
class MeshVerdictTest extends SparkTest {
  private static final int PARTS = 12;
  private static final int ROWS = 5;

  /** Few of what parts have in common in each bucket, as in a mesh of millions of faces. */
  private static final MeshCheck.Buckets MANY = new MeshCheck.Buckets(7, 50);

  @TempDir Path dir;

  /** The report but for the time. */
  private static String withoutTime(CheckReport report) {
    return report.table().replaceFirst("\\([0-9.]+ s\\)\n$", "") + report.examples();
  }

  private CheckReport check(Manifest manifest) throws IOException {
    CheckReport report = MeshCheck.run(dir.toString());
    for (int tasks : new int[] {1, 3, 100}) {
      assertEquals(
          withoutTime(report), withoutTime(verdict(manifest, tasks, MeshCheck.Buckets.USUAL)));
    }
    String divided = withoutTime(MeshCheck.run(out(), MANY));
    assertEquals(divided, withoutTime(verdict(manifest, 3, MANY)));
    if (!report.broken()) {
      assertEquals(withoutTime(report), divided);
    }
    return report;
  }

  private CheckReport verdict(Manifest manifest, int tasks, MeshCheck.Buckets size)
      throws IOException {
    return MeshVerdict.of(spark(), dir.toString(), manifest, Progress.silent(), tasks, size);
  }

  private OutputDir out() {
    return OutputDir.of(dir.toString(), new Configuration());
  }

  private Path file(Manifest manifest, int part) {
    return dir.resolve(manifest.parts().get(part).file());
  }

  @Test
  void aSoundMesh() throws IOException {
    Manifest manifest = StripedGround.write(dir.toString(), PARTS, ROWS);
    CheckReport report = check(manifest);
    assertFalse(report.broken(), report::table);
    assertEquals(2 * PARTS * ROWS, report.faces());
    assertEquals((PARTS + 1) * (ROWS + 1), report.vertices());
  }

  @Test
  void partsThatAreAbsentCutOffOrOthers() throws IOException {
    Manifest manifest = StripedGround.write(dir.toString(), PARTS, ROWS);
    Files.delete(file(manifest, 2));
    byte[] bytes = Files.readAllBytes(file(manifest, 5));
    Files.write(file(manifest, 5), Arrays.copyOf(bytes, bytes.length / 2));
    Files.copy(file(manifest, 9), file(manifest, 8), StandardCopyOption.REPLACE_EXISTING);
    CheckReport report = check(manifest);
    assertEquals(2, report.defects().get(Defect.UNREADABLE_PARTS));
    // All of parts 1 and 4, one of whose vertices belongs to the part that is gone.
    assertEquals(4 * ROWS, report.defects().get(Defect.UNKNOWN_VERTICES));
    // Part 8 is part 9 once more, with the vertices of both.
    assertEquals(ROWS + 1, report.defects().get(Defect.DUPLICATE_VERTICES));
    assertTrue(report.defects().get(Defect.GHOST_MISMATCHES) > 0, report::table);
    assertTrue(report.defects().get(Defect.NON_MANIFOLD_EDGES) > 0, report::table);
  }

  @Test
  void cellsOfTheAir() throws IOException {
    AirPart air = AirParts.above(Town.random(2).surface(8), 3, 20);
    Manifest manifest = AirCity.publish(out(), AirCity.bands(air, 7, 2, 9));
    CheckReport report = check(manifest);
    assertEquals(
        AirQuality.of(air).cells(CellKind.WEDGE),
        report.cells().orElseThrow().cells(CellKind.WEDGE));
    assertEquals(0, report.defects().get(Defect.CELL_FAULTS), report::table);
    Files.delete(file(manifest, 1));
    CheckReport without = check(manifest);
    assertEquals(1, without.defects().get(Defect.UNREADABLE_PARTS));
    assertEquals(0, without.defects().get(Defect.CELL_FAULTS), without::table);
  }
}
