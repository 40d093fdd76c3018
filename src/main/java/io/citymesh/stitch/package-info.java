/**
 * Cores, seams and frontiers: how the meshes of tiles become one mesh without a trace of the tiles.
 *
 * <p>It needs the stitching tree, the sizes, the terrain, and for each tile the buildings that meet
 * its rectangle. {@link io.citymesh.stitch.Stitcher} is the door; it gives {@link
 * io.citymesh.stitch.Part}s, which are sealed pieces of the final surface, and {@link
 * io.citymesh.stitch.Frontier}s, which are what the next stitch needs. It guarantees that the parts
 * of all nodes of the tree together keep the geometry contract (ARCHITECTURE.md), and each part
 * depends on nothing but the arguments that made it.
 *
 * <ol>
 *   <li>A tile is meshed in an unbounded plane ({@code RegionMesher}): whole footprints are
 *       inserted, none is cut at the tile's border, and the plane is refined in the tile only.
 *   <li>The triangles away from the open sides are kept: the core. Its rim is ragged and frozen
 *       from now on. The first vertices beyond it travel along as hints.
 *   <li>A stitch joins two frontiers ({@code FrontierUnion}), freezes their edges, takes the
 *       features up where they were left ({@code Features}, {@code Covers}), offers the hints, and
 *       meshes the gap like any other plane ({@code SeamGraph}).
 *   <li>The kept triangles become a 3D part ({@code Sealer}): ground on the terrain, flat roofs,
 *       and walls on the features ({@code PartFaces}), through all levels of the vertical lines at
 *       their ends ({@code LevelColumns}); and a new frontier ({@code OpenEdges}, {@code
 *       FrontierWriter}).
 *   <li>If the air is filled with cells, its levels come first ({@code FilledAir}), and the
 *       vertical lines have those: so walls and cells share them. {@link
 *       io.citymesh.stitch.Stitched} holds the air beside the part, and the frontier all levels of
 *       its lines.
 *   <li>Each part proves itself: the area of what is covered equals the area that the open edges
 *       enclose.
 *   <li>A tile for which memory is short is meshed in pieces that are stitched like tiles and
 *       joined into one part ({@code TileInPieces}).
 * </ol>
 *
 * <p>A frontier is a few tables ({@code Table}) that declare their columns; appending, picking,
 * checking, and writing to a record ({@link io.citymesh.stitch.RecordOutput}, {@link
 * io.citymesh.stitch.RecordInput}) follow from the declarations. What a face is, is told by {@link
 * io.citymesh.stitch.FaceKind}; {@link io.citymesh.stitch.Markers} computes the marker of a face
 * for a whole city. {@link io.citymesh.stitch.PartQuality} counts angles as the faces are made.
 *
 * <p>Identity is never a distance: a frontier vertex is its owner's part and index, a vertex on a
 * feature is the feature and a parameter, and a feature is its two ends on the 1 mm grid.
 *
 * <p>Nothing here depends on the rest of the city: a part is known by its place in the tree, a
 * building by its key. Inside a task a building's label is its row in the table of those that the
 * task knows ({@code Roofs}); a frontier takes along its own table.
 */
package io.citymesh.stitch;
