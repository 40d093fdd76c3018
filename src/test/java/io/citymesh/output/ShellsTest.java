package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.report.Manifest;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.RecordInput;
import io.citymesh.stitch.RecordOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A closed box in two parts, and what does not hang together with it. */
class ShellsTest {
  @TempDir Path directory;

  private static final double[] BOX = {
    0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 2, 1, 0, 2, 1, 1, 2, 0, 1, 2
  };

  /** Ground and the sides at y = 0 and x = 1; then the other sides and the top. */
  private static final int[][] FACES = {
    {0, 1, 2, 0, 2, 3, 0, 5, 1, 0, 4, 5, 1, 6, 2, 1, 5, 6},
    {2, 7, 3, 2, 6, 7, 3, 4, 0, 3, 7, 4, 4, 6, 5, 4, 7, 6}
  };

  private static final byte[][] KINDS = {{0, 0, 5, 5, 5, 5}, {5, 5, 5, 5, 4, 4}};

  private static final double[] TETRA = {.2, .2, 1, .4, .2, 1, .2, .4, 1, .2, .2, 1.3};
  private static final int[] TETRA_FACES = {0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3};

  private static Part first() {
    return part(0, BOX, FACES[0], KINDS[0], new long[0], new double[0]);
  }

  /**
   * The second part, whose corners are the first one's.
   *
   * @param tetras how many small bodies it has besides
   */
  private static Part second(int tetras) {
    double[] own = new double[12 * tetras];
    int[] corners = new int[FACES[1].length + 12 * tetras];
    byte[] kinds = Arrays.copyOf(KINDS[1], KINDS[1].length + 4 * tetras);
    Arrays.setAll(corners, i -> i < FACES[1].length ? FACES[1][i] + 4 * tetras : 0);
    for (int t = 0; t < tetras; t++) {
      for (int i = 0; i < 12; i++) {
        own[12 * t + i] = TETRA[i] + (i % 3 == 0 ? 0.3 * t : 0);
        corners[FACES[1].length + 12 * t + i] = TETRA_FACES[i] + 4 * t;
      }
      Arrays.fill(kinds, KINDS[1].length + 4 * t, KINDS[1].length + 4 * t + 4, (byte) 5);
    }
    long[] foreign =
        IntStream.range(0, 8).mapToLong(i -> i).flatMap(i -> LongStream.of(4, i)).toArray();
    return part(1, own, corners, kinds, foreign, BOX);
  }

  private static Part part(
      int number, double[] own, int[] corners, byte[] kinds, long[] foreign, double[] ghosts) {
    int[] none = new int[kinds.length];
    Arrays.fill(none, -1);
    return new Part(
        number == 0 ? 0 : 5,
        number == 0 ? 4 : 1,
        number == 0 ? Part.Kind.CORE : Part.Kind.SEAM,
        number == 0 ? "core_0_0" : "seam_5",
        own,
        corners,
        kinds,
        none,
        new long[0],
        foreign,
        ghosts);
  }

  private List<CheckReport> reports(Part second) throws IOException {
    OutputDir out = OutputDir.of(directory.toString(), new Configuration());
    Manifest.Quality none = new Manifest.Quality(45, 25, 0, null, null);
    Manifest open =
        new TinyCity()
            .manifest(
                List.of(
                    TinyCity.write(out, first(), 0, 0, 0), TinyCity.write(out, second, 1, 8, 0)),
                new Manifest.Extent(0, 0, 1, 1),
                none,
                none);
    Manifest closed =
        new Manifest(
            open.options(),
            open.crs(),
            open.bounds(),
            open.domain(),
            open.totals(),
            open.tiles(),
            open.parts(),
            open.formats(),
            open.quality(),
            open.walls(),
            open.cells(),
            open.cellQuality(),
            open.topology(),
            open.features(),
            new TreeMap<>(Map.of("top", 2.0)),
            new TreeMap<>(Map.of("top", 4, "side_1", 5)),
            open.zones(),
            open.notes(),
            open.deviations(),
            open.areas(),
            open.volumes(),
            open.timings(),
            open.counters(),
            open.versions(),
            open.digest());
    ManifestFile.write(out, closed);
    return List.of(
        MeshCheck.run(out),
        MeshCheck.run(out, new MeshCheck.Buckets(1, 1)),
        MeshCheck.run(out, new MeshCheck.Buckets(3, 3)));
  }

  @Test
  void oneBoxInTwoPartsIsOneShell() throws IOException {
    for (CheckReport report : reports(second(0))) {
      assertEquals(1, report.shells());
      assertEquals(0, report.defects().get(Defect.UNCONNECTED_SHELLS));
      assertEquals(0, report.defects().get(Defect.OPEN_EDGES));
      assertTrue(report.table().contains("\nshells                            1\n"));
    }
  }

  @Test
  void whatHangsOnNothingIsAShellMore() throws IOException {
    for (CheckReport report : reports(second(2))) {
      assertEquals(3, report.shells());
      assertEquals(2, report.defects().get(Defect.UNCONNECTED_SHELLS));
      assertEquals(
          "3 shells where one is expected", report.examples().get(Defect.UNCONNECTED_SHELLS));
      assertEquals(0, report.defects().get(Defect.OPEN_EDGES));
    }
  }

  @Test
  void facesThatShareNoMoreThanAVertexAreTwoPieces() {
    int[] corners = {0, 1, 2, 2, 3, 4, 4, 3, 5, 0, 2, 1};
    PartShells shells = new PartShells(6, corners, BitSet.valueOf(new long[] {0b1111}));
    assertEquals(2, shells.count());
    StringBuilder borders = new StringBuilder();
    shells.forEachBorder(
        v -> v >= 2, (a, b, piece) -> borders.append(a + "-" + b + " of " + piece + "; "));
    assertEquals("2-3 of 1; 2-4 of 1; 3-5 of 1; 4-5 of 1; ", borders.toString());
  }

  @Test
  void itDoesNotMatterWhoJoins() throws IOException {
    Shells all = new Shells();
    for (int i = 0; i < 10; i++) {
      Shells some = new Shells();
      some.add(10);
      for (long j = i; j < 90; j += 10) {
        some.join(j, j + 10); // Those of equal last digits.
        some.join(j + 10, j);
      }
      RecordOutput out = new RecordOutput();
      some.write(out);
      all.add(new RecordInput(ByteBuffer.wrap(out.bytes())));
    }
    assertEquals(10, all.count());
    all.join(17, 4);
    all.join(7, 24);
    assertEquals(9, all.count());
  }
}
