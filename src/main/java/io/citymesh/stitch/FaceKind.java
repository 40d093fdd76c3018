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
}
