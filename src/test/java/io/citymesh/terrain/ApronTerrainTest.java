package io.citymesh.terrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Depth;
import io.citymesh.geo.Footing;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.input.TerrainShape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.geom.Coordinate;

/** The ground around blocks of buildings, some of which lie on the line between two squares. */
class ApronTerrainTest {
  private static final double REACH = 6;

  @TempDir static Path dir;

  /** 900 to 1300 m by 1800 to 2100 m, a slope with waves. */
  private static Terrain raster;

  /**
   * Around x = 1024 and y = 2048, where four squares meet: two flat blocks 4 m from each other, one
   * that stands on the slope 3 m from the second, and a long slanted wall farther away.
   */
  private static final List<Footing> BLOCKS =
      List.of(
          new Footing(10, rectangle(1000, 2030, 1020, 2060)),
          new Footing(13.5, rectangle(1024, 2030, 1040, 2050)),
          new Footing(Double.NaN, rectangle(1043, 2030, 1060, 2050)),
          new Footing(
              4,
              new double[] {
                1000, 1900, 1180.5, 1980.25, 1180.5, 1980.25, 1180, 1985, 1180, 1985, 1000, 1900
              }));

  private static Terrain aprons;

  @BeforeAll
  static void write() throws IOException {
    raster =
        Terrains.open(
            new TestRaster(
                    200, 150, (c, r) -> 6 + 0.05 * c + 3 * Math.sin(c / 9.0) + Math.cos(r / 7.0))
                .origin(900, 2100)
                .write(dir.resolve("t.tif"))
                .toString());
    aprons = aprons("all", BLOCKS, Depth.ENDLESS);
  }

  private static double[] rectangle(double west, double south, double east, double north) {
    return new double[] {
      west, south, east, south, east, south, east, north, east, north, west, north, west, north,
      west, south
    };
  }

  private static Terrain aprons(String name, List<Footing> blocks, Depth depth) throws IOException {
    return aprons(name, raster, blocks, depth);
  }

  private static Terrain aprons(String name, Terrain below, List<Footing> blocks, Depth depth)
      throws IOException {
    Path folder = Files.createDirectories(dir.resolve(name));
    Map<Long, List<byte[]>> records = new TreeMap<>();
    for (Footing block : blocks) {
      WallFiles.split(block, REACH)
          .forEach((square, r) -> records.computeIfAbsent(square, s -> new ArrayList<>()).add(r));
    }
    for (Map.Entry<Long, List<byte[]>> square : records.entrySet()) {
      try (OutputStream out =
          Files.newOutputStream(folder.resolve(WallFiles.name(square.getKey())))) {
        WallFiles.write(square.getValue().iterator(), out);
      }
    }
    long[] squares = records.keySet().stream().mapToLong(Long::longValue).toArray();
    return new ApronTerrain(below, new WallFiles(folder.toString(), REACH, squares), depth);
  }

  private static double at(Terrain terrain, double x, double y) {
    return terrain.elevations(new double[] {x, y}, 1)[0];
  }

  /** Places on a wall, as far as rounding lets them be. */
  private static List<double[]> along(double[] walls) {
    List<double[]> places = new ArrayList<>();
    for (int i = 0; i < walls.length; i += 4) {
      for (int k = 0; k <= 60; k++) {
        double t = k / 60.0;
        places.add(
            new double[] {
              walls[i] + t * (walls[i + 2] - walls[i]),
              walls[i + 1] + t * (walls[i + 3] - walls[i + 1])
            });
      }
    }
    return places;
  }

  @Test
  void onItsWallsTheGroundIsAtTheBase() {
    for (Footing block : BLOCKS) {
      for (double[] place : along(block.walls())) {
        double expected = block.isFlat() ? block.base() : at(raster, place[0], place[1]);
        assertEquals(expected, at(aprons, place[0], place[1]));
      }
    }
  }

  @Test
  void beyondItsReachTheTerrainIsItsOwn() {
    Random random = new Random(1);
    int own = 0;
    for (int i = 0; i < 3000; i++) {
      double x = 990 + 220 * random.nextDouble();
      double y = 1890 + 180 * random.nextDouble();
      double least = Double.POSITIVE_INFINITY;
      double flat = Double.POSITIVE_INFINITY;
      for (Footing block : BLOCKS) {
        for (int k = 0; k < block.walls().length; k += 4) {
          double[] w = block.walls();
          double distance =
              Distance.pointToSegment(
                  new Coordinate(x, y),
                  new Coordinate(w[k], w[k + 1]),
                  new Coordinate(w[k + 2], w[k + 3]));
          least = Math.min(least, distance);
          flat = block.isFlat() ? Math.min(flat, distance) : flat;
        }
      }
      if (least >= REACH) {
        assertEquals(at(raster, x, y), at(aprons, x, y));
        own++;
      } else if (flat < 1) {
        assertNotEquals(at(raster, x, y), at(aprons, x, y));
      }
    }
    assertTrue(own > 1000, own + " places");
  }

  /** Two bases 3.5 m apart lie 4 m from each other: the ground between them is that steep. */
  @Test
  void thereIsNoStep() {
    Random random = new Random(2);
    double[] xy = new double[40_000];
    for (int k = 0; k < 10_000; k++) {
      double x = 990 + 80 * random.nextDouble();
      double y = 2020 + 50 * random.nextDouble();
      double turn = 6.3 * random.nextDouble();
      xy[4 * k] = x;
      xy[4 * k + 1] = y;
      xy[4 * k + 2] = x + 1e-3 * Math.cos(turn);
      xy[4 * k + 3] = y + 1e-3 * Math.sin(turn);
    }
    double[] z = aprons.elevations(xy, 20_000);
    for (int k = 0; k < 10_000; k++) {
      assertEquals(z[2 * k], z[2 * k + 1], 3e-3, "at " + xy[4 * k] + ", " + xy[4 * k + 1]);
    }
    double[] nearWall = {1020 + 1e-5, 2040, 1020 + 1.1e-6, 2040, 1020 + 0.9e-6, 2040};
    assertArrayEquals(new double[] {10, 10, 10}, aprons.elevations(nearWall, 3), 1e-8);
  }

  @Test
  void pointsTogetherAreAsOneByOne() {
    Random random = new Random(3);
    for (int round = 0; round < 40; round++) {
      double step = 0.3 + 3 * random.nextDouble();
      double west = 985 + 40 * random.nextDouble();
      double south = 2010 + 30 * random.nextDouble();
      double[] x = IntStream.range(0, 12).mapToDouble(k -> west + k * step).toArray();
      double[] y = IntStream.range(0, 12).mapToDouble(k -> south + k * step).toArray();
      boolean[] wanted = new boolean[144];
      double[] xy = new double[288];
      double[] expected = new double[144];
      int n = 0;
      for (int k = 0; k < 144; k++) {
        wanted[k] = random.nextBoolean();
        if (wanted[k]) {
          xy[2 * n] = x[k % 12];
          xy[2 * n + 1] = y[k / 12];
          expected[n++] = at(aprons, x[k % 12], y[k / 12]);
        }
      }
      assertArrayEquals(Arrays.copyOf(expected, n), aprons.elevations(xy, n));
      assertArrayEquals(Arrays.copyOf(expected, n), aprons.elevations(x, y, wanted, n));
    }
  }

  @Test
  void theOrderOfBlocksDoesNotMatter() throws IOException {
    List<Footing> turned = new ArrayList<>(BLOCKS);
    Collections.reverse(turned);
    Terrain other = aprons("turned", turned, Depth.ENDLESS);
    Random random = new Random(4);
    double[] xy = random.doubles(4000, 990, 1070).toArray();
    for (int i = 1; i < xy.length; i += 2) {
      xy[i] += 1030;
    }
    assertArrayEquals(aprons.elevations(xy, 2000), other.elevations(xy, 2000));
    Bounds window = new Bounds(1000, 2000, 1100, 2100);
    assertEquals(aprons.fingerprint(window), other.fingerprint(window));
  }

  @Test
  void nothingAlongALineIsHigherThanIsSaid() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      double ax = 990 + 80 * random.nextDouble();
      double ay = 2010 + 60 * random.nextDouble();
      double bx = 990 + 80 * random.nextDouble();
      double by = 2010 + 60 * random.nextDouble();
      double highest = aprons.maxAlong(ax, ay, bx, by);
      double[] xy = new double[402];
      for (int k = 0; k <= 200; k++) {
        xy[2 * k] = ax + k / 200.0 * (bx - ax);
        xy[2 * k + 1] = ay + k / 200.0 * (by - ay);
      }
      double most = Arrays.stream(aprons.elevations(xy, 201)).max().orElseThrow();
      assertTrue(highest >= most - 1e-9, highest + " " + most);
      assertTrue(highest <= Math.max(13.5, raster.maxAlong(ax, ay, bx, by)), "no higher than all");
    }
  }

  @Test
  void aFingerprintChangesWhereTheGroundDoes() throws IOException {
    List<Footing> moved = new ArrayList<>(BLOCKS);
    moved.set(1, new Footing(13.25, BLOCKS.get(1).walls()));
    Terrain other = aprons("moved", moved, Depth.ENDLESS);
    for (int i = 0; i < 24; i++) {
      for (int j = 0; j < 14; j++) {
        Bounds window = new Bounds(980 + 5 * i, 2005 + 5 * j, 985 + 5 * i, 2010 + 5 * j);
        double[] x =
            IntStream.rangeClosed(0, 10).mapToDouble(k -> window.xmin() + 0.5 * k).toArray();
        double[] y =
            IntStream.rangeClosed(0, 10).mapToDouble(k -> window.ymin() + 0.5 * k).toArray();
        boolean[] all = new boolean[121];
        Arrays.fill(all, true);
        boolean same =
            Arrays.equals(aprons.elevations(x, y, all, 121), other.elevations(x, y, all, 121));
        assertEquals(
            same, aprons.fingerprint(window).equals(other.fingerprint(window)), window::toString);
      }
    }
    Bounds far = new Bounds(950, 1850, 980, 1890);
    assertEquals(raster.fingerprint(far), aprons.fingerprint(far));
  }

  /** A block stands 2 m from the boundary, whose elevation is given. */
  @Test
  void theRimStaysFlat() throws IOException {
    Bounds domain = new Bounds(998, 2020, 1080, 2062);
    DomainTerrain shaped =
        DomainTerrain.of(
            raster,
            new TerrainShape(
                TerrainShape.Extension.NONE, OptionalDouble.of(10), OptionalDouble.of(8)),
            Sides.of(domain));
    Terrain both = aprons("rim", shaped.terrain(), BLOCKS, shaped.rim());
    double before = 10;
    for (int i = 0; i <= 200; i++) {
      double z = at(both, 1000 - i / 100.0, 2040);
      assertTrue(z <= before && z >= 8, z + " is on the way down");
      before = z;
      assertEquals(8, at(both, 998, 2020 + i * 0.21));
      assertEquals(8, at(both, 998 + i * 0.41, 2062));
    }
    assertEquals(10, at(both, 1000, 2040));
    assertEquals(8, before);
  }

  @Test
  void aWallOfTenKilometresIsNearFewSquares() {
    Map<Long, byte[]> records =
        WallFiles.split(new Footing(1, new double[] {0, 0, 10_000, 10_000}), REACH);
    assertTrue(records.size() >= 20 && records.size() < 70, records.size() + " squares");
  }
}
