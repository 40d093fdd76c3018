package io.citymesh.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.output.OutputDir;
import io.citymesh.output.TinyCity;
import io.citymesh.report.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartSampleTest {
  @TempDir Path dir;

  /** Reads what {@link Packed} wrote, as the page's program does. */
  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    long count() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (long) (next & 127) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    long signed() {
      long value = count();
      return value >>> 1 ^ -(value & 1);
    }
  }

  @Test
  void theTilesTrianglesAndTheGround() throws IOException {
    OutputDir out = OutputDir.of(dir.toString(), new Configuration());
    Manifest manifest = new TinyCity().publish(out);
    PartSample sample = PartSample.read(out, manifest);
    assertTrue(sample.hasGround());
    GroundGrid grid = new GroundGrid(manifest.bounds());
    sample.addTo(grid);
    for (double elevation : grid.elevations()) {
      assertEquals(0, elevation, "the roof at 2 m is no ground");
    }
    PartSample.Tile tile = sample.tile().orElseThrow();
    Manifest.Part core =
        manifest.parts().stream().filter(p -> p.kind().equals("core")).findFirst().orElseThrow();
    assertEquals(core.name(), tile.name());
    assertEquals(core.faces(), tile.faces());
    assertEquals(core.faces(), tile.all());
    Reader reader = new Reader(tile.packed());
    long[] pen = new long[3];
    double[] xyz = new double[3 * (int) reader.count()];
    for (int i = 0; i < xyz.length; i++) {
      pen[i % 3] += reader.signed();
      xyz[i] = pen[i % 3] / (double) PartSample.STEPS;
    }
    double area = 0;
    long faces = 0;
    for (int patch = 0; patch < 3; patch++) {
      long count = reader.count();
      faces += count;
      int before = 0;
      for (long f = 0; f < count; f++) {
        int[] v = new int[3];
        for (int c = 0; c < 3; c++) {
          before += (int) reader.signed();
          v[c] = 3 * before;
        }
        area +=
            ((xyz[v[1]] - xyz[v[0]]) * (xyz[v[2] + 1] - xyz[v[0] + 1])
                    - (xyz[v[1] + 1] - xyz[v[0] + 1]) * (xyz[v[2]] - xyz[v[0]]))
                / 2;
      }
    }
    assertEquals(tile.packed().length, reader.at);
    assertEquals(core.faces(), faces);
    assertEquals(3, area, 1e-9, "the column of three cells, from above");
  }
}
