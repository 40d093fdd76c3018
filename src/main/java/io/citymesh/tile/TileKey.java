package io.citymesh.tile;

import java.io.Serializable;

/**
 * The name of a tile: its column and row on the grid of multiples of the tile size, so that it is
 * the same from run to run.
 *
 * @param column the tile's west side lies at {@code column * tileSize}, or further west if the tile
 *     is the first of its row
 * @param row the same for its south side
 */
public record TileKey(int column, int row) implements Serializable {
  @Override
  public String toString() {
    return column + "_" + row;
  }
}
