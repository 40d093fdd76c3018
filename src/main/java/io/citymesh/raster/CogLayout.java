package io.citymesh.raster;

import java.io.Serializable;

/**
 * Where the cells of a cloud optimised GeoTIFF lie: one band in tiles of {@link #TILE} x {@link
 * #TILE}, and overviews of half the cells along each side, down to one that is a single tile. Level
 * 0 is the raster itself. Tiles of a level are numbered row by row from the north-west; those at
 * the eastern and southern sides reach beyond the raster, where they hold no value.
 *
 * @param width columns of cells
 * @param height rows of cells
 * @param west x of the western side, in the unit of the CRS
 * @param north y of the northern side
 * @param cell side of a cell
 * @param crs code such as {@code EPSG:28992}; another or none is not written
 */
public record CogLayout(int width, int height, double west, double north, double cell, String crs)
    implements Serializable {
  /** Cells along the side of a tile. */
  public static final int TILE = 512;

  /** Cells of a tile. */
  public static final int TILE_CELLS = TILE * TILE;

  /**
   * @throws IllegalArgumentException if there are no cells, or more tiles than can be counted
   */
  public CogLayout {
    if (width < 1 || height < 1 || (width / TILE + 1L) * (height / TILE + 1L) >= 1 << 30) {
      throw new IllegalArgumentException("a raster of " + width + " x " + height + " cells");
    }
  }

  /** How many levels there are, at least 1. */
  public int levels() {
    int levels = 1;
    while (width(levels - 1) > TILE || height(levels - 1) > TILE) {
      levels++;
    }
    return levels;
  }

  /** Columns of a level. */
  public int width(int level) {
    return halved(width, level);
  }

  /** Rows of a level. */
  public int height(int level) {
    return halved(height, level);
  }

  private static int halved(int cells, int level) {
    return (int) ((cells + (1L << level) - 1) >> level);
  }

  /** Tiles of a level from west to east. */
  public int across(int level) {
    return (width(level) + TILE - 1) / TILE;
  }

  /** Tiles of a level from north to south. */
  public int down(int level) {
    return (height(level) + TILE - 1) / TILE;
  }

  /** Tiles of a level. */
  public int tiles(int level) {
    return across(level) * down(level);
  }
}
