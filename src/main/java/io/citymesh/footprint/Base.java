package io.citymesh.footprint;

/** On what buildings stand. */
public enum Base {
  /** On the terrain as it is. */
  TERRAIN,
  /** On one elevation, where they touch each other: the ground around is levelled to it. */
  FLAT
}
