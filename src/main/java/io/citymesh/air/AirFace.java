package io.citymesh.air;

/** What lies behind a face of a cell. */
public enum AirFace {
  /** Another cell of the same part. */
  INNER,
  /** A cell of another part, or of a triangle that was not kept. */
  RIM,
  /** The ground. */
  GROUND,
  /** A wall: of the building on the other side. */
  WALL,
  /** A roof. */
  ROOF,
  /** The top of the domain. */
  TOP,
  /** A side of the domain. */
  SIDE;

  /** Whether the face is on the boundary of the domain. */
  public boolean isBoundary() {
    return this != INNER && this != RIM;
  }
}
