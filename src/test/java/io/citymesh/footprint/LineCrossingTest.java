package io.citymesh.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.algorithm.Intersection;
import org.locationtech.jts.geom.Coordinate;

/** Crossings against those of JTS, whose bits they have. */
class LineCrossingTest {
  /** Of how many decimals coordinates are in turn: of metres, of millimetres, of all digits. */
  private static final double[] SCALES = {1, 1000, 0};

  @Test
  void hasTheBitsOfJts() {
    for (int seed = 0; seed < 300_000; seed++) {
      Random random = new Random(seed);
      double scale = SCALES[seed % SCALES.length];
      double far = Math.pow(10, random.nextInt(8)) * (random.nextBoolean() ? 1 : -1);
      double reach = Math.pow(10, random.nextInt(4) - 2);
      Coordinate[] ends = new Coordinate[4];
      for (int i = 0; i < ends.length; i++) {
        ends[i] =
            new Coordinate(
                rounded(far + reach * random.nextGaussian(), scale),
                rounded(4 * far + reach * random.nextGaussian(), scale));
      }
      if (random.nextInt(4) == 0) {
        // Nearly parallel.
        double share = 1 + 1e-6 * random.nextGaussian();
        ends[3] =
            new Coordinate(
                ends[2].x + share * (ends[1].x - ends[0].x), ends[2].y + ends[1].y - ends[0].y);
      }
      Coordinate expected = Intersection.intersection(ends[0], ends[1], ends[2], ends[3]);
      Coordinate crossing = LineCrossing.of(ends[0], ends[1], ends[2], ends[3]);
      String what = "seed " + seed;
      if (expected == null) {
        assertNull(crossing, what);
      } else {
        assertEquals(expected.x, crossing.x, what);
        assertEquals(expected.y, crossing.y, what);
      }
    }
  }

  private static double rounded(double value, double scale) {
    return scale == 0 ? value : Math.rint(value * scale) / scale;
  }
}
