package io.citymesh.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.citymesh.mesh.MeshInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesTest {

  /** Only a corner below 37 degrees excuses a small angle; a right-angled one never does. */
  @ParameterizedTest
  @CsvSource({
    "1, true",
    "25, true",
    "36, true",
    "38, false",
    "90, false",
    "144, false",
    "180, false"
  })
  void smallCorners(double degrees, boolean small) {
    double x = 10 * Math.cos(Math.toRadians(degrees));
    double y = 10 * Math.sin(Math.toRadians(degrees));
    assertEquals(small, meet(0, 0, 4, 0, 0, 0, x, y));
    assertEquals(small, meet(4, 0, 0, 0, 0, 0, x, y));
    assertEquals(small, meet(0, 0, 4, 0, x, y, 0, 0));
    assertEquals(small, meet(4, 0, 0, 0, x, y, 0, 0));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 4, 1", "4.001, 0, 0, 1"})
  void featuresThatDoNotMeet(double ax, double ay, double bx, double by) {
    assertEquals(false, meet(0, 0, 4, 0, ax, ay, bx, by));
  }

  private static boolean meet(double... ends) {
    Features features = new Features();
    for (int i = 0; i < 8; i += 4) {
      features.add(
          ends[i], ends[i + 1], ends[i + 2], ends[i + 3], MeshInput.GROUND, MeshInput.GROUND);
    }
    boolean meet = features.meetInSmallCorner(0, 1);
    assertEquals(meet, features.meetInSmallCorner(1, 0));
    return meet;
  }
}
