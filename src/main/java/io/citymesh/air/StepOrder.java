package io.citymesh.air;

/**
 * The order of steps between levels, wherever two vertical lines are joined by triangles: between
 * the rows of a wall, or by the diagonals of the air beside it.
 *
 * <p>A step is what lies between a level of a line and the next. Two lines are joined by taking
 * their steps one by one, the one with the lower middle first. That is one total order over the
 * steps of all lines: by the sum of the step's two elevations, then by the line's identity. So
 * around a triangle three lines never chase each other, whichever side is asked, and what two lines
 * do between them depends on nothing else. The triangle that a step makes is then the Delaunay
 * triangulation's in the plane of the wall: the circumcentre lies at the middle of the step.
 */
public final class StepOrder {
  private StepOrder() {}

  /**
   * Whether a step of one line comes before a step of another. The elevations are added, never
   * subtracted across lines: the sum is the step's own, to the last bit.
   *
   * @param bottom elevation where the first line's step starts, metres
   * @param top elevation where it ends
   * @param part the id of the part that owns the line
   * @param index the line's first vertex there
   * @param otherBottom where the step of the other line starts, metres
   * @param otherTop where it ends
   * @param otherPart the id of the part that owns the other line
   * @param otherIndex its first vertex there
   */
  public static boolean isFirst(
      double bottom,
      double top,
      long part,
      int index,
      double otherBottom,
      double otherTop,
      long otherPart,
      int otherIndex) {
    double key = bottom + top;
    double otherKey = otherBottom + otherTop;
    if (key != otherKey) {
      return key < otherKey;
    }
    return part != otherPart ? part < otherPart : index < otherIndex;
  }
}
