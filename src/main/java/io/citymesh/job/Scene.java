package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Sides;
import io.citymesh.geo.Terrain;
import io.citymesh.input.Place;
import io.citymesh.report.UserError;
import io.citymesh.terrain.DomainTerrain;
import io.citymesh.tile.SizeZone;
import io.citymesh.vector.FootprintSet;
import java.util.List;
import java.util.function.Function;

/**
 * What was read, and where it is to be meshed.
 *
 * @param footprints in the CRS of the mesh
 * @param lidar what points say; nothing if there are none
 * @param ground the terrain as it is meshed, in the whole domain
 * @param elsewhere the terrain as it would be meshed in another domain
 * @param crs of the mesh
 * @param domain of the mesh
 * @param zones where triangles are smaller
 */
record Scene(
    FootprintSet footprints,
    Lidar lidar,
    DomainTerrain ground,
    Function<Sides, DomainTerrain> elsewhere,
    String crs,
    Sides domain,
    List<SizeZone> zones)
    implements AutoCloseable {

  /** Elevations in the whole domain. */
  Terrain terrain() {
    return ground.terrain();
  }

  /**
   * The same in another domain.
   *
   * @throws UserError if the terrain does not cover it, or a zone lies outside
   */
  Scene in(Sides other) {
    ZoneReader.requireInside(zones, other);
    if (other.equals(domain)) {
      return this;
    }
    DomainTerrain there = elsewhere.apply(other);
    Bounds known = there.terrain().extent();
    if (!known.contains(other.bounds())) {
      throw new UserError(
          "The domain "
              + other.bounds()
              + " goes beyond the terrain, "
              + known
              + ", with "
              + Place.beyond(known, other)
              + ": give a terrain that covers it, go on beyond it with --extend-terrain nearest or"
              + " flat, or take a smaller --domain-rule.");
    }
    return new Scene(footprints, lidar, there, elsewhere, crs, other, zones);
  }

  @Override
  public void close() {
    lidar.close();
    footprints.close();
  }
}
