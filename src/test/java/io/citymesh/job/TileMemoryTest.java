package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.footprint.Building;
import io.citymesh.report.Manifest;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tile that runs out of memory: the one in the south-west of 2 x 2. The second time it has the
 * heap to itself, the third time it is halved.
 */
class TileMemoryTest extends SparkTest {
  private static final MeshOptions MESH = SmallCity.MESH.withTileSize(200);
  private static final StitchTree TREE = new StitchTree(new TileGrid(SmallCity.DOMAIN, MESH));
  private static final int TILE = 0;

  @TempDir private Path dir;

  /** Level ground; asking for elevations in {@link #TILE} runs out of memory a few times. */
  private record Scarce() implements LevelGround {
    private static final long serialVersionUID = 1L;

    /** How often it still does. */
    private static volatile int left;

    @Override
    public double[] elevations(double[] xy, int count) {
      boolean here = count > 0;
      for (int i = 0; i < count; i++) {
        here &= TREE.rectangle(TILE).contains(xy[2 * i], xy[2 * i + 1]);
      }
      if (here && left > 0) {
        left--;
        throw new OutOfMemoryError("of this test");
      }
      return new double[count];
    }
  }

  private record Outcome(
      String digest, List<Integer> halvings, List<String> deviations, int failed) {}

  private interface Between {
    /** Does something between meshing and stitching. */
    void act() throws IOException;
  }

  /** What others took at the same time is no reason for another mesh. */
  @Test
  void isMeshedWholeIfItFitsAlone() throws IOException {
    Outcome crowded = run(1, () -> {});
    assertEquals(run(0, () -> {}), crowded);
    assertEquals(List.of(), crowded.deviations);
  }

  @Test
  void isMeshedInTwoPieces() throws IOException {
    String whole = run(0, () -> {}).digest;
    Outcome halves = run(2, () -> {});
    assertEquals(List.of(1, 0, 0, 0), halves.halvings);
    assertEquals(
        List.of(
            "tile 0_0 ran out of memory and was meshed in 2 pieces: with more memory the mesh is"
                + " another"),
        halves.deviations);
    assertNotEquals(whole, halves.digest, "there is a seam where there was none");
    assertEquals(halves, run(2, () -> {}));
  }

  @Test
  void isMeshedInFourPiecesIfTwoAreTooLarge() throws IOException {
    assertEquals(List.of(2, 0, 0, 0), run(3, () -> {}).halvings);
  }

  @Test
  void fails() throws IOException {
    Outcome outcome = run(Integer.MAX_VALUE, () -> {});
    assertEquals(1, outcome.failed);
    assertEquals(3, outcome.halvings.size());
  }

  @Test
  void endsTheRunIfThatIsAskedFor() {
    Exception error =
        assertThrows(
            SparkException.class,
            () -> run(Integer.MAX_VALUE, () -> {}, RunOptions.OnTileFailure.FAIL));
    assertTrue(error.getMessage().contains("tile 0_0 could not be meshed"), error.getMessage());
    assertTrue(error.getMessage().contains("OutOfMemoryError"), error.getMessage());
  }

  /** It would come out whole the second time, but its neighbours have seams with the pieces. */
  @Test
  void isMadeAgainInAsManyPieces() throws IOException {
    Outcome halves = run(2, () -> {});
    Outcome again = run(2, this::loseAll);
    assertEquals(halves.digest, again.digest);
    assertEquals(List.of(1, 0, 0, 0), again.halvings);
  }

  /** It might come out sound the second time, but its neighbours have left it out. */
  @Test
  void staysFailedWhenOthersAreMadeAgain() throws IOException {
    Outcome without = run(4, () -> {});
    Outcome again = run(4, this::loseAll);
    assertEquals(1, again.failed);
    assertEquals(without.digest, again.digest);
  }

  @Test
  void isFoundInPiecesByALaterRun() throws IOException {
    Work work = Work.in(output("resumed"), false);
    Outcome first = run(2, () -> {}, RunOptions.OnTileFailure.SKIP, work);
    assertEquals(first, run(Integer.MAX_VALUE, () -> {}, RunOptions.OnTileFailure.SKIP, work));
    assertEquals(run(2, () -> {}).digest, first.digest);
  }

  /**
   * A lost attempt has meshed the tile whole, and published it; the one that counts has halved it.
   * Both have files, and what names vertices of the core names those of the one that counts.
   */
  @Test
  void attemptsThatDiffer() throws IOException {
    Outcome halves = run(2, () -> {});
    Output output = output("attempts");
    Outcome whole = run(0, () -> {}, RunOptions.OnTileFailure.SKIP, Work.off(output));
    assertNotEquals(whole.digest, halves.digest);
    assertEquals(7, parts("attempts").size());
    assertEquals(halves, run(2, () -> {}, RunOptions.OnTileFailure.SKIP, Work.off(output)));
    // The core, and the three seams above the tile or beside it.
    List<String> both = parts("attempts");
    assertEquals(2, both.stream().filter(name -> name.startsWith("core_0_0-")).count(), "" + both);
    assertEquals(3, both.stream().filter(name -> name.startsWith("core_")).count() - 2);
    assertTrue(both.size() > 7 && both.size() <= 7 + 3, "" + both);
  }

  /**
   * A stitch has seen an attempt that the driver does not know of, as with a speculative one that
   * ends as late as the first: it is stitched again.
   */
  @Test
  void aStitchThatHasSeenAnotherAttempt() throws IOException {
    Outcome halves = run(2, () -> {});
    Outcome again =
        run(
            2,
            () -> {
              loseAll();
              // Nobody tells the tasks that make the tile again: it is whole then.
              spark().sparkContext().setLocalProperty("citymesh.tile.outcomes", null);
              swapped = true;
            });
    assertTrue(swapped);
    assertEquals(halves, again);
  }

  private boolean swapped;

  private List<String> parts(String out) throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve(out).resolve("parts"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void loseAll() {
    Scarce.left = 0;
    LostPartsTest.lose(i -> true);
  }

  private Output output(String name) {
    return Output.in(dir.resolve(name).toString(), spark().sparkContext().hadoopConfiguration(), 0);
  }

  private Outcome run(int times, Between between) throws IOException {
    return run(times, between, RunOptions.OnTileFailure.SKIP);
  }

  private Outcome run(int times, Between between, RunOptions.OnTileFailure onTileFailure)
      throws IOException {
    return run(times, between, onTileFailure, Work.off(output("out" + UUID.randomUUID())));
  }

  private Outcome run(int times, Between between, RunOptions.OnTileFailure onTileFailure, Work work)
      throws IOException {
    Scarce.left = times;
    RunOptions options =
        new RunOptions(
            RunOptions.Store.DISK,
            List.of(dir.resolve("spill").toString()),
            false,
            4,
            onTileFailure,
            2,
            RunOptions.TILE_MEMORY,
            false);
    List<Building> city = SmallCity.buildings();
    Setting setting =
        new Setting(
            UUID.randomUUID().toString(), TREE, MESH, new Scarce(), options, work, new long[0]);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    Batches batches = new Batches(TREE, new double[] {1, 1, 1, 1}, 4, 2);
    try (CityJob job =
        new CityJob(
            context,
            setting,
            batches,
            context.parallelize(city, 3).map(PackedBuilding::of),
            spark().sparkContext().longAccumulator())) {
      job.meshCores(made -> {});
      between.act();
      job.stitch();
      List<Manifest.Part> parts = job.parts();
      work.retain(job.sealed());
      double area = job.sealed().stream().mapToDouble(StageItem.PartSummary::area).sum();
      double missing = job.failed().isEmpty() ? 0 : TREE.rectangle(TILE).area();
      assertEquals(SmallCity.DOMAIN.area() - missing, area, 0.1 * missing + 1e-6);
      return new Outcome(
          Manifest.digestOf(parts),
          job.sealed().stream()
              .filter(part -> TREE.isTile(part.node()))
              .map(StageItem.PartSummary::halvings)
              .toList(),
          RunManifest.deviations(TREE, job),
          job.failed().size());
    }
  }
}
