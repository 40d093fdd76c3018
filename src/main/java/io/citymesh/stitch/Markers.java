package io.citymesh.stitch;

/** The numbers that say what a face is: see the geometry contract in ARCHITECTURE.md. */
public final class Markers {
  /** A face of the ground that touches no building. */
  public static final int GROUND = -2;

  /** A face of the ground that has a corner at the foot of a wall. */
  public static final int HALO = -1;

  private Markers() {}

  /** A roof of building i of n; its walls have the marker i. */
  public static int roof(int i, int n) {
    return n + i;
  }
}
