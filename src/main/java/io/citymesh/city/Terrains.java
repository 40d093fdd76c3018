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
      return new FlatTerrain(CityInput.flatElevation(spec));
    }
    return RasterTerrain.open(spec);
  }
}
