package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.FlatTerrain;
import io.citymesh.geo.Terrain;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.io.WKTReader;

class LevelsTest {
  /** Ground whose elevation tells the point: one sample more or less is another mean. */
  private record Noise(double scale) implements Terrain {
    @Override
    public Bounds extent() {
      return new Bounds(-1e9, -1e9, 1e9, 1e9);
    }

    @Override
    public String crs() {
      return "";
    }

    private double at(double x, double y) {
      long bits = Double.doubleToLongBits(x) * 31 + Double.doubleToLongBits(y);
      bits *= 0x9E3779B97F4A7C15L;
      return scale * ((bits ^ bits >>> 31) >> 11) / (1L << 52);
    }

    @Override
    public double[] elevations(double[] xy, int count) {
      double[] result = new double[count];
      for (int i = 0; i < count; i++) {
        result[i] = at(xy[2 * i], xy[2 * i + 1]);
      }
      return result;
    }

    @Override
    public double maxAlong(double ax, double ay, double bx, double by) {
      return at(ax, ay) + at(bx, by);
    }

    @Override
    public String fingerprint(Bounds window) {
      return "noise";
    }
  }

  private static final List<Terrain> TERRAINS =
      List.of(
          new Noise(1),
          new Noise(1000),
          new FlatTerrain(0),
          new FlatTerrain(-0.0),
          new FlatTerrain(3.1),
          new FlatTerrain(-1.0 / 3),
          new FlatTerrain(12.5),
          new FlatTerrain(1e300));

  private static void assertAsPointByPoint(Geometry area, String what) {
    for (Terrain terrain : TERRAINS) {
      for (double percentile : new double[] {0, 10, 50, 100}) {
        String where = what + " on " + terrain + ": " + area;
        SampledLevels expected = new SampledLevels(terrain, percentile);
        Levels levels = new Levels(terrain, percentile);
        assertEquals(expected.ground(area), levels.ground(area), where);
        assertEquals(expected.volume(area, 2000), levels.volume(area, 2000), where);
        if (area instanceof Polygon polygon) {
          double[][] rings = rings(polygon);
          Levels.Ground ground = new Levels(terrain, percentile).under(rings);
          assertEquals(expected.ground(area), ground.percentile(), where);
          assertEquals(expected.volume(area, 2000), ground.volume(area.getArea(), 2000), where);
          assertEquals(expected.lowestRoof(polygon), levels.lowestRoof(polygon), where);
          assertEquals(expected.lowestRoof(polygon), levels.lowestRoof(rings), where);
        }
      }
    }
  }

  private static double[][] rings(Polygon polygon) {
    List<double[]> rings = new ArrayList<>();
    Shapes.rings(polygon)
        .forEach(
            ring -> {
              double[] xy = new double[2 * (ring.getNumPoints() - 1)];
              for (int i = 0; i < xy.length; i++) {
                Coordinate c = ring.getCoordinateN(i / 2);
                xy[i] = i % 2 == 0 ? c.x : c.y;
              }
              rings.add(xy);
            });
    return rings.toArray(double[][]::new);
  }

  private static Geometry wkt(String text) throws Exception {
    return new WKTReader().read(text);
  }

  /** The step is half a metre: outlines at odd quarters run through samples. */
  @Test
  void samplesOnTheOutlineAndInItsCornersCount() throws Exception {
    for (String area :
        List.of(
            "POLYGON ((0 0, 3 0, 3 3, 0 3, 0 0), (0.75 0.75, 0.75 2.25, 2.25 2.25, 2.25 0.75,"
                + " 0.75 0.75))",
            "POLYGON ((0 0, 3 0, 3 3, 0 3, 0 0), (0.25 1.25, 1.25 2.25, 2.25 1.25, 1.25 0.25,"
                + " 0.25 1.25))",
            "POLYGON ((0 0, 4 4, 0 4, 0 0))",
            "POLYGON ((0 0, 4 0, 2.25 2.25, 4 4, 0 4, 1.75 2.25, 0 0))",
            "POLYGON ((0 0, 1.25 0.25, 2.5 0, 2.5 2, 2.25 1.25, 2 2, 0 2, 0 0))",
            "POLYGON ((0 0, 3 0, 3 1.25, 2 1.25, 2 2, 1.25 2, 1.25 1.25, 0 1.25, 0 0))",
            "MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((3 0, 5 0, 5 2, 3 2, 3 0)))")) {
      assertAsPointByPoint(wkt(area), "corners");
    }
  }

  @Test
  void narrowAreasAreSampledAtTheirCorners() throws Exception {
    for (String area :
        List.of(
            "POLYGON ((0 0, 3000 0, 3000 0.1, 0 0.1, 0 0))",
            "POLYGON ((0 0, 0.2 0, 0.2 0.2, 0 0.2, 0 0), (0.1 0.1, 0.1 0.15, 0.15 0.1, 0.1 0.1))",
            "POLYGON ((0 0, 100 99.9, 100 100, 0 0))",
            "MULTIPOLYGON (((0 0, 1 0, 1 0.01, 0 0)), ((30 30, 31 30, 31 30.01, 30 30)))")) {
      assertAsPointByPoint(wkt(area), "narrow");
    }
  }

  @Test
  void anyOutlineIsSampledAsPointByPoint() {
    Random random = new Random(7);
    int many = 0;
    for (int i = 0; i < 400; i++) {
      // From coordinates on a coarse grid, on which samples hit edges, to none.
      double grid = new double[] {0.25, 0.125, 0.001, 1e-9}[i % 4];
      double size = Math.exp(random.nextDouble() * 6);
      Polygon star = star(random, 3 + random.nextInt(12), size, grid, i % 3 == 0);
      if (star.isEmpty() || star.getArea() == 0) {
        continue;
      }
      many++;
      assertAsPointByPoint(star, "outline " + i);
      Geometry both =
          star.getFactory()
              .createMultiPolygon(
                  new Polygon[] {
                    star,
                    (Polygon)
                        AffineTransformation.translationInstance(2.5 * size, 0.25).transform(star)
                  });
      assertAsPointByPoint(both, "outlines " + i);
    }
    assertTrue(many > 350, "outlines: " + many);
  }

  /** A star around a place far from the origin, perhaps with a hole, at coordinates on a grid. */
  private static Polygon star(
      Random random, int corners, double size, double grid, boolean withHole) {
    double x = random.nextInt(2) * 85_000;
    double y = random.nextInt(2) * 446_000;
    double[] reach = random.doubles(corners, 0.3, 1).toArray();
    LinearRing shell = ring(reach, size, x, y, grid);
    LinearRing[] holes = withHole ? new LinearRing[] {ring(reach, 0.4 * size, x, y, grid)} : null;
    Polygon result = Shapes.FACTORY.createPolygon(shell, holes);
    return result.isValid() ? result : Shapes.FACTORY.createPolygon();
  }

  private static LinearRing ring(double[] reach, double size, double x, double y, double grid) {
    Coordinate[] c = new Coordinate[reach.length + 1];
    for (int k = 0; k < reach.length; k++) {
      double angle = 2 * Math.PI * k / reach.length;
      c[k] =
          new Coordinate(
              x + grid * Math.rint(size * reach[k] * Math.cos(angle) / grid),
              y + grid * Math.rint(size * reach[k] * Math.sin(angle) / grid));
    }
    c[reach.length] = c[0].copy();
    return Shapes.FACTORY.createLinearRing(c);
  }
}
