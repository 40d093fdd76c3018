package io.citymesh.input;

import io.citymesh.option.OptionTable;
import io.citymesh.option.OptionValues;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What the terrain becomes towards the domain's boundary and beyond its own end.
 *
 * @param extension what it is beyond its end
 * @param flatRim width before the domain's boundary over which it goes over to one elevation,
 *     metres; empty if it does not
 * @param rimElevation that elevation, metres; empty for the mean along the boundary; it means
 *     nothing without a rim
 */
public record TerrainShape(
    Extension extension, OptionalDouble flatRim, OptionalDouble rimElevation) {

  /** What a terrain is beyond its end. */
  public enum Extension {
    /** It must cover the domain. */
    NONE,
    /** It has the elevation of the nearest place that it covers. */
    NEAREST,
    /** It levels off to the mean elevation along its end. */
    FLAT
  }

  /** A terrain as it is. */
  public static final TerrainShape AS_IT_IS =
      new TerrainShape(Extension.NONE, OptionalDouble.empty(), OptionalDouble.empty());

  /**
   * @throws io.citymesh.report.UserError if a value is impossible
   */
  public TerrainShape {
    flatRim.ifPresent(OptionTable.FLAT_RIM::checked);
    rimElevation.ifPresent(OptionTable.RIM_ELEVATION::checked);
  }

  /** The same without a rim. */
  public TerrainShape withoutRim() {
    return new TerrainShape(extension, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** What these values say. */
  static TerrainShape of(OptionValues values) {
    return new TerrainShape(
        Extension.valueOf(values.get(OptionTable.EXTEND_TERRAIN).toUpperCase(Locale.ROOT)),
        values.find(OptionTable.FLAT_RIM).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        values
            .find(OptionTable.RIM_ELEVATION)
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty()));
  }
}
