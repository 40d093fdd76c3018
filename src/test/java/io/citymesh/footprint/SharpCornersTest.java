package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.terrain.Terrains;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;

/** Without merging no corner below 25 degrees stays where walls meet. */
class SharpCornersTest {
  private static final Bounds DOMAIN = new Bounds(-1000, -1000, 1000, 1000);
  private static final CleaningOptions KEEP = new CleaningOptions(0.5, 15, false, 0.5, 10, 0.1);

  private static Geometry polygon(double... xy) {
    Coordinate[] ring = new Coordinate[xy.length / 2 + 1];
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new Coordinate(xy[2 * i % xy.length], xy[(2 * i + 1) % xy.length]);
    }
    return Shapes.FACTORY.createPolygon(ring);
  }

  /** A rectangle turned about its first corner. */
  private static Geometry turned(double x, double y, double w, double h, double degrees) {
    return AffineTransformation.rotationInstance(Math.toRadians(degrees), x, y)
        .transform(polygon(x, y, x + w, y, x + w, y + h, x, y + h));
  }

  /** In the order of their heights. */
  private static List<SourceFootprint> sources(List<Geometry> shapes) {
    List<SourceFootprint> result = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      result.add(
          new SourceFootprint("h%02d".formatted(i), shapes.get(i), Heights.above(5 + 4 * i)));
    }
    return result;
  }

  private static FootprintCleaner.Result clean(List<SourceFootprint> sources) {
    return new FootprintCleaner(KEEP, Terrains.open("flat:0"), DOMAIN, OptionalDouble.empty())
        .clean(sources);
  }

  private static void assertNoSharpCorner(String message, FootprintCleaner.Result result) {
    List<Polygon> polygons = result.buildings().stream().map(CleanedBuilding::polygon).toList();
    for (Defects.Defect defect : Defects.find(polygons, 0, 0, true)) {
      assertTrue(
          defect.kind() != Defects.Kind.ANGLE,
          () -> message + ": " + Math.toDegrees(defect.size()) + " at " + defect.at());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.6, 1, 2, 5, 9, 20})
  void wallsOfATowerRunIntoThoseOfItsPodium(double degrees) {
    List<Geometry> shapes =
        List.of(polygon(0, 0, 60, 0, 60, 40, 0, 40), turned(10, 0, 30, 15, degrees));
    FootprintCleaner.Result result = clean(sources(shapes));
    assertNoSharpCorner(degrees + " degrees", result);
    assertEquals(2, result.buildings().size());
    // The tip of the podium is at most a detail wide, and as long as the tower.
    assertEquals(450, result.buildings().get(1).polygon().getArea(), 0.5 * 30);
    assertEquals(
        2400, result.buildings().stream().mapToDouble(b -> b.polygon().getArea()).sum(), 10);
    FootprintCleanerTest.assertSound(result, KEEP);
  }

  /** The ground between two houses; the walls of three that end in one place. */
  @Test
  void gapsAndPartyWallsToo() {
    List<List<Geometry>> drawn =
        List.of(
            List.of(polygon(0, 0, 30, 0, 30, 10, 0, 10), turned(4, 10, 25, 8, 6)),
            List.of(
                polygon(0, 0, 40, 0, 40, 5),
                polygon(0, 0, 40, 5, 40, 12),
                polygon(0, 0, 40, 12, 40, 20)),
            List.of(polygon(0, 0, 40, 0, 40, 5), polygon(0, 0, 40, 5, 40, 9.5, 0, 9.5)));
    for (List<Geometry> shapes : drawn) {
      FootprintCleaner.Result result = clean(sources(shapes));
      assertNoSharpCorner(shapes.toString(), result);
      assertEquals(shapes.size(), result.buildings().size());
      double area = Shapes.union(shapes).getArea();
      assertEquals(
          area,
          result.buildings().stream().mapToDouble(b -> b.polygon().getArea()).sum(),
          0.02 * area);
      FootprintCleanerTest.assertSoundButFine(result, KEEP, drawn.indexOf(shapes));
    }
  }

  /** A podium with towers whose walls lie nearly on its own. */
  private static List<Geometry> stack(Random random) {
    double w = 30 + 40 * random.nextDouble();
    double h = 20 + 30 * random.nextDouble();
    List<Geometry> result = new ArrayList<>(List.of(polygon(0, 0, w, 0, w, h, 0, h)));
    for (int i = random.nextInt(3); i >= 0; i--) {
      double x = random.nextBoolean() ? 0.6 * random.nextGaussian() : 0.5 * w * random.nextDouble();
      double y = random.nextBoolean() ? 0.6 * random.nextGaussian() : 0.5 * h * random.nextDouble();
      result.add(
          turned(
              x,
              y,
              (0.2 + 0.7 * random.nextDouble()) * w,
              (0.2 + 0.7 * random.nextDouble()) * h,
              4 * random.nextGaussian()));
    }
    return result;
  }

  /** A row of houses, each cut in two by a diagonal wall. */
  private static List<Geometry> diagonals(Random random) {
    List<Geometry> result = new ArrayList<>();
    double x = 0;
    for (int i = 0; i < 6; i++) {
      double to = x + 10 + 40 * random.nextDouble();
      double h = 3 + 6 * random.nextDouble();
      result.add(polygon(x, 0, to, 0, to, h));
      result.add(polygon(x, 0, to, h, to, 9.5, x, 9.5));
      x = to;
    }
    return result;
  }

  @Test
  void randomStacksAndDiagonalsHaveNone() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      List<Geometry> shapes = seed % 2 == 0 ? stack(random) : diagonals(random);
      AffineTransformation turn =
          AffineTransformation.rotationInstance(2 * Math.PI * random.nextDouble());
      List<SourceFootprint> sources =
          new ArrayList<>(sources(shapes.stream().map(turn::transform).toList()));
      FootprintCleaner.Result result = clean(sources);
      assertNoSharpCorner("seed " + seed, result);
      FootprintCleanerTest.assertSoundButFine(result, KEEP, seed);
      double area = result.buildings().stream().mapToDouble(b -> b.polygon().getArea()).sum();
      assertEquals(Shapes.union(shapes).getArea(), area, 0.005 * area, "seed " + seed);
      Collections.shuffle(sources, random);
      assertEquals(result, clean(sources));
    }
  }
}
