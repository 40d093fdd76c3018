package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PartQualityTest {
  private static final int CLASSES = 12;

  /** Compares with the tangent of each bound of the classes. */
  private static int slowClass(double sine, double cosine) {
    int above = 0;
    for (int i = 1; i < CLASSES; i++) {
      double tangent = Math.tan(Math.toRadians(i * PartQuality.CLASS_WIDTH));
      above += sine - tangent * cosine >= 0 ? 1 : 0;
    }
    return above;
  }

  private final PartQuality quality = new PartQuality();
  private final long[] expected = new long[CLASSES];

  private void count(double sine, double cosine) {
    quality.addPlanar(sine, cosine);
    expected[slowClass(sine, cosine)]++;
    assertArrayEquals(
        expected, quality.planarHistogram(), () -> "sine " + sine + ", cosine " + cosine);
  }

  @Test
  void aTriangleIsInTheClassOfItsAngle() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      double angle = Math.toRadians(60 * random.nextDouble());
      double scale = Math.scalb(1.0, random.nextInt(40) - 20);
      count(scale * Math.sin(angle), scale * Math.cos(angle));
    }
  }

  @Test
  void anAngleNextToABoundIsOnItsSide() {
    for (int i = 1; i < CLASSES; i++) {
      double cosine = 1.0 / 3;
      double bound = Math.tan(Math.toRadians(i * PartQuality.CLASS_WIDTH)) * cosine;
      double sine = bound - 4 * Math.ulp(bound);
      for (int step = 0; step < 9; step++, sine = Math.nextUp(sine)) {
        count(sine, cosine);
      }
    }
  }

  @Test
  void theThinnestAndTheWidestHaveAClass() {
    count(0, 1);
    count(-1e-18, 1);
    count(1e-300, 1e300);
    count(Math.sqrt(3), 1);
  }
}
