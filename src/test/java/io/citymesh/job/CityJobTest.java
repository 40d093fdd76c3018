package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.city.Bounds;
import io.citymesh.city.Terrain;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/** A tile that cannot be meshed: the one in the middle of 3 x 3. */
class CityJobTest extends SparkTest {
  private static final Bounds DOMAIN = new Bounds(0, 0, 300, 300);
  private static final MeshOptions MESH = new MeshOptions(100, 10, 5, 0, 25);

  /** Level ground with a square that cannot be read. */
  private record Broken(Bounds extent, Bounds hole) implements Terrain {
    private static final long serialVersionUID = 1L;

    @Override
    public String crs() {
      return "";
    }

    @Override
    public double[] elevations(double[] xy, int count) {
      for (int i = 0; i < count; i++) {
        if (hole.contains(xy[2 * i], xy[2 * i + 1])) {
          throw new IllegalStateException("no elevation at " + xy[2 * i] + " " + xy[2 * i + 1]);
        }
      }
      return new double[count];
    }

    @Override
    public String fingerprint(Bounds window) {
      return toString();
    }

    @Override
    public double maxAlong(double ax, double ay, double bx, double by) {
      return 0;
    }
  }

  @Test
  void isNamedAndTheOthersGoOn() {
    try (CityJob job = job(new Bounds(140, 140, 160, 160), RunOptions.OnTileFailure.SKIP)) {
      run(job);
      assertEquals(1, job.failed().size());
      StageItem.FailedTile failed = job.failed().get(0);
      assertTrue(failed.error().contains("no elevation at"), failed.error());
      assertEquals("1_1", tree().key(failed.node()).toString());
      assertEquals(8 + 8, job.sealed().size(), "cores and seams");
      double covered = job.sealed().stream().mapToDouble(StageItem.SealedPart::area).sum();
      assertEquals(8 * 100 * 100, covered, 0.25 * 100 * 100, "all but a tile and its rim");
    }
  }

  @Test
  void endsTheRunIfThatIsAskedFor() {
    try (CityJob job = job(new Bounds(140, 140, 160, 160), RunOptions.OnTileFailure.FAIL)) {
      Exception error = assertThrows(Exception.class, () -> run(job));
      assertTrue(error instanceof SparkException, error.toString());
      assertTrue(error.getMessage().contains("tile 1_1 could not be meshed"), error.getMessage());
    }
  }

  private static StitchTree tree() {
    return new StitchTree(new TileGrid(DOMAIN, MESH));
  }

  private static CityJob job(Bounds hole, RunOptions.OnTileFailure onFailure) {
    RunOptions run =
        new RunOptions(RunOptions.Store.MEMORY, List.of(), false, 4, onFailure, 2, 0, false);
    String id = UUID.randomUUID().toString(); // A run that is over does not come back.
    Setting setting = new Setting(id, tree(), MESH, new Broken(DOMAIN, hole), 1, run);
    Building building =
        new Building(
            0,
            List.of("b"),
            0,
            9,
            HeightSource.HEIGHT_FIELD,
            new double[][] {{40, 40, 60, 40, 60, 60, 40, 60}});
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    return new CityJob(
        context,
        setting,
        new Runs(tree(), new double[9], 4, 2),
        context.parallelize(List.of(building)));
  }

  private static void run(CityJob job) {
    job.meshCores(spark().sparkContext().longAccumulator());
    for (int stage = 1; stage <= job.stitchStages(); stage++) {
      job.stitch(stage);
    }
  }
}
