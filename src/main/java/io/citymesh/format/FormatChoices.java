package io.citymesh.format;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import java.io.Serializable;
import java.util.Optional;

/**
 * How formats are written, where there is a choice.
 *
 * @param patches what the patches of buildings are
 * @param ascii whether {@code stl} is text, with a solid for each patch
 * @param quantize whether {@code glb} and {@code 3dtiles} have coordinates of 16 bits
 * @param solids whether {@code obj} and {@code stl} have a closed solid for each building
 * @param baseFaces whether they have the buildings with their bottoms
 * @param rasterCell side of a cell of {@code tif}, metres
 * @param cells the shapes of cells
 * @param wind in cases of OpenFOAM
 */
public record FormatChoices(
    PatchChoice patches,
    boolean ascii,
    boolean quantize,
    boolean solids,
    boolean baseFaces,
    double rasterCell,
    CellChoice cells,
    Wind wind)
    implements Serializable {
  /** What is added to buildings; empty if nothing is. */
  Optional<Body.Closing> closing() {
    if (solids) {
      return Optional.of(Body.Closing.SOLID);
    }
    return baseFaces ? Optional.of(Body.Closing.BOTTOM) : Optional.empty();
  }

  /** The choices of these values. */
  static FormatChoices of(OptionValues values) {
    return new FormatChoices(
        new PatchChoice(
            values.choice(OptionTable.PATCHES, PatchChoice.By.class),
            values.get(OptionTable.PATCH_FIELD).strip()),
        values.get(OptionTable.ASCII),
        values.get(OptionTable.QUANTIZE),
        values.get(OptionTable.SOLIDS),
        values.get(OptionTable.BASE_FACES),
        values.get(OptionTable.RASTER_CELL),
        values.choice(OptionTable.CELLS, CellChoice.class),
        new Wind(values.get(OptionTable.WIND_SPEED), values.get(OptionTable.ROUGHNESS)));
  }
}
