package io.citymesh.air;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StepOrderTest {
  private record Step(double bottom, double top, long part, int index) {
    boolean isBefore(Step other) {
      return StepOrder.isFirst(
          bottom, top, part, index, other.bottom, other.top, other.part, other.index);
    }
  }

  /** Steps between flat roofs tie in height: then the lines' identity decides. */
  @Test
  void itIsOneTotalOrderHoweverOftenHeightsTie() {
    double[] z = {0, 0.1, 0.2, 0.3, 7};
    Step[] steps = new Step[60];
    for (int i = 0; i < steps.length; i++) {
      int row = i % 4;
      steps[i] = new Step(z[row], z[row + 1], i / 4 % 3, i / 12);
    }
    for (Step a : steps) {
      for (Step b : steps) {
        if (a != b) {
          assertNotEquals(a.isBefore(b), b.isBefore(a), "one of them is first");
        }
        for (Step c : steps) {
          assertTrue(
              !a.isBefore(b) || !b.isBefore(c) || a.isBefore(c), "no three chase each other");
        }
      }
    }
  }

  /** The rule of the wall's circumcircle, where rounding and ties do not matter. */
  @Test
  void theLowerMiddleIsFirst() {
    Step low = new Step(0, 3, 9, 9);
    Step high = new Step(1, 2.5, 0, 0);
    assertTrue(low.isBefore(high));
    assertEquals(3 - 1 <= 2.5 - 0, low.isBefore(high));
  }
}
