package io.citymesh.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
      assertEquals(tree.domain().area(), area, 1e-6 * area);
    }
  }

  @Test
  void theTilesThatMeetARectangleAreThoseOfAllTilesThatDo() {
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      StitchTree tree = random(random);
      Bounds d = tree.domain();
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
