/**
 * The city's inputs and how they are read: footprints and terrain.
 *
 * <p><b>Needs</b>: footprints as GeoJSON, shapefiles, GeoPackages, (Geo)Parquet or a Spark dataset
 * with a geometry column ({@link io.citymesh.city.FootprintReader}); a terrain as a GeoTIFF or a
 * constant ({@link io.citymesh.city.Terrains}). Each in any CRS that it names; {@link
 * io.citymesh.city.Frame} brings them to one metric CRS.
 *
 * <p><b>Guarantees</b>: footprint rows have unique names and do not depend on the order of the
 * input; a {@link io.citymesh.city.Terrain} is one continuous function of the place, the same bits
 * for the same point on every executor. What the user can mend is a {@link
 * io.citymesh.report.UserError} of one line.
 *
 * <p>How footprints are read:
 *
 * <ol>
 *   <li>The driver recognises the formats by the files' first bytes.
 *   <li>Executors parse the files as streams, a feature at a time; each file ends with a summary
 *       row (counts, extent, outermost footprints, CRS, fields), and a parse error is a row, too.
 *   <li>The driver checks the summaries: CRS, heights; and chooses the CRS of the mesh.
 *   <li>Executors reproject what is in another CRS.
 *   <li>Features of one id meet in one task, which gives each a name of its own by geometry; what
 *       is written tells the input's own ids.
 * </ol>
 *
 * <p>How a raster is read: in blocks of 256 x 256 cells, kept in a bounded cache that the tasks of
 * an executor share. Gaps take the nearest cell's value, found block ring by block ring, so the
 * answer never depends on the window; between cell centres the elevation is bilinear.
 *
 * <p>Uses Spark SQL, JTS, GeoTools (GeoTIFF windows, CRSs) and SQLite (GeoPackages); knows nothing
 * of meshes.
 */
package io.citymesh.city;
