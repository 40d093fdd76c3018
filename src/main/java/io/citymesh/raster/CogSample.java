package io.citymesh.raster;

import static io.citymesh.raster.CogLayout.TILE;
import static io.citymesh.raster.CogLayout.TILE_CELLS;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * What a cell of a cloud optimised GeoTIFF is. Here a cell is an int: of an elevation the bits of
 * the float.
 */
public enum CogSample {
  /**
   * 32-bit floats, metres; -9999 is no value. A cell of an overview is the mean of those of the
   * four below that have a value.
   */
  ELEVATION(3, 3, "-9999", Float.floatToRawIntBits(-9999)),

  /**
   * Whole numbers from 0 on; -1 is no value. A cell of an overview is the north-western of the four
   * below: numbers have no mean.
   */
  ID(2, 2, "-1", -1);

  final int format;
  final int predictor;
  final String noData;
  private final int none;

  CogSample(int format, int predictor, String noData, int none) {
    this.format = format;
    this.predictor = predictor;
    this.noData = noData;
    this.none = none;
  }

  /** The cell that has no value. */
  public int none() {
    return none;
  }

  /** Elevations as cells. */
  public static int[] bits(float[] elevations) {
    int[] cells = new int[elevations.length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = Float.floatToRawIntBits(elevations[i]);
    }
    return cells;
  }

  /** A tile without any value. */
  public int[] emptyTile() {
    int[] tile = new int[TILE_CELLS];
    Arrays.fill(tile, none);
    return tile;
  }

  /**
   * Writes a tile at half its scale into a quarter of the tile above it.
   *
   * @param tile cells row by row from the north-west
   * @param column 0 for the western quarter, 1 for the eastern
   * @param row 0 for the northern quarter, 1 for the southern
   */
  public void halve(int[] tile, int[] above, int column, int row) {
    int half = TILE / 2;
    for (int y = 0; y < half; y++) {
      for (int x = 0; x < half; x++) {
        int at = 2 * y * TILE + 2 * x;
        above[(row * half + y) * TILE + column * half + x] =
            this == ID
                ? tile[at]
                : mean(tile[at], tile[at + 1], tile[at + TILE], tile[at + TILE + 1]);
      }
    }
  }

  private int mean(int a, int b, int c, int d) {
    int count = 0;
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      int cell = i == 0 ? a : i == 1 ? b : i == 2 ? c : d;
      if (cell != none) {
        count++;
        sum += Float.intBitsToFloat(cell);
      }
    }
    return count == 0 ? none : Float.floatToRawIntBits((float) (sum / count));
  }

  /** A tile as it stands in the file: predicted, and deflated. */
  public byte[] encoded(int[] tile) {
    byte[] bytes = new byte[4 * TILE_CELLS];
    if (this == ID) {
      difference(tile, bytes);
    } else {
      differenceOfPlanes(tile, bytes);
    }
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
      byte[] buffer = new byte[1 << 14];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /** Each cell is the difference from the one west of it. */
  private static void difference(int[] tile, byte[] bytes) {
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tile.length; i++) {
      out.putInt(i % TILE == 0 ? tile[i] : tile[i] - tile[i - 1]);
    }
  }

  /** Of each row the bytes of all cells by significance, the highest first, each a difference. */
  private static void differenceOfPlanes(int[] tile, byte[] bytes) {
    int rowBytes = 4 * TILE;
    for (int row = 0; row < TILE; row++) {
      int at = row * rowBytes;
      for (int x = 0; x < TILE; x++) {
        int cell = tile[row * TILE + x];
        for (int plane = 0; plane < 4; plane++) {
          bytes[at + plane * TILE + x] = (byte) (cell >>> (24 - 8 * plane));
        }
      }
      for (int i = at + rowBytes - 1; i > at; i--) {
        bytes[i] -= bytes[i - 1];
      }
    }
  }
}
