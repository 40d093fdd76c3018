package io.citymesh.footprint;

import io.citymesh.geo.Heights;
import io.citymesh.geo.PackedFootprint;
import io.citymesh.geo.Wkb;
import java.io.Serializable;
import org.locationtech.jts.geom.Geometry;

/**
 * A building's footprint as it was read: whatever geometry, perhaps invalid.
 *
 * @param id unique in the city
 * @param geometry in CRS coordinates, metres; only its polygons count
 * @param heights what its sources say of its height
 */
public record SourceFootprint(String id, Geometry geometry, Heights heights)
    implements Serializable {
  /** A footprint out of the form in which it travels. */
  public static SourceFootprint of(PackedFootprint packed) {
    return new SourceFootprint(packed.id(), packed.geometry(), packed.heights());
  }

  /** The form in which it travels. */
  public PackedFootprint packed() {
    return PackedFootprint.of(id, Wkb.of(geometry), heights);
  }
}
