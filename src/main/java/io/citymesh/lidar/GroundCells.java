package io.citymesh.lidar;

import java.io.Serializable;

/**
 * The ground points of one range in one block: the cells that hold points, in any order.
 *
 * @param block its number in the {@link TerrainGrid}
 * @param cells places in the block, row by row from the south-west
 * @param values per cell the sum of the elevations, or the lowest, in tenths of a millimetre
 * @param counts per cell how many points
 */
public record GroundCells(int block, char[] cells, long[] values, int[] counts)
    implements Serializable {}
