package io.citymesh.job;

import io.citymesh.footprint.CleaningOptions;
import io.citymesh.format.Format;
import io.citymesh.format.FormatOptions;
import io.citymesh.geo.Terrain;
import io.citymesh.geo.Wkt;
import io.citymesh.input.CityInput;
import io.citymesh.inspect.PlaceNotes;
import io.citymesh.output.KnownFiles;
import io.citymesh.output.ManifestFile;
import io.citymesh.output.OutputDir;
import io.citymesh.output.OutputLock;
import io.citymesh.output.OutputOptions;
import io.citymesh.output.OutputPlace;
import io.citymesh.page.ReportPage;
import io.citymesh.report.Inspection;
import io.citymesh.report.Manifest;
import io.citymesh.report.Progress;
import io.citymesh.report.UserError;
import io.citymesh.tile.DomainOptions;
import io.citymesh.tile.MeshOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
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
  private final MeshOptions meshOptions;
  private final DomainOptions domainOptions;
  private final RunOptions run;
  private final OutputOptions output;
  private final FormatOptions formats;
  private final Map<String, Object> optionsByName;
  private final Progress progress;
  private final RunJournal journal;

  /**
   * @param optionsByName the options as the manifest records them
   */
  public CityRun(
      SparkSession spark,
      CityInput input,
      CleaningOptions cleaning,
      MeshOptions meshOptions,
      DomainOptions domainOptions,
      RunOptions run,
      OutputOptions output,
      FormatOptions formats,
      Map<String, Object> optionsByName,
      Progress progress) {
    this.spark = spark;
    this.input = input;
    this.cleaning = cleaning;
    this.meshOptions = meshOptions;
    this.domainOptions = domainOptions;
    this.run = run;
    this.output = output;
    this.formats = formats;
    this.optionsByName = optionsByName;
    this.progress = progress;
    this.journal = new RunJournal(spark.sparkContext(), progress);
  }

  private SceneReader reader() {
    boolean moves = domainOptions.shape() != DomainOptions.Shape.TIGHT;
    return new SceneReader(
        spark, input, meshOptions, moves, run.onTileFailure(), output.out(), journal);
  }

  /** Reads and cleans the inputs and says what {@link #build} would do; writes nothing. */
  public String plan() {
    requireOutput();
    try (TaskProgress tasks = TaskProgress.listen(spark.sparkContext(), progress)) {
      return plan(reader().read(false), tasks);
    } finally {
      journal.describeNothing();
    }
  }

  private String plan(Scene scene, TaskProgress tasks) {
    try (scene;
        Footprints.Result cleaned = clean(scene, tasks)) {
      journal.describe("planning");
      Machine machine = Machine.of(spark.sparkContext());
      CityDomain domain = domain(scene, cleaned);
      Scene there = scene.in(domain.domain().sides());
      TilePlan plan = planned(there, domain, cleaned, machine);
      return PlanText.of(
          there, domain, cleaned, RunManifest.areas(scene, cleaned), plan, room(plan, machine));
    }
  }

  /**
   * Reads and cleans the inputs and tells the domain that {@link #build} would mesh, and what the
   * ground takes in and around its zones; writes nothing.
   *
   * @throws UserError if there is none, or the terrain does not reach so far
   */
  public Inspection.Section inspectDomain() {
    try (TaskProgress tasks = TaskProgress.listen(spark.sparkContext(), progress);
        Scene scene = reader().read(false);
        Footprints.Result cleaned = clean(scene, tasks)) {
      CityDomain domain = domain(scene, cleaned);
      Scene there = scene.in(domain.domain().sides());
      List<Inspection.Line> lines = new ArrayList<>();
      lines.add(new Inspection.Line("extent", there.domain().bounds().toString()));
      List<String> words = new ArrayList<>(domain.lines());
      words.addAll(there.ground().notes());
      words.addAll(TilePlan.byZone(domain.domain(), meshOptions.withZones(there.zones())));
      words.forEach(line -> lines.add(new Inspection.Line("", line)));
      return new Inspection.Section("domain", lines);
    } finally {
      journal.describeNothing();
    }
  }

  /** The words on outliers that make the city so large, after a blank; or an empty text. */
  private String outliers(Scene scene) {
    return PlaceNotes.outliers(input, scene.footprints(), scene.domain().bounds())
        .map(words -> " " + words)
        .orElse("");
  }

  private CityDomain domain(Scene scene, Footprints.Result cleaned) {
    return CityDomain.of(
        scene.domain(), scene.terrain(), domainOptions, cleaned.buildings(), journal::note);
  }

  /**
   * @param scene in the domain
   */
  private TilePlan planned(
      Scene scene, CityDomain domain, Footprints.Result cleaned, Machine machine) {
    TilePlan.tooMany(scene.domain().bounds(), meshOptions)
        .ifPresent(
            words -> {
              throw new UserError(words + outliers(scene));
            });
    TerrainBelowTop.require(
        JavaSparkContext.fromSparkContext(spark.sparkContext()), domain.domain(), scene.terrain());
    MeshOptions mesh = meshOptions.withZones(scene.zones());
    return TilePlan.of(cleaned.buildings(), domain.domain(), scene.terrain(), mesh, run, machine);
  }

  private Room room(TilePlan plan, Machine machine) {
    return Room.of(
        JavaSparkContext.fromSparkContext(spark.sparkContext()),
        plan,
        run,
        output,
        formats,
        machine);
  }

  private Footprints.Result clean(Scene scene, TaskProgress tasks) {
    long start = System.nanoTime();
    CleaningProgress cleaned = new CleaningProgress(spark.sparkContext());
    journal.describe(
        tasks.countFootprints("cleaning footprints", cleaned, scene.footprints().count()));
    Footprints.Result result =
        Footprints.clean(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            scene.lidar().footprints(),
            scene.footprints().count(),
            scene.terrain(),
            scene.domain(),
            cleaning,
            input.buildingHeight(),
            cleaned);
    result.notes().forEach(journal::note);
    if (result.count() == 0 && scene.footprints().count() > 0) {
      journal.note(
          "No building is left in the domain "
              + scene.domain().bounds()
              + Footprints.words(result.remarks())
              + ": the mesh is ground alone; check "
              + (input.polygon().isPresent() ? "--domain" : "--bounds")
              + ", --min-area and the heights.");
    }
    journal.time("clean", start);
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
        RunCounters counters = RunCounters.listen(spark.sparkContext());
        OutputLock lock = OutputLock.take(out(), id)) {
      lock.left().ifPresent(left -> takeOver(left, lock.leftRun().orElse("")));
      KnownFiles.sweep(out());
      try (Scene scene = reader().read(true);
          Footprints.Result cleaned = clean(scene, tasks)) {
        Manifest manifest = mesh(id, scene, cleaned, lock, tasks, counters);
        journal.time("total", start);
        return finish(scene, manifest, lock);
      }
    } catch (IOException e) {
      throw OutputDir.unwritable(output.out(), e);
    } finally {
      journal.describeNothing();
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
    inputs.put("--domain", input.polygon().filter(text -> !Wkt.isOne(text)).stream().toList());
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
      Scene read,
      Footprints.Result cleaned,
      OutputLock lock,
      TaskProgress tasks,
      RunCounters counters)
      throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    long start = System.nanoTime();
    journal.describe("planning");
    Machine machine = Machine.of(spark.sparkContext());
    CityDomain domain = domain(read, cleaned);
    Scene scene = read.in(domain.domain().sides());
    if (scene != read) {
      scene.ground().notes().forEach(journal::note);
    }
    TilePlan plan = planned(scene, domain, cleaned, machine);
    plan.remarks().forEach(progress::note);
    domain.outside(plan.tree()).ifPresent(journal::note);
    if (domainOptions.layers().isPresent()) {
      formats.noteOnCells().ifPresent(progress::note);
    }
    long[] heap = plan.heap();
    Room room = room(plan, machine);
    Optional<String> shortage = room.shortage().or(() -> plan.shortage(heap, machine));
    if (shortage.isPresent()) {
      throw new UserError(shortage.get() + outliers(scene));
    }
    journal.time("plan", start);
    lock.requireHeld();
    clearOutput();
    Output target = Output.in(output.out(), hadoop(), output.deflate());
    Work work = output.resume() ? Work.in(target, output.verify()) : Work.off(target);
    CityTables tables = new CityTables(context, scene, cleaned, work);
    // Whoever waits for the mesh need not wait for the tables.
    Beside.Both<Long, Meshed> both;
    try (Aprons ground = aprons(scene, cleaned)) {
      both =
          Beside.run(
              spark.sparkContext(),
              id,
              CityJob.tag(id),
              tables::make,
              () ->
                  mesh(
                      id,
                      scene,
                      domain,
                      cleaned,
                      ground.terrain(),
                      plan,
                      room,
                      heap,
                      work,
                      lock,
                      tasks,
                      counters));
    }
    Meshed meshed = both.main();
    journal.time("buildings", meshed.endNanos());
    tell(both.beside());
    lock.requireHeld();
    retain(meshed.parts());
    meshed.setting().work().retain(meshed.manifest().sealed());
    for (Format format : formats.formats()) {
      MeshExport.missing(meshed.manifest().failedTiles(), format)
          .ifPresent(words -> journal.note("not written: " + words));
    }
    int cores = Machine.of(spark.sparkContext()).cores();
    return meshed
        .manifest()
        .of(meshed.options(), journal, meshed.parts(), output.resume(), counters.counts(cores));
  }

  /** The terrain, levelled around buildings if they have flat bases. */
  private Aprons aprons(Scene scene, Footprints.Result cleaned) throws IOException {
    if (!cleaned.hasFlatBases()) {
      return Aprons.none(scene.terrain());
    }
    journal.describe("levelling the ground around buildings");
    long start = System.nanoTime();
    Aprons aprons =
        Aprons.burnt(
            cleaned.footings(),
            scene.terrain(),
            cleaning.baseApron(),
            scene.ground().rim(),
            output.out(),
            JavaSparkContext.fromSparkContext(spark.sparkContext()));
    journal.time("bases", start);
    return aprons;
  }

  /** Tells of buildings whose kept fields differ. */
  private void tell(long mixed) {
    if (mixed > 0) {
      journal.note(
          (mixed == 1 ? "1 building is" : String.format(Locale.ROOT, "%,d buildings are", mixed))
              + " made of footprints whose --keep-fields differ, and "
              + (mixed == 1 ? "has" : "have")
              + " the values of the largest footprint; with --no-merge fewer are merged.");
    }
  }

  /**
   * What meshing and stitching have made.
   *
   * @param options as the manifest records them
   * @param endNanos when that was
   */
  private record Meshed(
      Setting setting,
      Map<String, Object> options,
      List<Manifest.Part> parts,
      RunManifest manifest,
      long endNanos) {}

  private Meshed mesh(
      String id,
      Scene scene,
      CityDomain domain,
      Footprints.Result cleaned,
      Terrain terrain,
      TilePlan plan,
      Room room,
      long[] heap,
      Work work,
      OutputLock lock,
      TaskProgress tasks,
      RunCounters counters)
      throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Map<String, Object> options = new TreeMap<>(optionsByName);
    options.put("tile-size", plan.options().tileSize());
    options.put("fan-in", plan.fanIn());
    int tiles = plan.tree().tiles();
    Setting setting = new Setting(id, plan.tree(), plan.options(), terrain, run, work, heap);
    LongAccumulator finished = spark.sparkContext().longAccumulator("tiles");
    try (CityJob job =
        new CityJob(context, setting, plan.batches(), cleaned.buildings(), finished)) {
      long start = System.nanoTime();
      String words = tiles == 1 ? "meshing 1 tile" : "meshing " + tiles + " tiles";
      journal.describe(tasks.countTiles(words, finished, tiles));
      job.meshCores(output.resume() ? made -> {} : new RoomWatch(plan, room));
      journal.time("mesh", start);
      if (job.failed().size() == tiles) {
        StageItem.FailedTile first = job.failed().get(0);
        String none = "none of the tiles could be meshed; the first failed with " + first.error();
        throw first.mendable() ? new UserError(none) : new IllegalStateException(none);
      }
      RunManifest.deviations(plan.tree(), job).forEach(progress::note);
      counters.stitching();
      lock.requireHeld();
      start = System.nanoTime();
      journal.describe("stitching across partitions");
      job.stitch();
      journal.time("stitch", start);
      return new Meshed(
          setting,
          options,
          job.parts(),
          new RunManifest(scene, domain, cleaned, setting, job),
          System.nanoTime());
    }
  }

  /**
   * Removes the parts that do not belong to the mesh, of attempts that were lost and of earlier
   * runs, and makes sure that all others are there.
   *
   * @throws UserError if some are not: executors may have another disk under the same name
   */
  private void retain(List<Manifest.Part> parts) throws IOException {
    Set<String> names = new HashSet<>();
    for (Manifest.Part part : parts) {
      names.add(part.file().substring(part.file().lastIndexOf('/') + 1));
    }
    KnownFiles.retain(out(), OutputOptions.PARTS, names::contains);
    out().list(OutputOptions.PARTS).forEach(entry -> names.remove(entry.name()));
    if (!names.isEmpty()) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%d of %d parts are not in %s, such as %s: --out must be a path that names the same"
                  + " folder on every machine",
              names.size(),
              parts.size(),
              output.out(),
              names.stream().sorted().findFirst().get()));
    }
  }

  /**
   * Makes room for the output; of one that is resumed, parts, work and tables stay, and what is not
   * ours.
   */
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
    List<Manifest.Format> written = new ArrayList<>();
    for (Format format : formats.formats()) {
      lock.requireHeld();
      if (MeshExport.missing(manifest.totals().failedTiles(), format).isPresent()) {
        continue; // The notes say so.
      }
      long start = System.nanoTime();
      journal.describe("writing " + format.name());
      written.add(
          MeshExport.intoOutput(
              spark, output.out(), manifest, formats.choices().patches(), format));
      journal.time(format.name(), start);
    }
    Manifest complete = manifest.withTimings(journal.timings()).withFormats(written);
    lock.requireHeld();
    ManifestFile.write(out, complete);
    if (output.report()) {
      report(out, complete);
    }
    lock.requireHeld();
    out.write(KnownFiles.SUCCESS, stream -> {});
    lock.complete();
    return complete;
  }

  /** Writes the page; a mesh that is built is not lost for want of its picture. */
  private void report(OutputDir out, Manifest manifest) {
    journal.describe("writing " + KnownFiles.REPORT);
    try {
      ReportPage.write(out, output.out(), manifest);
    } catch (IOException | RuntimeException e) {
      progress.note(
          KnownFiles.REPORT
              + " could not be written ("
              + UserError.oneLine(String.valueOf(e.getMessage()))
              + "): the mesh is whole; citymesh report "
              + output.out()
              + " tries again");
    }
  }
}
