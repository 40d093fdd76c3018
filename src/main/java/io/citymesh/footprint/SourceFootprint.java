package io.citymesh.footprint;

import io.citymesh.city.Heights;
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
    implements Serializable {}
