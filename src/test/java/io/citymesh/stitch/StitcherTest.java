package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.city.Bounds;
import io.citymesh.city.Terrain;
import io.citymesh.footprint.Building;
import io.citymesh.tile.MeshOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StitcherTest {

  /** A gentle wave. */
  record Wave(Bounds extent) implements Terrain {
    @Override
    public String crs() {
      return "";
    }

    @Override
    public double[] elevations(double[] xy, int count) {
      double[] z = new double[count];
      for (int i = 0; i < count; i++) {
        z[i] = 3 * Math.sin(xy[2 * i] / 70) + 2 * Math.cos(xy[2 * i + 1] / 90);
      }
      return z;
    }

    @Override
    public double maxAlong(double ax, double ay, double bx, double by) {
      return 5;
    }
  }

  static double mm(double v) {
    return Math.rint(v * 1000) / 1000;
  }

  static Building box(
      int index, double cx, double cy, double w, double h, double angle, double roof) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    double[] ring = new double[8];
    double[][] corners = {{-w, -h}, {w, -h}, {w, h}, {-w, h}};
    for (int i = 0; i < 4; i++) {
      ring[2 * i] = mm(cx + c * corners[i][0] / 2 - s * corners[i][1] / 2);
      ring[2 * i + 1] = mm(cy + s * corners[i][0] / 2 + c * corners[i][1] / 2);
    }
    return new Building(index, List.of("b" + index), 0, roof, new double[][] {ring});
  }

  static List<Building> scattered(Bounds d, double pitch, long seed) {
    Random random = new Random(seed);
    List<Building> city = new ArrayList<>();
    for (double y = d.ymin() + pitch; y < d.ymax() - pitch / 2; y += pitch) {
      for (double x = d.xmin() + pitch; x < d.xmax() - pitch / 2; x += pitch) {
        if (random.nextDouble() < 0.7) {
          city.add(
              box(
                  city.size(),
                  x,
                  y,
                  pitch * (0.2 + 0.4 * random.nextDouble()),
                  pitch * (0.2 + 0.4 * random.nextDouble()),
                  random.nextDouble() * 3,
                  10 + 20 * random.nextDouble()));
        }
      }
    }
    return city;
  }

  @Test
  void tiledCityKeepsTheContract() {
    Bounds d = new Bounds(84_913.25, 445_211.5, 85_513.25, 445_911.5);
    Terrain terrain = new Wave(d);
    List<Building> city = scattered(d, 40, 1);
    for (double size : new double[] {0, 100, 150, 250}) {
      Assembled mesh = Assembled.mesh(d, new MeshOptions(size, 10, 5, 25), terrain, city, Set.of());
      System.out.printf(
          "size %.0f tiles %d faces %d planar %d below %d smallest %.2f causes %d %d %d%n",
          size,
          mesh.tree.grid().tiles(),
          mesh.markers.length,
          mesh.triangles(),
          mesh.below(),
          mesh.quality.smallestPlanar(),
          mesh.quality.below(PartQuality.Cause.INPUT_CORNER),
          mesh.quality.below(PartQuality.Cause.SEALED_RIM),
          mesh.quality.below(PartQuality.Cause.OTHER));
      assertEquals(Map.of(), mesh.defects());
      assertEquals(0, mesh.root.edgeCount());
    }
  }
}
