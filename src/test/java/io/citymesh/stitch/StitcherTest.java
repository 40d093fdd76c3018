package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.StitchTree;
import io.citymesh.tile.TileGrid;
import io.citymesh.tile.TileKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Cities in which a building and the tiles meet in an awkward way. Unless a test says otherwise
 * there are 3 x 3 tiles of 100 m from (0, 0), and triangles of 10 m (roofs: 5 m).
 */
class StitcherTest {
  private static final Bounds NINE = new Bounds(0, 0, 300, 300);
  private static final double WALL = 5;
  private static final MeshOptions TILED = new MeshOptions(100, 10, 5, WALL, 25);

  @Test
  void aBuildingAcrossATileCorner() {
    keepsTheContract(
        NINE, Drawn.city().with(20, "POLYGON((82 90, 121 84, 117 113, 88 118, 82 90))"));
  }

  @Test
  void aFootprintEdgeOnATileLine() {
    Drawn city =
        Drawn.city()
            .box(12, 100, 20, 130, 60) // between two tiles
            .box(15, 60, 150, 100, 250) // and on through a corner
            .box(18, 200, 100, 240, 130); // two edges, two lines
    keepsTheContract(NINE, city);
  }

  @Test
  void aFootprintVertexOnATileCorner() {
    Drawn city =
        Drawn.city()
            .with(12, "POLYGON((100 100, 130 120, 110 140, 100 100))")
            .with(14, "POLYGON((200 200, 190 170, 230 165, 200 200))")
            .box(16, 200, 60, 225, 100)
            .with(18, "POLYGON((100 200, 60 230, 50 190, 100 200))");
    keepsTheContract(NINE, city);
  }

  @Test
  void aFootprintVertexOnATileCornerAndItsEdgesOnBothLines() {
    keepsTheContract(NINE, Drawn.city().box(12, 100, 100, 200, 200).box(9, 30, 30, 50, 60));
  }

  @Test
  void anEdgeOnATileLineAndOthersAcrossIt() {
    Drawn city =
        Drawn.city()
            .with(
                20,
                "POLYGON((80 30, 120 30, 120 50, 100 50, 100 70, 120 70, 120 130, 100 130, 100 150,"
                    + " 80 150, 80 30))")
            .with(15, "POLYGON((150 200, 180 200, 180 190, 230 190, 230 215, 150 215, 150 200))");
    keepsTheContract(NINE, city);
  }

  @Test
  void aCourtyardThatHoldsAnotherBuilding() {
    Drawn city =
        Drawn.city()
            .with(
                20,
                "POLYGON((60 60, 240 60, 240 240, 60 240, 60 60),"
                    + " (80 80, 220 80, 220 220, 80 220, 80 80))")
            .with(9, "POLYGON((150 95, 205 150, 150 205, 95 150, 150 95))")
            .with(
                12,
                "POLYGON((10 10, 50 10, 50 50, 10 50, 10 10), (20 20, 40 20, 40 40, 20 40, 20 20))")
            .box(6, 26, 26, 34, 34);
    keepsTheContract(NINE, city);
  }

  @Test
  void aCourtyardWithItsCornersOnTileCorners() {
    Drawn city =
        Drawn.city()
            .with(
                20,
                "POLYGON((85 85, 215 85, 215 215, 85 215, 85 85),"
                    + " (100 100, 200 100, 200 200, 100 200, 100 100))");
    keepsTheContract(NINE, city);
  }

  @Test
  void tilesWithoutABuilding() {
    keepsTheContract(NINE, Drawn.city().box(10, 20, 20, 60, 50));
  }

  @Test
  void noBuildingAtAll() {
    keepsTheContract(NINE, Drawn.city());
  }

  @Test
  void tilesWhollyInsideOneHugeBuilding() {
    Drawn city =
        Drawn.city()
            .with(
                30,
                "POLYGON((40 55, 455 40, 460 450, 50 460, 40 55),"
                    + " (310 310, 390 310, 390 390, 310 390, 310 310))")
            .box(6, 330, 330, 370, 370);
    keepsTheContract(new Bounds(0, 0, 500, 500), city);
  }

  @Test
  void aBuildingThroughFiveTiles() {
    keepsTheContract(
        new Bounds(0, 0, 500, 200),
        Drawn.city().with(11, "POLYGON((30 80, 470 92, 470 112, 30 104, 30 80))"));
  }

  @Test
  void aLongThinDiagonalThroughManyTiles() {
    Drawn city =
        Drawn.city()
            .with(14, "POLYGON((20 30, 22 27, 480 471, 477.5 473.5, 20 30))")
            .with(8, "POLYGON((20 470, 18 468, 240 262, 242 264, 20 470))");
    keepsTheContract(new Bounds(0, 0, 500, 500), city);
  }

  @Test
  void cornersTooSmallForGoodTriangles() {
    Drawn city =
        Drawn.city()
            .with(14, "POLYGON((40 60, 160 80, 160 95, 40 60))") // 7 degrees, across a line
            .with(9, "POLYGON((100 200, 130 192, 130 207, 110 240, 100 200))") // on a tile corner
            .with(12, "POLYGON((200 150, 260 150, 260 162, 200 150))"); // at the end of a seam
    assertTrue(keepsTheContract(NINE, city).below() > 0, "the corners are small indeed");
  }

  @Test
  void touchingBuildingsOfDifferentHeights() {
    Drawn city = Drawn.city().box(10, 60, 80, 100, 120).box(17, 100, 80, 150, 120);
    Assembled mesh = keepsTheContract(NINE, city);
    assertEquals(0, wallsAt(mesh, 0, 100), "the wall between them is the higher building's");
    assertTrue(wallsAt(mesh, 1, 100) > 0);
  }

  @Test
  void touchingBuildingsOfEqualHeights() {
    Drawn city = Drawn.city().box(10, 60, 80, 100, 120).box(10, 100, 80, 150, 120);
    Assembled mesh = keepsTheContract(NINE, city);
    assertEquals(0, wallsAt(mesh, 0, 100), "no wall between them");
    assertEquals(0, wallsAt(mesh, 1, 100), "no wall between them");
  }

  @Test
  void threeHeightsMeetInOnePlace() {
    String south = "POLYGON((70 70, 130 70, 130 100, 100 100, 70 100, 70 70))";
    for (double[] roofs : new double[][] {{10, 15, 20}, {20, 15, 10}, {15, 20, 10}, {15, 15, 10}}) {
      Drawn city =
          Drawn.city()
              .with(roofs[0], south)
              .box(roofs[1], 70, 100, 100, 130)
              .box(roofs[2], 100, 100, 130, 130);
      keepsTheContract(NINE, city);
    }
  }

  @Test
  void aRowOfHousesAlongATileLine() {
    Drawn city = Drawn.city();
    for (int i = 0; i < 12; i++) {
      city.box(8 + (i * 5) % 7, 30 + 20 * i, 92, 50 + 20 * i, 104);
    }
    keepsTheContract(NINE, city);
  }

  @Test
  void aCityOfOneTile() {
    Bounds d = new Bounds(10, 10, 90, 90);
    Assembled mesh = keepsTheContract(d, Drawn.city().box(10, 30, 30, 60, 50));
    assertEquals(1, mesh.tree.tiles());
    assertEquals(1, mesh.parts.size());
  }

  @Test
  void aCityOfOneBuilding() {
    keepsTheContract(
        new Bounds(0, 0, 200, 200),
        Drawn.city().with(25, "POLYGON((96 50, 104 50, 104 150, 96 150, 96 50))"));
  }

  @Test
  void aRowAndAColumnThinnerThanASeam() {
    for (double more : new double[] {0.001, 1, 12, 25, 49.999, 50, 50.001, 99.999}) {
      Bounds d = new Bounds(0, 0, 200 + more, 300 + more);
      keepsTheContract(d, Drawn.city().box(10, 170, 180, 195, 220).box(12, 90, 270, 130, 295));
    }
  }

  @Test
  void aDomainThatIsNotAlignedWithTheGrid() {
    Bounds d = new Bounds(84_913.257, 445_211.513, 85_237.891, 445_551.033);
    Drawn city =
        Drawn.city()
            .with(
                12,
                "POLYGON((84980.123 445280.501, 85020.77 445290.003, 85010.5 445320.25, 84980.123"
                    + " 445280.501))")
            .box(19, 85_090.5, 445_390.125, 85_110.75, 445_420.875);
    keepsTheContract(d, city);
  }

  @Test
  void negativeCoordinates() {
    Bounds d = new Bounds(-230.5, -1_170.25, 75.125, -880);
    Drawn city =
        Drawn.city()
            .with(12, "POLYGON((-20 -1015, 30 -1010, 12 -990, -25 -985, -20 -1015))")
            .box(16, -100, -1100, -60, -1080);
    keepsTheContract(d, city);
  }

  @Test
  void coordinatesOfAWorldWideProjection() {
    Bounds d = new Bounds(13_358_012.5, 6_800_090, 13_358_312.5, 6_800_390);
    keepsTheContract(
        d,
        Drawn.city()
            .with(
                20,
                "POLYGON((13358080.123 6800180.456, 13358120.789 6800195.012, 13358110.345"
                    + " 6800230.678, 13358080.123 6800180.456))"));
  }

  @Test
  void roofsMayBeCoarserThanTheGround() {
    MeshOptions options = new MeshOptions(100, 4, 10, WALL, 25);
    keepsTheContract(NINE, options, Drawn.city().box(20, 60, 60, 240, 240), Set.of());
  }

  @Test
  void aMissingTileIsTheOnlyHole() {
    List<Building> city =
        Drawn.city()
            .box(10, 80, 80, 120, 120)
            .box(12, 180, 90, 230, 110)
            .with(16, "POLYGON((130 130, 170 140, 160 170, 130 130))")
            .with(14, "POLYGON((110 190, 190 185, 195 230, 105 225, 110 190))")
            .buildings();
    for (TileKey missing :
        List.of(new TileKey(0, 0), new TileKey(1, 0), new TileKey(1, 1), new TileKey(2, 2))) {
      Assembled whole = Assembled.mesh(NINE, TILED, new Wave(NINE), city, Set.of());
      Set<Integer> nodes =
          IntStream.range(0, whole.tree.tiles())
              .filter(node -> whole.tree.key(node).equals(missing))
              .boxed()
              .collect(Collectors.toSet());
      Assembled mesh = Assembled.mesh(NINE, TILED, new Wave(NINE), city, nodes);
      assertEquals(Map.of(), mesh.defects(), "without " + missing);
      assertTrue(mesh.root.edgeCount() > 0, "the hole has a rim");
    }
  }

  @Test
  void neighbouringMissingTiles() {
    List<Building> city =
        Drawn.city().box(10, 80, 80, 120, 120).box(12, 180, 90, 230, 110).buildings();
    for (int tile = 0; tile + 1 < 9; tile++) {
      Set<Integer> missing = Set.of(tile, tile + 1);
      assertEquals(Map.of(), Assembled.mesh(NINE, TILED, new Wave(NINE), city, missing).defects());
    }
  }

  @Test
  void allTilesMissingButOne() {
    List<Building> city = Drawn.city().box(10, 80, 80, 120, 120).buildings();
    for (int i = 0; i < 9; i++) {
      int tile = i;
      Set<Integer> missing =
          IntStream.range(0, 9).filter(t -> t != tile).boxed().collect(Collectors.toSet());
      assertEquals(Map.of(), Assembled.mesh(NINE, TILED, new Wave(NINE), city, missing).defects());
    }
  }

  @Test
  void allTilesMissing() {
    Set<Integer> missing = IntStream.range(0, 9).boxed().collect(Collectors.toSet());
    assertEquals(0, Assembled.mesh(NINE, TILED, new Wave(NINE), List.of(), missing).triangles());
  }

  @Test
  void theOrderOfTheBuildingsDoesNotMatter() {
    Drawn city = Drawn.city().box(10, 60, 80, 100, 120).box(17, 100, 80, 150, 120);
    city.with(12, "POLYGON((150 200, 180 200, 180 190, 230 190, 230 215, 150 215, 150 200))");
    theOrderDoesNotMatter(city, TILED);
    theOrderDoesNotMatter(city, new MeshOptions(100, 10, 5, WALL, 25, 1.3));
  }

  private static void theOrderDoesNotMatter(Drawn city, MeshOptions options) {
    Assembled mesh = Assembled.mesh(NINE, options, new Wave(NINE), city.buildings(), Set.of());
    Stitcher stitcher = new Stitcher(mesh.tree, options, new Wave(NINE));
    for (int node = 0; node < mesh.tree.tiles(); node++) {
      Part forward = stitcher.core(node, city.buildings()).part();
      Part backward =
          stitcher
              .core(node, IntStream.of(2, 1, 0).mapToObj(city.buildings()::get).toList())
              .part();
      assertTrue(Arrays.equals(forward.vertices(), backward.vertices()));
      assertTrue(Arrays.equals(forward.faces(), backward.faces()));
      assertTrue(Arrays.equals(forward.faceKinds(), backward.faceKinds()));
      assertTrue(Arrays.equals(forward.building(), backward.building()));
      assertTrue(Arrays.equals(forward.buildings(), backward.buildings()));
    }
  }

  /** A tile elsewhere is halved: other numbers of nodes, the same parts and names of vertices. */
  @Test
  void aPartKnowsNothingOfTilesThatAreHalvedElsewhere() {
    Drawn city = Drawn.city().box(10, 60, 80, 100, 120).box(17, 100, 80, 150, 120);
    TileGrid grid = new TileGrid(NINE, TILED);
    int[] halvings = new int[grid.tiles()];
    halvings[grid.cell(0, 0)] = 1;
    Stitched[] before = all(new StitchTree(grid), city);
    StitchTree halved = new StitchTree(grid, halvings);
    Stitched[] after = all(halved, city);
    int same = 0;
    for (Stitched made : before) {
      Stitched again = after[halved.node(made.part().id())];
      if (!halved.rectangle(again.part().node()).contains(halved.rectangle(0))) {
        assertNotEquals(made.part().node(), again.part().node());
        assertEquals(made.part().id(), again.part().id());
        assertEquals(made.part().name(), again.part().name());
        assertTrue(Arrays.equals(made.part().vertices(), again.part().vertices()));
        assertTrue(Arrays.equals(made.part().faces(), again.part().faces()));
        assertTrue(Arrays.equals(made.part().foreign(), again.part().foreign()));
        assertArrayEquals(bytes(made.frontier()), bytes(again.frontier()));
        same++;
      }
    }
    assertEquals(17 - 3, same, "all but the tile and the two stitches above it");
  }

  private static Stitched[] all(StitchTree tree, Drawn city) {
    Stitcher stitcher = new Stitcher(tree, TILED, new Wave(NINE));
    Stitched[] made = new Stitched[tree.nodes()];
    for (int node = 0; node < made.length; node++) {
      Bounds r = tree.rectangle(node);
      made[node] =
          tree.isTile(node)
              ? stitcher.core(
                  node, city.buildings().stream().filter(b -> b.bounds().intersects(r)).toList())
              : stitcher.stitch(
                  node,
                  made[tree.firstChild(node)].frontier(),
                  made[tree.secondChild(node)].frontier());
    }
    return made;
  }

  private static byte[] bytes(Frontier frontier) {
    RecordOutput record = new RecordOutput();
    frontier.write(record);
    return record.bytes();
  }

  @Test
  void regionsThatAreNotTheNodesChildrenAreRefused() {
    StitchTree tree = new StitchTree(new TileGrid(NINE, TILED));
    Stitcher stitcher = new Stitcher(tree, TILED, new Wave(NINE));
    Frontier first = stitcher.failed(tree.firstChild(tree.root()));
    assertThrows(IllegalArgumentException.class, () -> stitcher.stitch(tree.root(), first, first));
  }

  private static Assembled keepsTheContract(Bounds domain, Drawn city) {
    keepsTheContract(domain, new MeshOptions(0, 10, 5, WALL, 25), city, Set.of());
    return keepsTheContract(domain, TILED, city, Set.of());
  }

  private static Assembled keepsTheContract(
      Bounds domain, MeshOptions options, Drawn city, Set<Integer> missing) {
    Assembled mesh = Assembled.mesh(domain, options, new Wave(domain), city.buildings(), missing);
    assertEquals(Map.of(), mesh.defects());
    assertEquals(0, mesh.root.edgeCount());
    return mesh;
  }

  /** How many faces of a building's walls lie on the line at x. */
  private static long wallsAt(Assembled mesh, int building, double x) {
    return IntStream.range(0, mesh.markers.length)
        .filter(f -> mesh.markers[f] == building)
        .filter(
            f ->
                IntStream.range(3 * f, 3 * f + 3)
                    .allMatch(i -> mesh.vertices[3 * mesh.faces[i]] == x))
        .count();
  }
}
