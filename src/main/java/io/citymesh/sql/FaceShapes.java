package io.citymesh.sql;

/** What the corners of a part's faces give, face by face, computed when it is asked for. */
final class FaceShapes {
  private final int[] faces;
  private final double[] own;
  private final double[] ghosts;

  /**
   * @param faces corners of the faces: 0 ... n - 1 own vertices, from n on ghosts: 3m
   * @param own x, y, z of the part's own vertices, metres: 3n
   * @param ghosts x, y, z of the vertices of other parts, metres: 3k
   */
  FaceShapes(int[] faces, double[] own, double[] ghosts) {
    this.faces = faces;
    this.own = own;
    this.ghosts = ghosts;
  }

  /** A coordinate of a corner, metres: axis 0 is x. */
  private double at(int face, int corner, int axis) {
    int at = 3 * faces[3 * face + corner] + axis;
    return at < own.length ? own[at] : ghosts[at - own.length];
  }

  /** The least coordinate of its corners along an axis, metres. */
  double lowest(int face, int axis) {
    return Math.min(at(face, 0, axis), Math.min(at(face, 1, axis), at(face, 2, axis)));
  }

  /** The greatest coordinate of its corners along an axis, metres. */
  double highest(int face, int axis) {
    return Math.max(at(face, 0, axis), Math.max(at(face, 1, axis), at(face, 2, axis)));
  }

  /** A component of the product of two sides, which is twice the area long, square metres. */
  private double product(int face, int axis) {
    int first = (axis + 1) % 3;
    int second = (axis + 2) % 3;
    double u1 = at(face, 1, first) - at(face, 0, first);
    double u2 = at(face, 1, second) - at(face, 0, second);
    double v1 = at(face, 2, first) - at(face, 0, first);
    double v2 = at(face, 2, second) - at(face, 0, second);
    return u1 * v2 - u2 * v1;
  }

  private double doubleArea(int face) {
    double x = product(face, 0);
    double y = product(face, 1);
    double z = product(face, 2);
    return Math.sqrt(x * x + y * y + z * z);
  }

  /** Its area in space, square metres. */
  double area(int face) {
    return doubleArea(face) / 2;
  }

  /** A component of its unit normal, which points up or outwards; NaN for a face without area. */
  double normal(int face, int axis) {
    return product(face, axis) / doubleArea(face);
  }
}
