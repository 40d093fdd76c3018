/**
 * What all geometry here needs: rectangles, the sides of a domain, edges that are found by their
 * place, the ground's elevation as a function of the place, what is known of a building's height,
 * numbers for what is equal, and geometries as bytes.
 *
 * <p><b>Needs</b>: JTS, for the geometries.
 *
 * <p><b>Guarantees</b>: coordinates are metres in one CRS, east first, unless a method says
 * otherwise; a {@link io.citymesh.geo.Terrain} is one continuous function of the place, the same
 * bits for the same point on every executor. Values are immutable and serializable.
 *
 * <p>Knows neither files nor Spark.
 */
package io.citymesh.geo;
