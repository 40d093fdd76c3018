/**
 * The output directory: published parts, manifest, and the checker that verifies them.
 *
 * <p>Needs: the files of sealed parts ({@link io.citymesh.store.PartFile}), on the executors; the
 * manifest and the published parts, on the driver. Any directory that Hadoop can reach will do.
 *
 * <p>Guarantees: a file is whole or absent; the bytes depend on the mesh alone, not on who wrote
 * them or when; nothing here holds more than one part in memory, or a bucket of what parts share.
 *
 * <p>A mesh is published in these steps:
 *
 * <ol>
 *   <li>the file of each part is put into the directory ({@link io.citymesh.output.OutputDir});
 *   <li>the manifest lists the parts in vertex order, with their digests ({@link
 *       io.citymesh.output.ManifestFile}): the global id of a vertex is a sum, which readers make
 *       ({@link io.citymesh.output.MeshReader}).
 * </ol>
 *
 * <p>It is checked ({@link io.citymesh.output.MeshCheck}) from these files alone, with none of the
 * code that made the mesh, in five steps. Each is run for every part or bucket by itself, by
 * whoever ({@link io.citymesh.output.CheckRunner}: one thread, or the executors), and knows of the
 * others what they have sent to it:
 *
 * <ol>
 *   <li>{@code VerifyStep}, by part: the file against the manifest. Owners are told which of their
 *       vertices the part names: the <em>shared</em> vertices;
 *   <li>{@code AnswerStep}, by part: where the shared vertices lie and whether a wall uses them, to
 *       who has named them. Which parts have vertices within the rectangle around another's, and so
 *       may have doubled ones, is known by now;
 *   <li>{@code PartStep}, by part: every check. An edge or a face with a vertex that is not shared
 *       is settled; those whose vertices all are, doubtful vertices and heights of roofs go to
 *       buckets, equal things to the same one;
 *   <li>{@code MatchStep}, by bucket: what came together is counted and settled. Edges and faces
 *       are equal if their vertices are, by reference;
 *   <li>{@code TJunctionStep}, by strip of the plane: ends of open edges on the inside of others.
 * </ol>
 *
 * <p>Of a mesh that is filled with cells, as {@link io.citymesh.air.Column} tells them, two more:
 *
 * <ol>
 *   <li>{@code AirStep}, by part: cells that do not meet face to face, faces that are not the
 *       surface's, volumes ({@link io.citymesh.output.AirTally}). The edges at which the part's air
 *       ends go to buckets;
 *   <li>{@code RimStep}, by bucket: that of another part goes on there, above the same lines.
 * </ol>
 *
 * <p>Sources: the defects are those of design contract "planar, conforming, watertight"; the idea
 * of a checker that counts each kind separately is that of dtcc-mesher's {@code validate.h} and
 * Tinfour's {@code IIntegrityCheck}.
 */
package io.citymesh.output;
