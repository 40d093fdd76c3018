package io.citymesh.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.SparkTest;
import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.OutputOptions;
import io.citymesh.output.PublishTest.RemoteFileSystem;
import io.citymesh.report.Manifest;
import io.citymesh.store.PartFile;
import io.citymesh.terrain.Terrains;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.Sizes;
import io.citymesh.tile.StitchTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a later run takes over from an earlier one, and what it makes again: 12 tiles. */
class ResumeTest extends SparkTest {
  private static final StitchTree TREE = SmallCity.tree();

  @TempDir private Path dir;

  /** Everything that may differ from one run to the next. */
  private record Run(
      List<Building> city, MeshOptions mesh, Terrain terrain, int partitions, int fanIn) {
    Run(List<Building> city) {
      this(city, SmallCity.MESH, Terrains.open("flat:3"), 4, 2);
    }

    Run spread(int morePartitions, int moreFanIn) {
      return new Run(city, mesh, terrain, morePartitions, moreFanIn);
    }
  }

  /**
   * What came of it.
   *
   * @param made the nodes that were not there
   */
  private record Outcome(String digest, Set<Integer> made) {}

  @Test
  void nothingIsMadeAgainIfNothingChanges() throws IOException {
    Outcome first = resume(new Run(SmallCity.buildings()));
    assertEquals(nodes(), first.made);
    for (Run same :
        List.of(
            new Run(SmallCity.buildings()),
            new Run(SmallCity.buildings()).spread(12, 4),
            new Run(SmallCity.buildings()).spread(1, 2))) {
      assertEquals(new Outcome(first.digest, Set.of()), resume(same));
    }
    assertEquals(first.digest, fresh(new Run(SmallCity.buildings())));
  }

  @Test
  void stitchesThatAreAllThereTakeNoJob() throws IOException {
    Run run = new Run(SmallCity.buildings()).spread(12, 2);
    resume(run);
    assertEquals(0, jobsOfStitching(run));
    Files.delete(region(TREE.root()));
    assertEquals(1, jobsOfStitching(run));
  }

  private int jobsOfStitching(Run run) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(spark().sparkContext());
    String group = UUID.randomUUID().toString();
    try (CityJob job = job(run, runs(run), work())) {
      job.meshCores(made -> {});
      spark.setJobGroup(group, "stitching");
      job.stitch();
      assertEquals(nodes().size(), job.sealed().size());
      spark.clearJobGroup(); // Its end has a job, too.
    }
    return spark.statusTracker().getJobIdsForGroup(group).length;
  }

  @Test
  void aRunThatDiedAfterMeshingGoesOn() throws IOException {
    Run run = new Run(SmallCity.buildings());
    Batches runs = runs(run);
    try (CityJob job = job(run, runs, work())) {
      job.meshCores(made -> {});
    }
    Outcome outcome = resume(run);
    assertEquals(stages(runs, 1), outcome.made);
    assertEquals(fresh(run), outcome.digest);
  }

  @Test
  void aRunThatDiedWhileMeshingGoesOn() throws IOException {
    Run run = new Run(SmallCity.buildings()).spread(12, 2);
    resume(run);
    Set<Integer> lost = new TreeSet<>(List.of(2, 3, 11, TREE.parent(11), TREE.root()));
    for (int node : lost) {
      Files.delete(region(node));
      Files.delete(part(node));
    }
    Outcome outcome = resume(run);
    assertEquals(new Outcome(fresh(run), lost), outcome);
  }

  @Test
  void aChangedBuildingIsMadeAgainWithWhatIsAboveIt() throws IOException {
    resume(new Run(SmallCity.buildings()));
    int inOneTile = 7;
    List<Building> changed = SmallCity.buildings();
    Building old = changed.get(inOneTile);
    Building higher =
        new Building(
            old.index(),
            old.key(),
            old.sourceIds(),
            old.ground(),
            old.roof() + 2,
            old.heightSource(),
            old.rings());
    changed.set(inOneTile, higher);
    Outcome outcome = resume(new Run(changed).spread(3, 4));
    assertEquals(above(old.bounds()), outcome.made);
    assertTrue(outcome.made.size() <= 1 + 4, "a tile and at most log2(12) stitches");
    assertEquals(fresh(new Run(changed)), outcome.digest);
  }

  @Test
  void aMovedBuildingChangesTheTilesItLeavesAndThoseItEnters() throws IOException {
    Outcome before = resume(new Run(SmallCity.buildings()));
    List<Building> changed = SmallCity.buildings();
    Building old = changed.get(0);
    double[] ring = {190, 140, 210, 140, 210, 160, 190, 160};
    Building moved =
        new Building(
            0,
            old.key(),
            old.sourceIds(),
            old.ground(),
            old.roof(),
            old.heightSource(),
            new double[][] {ring});
    changed.set(0, moved);
    Set<Integer> expected = new TreeSet<>(above(old.bounds()));
    expected.addAll(above(moved.bounds()));
    Outcome outcome = resume(new Run(changed));
    assertEquals(expected, outcome.made);
    assertNotEquals(before.digest, outcome.digest);
    assertEquals(fresh(new Run(changed)), outcome.digest);
    // Back again: what was replaced is gone.
    assertEquals(new Outcome(before.digest, expected), resume(new Run(SmallCity.buildings())));
  }

  /** The numbers of the buildings after it change, and how many there are: no part knows them. */
  @Test
  void aBuildingMoreOrLessCostsItsTilesAndTheSeamsAboveThem() throws IOException {
    Outcome before = resume(new Run(SmallCity.buildings()));
    List<Building> fewer = new ArrayList<>();
    Building gone = SmallCity.buildings().get(7);
    for (Building b : SmallCity.buildings()) {
      if (b.index() != gone.index()) {
        fewer.add(
            new Building(
                fewer.size(),
                b.key(),
                b.sourceIds(),
                b.ground(),
                b.roof(),
                b.heightSource(),
                b.rings()));
      }
    }
    Outcome without = resume(new Run(fewer));
    assertEquals(new Outcome(fresh(new Run(fewer)), above(gone.bounds())), without);
    assertEquals(
        new Outcome(before.digest, above(gone.bounds())), resume(new Run(SmallCity.buildings())));
  }

  @Test
  void aZoneThatIsMovedCostsTheTilesThatItReaches() throws IOException {
    Outcome before = resume(zoned(new Bounds(20, 20, 40, 40)));
    Run moved = zoned(new Bounds(30, 20, 60, 40));
    // At its side triangles have 2 m, and grow by 1 m in 2 m of distance to 10 m.
    assertEquals(
        new Outcome(fresh(moved), above(new Bounds(4, 4, 76, 56))), resume(moved), "in one tile");
    Run across = zoned(new Bounds(90, 20, 98, 40));
    Outcome outcome = resume(across);
    assertEquals(above(new Bounds(14, 4, 114, 56)), outcome.made, "in two");
    assertEquals(fresh(across), outcome.digest);
    assertNotEquals(before.digest, outcome.digest);
  }

  private static Run zoned(Bounds where) {
    Sizes fine = new Sizes(2, 2, Double.POSITIVE_INFINITY);
    MeshOptions mesh =
        SmallCity.MESH.withZones(
            List.of(
                SizeZone.of("here", where, fine),
                SizeZone.of("there", new Bounds(320, 220, 350, 250), fine)));
    return new Run(SmallCity.buildings(), mesh, Terrains.open("flat:3"), 4, 2);
  }

  @Test
  void otherOptionsOrAnotherTerrainReuseNothing() throws IOException {
    resume(new Run(SmallCity.buildings()));
    MeshOptions finer = new MeshOptions(100, 10, 5, 5, 26);
    assertEquals(
        nodes(),
        resume(new Run(SmallCity.buildings(), finer, Terrains.open("flat:3"), 4, 2)).made,
        "options");
    Run higher = new Run(SmallCity.buildings(), finer, Terrains.open("flat:2"), 4, 2);
    assertEquals(new Outcome(fresh(higher), nodes()), resume(higher), "terrain");
  }

  @Test
  void onlyWhatIsDamagedIsMadeAgain() throws IOException {
    Run run = new Run(SmallCity.buildings());
    String digest = resume(run).digest;
    int seam = TREE.parent(4);
    flip(region(2), 100);
    truncate(region(7));
    Files.write(region(seam), new byte[0]);
    assertEquals(new Outcome(digest, Set.of(2, 7, seam)), resume(run));
    flip(part(3), Files.size(part(3)) / 2); // It is of another time, so that it is read.
    truncate(part(seam));
    Files.write(part(TREE.root()), new byte[0]);
    assertEquals(new Outcome(digest, Set.of(3, seam, TREE.root())), resume(run));
    Files.delete(part(5));
    assertEquals(new Outcome(digest, Set.of(5)), resume(run));
    assertEquals(new Outcome(digest, Set.of()), resume(run), "all is whole again");
  }

  /**
   * Who restores a file with its time, or a disk that forgets, is found out if that is asked for.
   */
  @Test
  void damageOfTheSameSizeAndTimeIsFoundByVerifying() throws IOException {
    Run run = new Run(SmallCity.buildings());
    String digest = resume(run).digest;
    Path part = part(3);
    FileTime time = Files.getLastModifiedTime(part);
    flip(part, Files.size(part) / 2);
    Files.setLastModifiedTime(part, time);
    assertEquals(new Outcome(digest, Set.of()), resume(run));
    assertThrows(IOException.class, () -> PartFile.read(part, 3));
    assertEquals(new Outcome(digest, Set.of(3)), build(run, Work.in(output(out()), true)));
    PartFile.read(part, 3);
  }

  /** Whose region is gone is not known by size and time: its file is used only if it is sound. */
  @Test
  void aDamagedPartWithoutARegionIsMadeAgain() throws IOException {
    Run run = new Run(SmallCity.buildings());
    String digest = resume(run).digest;
    int seam = TREE.parent(4);
    for (int node : List.of(3, seam)) {
      Files.delete(region(node));
      flip(part(node), Files.size(part(node)) / 2);
    }
    assertEquals(new Outcome(digest, Set.of(3, seam)), resume(run));
    PartFile.read(part(3), 3);
    PartFile.read(part(seam), seam);
  }

  /** A frontier that is needed and is damaged is told, and made again by the next run. */
  @Test
  void aDamagedFrontierDoesNotStandInTheWayForever() throws IOException {
    Run run = new Run(SmallCity.buildings());
    String digest = resume(run).digest;
    for (int node : List.of(2, TREE.parent(2), 7)) {
      flip(region(node), Files.size(region(node)) - 1);
    }
    Files.delete(region(TREE.parent(TREE.parent(2))));
    String message = assertThrows(Exception.class, () -> resume(run)).getCause().getMessage();
    assertTrue(message.contains("is damaged") && message.contains("--verify"), message);
    assertEquals(
        new Outcome(digest, Set.of(2, 7, TREE.parent(2), TREE.parent(TREE.parent(2)))),
        build(run, Work.in(output(out()), true)));
    assertEquals(new Outcome(digest, Set.of()), resume(run));
  }

  /** A copy of the output has other times: its parts are read, found sound and used. */
  @Test
  void partsOfAnotherTimeAreReadAndUsed() throws IOException {
    Run run = new Run(SmallCity.buildings());
    String digest = resume(run).digest;
    for (int node : nodes()) {
      Files.setLastModifiedTime(part(node), FileTime.from(Instant.now().minusSeconds(node)));
    }
    assertEquals(new Outcome(digest, Set.of()), resume(run));
  }

  /** Of what is there nothing is written, and of a region no more is read than its head. */
  @Test
  void nothingIsWrittenIfNothingChanges() throws IOException {
    Run run = new Run(SmallCity.buildings());
    resume(run);
    Map<Path, FileTime> before = times();
    for (int node : nodes()) {
      byte[] bytes = Files.readAllBytes(region(node));
      bytes[bytes.length - 1] ^= 1; // The frontier is not whole any more.
      Files.write(region(node), bytes);
      Files.setLastModifiedTime(region(node), before.get(region(node)));
    }
    assertEquals(Set.of(), resume(run).made);
    assertEquals(before, times());
  }

  private Map<Path, FileTime> times() throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> all = Files.walk(dir.resolve("out"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  /** Level ground; {@link #broken} while a first attempt is to fail in the middle of tile 5. */
  private record Shaky() implements LevelGround {
    private static final long serialVersionUID = 1L;
    private static volatile boolean broken;

    @Override
    public double[] elevations(double[] xy, int count) {
      for (int i = 0; i < count && broken; i++) {
        if (TREE.rectangle(5).grow(-40).contains(xy[2 * i], xy[2 * i + 1])) {
          throw new IllegalStateException("broken");
        }
      }
      return new double[count];
    }
  }

  @Test
  void aFailedTileIsTriedAgain() throws IOException {
    Run run = new Run(SmallCity.buildings(), SmallCity.MESH, new Shaky(), 4, 2);
    Shaky.broken = true;
    Set<Integer> without = new TreeSet<>(nodes());
    without.remove(5);
    assertEquals(without, resume(run).made);
    assertEquals(above(TREE.rectangle(5).grow(-1)).size() - 1, resume(run).made.size());
    Shaky.broken = false;
    Outcome outcome = resume(run);
    assertEquals(above(TREE.rectangle(5).grow(-1)), outcome.made);
    assertEquals(fresh(run), outcome.digest);
  }

  @Test
  void onAnotherFileSystem() throws IOException {
    Configuration hadoop = new Configuration(hadoop());
    hadoop.setClass("fs.remote.impl", RemoteFileSystem.class, FileSystem.class);
    Run run = new Run(SmallCity.buildings());
    Work work = Work.in(Output.in("remote://" + out(), hadoop, 0), false);
    Outcome first = build(run, work);
    assertEquals(new Outcome(first.digest, Set.of()), build(run, work));
    flip(region(3), 100);
    truncate(part(4));
    assertEquals(new Outcome(first.digest, Set.of(3, 4)), build(run, work));
    assertEquals(fresh(run), first.digest);
  }

  @Test
  void workThatCannotBeKeptIsNoLoss() throws IOException {
    Run run = new Run(SmallCity.buildings());
    Files.createDirectories(dir.resolve("out"));
    Files.writeString(dir.resolve("out").resolve(OutputOptions.WORK), "no directory");
    assertEquals(new Outcome(fresh(run), nodes()), build(run, work()));
  }

  @Test
  void anotherProgramReusesNothing() {
    Work work = work();
    Setting one = setting(new Run(SmallCity.buildings()), work);
    Setting other =
        setting(new Run(SmallCity.buildings()), new Work(work.output(), true, false, "another"));
    assertEquals(
        NodeKeys.tile(one, 0, SmallCity.buildings()), NodeKeys.tile(one, 0, SmallCity.buildings()));
    assertNotEquals(
        NodeKeys.tile(one, 0, SmallCity.buildings()),
        NodeKeys.tile(other, 0, SmallCity.buildings()));
    assertNotEquals(NodeKeys.stitch(one, 12, "a", "b"), NodeKeys.stitch(other, 12, "a", "b"));
    assertEquals(ProgramCode.fingerprint(), ProgramCode.fingerprint());
  }

  // ---- runs

  private Outcome resume(Run run) throws IOException {
    Outcome outcome = build(run, work());
    assertTrue(list(OutputOptions.WORK).size() <= TREE.nodes(), "what no longer fits is removed");
    return outcome;
  }

  private Set<String> list(String folder) throws IOException {
    Set<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.list(dir.resolve("out").resolve(folder))) {
      all.forEach(file -> files.add(file.getFileName().toString()));
    }
    return files;
  }

  private Work work() {
    return Work.in(output(out()), false);
  }

  private static Output output(String out) {
    return Output.in(out, hadoop(), 0);
  }

  private String fresh(Run run) throws IOException {
    String out = dir.resolve("fresh" + UUID.randomUUID()).toString();
    Outcome outcome = build(run, Work.off(output(out)));
    assertFalse(Files.exists(Path.of(out, OutputOptions.WORK)));
    return outcome.digest;
  }

  private Outcome build(Run run, Work work) throws IOException {
    try (CityJob job = job(run, runs(run), work)) {
      job.meshCores(made -> {});
      job.stitch();
      List<Manifest.Part> parts = job.parts();
      work.retain(job.sealed());
      Set<String> names =
          parts.stream()
              .map(part -> part.file().substring("parts/".length()))
              .collect(Collectors.toSet());
      KnownFiles.retain(work.output().dir(), OutputOptions.PARTS, names::contains);
      Set<Integer> made =
          job.sealed().stream()
              .filter(part -> !part.reused())
              .map(StageItem.PartSummary::node)
              .collect(Collectors.toCollection(TreeSet::new));
      return new Outcome(Manifest.digestOf(parts), made);
    }
  }

  /** The nodes of a stage of stitching and of all later ones. */
  private static Set<Integer> stages(Batches runs, int first) {
    return nodes().stream().filter(n -> runs.stageOf(n) >= first).collect(Collectors.toSet());
  }

  private static CityJob job(Run run, Batches runs, Work work) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    return new CityJob(
        context,
        setting(run, work),
        runs,
        context.parallelize(run.city, 3).map(PackedBuilding::of),
        spark().sparkContext().longAccumulator());
  }

  private static Setting setting(Run run, Work work) {
    RunOptions options =
        new RunOptions(
            RunOptions.Store.DISK,
            List.of(),
            false,
            run.partitions,
            RunOptions.OnTileFailure.SKIP,
            run.fanIn,
            RunOptions.TILE_MEMORY,
            false);
    return new Setting(
        UUID.randomUUID().toString(), TREE, run.mesh, run.terrain, options, work, new long[0]);
  }

  private static Batches runs(Run run) {
    double[] costs = new double[TREE.tiles()];
    Arrays.fill(costs, 1);
    return new Batches(TREE, costs, run.partitions, run.fanIn);
  }

  private String out() {
    return dir.resolve("out").toString();
  }

  private static Configuration hadoop() {
    return spark().sparkContext().hadoopConfiguration();
  }

  // ---- nodes and files

  private static Set<Integer> nodes() {
    return IntStream.range(0, TREE.nodes()).boxed().collect(Collectors.toCollection(TreeSet::new));
  }

  /** The tiles that the bounds meet, and all stitches above them. */
  private static Set<Integer> above(Bounds bounds) {
    Set<Integer> nodes = new TreeSet<>();
    TREE.forTilesMeeting(
        bounds,
        tile -> {
          for (int node = tile; node >= 0; node = TREE.parent(node)) {
            nodes.add(node);
          }
        });
    return nodes;
  }

  private Path region(int node) throws IOException {
    return only(OutputOptions.WORK, TREE.id(node) + "-");
  }

  private Path part(int node) throws IOException {
    return only(OutputOptions.PARTS, TREE.partName(node) + "-");
  }

  private Path only(String folder, String prefix) throws IOException {
    List<String> found = list(folder).stream().filter(name -> name.startsWith(prefix)).toList();
    assertEquals(1, found.size(), "files of " + prefix);
    return dir.resolve("out").resolve(folder).resolve(found.get(0));
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 4;
    Files.write(file, bytes);
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
  }
}
