package io.citymesh.air;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;

/** What faces between nominal fronts measure lies within the bounds of their run. */
class RunBoundsTest {
  /** Two triangles, 0 1 2 and 1 0 3, on ground however steep. */
  private static final class Two {
    private final AirPart air;

    private final NominalFronts fronts;
    private final ColumnGeometry here;
    private final ColumnGeometry beside;

    Two(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double steep = seed % 3 == 0 ? 1 : seed % 3 == 1 ? 10 : 100;
      double[] ground = random.doubles(4, 0, steep).toArray();
      double top = steep + random.nextDouble(20, 300);
      Layers layers =
          Layers.of(random.nextDouble(1, 4), random.nextDouble(1, 1.3), 20, steep / 2, steep, top);
      double[] xy = {
        0,
        0,
        10,
        random.nextDouble(-3, 3),
        random.nextDouble(-3, 13),
        random.nextDouble(4, 12),
        random.nextDouble(-3, 13),
        random.nextDouble(-12, -4)
      };
      int levels = layers.count() + 1;
      double[] z = new double[4 * levels];
      for (int line = 0; line < 4; line++) {
        layers.fronts(ground[line], 0, levels, z, line * levels);
      }
      int[] start = {0, levels, 2 * levels, 3 * levels, 4 * levels};
      int[] triangles = {0, 1, 2, 1, 0, 3};
      byte[] sides = {-1, 7, 7, -1, 7, 7};
      air =
          new AirPart(
              1,
              layers.count(),
              4,
              xy,
              new Levels(new int[4], start, z),
              new long[0],
              triangles,
              new int[6],
              new byte[2],
              sides,
              new int[0],
              AirPart.twins(triangles, 4));
      fronts = NominalFronts.of(air, layers);
      here = new ColumnGeometry(air, fronts);
      beside = new ColumnGeometry(air, fronts);
      here.moveTo(0, 0, 0);
      beside.moveTo(1, 0, 0);
      here.measureBelow(layers.count());
      beside.measureBelow(layers.count());
    }

    Measured front(int m) {
      double[][] corners = {corner(0, m), corner(1, m), corner(2, m)};
      double[] centre = new double[3];
      for (double[] corner : corners) {
        for (int d = 0; d < 3; d++) {
          centre[d] += corner[d] / 3;
        }
      }
      double[] n = cross(minus(corners[1], corners[0]), minus(corners[2], corners[0]));
      return measured(n, centre(here, m - 1), centre(here, m), centre, corners);
    }

    Measured quad(int m) {
      double[][] corners = {corner(0, m), corner(1, m), corner(1, m + 1), corner(0, m + 1)};
      double left = corners[3][2] - corners[0][2];
      double right = corners[2][2] - corners[1][2];
      double[] centre = new double[3];
      for (int d = 0; d < 3; d++) {
        double first = (corners[0][d] + corners[1][d] + corners[3][d]) / 3;
        double second = (corners[3][d] + corners[1][d] + corners[2][d]) / 3;
        centre[d] = (left * first + right * second) / (left + right);
      }
      double[] n = cross(minus(corners[1], corners[0]), new double[] {0, 0, 1});
      return measured(n, centre(here, m), centre(beside, m), centre, corners);
    }

    /** The square of the skewness of the level face at the top. */
    double topSkew() {
      int top = air.top();
      double[][] corners = {corner(0, top), corner(1, top), corner(2, top)};
      double[] cell = centre(here, top - 1);
      double x = (corners[0][0] + corners[1][0] + corners[2][0]) / 3;
      double y = (corners[0][1] + corners[1][1] + corners[2][1]) / 3;
      double[] miss = {x - cell[0], y - cell[1], 0};
      double size = Math.sqrt(dot(miss, miss));
      double reach = 0.4 * (corners[0][2] - cell[2]);
      for (double[] corner : corners) {
        double[] from = {x, y, corner[2]};
        reach = Math.max(reach, Math.abs(dot(miss, minus(corner, from))) / size);
      }
      return size == 0 ? 0 : size * size / (reach * reach);
    }

    private double[] corner(int line, int m) {
      return new double[] {air.xy()[2 * line], air.xy()[2 * line + 1], air.levels().z(line, m)};
    }
  }

  @Property(tries = 300, seed = "7", shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void facesLieWithinTheBoundsOfTheirRun(@ForAll @LongRange(max = 1_000_000) long seed) {
    Two two = new Two(seed);
    assertEquals(0, two.here.nominal);
    assertEquals(0, two.beside.nominal);
    RunBounds.Fronts ofFronts = new RunBounds.Fronts(two.fronts);
    ofFronts.moveTo(two.here);
    RunBounds.Sides ofSides = new RunBounds.Sides(two.fronts);
    ofSides.moveTo(two.here, two.beside, 0, 1);
    SplittableRandom random = new SplittableRandom(seed);
    for (int k = 0; k < 10; k++) {
      int from = random.nextInt(1, two.air.top() - 1);
      int to = random.nextInt(from + 1, two.air.top() + 1);
      for (int m = from; m < to; m++) {
        assertWithin(ofFronts, from, to, two.front(m), m);
        assertWithin(ofSides, from, to, two.quad(m), m);
      }
    }
    ofFronts.topSkew();
    assertWithin(ofFronts, two.topSkew());
  }

  /** As histograms take it. */
  private record Measured(double angle, double skew) {}

  private static void assertWithin(RunBounds run, int from, int to, Measured face, int m) {
    run.angles(from, to);
    assertWithin(run, face.angle);
    if (m == from) {
      assertEquals(face.angle, run.high, 1e-9);
    }
    if (m == to - 1) {
      assertEquals(face.angle, run.low, 1e-9);
    }
    run.skews(from, to);
    assertWithin(run, face.skew);
    assertEquals(0, run.low);
    run.leastSkew();
    assertWithin(run, face.skew);
  }

  private static void assertWithin(RunBounds run, double found) {
    // Without a bound a run is measured face by face.
    assertTrue(!(found < run.low - 1e-9 * Math.abs(run.low) - 1e-12), found + " < " + run.low);
    assertTrue(!(found > run.high + 1e-9 * Math.abs(run.high) + 1e-12), found + " > " + run.high);
  }

  private static Measured measured(
      double[] n, double[] from, double[] to, double[] centre, double[][] corners) {
    double[] d = minus(to, from);
    double[] p = minus(centre, from);
    double across = dot(n, d);
    double share = dot(n, p) / across;
    double[] miss = {p[0] - share * d[0], p[1] - share * d[1], p[2] - share * d[2]};
    double size = Math.sqrt(dot(miss, miss));
    double reach = 0.2 * Math.sqrt(dot(d, d));
    for (double[] corner : corners) {
      reach = Math.max(reach, Math.abs(dot(miss, minus(corner, centre))) / size);
    }
    double skew = size == 0 ? 0 : size / reach;
    return new Measured(-across * Math.abs(across) / (dot(n, n) * dot(d, d)), skew * skew);
  }

  private static double[] centre(ColumnGeometry column, int cell) {
    return new double[] {column.centreX[cell], column.centreY[cell], column.centreZ[cell]};
  }

  private static double[] minus(double[] a, double[] b) {
    return new double[] {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  private static double dot(double[] a, double[] b) {
    return Arrays.stream(new int[] {0, 1, 2}).mapToDouble(d -> a[d] * b[d]).sum();
  }
}
