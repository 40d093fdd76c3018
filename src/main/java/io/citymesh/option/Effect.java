package io.citymesh.option;

/**
 * What becomes different if an option does. A part that was kept for a later run is used again if
 * its key is the same, so the key must hold whatever has an effect on the mesh.
 */
public enum Effect {
  /** Terrain or buildings; the keys hold their elevations and rings, not the option. */
  CITY,
  /** The rectangles of the domain and of the tiles, which the keys hold. */
  TILES,
  /** The triangles; the keys hold the option's value, as a component of {@code MeshOptions}. */
  TRIANGLES,
  /** No bit of the mesh, only how it is made and what is written beside it. */
  NOTHING
}
