/**
 * The file of a sealed part, and where an executor makes it: on its local disks, or in memory.
 *
 * <p>Needs: a {@link io.citymesh.stitch.Part} and, for the disk, directories with room.
 *
 * <p>Guarantees: what is read equals what was written, bit for bit, or an {@link
 * java.io.IOException} names the file. A part is whole or absent: a full disk or a killed task or
 * process never leaves half a part under its name, and never harms another part.
 *
 * <p>A part is written in these steps ({@link io.citymesh.store.Hdf5File}, {@link
 * io.citymesh.store.PartFile}, {@link io.citymesh.store.DiskStore}):
 *
 * <ol>
 *   <li>the arrays go to a file with a temporary name beside the final one, slab by slab, each with
 *       a CRC-32C of its bytes; the headers and the superblock follow;
 *   <li>the file is renamed to its final name, which replaces an earlier attempt of the same part
 *       (it is not synced: after a crash of the machine it may be short, which reading notices);
 *   <li>after a failure in any step the temporary file is deleted.
 * </ol>
 *
 * <p>It is read in these:
 *
 * <ol>
 *   <li>the superblock's end-of-file address is compared with the file's size, because HDF5 readers
 *       fill up a truncated array silently;
 *   <li>the metadata is compared with what is written ({@link io.citymesh.store.FlatMetadata});
 *       where it differs, as of compressed arrays, the jHDF library reads it;
 *   <li>the shapes and types are compared with what is asked for;
 *   <li>the bytes are read by address, past the HDF5 library, and their CRC-32C is compared.
 * </ol>
 *
 * <p>Sources: The HDF Group, <em>HDF5 File Format Specification Version 3.0</em> (superblock
 * version 2, object header version 2, contiguous layout); the jHDF library writes the metadata.
 */
package io.citymesh.store;
