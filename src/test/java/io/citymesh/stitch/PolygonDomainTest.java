package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Sum;
import io.citymesh.tile.Domain;
import io.citymesh.tile.MeshOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Domains that are polygons, in tiles of 100 m; all of them closed, so that each edge tells. */
class PolygonDomainTest {
  private static final MeshOptions TILED = new MeshOptions(100, 10, 5, 5, 25);
  private static final double TOP = 90;

  private static Assembled mesh(Drawn city, double[]... rings) {
    return mesh(TILED, city, rings);
  }

  private static Assembled mesh(MeshOptions options, Drawn city, double[]... rings) {
    Sides sides = Sides.of(rings);
    Domain domain = Domain.of(sides).closed(TOP, OptionalDouble.empty());
    Assembled mesh = Assembled.mesh(domain, options, new Wave(sides.bounds()), city.buildings());
    assertEquals(0, mesh.root.edgeCount());
    assertEquals(0, ClosedSurface.openEdges(mesh));
    assertEquals(mesh.volume, ClosedSurface.enclosed(mesh), 1e-9 * mesh.volume);
    assertEquals(sides.area(), ground(mesh), 1e-6);
    return mesh;
  }

  /** The area of ground and roofs in plan. */
  private static double ground(Assembled mesh) {
    Sum area = new Sum();
    for (int f = 0; f < mesh.kinds.length; f++) {
      if (mesh.kinds[f] == FaceKind.TOP) {
        double[] p = new double[6];
        for (int i = 0; i < 6; i++) {
          p[i] = mesh.vertices[3 * mesh.faces[3 * f + i / 2] + i % 2];
        }
        area.add(-0.5 * ((p[2] - p[0]) * (p[5] - p[1]) - (p[3] - p[1]) * (p[4] - p[0])));
      }
    }
    return area.value();
  }

  /** A regular polygon, on the grid. */
  private static double[] round(double x, double y, double radius, int corners) {
    double[] ring = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * i / corners;
      ring[2 * i] = Math.rint(1000 * (x + radius * Math.cos(angle))) / 1000;
      ring[2 * i + 1] = Math.rint(1000 * (y + radius * Math.sin(angle))) / 1000;
    }
    return ring;
  }

  private static double[] reversed(double[] ring) {
    double[] other = new double[ring.length];
    for (int i = 0; i < ring.length; i += 2) {
      other[i] = ring[ring.length - 2 - i];
      other[i + 1] = ring[ring.length - 1 - i];
    }
    return other;
  }

  @Test
  void aTurnedRectangle() {
    double[] ring = {173.2, 0, 519.6, 200, 346.4, 500, 0, 300};
    Drawn city = Drawn.city().box(20, 180, 180, 230, 215).box(14, 230, 180, 260, 215);
    Assembled mesh = mesh(city, ring);
    assertTrue(mesh.tree.tiles() >= 25);
    assertTrue(
        IntStream.range(0, mesh.tree.tiles()).anyMatch(t -> mesh.part(t).faceCount() == 0),
        "some tiles lie wholly outside");
  }

  @Test
  void aRoundOne() {
    mesh(Drawn.city().box(20, 180, 180, 330, 215), round(250, 250, 250, 36));
  }

  /**
   * Lines that part labels beyond a tile, where no side is known, do not keep it from refinement.
   */
  @Test
  void aRoundOneInLargeTiles() {
    double[] ring = new double[72];
    double radius = 1300.1604 / Math.cos(Math.PI / 36);
    for (int i = 0; i < 36; i++) {
      double angle = 2 * Math.PI * (i + 0.5) / 36;
      ring[2 * i] = Math.rint(1000 * (1425.5065 + radius * Math.cos(angle))) / 1000;
      ring[2 * i + 1] = Math.rint(1000 * (2229.5675 + radius * Math.sin(angle))) / 1000;
    }
    mesh(new MeshOptions(1000, 40, 40, 5, 25), Drawn.city(), ring);
    mesh(new MeshOptions(1000, 20, 10, 5, 25), Drawn.city(), ring);
  }

  @Test
  void aConcaveOne() {
    double[] comb = {
      0, 0, 500, 0, 500, 400, 420, 400, 420, 60, 330, 50, 320, 400, 210, 410, 200, 70, 110, 60, 90,
      390, 0, 400
    };
    mesh(Drawn.city().box(12, 120, 10, 190, 40).box(9, 340, 20, 390, 44), comb);
  }

  @Test
  void oneWithHoles() {
    mesh(
        Drawn.city().box(12, 20, 20, 90, 40),
        new double[] {0, 0, 500, 10, 490, 500, 10, 480},
        reversed(round(250, 250, 130, 17)), // Over several tiles.
        reversed(round(50, 430, 20, 5)), // Within one.
        new double[] {400, 100, 400, 200, 430, 200, 430, 100}); // Along tile lines.
  }

  @Test
  void sidesOnTileLinesAndCornersOnTileCorners() {
    mesh(
        Drawn.city().box(12, 190, 120, 290, 140).box(8, 260, 260, 390, 290),
        new double[] {100, 100, 300, 100, 400, 200, 400, 400, 300, 300, 200, 300, 200, 200});
  }

  @Test
  void aSliverOfACorner() {
    // Of 3 degrees, across tile lines.
    mesh(Drawn.city().box(12, 2, 120, 9, 200), new double[] {0, 100, 480, 100, 20, 124, 0, 300});
  }

  @Test
  void oneThatLiesWhollyInsideATile() {
    double[] ring = {110, 120, 180, 130, 150, 190};
    Sides sides = Sides.of(new double[][] {ring});
    assertEquals(1, mesh(Drawn.city().box(9, 135, 135, 155, 150), ring).tree.tiles());
    // Of the grid of a larger domain, it has a hole in one tile and fills the rest.
    mesh(
        Drawn.city().box(9, 20, 20, 50, 60),
        new double[] {0, 0, 300, 0, 300, 300, 0, 300},
        reversed(ring));
    assertTrue(sides.surround(new Bounds(140, 140, 150, 150)));
  }

  @Test
  void aRiverBankOfFiveThousandVertices() {
    List<Double> bank = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      double x = 600.0 * i / 4999;
      bank.add(Math.rint(1000 * x) / 1000);
      bank.add(
          Math.rint(1000 * (120 + 60 * Math.sin(x / 70) + 0.4 * Math.sin(x) + 0.1 * (i % 2)))
              / 1000);
    }
    bank.addAll(List.of(600.0, 400.0, 0.0, 400.0));
    double[] ring = bank.stream().mapToDouble(Double::doubleValue).toArray();
    mesh(new MeshOptions(200, 20, 10, 0, 25), Drawn.city().box(20, 280, 280, 330, 315), ring);
  }

  /**
   * The rectangle of a tile touches a side along its edge, whatever rounding says: the sign of a
   * sum of products was of another opinion for this one's northern side.
   */
  @Test
  void aSideAlongTheEdgeOfItsTiles() {
    double[] ring = {
      772.446, 536.103, 468.88, 839.669, 39.573, 839.669, -263.993, 536.103, -263.993, 106.796,
      39.573, -196.77, 468.88, -196.77, 772.446, 106.796
    };
    mesh(new MeshOptions(100, 7.8026, 7.8026, 5, 25), Drawn.city(), ring);
  }

  @Test
  void randomOnes() {
    meshRandomOnes(1, 60);
  }

  @Test
  @Tag("slow")
  void manyRandomOnes() {
    meshRandomOnes(1_000, 3_000);
  }

  private static void meshRandomOnes(long first, int count) {
    Map<String, String> failures = new TreeMap<>();
    for (long seed = first; seed < first + count; seed++) {
      RandomDomain domain = RandomDomain.of(seed);
      try {
        mesh(domain.options, domain.city, domain.rings);
      } catch (RuntimeException | AssertionError e) {
        failures.put("seed " + seed + ": " + domain, e.toString());
      }
    }
    assertEquals(Map.of(), failures);
  }

  @Test
  void tilesInPieces() {
    double[] ring = {173.2, 0, 519.6, 200, 346.4, 500, 0, 300};
    Domain domain = Domain.of(Sides.of(new double[][] {ring})).closed(TOP, OptionalDouble.of(300));
    Assembled mesh =
        Assembled.inPieces(
            domain,
            new MeshOptions(200, 10, 5, 5, 25),
            new Wave(domain.bounds()),
            Drawn.city().box(20, 180, 180, 230, 215).buildings(),
            tile -> 1);
    assertEquals(0, ClosedSurface.openEdges(mesh));
    assertEquals(domain.sides().area(), ground(mesh), 1e-6);
  }

  @Test
  void gradedSizes() {
    mesh(
        new MeshOptions(200, 20, 10, 0, 25, 1.5),
        Drawn.city().box(20, 180, 180, 230, 215),
        round(250, 250, 250, 36));
  }

  @Test
  void sidesBeyondAHundredHaveAKindForEachRing() {
    double[] shell = round(100, 100, 100, 120);
    Domain many =
        Domain.of(Sides.of(new double[][] {shell, reversed(round(100, 100, 20, 9))}))
            .closed(9, OptionalDouble.empty());
    assertEquals(List.of("top", "ring_1", "ring_2"), List.copyOf(many.patches().values()));
    assertEquals(
        List.of("top", "inlet", "outlet", "side"),
        List.copyOf(Domain.of(many.sides()).closed(9, OptionalDouble.of(10)).patches().values()));
  }
}
