/**
 * Terrains from rasters: elevations of points, read by blocks on the executors.
 *
 * <p><b>Needs</b>: a GeoTIFF on a disk that each executor can read, or a constant ({@link
 * io.citymesh.terrain.Terrains}).
 *
 * <p><b>Guarantees</b>: a {@link io.citymesh.geo.Terrain} whose elevations do not depend on who
 * asks, in which order, nor on the window; a raster that is missing, rotated, damaged or without a
 * value is a {@link io.citymesh.report.UserError} that names it.
 *
 * <p>How a raster is read:
 *
 * <ol>
 *   <li>The driver reads the header: grid, CRS, what stands for no value.
 *   <li>Tasks read blocks of 256 x 256 cells, kept in bounded room that the tasks of an executor
 *       share, in which they find them without a lock.
 *   <li>A gap takes the nearest cell's value, found block ring by block ring.
 *   <li>Between cell centres the elevation is bilinear; beyond the outermost ones it is that of the
 *       nearest.
 * </ol>
 *
 * <p>{@link io.citymesh.terrain.DomainTerrain} continues a terrain beyond its end and flattens it
 * towards the domain's boundary, {@link io.citymesh.terrain.ApronTerrain} levels it around
 * buildings, by terrains that ask the one below them: each is continuous, and its own to the last
 * bit where nothing is to be changed.
 *
 * <p>{@link io.citymesh.terrain.RasterSummary} tells what a raster holds before it is used. TIFF
 * itself is read by {@link io.citymesh.raster.TiffFile}.
 */
package io.citymesh.terrain;
