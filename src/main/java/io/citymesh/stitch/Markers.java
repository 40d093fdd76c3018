package io.citymesh.stitch;

/**
 * The numbers that say, in one, what a face is and of which building: see the geometry contract in
 * ARCHITECTURE.md. They are computed from a part's faces, as they depend on the whole city.
 */
public final class Markers {
  /** A face of the ground that touches no building. */
  public static final int GROUND = -2;

  /** A face of the ground that has a corner at the foot of a wall. */
  public static final int HALO = -1;

  /** Less the kind, the marker of a face of the top or a side: -3 for the top. */
  private static final int ABOVE = 1;

  private Markers() {}

  /**
   * The marker of a face.
   *
   * @param kind one of {@link FaceKind}
   * @param i the index of its building, 0 ... n-1; of no interest for faces of none
   * @param n how many buildings the city has
   */
  public static int of(byte kind, int i, int n) {
    return switch (kind) {
      case FaceKind.GROUND -> GROUND;
      case FaceKind.HALO -> HALO;
      case FaceKind.WALL -> i;
      case FaceKind.ROOF -> n + i;
      default -> {
        if (kind < FaceKind.TOP || kind > FaceKind.LAST) {
          throw new IllegalArgumentException("there is no kind " + kind + " of faces");
        }
        yield ABOVE - kind;
      }
    };
  }
}
