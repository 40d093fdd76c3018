package io.citymesh.tile;

import java.io.Serializable;

/**
 * The name of a tile: its column and row on the grid of multiples of the tile size, so that it is
 * the same from run to run.
 *
 * @param column the tile's west side lies at {@code column * tileSize}, or further west if the tile
 *     is the first of its row
 * @param row the same for its south side
 * @param piece empty, or, for a tile that was halved, which of the halves: {@code a} the western or
 *     southern, {@code b} the eastern or northern one, a letter for each time
 */
public record TileKey(int column, int row, String piece) implements Serializable {
  /** A whole tile. */
  public TileKey(int column, int row) {
    this(column, row, "");
  }

  /** One half of this tile. */
  TileKey half(String letter) {
    return new TileKey(column, row, piece + letter);
  }

  @Override
  public String toString() {
    return column + "_" + row + (piece.isEmpty() ? "" : "_" + piece);
  }
}
