/**
 * Footprints and how they are read.
 *
 * <p><b>Needs</b>: GeoJSON, shapefiles, GeoPackages, (Geo)Parquet, or a Spark dataset with a
 * geometry column, each in any CRS that it names ({@link io.citymesh.vector.FootprintReader}).
 *
 * <p><b>Guarantees</b>: footprints have unique names and do not depend on the order of the input,
 * nor on how it is spread over files; a feature that is no footprint is counted by its reason. What
 * the user can mend is a {@link io.citymesh.report.UserError} of one line.
 *
 * <p>How footprints are read:
 *
 * <ol>
 *   <li>The driver recognises the formats by the files' first bytes.
 *   <li>Executors parse the files, a feature at a time, into blocks of bytes that stay on their
 *       disks; each piece of a file ends with a summary (counts, extent, outermost footprints, CRS,
 *       fields) or with the error that ended it. Large GeoJSON is cut anywhere: each piece finds
 *       the first feature in it by itself, and the driver sees whether the pieces join ({@link
 *       io.citymesh.vector.PieceBorders}); if not, one task reads the file as a whole.
 *   <li>The driver checks the summaries: CRS, heights; and chooses the CRS of the mesh ({@link
 *       io.citymesh.crs.Frame}).
 *   <li>Executors reproject what is in another CRS.
 *   <li>Hashes of ids meet in a small shuffle, or on the driver if they are few; features whose ids
 *       are there twice get each a name of its own by geometry. What is written tells the input's
 *       own ids.
 * </ol>
 *
 * <p>Uses Spark (its SQL for Parquet and datasets alone), JTS, GeoTools (CRSs) and SQLite
 * (GeoPackages); knows nothing of meshes.
 */
package io.citymesh.vector;
