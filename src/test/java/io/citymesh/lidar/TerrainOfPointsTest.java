package io.citymesh.lidar;

import static io.citymesh.lidar.TerrainGrid.BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class TerrainOfPointsTest {
  /** West and south of the origin, and east and north of it. */
  private static final TerrainGrid GRID = new TerrainGrid(1, -2, -1, 3, 3);

  private static final Bounds ALL = GRID.bounds();

  /** Elevations of the whole grid, row by row from the south-west, with large and small voids. */
  private static int[] withVoids() {
    Random random = new Random(3);
    int width = GRID.columns() * BLOCK;
    int[] cells = new int[width * GRID.rows() * BLOCK];
    for (int i = 0; i < cells.length; i++) {
      int x = i % width;
      int y = i / width;
      boolean water = x > 300 && x < 700 && y > 200 && y < 560;
      boolean kept = !water && random.nextInt(3) > 0 && (x < 600 || y < 640);
      cells[i] = kept ? 10 * x + 30 * y + random.nextInt(500) : GroundBlock.VOID;
    }
    return cells;
  }

  private static int[] block(int[] cells, int block) {
    int width = GRID.columns() * BLOCK;
    int[] result = new int[BLOCK * BLOCK];
    for (int i = 0; i < result.length; i++) {
      int row = GRID.rowOf(block) * BLOCK + i / BLOCK;
      result[i] = cells[row * width + GRID.columnOf(block) * BLOCK + i % BLOCK];
    }
    return result;
  }

  @Test
  void blocksAreFilledAsTheWholeRasterIs() {
    int[] cells = withVoids();
    int width = GRID.columns() * BLOCK;
    int height = GRID.rows() * BLOCK;
    long[] sums = new long[cells.length];
    long[] counts = new long[cells.length];
    for (int i = 0; i < cells.length; i++) {
      counts[i] = cells[i] == GroundBlock.VOID ? 0 : 1;
      sums[i] = counts[i] * cells[i];
    }
    double[] whole =
        Pyramid.filled(
            sums, counts, GRID.firstColumn() * BLOCK, GRID.firstRow() * BLOCK, width, height);
    Pyramid[] pyramids = new Pyramid[GRID.blocks()];
    for (int b = 0; b < pyramids.length; b++) {
      pyramids[b] = new Pyramid(block(cells, b));
    }
    double[] top =
        Pyramid.filledTop(
            GRID,
            IntStream.range(0, pyramids.length)
                .mapToObj(b -> pyramids[b].top(b))
                .filter(t -> t.count() > 0)
                .toList());
    long voids = 0;
    for (int b = 0; b < pyramids.length; b++) {
      Pyramid.Rim[][] rims = new Pyramid.Rim[3][3];
      for (int i = 0; i < 9; i++) {
        int neighbour = GRID.neighbour(b, i % 3 - 1, i / 3 - 1);
        rims[i / 3][i % 3] = neighbour < 0 || i == 4 ? null : pyramids[neighbour].rim();
      }
      Pyramid.Filled filled = pyramids[b].fill(rims, Pyramid.around(GRID, top, b), GRID, b, ALL);
      voids += filled.voids();
      for (int i = 0; i < BLOCK * BLOCK; i++) {
        int row = GRID.rowOf(b) * BLOCK + BLOCK - 1 - i / BLOCK;
        int column = GRID.columnOf(b) * BLOCK + i % BLOCK;
        double expected = whole[(row + 1) * (width + 2) + column + 1] / 1e4;
        assertEquals((float) expected, filled.elevations()[i], "block " + b + " cell " + i);
      }
    }
    assertEquals(Arrays.stream(cells).filter(c -> c == GroundBlock.VOID).count(), voids);
  }

  @Test
  void cellsBelongToPlacesWhateverTheGrid() {
    TerrainGrid other = TerrainGrid.covering(new Bounds(-500, -250, 250, 500), 1);
    assertEquals(GRID, other);
    assertEquals(new Bounds(-512, -256, 256, 512), ALL);
    long cell = GRID.cellOf(-512, -256);
    assertEquals(GRID.block(0, 0), cell / TerrainGrid.CELLS);
    assertEquals(0, cell % TerrainGrid.CELLS);
    assertEquals(-1, GRID.cellOf(256, 0));
    assertEquals(-1, GRID.cellOf(0, -256.001));
    assertEquals(GRID.blocks() - 3, GRID.block(0, 0));
  }

  @Test
  void lowestPointsOfHousesTreesAndErrorsAreNoGround() {
    int[] slope = new int[TerrainGrid.CELLS];
    for (int i = 0; i < slope.length; i++) {
      int x = i % BLOCK;
      int y = i / BLOCK;
      boolean house = x >= 100 && x < 130 && y >= 60 && y < 100;
      boolean tree = x == 20 && y == 30;
      boolean error = x == 200 && y == 200;
      double z = 0.05 * x + (house ? 8 : tree ? 3 : error ? -20 : 0);
      slope[i] = (int) Math.round(z * 1e4);
    }
    slope[5 * BLOCK + 5] = GroundBlock.VOID;
    int[][][] blocks = new int[3][3][];
    blocks[1][1] = slope;
    int[] ground = LowestFilter.ground(blocks, 1);
    for (int i = 0; i < ground.length; i++) {
      int x = i % BLOCK;
      int y = i / BLOCK;
      boolean house = x >= 100 && x < 130 && y >= 60 && y < 100;
      boolean none = house || i == 30 * BLOCK + 20 || i == 200 * BLOCK + 200 || i == 5 * BLOCK + 5;
      assertEquals(none ? GroundBlock.VOID : slope[i], ground[i], x + ", " + y);
    }
  }

  @Test
  void percentilesDoNotDependOnTheParts() {
    RoofCounts all = counts(0, 1000);
    RoofCounts parts = counts(700, 1000).plus(counts(0, 300)).plus(counts(300, 700));
    assertTrue(Arrays.equals(all.keys(), parts.keys()));
    assertTrue(Arrays.equals(all.counts(), parts.counts()));
    // Building points at -5.00, -4.98 ... 4.98; others 1 cm higher.
    assertEquals(3.98, all.ofBuildingClasses(90), 1e-9);
    assertEquals(-5, all.ofBuildingClasses(0.1), 1e-9);
    assertEquals(4.98, all.ofBuildingClasses(100), 1e-9);
    assertEquals(4.99, all.ofOthers(90, 4.985), 1e-9);
    assertTrue(Double.isNaN(all.ofOthers(90, 5)));
  }

  private static RoofCounts counts(int from, int to) {
    long[] keys = new long[to - from];
    for (int i = from; i < to; i++) {
      keys[i - from] = RoofCounts.key(100L * (i - 500), i % 2 == 0);
    }
    Arrays.sort(keys);
    return RoofCounts.ofSorted("a", keys, 0, keys.length);
  }

  @Test
  void shapesAreShrunkWhereTheyStayLargeEnough() throws ParseException {
    RoofShape house = shape("POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4))");
    assertTrue(house.counts(1, 1));
    assertTrue(!house.counts(0.2, 5) && !house.counts(5, 5) && !house.counts(3.8, 5));
    assertTrue(house.counts(3.6, 5));
    RoofShape shed = shape("POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))");
    assertTrue(shed.counts(0.1, 0.1));
    RoofShape crossed = shape("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))");
    assertTrue(crossed.counts(1, 5) && crossed.counts(9, 5) && !crossed.counts(5, 9));
    assertEquals(0, shape("POLYGON EMPTY").rings().length);
  }

  /** A tower of 100 m on nearly all of a podium of 10 m, a part of both, and a house beside. */
  @Test
  void pointCountsForTheSmallestFootprintThatHoldsIt() throws ParseException, IOException {
    Geometry podium = new WKTReader().read("POLYGON ((0 0, 20 0, 20 20, 0 20, 0 0))");
    Geometry tower = new WKTReader().read("POLYGON ((1 1, 19 1, 19 19, 1 19, 1 1))");
    Geometry house = new WKTReader().read("POLYGON ((20 0, 30 0, 30 20, 20 20, 20 0))");
    List<RoofShape> shapes = new ArrayList<>();
    for (Geometry footprint : List.of(podium, tower, house)) {
      String id = footprint == podium ? "podium" : footprint == tower ? "tower" : "house";
      byte[] bytes = RoofShape.of(id, footprint).bytes();
      shapes.add(RoofShape.read(new DataInputStream(new ByteArrayInputStream(bytes))));
    }
    for (int order = 0; order < 3; order++) {
      Collections.rotate(shapes, 1);
      RoofBlock block = new RoofBlock(0, 0, 256, shapes);
      for (double x = 0.05; x < 30; x += 0.1) {
        for (double y = 0.05; y < 20; y += 0.1) {
          double z = x > 20 ? 6 : tower.getEnvelopeInternal().contains(x, y) ? 100 : 10;
          block.add(x, y, RoofCounts.key(Math.round(1e4 * z), true));
        }
      }
      Map<String, RoofCounts> counts = new HashMap<>();
      block.counts().forEach(c -> counts.put(c.id(), c));
      // Nothing of the tower's rim counts for the podium, and nothing of any wall.
      assertEquals(10, counts.get("podium").ofBuildingClasses(100));
      assertEquals(100, counts.get("tower").ofBuildingClasses(1));
      assertEquals(6, counts.get("house").ofBuildingClasses(100));
      assertEquals(174 * 174, Arrays.stream(counts.get("tower").counts()).sum());
    }
  }

  private static RoofShape shape(String wkt) throws ParseException {
    Geometry geometry = new WKTReader().read(wkt);
    return RoofShape.of("a", geometry);
  }
}
