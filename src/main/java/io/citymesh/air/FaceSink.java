package io.citymesh.air;

/** Takes the faces of a cell, one after the other. */
@FunctionalInterface
public interface FaceSink {
  /**
   * Takes a face. It is planar and convex.
   *
   * @param vertices the face's vertices, by their number among the levels, counter-clockwise seen
   *     from outside the cell; the array is used again for the next face
   * @param count how many there are: 3 or 4
   * @param kind what lies behind the face
   * @param side the side of the column on which the face lies, 0 to 2, or -1 for the fronts below
   *     and above
   */
  void face(int[] vertices, int count, AirFace kind, int side);
}
