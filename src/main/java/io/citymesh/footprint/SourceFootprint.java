package io.citymesh.footprint;

import io.citymesh.geo.Heights;
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

  /** The form in which it travels: a JTS geometry is dozens of objects. */
  public Packed packed() {
    return new Packed(id, Wkb.of(geometry), heights);
  }

  /**
   * A footprint with its geometry as WKB.
   *
   * @param id unique in the city
   * @param wkb CRS coordinates, metres
   * @param heights what its sources say of its height
   */
  public record Packed(String id, byte[] wkb, Heights heights) implements Serializable {
    /** The same with a geometry. */
    public SourceFootprint unpacked() {
      return new SourceFootprint(id, Wkb.geometry(wkb), heights);
    }
  }
}
