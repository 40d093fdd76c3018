/**
 * What the user names as a city's inputs, and what is impossible in itself: footprints, terrain,
 * points, fields with heights, domain, CRSs ({@link io.citymesh.input.CityInput}).
 *
 * <p><b>Needs</b>: nothing but the user's words; no file is opened here.
 *
 * <p><b>Guarantees</b>: records that are immutable and checked when they are made: a value that
 * cannot be meant is a {@link io.citymesh.report.UserError} with the option's name. Whether paths
 * exist and files can be read is for the readers to say.
 */
package io.citymesh.input;
