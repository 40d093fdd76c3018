package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.BorderTrace;
import io.citymesh.footprint.Building;
import io.citymesh.geo.Bounds;
import io.citymesh.tile.MeshOptions;
import io.citymesh.tile.TileGrid;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The border of the tiles cannot be seen in the mesh. */
class BorderTest {
  private static final double WALL = 5;
  private static final Bounds DOMAIN = new Bounds(84_613.5, 445_631.25, 85_413.5, 446_331.25);
  private static final List<Building> CITY = scattered(DOMAIN, 40, 1);
  private static final Assembled UNTILED = mesh(0);

  @ParameterizedTest
  @ValueSource(doubles = {100, 250, 1000})
  void noTraceOfTheTiles(double tileSize) {
    Assembled tiled = mesh(tileSize);
    BorderTrace.Figures with = along(tiled, tiled);
    BorderTrace.Figures without = along(UNTILED, tiled);

    assertEquals(0, with.edgesOnLines(), "edges on tile lines where no footprint has one");
    assertEquals(without.percentBelow(), with.percentBelow(), 0.1, "percent below 25 degrees");
    assertEquals(1, (double) with.triangles() / without.triangles(), 0.05, "triangles in the band");
  }

  private static Assembled mesh(double tileSize) {
    return Assembled.mesh(
        DOMAIN, new MeshOptions(tileSize, 10, 5, WALL, 25), new Wave(DOMAIN), CITY, Set.of());
  }

  /** What a mesh, with triangles of 10 m and 25 degrees, looks like along the tiles of another. */
  static BorderTrace.Figures along(Assembled mesh, Assembled tiled) {
    return new BorderTrace(mesh.vertices, mesh.faces, mesh.markers, mesh.buildings)
        .along(lines(tiled), 10, 25);
  }

  private static BorderTrace.Lines lines(Assembled mesh) {
    TileGrid grid = mesh.tree.grid();
    SortedSet<Double> xs = new TreeSet<>();
    SortedSet<Double> ys = new TreeSet<>();
    for (int i = 1; i < grid.columns(); i++) {
      xs.add(grid.block(i, 0, i + 1, 1).xmin());
    }
    for (int j = 1; j < grid.rows(); j++) {
      ys.add(grid.block(0, j, 1, j + 1).ymin());
    }
    return new BorderTrace.Lines(xs, ys);
  }

  /** Boxes of all sizes and directions, one in most cells of a grid. */
  static List<Building> scattered(Bounds d, double pitch, long seed) {
    Random random = new Random(seed);
    Drawn city = Drawn.city();
    for (double y = d.ymin() + pitch; y < d.ymax() - pitch / 2; y += pitch) {
      for (double x = d.xmin() + pitch; x < d.xmax() - pitch / 2; x += pitch) {
        if (random.nextDouble() < 0.7) {
          city.with(10 + 20 * random.nextDouble(), box(x, y, pitch, random));
        }
      }
    }
    return city.buildings();
  }

  private static double[] box(double x, double y, double pitch, Random random) {
    double w = pitch * (0.1 + 0.2 * random.nextDouble());
    double h = pitch * (0.1 + 0.2 * random.nextDouble());
    double cos = Math.cos(3 * random.nextDouble());
    double sin = Math.sqrt(1 - cos * cos);
    double[] ring = {-w, -h, w, -h, w, h, -w, h};
    for (int i = 0; i < 8; i += 2) {
      double u = ring[i];
      double v = ring[i + 1];
      ring[i] = RandomCity.millimetres(x + cos * u - sin * v);
      ring[i + 1] = RandomCity.millimetres(y + sin * u + cos * v);
    }
    return ring;
  }
}
