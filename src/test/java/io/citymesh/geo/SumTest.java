package io.citymesh.geo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class SumTest {
  @Test
  void whatLittleEachAdditionLosesIsKept() {
    Sum sum = new Sum();
    sum.add(1e16);
    for (int i = 0; i < 1000; i++) {
      sum.add(0.125);
    }
    sum.add(-1e16);
    assertEquals(125, sum.value());
  }

  /** What is rounded off equal terms has the same sign for long: the areas of a lattice. */
  @Test
  void equalTermsDoNotDrift() {
    double term = 0.5 * Math.sqrt(3);
    Sum sum = new Sum();
    double plain = 0;
    for (int i = 0; i < 1 << 20; i++) {
      sum.add(term);
      plain += term;
    }
    assertEquals(term * (1 << 20), sum.value());
    assertNotEquals(term * (1 << 20), plain, 1e-7);
  }
}
