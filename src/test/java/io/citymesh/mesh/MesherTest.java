package io.citymesh.mesh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.TestData;
import io.citymesh.geo.Bounds;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.Sizes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

class MesherTest {

  private static final Limits ANY_SHAPE = Limits.ofSizes(0, 1e9, 1e9);

  /** A square with sides of 10, ground inside and nothing outside. */
  private static MeshInput square() {
    MeshInput input = new MeshInput();
    ring(input, MeshInput.GROUND, MeshInput.OUTSIDE, 0, 0, 10, 0, 10, 10, 0, 10);
    return input;
  }

  /** A closed ring, counter-clockwise. */
  static void ring(MeshInput input, int inside, int outside, double... xy) {
    int first = input.vertexCount();
    int n = xy.length / 2;
    for (int i = 0; i < n; i++) {
      input.addVertex(xy[2 * i], xy[2 * i + 1]);
    }
    for (int i = 0; i < n; i++) {
      input.addSegment(first + i, first + (i + 1) % n, inside, outside);
    }
  }

  private static PlanarMesh mesh(MeshInput input, Limits limits) {
    return Mesher.mesh(input, limits, MeshInput.GROUND, MeshInput.OUTSIDE);
  }

  @Test
  void aSquareIsTwoTriangles() {
    MeshInput input = square();
    MeshInvariants invariants = new MeshInvariants(input);
    PlanarMesh mesh = mesh(input, ANY_SHAPE);
    invariants.check(mesh).checkArea(100).checkDelaunayByAllPairs();
    assertEquals(2, mesh.triangleCount());
  }

  @Test
  void aBuildingInASquareKeepsItsLabelAndSize() {
    MeshInput input = square();
    ring(input, 7, MeshInput.GROUND, 3, 3, 6, 3, 6, 6, 3, 6);
    Limits limits = Limits.ofSizes(25, 2, 0.5);
    MeshInvariants invariants = new MeshInvariants(input);
    PlanarMesh mesh = mesh(input, limits);
    invariants
        .check(mesh)
        .checkArea(100)
        .checkDelaunayByAllPairs()
        .checkLabels((x, y) -> x > 3 && x < 6 && y > 3 && y < 6 ? 7 : MeshInput.GROUND)
        .checkQuality(limits);
  }

  @Test
  void aSegmentThroughTheMiddleOfOthersIsKept() {
    MeshInput input = square();
    int a = input.addVertex(0, 5);
    input.addVertex(3, 5);
    input.addVertex(7, 5);
    int b = input.addVertex(10, 5);
    input.addSegment(a, b, 1, 2);
    Limits limits = Limits.ofSizes(30, 4, 4);
    MeshInput labelled = new MeshInput();
    int[] v = new int[4];
    v[0] = labelled.addVertex(0, 0);
    v[1] = labelled.addVertex(10, 0);
    v[2] = labelled.addVertex(10, 10);
    v[3] = labelled.addVertex(0, 10);
    for (int i = 0; i < 4; i++) {
      labelled.addSegment(v[i], v[(i + 1) % 4], MeshInput.UNKNOWN, MeshInput.OUTSIDE);
    }
    int c = labelled.addVertex(0, 5);
    labelled.addVertex(3, 5);
    int d = labelled.addVertex(10, 5);
    labelled.addSegment(c, d, 1, 2);
    MeshInvariants invariants = new MeshInvariants(labelled);
    PlanarMesh mesh = mesh(labelled, limits);
    invariants.check(mesh).checkArea(100).checkLabels((x, y) -> y > 5 ? 1 : 2).checkQuality(limits);
    IllegalArgumentException clash =
        assertThrows(IllegalArgumentException.class, () -> mesh(input, limits));
    assertTrue(clash.getMessage().contains("two labels"), clash.getMessage());
  }

  @Test
  void crossingSegmentsAreNamed() {
    MeshInput input = square();
    int a = input.addVertex(1, 1);
    int b = input.addVertex(9, 9);
    int c = input.addVertex(9, 1);
    int d = input.addVertex(1, 9.5);
    input.addSegment(a, b, MeshInput.UNKNOWN, MeshInput.UNKNOWN);
    input.addSegment(c, d, MeshInput.UNKNOWN, MeshInput.UNKNOWN);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> mesh(input, ANY_SHAPE));
    assertTrue(e.getMessage().contains("(9.0 1.0, 1.0 9.5)"), e.getMessage());
  }

  @Test
  void nothingToMesh() {
    assertThrows(IllegalArgumentException.class, () -> mesh(new MeshInput(), ANY_SHAPE));
    MeshInput notFinite = square();
    notFinite.addVertex(Double.NaN, 3);
    assertThrows(IllegalArgumentException.class, () -> mesh(notFinite, ANY_SHAPE));
  }

  @Test
  void frozenSegmentsStayWhole() {
    MeshInput input = square();
    double[] xy = {4, 4, 5, 4, 6, 4, 6, 5, 6, 6, 5, 6, 4, 6, 4, 5};
    int first = input.vertexCount();
    for (int i = 0; i < 16; i += 2) {
      input.addVertex(xy[i], xy[i + 1]);
    }
    for (int i = 0; i < 8; i++) {
      input.addFrozen(first + i, first + (i + 1) % 8, MeshInput.COVERED, MeshInput.GROUND);
    }
    Limits limits = Limits.ofSizes(25, 1, 1);
    MeshInvariants invariants = new MeshInvariants(input);
    PlanarMesh mesh = mesh(input, limits);
    invariants.check(mesh).checkArea(96).checkQuality(limits);
    long frozen = IntStream.of(mesh.edgeFeatures()).filter(f -> f == -2).count();
    assertEquals(8, frozen);
  }

  @Test
  void aFrozenSegmentStaysWholeUnderAnother() {
    for (boolean frozenFirst : new boolean[] {true, false}) {
      MeshInput input = square();
      int a = input.addVertex(2, 5);
      int b = input.addVertex(8, 5);
      if (frozenFirst) {
        input.addFrozen(a, b, MeshInput.UNKNOWN, MeshInput.UNKNOWN);
      }
      input.addSegment(a, b, MeshInput.UNKNOWN, MeshInput.UNKNOWN);
      if (!frozenFirst) {
        input.addFrozen(a, b, MeshInput.UNKNOWN, MeshInput.UNKNOWN);
      }
      MeshInvariants invariants = new MeshInvariants(input);
      invariants.check(mesh(input, Limits.ofSizes(25, 1, 1)));
    }
  }

  @Test
  void segmentsOnTopOfEachOtherKeepAllTheirLabels() {
    MeshInput input = square();
    ring(input, 1, MeshInput.UNKNOWN, 2, 2, 5, 2, 5, 8, 2, 8);
    ring(input, 2, MeshInput.UNKNOWN, 5, 3, 8, 3, 8, 7, 5, 7);
    MeshInvariants invariants = new MeshInvariants(input);
    PlanarMesh mesh = mesh(input, Limits.ofSizes(25, 1, 1));
    invariants
        .check(mesh)
        .checkLabels(
            (x, y) ->
                x > 2 && x < 5 && y > 2 && y < 8
                    ? 1
                    : x > 5 && x < 8 && y > 3 && y < 7 ? 2 : MeshInput.GROUND);
  }

  @Test
  void piecesOfOneFeatureMeshedApartLieOnTheSamePoints() {
    // The same feature, whole and in two pieces: a Steiner vertex at the same parameter has the
    // same bits.
    MeshInput whole = square();
    int f = whole.addFeature(1, 1, 9, 4);
    int a = whole.addVertex(1, 1);
    int b = whole.addVertex(9, 4);
    whole.addPiece(f, a, 0, b, 1, MeshInput.UNKNOWN, MeshInput.UNKNOWN);
    MeshInput half = square();
    int g = half.addFeature(1, 1, 9, 4);
    int c = half.addVertex(5, 2.5);
    half.placeOnFeature(c, g, 0.5);
    int d = half.addVertex(9, 4);
    half.addPiece(g, c, 0.5, d, 1, MeshInput.UNKNOWN, MeshInput.UNKNOWN);
    Limits limits = Limits.ofSizes(25, 0.5, 0.5);
    Map<Double, String> ofWhole = secondHalf(whole, f, limits);
    Map<Double, String> ofHalf = secondHalf(half, g, limits);
    assertTrue(ofHalf.size() > 5, "few vertices: " + ofHalf);
    assertEquals(ofWhole, ofHalf);
  }

  /** The vertices beyond the middle of a feature: their places by their parameters. */
  private static Map<Double, String> secondHalf(MeshInput input, int feature, Limits limits) {
    MeshInvariants invariants = new MeshInvariants(input);
    PlanarMesh mesh = mesh(input, limits);
    invariants.check(mesh).checkQuality(limits);
    Map<Double, String> places = new TreeMap<>();
    for (int v = 0; v < mesh.vertexCount(); v++) {
      double t = mesh.vertexParameter()[v];
      if (mesh.vertexFeature()[v] == feature && t > 0.5) {
        places.put(t, mesh.xy()[2 * v] + " " + mesh.xy()[2 * v + 1]);
      }
    }
    return places;
  }

  @Test
  void onlyTheRegionIsRefined() {
    MeshInput input = square();
    Limits limits = Limits.ofSizes(25, 0.3, 0.3).within(0, 0, 3, 10);
    MeshInvariants invariants = new MeshInvariants(input);
    PlanarMesh mesh = mesh(input, limits);
    invariants.check(mesh).checkArea(100).checkQuality(limits);
    int beyond = 0;
    for (int v = 0; v < mesh.vertexCount(); v++) {
      beyond += mesh.xy()[2 * v] > 5 ? 1 : 0;
    }
    assertTrue(beyond < 0.05 * mesh.vertexCount(), beyond + " of " + mesh.vertexCount());
  }

  @Test
  void thirtyThreeDegreesEnd() {
    MeshInput input = square();
    ring(input, 0, MeshInput.GROUND, 3, 3, 6, 3.1, 6.2, 6, 4, 5, 2.9, 6);
    Limits limits = Limits.ofSizes(33, 1, 1);
    MeshInvariants invariants = new MeshInvariants(input);
    invariants.check(mesh(input, limits)).checkQuality(limits);
  }

  @Test
  void gradedTrianglesGrowSlowlyFromASmallFeature() {
    MeshInput input = new MeshInput();
    ring(input, MeshInput.GROUND, MeshInput.OUTSIDE, -50, -50, 50, -50, 50, 50, -50, 50);
    double s = 0.05;
    ring(input, 0, MeshInput.GROUND, -s, -s, s, -s, s, s, -s, s);
    Limits limits = Limits.ofSizes(25, 1000, 1000).graded(1.3);
    MeshInvariants invariants = new MeshInvariants(input);
    PlanarMesh mesh = mesh(input, limits);
    invariants.check(mesh).checkQuality(limits);
    for (int t = 0; t < mesh.triangleCount(); t++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int i = 3 * t; i < 3 * t + 3; i++) {
        int v = mesh.triangles()[i];
        nearest = Math.min(nearest, Math.hypot(mesh.xy()[2 * v], mesh.xy()[2 * v + 1]));
      }
      // Along edges the way is up to half as long again.
      double size = 1.3 * (2 * s + 0.3 * 1.5 * nearest);
      assertTrue(invariants.area(t) <= 0.5 * size * size, "too large, " + nearest + " m away");
    }
    assertThrows(IllegalArgumentException.class, () -> limits.graded(1));
  }

  @Test
  void delaunayTrianglesDoNotDependOnTheOrderOfVertices() {
    Random random = new Random(5);
    double[] xy = random.doubles(400).map(c -> 10 * c).toArray();
    MeshInput forwards = square();
    MeshInput backwards = square();
    for (int i = 0; i < xy.length; i += 2) {
      forwards.addVertex(xy[i], xy[i + 1]);
      backwards.addVertex(xy[xy.length - 2 - i], xy[xy.length - 1 - i]);
    }
    MeshInvariants invariants = new MeshInvariants(forwards);
    PlanarMesh mesh = mesh(forwards, ANY_SHAPE);
    invariants.check(mesh).checkDelaunayByAllPairs();
    assertEquals(triangles(mesh), triangles(mesh(backwards, ANY_SHAPE)));
  }

  private static Set<String> triangles(PlanarMesh mesh) {
    Set<String> triangles = new TreeSet<>();
    for (int t = 0; t < mesh.triangleCount(); t++) {
      Set<String> corners = new TreeSet<>();
      for (int i = 0; i < 3; i++) {
        int v = mesh.triangles()[3 * t + i];
        corners.add(mesh.xy()[2 * v] + " " + mesh.xy()[2 * v + 1]);
      }
      triangles.add(corners.toString());
    }
    return triangles;
  }

  static void assertSameBits(PlanarMesh a, PlanarMesh b) {
    assertArrayEquals(a.xy(), b.xy());
    assertEquals(a.inputVertices(), b.inputVertices());
    assertArrayEquals(a.vertexFeature(), b.vertexFeature());
    assertArrayEquals(a.vertexParameter(), b.vertexParameter());
    assertArrayEquals(a.triangles(), b.triangles());
    assertArrayEquals(a.twins(), b.twins());
    assertArrayEquals(a.edgeFeatures(), b.edgeFeatures());
    assertArrayEquals(a.labels(), b.labels());
    assertArrayEquals(a.sizes(), b.sizes());
  }

  @TestFactory
  Stream<DynamicTest> realDomains() throws Exception {
    Path data;
    try {
      data = TestData.path("pslg");
    } catch (TestAbortedException e) {
      // A factory that is skipped itself is in no report.
      return Stream.of(
          DynamicTest.dynamicTest(
              "none",
              () -> {
                throw e;
              }));
    }
    List<Path> domains =
        new ArrayList<>(List.of(data.resolve("tud1.pslg"), data.resolve("tud1acute.pslg")));
    try (Stream<Path> stockholm = Files.list(data.resolve("stockholm"))) {
      stockholm.sorted().forEach(domains::add);
    }
    return domains.stream()
        .map(p -> DynamicTest.dynamicTest(p.getFileName().toString(), () -> realDomain(p)));
  }

  private static void realDomain(Path path) {
    Pslg.Domain domain = Pslg.read(path).domain();
    Limits limits = Limits.ofSizes(25, 10, 10);
    MeshInput input = domain.input();
    MeshInvariants invariants = new MeshInvariants(input);
    PlanarMesh mesh = mesh(input, limits);
    invariants.check(mesh).checkArea(domain.area()).checkLabels(domain).checkQuality(limits);
    assertSameBits(mesh, mesh(domain.input(), limits));
  }

  /** The number that the reference, Triangle, makes of the campus at 10 m. */
  @Test
  void theCampusHasNoAngleBelowTheBoundAndFewTriangles() {
    Path campus = TestData.path("pslg/tud1.pslg");
    PlanarMesh mesh = mesh(Pslg.read(campus).input(), Limits.ofSizes(25, 10, 10));
    assertEquals(0, MeshInvariants.below(mesh, 25));
    assertTrue(mesh.triangleCount() <= 106_741, mesh.triangleCount() + " triangles");
  }

  /** Some of its corners have less than 33 degrees themselves; what stays below is at corners. */
  @Test
  void theCampusAtThirtyThreeDegreesEnds() {
    Path campus = TestData.path("pslg/tud1.pslg");
    Pslg.Domain domain = Pslg.read(campus).domain();
    Limits limits = Limits.ofSizes(33, 10, 10);
    MeshInput input = domain.input();
    MeshInvariants invariants = new MeshInvariants(input);
    PlanarMesh mesh = mesh(input, limits);
    invariants.check(mesh).checkArea(domain.area()).checkLabels(domain).checkQuality(limits);
    int below = MeshInvariants.below(mesh, 33);
    assertTrue(below <= 5, below + " of " + mesh.triangleCount() + " triangles below 33 degrees");
  }

  /** Around a graph without an outer ring lies a plane of a dozen times its area. */
  @Test
  void roomForSizesByPlaceIsThatOfWhatIsRefined() {
    Bounds wide = new Bounds(-5000, -5000, 5000, 5000);
    SizeField sizes =
        new SizeField(
            new Sizes(20, 20, Double.POSITIVE_INFINITY),
            0.2,
            List.of(SizeZone.of("wide", wide, new Sizes(2, 2, Double.POSITIVE_INFINITY))));
    for (double strip : new double[] {100, 4}) {
      Limits.Part part =
          new Limits.Part() {
            @Override
            public boolean touches(double xmin, double ymin, double xmax, double ymax) {
              return xmin <= strip;
            }

            @Override
            public boolean holds(double x, double y) {
              return false;
            }
          };
      MeshInput input = new MeshInput();
      for (double corner : new double[] {0, 100}) {
        input.addVertex(corner, 0);
        input.addVertex(corner, 100);
      }
      ring(input, 7, MeshInput.GROUND, 30, 30, 40, 30, 40, 40, 30, 40);
      Limits limits =
          new Limits(
              25,
              sizes,
              new double[] {0, 0, 100, 100},
              strip == 100 ? Limits.Part.WHOLE : part,
              Limits.Fit.ANY,
              Double.POSITIVE_INFINITY,
              true);
      Triangulation mesh = new Triangulation(input.vertexCount() + 4);
      Mesher mesher = new Mesher(input, limits, MeshInput.GROUND, MeshInput.UNKNOWN);
      SteinerVertices vertices = mesher.triangulate(mesh);
      int room = mesh.vertex.length / 4;
      new Refiner(mesh, input, limits, vertices, SizeTrees.of(limits)).refine();
      assertTrue(mesh.triangleCount > 15 * strip, "triangles: " + mesh.triangleCount);
      assertTrue(
          room >= mesh.triangleCount / 2 && room <= 3 * mesh.triangleCount,
          room + " for " + mesh.triangleCount);
    }
  }
}
