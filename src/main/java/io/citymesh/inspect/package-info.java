/**
 * Looks at inputs before any work: what they hold, what is worth knowing about it, and what stands
 * in the way of a run.
 *
 * <p><b>Needs</b>: the inputs of a city ({@link io.citymesh.input.CityInput}), read by the readers
 * that a run reads them with.
 *
 * <p><b>Guarantees</b>: each input is read once, in tasks, and the driver holds a summary of each
 * file; nothing is written. What {@code build} and {@code inspect} both find, both tell in the same
 * words, and what one of them refuses the other refuses.
 *
 * <p>How inputs are looked at ({@link io.citymesh.inspect.CityInspection}):
 *
 * <ol>
 *   <li>Each kind is read: footprints ({@link io.citymesh.inspect.FootprintInspection}), the raster
 *       ({@link io.citymesh.inspect.TerrainSurvey}), points ({@link
 *       io.citymesh.inspect.PointFiles}).
 *   <li>What was found is put into words, by a class for each kind ({@link
 *       io.citymesh.inspect.FootprintNotes}, {@link io.citymesh.inspect.PointNotes}, ...) and one
 *       for the inputs together ({@link io.citymesh.inspect.PlaceNotes}).
 *   <li>The words gather in {@link io.citymesh.inspect.InspectionNotes}: sections, advice, and
 *       obstacles, each piece of advice once.
 * </ol>
 */
package io.citymesh.inspect;
