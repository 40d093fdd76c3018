package io.citymesh.output;

import io.citymesh.report.AreaReport;
import io.citymesh.report.Manifest;
import io.citymesh.stitch.FaceKind;
import io.citymesh.store.FlatArray;
import io.citymesh.store.Hdf5File;
import io.citymesh.store.PartDigest;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Checks a published mesh against the geometry contract, from its files alone: the engine of {@code
 * citymesh check DIR}.
 *
 * <p>Nothing of the code that made the mesh is used, and nothing is taken from the manifest but
 * what the mesh is to be compared with: the domain, the options, the failed tiles, the counts, the
 * angles, the areas and digests. Each kind of {@link Defect} is counted by itself.
 *
 * <p>Memory: one part (about 100 bytes per face) plus what parts share, that is vertices, edges and
 * faces along the parts' borders, plus at most 16 MB for a grid and some 40 bytes per building. The
 * three passes are described with the package. One thread.
 */
public final class MeshCheck {
  /** The most vertices or faces of a part: three times their number are places in an array. */
  private static final int LARGEST = Integer.MAX_VALUE / 4;

  private final OutputDir directory;
  private final PublishedMesh mesh;
  private final Manifest manifest;
  private final MeshTally tally;
  private final Findings findings;

  /** The parts that can be read. */
  private final BitSet readable = new BitSet();

  private long vertices;
  private long faces;

  private MeshCheck(OutputDir directory, PublishedMesh mesh) {
    this.directory = directory;
    this.mesh = mesh;
    this.manifest = mesh.manifest();
    this.tally = new MeshTally(manifest);
    this.findings = tally.findings;
  }

  /**
   * Checks the mesh in an output directory.
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
    long start = System.nanoTime();
    try (PublishedMesh mesh = new PublishedMesh(directory, ManifestFile.read(directory))) {
      MeshCheck check = new MeshCheck(directory, mesh);
      check.verifyFiles();
      check.verifyTotals();
      BorderVertices borders = check.learnSharedVertices();
      check.checkParts(borders);
      check.tally.finish();
      check.verifyBuildings();
      check.verifyQuality();
      check.verifyAreas();
      return check.report((System.nanoTime() - start) / 1e9);
    }
  }

  // ---- pass 1: the files against the manifest; which vertices are shared

  private void verifyFiles() {
    for (int i = 0; i < manifest.parts().size(); i++) {
      Manifest.Part entry = manifest.parts().get(i);
      try (Hdf5File part = mesh.part(i)) {
        vertices += verify(entry, part, vertices);
        readable.set(i);
      } catch (IOException e) {
        findings.add(Defect.UNREADABLE_PARTS, e::getMessage);
        vertices += entry.vertices();
      }
    }
    tally.shared.freeze();
  }

  /**
   * @param offset how many vertices the parts before it have
   * @return the part's number of vertices
   */
  private long verify(Manifest.Part entry, Hdf5File part, long offset) throws IOException {
    long own = part.rows("vertices");
    long count = part.rows("faces");
    long foreign = part.rows("foreign");
    String file = entry.file();
    if (own > LARGEST || count > LARGEST || foreign > LARGEST) {
      throw new IOException(file + ": is larger than any part that citymesh writes");
    }
    requireRows(file, part, "kind", count);
    requireRows(file, part, "building", count);
    requireRows(file, part, "ghosts", foreign);
    PartDigest digest = new PartDigest();
    Box box = new Box();
    part.stream(
        "vertices",
        FlatArray.Type.FLOAT64,
        3,
        slab -> {
          digest.update(slab);
          while (slab.hasRemaining()) {
            box.add(slab.getDouble(), slab.getDouble());
            slab.getDouble();
          }
        });
    part.stream("faces", FlatArray.Type.INT32, 3, digest::update);
    part.stream(
        "foreign",
        FlatArray.Type.INT64,
        2,
        slab -> {
          digest.update(slab);
          while (slab.hasRemaining()) {
            long name = mesh.vertexName(slab.getLong(), slab.getLong());
            if (name != PublishedMesh.NO_VERTEX) {
              tally.shared.add(name);
            }
          }
        });
    // Not in the digest, but read later: what is damaged is told here.
    part.stream("ghosts", FlatArray.Type.FLOAT64, 3, slab -> {});
    part.stream("kind", FlatArray.Type.INT8, 1, digest::update);
    part.stream("building", FlatArray.Type.INT32, 1, digest::update);
    part.stream("buildings", FlatArray.Type.INT64, 1, digest::update);
    compare(file + " vertices", own, entry.vertices());
    compare(file + " faces", count, entry.faces());
    compare(file + " vertex_offset in the manifest", offset, entry.vertexOffset());
    compare(file + " id", part.number("id"), entry.id());
    compare(file + " name", part.text("name"), entry.name());
    compare(file + " kind", part.text("part"), entry.kind());
    compare(file + " bounds", box.extent(), entry.bounds());
    compare(file + " digest", digest.hex(), entry.digest());
    compare(file + " digest in the file", part.text("digest"), entry.digest());
    faces += count;
    return own;
  }

  /** The rectangle around vertices; four zeros if there are none. */
  private static final class Box {
    private boolean filled;
    private double xmin;
    private double ymin;
    private double xmax;
    private double ymax;

    void add(double x, double y) {
      xmin = filled ? Math.min(xmin, x) : x;
      ymin = filled ? Math.min(ymin, y) : y;
      xmax = filled ? Math.max(xmax, x) : x;
      ymax = filled ? Math.max(ymax, y) : y;
      filled = true;
    }

    Manifest.Extent extent() {
      return new Manifest.Extent(xmin, ymin, xmax, ymax);
    }
  }

  private static void requireRows(String file, Hdf5File part, String array, long count)
      throws IOException {
    if (part.rows(array) != count) {
      throw new IOException(
          file + ": " + array + " has " + part.rows(array) + " rows where " + count + " belong");
    }
  }

  private void verifyTotals() {
    Manifest.Totals totals = manifest.totals();
    List<Manifest.Tile> tiles = manifest.tiles();
    long failed = tiles.stream().filter(t -> t.status() == Manifest.Status.FAILED).count();
    compare("totals.vertices", vertices, totals.vertices());
    compare("totals.faces", faces, totals.faces());
    compare("totals.parts", manifest.parts().size(), totals.parts());
    compare("totals.tiles", tiles.size(), totals.tiles());
    compare("totals.failed_tiles", failed, totals.failedTiles());
    compare("digest", Manifest.digestOf(manifest.parts()), manifest.digest());
  }

  /**
   * Requires that no face is of a building that there is not. Where a tile has failed, buildings
   * may be without a roof face.
   */
  private void verifyBuildings() {
    if (tally.roofs.size() > manifest.totals().buildings()) {
      findings.add(
          Defect.MANIFEST_MISMATCHES,
          () ->
              "totals.buildings is %d where %d have roofs"
                  .formatted(manifest.totals().buildings(), tally.roofs.size()));
    }
  }

  private void compare(String what, Object found, Object expected) {
    if (!found.equals(expected)) {
      findings.add(
          Defect.MANIFEST_MISMATCHES,
          () -> what + " is " + found + " where " + expected + " is expected");
    }
  }

  private void compare(String what, long found, long expected) {
    compare(what, (Object) found, (Object) expected);
  }

  // ---- pass 2: coordinates of shared vertices, walls at them, and who is near whom

  private BorderVertices learnSharedVertices() throws IOException {
    BorderVertices borders = new BorderVertices(manifest.bounds(), vertices);
    for (int i = readable.nextSetBit(0); i >= 0; i = readable.nextSetBit(i + 1)) {
      try (Hdf5File part = mesh.part(i)) {
        learnCoordinates(part, i, borders);
        learnUses(part, i);
      }
    }
    tally.shared.groupByPlace();
    return borders;
  }

  private void learnCoordinates(Hdf5File part, int index, BorderVertices borders)
      throws IOException {
    SharedVertices shared = tally.shared;
    long[] id = {PublishedMesh.vertexName(index, 0)};
    int[] next = {shared.firstFrom(id[0])};
    part.stream(
        "vertices",
        FlatArray.Type.FLOAT64,
        3,
        slab -> {
          while (slab.hasRemaining()) {
            double x = slab.getDouble();
            double y = slab.getDouble();
            double z = slab.getDouble();
            borders.claim(index, x, y);
            if (next[0] < shared.size() && shared.id(next[0]) == id[0]) {
              shared.setCoordinates(next[0]++, x, y, z);
            }
            id[0]++;
          }
        });
  }

  /** Which vertices of other parts the faces of this one use, and which vertices lie on walls. */
  private void learnUses(Hdf5File part, int index) throws IOException {
    int own = Math.toIntExact(part.rows("vertices"));
    int[] foreign = PartCheck.foreign(mesh, tally.shared, part);
    byte[] kinds = part.bytes("kind", 1);
    int[] corner = {0};
    part.stream(
        "faces",
        FlatArray.Type.INT32,
        3,
        slab -> {
          for (; slab.hasRemaining(); corner[0]++) {
            int c = slab.getInt();
            boolean wall = kinds[corner[0] / 3] == FaceKind.WALL;
            if (c >= own && c - own < foreign.length && foreign[c - own] >= 0) {
              tally.shared.setUsed(foreign[c - own]);
              if (wall) {
                tally.shared.setOnWall(foreign[c - own]);
              }
            } else if (wall && c >= 0 && c < own) {
              int shared = tally.shared.indexOf(PublishedMesh.vertexName(index, c));
              if (shared >= 0) {
                tally.shared.setOnWall(shared);
              }
            }
          }
        });
  }

  // ---- pass 3: everything else

  private void checkParts(BorderVertices borders) throws IOException {
    for (int i = readable.nextSetBit(0); i >= 0; i = readable.nextSetBit(i + 1)) {
      try (Hdf5File part = mesh.part(i)) {
        String file = manifest.parts().get(i).file();
        new PartCheck(tally, mesh, i, file, part).run(borders);
      }
    }
  }

  /** Compares the manifest's angles with the measured ones, unless a part is missing. */
  private void verifyQuality() {
    if (readable.cardinality() == manifest.parts().size()) {
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
    boolean whole = readable.cardinality() == manifest.parts().size();
    if (whole && manifest.totals().failedTiles() == 0) {
      compareAreas("areas.buildings", buildings, tally.roofArea());
    }
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
        directory.toString(),
        manifest.parts().size(),
        vertices,
        faces,
        findings.counts(),
        findings.examples(),
        tally.holes(),
        tally.coveredArea(),
        tally.domain.area(),
        tally.planarShapes.quality(),
        tally.wallShapes.quality(),
        tally.largeGround,
        tally.largeRoofs,
        empty ? 0 : tally.shortestEdge,
        tally.longestEdge,
        seconds);
  }
}
