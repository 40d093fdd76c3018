/**
 * Lidar points: how files of them are read, and what is made of the points.
 *
 * <p><b>Needs</b>: LAS or LAZ files in the footprints' CRS; footprints.
 *
 * <p><b>Guarantees</b>: what a range of points contributes ({@link io.citymesh.lidar.RangeScan}) is
 * a sum, a minimum or a histogram of whole numbers, so contributions can be joined in any order,
 * and the terrain and the roofs are the same bits whatever the ranges and their order. Memory is
 * bounded by a range of points or a block of cells. Points that a file promises and does not hold
 * are noticed.
 *
 * <ol>
 *   <li>{@link io.citymesh.lidar.PointFile}: the header, which is checked, and the file's ranges.
 *   <li>{@link io.citymesh.lidar.RangeScan}: decodes a range; ground points go to cells, others to
 *       the footprints that contain them ({@link io.citymesh.lidar.RoofFiles}).
 *   <li>{@link io.citymesh.lidar.GroundBlock}, {@link io.citymesh.lidar.LowestFilter}, {@link
 *       io.citymesh.lidar.Pyramid}: the cells' elevations, without what is no ground and without
 *       voids.
 *   <li>{@link io.citymesh.lidar.RoofCounts}: percentiles of a building's points.
 * </ol>
 *
 * <p>Decodes with laszip4j; knows nothing of Spark.
 */
package io.citymesh.lidar;
