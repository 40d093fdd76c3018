package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.air.AirPart;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.report.UserError;
import io.citymesh.tile.Domain;
import io.citymesh.tile.Filling;
import io.citymesh.tile.MeshOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cities whose air is filled with cells, tile by tile and seam by seam. */
class FilledCityTest {
  private static final Bounds NINE = new Bounds(0, 0, 300, 300);
  private static final MeshOptions TILED = new MeshOptions(100, 10, 5, 5, 25);
  private static final Filling LAYERS = new Filling(4, 1.3, 12, 0, 20);

  private static Domain filled(Bounds rectangle, Filling filling) {
    return Domain.of(rectangle).closed(60, OptionalDouble.empty()).filled(filling);
  }

  /** Houses that touch, a courtyard, one on a tile corner, and one lower than the first layer. */
  private static Drawn city() {
    return Drawn.city()
        .box(12, 60, 80, 100, 120)
        .box(17, 100, 80, 150, 120)
        .box(17.4, 150, 80, 170, 120)
        .with(
            20,
            "POLYGON((160 160, 260 160, 260 260, 160 260, 160 160),"
                + " (180 180, 240 180, 240 240, 180 240, 180 180))")
        .box(9, 20, 190, 120, 230)
        .box(6, 270, 5, 295, 25);
  }

  private static Assembled city(MeshOptions options, Domain domain) {
    return Assembled.mesh(domain, options, new Wave(NINE), city().buildings());
  }

  @Test
  void theAirOfAllPartsIsFilledOnceAndEndsInTheSurface() {
    Assembled mesh = city(TILED, filled(NINE, LAYERS));
    FilledOracle oracle = FilledOracle.of(mesh);
    assertEquals(Map.of(), oracle.defects());
    assertEquals(0, ClosedSurface.openEdges(mesh));
    assertEquals(mesh.volume, ClosedSurface.enclosed(mesh), 1e-9 * mesh.volume);
    assertEquals(17, mesh.airs.size(), "nine tiles, eight seams");
    assertEquals(mesh.triangles(), mesh.airs.stream().mapToInt(AirPart::triangleCount).sum());
    assertTrue(oracle.cells() > 6 * mesh.triangles(), oracle.cells() + " cells");
  }

  /** Triangles do not depend on what is above them. */
  @Test
  void groundAndRoofsDoNotDependOnTheLayersAbove() {
    Assembled plain = city(TILED, filled(NINE, new Filling(9, 1, 9, 0, 20)));
    Assembled mesh = city(TILED, filled(NINE, LAYERS));
    assertTrue(FilledOracle.of(plain).cells() < FilledOracle.of(mesh).cells());
    assertArrayEquals(
        plain.quality.planarHistogram(), mesh.quality.planarHistogram(), "the same triangles");
    assertEquals(plain.volume, mesh.volume);
    for (byte kind : new byte[] {FaceKind.GROUND, FaceKind.HALO, FaceKind.ROOF, FaceKind.TOP}) {
      assertEquals(count(plain, kind), count(mesh, kind), "faces of kind " + kind);
    }
  }

  private static long count(Assembled mesh, byte kind) {
    int count = 0;
    for (byte one : mesh.kinds) {
      count += one == kind ? 1 : 0;
    }
    return count;
  }

  @Test
  void tilesInPiecesAreFilledToo() {
    Assembled mesh =
        Assembled.inPieces(
            filled(NINE, LAYERS),
            new MeshOptions(150, 10, 5, 5, 25),
            new Wave(NINE),
            city().buildings(),
            tile -> tile % 2);
    assertEquals(Map.of(), FilledOracle.of(mesh).defects());
    for (int p = 0; p < mesh.parts.size(); p++) {
      AirPart air = mesh.airs.get(p);
      for (int e = 0; e < air.triangles().length; e++) {
        int line = air.triangles()[e];
        int own = air.levels().vertex(line, air.bottoms()[e]);
        int face = mesh.parts.get(p).faces()[e];
        assertTrue(line >= air.owned() || own == face, "triangle t is face t");
        assertEquals(air.kinds()[e / 3], mesh.parts.get(p).faceKinds()[e / 3]);
      }
    }
  }

  @Test
  void randomCitiesAreFilledOnce() {
    for (long seed = 1; seed <= 3; seed++) {
      check(seed);
    }
  }

  @Test
  @Tag("slow")
  void manyRandomCitiesAreFilledOnce() {
    for (long seed = 4; seed <= 60; seed++) {
      check(seed);
    }
  }

  private static void check(long seed) {
    RandomCity random = RandomCity.of(seed);
    double first = new double[] {8, 6, 4}[(int) (seed % 3)];
    Domain domain = filled(random.domain(), new Filling(first, 1.4, 20, 0, 17));
    Assembled mesh =
        Assembled.mesh(
            domain, random.options(), new Wave(random.domain()), random.city().buildings());
    assertEquals(Map.of(), FilledOracle.of(mesh).defects(), () -> seed + ": " + random);
  }

  @Test
  void aRoundDomainIsFilledToo() {
    double[] ring = new double[24];
    for (int i = 0; i < ring.length; i += 2) {
      ring[i] = Math.rint(1000 * (150 + 148 * Math.cos(Math.PI * i / 12))) / 1000;
      ring[i + 1] = Math.rint(1000 * (150 + 148 * Math.sin(Math.PI * i / 12))) / 1000;
    }
    Domain round =
        Domain.of(Sides.of(new double[][] {ring}))
            .closed(60, OptionalDouble.of(240))
            .filled(new Filling(8, 1.3, 20, 0, 20));
    Drawn city = Drawn.city().box(12, 90, 80, 120, 120).box(20, 120, 80, 150, 120);
    Assembled mesh = Assembled.mesh(round, TILED, new Wave(NINE), city.buildings());
    assertEquals(Map.of(), FilledOracle.of(mesh).defects());
    for (AirPart air : mesh.airs) {
      for (byte side : air.sides()) {
        assertTrue(side == AirPart.INSIDE || round.patches().containsKey(side - FaceKind.TOP));
      }
    }
  }

  @Test
  void graded() {
    RandomCity random = RandomCity.of(2).graded(1.5);
    Assembled mesh =
        Assembled.mesh(
            filled(random.domain(), new Filling(8, 1.4, 20, 0, 17)),
            random.options(),
            new Wave(random.domain()),
            random.city().buildings());
    assertEquals(Map.of(), FilledOracle.of(mesh).defects());
  }

  /** A slope of 33 %, metres. */
  private record Slope(Bounds extent) implements Terrain {
    private static final long serialVersionUID = 1L;

    @Override
    public String crs() {
      return "";
    }

    @Override
    public double[] elevations(double[] xy, int count) {
      double[] z = new double[count];
      Arrays.setAll(z, i -> 0.33 * xy[2 * i]);
      return z;
    }

    @Override
    public String fingerprint(Bounds window) {
      return toString();
    }

    @Override
    public double maxAlong(double ax, double ay, double bx, double by) {
      return 0.33 * Math.max(ax, bx);
    }
  }

  /** Labels climb along the row, through roofs that differ by less than a layer, and tile lines. */
  @Test
  void touchingHousesUpASlopeAcrossTiles() {
    Drawn city = Drawn.city();
    for (int i = 0; i < 20; i++) {
      double x = 60 + 7 * i;
      double[] ring = {x, 70, x + 7, 70, x + 7, 80, x, 80};
      city.with(0.33 * (x + 7) + 5, 0.33 * (x + 3.5), ring);
    }
    Domain domain =
        Domain.of(NINE).closed(140, OptionalDouble.empty()).filled(new Filling(4, 1.3, 9, 50, 72));
    Assembled mesh = Assembled.mesh(domain, TILED, new Slope(NINE), city.buildings());
    FilledOracle oracle = FilledOracle.of(mesh);
    assertEquals(Map.of(), oracle.defects());
    assertTrue(mesh.airs.stream().anyMatch(air -> air.eaves().length > 60), "across the slope");
  }

  /** A tile that failed leaves a hole; what is around it is whole. */
  @Test
  void aMissingTileHarmsNoOther() {
    Assembled whole = city(TILED, filled(NINE, LAYERS));
    Assembled holed =
        Assembled.mesh(filled(NINE, LAYERS), TILED, new Wave(NINE), city().buildings(), Set.of(4));
    assertEquals(whole.airs.size() - 1, holed.airs.size());
    Map<String, Integer> defects = FilledOracle.of(holed).defects();
    assertEquals(
        Set.of(
            "a face is not in two cells, or on the boundary in one",
            "a triangle of tets has no partner, or is not the surface's"),
        defects.keySet(),
        "along the hole only");
  }

  @Test
  void roofsThatLeaveNoLayerAreRefusedInOneLine() {
    Domain low = Domain.of(NINE).closed(21, OptionalDouble.empty());
    assertEquals(
        "the top at 21.00 m is less than a layer of 4.000 m above what is highest, 20.00 m; raise"
            + " --top",
        assertThrows(UserError.class, () -> city(TILED, low.filled(LAYERS))).getMessage());
  }

  /** The levels of a rim are in the frontier, so that both of its sides have the same. */
  @Test
  void theSameFromWherever() {
    Assembled once = city(TILED, filled(NINE, LAYERS));
    Assembled again = city(TILED, filled(NINE, LAYERS));
    assertArrayEquals(once.vertices, again.vertices);
    assertArrayEquals(once.faces, again.faces);
    for (int p = 0; p < once.airs.size(); p++) {
      assertTrue(
          Arrays.equals(once.airs.get(p).bottoms(), again.airs.get(p).bottoms())
              && Arrays.equals(once.airs.get(p).eaves(), again.airs.get(p).eaves()));
    }
  }
}
