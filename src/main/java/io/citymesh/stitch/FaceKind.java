package io.citymesh.stitch;

import io.citymesh.tile.Domain;

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

  /** The top of a closed domain: the first of the kinds that only a closed surface has. */
  public static final byte TOP = 4;

  /** The last kind there may be: a side of a closed domain. */
  public static final byte LAST = TOP + Domain.MOST_PATCHES - 1;

  private FaceKind() {}

  /**
   * The kind of the faces of a closed domain's patch.
   *
   * @param patch a number of {@link Domain#patches}
   */
  public static byte ofPatch(int patch) {
    return (byte) (TOP + patch);
  }

  /**
   * Whether there can be a face of this kind: walls and roofs are of a building, others of none.
   *
   * @param building the index of its building, negative for none
   */
  public static boolean fits(byte kind, int building) {
    return switch (kind) {
      case GROUND, HALO -> building < 0;
      case WALL, ROOF -> building >= 0;
      default -> kind >= TOP && kind <= LAST && building < 0;
    };
  }
}
