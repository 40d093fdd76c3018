package io.citymesh.air;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Levels smoothed part by part, first the core, then the seam against its rim. */
class SmoothedPartsTest {
  private static final int PASSES = 5;

  private final Surface surface = Town.casbah(3).surface(2.5);
  private final Layers layers = Town.layers(surface, 3, 1.15, 40);
  private final Air whole = Air.above(surface, layers, Levels.NONE, PASSES);

  /** The triangles west of a line through the middle of the houses. */
  private boolean[] west() {
    boolean[] west = new boolean[surface.triangleCount()];
    for (int t = 0; t < west.length; t++) {
      west[t] = surface.xy()[2 * surface.triangles()[3 * t]] < 70;
    }
    return west;
  }

  /** The levels of both parts, by the lines of the whole. */
  private Levels together(int rings) {
    Air[] parts = AirTest.inTwoParts(surface, layers, west(), rings, PASSES);
    double[][] z = new double[surface.lines()][];
    int[] base = new int[surface.lines()];
    for (Air part : parts) {
      Surface s = part.surface();
      for (int e = 0; e < s.triangles().length; e++) {
        int line = s.triangles()[e];
        if (s.kept()[e / 3]) {
          Levels levels = part.levels();
          base[s.index()[line]] = levels.base()[line];
          z[s.index()[line]] =
              Arrays.copyOfRange(levels.z(), levels.start()[line], levels.start()[line + 1]);
        }
      }
    }
    int[] start = new int[z.length + 1];
    for (int i = 0; i < z.length; i++) {
      start[i + 1] = start[i] + z[i].length;
    }
    return new Levels(base, start, Arrays.stream(z).flatMapToDouble(Arrays::stream).toArray());
  }

  /**
   * With as many rings beyond the rim as passes, the core's levels are those of the whole within a
   * hundredth of a layer, what is too little to make a line move.
   */
  @Test
  void ringsEnoughGiveTheCoreTheLevelsOfTheWhole() {
    Levels parts = together(PASSES);
    boolean[] west = west();
    for (int e = 0; e < surface.triangles().length; e++) {
      if (west[e / 3]) {
        int line = surface.triangles()[e];
        assertEquals(whole.levels().base()[line], parts.base()[line]);
        for (int k = 0; k < parts.count(line); k++) {
          assertEquals(
              whole.levels().z()[whole.levels().start()[line] + k],
              parts.z()[parts.start()[line] + k],
              0.01 * layers.first());
        }
      }
    }
  }

  @Test
  void oneRingGivesTheQualityOfTheWhole() {
    AirQuality global = AirQuality.of(AirParts.of(whole));
    AirQuality parts = AirQuality.of(AirParts.of(Air.above(surface, layers, together(1), 0)));
    assertAlike(global.nonOrthogonality(), parts.nonOrthogonality());
    assertAlike(global.skewness(), parts.skewness());
    assertAlike(global.aspect(), parts.aspect());
    assertAlike(global.dihedral(), parts.dihedral());
    assertTrue(
        parts.nonOrthogonality().greatest() < global.nonOrthogonality().greatest() + 2,
        "the steepest face is hardly steeper");
    AirQuality rough = AirQuality.of(AirParts.of(Air.above(surface, layers, Levels.NONE, 0)));
    assertTrue(
        rough.nonOrthogonality().from(40) > 1.5 * global.nonOrthogonality().from(40),
        () ->
            "smoothing matters here: "
                + Arrays.toString(rough.nonOrthogonality().counts())
                + Arrays.toString(global.nonOrthogonality().counts()));
  }

  /** Each class has the same share within a quarter of a percentage point. */
  private static void assertAlike(Histogram expected, Histogram found) {
    assertEquals(expected.total(), found.total());
    for (int i = 0; i < expected.counts().length; i++) {
      assertEquals(
          (double) expected.counts()[i] / expected.total(),
          (double) found.counts()[i] / found.total(),
          0.0025);
    }
  }
}
