package io.citymesh.job;

import io.citymesh.geo.Bounds;
import io.citymesh.geo.Terrain;
import io.citymesh.terrain.DomainTerrain;
import io.citymesh.tile.SizeZone;
import io.citymesh.vector.FootprintSet;
import java.util.List;

/**
 * What was read, and where it is to be meshed.
 *
 * @param footprints in the CRS of the mesh
 * @param lidar what points say; nothing if there are none
 * @param ground the terrain as it is meshed, in the whole domain
 * @param crs of the mesh
 * @param domain of the mesh
 * @param zones where triangles are smaller
 */
record Scene(
    FootprintSet footprints,
    Lidar lidar,
    DomainTerrain ground,
    String crs,
    Bounds domain,
    List<SizeZone> zones)
    implements AutoCloseable {

  /** Elevations in the whole domain. */
  Terrain terrain() {
    return ground.terrain();
  }

  @Override
  public void close() {
    lidar.close();
    footprints.close();
  }
}
