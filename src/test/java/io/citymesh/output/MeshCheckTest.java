package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.report.Manifest;
import io.citymesh.report.UserError;
import io.citymesh.stitch.FaceKind;
import io.citymesh.stitch.Part;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sound mesh passes; each way of breaking it is counted under its own name. */
class MeshCheckTest {
  @TempDir Path directory;

  private final TinyCity city = new TinyCity();

  /** What is wrong, as "kind=count, ..." in the order of {@link Defect}. */
  private static String defects(CheckReport report) {
    return report.defects().entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .map(e -> e.getKey().key() + "=" + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private String defects() throws IOException {
    return defects(city.check(directory));
  }

  @Test
  void aSoundMeshPasses() throws IOException {
    CheckReport report = city.check(directory);
    assertEquals("", defects(report));
    assertFalse(report.broken());
    assertEquals(26, report.faces());
    assertEquals(20, report.vertices());
    assertEquals(9, report.coveredArea());
    assertEquals(45, report.planar().minimumAngle(), 1e-9);
    assertEquals(18, report.planar().histogram().get(9));
    assertEquals(0, report.planar().below());
    assertEquals(8, report.walls().histogram().stream().mapToLong(n -> n).sum());
    assertEquals(1, report.shortestEdge());
    assertEquals(Math.sqrt(5), report.longestEdge());
    assertEquals(0, report.largeGround() + report.largeRoofs() + report.holes());
    assertTrue(report.table().endsWith("s)\n"), report.table());
    assertTrue(report.table().contains("sound"), report.table());
  }

  @Test
  void aMissingGroundFaceLeavesOpenEdges() throws IOException {
    city.removeFace("g21", "g31", "g22");
    assertEquals("open_edges=3, coverage_gaps=1, planar_edges=3", defects());
  }

  @Test
  void aMissingFaceBetweenThePartsLeavesOpenEdges() throws IOException {
    city.removeFace("g10", "g20", "g11");
    // One of the three edges lies on the domain's boundary.
    assertEquals("open_edges=2, coverage_gaps=1, planar_edges=2", defects());
  }

  @Test
  void aMissingWallFaceLeavesOpenEdges() throws IOException {
    city.removeFace("g21", "g22", "r22");
    assertEquals("open_edges=3", defects());
  }

  @Test
  void aTurnedFaceIsMisoriented() throws IOException {
    TinyCity.turn(city.face("g21", "g31", "g22"));
    assertEquals(
        "misoriented_edges=3, downward_faces=1, coverage_gaps=1, planar_edges=3", defects());
  }

  @Test
  void aTurnedWallFaceIsMisoriented() throws IOException {
    TinyCity.turn(city.face("g21", "g22", "r22"));
    assertEquals("misoriented_edges=3", defects());
  }

  @Test
  void aFaceWithinAPartThatOccursTwice() throws IOException {
    city.addFace(TinyCity.SEAM, 0, "g22", "r22", "g21");
    assertEquals("duplicate_faces=1, non_manifold_edges=3", defects());
  }

  @Test
  void aFaceOfSharedVerticesThatOccursInTwoParts() throws IOException {
    city.addFace(TinyCity.CORE, 0, "g12", "g11", "r11");
    assertEquals("duplicate_faces=1, non_manifold_edges=3", defects());
  }

  @Test
  void aThirdFaceAtAnEdge() throws IOException {
    int top = city.addVertex(TinyCity.SEAM, 1.5, 1.5, 3);
    city.faces.get(TinyCity.SEAM).add(new int[] {city.vertex("r21"), city.vertex("r22"), top, 0});
    assertEquals("open_edges=2, non_manifold_edges=1, slanted_walls=1", defects());
  }

  @Test
  void aFaceWithAVertexTwice() throws IOException {
    city.faces.get(TinyCity.SEAM).add(new int[] {city.vertex("g30"), city.vertex("g30"), 0, -2});
    assertEquals("repeated_vertices=1", defects());
  }

  /** The city with another seam, whose manifest is right. */
  private CheckReport withSeam(UnaryOperator<Part> change) throws IOException {
    OutputDir out = OutputDir.of(directory.toString(), new Configuration());
    Manifest good = city.publish(out);
    Part changed = change.apply(city.part(TinyCity.SEAM));
    Manifest.Part seam = TinyCity.write(out, changed, 1, city.vertices.get(0).size(), 0);
    ManifestFile.write(out, city.manifest(List.of(good.parts().get(0), seam)));
    return MeshCheck.run(directory.toString());
  }

  private static Part with(Part part, int[] faces, long[] foreign, double[] ghosts) {
    return new Part(
        part.node(),
        part.id(),
        part.kind(),
        part.name(),
        part.vertices(),
        faces,
        part.faceKinds(),
        part.building(),
        part.buildings(),
        foreign,
        ghosts);
  }

  private static Part withForeign(Part part, int at, long value) {
    long[] foreign = part.foreign().clone();
    for (int j = at; j < foreign.length; j += 2) {
      foreign[j] = value;
    }
    return with(part, part.faces(), foreign, part.ghosts());
  }

  @Test
  void aFaceWithAVertexThatNoPartHas() throws IOException {
    int all = city.part(TinyCity.SEAM).faceCount() - countWithoutForeign();
    for (UnaryOperator<Part> change :
        List.<UnaryOperator<Part>>of(
            seam -> withForeign(seam, 0, 1000), // No part has this id.
            seam -> withForeign(seam, 0, -1),
            seam -> withForeign(seam, 1, 1000), // The core has no such vertex.
            seam -> withForeign(seam, 1, -1),
            seam -> withForeign(seam, 1, Long.MAX_VALUE))) {
      CheckReport report = withSeam(change);
      assertEquals(all, report.defects().get(Defect.UNKNOWN_VERTICES));
      assertEquals(0, report.defects().get(Defect.GHOST_MISMATCHES));
      assertTrue(report.broken());
    }
  }

  @Test
  void aFaceWithACornerBeyondThePart() throws IOException {
    for (int corner : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 19}) {
      CheckReport report =
          withSeam(
              seam -> {
                int[] faces = seam.faces().clone();
                faces[4] = corner;
                return with(seam, faces, seam.foreign(), seam.ghosts());
              });
      assertEquals(1, report.defects().get(Defect.UNKNOWN_VERTICES), report.table());
    }
  }

  /** A part can be drawn by itself: so its copies of others' vertices are checked too. */
  @Test
  void aGhostThatDiffersByABit() throws IOException {
    for (int at : new int[] {0, 4, 14}) {
      CheckReport report =
          withSeam(
              seam -> {
                double[] ghosts = seam.ghosts().clone();
                ghosts[at] = Math.nextUp(ghosts[at]);
                return with(seam, seam.faces(), seam.foreign(), ghosts);
              });
      assertEquals("ghost_mismatches=1", defects(report));
      String example = report.examples().get(Defect.GHOST_MISMATCHES);
      assertTrue(example.startsWith("parts/seam_5.h5 ghost " + at / 3 + " at ("), example);
    }
    CheckReport zero =
        withSeam(
            seam -> {
              double[] ghosts = seam.ghosts().clone();
              ghosts[1] = -0.0; // Equal as a number, not as bits.
              return with(seam, seam.faces(), seam.foreign(), ghosts);
            });
    assertEquals("ghost_mismatches=1", defects(zero));
  }

  /** It names a vertex of its own as if it were another's: nothing is wrong with the surface. */
  @Test
  void aForeignVertexThatIsThePartsOwn() throws IOException {
    CheckReport report =
        withSeam(
            seam -> {
              long[] foreign = Arrays.copyOf(seam.foreign(), seam.foreign().length + 2);
              foreign[foreign.length - 2] = seam.id();
              double[] ghosts = Arrays.copyOf(seam.ghosts(), seam.ghosts().length + 3);
              System.arraycopy(seam.vertices(), 0, ghosts, ghosts.length - 3, 3);
              int[] faces =
                  Arrays.stream(seam.faces())
                      .map(c -> c == 0 ? seam.vertexCount() + seam.foreignCount() : c)
                      .toArray();
              return with(seam, faces, foreign, ghosts);
            });
    assertEquals("", defects(report));
  }

  private int countWithoutForeign() {
    int own = city.vertices.get(TinyCity.SEAM).size();
    int[] corners = city.part(TinyCity.SEAM).faces();
    int count = 0;
    for (int i = 0; i < corners.length; i += 3) {
      count += corners[i] < own && corners[i + 1] < own && corners[i + 2] < own ? 1 : 0;
    }
    return count;
  }

  @Test
  void aVertexThatIsNotANumber() throws IOException {
    city.at("g30")[2] = Double.NaN;
    assertEquals("non_finite_vertices=1, open_edges=2, coverage_gaps=1", defects());
  }

  @Test
  void aFaceWithoutArea() throws IOException {
    // The boundary edge (0,0) - (1,0) gets a flat triangle outside.
    int middle = city.addVertex(TinyCity.CORE, 0.5, 0, 0);
    city.faces
        .get(TinyCity.CORE)
        .add(new int[] {city.vertex("g00"), middle, city.vertex("g10"), -2});
    assertEquals("zero_area_faces=1", defects());
  }

  @Test
  void aVertexThatOccursTwiceInAPart() throws IOException {
    // One ground face gets its own copy of a corner on the domain's boundary.
    int copy = city.addVertex(TinyCity.SEAM, 3, 1, 0);
    int[] face = city.face("g31", "g32", "g22");
    replace(face, city.vertex("g31"), copy);
    assertEquals("duplicate_vertices=1, open_edges=2", defects());
  }

  @Test
  void aVertexThatOccursInTwoParts() throws IOException {
    // The seam's faces at (1, 3) take a copy where they should refer to the core's vertex.
    int copy = city.addVertex(TinyCity.SEAM, 1, 3, 0);
    for (int[] face : city.faces.get(TinyCity.SEAM)) {
      replace(face, city.vertex("g13"), copy);
    }
    assertEquals("duplicate_vertices=1, open_edges=2, planar_edges=2", defects());
  }

  private static void replace(int[] face, int from, int to) {
    for (int i = 0; i < 3; i++) {
      face[i] = face[i] == from ? to : face[i];
    }
  }

  @Test
  void aVertexWithoutAFace() throws IOException {
    city.addVertex(TinyCity.CORE, 0.25, 0.25, 0);
    assertEquals("unused_vertices=1", defects());
  }

  @Test
  void aVertexOnTheInsideOfAnEdge() throws IOException {
    // The edge (3,1) - (2,2) is split for the triangle on its left only.
    int middle = city.addVertex(TinyCity.SEAM, 2.5, 1.5, 0);
    city.removeFace("g31", "g32", "g22");
    int a = city.vertex("g31");
    int b = city.vertex("g32");
    int c = city.vertex("g22");
    city.faces.get(TinyCity.SEAM).add(new int[] {a, b, middle, -2});
    city.faces.get(TinyCity.SEAM).add(new int[] {b, c, middle, -1});
    assertEquals("open_edges=3, t_junctions=1, planar_edges=3", defects());
  }

  @Test
  void anUprightGroundFace() throws IOException {
    city.face("g21", "g22", "r22")[3] = -1;
    assertEquals("upright_faces=1", firstOf(defects()));
  }

  @Test
  void aSlantedWall() throws IOException {
    city.at("r22")[0] = 2.25;
    city.at("r22")[1] = 2.25;
    // Of the faces with this corner, those with an edge on the ground or a foot elsewhere lean.
    assertEquals(2, city.check(directory).defects().get(Defect.SLANTED_WALLS));
  }

  private static String firstOf(String defects) {
    return defects.split(", ")[0];
  }

  @Test
  void aKindOrABuildingOutOfRange() throws IOException {
    Part seam = city.part(TinyCity.SEAM);
    int ground = 0;
    while (seam.faceKinds()[ground] != FaceKind.GROUND) {
      ground++;
    }
    int wall = seam.faceCount() - 1;
    assertTrue(defects(kind(wall, 4, 0)).contains("unknown_kinds=1"));
    assertTrue(defects(kind(wall, -1, 0)).contains("unknown_kinds=1"));
    assertTrue(defects(kind(wall, FaceKind.WALL, 1)).contains("unknown_kinds=1"));
    assertTrue(defects(kind(wall, FaceKind.WALL, -1)).contains("unknown_kinds=1"));
    assertTrue(defects(kind(wall, FaceKind.WALL, -7)).contains("unknown_kinds=1"));
    assertTrue(defects(kind(ground, FaceKind.GROUND, 0)).contains("unknown_kinds=1"));
  }

  private CheckReport kind(int face, int kind, int building) throws IOException {
    return withSeam(
        seam -> {
          seam.faceKinds()[face] = (byte) kind;
          seam.building()[face] = building;
          return seam;
        });
  }

  @Test
  void aHaloThatTouchesNoWall() throws IOException {
    city.face("g00", "g10", "g01")[3] = -1;
    assertEquals("wrong_halos=1", defects());
  }

  @Test
  void aGroundFaceAtAWallOfAnotherPartThatIsNoHalo() throws IOException {
    city.face("g10", "g11", "g01")[3] = -2;
    assertEquals("wrong_halos=1", defects());
  }

  @Test
  void aRoofThatIsNotFlat() throws IOException {
    city.at("r22")[2] = 2.5;
    assertEquals("uneven_roofs=1", defects());
  }

  @Test
  void overlappingGroundIsFoundByItsArea() throws IOException {
    // A vertex inside is pulled beyond its neighbours: the planar mesh folds over.
    city.at("g20")[0] = 0.5;
    CheckReport report = city.check(directory);
    assertTrue(report.defects().get(Defect.DOWNWARD_FACES) > 0, report.table());
  }

  @Test
  void aDomainThatIsNotCovered() throws IOException {
    city.domain = List.of(List.of(0.0, 0.0, 3.0, 0.0, 3.0, 3.5, 0.0, 3.0));
    // Three edges at the top no longer lie on the boundary, nor does the upper one on the right
    // where the corner moved; that side still contains it.
    assertEquals("open_edges=3, coverage_gaps=1, planar_edges=3", defects());
  }

  @Test
  void aPolygonAsDomain() throws IOException {
    city.domain = List.of(List.of(0.0, 0.0, 0.0, 3.0, 3.0, 3.0, 3.0, 1.0, 3.0, 0.0));
    assertEquals("", defects());
  }

  @Test
  void openEdgesAroundAFailedTileAreHoles() throws IOException {
    city.tiles.set(0, TinyCity.tile("0_0", 0, 1, Manifest.Status.FAILED));
    city.faces.get(TinyCity.CORE).clear();
    // The core keeps the vertices at x = 1, which the seam uses; those at x = 0 are in no face, but
    // in the collar of the hole.
    CheckReport report = city.check(directory);
    assertEquals("", defects(report));
    assertEquals(3, report.holes());
    assertEquals(6, report.domainArea());
    assertEquals(6, report.coveredArea());
  }

  @Test
  void anglesAndAreasBeyondTheOptions() throws IOException {
    city.options.put("min-angle", 50);
    city.options.put("max-size", 0.9);
    city.options.put("building-size", 0.9);
    CheckReport report = city.check(directory);
    assertEquals("", defects(report));
    assertEquals(18, report.planar().below());
    assertEquals(16, report.largeGround());
    assertEquals(2, report.largeRoofs());
  }

  @Test
  void aManifestThatDiffersFromTheFiles() throws IOException {
    OutputDir out = OutputDir.of(directory.toString(), new Configuration());
    Manifest good = city.publish(out);
    Manifest.Part core = good.parts().get(0);
    Manifest.Part seam = good.parts().get(1);
    List<Manifest.Part> wrong = new ArrayList<>();
    wrong.add(
        new Manifest.Part(
            core.id() + 7,
            0,
            "core_0_1",
            core.file(),
            core.kind(),
            0,
            core.vertices(),
            core.faces(),
            new Manifest.Extent(0, 0, 2, 9),
            "abc"));
    wrong.add(
        new Manifest.Part(
            seam.id(),
            1,
            seam.name(),
            seam.file(),
            seam.kind(),
            seam.vertexOffset() + 1,
            seam.vertices(),
            seam.faces() + 1,
            seam.bounds(),
            seam.digest()));
    ManifestFile.write(out, city.manifest(wrong));
    // The digest twice, as it is and as the file says, id, name and bounds; offset, faces of the
    // part, and their sum. Nobody finds the core by its id.
    assertEquals("manifest_mismatches=8", firstOf(defects(MeshCheck.run(directory.toString()))));
  }

  private static Manifest.Quality with(
      Manifest.Quality q, double minimum, double bound, long below, List<Long> histogram) {
    return new Manifest.Quality(minimum, bound, below, histogram, q.causes());
  }

  /** One triangle more in a class of 5 degrees, and one less in another. */
  private static List<Long> moved(List<Long> histogram, int from, int to) {
    List<Long> result = new ArrayList<>(histogram);
    result.set(from, result.get(from) - 1);
    result.set(to, result.get(to) + 1);
    return result;
  }

  private String defectsIfSaid(UnaryOperator<Manifest.Quality> planar) throws IOException {
    return defectsIfSaid(planar, walls -> walls);
  }

  private String defectsIfSaid(
      UnaryOperator<Manifest.Quality> planar, UnaryOperator<Manifest.Quality> walls)
      throws IOException {
    return defectsIfSaid(planar, walls, Map.of());
  }

  private String defectsIfSaid(
      UnaryOperator<Manifest.Quality> planar,
      UnaryOperator<Manifest.Quality> walls,
      Map<String, Double> areas)
      throws IOException {
    OutputDir out = OutputDir.of(directory.toString(), new Configuration());
    Manifest good = city.publish(out);
    Manifest said =
        new Manifest(
            good.options(),
            good.crs(),
            good.bounds(),
            good.domain(),
            good.totals(),
            good.tiles(),
            good.parts(),
            good.formats(),
            planar.apply(good.quality()),
            walls.apply(good.walls()),
            good.cells(),
            good.cellQuality(),
            good.topology(),
            good.features(),
            good.closing(),
            good.kinds(),
            good.zones(),
            good.notes(),
            good.deviations(),
            new TreeMap<>(areas),
            good.volumes(),
            good.timings(),
            good.counters(),
            good.versions(),
            good.digest());
    ManifestFile.write(out, said);
    return defects(MeshCheck.run(directory.toString()));
  }

  @Test
  void anglesInTheManifestThatAreNotThoseOfTheFiles() throws IOException {
    assertEquals(
        "quality_mismatches=1",
        defectsIfSaid(q -> with(q, q.minimumAngle() + 1e-5, q.bound(), 0, q.histogram())));
    assertEquals(
        "quality_mismatches=1",
        defectsIfSaid(q -> with(q, q.minimumAngle(), 20, 0, q.histogram())));
    // Below the bound, and the sum of the causes.
    assertEquals(
        "quality_mismatches=2",
        defectsIfSaid(q -> with(q, q.minimumAngle(), q.bound(), 1, q.histogram())));
    // Of 45 degrees, which counts as either side's, but not as less than 40 or more than 50.
    assertEquals(
        "quality_mismatches=1",
        defectsIfSaid(q -> with(q, 45, q.bound(), 0, moved(q.histogram(), 9, 7))));
    assertEquals(
        "quality_mismatches=1",
        defectsIfSaid(q -> with(q, 45, q.bound(), 0, moved(q.histogram(), 9, 10))));
    assertEquals("quality_mismatches=1", defectsIfSaid(q -> null));
    assertEquals(
        "quality_mismatches=1",
        defectsIfSaid(q -> q, w -> with(w, w.minimumAngle() - 1e-5, 0, 0, w.histogram())));
    assertEquals(
        "quality_mismatches=2",
        defectsIfSaid(q -> q, w -> with(w, w.minimumAngle(), 0, 0, moved(w.histogram(), 5, 3))));
    assertEquals("quality_mismatches=1", defectsIfSaid(q -> q, w -> null));
  }

  private String defectsIfAreas(double source, double built, double dropped, double buildings)
      throws IOException {
    return defectsIfSaid(
        planar -> planar,
        walls -> walls,
        Map.of(
            "source",
            source,
            "built",
            built,
            "dropped: no height",
            dropped,
            "buildings",
            buildings,
            "added",
            0.4));
  }

  @Test
  void areasInTheManifestThatDoNotAddUpOrAreNotThoseOfTheRoofs() throws IOException {
    // The roof covers 1 square metre.
    assertEquals("", defectsIfAreas(9.6, 0.6, 9, 1));
    assertEquals("", defectsIfAreas(9.6, 0.6, 9.9, 1.9));
    assertEquals("manifest_mismatches=1", defectsIfAreas(9.6, 0.6, 7.9, 1));
    assertEquals("manifest_mismatches=1", defectsIfAreas(9.6, 0.6, Double.NaN, 1));
    // Not what is built and added, and not the roofs.
    assertEquals("manifest_mismatches=2", defectsIfAreas(9.6, 0.6, 9, 2.1));
    // The sum is right, but the roofs are not so large.
    assertEquals("manifest_mismatches=1", defectsIfAreas(11, 2, 9, 2.4));
  }

  @Test
  void anglesThatDifferByRoundingAreTheSame() throws IOException {
    assertEquals("", defectsIfSaid(q -> with(q, 45 - 1e-9, q.bound(), 0, q.histogram())));
    // All are 45 degrees, which lies between two classes.
    assertEquals("", defectsIfSaid(q -> with(q, 45, q.bound(), 0, moved(q.histogram(), 9, 8))));
    city.options.put("min-angle", 45);
    assertEquals(
        "",
        defectsIfSaid(
            q -> new Manifest.Quality(45, 45, 7, q.histogram(), new TreeMap<>(Map.of("o", 7L)))));
  }

  @Test
  void aPartThatIsCutOff() throws IOException {
    OutputDir out = OutputDir.of(directory.toString(), new Configuration());
    Path core = directory.resolve(city.publish(out).parts().get(0).file());
    try (FileChannel channel = FileChannel.open(core, StandardOpenOption.WRITE)) {
      channel.truncate(Files.size(core) - 1);
    }
    CheckReport report = MeshCheck.run(directory.toString());
    assertEquals("unreadable_parts=1", firstOf(defects(report)));
    assertTrue(report.examples().get(Defect.UNREADABLE_PARTS).contains(core.toString()));
  }

  @Test
  void aDirectoryWithoutAManifestIsTheUsersError() {
    assertThrows(UserError.class, () -> MeshCheck.run(directory.toString()));
  }

  // ---- manifests that have been tampered with

  private String refused(String from, String to) throws IOException {
    city.publish(OutputDir.of(directory.toString(), new Configuration()));
    Path manifest = directory.resolve("manifest.json");
    String whole = Files.readString(manifest);
    assertTrue(whole.contains(from), from + " is not in " + whole);
    Files.writeString(manifest, whole.replace(from, to));
    String message =
        assertThrows(UserError.class, () -> MeshCheck.run(directory.toString())).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void aManifestWhoseValuesAreOutOfRange() throws IOException {
    assertTrue(refused("\"buildings\" : 1", "\"buildings\" : -1").contains("totals.buildings"));
    assertTrue(
        refused("\"buildings\" : 1", "\"buildings\" : 2147483647").contains("totals.buildings"));
    assertTrue(refused("\"xmax\" : 3.0", "\"xmax\" : 1e999999999").contains("bounds"));
    assertTrue(refused("\"xmax\" : 3.0", "\"xmax\" : -3").contains("bounds"));
    assertTrue(
        refused("\"vertex_offset\" : 0", "\"vertex_offset\" : -9")
            .contains("parts.0.vertex_offset"));
    assertTrue(refused("\"id\" : 4", "\"id\" : 0").contains("parts.0.id"));
    assertTrue(refused("\"id\" : 4", "\"id\" : 1").contains("parts.1.id"), "twice");
    assertTrue(refused("\"number\" : 1", "\"number\" : 0").contains("parts.1.number"));
    assertTrue(refused("\"max-size\" : 1", "\"max-size\" : 1e999").contains("options.max-size"));
    assertTrue(refused("\"min-angle\" : 25", "\"min-angle\" : 90").contains("options.min-angle"));
    assertTrue(refused("\"meshed\"", "null").contains("tiles.0.status"));
    assertTrue(refused("\"causes\" : {", "\"causes\" : {\"x\": null, ").contains("quality"));
    assertTrue(refused("\"core\"", "null").contains("parts.0.kind"));
  }

  @Test
  void aPartOutsideTheFolder() throws IOException {
    for (String file :
        List.of(
            "../x.h5",
            "/etc/passwd",
            "parts/../../x.h5",
            "file:/x.h5",
            "parts//x.h5",
            "",
            "a\\nb")) {
      assertTrue(refused("parts/core_0_0.h5", file).contains("no file inside the output"), file);
    }
    // However deep it claims to lie.
    assertTrue(
        refused("parts/core_0_0.h5", "x/".repeat(50_000) + "../x")
            .contains("no file inside the output"));
  }

  /** Its bytes look like UTF-32. */
  @Test
  void aManifestOfZeros() throws IOException {
    city.publish(OutputDir.of(directory.toString(), new Configuration()));
    byte[] content = {0, 0, 0, '{', -1, -2, -1, -1};
    Files.write(directory.resolve("manifest.json"), content);
    UserError error = assertThrows(UserError.class, () -> MeshCheck.run(directory.toString()));
    assertTrue(error.getMessage().contains("is not a manifest"), error.getMessage());
  }

  @Test
  void aManifestThatIsNone() throws IOException {
    String nested = "[".repeat(100_000);
    assertTrue(refused("\"max-size\" : 1", "\"a\" : " + nested).contains("is not a manifest"));
    String message = refused("\"seam\"", "[1]");
    assertTrue(message.contains("is not a manifest of citymesh at parts.1.kind"), message);
  }

  /** Claims of a thousand million buildings cost nothing; fewer than there are is a lie. */
  @Test
  void buildingsThatAreClaimedAreCounted() throws IOException {
    city.publish(OutputDir.of(directory.toString(), new Configuration()));
    Path manifest = directory.resolve("manifest.json");
    String whole = Files.readString(manifest);
    Files.writeString(manifest, whole.replace("\"buildings\" : 1", "\"buildings\" : " + (1 << 30)));
    assertEquals("", defects(MeshCheck.run(directory.toString())));
    Files.writeString(manifest, whole.replace("\"buildings\" : 1", "\"buildings\" : 0"));
    assertEquals("manifest_mismatches=1", defects(MeshCheck.run(directory.toString())));
  }

  /** Who opens a pipe waits for somebody to write to it. */
  @Test
  void pipesInPlaceOfFiles() throws Exception {
    city.publish(OutputDir.of(directory.toString(), new Configuration()));
    Path part = directory.resolve("parts/core_0_0.h5");
    Path manifest = directory.resolve("manifest.json");
    Files.delete(part);
    Assumptions.assumeTrue(
        new ProcessBuilder("mkfifo", part.toString()).start().waitFor() == 0, "there are pipes");
    CheckReport report = MeshCheck.run(directory.toString());
    assertTrue(report.examples().get(Defect.UNREADABLE_PARTS).contains("is no file"));
    Files.delete(manifest);
    new ProcessBuilder("mkfifo", manifest.toString()).start().waitFor();
    assertTrue(
        assertThrows(UserError.class, () -> MeshCheck.run(directory.toString()))
            .getMessage()
            .contains("is no file"));
  }
}
