package io.citymesh.format;

import io.citymesh.raster.CogLayout;
import io.citymesh.raster.CogSample;
import java.io.Serializable;
import java.util.List;

/**
 * A format of rasters. Parts are drawn onto cells, on the executors; what is drawn of a block of
 * cells meets in one task, which writes its tiles.
 */
public non-sealed interface RasterFormat extends Format {

  /**
   * One raster, which is one file.
   *
   * @param sample what its cells are
   */
  record Band(CogSample sample, Values values) implements Serializable {}

  /** The cells of a raster. */
  @FunctionalInterface
  interface Values extends Serializable {
    /**
     * The cell of a raster.
     *
     * @param top elevation of the uppermost surface, metres
     * @param building the index of the building whose roof it is, or -1
     * @param ground elevation of the ground, metres
     */
    int cell(float top, int building, float ground);
  }

  /** The rasters, in the order of {@link #files}. */
  List<Band> bands();

  /** The cells that cover the mesh. */
  CogLayout layout(MeshParts mesh);
}
