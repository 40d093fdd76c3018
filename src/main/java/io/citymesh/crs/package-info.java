/**
 * Coordinate reference systems: their names and units, the way from one to another, and the choice
 * of the one metric CRS in which a city is meshed.
 *
 * <p><b>Needs</b>: what inputs say of their CRSs ({@link io.citymesh.crs.StatedCrs}, {@link
 * io.citymesh.raster.GeoKeys}) and what the user says ({@link io.citymesh.crs.Georeference}).
 *
 * <p><b>Guarantees</b>: coordinates are east first, whatever the authority says; heights are
 * metres; nothing is fetched from the network. A CRS that is missing, wrong or cannot be meshed in
 * is a {@link io.citymesh.report.UserError} that names the input and the option to use.
 *
 * <p>How the inputs come to one CRS:
 *
 * <ol>
 *   <li>A name or definition becomes a code ({@link io.citymesh.crs.CoordinateSystems}).
 *   <li>{@link io.citymesh.crs.Frame} chooses the CRS of the mesh: the one that is asked for, else
 *       the terrain's, else the footprints', else their UTM zone; and notes what it overrides.
 *   <li>Footprints are reprojected where they are read; a terrain is looked up in its own CRS,
 *       point by point, and never resampled.
 * </ol>
 *
 * <p>Definitions for files that carry a CRS whole are a table ({@link io.citymesh.crs.ProjJson}).
 *
 * <p>Uses GeoTools' referencing and its EPSG database, which costs a second or two when it is first
 * asked and lies where only this process can write; well-known codes never need it.
 */
package io.citymesh.crs;
