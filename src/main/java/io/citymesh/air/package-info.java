/**
 * The air above the city: filled with cells column by column, between the surface and a level top.
 *
 * <p><b>Needs</b> the planar triangles of a part with what is known around them ({@link
 * io.citymesh.air.Surface}), the {@link io.citymesh.air.Layers} of the whole city, and the {@link
 * io.citymesh.air.Levels} of lines that other parts own. <b>Guarantees</b>, checked in the tests by
 * brute force on random roofs and on towns: all parts together fill the air once; each face lies in
 * two cells, or on the ground, a wall, a roof, the top or a side; cells are convex, of positive
 * volume, and have planar faces; same input, same bits, whatever the order of the triangles.
 *
 * <ol>
 *   <li>On each vertical line the elevations of ground and roofs are fixed and get labels, which
 *       say on which front of the layers they are ({@code LineLabels}); inside roofs labels even
 *       out ({@code FixedLevels}).
 *   <li>The other levels go between them and above ({@code LevelBuilder}) and are smoothed along
 *       the line ({@code LevelSmoothing}), with what neighbours are known, those that the part will
 *       discard among them. The lines of a core are smoothed with the core, those of a seam with
 *       the seam, between cores that no longer move.
 *   <li>{@link io.citymesh.air.Air} holds levels, and the labels on which each triangle lies;
 *       {@link io.citymesh.air.AirPart} is what a part publishes of it. {@link
 *       io.citymesh.air.Column} tells cells and faces from this: wedges, but beside corners that
 *       lie at different labels, and under eaves. {@link io.citymesh.air.Rim} knows the cells
 *       beyond a part's edges.
 *   <li>{@link io.citymesh.air.AirQuality} measures the cells and sums their volumes, those between
 *       nominal fronts many at once ({@code RunBounds}); {@link io.citymesh.air.TetSplit} divides
 *       them into tets.
 * </ol>
 *
 * <p>No mesh generator is at work here, and no cell depends on anything but its own three lines and
 * what is across its sides. Words: a <b>line</b> is the vertical line above a planar vertex, its
 * <b>levels</b> are the vertices on it, a <b>label</b> is the number of the <b>front</b> that a
 * level is on, a <b>step</b> is from one level to the next, a <b>column</b> is the air above a
 * triangle.
 *
 * <p>Nothing here knows Spark or files.
 */
package io.citymesh.air;
