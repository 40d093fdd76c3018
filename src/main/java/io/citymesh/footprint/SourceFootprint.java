package io.citymesh.footprint;

import java.io.Serializable;
import org.locationtech.jts.geom.Geometry;

/**
 * A building's footprint as it was read: whatever geometry, perhaps invalid.
 *
 * @param id unique in the city
 * @param geometry in CRS coordinates, metres; only its polygons count
 * @param height above the ground, metres; NaN if unknown
 * @param roof elevation of the roof, metres; NaN if unknown; goes before the height
 */
public record SourceFootprint(String id, Geometry geometry, double height, double roof)
    implements Serializable {}
