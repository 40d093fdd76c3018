package io.citymesh.terrain;

import io.citymesh.geo.FlatTerrain;
import io.citymesh.geo.Terrain;
import io.citymesh.input.CityInput;
import io.citymesh.report.UserError;
import java.util.List;
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
    return open(spec, List.of());
  }

  /**
   * @param spec {@code flat:Z} for level ground at Z metres, or the path of a GeoTIFF of elevations
   * @param noData elevations in the raster that stand for no value, beside what it says itself
   * @throws UserError if there is no such terrain, or it cannot be used
   */
  public static Terrain open(String spec, List<Double> noData) {
    if (spec.toLowerCase(Locale.ROOT).startsWith(FLAT)) {
      return new FlatTerrain(CityInput.flatElevation(spec));
    }
    return RasterTerrain.open(spec, noData);
  }
}
