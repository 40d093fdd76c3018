/**
 * From footprints as they were drawn to buildings that can be meshed. No Spark.
 *
 * <p><b>Needs</b>: a cluster of footprints, that is, all that lie within {@link
 * io.citymesh.footprint.CleaningOptions#clusterDistance()} of one another; a terrain.
 *
 * <p><b>Guarantees</b> ({@link io.citymesh.footprint.FootprintCleaner}): valid polygons on the 1 mm
 * grid, noded, with disjoint interiors, a roof above the terrain along their whole outline; around
 * each vertex the buildings above any height form one run, and two roofs that touch are equal or at
 * least a step apart. Apart from exceptions that are counted ({@code FINE}): no two edges that do
 * not meet are closer than the smallest detail, no corner is sharper than 25 degrees. The result
 * depends on the set of footprints alone; a clean input comes through unchanged.
 *
 * <p>The algorithm:
 *
 * <ol>
 *   <li>A footprint that is alone and needs none of what follows is recognised from its coordinates
 *       ({@code PlainFootprint}): its outline is as it would come out.
 *   <li>Each footprint is repaired, cut at the domain ({@code Limits}) and snapped to the grid, by
 *       rounding alone where that is enough ({@code OnGrid}).
 *   <li>Merging ({@code MergedOutlines}): the union; where it is too fine, gaps are closed and
 *       necks cut by offsetting out and in with mitred corners; corners that nearly meet are
 *       bridged or cut.
 *   <li>Or keeping ({@code SharedWalls}): the outlines are noded together with snapping; each face
 *       between them goes to the highest of those that cover it ({@code Stack}), slivers and gaps
 *       to the neighbour with the longest common wall. So do, in the end, parts below the smallest
 *       area ({@code SmallParts}).
 *   <li>Simplification ({@code Linework}): near-collinear vertices, short edges and sharp corners
 *       are replaced one by one, each time checking that nothing crosses, comes too close or leaves
 *       the domain. The tips of sharp corners where walls meet go to a neighbour ({@code
 *       SharpCorners}); once small parts were given away, once more ({@code Mending}).
 *   <li>What is too fine ({@code Defects}) goes round again, a little coarser; the rest of the
 *       cluster is left alone.
 *   <li>Ground from the terrain ({@code Levels}), roof from the first source that is sensible
 *       ({@code HeightChain}); roofs that touch and are a little apart are rounded ({@code
 *       RoofSteps}); corners in which two high buildings meet in a point are parted ({@code
 *       Saddles}).
 *   <li>With {@code MergeRoofs.KEEP} neighbours that share a wall and have the same roof become one
 *       ({@code EqualRoofs}). The volumes below the roofs as they were read ({@code SourceRoofs})
 *       and below those of the buildings are told.
 * </ol>
 *
 * <p>Offsetting as a means of generalization: Meijers, "Building simplification using offset curves
 * obtained from the straight skeleton" (ICA workshop, 2016). Snapping and overlay: JTS OverlayNG;
 * none is made of polygons that are proved to be a coverage ({@code Coverage}). Noding, unions,
 * offsets and common areas have kernels of their own ({@code GridNoding}, {@code GridUnion}, {@code
 * RingOffset}, {@code CommonArea}), which ask JTS where its result is not plain; and where JTS
 * fails, an exact overlay answers ({@code GridOverlay}).
 */
package io.citymesh.footprint;
