package io.citymesh.air;

/** Takes the tets of a cell, one after the other. */
public interface TetSink {
  /** The number that stands for the cell's centre point among the vertices of a tet. */
  int CENTRE = -1;

  /**
   * Tells that the cell is divided around a centre point of its own; its tets follow.
   *
   * @param x metres
   * @param y metres
   * @param z metres
   */
  void centre(double x, double y, double z);

  /**
   * Takes a tet.
   *
   * @param a its vertices, by their number among the levels, counter-clockwise seen from d
   * @param d the fourth vertex; {@link #CENTRE} if the cell has a centre point
   */
  void tet(int a, int b, int c, int d);
}
