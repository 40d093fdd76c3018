package io.citymesh.terrain;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Depth;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.input.Place;
import io.citymesh.input.TerrainShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The terrain that a domain is meshed on: what is read, continued where it ends and flat at the
 * domain's boundary, if that is asked for.
 *
 * @param terrain as it is meshed
 * @param rim how far inside the area places lie on whose boundary it must stay as it is: a flat rim
 * @param notes what of it is made up, a sentence each
 */
public record DomainTerrain(Terrain terrain, Depth rim, List<String> notes) {

  /**
   * Gives a terrain its shape. One that lies elsewhere is left as it is.
   *
   * @param terrain as it is read
   * @throws io.citymesh.report.UserError if it cannot be read
   */
  public static DomainTerrain of(Terrain terrain, TerrainShape shape, Sides domain) {
    Bounds bounds = domain.bounds();
    List<String> notes = new ArrayList<>();
    Bounds own = terrain.extent();
    Terrain result = terrain;
    Depth rim = Depth.ENDLESS;
    if (!own.contains(bounds)) {
      if (shape.extension() == TerrainShape.Extension.NONE || !own.intersects(bounds)) {
        return new DomainTerrain(terrain, Depth.ENDLESS, notes);
      }
      boolean nearest = shape.extension() == TerrainShape.Extension.NEAREST;
      result = nearest ? ExtendedTerrain.nearest(terrain) : ExtendedTerrain.flat(terrain, bounds);
      notes.add(
          Place.beyond(own, domain)
              + " of the domain lie beyond the terrain: there the ground is made up, "
              + (nearest
                  ? "of the nearest elevation (--extend-terrain nearest)."
                  : "levelling off to the mean elevation of the terrain's end (--extend-terrain"
                      + " flat)."));
    }
    if (shape.flatRim().isPresent()) {
      double width = shape.flatRim().getAsDouble();
      Terrain inside = result;
      double elevation =
          shape.rimElevation().orElseGet(() -> Stations.mean(Stations.around(inside, domain)));
      rim = Depth.in(domain);
      result = new RimTerrain(result, rim, width, elevation);
      notes.add(
          String.format(
              Locale.ROOT,
              "The terrain goes over to %.3f m, %s, over %s m before the domain's boundary.",
              elevation,
              shape.rimElevation().isPresent() ? "as given" : "the mean along it",
              width == Math.rint(width) ? String.valueOf((long) width) : String.valueOf(width)));
    }
    return new DomainTerrain(result, rim, notes);
  }
}
