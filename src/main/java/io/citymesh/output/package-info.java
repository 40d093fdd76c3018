/**
 * The output directory: published parts, manifest, and the checker that verifies them.
 *
 * <p>Needs: the files of sealed parts ({@link io.citymesh.store.PartFile}), on the executors; the
 * manifest and the published parts, on the driver. Any directory that Hadoop can reach will do.
 *
 * <p>Guarantees: a file is whole or absent; the bytes depend on the mesh alone, not on who wrote
 * them or when; nothing here holds more than one part in memory, plus what parts share.
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
 * code that made the mesh, in three passes over the parts:
 *
 * <ol>
 *   <li>which vertices are used by another part than their owner: the <em>shared</em> vertices, a
 *       set that grows with the parts' perimeters;
 *   <li>the shared vertices' coordinates, which of them belong to walls, and which cells of a
 *       coarse grid hold vertices of more than one part;
 *   <li>every check: an edge or a face with a vertex that is not shared is settled within its part;
 *       those whose vertices are all shared are counted in tables, and settled at the end.
 * </ol>
 *
 * <p>Sources: the defects are those of design contract "planar, conforming, watertight"; the idea
 * of a checker that counts each kind separately is that of dtcc-mesher's {@code validate.h} and
 * Tinfour's {@code IIntegrityCheck}.
 */
package io.citymesh.output;
