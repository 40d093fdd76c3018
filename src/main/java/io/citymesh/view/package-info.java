/**
 * A mesh to look at: 3D Tiles 1.1 with levels of detail, and the server that shows them in a
 * browser ({@link io.citymesh.view.ViewServer}); or drawn without one ({@link
 * io.citymesh.view.Picture}).
 *
 * <p>Needs: published parts as {@link io.citymesh.format.FormatPart} reads them, and the rows of
 * the buildings that they hold.
 *
 * <p>Guarantees: the leaves of the tileset are the parts, face by face; contents that meet share
 * the vertices at which they meet, so that there is no gap between levels of detail; the bytes
 * depend on the mesh alone.
 *
 * <p>How levels of detail come about ({@link io.citymesh.view.Subtree}, by executors):
 *
 * <ol>
 *   <li>The tileset is the stitching tree, two levels of it in one: below a node stand the four
 *       nodes two levels down and the three seams between them.
 *   <li>Of each part its content is written, and its rim is kept: the edges in the plane with one
 *       face ({@link io.citymesh.view.Region}).
 *   <li>The rims of a node's children cancel where they meet; what is left is the node's own rim.
 *       It stays as it is in every level, so a coarse content meets its fine neighbours.
 *   <li>Inside the rim the ground is meshed with few of the vertices below it, those that matter
 *       most ({@link io.citymesh.view.CoarseGround}); on it stand the largest buildings, as prisms,
 *       whose outlines are as coarse as the ground.
 *   <li>What that moves and what it leaves out, measured, is the node's geometric error.
 *   <li>Subtrees of four levels have a tileset of their own, and so have a task each.
 * </ol>
 *
 * <p>Sources: OGC 22-025r4 (3D Tiles 1.1); Garland and Heckbert, Fast Polygonal Approximation of
 * Terrains and Height Fields, 1995, for the choice of the vertices.
 */
package io.citymesh.view;
