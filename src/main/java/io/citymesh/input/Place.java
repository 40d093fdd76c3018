package io.citymesh.input;

import io.citymesh.crs.CoordinateSystems;
import io.citymesh.crs.Frame;
import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.option.OptionTable;
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
public record Place(Sides domain, Optional<Terrain> terrain) {

  /**
   * The domain that was asked for; else the footprints and the margin; else, without footprints, as
   * far as the terrain reaches.
   *
   * @param polygon the domain, if it is a polygon
   * @param footprints their extent, in the frame
   * @param known whether the frame's terrain is the city's
   * @throws UserError if nothing gives a domain, or the terrain or the footprints lie elsewhere
   */
  public static Place of(
      CityInput input,
      Optional<Sides> polygon,
      Optional<Bounds> footprints,
      Frame frame,
      boolean known) {
    if (polygon.isPresent()) {
      Sides domain = polygon.get();
      footprints.ifPresent(extent -> requireNear(domain.bounds(), extent, frame.crs()));
      return new Place(
          domain, known ? Optional.of(frame.terrain(domain.bounds())) : Optional.empty());
    }
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
      return new Place(
          Sides.of(domain), known ? Optional.of(frame.terrain(domain)) : Optional.empty());
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
    return new Place(Sides.of(within), Optional.of(terrain));
  }

  /** Refuses a polygon that does not come near the footprints. */
  private static void requireNear(Bounds domain, Bounds footprints, String crs) {
    if (!domain.intersects(footprints)) {
      throw new UserError(
          OptionTable.DOMAIN.flag()
              + " lies elsewhere: it is within "
              + domain
              + ", the footprints within "
              + footprints
              + (crs.isEmpty() ? "" : " in " + CoordinateSystems.displayName(crs))
              + ": are they of the same place? WKT has the coordinates of the mesh; of a file,"
              + " correct a wrong CRS with --crs.");
    }
  }

  /**
   * Refuses a domain beyond the terrain.
   *
   * @param footprints their extent; empty if there is none
   * @throws UserError that gives the options for the part that is covered
   */
  public static void requireCovered(Terrain terrain, Sides sides, Optional<Bounds> footprints) {
    Bounds there = terrain.extent();
    Bounds domain = sides.bounds(); // A rectangle around it covers as much of it.
    if (there.contains(domain)) {
      return;
    }
    if (!sides.isRectangle()) {
      throw new UserError(
          "The terrain, "
              + there
              + ", does not cover the domain, a polygon within "
              + domain
              + ", of which "
              + beyond(there, sides)
              + " lie beyond: give a terrain that covers it, another "
              + OptionTable.DOMAIN.flag()
              + ", or go on beyond it with --extend-terrain nearest.");
    }
    boolean outside = !there.intersects(domain);
    throw new UserError(
        "The terrain, "
            + there
            + ","
            + (outside ? " lies outside the domain " : " does not cover the domain ")
            + domain
            + (outside ? "" : ", of which " + beyond(there, sides) + " lie beyond")
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
  public static String beyond(Bounds terrain, Sides domain) {
    Bounds b = domain.bounds();
    Bounds common =
        new Bounds(
            Math.max(terrain.xmin(), b.xmin()),
            Math.max(terrain.ymin(), b.ymin()),
            Math.min(terrain.xmax(), b.xmax()),
            Math.min(terrain.ymax(), b.ymax()));
    boolean meet = common.width() > 0 && common.height() > 0;
    double area = domain.area() - (meet ? domain.area(common) : 0);
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
