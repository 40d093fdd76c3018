/**
 * Footprints and how they are read.
 *
 * <p><b>Needs</b>: GeoJSON, shapefiles, GeoPackages, (Geo)Parquet, or a Spark dataset with a
 * geometry column, each in any CRS that it names ({@link io.citymesh.vector.FootprintReader}).
 *
 * <p><b>Guarantees</b>: footprint rows have unique names and do not depend on the order of the
 * input, nor on how it is spread over files; a feature that is no footprint is counted by its
 * reason. What the user can mend is a {@link io.citymesh.report.UserError} of one line.
 *
 * <p>How footprints are read:
 *
 * <ol>
 *   <li>The driver recognises the formats by the files' first bytes.
 *   <li>Executors parse the files as streams, a feature at a time; each file ends with a summary
 *       row (counts, extent, outermost footprints, CRS, fields), and a parse error is a row, too.
 *   <li>The driver checks the summaries: CRS, heights; and chooses the CRS of the mesh ({@link
 *       io.citymesh.crs.Frame}).
 *   <li>Executors reproject what is in another CRS.
 *   <li>Features of one id meet in one task, which gives each a name of its own by geometry; what
 *       is written tells the input's own ids.
 * </ol>
 *
 * <p>Uses Spark SQL, JTS, GeoTools (CRSs) and SQLite (GeoPackages); knows nothing of meshes.
 */
package io.citymesh.vector;
