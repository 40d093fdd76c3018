package io.citymesh.terrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.input.TerrainShape;
import io.citymesh.input.TerrainShape.Extension;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The terrain at the domain's boundary and beyond its own end. */
class DomainTerrainTest {
  @TempDir static Path dir;

  /** 1000 to 1200 m by 1800 to 2000 m. */
  private static Terrain raster;

  private static final Bounds INSIDE = new Bounds(1010, 1810, 1190, 1990);

  /** Goes beyond the raster to the east and the south, by 100 and 60 m. */
  private static final Bounds BEYOND = new Bounds(1100, 1740, 1300, 1900);

  @BeforeAll
  static void write() {
    raster = open("t.tif", 0);
  }

  /**
   * @param more in the cell in the north-east, metres
   */
  private static Terrain open(String name, double more) {
    return Terrains.open(
        new TestRaster(
                100,
                100,
                (c, r) ->
                    8 * Math.sin(c / 9.0) + 5 * Math.cos(r / 7.0) + (c + 99 - r == 198 ? more : 0))
            .write(dir.resolve(name))
            .toString());
  }

  private static TerrainShape shape(Extension extension, double... rim) {
    return new TerrainShape(
        extension,
        rim.length > 0 ? OptionalDouble.of(rim[0]) : OptionalDouble.empty(),
        rim.length > 1 ? OptionalDouble.of(rim[1]) : OptionalDouble.empty());
  }

  private static double at(Terrain terrain, double x, double y) {
    return terrain.elevations(new double[] {x, y}, 1)[0];
  }

  private static List<Terrain> all() {
    return List.of(
        DomainTerrain.of(raster, shape(Extension.NONE, 30), Sides.of(INSIDE)).terrain(),
        DomainTerrain.of(raster, shape(Extension.NONE, 200, -40), Sides.of(INSIDE)).terrain(),
        DomainTerrain.of(raster, shape(Extension.NEAREST), Sides.of(BEYOND)).terrain(),
        DomainTerrain.of(raster, shape(Extension.FLAT), Sides.of(BEYOND)).terrain(),
        DomainTerrain.of(raster, shape(Extension.FLAT, 25), Sides.of(BEYOND)).terrain());
  }

  private static Bounds domain(int i) {
    return i < 2 ? INSIDE : BEYOND;
  }

  @Test
  void whatIsNotAskedForChangesNothing() {
    DomainTerrain same = DomainTerrain.of(raster, TerrainShape.AS_IT_IS, Sides.of(INSIDE));
    assertSame(raster, same.terrain());
    assertEquals(List.of(), same.notes());
    assertSame(raster, DomainTerrain.of(raster, shape(Extension.FLAT), Sides.of(INSIDE)).terrain());
    assertSame(
        raster,
        DomainTerrain.of(raster, shape(Extension.NEAREST), Sides.of(new Bounds(0, 0, 10, 10)))
            .terrain(),
        "a raster of another place is not continued to here");
  }

  @Test
  void theRimHasOneElevationAndTheInsideItsOwn() {
    Terrain mean = all().get(0);
    Terrain given = all().get(1);
    double rim = at(mean, INSIDE.xmin(), INSIDE.ymin());
    assertEquals(Math.rint(1000 * rim) / 1000, rim);
    double[] along = Stations.around(raster, Sides.of(INSIDE));
    assertTrue(along.length > 700);
    assertEquals(Arrays.stream(along).average().orElseThrow(), rim, 6e-4);
    for (int i = 0; i <= 180; i++) {
      for (Terrain terrain : List.of(mean, given)) {
        double expected = terrain == mean ? rim : -40;
        assertEquals(expected, at(terrain, INSIDE.xmin() + i, INSIDE.ymin()));
        assertEquals(expected, at(terrain, INSIDE.xmin() + i, INSIDE.ymax()));
        assertEquals(expected, at(terrain, INSIDE.xmin(), INSIDE.ymin() + i));
        assertEquals(expected, at(terrain, INSIDE.xmax() - 1e-9, INSIDE.ymin() + i));
        assertEquals(expected, at(terrain, INSIDE.xmax() + 3, INSIDE.ymin() + i), "outside");
      }
    }
    assertEquals(at(raster, 1040, 1900), at(mean, 1040, 1900), "just as deep as the rim is wide");
    assertEquals(at(raster, 1100, 1900), at(mean, 1100, 1900));
  }

  /** Concave, with a hole; slanted sides, on which vertices are rounded. */
  private static final Sides POLYGON =
      Sides.of(
          new double[][] {
            {1015, 1812, 1185, 1820, 1180, 1985, 1105, 1900, 1020, 1988},
            {1060, 1830, 1062, 1850, 1080, 1845}
          });

  @Test
  void theRimOfAPolygonFollowsItsSides() {
    DomainTerrain shaped = DomainTerrain.of(raster, shape(Extension.NONE, 12, -3), POLYGON);
    DomainTerrain mean = DomainTerrain.of(raster, shape(Extension.NONE, 12), POLYGON);
    Terrain terrain = shaped.terrain();
    double level = at(mean.terrain(), 1015, 1812);
    for (double[] ring : POLYGON.rings()) {
      for (int i = 0; i < ring.length; i += 2) {
        int j = (i + 2) % ring.length;
        for (int k = 0; k <= 100; k++) {
          double t = k / 100.0;
          double x = ring[i] + t * (ring[j] - ring[i]);
          double y = ring[i + 1] + t * (ring[j + 1] - ring[i + 1]);
          assertEquals(-3, at(terrain, x, y), "on a side, to the last bit");
          assertEquals(level, at(mean.terrain(), x, y));
        }
      }
    }
    assertEquals(-3, at(terrain, 1065, 1843), "in the hole");
    assertEquals(-3, at(terrain, 1105, 1960), "in the bay");
    Random random = new Random(4);
    int own = 0;
    for (int i = 0; i < 2000; i++) {
      double x = 1010 + 180 * random.nextDouble();
      double y = 1805 + 190 * random.nextDouble();
      double depth = shaped.rim().at(x, y);
      double z = at(terrain, x, y);
      double below = at(raster, x, y);
      if (depth >= 12) {
        assertEquals(below, z, "of its own deep inside");
        own++;
      } else {
        assertTrue(z >= Math.min(-3, below) && z <= Math.max(-3, below), z + " is between");
      }
      Bounds window = new Bounds(x, y, x + 6, y + 6);
      if (terrain.fingerprint(window).equals(raster.fingerprint(window))) {
        assertTrue(depth >= 12, "a window near the rim has a fingerprint of its own");
      }
      double highest = terrain.maxAlong(x, y, 1100, 1850);
      for (int k = 0; k <= 20; k++) {
        double t = k / 20.0;
        assertTrue(highest >= at(terrain, x + t * (1100 - x), y + t * (1850 - y)) - 1e-9);
      }
    }
    assertTrue(own > 500, own + " places are deep inside");
  }

  @Test
  void whatAPolygonHasBeyondTheTerrainIsTold() {
    Sides beyond = Sides.of(new double[][] {{1100, 1820, 1300, 1820, 1100, 1920}});
    String notes =
        String.join(" ", DomainTerrain.of(raster, shape(Extension.FLAT), beyond).notes());
    // A quarter of the triangle's 10,000 m2.
    assertTrue(notes.contains("2,500 m2 (25.0 %) of the domain lie beyond the terrain"), notes);
  }

  @Test
  void beyondItsEndTheTerrainGoesOn() {
    Terrain nearest = all().get(2);
    Terrain flat = all().get(3);
    for (Terrain terrain : List.of(nearest, flat)) {
      assertTrue(terrain.extent().contains(BEYOND));
      assertEquals(at(raster, 1150, 1850), at(terrain, 1150, 1850));
      assertEquals(at(raster, 1200, 1850), at(terrain, 1200, 1850));
    }
    assertEquals(at(raster, 1200, 1850), at(nearest, 1290, 1850));
    assertEquals(at(raster, 1200, 1800), at(nearest, 1290, 1750), "of the corner");
    double level = at(flat, 5000, 1850);
    assertEquals(level, at(flat, 1150, -3000));
    double[] end = Stations.alongEnd(raster, BEYOND);
    assertEquals(Arrays.stream(end).average().orElseThrow(), level, 6e-4);
    for (int i = 0; i < 300; i++) {
      double rise = at(flat, 1201 + i, 1850) - at(flat, 1200 + i, 1850);
      assertTrue(Math.abs(rise) <= 0.1, "slope " + rise);
    }
  }

  @Test
  void theAreaThatIsMadeUpIsTold() {
    String notes =
        String.join(
            " ",
            DomainTerrain.of(raster, shape(Extension.FLAT, 25, 1.5), Sides.of(BEYOND)).notes());
    // Of 200 x 160 m, 100 x 100 m are covered.
    assertTrue(notes.contains("22,000 m2 (68.8 %) of the domain lie beyond the terrain"), notes);
    assertTrue(notes.contains("goes over to 1.500 m, as given, over 25 m"), notes);
  }

  @Test
  void thereIsNoStep() {
    Random random = new Random(3);
    for (int i = 0; i < all().size(); i++) {
      Terrain terrain = all().get(i);
      Bounds domain = domain(i);
      double[] xy = new double[2 * 2000];
      for (int k = 0; k < 1000; k++) {
        double x = domain.xmin() + random.nextDouble() * domain.width();
        double y = domain.ymin() + random.nextDouble() * domain.height();
        double turn = 6.3 * random.nextDouble();
        xy[4 * k] = x;
        xy[4 * k + 1] = y;
        xy[4 * k + 2] = Math.min(domain.xmax(), Math.max(domain.xmin(), x + 1e-3 * Math.cos(turn)));
        xy[4 * k + 3] = Math.min(domain.ymax(), Math.max(domain.ymin(), y + 1e-3 * Math.sin(turn)));
      }
      double[] z = terrain.elevations(xy, 2000);
      for (int k = 0; k < 1000; k++) {
        assertEquals(z[2 * k], z[2 * k + 1], 4e-3, "of a metre per metre and less");
      }
    }
  }

  @Test
  void pointsTogetherAreAsOneByOne() {
    Random random = new Random(4);
    for (int i = 0; i < all().size(); i++) {
      Terrain terrain = all().get(i);
      Bounds domain = domain(i);
      for (int round = 0; round < 20; round++) {
        double step = 0.5 + 3 * random.nextDouble();
        double west = domain.xmin() + random.nextDouble() * (domain.width() - 12 * step);
        double south = domain.ymin() + random.nextDouble() * (domain.height() - 12 * step);
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
            expected[n++] = at(terrain, x[k % 12], y[k / 12]);
          }
        }
        double[] known = xy.clone();
        assertArrayEquals(Arrays.copyOf(expected, n), terrain.elevations(xy, n));
        assertArrayEquals(Arrays.copyOf(expected, n), terrain.elevations(x, y, wanted, n));
        assertArrayEquals(known, xy, "the points are the caller's");
      }
    }
  }

  @Test
  void nothingAlongALineIsHigherThanIsSaid() {
    Random random = new Random(5);
    for (int i = 0; i < all().size(); i++) {
      Terrain terrain = all().get(i);
      Bounds domain = domain(i);
      for (int round = 0; round < 200; round++) {
        double ax = domain.xmin() + random.nextDouble() * domain.width();
        double ay = domain.ymin() + random.nextDouble() * domain.height();
        double bx = domain.xmin() + random.nextDouble() * domain.width();
        double by = domain.ymin() + random.nextDouble() * domain.height();
        double highest = terrain.maxAlong(ax, ay, bx, by);
        double[] xy = new double[402];
        for (int k = 0; k <= 200; k++) {
          xy[2 * k] = ax + k / 200.0 * (bx - ax);
          xy[2 * k + 1] = ay + k / 200.0 * (by - ay);
        }
        double most = Arrays.stream(terrain.elevations(xy, 201)).max().orElseThrow();
        assertTrue(highest >= most - 1e-9, highest + " " + most);
        assertTrue(highest <= most + 6, "far too high: " + highest + " " + most);
      }
    }
  }

  @Test
  void aFingerprintChangesWhereElevationsDo() {
    Terrain changed = open("changed.tif", 7);
    TerrainShape mean = shape(Extension.NEAREST, 25);
    TerrainShape given = shape(Extension.NEAREST, 25, 3);
    Bounds domain = new Bounds(1100, 1740, 1300, 2000);
    Bounds rim = new Bounds(1100, 1740, 1150, 1800);
    Bounds deep = new Bounds(1130, 1840, 1170, 1900);
    Bounds northEast = new Bounds(1180, 1960, 1280, 1970);
    // The changed cell is on the boundary: with it the mean along it is another.
    assertNotEquals(print(raster, mean, domain, rim), print(changed, mean, domain, rim));
    assertEquals(print(raster, mean, domain, deep), print(changed, mean, domain, deep));
    assertEquals(print(raster, given, domain, rim), print(changed, given, domain, rim));
    assertNotEquals(print(raster, given, domain, rim), print(raster, mean, domain, rim));
    assertEquals(raster.fingerprint(deep), print(raster, given, domain, deep));
    // Beyond the raster it is the nearest cells that count.
    Bounds corner = new Bounds(1230, 1999.5, 1240, 2020);
    TerrainShape nearest = shape(Extension.NEAREST);
    Bounds larger = new Bounds(1100, 1740, 1300, 2100);
    assertNotEquals(
        print(raster, nearest, larger, corner), print(changed, nearest, larger, corner));
    assertEquals(
        print(raster, nearest, larger, northEast), print(changed, nearest, larger, northEast));
    assertNotEquals(
        print(raster, nearest, larger, corner),
        print(raster, shape(Extension.FLAT), larger, corner));
  }

  private static String print(Terrain terrain, TerrainShape shape, Bounds domain, Bounds window) {
    return DomainTerrain.of(terrain, shape, Sides.of(domain)).terrain().fingerprint(window);
  }
}
