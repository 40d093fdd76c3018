package io.citymesh.raster;

/**
 * Cells of a window that have no value because their block has none.
 *
 * @param leftOut in blocks that a sparse file leaves out
 * @param damaged in blocks that cannot be read
 */
public record MissingCells(long leftOut, long damaged) {}
