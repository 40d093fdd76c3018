package io.citymesh.output;

import io.citymesh.air.AirQuality;
import io.citymesh.air.CellKind;
import io.citymesh.air.Histogram;
import io.citymesh.report.AreaReport;
import io.citymesh.report.CellReport;
import io.citymesh.report.Manifest;
import io.citymesh.report.VolumeReport;
import io.citymesh.stitch.RecordInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * Checks a published mesh against the geometry contract, from its files alone: the engine of {@code
 * citymesh check DIR}.
 *
 * <p>Nothing of the code that made the mesh is used, and nothing is taken from the manifest but
 * what the mesh is to be compared with: the domain, the options, the failed tiles, the counts, the
 * angles, the areas and digests. Each kind of {@link Defect} is counted by itself.
 *
 * <p>The check is five steps, and two more where the mesh is filled with cells, which are described
 * with the package; who runs them decides where. The report is the same whoever does, to the last
 * bit but for the seconds.
 *
 * <p>Memory: here some 200 bytes for each part; in a step one part (about 100 bytes a face) and
 * what others have told of it, or a bucket: what 65,536 vertices or buildings that parts have in
 * common, and the edges and faces among them, take, some 60 MB; all else is the runner's, on disk
 * or not.
 */
public final class MeshCheck {
  /**
   * How much what parts have in common is divided.
   *
   * @param common so many vertices that parts have in common, or may, and buildings, make a bucket
   * @param rims for each bucket of edges between parts so many vertices of the mesh
   */
  public record Buckets(int common, long rims) {
    /** Some 60 MB, and some MB of edges. */
    public static final Buckets USUAL = new Buckets(1 << 16, 50_000_000);
  }

  private static final int MOST_RIM_BUCKETS = 10_000;

  private final CheckSource source;
  private final Buckets size;
  private final Manifest manifest;
  private final MeshTally tally;
  private final Findings findings;

  /** The area that the mesh has to cover. */
  private final Domain domain;

  /** How good the cells are, if there are any. */
  private Optional<AirQuality> cells = Optional.empty();

  private boolean whole;
  private long vertices;
  private long faces;

  private MeshCheck(CheckSource source, Buckets size) {
    this.source = source;
    this.size = size;
    this.manifest = source.manifest();
    this.tally = new MeshTally(manifest);
    this.findings = tally.findings;
    this.domain = new Domain(manifest);
  }

  /**
   * Checks the mesh in an output directory, in this thread and in memory: what parts have in common
   * takes some 1000 bytes for each vertex.
   *
   * @param directory a path or URI that Hadoop's default configuration can reach
   * @throws io.citymesh.report.UserError if it holds no manifest
   * @throws IOException if reading fails although the files are sound
   */
  public static CheckReport run(String directory) throws IOException {
    return run(OutputDir.of(directory, new Configuration()));
  }

  /** Checks the mesh in a directory on any file system, as {@link #run(String)} does. */
  public static CheckReport run(OutputDir directory) throws IOException {
    return run(directory, Buckets.USUAL);
  }

  /** As {@link #run(OutputDir)}, with other buckets: of a sound mesh they change nothing. */
  public static CheckReport run(OutputDir directory, Buckets size) throws IOException {
    Here source = new Here(directory, ManifestFile.read(directory));
    return run(source, new LocalRunner(), size);
  }

  /** A mesh for this process only: it does not travel. */
  @SuppressWarnings("serial")
  private record Here(OutputDir directory, Manifest manifest) implements CheckSource {}

  /**
   * Checks a mesh.
   *
   * @param runner of the steps
   * @throws IOException if reading fails although the files are sound
   */
  public static CheckReport run(CheckSource source, CheckRunner runner, Buckets size)
      throws IOException {
    long start = System.nanoTime();
    MeshCheck check = new MeshCheck(source, size);
    check.runSteps(runner);
    check.verifyArea();
    check.verifyBuildings();
    check.verifyQuality();
    check.verifyAreas();
    check.verifyVolume();
    check.verifyShells();
    return check.report((System.nanoTime() - start) / 1e9);
  }

  private void runSteps(CheckRunner runner) throws IOException {
    CheckedMesh mesh = new CheckedMesh(source);
    int parts = manifest.parts().size();
    List<VerifyStep.Found> found =
        VerifyStep.Found.all(runner.run(new VerifyStep(mesh), parts, parts));
    verifyFiles(found);
    VertexOwners owners = new VertexOwners(found);
    whole = owners.allReadable();
    long common = found.stream().mapToLong(part -> part.references() + part.buildings()).sum();
    for (CheckStep.Block block : runner.run(new AnswerStep(mesh, owners), parts, parts)) {
      common += AnswerStep.contested(block);
    }
    int buckets = (int) Math.min(Integer.MAX_VALUE, common / size.common() + 1);
    Strips strips = Strips.of(manifest.bounds(), buckets);
    add(runner.run(new PartStep(mesh, owners, buckets), parts, buckets));
    add(runner.run(new MatchStep(mesh, strips), buckets, strips.count()));
    boolean hasCells = manifest.closing().getOrDefault("layers", 0.0) > 0;
    add(runner.run(new TJunctionStep(source, strips), strips.count(), hasCells ? parts : 0));
    if (hasCells) {
      checkCells(runner, mesh, owners);
    }
  }

  private void checkCells(CheckRunner runner, CheckedMesh mesh, VertexOwners owners)
      throws IOException {
    int parts = manifest.parts().size();
    int buckets = (int) Math.min(MOST_RIM_BUCKETS, 1 + vertices / size.rims());
    AirTally all = AirTally.none();
    for (CheckStep.Block block : runner.run(new AirStep(mesh, owners, buckets), parts, buckets)) {
      all.add(AirTally.read(block.bytes()));
    }
    boolean holes = !whole || manifest.totals().failedTiles() > 0;
    for (CheckStep.Block block : runner.run(new RimStep(mesh, holes), buckets, 0)) {
      findings.add(Findings.read(new RecordInput(ByteBuffer.wrap(block.bytes()))));
    }
    if (whole) {
      for (String finding : all.findings(holes)) {
        findings.add(Defect.CELL_FAULTS, () -> finding);
      }
      compareCells(all.quality());
    }
    cells = Optional.of(all.quality());
  }

  /** Compares the manifest's figures of cells with what is measured; an older one has none. */
  private void compareCells(AirQuality found) {
    if (manifest.cells().isEmpty()) {
      return;
    }
    for (CellKind kind : CellKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      long said = manifest.cells().getOrDefault(name, 0L);
      findings.compare("cells." + name, found.cells(kind), said);
    }
    compare(CellReport.NON_ORTHOGONALITY, found.nonOrthogonality());
    compare(CellReport.SKEWNESS, found.skewness());
  }

  private void compare(String name, Histogram found) {
    Manifest.Spread said = manifest.cellQuality().get(name);
    Manifest.Spread expected = found.spread();
    if (!expected.equals(said)) {
      findings.add(
          Defect.QUALITY_MISMATCHES,
          () ->
              String.format(
                  Locale.ROOT, "cell_quality.%s is %s where %s is expected", name, said, expected));
    }
  }

  private void add(List<CheckStep.Block> tallies) throws IOException {
    for (CheckStep.Block block : tallies) {
      tally.add(block.bytes());
    }
  }

  private void verifyFiles(List<VerifyStep.Found> found) {
    for (int i = 0; i < found.size(); i++) {
      VerifyStep.Found part = found.get(i);
      Manifest.Part entry = manifest.parts().get(i);
      findings.add(part.findings());
      if (part.readable()) {
        findings.compare(
            entry.file() + " vertex_offset in the manifest", vertices, entry.vertexOffset());
        faces += part.faces();
        vertices += part.vertices();
      } else {
        vertices += entry.vertices();
      }
    }
    Manifest.Totals totals = manifest.totals();
    List<Manifest.Tile> tiles = manifest.tiles();
    long failed = tiles.stream().filter(t -> t.status() == Manifest.Status.FAILED).count();
    findings.compare("totals.vertices", vertices, totals.vertices());
    findings.compare("totals.faces", faces, totals.faces());
    findings.compare("totals.parts", manifest.parts().size(), totals.parts());
    findings.compare("totals.tiles", tiles.size(), totals.tiles());
    findings.compare("totals.failed_tiles", failed, totals.failedTiles());
    findings.compare("digest", Manifest.digestOf(manifest.parts()), manifest.digest());
  }

  private void verifyArea() {
    double expected = domain.area();
    if (!(Math.abs(tally.coveredArea() - expected) <= domain.areaTolerance())) {
      findings.add(
          Defect.COVERAGE_GAPS,
          () -> tally.coveredArea() + " m2 are covered of " + expected + " m2");
    }
  }

  /**
   * Requires that no face is of a building that there is not. Where a tile has failed, buildings
   * may be without a roof face.
   */
  private void verifyBuildings() {
    if (tally.roofs > manifest.totals().buildings()) {
      findings.add(
          Defect.MANIFEST_MISMATCHES,
          () ->
              String.format(
                  Locale.ROOT,
                  "totals.buildings is %d where %d have roofs",
                  manifest.totals().buildings(),
                  tally.roofs));
    }
  }

  /** Compares the manifest's angles with the measured ones, unless a part is missing. */
  private void verifyQuality() {
    if (whole) {
      tally.planarShapes.compare("quality", manifest.quality(), findings);
      tally.wallShapes.compare("walls", manifest.walls(), findings);
    }
  }

  /**
   * Checks that the account of areas closes, and that the roofs cover the buildings' area, unless a
   * part or a tile is missing.
   */
  private void verifyAreas() {
    if (manifest.areas().isEmpty()) {
      return;
    }
    AreaReport areas = new AreaReport(manifest.areas());
    double buildings = areas.area(AreaReport.BUILDINGS);
    compareAreas("areas.source", areas.area(AreaReport.SOURCE), areas.accounted());
    compareAreas(
        "areas.buildings", buildings, areas.area(AreaReport.BUILT) + areas.area(AreaReport.ADDED));
    if (whole && manifest.totals().failedTiles() == 0) {
      compareAreas("areas.buildings", buildings, tally.roofArea());
    }
  }

  /** Checks the volume that a closed mesh encloses, unless a part or a tile is missing. */
  private void verifyVolume() {
    double said = manifest.volumes().getOrDefault(VolumeReport.ENCLOSED, 0.0);
    double found = tally.volume();
    if (whole
        && manifest.totals().failedTiles() == 0
        && !(Math.abs(said - found) <= 1e-9 * Math.abs(found))) {
      findings.add(
          Defect.MANIFEST_MISMATCHES,
          () -> "volumes.enclosed is " + said + " where " + found + " is expected");
    }
  }

  /** Requires one shell of a closed mesh, unless a part or a tile is missing. */
  private void verifyShells() {
    long shells = tally.shells.count();
    if (whole && manifest.totals().failedTiles() == 0 && shells > 1) {
      findings.add(
          Defect.UNCONNECTED_SHELLS, shells - 1, () -> shells + " shells where one is expected");
    }
  }

  /** Faces of the top and the sides, by name. */
  private SortedMap<String, Long> patches() {
    SortedMap<String, Long> patches = new TreeMap<>();
    manifest.kinds().forEach((name, kind) -> patches.put(name, tally.patch(kind)));
    return patches;
  }

  private void compareAreas(String what, double said, double expected) {
    if (!(Math.abs(said - expected) <= AreaReport.SLACK)) {
      findings.add(
          Defect.MANIFEST_MISMATCHES,
          () -> what + " is " + said + " where " + expected + " is expected");
    }
  }

  private CheckReport report(double seconds) {
    boolean empty = tally.longestEdge == 0;
    return new CheckReport(
        source.directory().toString(),
        manifest.parts().size(),
        vertices,
        faces,
        findings.counts(),
        findings.examples(),
        tally.holes,
        tally.coveredArea(),
        domain.area(),
        tally.planarShapes.quality(),
        tally.wallShapes.quality(),
        tally.largeGround,
        tally.largeRoofs,
        empty ? 0 : tally.shortestEdge,
        tally.longestEdge,
        tally.volume(),
        patches(),
        tally.shells.count(),
        cells,
        seconds);
  }
}
