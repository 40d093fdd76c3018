package io.citymesh.vector;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The lines of a file that begin in a range of bytes: the one in which the range starts belongs to
 * the range before, unless it starts there; the last one is read to its end. So ranges that cover a
 * file give each line exactly once.
 */
final class LineStream extends InputStream {
  private final InputStream in;
  private final long end;
  private long at;
  private boolean ended;

  /**
   * @param start first byte of the range
   * @param end the byte after it
   */
  LineStream(FSDataInputStream file, long start, long end) throws IOException {
    this.end = end;
    // The byte before tells whether a line begins at the range's first byte.
    this.at = Math.max(0, start - 1);
    file.seek(at);
    this.in = new BufferedInputStream(file, 1 << 16);
    if (start > 0) {
      int b = take();
      while (b >= 0 && b != '\n') {
        b = take();
      }
      ended = b < 0 || at >= end;
    }
  }

  private int take() throws IOException {
    int b = in.read();
    if (b >= 0) {
      at++;
    }
    return b;
  }

  @Override
  public int read() throws IOException {
    if (ended) {
      return -1;
    }
    int b = take();
    ended = b < 0 || (b == '\n' && at >= end);
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    // Up to the range's last byte no line's end is one of the range.
    int n = 0;
    while (n < length && !ended && at < end - 1) {
      int read = in.read(bytes, offset + n, (int) Math.min(length - n, end - 1 - at));
      ended = read < 0;
      at += Math.max(0, read);
      n += Math.max(0, read);
    }
    while (n < length && !ended) {
      int b = read();
      if (b < 0) {
        break;
      }
      bytes[offset + n++] = (byte) b;
    }
    return n == 0 && length > 0 ? -1 : n;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
