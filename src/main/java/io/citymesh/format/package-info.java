/**
 * The formats in which people open a mesh: sinks that the executors write, one small class each.
 *
 * <p>Needs: published parts and the manifest's numbers of them ({@link
 * io.citymesh.format.MeshParts}); any directory that Hadoop can reach, and the executors too.
 *
 * <p>Guarantees: a file is whole or absent; its bytes depend on the mesh and the format's options
 * alone, not on how the work was cut, where the file lies or how often a task ran; a task holds a
 * part, a block of cells or a building at a time, and the driver some numbers a part and a block.
 *
 * <p>Formats are of five kinds. By part ({@link io.citymesh.format.PartFormat}); a table of the
 * buildings, which one task writes ({@link io.citymesh.format.TableFormat}); rasters, onto whose
 * cells parts are drawn and which meet by block ({@link io.citymesh.format.RasterFormat}, {@code
 * job.RasterExport}); records of buildings, whose faces meet in one task ({@link
 * io.citymesh.format.FeatureFormat}, {@code job.FeatureExport}); and tiles, a file for each part
 * and for each level above it ({@link io.citymesh.format.TilesetFormat}, {@code
 * job.TilesetExport}).
 *
 * <p>A file by part is written in these steps ({@code job.MeshExport} runs them):
 *
 * <ol>
 *   <li>where lengths do not follow from counts, some numbers are measured of each part ({@link
 *       io.citymesh.format.PartFormat#measure});
 *   <li>the format lays the file out: known bytes, and sections with a share for each part ({@link
 *       io.citymesh.format.Layout});
 *   <li>on a local disk a task writes all that some parts give, each share at its position, so that
 *       a part is read once ({@link io.citymesh.format.PartsTask}), and the file is renamed at the
 *       end;
 *   <li>elsewhere the layout is cut into pieces, each task writes one, part after part ({@link
 *       io.citymesh.format.PieceTask}), and pieces are joined ({@link
 *       io.citymesh.format.TargetFile}).
 * </ol>
 *
 * <p>A format that numbers cells and faces through all parts ({@link io.citymesh.format.RimFormat})
 * is told before what is beyond the rim of each ({@code job.RimExport}).
 *
 * <p>Of a mesh that is filled with cells, a format of the surface ({@link
 * io.citymesh.format.PartFormat#listsSurface}) leaves out the vertices within the air. All parts
 * tell before which they use of those that another owns, a bit for each vertex on its rim; so
 * owners and borrowers count the same ({@code SurfaceVertices}).
 *
 * <p>A new format is a class here, a line in {@link io.citymesh.format.Formats}, and its files'
 * names in {@code output.KnownFiles}.
 *
 * <p>Sources: each format's class names its specification; sections with a share for each part are
 * the sinks of disq-bio's disq.
 */
package io.citymesh.format;
