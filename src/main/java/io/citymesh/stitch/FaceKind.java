package io.citymesh.stitch;

/** The numbers that say what a face of a part is. */
public final class FaceKind {
  /** Ground that touches no building. */
  public static final byte GROUND = 0;

  /** Ground that has a corner at the foot of a wall. */
  public static final byte HALO = 1;

  /** A wall: of the building on its higher side. */
  public static final byte WALL = 2;

  /** A roof. */
  public static final byte ROOF = 3;

  private FaceKind() {}

  /**
   * Whether there can be a face of this kind: ground is of no building, walls and roofs are of one.
   *
   * @param building the index of its building, negative for none
   */
  public static boolean fits(byte kind, int building) {
    return switch (kind) {
      case GROUND, HALO -> building < 0;
      case WALL, ROOF -> building >= 0;
      default -> false;
    };
  }
}
