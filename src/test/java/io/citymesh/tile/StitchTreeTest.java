package io.citymesh.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StitchTreeTest {
  private static final MeshOptions MESH = new MeshOptions(100, 10, 5, 0, 25);

  /** Any grid, any halvings. */
  @Test
  void tilesComeFirstChildrenBeforeParentsAndTheRootLast() {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      StitchTree tree = random(random);
      assertEquals(2 * tree.tiles() - 1, tree.nodes());
      assertEquals(tree.nodes() - 1, tree.root());
      assertEquals(-1, tree.parent(tree.root()));
      for (int node = tree.tiles(); node < tree.nodes(); node++) {
        int first = tree.firstChild(node);
        int second = tree.secondChild(node);
        assertTrue(first < node && second < node);
        assertEquals(node, tree.parent(first));
        assertEquals(node, tree.parent(second));
        assertEquals(tree.endTile(first), tree.firstTile(second), "tiles follow each other");
        assertEquals(tree.rectangle(node), tree.rectangle(first).union(tree.rectangle(second)));
        Bounds a = tree.rectangle(first);
        Bounds b = tree.rectangle(second);
        assertEquals(tree.joinsAlongX(node), a.xmax() == b.xmin(), "side by side");
        assertEquals(!tree.joinsAlongX(node), a.ymax() == b.ymin(), "one above the other");
      }
      assertEquals(0, tree.firstTile(tree.root()));
      assertEquals(tree.tiles(), tree.endTile(tree.root()));
    }
  }

  @Test
  void tilesCoverTheDomainAndHaveNamesOfTheirOwn() {
    Random random = new Random(6);
    for (int round = 0; round < 50; round++) {
      StitchTree tree = random(random);
      double area = 0;
      Set<String> names = new HashSet<>();
      for (int tile = 0; tile < tree.tiles(); tile++) {
        area += tree.rectangle(tile).area();
        assertTrue(names.add(tree.key(tile).toString()), "twice: " + tree.key(tile));
      }
      assertEquals(tree.bounds().area(), area, 1e-6 * area);
    }
  }

  @Test
  void theTilesThatMeetARectangleAreThoseOfAllTilesThatDo() {
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      StitchTree tree = random(random);
      Bounds d = tree.bounds();
      double x = d.xmin() + random.nextDouble() * d.width();
      double y = d.ymin() + random.nextDouble() * d.height();
      Bounds box =
          random.nextBoolean()
              ? tree.rectangle(random.nextInt(tree.tiles()))
              : new Bounds(x, y, x + random.nextInt(150), y + random.nextInt(150));
      List<Integer> expected = new ArrayList<>();
      for (int tile = 0; tile < tree.tiles(); tile++) {
        if (tree.rectangle(tile).intersects(box)) {
          expected.add(tile);
        }
      }
      List<Integer> found = new ArrayList<>();
      tree.forTilesMeeting(box, found::add);
      assertEquals(expected, found);
    }
  }

  @Test
  void aTileThatIsHalvedTwiceBecomesFourWithItsName() {
    TileGrid grid = new TileGrid(new Bounds(0, 0, 300, 100), MESH);
    int[] halvings = new int[grid.tiles()];
    halvings[grid.cell(1, 0)] = 2;
    StitchTree tree = new StitchTree(grid, halvings);
    List<String> names = new ArrayList<>();
    tree.forTilesIn(grid.block(1, 0, 2, 1), tile -> names.add(tree.key(tile).toString()));
    assertEquals(List.of("1_0_aa", "1_0_ab", "1_0_ba", "1_0_bb"), names);
    assertEquals(3 - 1 + 4, tree.tiles());
  }

  @Test
  void aNodeIsFoundByItsIdAndTheIdsOfItsChildrenFollowFromIt() {
    Random random = new Random(8);
    for (int round = 0; round < 50; round++) {
      StitchTree tree = random(random);
      assertEquals(1, tree.id(tree.root()));
      for (int node = 0; node < tree.nodes(); node++) {
        assertEquals(node, tree.node(tree.id(node)));
        assertTrue(StitchTree.isWithin(tree.id(node), 1));
        if (!tree.isTile(node)) {
          assertEquals(2 * tree.id(node), tree.id(tree.firstChild(node)));
          assertEquals(2 * tree.id(node) + 1, tree.id(tree.secondChild(node)));
        }
      }
      for (long wrong : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 2 * tree.id(0)}) {
        assertThrows(IllegalArgumentException.class, () -> tree.node(wrong));
      }
    }
  }

  @Test
  void anIdIsWithinThoseAboveItOnly() {
    assertTrue(StitchTree.isWithin(0b1011, 0b101));
    assertTrue(StitchTree.isWithin(0b101, 0b101));
    assertFalse(StitchTree.isWithin(0b1001, 0b101));
    assertFalse(StitchTree.isWithin(0b10, 0b101));
    for (long none : new long[] {0, -1, Long.MIN_VALUE}) {
      assertFalse(StitchTree.isWithin(none, 1));
      assertFalse(StitchTree.isWithin(1, none));
    }
  }

  @Test
  void halvingATileChangesTheIdsOfNoOtherNode() {
    TileGrid grid = new TileGrid(new Bounds(0, 0, 700, 500), MESH);
    StitchTree plain = new StitchTree(grid);
    for (int cell = 0; cell < grid.tiles(); cell++) {
      int[] halvings = new int[grid.tiles()];
      halvings[cell] = 2;
      StitchTree halved = new StitchTree(grid, halvings);
      for (int node = 0; node < plain.nodes(); node++) {
        int same = halved.node(plain.id(node));
        assertEquals(plain.rectangle(node), halved.rectangle(same));
      }
    }
  }

  @Test
  void thePiecesOfATileHaveTheIdsThatTheyWouldHaveInTheCitysTree() {
    TileGrid grid = new TileGrid(new Bounds(0, 0, 300, 200), MESH);
    int[] halvings = new int[grid.tiles()];
    halvings[grid.cell(2, 1)] = 2;
    StitchTree inCity = new StitchTree(grid, halvings);
    StitchTree plain = new StitchTree(grid);
    int tile =
        IntStream.range(0, 6)
            .filter(t -> plain.key(t).equals(grid.key(2, 1)))
            .findFirst()
            .getAsInt();
    StitchTree pieces = plain.halved(tile, 2);
    assertEquals(plain.id(tile), pieces.id(pieces.root()));
    for (int piece = 0; piece < pieces.nodes(); piece++) {
      int same = inCity.node(pieces.id(piece));
      assertEquals(inCity.rectangle(same), pieces.rectangle(piece));
      assertEquals(piece, pieces.node(pieces.id(piece)));
    }
  }

  private static StitchTree random(Random random) {
    double x = random.nextInt(1000) - 500;
    double y = random.nextInt(1000) - 500;
    Bounds domain = new Bounds(x, y, x + 60 + random.nextInt(700), y + 60 + random.nextInt(700));
    TileGrid grid = new TileGrid(domain, MESH);
    int[] halvings = new int[grid.tiles()];
    for (int i = 0; i < halvings.length; i++) {
      halvings[i] = random.nextInt(5) == 0 ? random.nextInt(3) : 0;
    }
    return new StitchTree(grid, halvings);
  }
}
