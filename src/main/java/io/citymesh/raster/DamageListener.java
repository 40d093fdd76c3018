package io.citymesh.raster;

/** Is told of blocks that cannot be read. */
public interface DamageListener {
  /** Returns to go on with the others, or throws to go no further. */
  void damaged(RasterException block) throws RasterException;
}
