package io.citymesh.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Fingerprint;
import io.citymesh.geo.Sides;
import io.citymesh.report.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

class SizeFieldTest {
  private static final Sizes FAR = new Sizes(40, 30, Double.POSITIVE_INFINITY);

  /** A ring with a hole, two areas that overlap, a line and a point. */
  private static final List<Geometry> SHAPES =
      List.of(
          wkt("POLYGON((0 0, 100 10, 90 90, 5 95, 0 0), (40 40, 40 60, 60 60, 60 40, 40 40))"),
          wkt("MULTIPOLYGON(((200 0, 240 0, 240 40, 200 0)), ((220 5, 300 5, 220 80, 220 5)))"),
          wkt("LINESTRING(0 200, 50 250, 120 210)"),
          wkt("POINT(250 250)"));

  private static Geometry wkt(String text) {
    try {
      return new WKTReader().read(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static SizeField field(double growth) {
    return new SizeField(
        FAR,
        growth,
        List.of(
            new SizeZone("all", ZoneShape.of(SHAPES), 5, new Sizes(8, 8, 3)),
            SizeZone.of("box", new Bounds(30, 30, 70, 70), new Sizes(1, 0.5, 2))));
  }

  @Test
  void sizesGrowWithTheDistanceFromTheZone() {
    Geometry box = new GeometryFactory().toGeometry(new Envelope(30, 70, 30, 70));
    SizeField field = field(0.4);
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      double x = -100 + 500 * random.nextDouble();
      double y = -100 + 500 * random.nextDouble();
      Point place = new GeometryFactory().createPoint(new Coordinate(x, y));
      double shapes = SHAPES.stream().mapToDouble(s -> s.distance(place)).min().orElseThrow();
      double expected =
          Math.min(Math.min(40, 8 + 0.4 * Math.max(0, shapes - 5)), 1 + 0.4 * box.distance(place));
      assertEquals(expected, field.at(Sizes.Kind.GROUND, x, y), 1e-9, x + " " + y);
    }
    assertEquals(40, field.at(Sizes.Kind.GROUND, 1e6, -1e6));
    assertEquals(0.5, field.at(Sizes.Kind.ROOF, 50, 50));
    assertEquals(2, field.at(Sizes.Kind.WALL, 50, 50));
    assertTrue(field.at(Sizes.Kind.WALL, 1e4, 0) > 1000, "one row");
  }

  /** What the fast paths say of a triangle is what the least size in it says. */
  @Test
  void aTriangleIsHeldAgainstTheLeastSizeInIt() {
    for (double growth : new double[] {0.1, 0.5, 1}) {
      SizeField field = field(growth);
      SizeTree tree = field.tree(Sizes.Kind.GROUND, new double[] {-20, -50, 300, 1000});
      Random random = new Random(2);
      int exceeded = 0;
      for (int i = 0; i < 20_000; i++) {
        double[] t = new double[6];
        double scale = Math.pow(10, 2.5 * random.nextDouble());
        double x = -100 + 500 * random.nextDouble();
        double y = -100 + 500 * random.nextDouble();
        for (int c = 0; c < 6; c += 2) {
          t[c] = x + scale * random.nextDouble();
          t[c + 1] = y + scale * random.nextDouble();
        }
        double least = field.least(Sizes.Kind.GROUND, t);
        for (int s = 0; s < 20; s++) {
          double u = random.nextDouble();
          double v = (1 - u) * random.nextDouble();
          double px = t[0] + u * (t[2] - t[0]) + v * (t[4] - t[0]);
          double py = t[1] + u * (t[3] - t[1]) + v * (t[5] - t[1]);
          assertTrue(field.at(Sizes.Kind.GROUND, px, py) >= least - 1e-9, "least of " + i);
        }
        double ab = squared(t[2] - t[0], t[3] - t[1]);
        double bc = squared(t[4] - t[2], t[5] - t[3]);
        double ca = squared(t[0] - t[4], t[1] - t[5]);
        double doubleArea = Math.abs((t[2] - t[0]) * (t[5] - t[1]) - (t[3] - t[1]) * (t[4] - t[0]));
        double longest = Math.max(ab, Math.max(bc, ca));
        boolean expected = doubleArea > least * least;
        exceeded += expected ? 1 : 0;
        for (int c = 0; c < 8; c += 2) {
          if (c < 6) {
            tree.standAt(t[c], t[c + 1]);
          } else {
            tree.leave();
          }
          assertEquals(
              expected,
              tree.isExceeded(doubleArea, longest, t[0], t[1], t[2], t[3], t[4], t[5]),
              "at corner " + c / 2);
        }
      }
      assertTrue(exceeded > 2000 && exceeded < 18_000, exceeded + " of 20,000 are too large");
    }
  }

  private static double squared(double dx, double dy) {
    return dx * dx + dy * dy;
  }

  @Test
  void theWeightIsTheIntegralOfTheDensity() {
    SizeField field = field(0.3);
    Bounds r = new Bounds(-60, -40, 290, 260);
    double sum = 0;
    int n = 140;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double x = r.xmin() + (i + 0.5) * r.width() / n;
        double y = r.ymin() + (j + 0.5) * r.height() / n;
        double times = 40 / ofTriangle(field, x, y);
        boolean isLevel = field.isLevel(Sizes.Kind.GROUND, field.at(Sizes.Kind.GROUND, x, y));
        sum += (isLevel ? 1 : SizeField.GROWING) * times * times * r.area() / n / n;
      }
    }
    assertEquals(1, field.weight(r) / sum, 0.02);
    double[] half = {r.xmin(), r.ymin(), r.xmax(), r.ymin(), r.xmax(), r.ymax()};
    double[] rest = {r.xmin(), r.ymin(), r.xmin(), r.ymax(), r.xmax(), r.ymax()};
    SizeTree tree = field.tree(Sizes.Kind.GROUND, new double[] {-20, -50, 300, 1000});
    RoughCount.Area plane = (xmin, ymin, xmax, ymax) -> true;
    RoughCount all = new RoughCount(tree, plane, r.area());
    double count = of(all, half) + of(all, rest);
    assertEquals(1, count / (2 * sum / (40 * 40)), 0.33);
    double[] wide = {-3000, -2500, 3500, -2500, 200, 4000};
    RoughCount.Area within =
        (xmin, ymin, xmax, ymax) ->
            xmin <= r.xmax() && ymin <= r.ymax() && xmax >= r.xmin() && ymax >= r.ymin();
    double clipped = of(new RoughCount(tree, within, r.area() / 128), wide);
    assertEquals(1.1, clipped / (2 * sum / (40 * 40)), 0.4, "of a triangle that lies around it");
    n = 700;
    double along = 0;
    for (int i = 0; i < n; i++) {
      double size = field.at(Sizes.Kind.GROUND, 50, (i + 0.5) * 200 / n);
      double times = field.isLevel(Sizes.Kind.GROUND, size) ? 1 : SizeField.GROWING;
      along += times * 1600 / size * 200 / n;
    }
    assertEquals(1, field.weightAlong(50, 0, 50, 200) / along, 0.02);
    Bounds away = new Bounds(1000, 1000, 1100, 1200);
    assertEquals(away.area(), field.weight(away));
    Sides southern = Sides.of(new double[][] {{-60, -40, 290, -40, 290, 110, -60, 110}});
    Bounds south = new Bounds(-60, -40, 290, 110);
    assertEquals(1, field.weight(south) / field.weight(r, southern), 0.01);
    assertEquals(0, field.weight(away, southern));
  }

  private static double of(RoughCount count, double[] t) {
    return count.of(t[0], t[1], t[2], t[3], t[4], t[5]);
  }

  /** The size of a triangle around a place: the least one as far away as its corners are. */
  private static double ofTriangle(SizeField field, double x, double y) {
    double size = field.at(Sizes.Kind.GROUND, x, y);
    for (int step = 0; step < 12; step++) {
      double least = field.at(Sizes.Kind.GROUND, x, y);
      for (int i = 0; i < 24; i++) {
        double away = 0.41 * size;
        double angle = 2 * Math.PI * i / 24;
        double there =
            field.at(Sizes.Kind.GROUND, x + away * Math.cos(angle), y + away * Math.sin(angle));
        least = Math.min(least, there);
      }
      size = least;
    }
    return size;
  }

  @Test
  void nothingDependsOnTheOrderOfTheGeometries() {
    List<Geometry> turned = new ArrayList<>(SHAPES);
    Collections.reverse(turned);
    assertEquals(
        new Fingerprint().put(ZoneShape.of(SHAPES)).hex(),
        new Fingerprint().put(ZoneShape.of(turned)).hex());
  }

  @Test
  void zonesThatChangeNothingDoNotCount() {
    SizeZone coarse =
        SizeZone.of("coarse", new Bounds(0, 0, 1, 1), new Sizes(50, 30, Double.POSITIVE_INFINITY));
    assertTrue(new SizeField(FAR, 0.5, List.of(coarse)).isUniform());
    assertFalse(field(0.5).isUniform());
  }

  @Test
  void aRequestSaysItsSizes() {
    ZoneRequest request = ZoneRequest.of("hdfs://host:8020/a,b.gpkg:1,0.5,2");
    assertEquals("hdfs://host:8020/a,b.gpkg", request.place());
    assertEquals(new Sizes(1, 0.5, 2), request.sizes(FAR));
    assertEquals(new Bounds(1, 2, 3, 4), ZoneRequest.of("1,2,3,4:5").rectangle().orElseThrow());
    Sizes rows = new Sizes(10, 5, 5);
    assertEquals(new Sizes(3, 3, 3), ZoneRequest.of("a:3").sizes(rows));
    assertEquals(new Sizes(3, 2, 2), ZoneRequest.of("a:3,2").sizes(rows));
    assertEquals(new Sizes(10, 5, 5), ZoneRequest.of("a:30").sizes(rows));
    for (String wrong :
        List.of("a", ":1", "a:0", "a:x", "a:1,2,3,4", "a:1,-2", "a:NaN", "3,2,1,4:1", "a:")) {
      UserError error = assertThrows(UserError.class, () -> ZoneRequest.of(wrong), wrong);
      assertTrue(error.getMessage().startsWith("--refine must "), error.getMessage());
    }
  }

  /** A small zone makes its surroundings worth dividing; far away tiles keep their size. */
  @Test
  void tilesAreSmallWhereTrianglesAre() {
    MeshOptions options =
        new MeshOptions(1000, 100, 100, 0, 25)
            .withZones(
                List.of(SizeZone.of("z", new Bounds(400, 400, 500, 500), new Sizes(1, 1, 1))));
    SizeField field = options.field();
    assertTrue(options.isHalvable(new Bounds(0, 0, 1000, 1000), field));
    assertTrue(options.isHalvable(new Bounds(440, 440, 480, 480), field), "40 of its triangles");
    assertFalse(options.isHalvable(new Bounds(440, 440, 450, 450), field), "10 of its triangles");
    assertFalse(options.isHalvable(new Bounds(5000, 0, 6000, 1000), field), "of the far field");
    assertTrue(options.mostHalvings(new Bounds(0, 0, 1000, 1000)) >= 8);
    assertEquals(0, options.mostHalvings(new Bounds(5000, 0, 6000, 1000)));
  }
}
