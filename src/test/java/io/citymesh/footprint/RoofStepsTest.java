package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Heights;
import io.citymesh.geo.Terrain;
import io.citymesh.report.UserError;
import io.citymesh.terrain.Terrains;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.algorithm.Distance;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Polygon;

/** Roofs that touch are equal or at least a step apart. */
class RoofStepsTest {
  private static final Bounds DOMAIN = new Bounds(-1000, -1000, 1000, 1000);
  private static final Terrain FLAT = Terrains.open("flat:0");

  private static CleaningOptions step(double metres) {
    return new CleaningOptions(0.5, 15, false, 0.5, 10, metres);
  }

  /** A house with its roof at an elevation. */
  private static SourceFootprint house(
      String id, double x0, double y0, double x1, double y1, double roof) {
    return new SourceFootprint(
        id,
        Shapes.FACTORY.toGeometry(new Envelope(x0, x1, y0, y1)),
        new Heights(roof, Double.NaN, Double.NaN, Double.NaN));
  }

  private static FootprintCleaner.Result clean(
      double step, Terrain terrain, List<SourceFootprint> houses) {
    return new FootprintCleaner(step(step), terrain, DOMAIN, OptionalDouble.empty()).clean(houses);
  }

  private static List<Double> roofs(FootprintCleaner.Result result) {
    return result.buildings().stream().map(CleanedBuilding::roof).toList();
  }

  private static long told(FootprintCleaner.Result result, Remark.Kind kind) {
    return result.remarks().stream().filter(r -> r.kind() == kind).count();
  }

  @Test
  void eightMillimetresAreNoWall() {
    List<SourceFootprint> houses =
        List.of(house("a", 0, 0, 10, 10, 7.004), house("b", 10, 0, 20, 10, 7.012));
    FootprintCleaner.Result result = clean(0.1, FLAT, houses);
    assertEquals(List.of(7.0, 7.0), roofs(result));
    assertEquals(2, told(result, Remark.Kind.ROUNDED));
    assertEquals(
        List.of(List.of("a"), List.of("b")),
        result.buildings().stream().map(CleanedBuilding::sourceIds).toList());
    assertEquals(List.of(7.004, 7.012), roofs(clean(0, FLAT, houses)));
    assertEquals(List.of(7.0, 7.01), roofs(clean(0.01, FLAT, houses)));
  }

  /** 40 houses, each 4 cm higher than the one before. */
  @Test
  void rowOfSmallStepsDoesNotBecomeOneRoof() {
    List<SourceFootprint> row = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      row.add(house("h%02d".formatted(i), 6 * i, 0, 6 * i + 6, 10, 5 + 0.04 * i));
    }
    List<Double> roofs = roofs(clean(0.1, FLAT, row));
    for (int i = 0; i < 40; i++) {
      assertEquals(5 + 0.04 * i, roofs.get(i), 0.0500001);
    }
    assertEquals(17, new TreeSet<>(roofs).size());
  }

  @Test
  void blocksWithoutSmallStepsKeepTheirRoofs() {
    FootprintCleaner.Result result =
        clean(
            0.1,
            FLAT,
            List.of(
                // Equal, and 0.1 m apart: nothing is closer than the step.
                house("a", 0, 0, 10, 10, 7.034),
                house("b", 10, 0, 20, 10, 7.034),
                house("c", 20, 0, 30, 10, 7.134),
                // A passage away, and 1 cm: they do not touch.
                house("d", 31, 0, 40, 10, 7.144)));
    assertEquals(List.of(7.034, 7.034, 7.134, 7.144), roofs(result));
    assertEquals(0, told(result, Remark.Kind.ROUNDED));
  }

  /** All levels lie on the vertical line at the common corner of a and c. */
  @Test
  void aCommonCornerIsTouchingToo() {
    FootprintCleaner.Result result =
        clean(
            0.1,
            FLAT,
            List.of(
                house("a", 0, 0, 10, 10, 12.04),
                house("b", 10, 0, 20, 10, 20.02),
                house("c", 10, 10, 20, 20, 12.01)));
    assertEquals(List.of(12.0, 20.0, 12.0), roofs(result));
  }

  /** Elevation x / 10 + 0.037. */
  private record Slope() implements Terrain {
    @Override
    public Bounds extent() {
      return DOMAIN;
    }

    @Override
    public String crs() {
      return "";
    }

    @Override
    public double[] elevations(double[] xy, int count) {
      double[] result = new double[count];
      Arrays.setAll(result, i -> xy[2 * i] / 10 + 0.037);
      return result;
    }

    @Override
    public double maxAlong(double ax, double ay, double bx, double by) {
      return Math.max(ax, bx) / 10 + 0.037;
    }

    @Override
    public String fingerprint(Bounds window) {
      return "x / 10 + 0.037";
    }
  }

  /** Not lower than 2.137 m and 4.137 m. */
  @Test
  void theTerrainRoundsUp() {
    List<SourceFootprint> houses =
        List.of(house("a", 0, 0, 20, 10, 4.22), house("b", 20, 0, 40, 10, 4.14));
    assertEquals(List.of(4.0, 4.5), roofs(clean(0.5, new Slope(), houses)));
  }

  /** Level but for two peaks of 5 m beside the corner (10, 10). */
  private record Peaks() implements Terrain {
    @Override
    public Bounds extent() {
      return DOMAIN;
    }

    @Override
    public String crs() {
      return "";
    }

    @Override
    public double[] elevations(double[] xy, int count) {
      return new double[count];
    }

    @Override
    public double maxAlong(double ax, double ay, double bx, double by) {
      Coordinate a = new Coordinate(ax, ay);
      Coordinate b = new Coordinate(bx, by);
      boolean southEast = Distance.pointToSegment(new Coordinate(10.375, 9.625), a, b) < 0.1;
      boolean northWest = Distance.pointToSegment(new Coordinate(9.625, 10.375), a, b) < 0.1;
      return southEast || northWest ? 5 : 0;
    }

    @Override
    public String fingerprint(Bounds window) {
      return "two peaks";
    }
  }

  /**
   * Where four houses meet, the highest takes a corner of a low one, and both are lifted over the
   * peak there: too close to the roof of e, which they had been far from.
   */
  @Test
  void roofsLiftedWhereACornerIsPartedAreRoundedAgain() {
    List<SourceFootprint> houses =
        List.of(
            house("a", 0, 0, 10, 10, 4.03),
            house("b", 10, 0, 20, 10, 1),
            house("c", 10, 10, 20, 20, 3),
            house("d", 0, 10, 10, 20, 1.5),
            house("e", -10, 0, 0, 10, 5.16));
    FootprintCleaner.Result exact = clean(0, new Peaks(), houses);
    assertEquals(List.of(5.1, 5.1, 3.0, 1.5, 5.16), roofs(exact));
    assertEquals(2, told(exact, Remark.Kind.LIFTED));
    FootprintCleaner.Result result = clean(0.1, new Peaks(), houses);
    assertEquals(List.of(5.1, 5.1, 3.0, 1.5, 5.2), roofs(result));
    assertEquals(1, told(result, Remark.Kind.ROUNDED));
    FootprintCleanerTest.assertSound(result, step(0.1));
  }

  /**
   * Two rows of houses back to back on a street, with gaps; their corners meet. Many are hardly
   * higher than the terrain.
   */
  private static List<SourceFootprint> block(Terrain terrain, Random random) {
    List<SourceFootprint> result = new ArrayList<>();
    double[] heights = {0.8, 0.9, 1, 4, 7};
    for (int row = 0; row < 2; row++) {
      double x = 0;
      for (int i = 0; i < 12; i++) {
        double width = 5 + random.nextInt(3);
        double depth = row == 0 ? 10 : 9 + random.nextInt(2);
        double height = heights[random.nextInt(5)] + 0.12 * random.nextGaussian();
        double roof = terrain.elevations(new double[] {x, 0}, 1)[0] + Math.max(height, 0.6);
        double y = row == 0 ? 0 : 10;
        result.add(house("%d-%02d".formatted(row, i), x, y, x + width, y + depth, roof));
        x += width + (random.nextInt(5) == 0 ? 2 : 0);
      }
    }
    return result;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 0.007})
  void touchingRoofsAreEqualOrAStepApartAndNoneMovesFarther(double step) {
    long k = Shapes.millimetres(step);
    int moved = 0;
    int up = 0;
    int parted = 0;
    for (Terrain terrain : List.of(FLAT, new Slope())) {
      Levels levels = new Levels(terrain, 10);
      for (int seed = 0; seed < 5; seed++) {
        List<SourceFootprint> block = block(terrain, new Random(seed));
        Map<String, Double> exact = new HashMap<>();
        block.forEach(h -> exact.put(h.id(), h.heights().roof()));
        FootprintCleaner.Result result = clean(step, terrain, block);
        FootprintCleanerTest.assertSound(result, step(step));
        List<CleanedBuilding> buildings = result.buildings();
        Groups touching = new Groups(buildings.size());
        for (int i = 0; i < buildings.size(); i++) {
          for (int j = 0; j < i; j++) {
            Polygon other = buildings.get(j).polygon();
            if (buildings.get(i).polygon().intersects(other)) {
              touching.join(i, j);
              long apart = millimetresApart(buildings.get(i).roof(), buildings.get(j).roof());
              assertTrue(apart == 0 || apart >= k, "seed " + seed + ": " + apart);
            }
          }
        }
        int here = 0;
        boolean[] rounded = new boolean[buildings.size()];
        for (int i = 0; i < buildings.size(); i++) {
          CleanedBuilding building = buildings.get(i);
          double lowest = levels.lowestRoof(building.polygon());
          double before = Math.max(Shapes.snapped(exact.get(building.sourceIds().get(0))), lowest);
          long by = Shapes.millimetres(building.roof()) - Shapes.millimetres(before);
          assertEquals(Shapes.snapped(building.roof()), building.roof());
          assertTrue(building.roof() >= lowest);
          if (by != 0) {
            here++;
            rounded[touching.find(i)] = true;
            assertEquals(0, Shapes.millimetres(building.roof()) % k);
            boolean lower = Shapes.metres(Shapes.millimetres(building.roof()) - k) < lowest;
            up += 2 * by > k ? 1 : 0;
            assertTrue(2 * Math.abs(by) <= k || by > 0 && by < k && lower, "moved by " + by);
          }
        }
        for (int i = 0; i < buildings.size(); i++) {
          long remainder = Shapes.millimetres(buildings.get(i).roof()) % k;
          assertTrue(!rounded[touching.find(i)] || remainder == 0);
        }
        assertEquals(here, told(result, Remark.Kind.ROUNDED), "seed " + seed);
        assertEquals(
            new TreeSet<>(exact.keySet()),
            new TreeSet<>(buildings.stream().map(b -> b.sourceIds().get(0)).toList()));
        parted += buildings.stream().anyMatch(b -> b.polygon().getArea() % 1 != 0) ? 1 : 0;
        moved += here;
        Collections.shuffle(block, new Random(seed));
        assertEquals(result, clean(step, terrain, block));
      }
    }
    assertTrue(moved > 20, "moved " + moved);
    assertTrue(step < 0.1 || up > 0, "none is rounded up");
    assertTrue(parted > 1, "parted " + parted);
  }

  private static long millimetresApart(double a, double b) {
    return Math.abs(Shapes.millimetres(a) - Shapes.millimetres(b));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0005, 0.1003, -0.1, Double.NaN, Double.POSITIVE_INFINITY, 101})
  void aStepIsAWholeNumberOfMillimetres(double step) {
    String message = assertThrows(UserError.class, () -> step(step)).getMessage();
    assertTrue(
        message.startsWith("--roof-step must be 0 to 100 metres in whole millimetres"), message);
  }
}
