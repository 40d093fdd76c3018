/**
 * The planar mesher: from vertices, segments and labels to a labelled triangle mesh of good shape.
 *
 * <p><b>Needs</b> a {@link io.citymesh.mesh.MeshInput} whose segments meet at vertices only, and
 * {@link io.citymesh.mesh.Limits}. <b>Guarantees</b>, checked in the tests by exact predicates on
 * real and random input:
 *
 * <ul>
 *   <li>the labelled plane is covered once; each segment is a union of triangle edges; frozen
 *       segments are whole;
 *   <li>the mesh is constrained Delaunay;
 *   <li>angles and areas are within the limits, except at input corners below 37 degrees, beside
 *       frozen segments, and in gaps below {@link io.citymesh.mesh.Limits#SHORTEST_EDGE};
 *   <li>same input, same bits;
 *   <li>it ends: refinement that would not is stopped with an error that names the place.
 * </ul>
 *
 * <p>The way of a graph through the package:
 *
 * <ol>
 *   <li>{@code Insertion}: vertices along a Hilbert curve into a {@code Triangulation}, by exact
 *       {@link io.citymesh.mesh.Predicates}.
 *   <li>{@code Constraints}: segments are forced in; labels flood.
 *   <li>{@code Lattice}: where nothing is near, {@code SteinerVertices} on a triangular lattice.
 *   <li>{@code Refiner}: {@code SteinerVertices} elsewhere, with the queue {@code BadTriangles},
 *       the exceptions of {@code ForcedTriangles}, the sizes of {@code Gradation}, and {@code
 *       Removal}; {@code Smoother} moves vertices around triangles that had to be left.
 *   <li>{@code Extraction}: the labelled triangles become a {@link io.citymesh.mesh.PlanarMesh}.
 * </ol>
 *
 * <p>The door is {@link io.citymesh.mesh.Mesher}. No Spark, no files, no threads here. Each class
 * names its sources.
 */
package io.citymesh.mesh;
