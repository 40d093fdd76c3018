package io.citymesh.raster;

import java.io.IOException;
import java.io.InputStream;

/**
 * Decodes TIFF's LZW: codes of 9 to 12 bits, the first bit first, one bit wider one code early.
 *
 * <p>Each code stands for the text of an earlier one (its prefix) and one more byte (its suffix); a
 * text is written from its end, along the prefixes, and then handed out.
 *
 * @see "TIFF Revision 6.0, section 13"
 */
final class LzwStream extends InputStream {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int CODES = 4096;

  private final InputStream in;
  private final short[] prefix = new short[CODES];
  private final byte[] suffix = new byte[CODES];

  /** Bytes in the text of a code. */
  private final short[] length = new short[CODES];

  private final byte[] text = new byte[CODES + 1];
  private int at;
  private int end;

  private int bits;
  private int bitCount;
  private int width = 9;
  private int next = FIRST;
  private int previous = -1;
  private boolean ended;

  LzwStream(InputStream in) {
    this.in = in;
    for (int code = 0; code < CLEAR; code++) {
      suffix[code] = (byte) code;
      length[code] = 1;
    }
  }

  /** The next code; that of the end also where the bytes end. */
  private int code() throws IOException {
    while (bitCount < width) {
      int b = in.read();
      if (b < 0) {
        return END;
      }
      bits = bits << 8 | b;
      bitCount += 8;
    }
    bitCount -= width;
    int code = bits >>> bitCount & (1 << width) - 1;
    bits &= (1 << bitCount) - 1;
    return code;
  }

  /** Puts the text of the next code into {@link #text}; false at the end. */
  private boolean filled() throws IOException {
    if (at < end) {
      return true;
    }
    if (ended) {
      return false;
    }
    int code = code();
    while (code == CLEAR) {
      width = 9;
      next = FIRST;
      previous = -1;
      code = code();
    }
    if (code == END) {
      ended = true;
      return false;
    }
    boolean known = code < next && code != CLEAR;
    if (previous < 0 && code > CLEAR || !known && (code != next || previous < 0)) {
      throw new IOException("a code that stands for nothing yet");
    }
    expand(known ? code : previous);
    if (!known) {
      text[end++] = text[0];
    }
    if (previous >= 0 && next < CODES) {
      prefix[next] = (short) previous;
      suffix[next] = text[0];
      length[next] = (short) (length[previous] + 1);
      next++;
      if (next == (1 << width) - 1 && width < 12) {
        width++;
      }
    }
    previous = code;
    return true;
  }

  private void expand(int code) {
    at = 0;
    end = length[code];
    int c = code;
    for (int i = end - 1; i >= 0; i--) {
      text[i] = suffix[c];
      c = prefix[c];
    }
  }

  @Override
  public int read() throws IOException {
    return filled() ? text[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int bytes) throws IOException {
    int done = 0;
    while (done < bytes && filled()) {
      int n = Math.min(bytes - done, end - at);
      System.arraycopy(text, at, to, offset + done, n);
      at += n;
      done += n;
    }
    return done == 0 && bytes > 0 ? -1 : done;
  }
}
