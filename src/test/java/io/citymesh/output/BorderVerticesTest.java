package io.citymesh.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The grid that tells which vertices are compared grows with the city, as far as the heap goes. */
class BorderVerticesTest {
  @Test
  void aCityOfFiftyGigabytesHasCellsOfFewVertices() {
    long vertices = 880_000_000;
    int side = BorderVertices.side(vertices, 4L << 30);
    assertEquals(7416, side);
    assertTrue(4L * side * side < (4L << 30) / 16, "the grid takes a sixteenth of the heap");
  }

  @Test
  void theGridIsNeitherTooSmallNorTooLarge() {
    assertEquals(16, BorderVertices.side(0, 1L << 30));
    assertEquals(250, BorderVertices.side(1_000_000, 1L << 30));
    assertEquals(2048, BorderVertices.side(880_000_000, 64L << 20));
    assertEquals(30_000, BorderVertices.side(1L << 45, 1L << 40));
  }
}
