package io.citymesh.job;

import io.citymesh.crs.Frame;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.input.CityInput;
import io.citymesh.report.UserError;
import java.util.Optional;

/**
 * Where a city is meshed.
 *
 * @param domain on the 1 mm grid
 * @param terrain there; empty if it is still to be made of points
 */
record Place(Bounds domain, Optional<Terrain> terrain) {

  /**
   * The domain that was asked for; else the footprints and the margin; else, without footprints, as
   * far as the terrain reaches.
   *
   * @param footprints their extent, in the frame
   * @param known whether the frame's terrain is the city's
   * @throws UserError if nothing gives a domain, or the terrain lies elsewhere
   */
  static Place of(CityInput input, Optional<Bounds> footprints, Frame frame, boolean known) {
    Optional<Bounds> wanted =
        input.bounds().or(() -> footprints.map(extent -> extent.grow(input.margin())));
    if (wanted.isPresent()) {
      Bounds w = wanted.get();
      Bounds domain =
          new Bounds(
              Math.rint(w.xmin() * 1000) / 1000,
              Math.rint(w.ymin() * 1000) / 1000,
              Math.rint(w.xmax() * 1000) / 1000,
              Math.rint(w.ymax() * 1000) / 1000);
      return new Place(domain, known ? Optional.of(frame.terrain(domain)) : Optional.empty());
    }
    if (!known || !input.raster()) {
      throw new UserError(CityInput.NO_DOMAIN);
    }
    Terrain terrain = frame.terrain();
    Bounds e = terrain.extent();
    Bounds within =
        new Bounds(
            Math.ceil(e.xmin() * 1000) / 1000,
            Math.ceil(e.ymin() * 1000) / 1000,
            Math.floor(e.xmax() * 1000) / 1000,
            Math.floor(e.ymax() * 1000) / 1000);
    return new Place(within, Optional.of(terrain));
  }
}
