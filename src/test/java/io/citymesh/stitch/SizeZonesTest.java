package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.mesh.Limits;
import io.citymesh.tile.Domain;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.SizeField;
import io.citymesh.tile.SizeZone;
import io.citymesh.tile.Sizes;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.Workload;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Triangles of 2 m in a zone within one of 10 m within a far field of 40 m: each triangle is within
 * the sizes at each of its places (that is what {@link ContractOracle} asks), whatever the tiles.
 */
class SizeZonesTest {
  private static final Bounds DOMAIN = new Bounds(84_613.5, 445_631.25, 85_613.5, 446_631.25);
  private static final SizeZone OUTER =
      SizeZone.of(
          "outer",
          new Bounds(84_900, 445_900, 85_240, 446_300),
          new Sizes(10, 5, Double.POSITIVE_INFINITY));
  private static final SizeZone INNER =
      SizeZone.of("inner", new Bounds(84_980, 445_980, 85_040, 446_030), new Sizes(2, 1.5, 2));

  private static final List<Building> CITY =
      Drawn.city()
          .box(10, 85_000, 446_000, 85_020, 446_030)
          .box(17, 85_020, 446_000, 85_040, 446_030)
          .box(9, 85_090, 446_100, 85_110, 446_120)
          .box(12, 85_290, 446_300, 85_320, 446_340)
          .buildings();

  private static MeshOptions options(double tileSize, double gradation) {
    return new MeshOptions(tileSize, 40, 20, 5, 25, gradation).withZones(List.of(OUTER, INNER));
  }

  private static Assembled mesh(MeshOptions options) {
    return Assembled.mesh(DOMAIN, options, new Wave(DOMAIN), CITY, Set.of());
  }

  @ParameterizedTest
  @CsvSource({"400, Infinity", "820, 1.2", "400, 1.5", "400, 2"})
  void tilesLeaveNoTrace(double tileSize, double gradation) {
    Assembled untiled = mesh(options(0, gradation));
    Assembled tiled = mesh(options(tileSize, gradation));
    assertEquals(Map.of(), untiled.defects());
    assertEquals(Map.of(), tiled.defects());
    assertTrue(tiled.tree.tiles() > 1);
    assertEquals(1, (double) tiled.triangles() / untiled.triangles(), 0.02);
  }

  /** As many triangles as the integral of the density says, with the fill of a uniform mesh. */
  @ParameterizedTest
  @ValueSource(doubles = {1.2, 1.5, 2})
  void asManyTrianglesAsTheSizesAskFor(double gradation) {
    MeshOptions options = options(0, gradation);
    Assembled mesh = Assembled.mesh(DOMAIN, options, new Wave(DOMAIN), List.of(), Set.of());
    double predicted = Workload.triangles(options.field().weight(DOMAIN), 40, true);
    assertEquals(1, mesh.triangles() / predicted, 0.1);
  }

  /** Tiles are halved where triangles are small, down to a few of their sizes. */
  @Test
  void smallTilesWhereTrianglesAreSmall() {
    MeshOptions options = options(400, Double.POSITIVE_INFINITY);
    SizeField field = options.field();
    StitchTree tree =
        new StitchTree(
            new TileGrid(DOMAIN, options),
            Domain.of(DOMAIN),
            (cell, piece, times) -> options.isHalvable(piece, field) && field.weight(piece) > 1e6);
    Assembled mesh = Assembled.mesh(tree, options, new Wave(DOMAIN), CITY);
    assertTrue(tree.tiles() > 12, tree.tiles() + " tiles");
    assertEquals(Map.of(), mesh.defects());
    Assembled whole = mesh(options(0, Double.POSITIVE_INFINITY));
    assertEquals(1, (double) mesh.triangles() / whole.triangles(), 0.02);
  }

  /** A tile that is meshed in pieces, for want of memory. */
  @Test
  void tilesInPieces() {
    MeshOptions options = options(400, 1.5);
    Assembled mesh =
        Assembled.inPieces(DOMAIN, options, new Wave(DOMAIN), CITY, tile -> tile == 0 ? 2 : 0);
    assertEquals(Map.of(), mesh.defects());
  }

  /** Where triangles are small, so is the gap between cores. */
  @Test
  void seamsAreAsWideAsTheSizesAlongThem() {
    MeshOptions options =
        new MeshOptions(400, 40, 20, 5, 25)
            .withZones(
                List.of(SizeZone.of("z", new Bounds(300, 100, 500, 200), new Sizes(2, 2, 2))));
    Bounds domain = new Bounds(0, 0, 800, 800);
    StitchTree tree = new StitchTree(new TileGrid(domain, options));
    KeptZone zone = KeptZone.ofCore(tree, 0, options, options.field());
    assertTrue(zone.contains(394.9, 150) && !zone.contains(395.1, 150), "5 m beside 2 m");
    assertTrue(zone.contains(299, 390 - 100) && !zone.contains(301, 399), "100 m beside 40 m");
    assertTrue(zone.contains(0, 0), "at the domain's boundary");
    Limits limits = zone.refined(Limits.of(25, options.field()));
    assertTrue(limits.part().touches(396, 150, 397, 151), "a little beyond");
    assertTrue(!limits.part().touches(399.5, 150, 399.9, 150.4), "at the line");
  }

  /**
   * A seam keeps what is near enough to the common side, and far enough from sides that are open.
   */
  @Test
  void stripsAreAsWideAsTheSizesAllow() {
    SizeZone small = SizeZone.of("z", new Bounds(300, 300, 500, 420), new Sizes(2, 2, 2));
    MeshOptions options = new MeshOptions(400, 40, 20, 5, 25).withZones(List.of(small));
    SizeField field = options.field();
    StitchTree tree = new StitchTree(new TileGrid(new Bounds(0, 0, 1600, 1600), options));
    int node = tree.firstChild(tree.firstChild(tree.root()));
    Bounds r = tree.rectangle(node);
    Bounds first = tree.rectangle(tree.firstChild(node));
    assertTrue(!tree.isTile(node) && r.xmax() < 1600 && r.ymax() < 1600);
    KeptZone zone = KeptZone.ofSeam(tree, node, options, field);
    Limits.Part part = zone.refined(Limits.of(25, field)).part();
    Random random = new Random(3);
    int kept = 0;
    for (int i = 0; i < 40_000; i++) {
      double x = r.xmin() + r.width() * random.nextDouble();
      double y = r.ymin() + r.height() * random.nextDouble();
      boolean alongX = tree.joinsAlongX(node);
      double lineX = alongX ? first.xmax() : x;
      double lineY = alongX ? y : first.ymax();
      double size = field.largest(x, y);
      double away = Math.abs(x - lineX) + Math.abs(y - lineY);
      boolean expected =
          away <= 2.5 * field.largest(lineX, lineY) + 3 * size
              && r.xmax() - x >= 2.5 * field.largest(r.xmax(), y)
              && r.ymax() - y >= 2.5 * field.largest(x, r.ymax());
      assertEquals(expected, zone.contains(x, y), x + " " + y);
      if (expected) {
        assertTrue(part.touches(x - 0.5, y - 1, x + 2, y + 0.5), x + " " + y);
        kept++;
      } else {
        boolean isRefined =
            away <= 2.5 * field.largest(lineX, lineY) + 4.5 * size
                && r.xmax() - x >= 2.5 * field.largest(r.xmax(), y) - 1.5 * size
                && r.ymax() - y >= 2.5 * field.largest(x, r.ymax()) - 1.5 * size;
        assertTrue(isRefined || !part.holds(x, y), x + " " + y);
      }
    }
    assertTrue(kept > 2_000 && kept < 35_000, "kept: " + kept);
  }
}
