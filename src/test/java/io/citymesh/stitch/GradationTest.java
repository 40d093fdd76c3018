package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.report.UserError;
import io.citymesh.tile.MeshOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Triangles grow from small buildings outwards as slowly across seams as anywhere. */
class GradationTest {
  private static final Bounds DOMAIN = new Bounds(84_613.5, 445_631.25, 85_213.5, 446_131.25);
  private static final List<Building> CITY = kiosks(DOMAIN, 45, 1);

  /** How much longer the way along edges, on which sizes grow, may be than the straight line. */
  private static final double DETOUR = 1.5;

  @ParameterizedTest
  @CsvSource({"0, 1.3", "100, 1.3", "250, 1.3", "100, 1.5", "200, 1.2"})
  void trianglesGrowByAtMostTheFactor(double tileSize, double factor) {
    Assembled mesh = mesh(DOMAIN, tileSize, factor, CITY);
    assertEquals(Map.of(), mesh.defects());
    assertGrowth(mesh, factor);
  }

  @ParameterizedTest
  @CsvSource({"100, 1.3", "250, 1.3", "100, 1.5", "200, 1.2"})
  void noTraceOfTheTiles(double tileSize, double factor) {
    Assembled tiled = mesh(DOMAIN, tileSize, factor, CITY);
    Assembled untiled = mesh(DOMAIN, 0, factor, CITY);
    double inBand =
        (double) BorderTest.along(tiled, tiled).triangles()
            / BorderTest.along(untiled, tiled).triangles();
    assertEquals(1, inBand, 0.04, "triangles in the band");
    assertEquals(1, (double) tiled.triangles() / untiled.triangles(), 0.02, "triangles in all");
  }

  @Test
  void aTileMakesRoomForAKioskThatItDoesNotKnow() {
    Bounds domain = new Bounds(0, 0, 300, 300);
    for (double beyond : new double[] {0.5, 3, 10}) {
      List<Building> city = Drawn.city().box(9, 100 + beyond, 150, 101 + beyond, 151).buildings();
      assertGrowth(mesh(domain, 100, 1.3, city), 1.3);
    }
  }

  @Test
  void slowGrowthNeedsWideSeams() {
    UserError error = assertThrows(UserError.class, () -> new MeshOptions(250, 10, 5, 5, 25, 1.1));
    assertEquals(
        "--tile-size must be 0 (one tile) or at least 344 for triangles of 10 m and a gradation of"
            + " 1.1, not 250",
        error.getMessage());
  }

  private static Assembled mesh(
      Bounds domain, double tileSize, double factor, List<Building> city) {
    MeshOptions options = new MeshOptions(tileSize, 10, 5, 5, 25, factor);
    return Assembled.mesh(domain, options, new Wave(domain), city, Set.of());
  }

  /**
   * Holds each triangle against each wall: at its ends, sizes are at most the wall's length, and
   * from there they grow by factor - 1 per metre. A triangle may be as large as the factor times
   * the size at the nearest of its corners.
   */
  private static void assertGrowth(Assembled mesh, double factor) {
    double[] walls = walls(mesh.city);
    for (int f = 0; f < mesh.markers.length; f++) {
      if (mesh.markers[f] >= 0 && mesh.markers[f] < mesh.buildings) {
        continue;
      }
      double[] x = new double[3];
      double[] y = new double[3];
      for (int i = 0; i < 3; i++) {
        x[i] = mesh.vertices[3 * mesh.faces[3 * f + i]];
        y[i] = mesh.vertices[3 * mesh.faces[3 * f + i] + 1];
      }
      double size = Double.POSITIVE_INFINITY;
      for (int w = 0; w < walls.length; w += 3) {
        for (int i = 0; i < 3; i++) {
          double way = DETOUR * Math.hypot(x[i] - walls[w], y[i] - walls[w + 1]);
          size = Math.min(size, walls[w + 2] + (factor - 1) * way);
        }
      }
      double area = 0.5 * ((x[1] - x[0]) * (y[2] - y[0]) - (y[1] - y[0]) * (x[2] - x[0]));
      double bound = 0.5 * factor * factor * size * size;
      assertTrue(area <= bound, area + " m2 at " + x[0] + " " + y[0] + ", not " + bound);
    }
  }

  /** For each corner of a footprint x, y, and the length of the wall that starts there. */
  private static double[] walls(List<Building> city) {
    return city.stream()
        .flatMap(b -> Arrays.stream(b.rings()))
        .flatMapToDouble(
            ring -> {
              double[] walls = new double[ring.length / 2 * 3];
              for (int i = 0; i < ring.length / 2; i++) {
                int j = (2 * i + 2) % ring.length;
                walls[3 * i] = ring[2 * i];
                walls[3 * i + 1] = ring[2 * i + 1];
                walls[3 * i + 2] = Math.hypot(ring[j] - ring[2 * i], ring[j + 1] - ring[2 * i + 1]);
              }
              return Arrays.stream(walls);
            })
        .toArray();
  }

  /** Boxes of 1 to 4 m, one somewhere in each cell of a grid. */
  private static List<Building> kiosks(Bounds d, double pitch, long seed) {
    Random random = new Random(seed);
    Drawn city = Drawn.city();
    for (double y = d.ymin() + 5; y < d.ymax() - pitch; y += pitch) {
      for (double x = d.xmin() + 5; x < d.xmax() - pitch; x += pitch) {
        double side = 1 + 3 * random.nextDouble();
        double west = RandomCity.millimetres(x + (pitch - 6) * random.nextDouble());
        double south = RandomCity.millimetres(y + (pitch - 6) * random.nextDouble());
        double east = RandomCity.millimetres(west + side);
        double north = RandomCity.millimetres(south + side);
        city.box(10, west, south, east, north);
      }
    }
    return city.buildings();
  }
}
