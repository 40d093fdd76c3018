package io.citymesh.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the signs of the predicates with those of decimal arithmetic of any length. */
class PredicatesTest {
  private static final int ROUNDS = 20_000;

  @Test
  void orientIsExactNextToALine() {
    Random random = new Random(1);
    int zeros = 0;
    for (int i = 0; i < ROUNDS; i++) {
      double[] p = nearlyCollinear(random);
      int expected = orient(p);
      assertEquals(expected, sign(orientOf(p, 0, 1, 2)), () -> "orient " + text(p));
      assertEquals(expected, sign(orientOf(p, 1, 2, 0)), "rotated");
      assertEquals(-expected, sign(orientOf(p, 1, 0, 2)), "mirrored");
      assertEquals(expected, sign(Predicates.orientExact(p[0], p[1], p[2], p[3], p[4], p[5])));
      zeros += expected == 0 ? 1 : 0;
    }
    assertEquals(true, zeros > 100, "collinear triples among the tests: " + zeros);
  }

  @Test
  void inCircleIsExactNextToACircle() {
    Random random = new Random(2);
    int zeros = 0;
    for (int i = 0; i < ROUNDS; i++) {
      double[] p = nearlyCocircular(random);
      int expected = inCircle(p);
      assertEquals(expected, sign(inCircleOf(p, 0, 1, 2, 3)), () -> "inCircle " + text(p));
      assertEquals(expected, sign(inCircleOf(p, 1, 2, 0, 3)), "rotated");
      assertEquals(-expected, sign(inCircleOf(p, 1, 0, 2, 3)), "mirrored");
      assertEquals(-expected, sign(inCircleOf(p, 0, 1, 3, 2)), "last two exchanged");
      assertEquals(
          expected, sign(Predicates.inCircleExact(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7])));
      zeros += expected == 0 ? 1 : 0;
    }
    assertEquals(true, zeros > 100, "cocircular quadruples among the tests: " + zeros);
  }

  @Test
  void magnitudesFarApart() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      double[] p = new double[8];
      for (int j = 0; j < 8; j++) {
        p[j] = (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(60) - 30);
      }
      assertEquals(orient(p), sign(orientOf(p, 0, 1, 2)), () -> "orient " + text(p));
      assertEquals(inCircle(p), sign(inCircleOf(p, 0, 1, 2, 3)), () -> "inCircle " + text(p));
    }
  }

  /** Three points on a line of small integers, scaled, shifted, and moved by a few ulps. */
  private static double[] nearlyCollinear(Random random) {
    double[] p = new double[6];
    int dx = random.nextInt(21) - 10;
    int dy = random.nextInt(21) - 10;
    double offset = random.nextInt(3) * 1e7;
    double scale = random.nextBoolean() ? 1 : 0.1;
    for (int j = 0; j < 3; j++) {
      int along = random.nextInt(100);
      p[2 * j] = nudge(offset + scale * along * dx, random);
      p[2 * j + 1] = nudge(offset + scale * along * dy, random);
    }
    return p;
  }

  /** Four points of a circle with many integer points, scaled, shifted, and moved by a few ulps. */
  private static double[] nearlyCocircular(Random random) {
    int[][] circle = {{25, 0}, {24, 7}, {20, 15}, {15, 20}, {7, 24}, {0, 25}};
    double[] p = new double[8];
    double offset = random.nextInt(3) * 1e6;
    double scale = random.nextBoolean() ? 1 : 0.3;
    for (int j = 0; j < 4; j++) {
      int[] c = circle[random.nextInt(circle.length)];
      p[2 * j] = nudge(offset + scale * (random.nextBoolean() ? c[0] : -c[0]), random);
      p[2 * j + 1] = nudge(offset + scale * (random.nextBoolean() ? c[1] : -c[1]), random);
    }
    return p;
  }

  private static double nudge(double x, Random random) {
    // Not next to zero: there an ulp squared underflows, which the predicates do not promise to
    // bear.
    int ulps = Math.abs(x) > 1e-3 && random.nextInt(4) == 0 ? random.nextInt(5) - 2 : 0;
    return x + ulps * Math.ulp(x);
  }

  private static double orientOf(double[] p, int a, int b, int c) {
    return Predicates.orient(
        p[2 * a], p[2 * a + 1], p[2 * b], p[2 * b + 1], p[2 * c], p[2 * c + 1]);
  }

  private static double inCircleOf(double[] p, int a, int b, int c, int d) {
    return Predicates.inCircle(
        p[2 * a],
        p[2 * a + 1],
        p[2 * b],
        p[2 * b + 1],
        p[2 * c],
        p[2 * c + 1],
        p[2 * d],
        p[2 * d + 1]);
  }

  private static int sign(double x) {
    return (int) Math.signum(x);
  }

  private static BigDecimal difference(double a, double b) {
    return new BigDecimal(a).subtract(new BigDecimal(b));
  }

  private static int orient(double[] p) {
    return difference(p[0], p[4])
        .multiply(difference(p[3], p[5]))
        .subtract(difference(p[1], p[5]).multiply(difference(p[2], p[4])))
        .signum();
  }

  private static int inCircle(double[] p) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < 3; i++) {
      int j = (i + 1) % 3;
      int k = (i + 2) % 3;
      BigDecimal x = difference(p[2 * i], p[6]);
      BigDecimal y = difference(p[2 * i + 1], p[7]);
      BigDecimal lift = x.multiply(x).add(y.multiply(y));
      BigDecimal cross =
          difference(p[2 * j], p[6])
              .multiply(difference(p[2 * k + 1], p[7]))
              .subtract(difference(p[2 * k], p[6]).multiply(difference(p[2 * j + 1], p[7])));
      sum = sum.add(lift.multiply(cross));
    }
    return sum.signum();
  }

  private static String text(double[] p) {
    return java.util.Arrays.toString(p);
  }
}
