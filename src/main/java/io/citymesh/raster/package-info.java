/**
 * Rasters of numbers in TIFF and BigTIFF files, read by windows: a block (tile or strip) is read as
 * a whole, or is an error that names it.
 *
 * <p>Needs: a file on a local disk.
 *
 * <p>Guarantees: nothing in a file leads to anything but a value or a {@link
 * io.citymesh.raster.RasterException}; no more memory is asked for than {@link
 * io.citymesh.raster.TiffFile#MOST_BLOCK_BYTES} and the heap allow, whatever sizes the file claims.
 * No value is made up: what libraries fill with zeros (a file that is cut off, a compressed stream
 * that ends early or does not decode, a strip that is too short) is an error here.
 *
 * <p>A window is read in these steps:
 *
 * <ol>
 *   <li>the file is still the one that was opened, by its length and time of change ({@link
 *       io.citymesh.raster.TiffFile});
 *   <li>each block that meets the window lies in the file, with as many bytes as it must have
 *       ({@link io.citymesh.raster.TiffImage});
 *   <li>its bytes are decompressed, to the last one and to the checksum behind it ({@link
 *       io.citymesh.raster.Compression}), and the prediction is undone ({@link
 *       io.citymesh.raster.Predictor}); what is not compressed is read by rows;
 *   <li>the cells become doubles ({@link io.citymesh.raster.Samples}).
 * </ol>
 *
 * <p>Rasters are written as cloud optimised GeoTIFFs of any size: a tile at a time ({@link
 * io.citymesh.raster.CogSample}), overviews with it, and the head once the lengths of all tiles are
 * known ({@link io.citymesh.raster.CogHead}); by one thread ({@link io.citymesh.raster.CogFile}),
 * or by the tasks of a job.
 *
 * <p>Sources: <em>TIFF Revision 6.0</em>, Adobe, 1992 (LZW: section 13; PackBits: 9; differencing:
 * 14); <em>Adobe Photoshop TIFF Technical Notes</em> 2002 (Deflate) and 3, 2005 (floating point
 * predictor); OGC 19-008r4, <em>GeoTIFF 1.1</em>; GDAL's GTiff driver (no-data tag 42113, metadata
 * tag 42112, blocks that a sparse file leaves out, masks).
 */
package io.citymesh.raster;
