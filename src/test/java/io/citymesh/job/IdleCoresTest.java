package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.SparkTest;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.report.Manifest;
import io.citymesh.terrain.Terrains;
import io.citymesh.tile.StitchTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a core of the machine does that finds no more tiles to mesh, while another meshes one. */
class IdleCoresTest extends SparkTest {
  private static final StitchTree TREE = SmallCity.tree();
  private static final String ANY_CORE = "core_.*\\.h5";
  private static final String ANY_SEAM = "part_0000(1[2-9]|2.)\\.h5";

  @TempDir private Path dir;

  /** Level ground, one tile of which is not known before there is a file of some name. */
  private record Patient(int tile, String folder, String name) implements LevelGround {
    private static final long serialVersionUID = 1L;
    private static final int SECONDS = 60;

    @Override
    public double[] elevations(double[] xy, int count) {
      Bounds middle = TREE.rectangle(tile).grow(-40);
      for (int i = 0; i < count; i++) {
        if (middle.contains(xy[2 * i], xy[2 * i + 1])) {
          await();
          break;
        }
      }
      return new double[count];
    }

    private void await() {
      for (int i = 0; i < 100 * SECONDS; i++) {
        if (isThere()) {
          return;
        }
        try {
          Thread.sleep(10);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      throw new IllegalStateException("no file " + name + " in " + folder);
    }

    private boolean isThere() {
      if (Files.notExists(Path.of(folder))) {
        return false;
      }
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        return files.anyMatch(file -> file.getFileName().toString().matches(name));
      } catch (IOException | UncheckedIOException e) {
        return false; // One was just renamed.
      }
    }
  }

  /** The vertices of the tiles before the last one can be numbered. */
  @Test
  void publishesCores() {
    Path out = dir.resolve("out");
    String digest = run(new Patient(11, out.toString(), ANY_CORE), out);
    assertEquals(run(Terrains.open("flat:0"), dir.resolve("other")), digest);
  }

  /** Before the first tile is known no vertex can be numbered. */
  @Test
  void stitches() {
    Path spill = dir.resolve("spill");
    String digest = run(new Patient(0, spill.toString(), ANY_SEAM), dir.resolve("out"));
    assertEquals(run(Terrains.open("flat:0"), dir.resolve("other")), digest);
  }

  /** Each tile is a run, and fails the job if it fails. */
  private String run(Terrain terrain, Path out) {
    try (CityJob job =
        SmallCity.job(
            spark(),
            terrain,
            List.of(dir.resolve("spill")),
            TREE.tiles(),
            2,
            RunOptions.OnTileFailure.FAIL)) {
      job.publishTo(out.toString(), 0);
      job.meshCores(spark().sparkContext().longAccumulator());
      job.stitch();
      List<Manifest.Part> parts = job.publish();
      assertEquals(TREE.nodes(), parts.size());
      assertEquals(0, job.remade());
      return Manifest.digestOf(parts);
    }
  }
}
