package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.footprint.Building;
import io.citymesh.footprint.HeightSource;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiles that cannot be meshed, and are too small to be halved: some of 3 x 3. */
class CityJobTest extends SparkTest {
  private static final Bounds DOMAIN = new Bounds(0, 0, 300, 300);
  private static final MeshOptions MESH = new MeshOptions(100, 10, 5, 0, 25);

  @TempDir private Path dir;

  private enum Failure {
    BUG,
    OUT_OF_MEMORY,
    STACK_OVERFLOW;

    void happen(String where) {
      switch (this) {
        case BUG -> throw new IllegalStateException("no elevation at " + where);
        case OUT_OF_MEMORY -> throw new OutOfMemoryError("at " + where);
        case STACK_OVERFLOW -> throw new StackOverflowError("at " + where);
      }
    }
  }

  /** Level ground with squares that cannot be read. */
  private record Broken(Bounds extent, List<Bounds> holes, Failure failure) implements Terrain {
    private static final long serialVersionUID = 1L;

    @Override
    public String crs() {
      return "";
    }

    @Override
    public double[] elevations(double[] xy, int count) {
      for (int i = 0; i < count; i++) {
        for (Bounds hole : holes) {
          if (hole.contains(xy[2 * i], xy[2 * i + 1])) {
            failure.happen(xy[2 * i] + " " + xy[2 * i + 1]);
          }
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
    skips(Failure.BUG, "IllegalStateException: no elevation at", "1_1");
  }

  @Test
  void withoutMemory() {
    skips(Failure.OUT_OF_MEMORY, "OutOfMemoryError: at ", "1_1");
    skips(Failure.STACK_OVERFLOW, "StackOverflowError: at ", "1_1");
  }

  @Test
  void neighboursAndCorners() {
    skips(Failure.OUT_OF_MEMORY, "OutOfMemoryError: at ", "0_1", "1_1");
    skips(Failure.BUG, "no elevation at", "2_2", "0_0", "1_2");
    skips(Failure.BUG, "no elevation at", "1_0", "1_1", "1_2");
  }

  private void skips(Failure failure, String error, String... tiles) {
    try (CityJob job = job(failure, RunOptions.OnTileFailure.SKIP, tiles)) {
      run(job);
      Set<String> failed = new HashSet<>();
      for (StageItem.FailedTile tile : job.failed()) {
        failed.add(tree().key(tile.node()).toString());
        assertTrue(tile.error().contains(error), tile.error());
      }
      assertEquals(Set.of(tiles), failed);
      int meshed = 9 - tiles.length;
      assertEquals(meshed + 8, job.sealed().size(), "cores and seams");
      double covered = job.sealed().stream().mapToDouble(StageItem.PartSummary::area).sum();
      assertEquals(
          meshed * 100 * 100, covered, tiles.length * 0.3 * 100 * 100, "all but the tiles' rims");
    }
  }

  @Test
  void endsTheRunIfThatIsAskedFor() {
    for (Failure failure : Failure.values()) {
      try (CityJob job = job(failure, RunOptions.OnTileFailure.FAIL, "1_1")) {
        Exception error = assertThrows(Exception.class, () -> run(job));
        assertTrue(error instanceof SparkException, error.toString());
        String own = error.getCause().getMessage();
        assertTrue(own.startsWith("tile 1_1 could not be meshed: java.lang."), own);
        assertTrue(own.contains("at 1"), own);
      }
    }
  }

  private static StitchTree tree() {
    return new StitchTree(new TileGrid(DOMAIN, MESH));
  }

  /** Nothing can be read in the middle of these tiles. */
  private CityJob job(Failure failure, RunOptions.OnTileFailure onFailure, String... tiles) {
    List<Bounds> holes = new ArrayList<>();
    for (String tile : tiles) {
      int x = 100 * (tile.charAt(0) - '0');
      int y = 100 * (tile.charAt(2) - '0');
      holes.add(new Bounds(x + 40, y + 40, x + 60, y + 60));
    }
    RunOptions run =
        new RunOptions(
            RunOptions.Store.MEMORY,
            List.of(),
            false,
            4,
            onFailure,
            2,
            RunOptions.TILE_MEMORY,
            false);
    String id = UUID.randomUUID().toString(); // A run that is over does not come back.
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    Output output = Output.in(dir.resolve(id).toString(), context.hadoopConfiguration(), 0);
    Setting setting =
        new Setting(id, tree(), MESH, new Broken(DOMAIN, holes, failure), run, output);
    Building building =
        new Building(
            0,
            1,
            List.of("b"),
            0,
            9,
            HeightSource.HEIGHT_FIELD,
            new double[][] {{40, 40, 60, 40, 60, 60, 40, 60}});
    return new CityJob(
        context,
        setting,
        new Batches(tree(), new double[9], 4, 2),
        context.parallelize(List.of(PackedBuilding.of(building))),
        spark().sparkContext().longAccumulator());
  }

  private static void run(CityJob job) {
    job.meshCores(made -> {});
    job.stitch();
  }
}
