package io.citymesh.mesh;

/**
 * What the triangles of a mesh must satisfy.
 *
 * @param minAngle smallest angle, degrees, 0 to 33
 * @param groundArea largest area of a ground triangle, square metres; infinite for no bound
 * @param roofArea largest area of a triangle inside a building, square metres; infinite for no
 *     bound
 * @param region the rectangle {xmin, ymin, xmax, ymax} in which the mesh is refined: triangles that
 *     do not touch it are left as they are
 * @param gradation from small features outwards, triangles grow by at most this factor per step;
 *     more than 1, infinite for no bound
 */
public record Limits(
    double minAngle, double groundArea, double roofArea, double[] region, double gradation) {
  /**
   * Metres. A triangle with a shorter edge is not refined for its angle: so a gap of a micrometre
   * between two walls does not call for millions of triangles.
   */
  public static final double SHORTEST_EDGE = 1e-5;

  /**
   * The bounds for triangle sizes, by the reference's rule: an area of at most half the size
   * squared.
   */
  public static Limits ofSizes(double minAngle, double groundSize, double roofSize) {
    return new Limits(
        minAngle,
        0.5 * groundSize * groundSize,
        0.5 * roofSize * roofSize,
        new double[] {
          Double.NEGATIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.POSITIVE_INFINITY,
          Double.POSITIVE_INFINITY
        },
        Double.POSITIVE_INFINITY);
  }

  /** The same limits, in a rectangle only. */
  public Limits within(double xmin, double ymin, double xmax, double ymax) {
    return new Limits(
        minAngle, groundArea, roofArea, new double[] {xmin, ymin, xmax, ymax}, gradation);
  }

  /**
   * The same limits, with sizes that grow from small features outwards by at most the factor.
   *
   * @throws IllegalArgumentException if the factor is not more than 1
   */
  public Limits graded(double factor) {
    if (!(factor > 1)) {
      throw new IllegalArgumentException("gradation must be more than 1: " + factor);
    }
    return new Limits(minAngle, groundArea, roofArea, region, factor);
  }

  double area(int label) {
    return label == MeshInput.GROUND ? groundArea : roofArea;
  }
}
