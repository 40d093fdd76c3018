package io.citymesh.job;

import io.citymesh.city.Bounds;
import io.citymesh.city.CityInput;
import io.citymesh.city.FootprintInspection;
import io.citymesh.city.FootprintSet;
import io.citymesh.city.Frame;
import io.citymesh.city.RasterSummary;
import io.citymesh.city.Terrain;
import io.citymesh.city.Terrains;
import io.citymesh.footprint.CleaningOptions;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputLock;
import io.citymesh.output.OutputOptions;
import io.citymesh.output.OutputPlace;
import io.citymesh.output.PartWriter;
import io.citymesh.output.VtuWriter;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import io.citymesh.stitch.Part;
import io.citymesh.stitch.PartQuality;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * One run from inputs to output: reads, cleans, plans, meshes, stitches, publishes and writes the
 * manifest. The one door of this package.
 */
public final class CityRun {
  /** The names of runs: what else stands in a file is not taken for a part of a path. */
  private static final Pattern RUN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final SparkSession spark;
  private final CityInput input;
  private final CleaningOptions cleaning;
  private final MeshOptions mesh;
  private final RunOptions run;
  private final OutputOptions output;
  private final Map<String, Object> optionsByName;
  private final Progress progress;
  private final Map<String, Double> timings = new LinkedHashMap<>();

  /** What the user should know of the inputs. */
  private final List<String> notes = new ArrayList<>();

  /**
   * @param optionsByName the options as the manifest records them
   */
  public CityRun(
      SparkSession spark,
      CityInput input,
      CleaningOptions cleaning,
      MeshOptions mesh,
      RunOptions run,
      OutputOptions output,
      Map<String, Object> optionsByName,
      Progress progress) {
    this.spark = spark;
    this.input = input;
    this.cleaning = cleaning;
    this.mesh = mesh;
    this.run = run;
    this.output = output;
    this.optionsByName = optionsByName;
    this.progress = progress;
  }

  /** What was read, and where it is to be meshed. */
  private record Scene(
      FootprintSet footprints, Lidar lidar, Terrain terrain, String crs, Bounds domain)
      implements AutoCloseable {

    @Override
    public void close() {
      lidar.close();
      footprints.close();
    }
  }

  /**
   * @param writes whether the run writes to its output
   */
  private Scene read(boolean writes) {
    SessionEnd.await(spark.sparkContext());
    long start = System.nanoTime();
    describe("reading footprints");
    boolean points = input.points().present();
    Optional<Terrain> given =
        input.terrain().isBlank()
            ? Optional.empty()
            : Optional.of(Terrains.open(input.terrain(), input.noData()));
    InspectionText found = new InspectionText(input, this::note);
    FootprintInspection read = FootprintInspection.required(spark, input);
    try {
      found.footprints(read);
      // Without a terrain the footprints choose, as they do on level ground.
      Frame frame =
          new Frame(
              read.source().orElseThrow(),
              given.orElseGet(() -> Terrains.open("flat:0")),
              input.georeference());
      frame.notes().forEach(found::advice);
      FootprintSet footprints = frame.footprints();
      Place place = Place.of(input, footprints.extent(), frame, given.isPresent());
      Bounds domain = place.domain();
      Optional<Terrain> known = place.terrain();
      found.together(frame.crs(), footprints.extent(), domain);
      found.outliers(footprints, domain);
      known.ifPresent(
          placed -> footprints.extent().ifPresent(extent -> frame.requireOverlap(extent, placed)));
      given.flatMap(RasterSummary::of).ifPresent(raster -> survey(raster, frame, domain));
      Lidar lidar =
          points
              ? Lidar.read(
                  spark,
                  input.points(),
                  footprints,
                  input.georeference().crs(),
                  domain,
                  known,
                  points(writes),
                  found)
              : Lidar.none(known.orElseThrow(), footprints);
      Terrain placed = lidar.terrain();
      footprints
          .extent()
          .ifPresent(
              extent -> {
                known.ifPresent(t -> found.covered("terrain", extent, List.of(t.extent())));
                frame.requireOverlap(extent, placed);
              });
      Footprints.requireCovered(placed, domain, footprints.extent());
      time("read", start);
      return new Scene(footprints, lidar, placed, frame.crs(), domain);
    } catch (Throwable e) { // Spark throws checked exceptions, undeclared.
      read.close();
      throw e;
    }
  }

  /**
   * A folder for the working files of the points, where all executors can reach it: in the output,
   * or beside it if nothing is to be written there.
   */
  private Path points(boolean inOutput) {
    try {
      Path out = new Path(output.out());
      Path whole = out.getFileSystem(hadoop()).makeQualified(out);
      return new Path(inOutput ? whole : whole.getParent(), KnownFiles.newPointsFolder());
    } catch (IOException e) {
      throw OutputDir.unwritable(output.out(), e);
    }
  }

  /** Reads what the domain needs of the terrain, before anything is made that stands on it. */
  private void survey(RasterSummary raster, Frame frame, Bounds domain) {
    describe("reading the terrain");
    TerrainSurvey survey =
        TerrainSurvey.of(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            raster,
            frame.terrainWindow(domain));
    Optional<String> damage = survey.obstacle();
    if (damage.isPresent() && run.onTileFailure() == RunOptions.OnTileFailure.FAIL) {
      throw new UserError(damage.get());
    }
    damage.ifPresent(words -> note(words + " The tiles that need them fail."));
    survey.remarks(input.georeference().heightUnit().metres()).forEach(this::note);
  }

  /** Reads and cleans the inputs and says what {@link #build} would do; writes nothing. */
  public String plan() {
    requireOutput();
    try (TaskProgress tasks = TaskProgress.listen(spark.sparkContext(), progress)) {
      return plan(read(false), tasks);
    } finally {
      describe(null);
    }
  }

  private String plan(Scene scene, TaskProgress tasks) {
    try (scene;
        Footprints.Result cleaned = clean(scene, tasks)) {
      describe("planning");
      Machine machine = Machine.of(spark.sparkContext());
      TilePlan plan = planned(scene, cleaned, machine);
      return PlanText.of(
          scene.domain(),
          scene.crs(),
          scene.footprints().count(),
          cleaned,
          areas(scene, cleaned),
          plan,
          room(plan, machine));
    }
  }

  /** What may be why the city is so large, behind a blank; or nothing. */
  private String outliers(Scene scene) {
    return InspectionText.outliers(input, scene.footprints(), scene.domain())
        .map(words -> " " + words)
        .orElse("");
  }

  private TilePlan planned(Scene scene, Footprints.Result cleaned, Machine machine) {
    TilePlan.tooMany(scene.domain(), mesh)
        .ifPresent(
            words -> {
              throw new UserError(words + outliers(scene));
            });
    return TilePlan.of(cleaned.buildings(), scene.domain(), mesh, run, machine);
  }

  private Room room(TilePlan plan, Machine machine) {
    return Room.of(
        JavaSparkContext.fromSparkContext(spark.sparkContext()), plan, run, output, machine);
  }

  private Footprints.Result clean(Scene scene, TaskProgress tasks) {
    long start = System.nanoTime();
    CleaningProgress cleaned = new CleaningProgress(spark.sparkContext());
    describe(tasks.countFootprints("cleaning footprints", cleaned, scene.footprints().count()));
    Footprints.Result result =
        Footprints.clean(
            spark,
            scene.lidar().rows(),
            scene.footprints().count(),
            scene.terrain(),
            scene.domain(),
            cleaning,
            input.buildingHeight(),
            cleaned);
    result.notes().forEach(this::note);
    if (result.count() == 0 && scene.footprints().count() > 0) {
      note(
          "No building is left in the domain "
              + scene.domain()
              + Footprints.words(result.remarks())
              + ": the mesh is ground alone; check --bounds, --min-area and the heights.");
    }
    time("clean", start);
    return result;
  }

  /**
   * Builds the mesh.
   *
   * @return the manifest, as it was written
   * @throws UserError if the inputs or the output cannot be used
   */
  public Manifest build() {
    long start = System.nanoTime();
    requireOutput();
    String id = UUID.randomUUID().toString();
    try (TaskProgress tasks = TaskProgress.listen(spark.sparkContext(), progress);
        WorkCounters work = WorkCounters.listen(spark.sparkContext());
        OutputLock lock = OutputLock.take(out(), id)) {
      lock.left().ifPresent(left -> takeOver(left, lock.leftRun().orElse("")));
      KnownFiles.sweep(out());
      try (Scene scene = read(true);
          Footprints.Result cleaned = clean(scene, tasks)) {
        Manifest manifest = mesh(id, scene, cleaned, lock, tasks, work);
        timings.put("total", seconds(start));
        return finish(scene, manifest, lock);
      }
    } catch (IOException e) {
      throw OutputDir.unwritable(output.out(), e);
    } finally {
      describe(null);
    }
  }

  private OutputDir out() {
    return OutputDir.of(output.out(), hadoop());
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  /**
   * Looks whether the output can be written before anything is read.
   *
   * @throws UserError if it cannot, or must not be
   */
  private void requireOutput() {
    OutputPlace place = new OutputPlace(output.out(), hadoop());
    boolean terrain = !input.terrain().isBlank() && !input.terrain().startsWith("flat:");
    Map<String, List<String>> inputs = new TreeMap<>();
    inputs.put("--buildings", buildingPaths());
    inputs.put("--points", input.points().paths());
    inputs.put("--terrain", terrain ? List.of(input.terrain()) : List.of());
    inputs.forEach(place::requireApart);
    place.requireNoSpill(run.spillDirs(), inputs.values().stream().flatMap(List::stream).toList());
    if (spark.sparkContext().isLocal()) {
      Room.requireSpill(run);
    }
    output.requireFree(hadoop());
  }

  /** Where footprints are read from; a table may be read from files too. */
  private List<String> buildingPaths() {
    if (input.buildings() instanceof CityInput.Files files) {
      return files.paths();
    }
    return List.of(((CityInput.Table) input.buildings()).rows().inputFiles());
  }

  /** Tells of a run that was killed, and removes what it has spilled where this one spills to. */
  private void takeOver(String left, String id) {
    progress.note(
        "the output "
            + output.out()
            + " was left unfinished by "
            + left
            + (output.resume() ? "; this run goes on with it" : "; this run replaces it"));
    if (!run.spillDirs().isEmpty() && !run.keepIntermediate() && RUN.matcher(id).matches()) {
      ExecutorStores.close(id, run);
    }
  }

  private Manifest mesh(
      String id,
      Scene scene,
      Footprints.Result cleaned,
      OutputLock lock,
      TaskProgress tasks,
      WorkCounters work)
      throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    long start = System.nanoTime();
    describe("planning");
    Machine machine = Machine.of(spark.sparkContext());
    TilePlan plan = planned(scene, cleaned, machine);
    plan.remarks().forEach(progress::note);
    long[] heap = plan.heap();
    Optional<String> shortage =
        room(plan, machine).shortage().or(() -> plan.shortage(heap, machine));
    if (shortage.isPresent()) {
      throw new UserError(shortage.get() + outliers(scene));
    }
    time("plan", start);
    start = System.nanoTime();
    describe("writing the buildings");
    lock.requireHeld();
    clearOutput();
    Footprints.asDataset(spark, cleaned.buildings())
        .write()
        .mode(SaveMode.Append) // What was ours is gone, what is others' stays.
        .parquet(new Path(output.out(), KnownFiles.BUILDINGS).toString());
    cleaned.writeRejected(output.out(), scene.footprints().rejected(), scene.crs(), context);
    time("buildings", start);
    Map<String, Object> options = new TreeMap<>(optionsByName);
    options.put("tile-size", plan.mesh().tileSize());
    options.put("fan-in", plan.fanIn());
    int tiles = plan.tree().tiles();
    Setting setting =
        new Setting(
            id,
            plan.tree(),
            plan.mesh(),
            scene.terrain(),
            cleaned.count(),
            run,
            output.resume() ? Work.in(output.out(), context.hadoopConfiguration()) : Work.off(),
            heap);
    try (CityJob job = new CityJob(context, setting, plan.runs(), cleaned.buildings())) {
      start = System.nanoTime();
      LongAccumulator finished = spark.sparkContext().longAccumulator("tiles");
      String words = tiles == 1 ? "meshing 1 tile" : "meshing " + tiles + " tiles";
      describe(tasks.countTiles(words, finished, tiles));
      job.publishTo(output.out(), output.deflate());
      job.meshCores(finished);
      time("mesh", start);
      if (job.failed().size() == tiles) {
        throw new IllegalStateException(
            "none of the tiles could be meshed; the first failed with "
                + job.failed().get(0).error());
      }
      deviations(plan.tree(), job).forEach(progress::note);
      work.stitching();
      lock.requireHeld();
      start = System.nanoTime();
      describe("stitching across partitions");
      job.stitch();
      time("stitch", start);
      lock.requireHeld();
      start = System.nanoTime();
      describe("publishing " + plan.tree().nodes() + " parts");
      List<Manifest.Part> parts = job.publish();
      setting.work().retain(job.sealed());
      time("publish", start);
      return manifest(options, scene, cleaned, setting, job, parts, work.counts());
    }
  }

  /** Where the mesh is not the one that the input and the options stand for. */
  static List<String> deviations(StitchTree tree, CityJob job) {
    return job.sealed().stream()
        .filter(part -> part.halvings() > 0)
        .map(
            part ->
                "tile %s ran out of memory and was meshed in %d pieces: with more memory the mesh is another"
                    .formatted(tree.key(part.node()), 1 << part.halvings()))
        .toList();
  }

  private void note(String words) {
    notes.add(words);
    progress.note(words);
  }

  /** Makes room for the output; of one that is resumed, the work stays, and what is not ours. */
  private void clearOutput() throws IOException {
    OutputDir out = out();
    KnownFiles.clear(out, !output.resume());
    List<String> foreign = KnownFiles.foreign(out, 4);
    if (!foreign.isEmpty()) {
      progress.note(
          "the output "
              + output.out()
              + " holds what citymesh has not written, and keeps it: "
              + String.join(", ", foreign.subList(0, Math.min(3, foreign.size())))
              + (foreign.size() > 3 ? " and more" : ""));
    }
  }

  private Manifest finish(Scene scene, Manifest manifest, OutputLock lock) throws IOException {
    OutputDir out = out();
    scene.lidar().publish(out);
    KnownFiles.removeUnfinished(out, PartWriter.FOLDER);
    for (String format : output.formats()) {
      long start = System.nanoTime();
      progress.stage("writing " + format);
      VtuWriter.write(out, manifest);
      timings.put(format, seconds(start));
    }
    Manifest complete = manifest.withTimings(timings);
    lock.requireHeld();
    ManifestFile.write(out, complete);
    out.write(KnownFiles.SUCCESS, stream -> {});
    lock.complete();
    return complete;
  }

  private Manifest manifest(
      Map<String, Object> options,
      Scene scene,
      Footprints.Result cleaned,
      Setting setting,
      CityJob job,
      List<Manifest.Part> parts,
      SortedMap<String, Long> work) {
    Bounds d = scene.domain();
    List<Manifest.Tile> tiles = tiles(setting.tree(), job);
    PartQuality all = new PartQuality();
    job.sealed().forEach(part -> all.add(part.quality()));
    return new Manifest(
        new TreeMap<>(options),
        scene.crs(),
        new Manifest.Extent(d.xmin(), d.ymin(), d.xmax(), d.ymax()),
        List.of(),
        new Manifest.Totals(
            parts.stream().mapToLong(Manifest.Part::vertices).sum(),
            parts.stream().mapToLong(Manifest.Part::faces).sum(),
            parts.size(),
            tiles.size(),
            job.failed().size(),
            cleaned.count()),
        tiles,
        parts,
        quality(all),
        walls(all),
        topology(d, job),
        features(scene, cleaned),
        notes,
        deviations(setting.tree(), job),
        areas(scene, cleaned).byName(),
        cleaned.volumes(),
        timings,
        work(job, work),
        versions(),
        Manifest.digestOf(parts));
  }

  private SortedMap<String, Long> work(CityJob job, SortedMap<String, Long> counts) {
    boolean spills = run.store() == RunOptions.Store.DISK || output.resume();
    List<StageItem.SealedPart> made = job.sealed().stream().filter(p -> !p.reused()).toList();
    counts.put("remade_parts", (long) job.remade());
    counts.put("halved_tiles", job.sealed().stream().filter(p -> p.halvings() > 0).count());
    counts.put("core_millis", millis(made, Part.Kind.CORE));
    counts.put("seam_millis", millis(made, Part.Kind.SEAM));
    counts.put(
        "spilled_bytes", spills ? made.stream().mapToLong(StageItem.SealedPart::bytes).sum() : 0);
    if (output.resume()) {
      long cores = made.stream().filter(p -> p.kind() == Part.Kind.CORE).count();
      counts.put("reused_parts", (long) job.sealed().size() - made.size());
      counts.put("made_cores", cores);
      counts.put("made_seams", made.size() - cores);
    }
    return counts;
  }

  /** What meshing the parts of a kind took, in the time of a task. */
  private static long millis(List<StageItem.SealedPart> parts, Part.Kind kind) {
    return Math.round(
        1e3
            * parts.stream()
                .filter(part -> part.kind() == kind)
                .mapToDouble(StageItem.SealedPart::seconds)
                .sum());
  }

  private static List<Manifest.Tile> tiles(StitchTree tree, CityJob job) {
    Map<Integer, StageItem> byNode = new HashMap<>();
    job.sealed().forEach(part -> byNode.put(part.node(), part));
    job.failed().forEach(tile -> byNode.put(tile.node(), tile));
    List<Manifest.Tile> tiles = new ArrayList<>();
    for (int node = 0; node < tree.tiles(); node++) {
      Bounds r = tree.rectangle(node);
      Manifest.Extent bounds = new Manifest.Extent(r.xmin(), r.ymin(), r.xmax(), r.ymax());
      String key = tree.key(node).toString();
      StageItem item = byNode.get(node);
      if (item instanceof StageItem.SealedPart part) {
        tiles.add(
            new Manifest.Tile(
                key,
                bounds,
                Manifest.Status.MESHED,
                part.vertices(),
                part.faces(),
                part.seconds(),
                ""));
      } else if (item instanceof StageItem.FailedTile failed) {
        tiles.add(
            new Manifest.Tile(
                key, bounds, Manifest.Status.FAILED, 0, 0, failed.seconds(), failed.error()));
      } else {
        throw new IllegalStateException("tile " + key + " is neither meshed nor failed");
      }
    }
    return tiles;
  }

  private static Manifest.Quality walls(PartQuality all) {
    return new Manifest.Quality(
        all.smallestWall(),
        0,
        0,
        Arrays.stream(all.wallHistogram()).boxed().toList(),
        new TreeMap<>());
  }

  private Manifest.Quality quality(PartQuality all) {
    SortedMap<String, Long> causes = new TreeMap<>();
    long below = 0;
    for (PartQuality.Cause cause : PartQuality.Cause.values()) {
      causes.put(cause.name().toLowerCase(java.util.Locale.ROOT), all.below(cause));
      below += all.below(cause);
    }
    return new Manifest.Quality(
        all.smallestPlanar(),
        mesh.minAngle(),
        below,
        Arrays.stream(all.planarHistogram()).boxed().toList(),
        causes);
  }

  /**
   * What the stitches have proved: that nothing is open at the root, and that the areas add up.
   * Around failed tiles they prove neither, and so tell what is open there, and nothing else.
   */
  private static SortedMap<String, Long> topology(Bounds domain, CityJob job) {
    SortedMap<String, Long> topology = new TreeMap<>();
    long open = job.sealed().get(job.sealed().size() - 1).open();
    if (job.failed().isEmpty()) {
      double area = job.sealed().stream().mapToDouble(StageItem.SealedPart::area).sum();
      boolean gap = Math.abs(area - domain.area()) > 1e-9 * domain.area();
      topology.put("open_edges", open);
      topology.put("coverage_gaps", gap ? 1L : 0L);
    } else {
      topology.put("hole_edges", open);
    }
    return topology;
  }

  private static SortedMap<String, Long> features(Scene scene, Footprints.Result cleaned) {
    SortedMap<String, Long> features = new TreeMap<>();
    features.put("read", scene.footprints().count());
    scene.footprints().dropped().forEach((reason, n) -> features.put("not read: " + reason, n));
    cleaned
        .remarks()
        .forEach(
            (kind, reasons) ->
                reasons.forEach((reason, n) -> features.put(kind + ": " + reason, n)));
    cleaned
        .heightSources()
        .forEach((source, n) -> features.put("roof from: " + source.column(), n));
    features.putAll(scene.lidar().remarks());
    return features;
  }

  private static Footprints.Areas areas(Scene scene, Footprints.Result cleaned) {
    return cleaned.areas().and(scene.footprints().droppedAreas());
  }

  private static SortedMap<String, String> versions() {
    SortedMap<String, String> versions = new TreeMap<>();
    String own = CityRun.class.getPackage().getImplementationVersion();
    versions.put("citymesh", own == null ? "development" : own);
    versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    versions.put("java", Runtime.version().toString());
    return versions;
  }

  /** Says what the coming jobs do; {@link TaskProgress} hears it with the first of them. */
  private void describe(String words) {
    spark.sparkContext().setJobDescription(words);
  }

  private void time(String stage, long startNanos) {
    timings.put(stage, seconds(startNanos));
  }

  private static double seconds(long startNanos) {
    return Math.round((System.nanoTime() - startNanos) / 1e6) / 1e3;
  }
}
