package io.citymesh.input;

import io.citymesh.crs.Frame;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.report.OptionCheck;
import io.citymesh.report.UserError;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a city is meshed.
 *
 * @param domain on the 1 mm grid
 * @param terrain there; empty if it is still to be made of points
 */
public record Place(Bounds domain, Optional<Terrain> terrain) {

  /**
   * The domain that was asked for; else the footprints and the margin; else, without footprints, as
   * far as the terrain reaches.
   *
   * @param footprints their extent, in the frame
   * @param known whether the frame's terrain is the city's
   * @throws UserError if nothing gives a domain, or the terrain lies elsewhere
   */
  public static Place of(CityInput input, Optional<Bounds> footprints, Frame frame, boolean known) {
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

  /**
   * Refuses a domain beyond the terrain.
   *
   * @param footprints their extent; empty if there is none
   * @throws UserError that gives the options for the part that is covered
   */
  public static void requireCovered(Terrain terrain, Bounds domain, Optional<Bounds> footprints) {
    Bounds there = terrain.extent();
    if (there.contains(domain)) {
      return;
    }
    boolean outside = !there.intersects(domain);
    throw new UserError(
        "The terrain, "
            + there
            + ","
            + (outside ? " lies outside the domain " : " does not cover the domain ")
            + domain
            + (outside ? "" : ", of which " + beyond(there, domain) + " lie beyond")
            + ": give a terrain that covers it, or "
            + (outside
                ? "another domain with --bounds."
                : footprints.flatMap(extent -> margin(there, extent)).orElse("")
                    + "the part that it covers with --bounds "
                    + covered(there, domain)
                    + ", or go on beyond it with --extend-terrain nearest."));
  }

  /**
   * How much of a domain lies beyond a terrain, such as {@code 1,250 m2 (12.5 %)}.
   *
   * @param terrain does not cover the domain
   */
  public static String beyond(Bounds terrain, Bounds domain) {
    double width =
        Math.min(terrain.xmax(), domain.xmax()) - Math.max(terrain.xmin(), domain.xmin());
    double height =
        Math.min(terrain.ymax(), domain.ymax()) - Math.max(terrain.ymin(), domain.ymin());
    double area = domain.area() - Math.max(0, width) * Math.max(0, height);
    return String.format(Locale.ROOT, "%,.0f m2 (%.3g %%)", area, 100 * area / domain.area());
  }

  /** What both cover, in whole millimetres. */
  private static Bounds covered(Bounds terrain, Bounds domain) {
    return new Bounds(
        Math.max(domain.xmin(), Math.ceil(terrain.xmin() * 1000) / 1000),
        Math.max(domain.ymin(), Math.ceil(terrain.ymin() * 1000) / 1000),
        Math.min(domain.xmax(), Math.floor(terrain.xmax() * 1000) / 1000),
        Math.min(domain.ymax(), Math.floor(terrain.ymax() * 1000) / 1000));
  }

  /** The largest margin that the terrain leaves around all footprints, if there is one. */
  private static Optional<String> margin(Bounds terrain, Bounds footprints) {
    double least =
        Math.min(
            Math.min(footprints.xmin() - terrain.xmin(), terrain.xmax() - footprints.xmax()),
            Math.min(footprints.ymin() - terrain.ymin(), terrain.ymax() - footprints.ymax()));
    double margin = Math.floor(least * 100 - 0.1) / 100; // The domain is rounded to millimetres.
    return margin < 0
        ? Optional.empty()
        : Optional.of("all footprints with --margin " + OptionCheck.text(margin) + ", or ");
  }
}
