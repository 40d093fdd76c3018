package io.citymesh.raster;

/** Receives the blocks that cannot be read. */
public interface DamageListener {
  /**
   * Receives a block that cannot be read. Reading goes on with the other blocks if this returns.
   */
  void damaged(RasterException block) throws RasterException;
}
