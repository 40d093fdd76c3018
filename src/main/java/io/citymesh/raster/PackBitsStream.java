package io.citymesh.raster;

import java.io.IOException;
import java.io.InputStream;

/**
 * Decodes PackBits: a count n from 0 to 127 and n + 1 bytes as they are, or a count from -1 to -127
 * and one byte that stands for 1 - n of it.
 *
 * @see "TIFF Revision 6.0, section 9"
 */
final class PackBitsStream extends InputStream {
  private final InputStream in;
  private int literal;
  private int repeats;
  private int repeated;

  PackBitsStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    while (literal == 0 && repeats == 0) {
      int count = in.read();
      if (count < 0) {
        return -1;
      }
      if (count < 128) {
        literal = count + 1;
      } else if (count > 128) {
        repeats = 257 - count;
        repeated = in.read();
      }
    }
    if (literal > 0) {
      literal--;
      return in.read();
    }
    repeats--;
    return repeated;
  }
}
