package io.citymesh.city;

import io.citymesh.report.UserError;
import java.util.Locale;

/** Opens terrains by what the user calls them. */
public final class Terrains {
  private static final String FLAT = "flat:";

  private Terrains() {}

  /**
   * @param spec {@code flat:Z} for level ground at Z metres, or the path of a GeoTIFF of elevations
   * @throws UserError if there is no such terrain, or it cannot be used
   */
  public static Terrain open(String spec) {
    if (spec.toLowerCase(Locale.ROOT).startsWith(FLAT)) {
      return flat(spec);
    }
    return RasterTerrain.open(spec);
  }

  private static Terrain flat(String spec) {
    try {
      double elevation = Double.parseDouble(spec.substring(FLAT.length()).trim());
      if (Double.isFinite(elevation)) {
        return new FlatTerrain(elevation);
      }
    } catch (NumberFormatException e) {
      // Answered below, as for infinite values.
    }
    throw new UserError(
        "The terrain " + spec + " is not an elevation: write for example flat:0 (metres).");
  }
}
