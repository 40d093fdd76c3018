/**
 * Where the tiles lie and in which order they are joined.
 *
 * <p>It needs the domain and the sizes. {@link io.citymesh.tile.TileGrid} puts tiles on a grid at
 * multiples of the tile size, so that a tile has the same name from run to run; {@link
 * io.citymesh.tile.StitchTree} is the kd-tree over them whose inner nodes are the stitches. Both
 * depend on the domain and the options alone, never on partitions.
 */
package io.citymesh.tile;
