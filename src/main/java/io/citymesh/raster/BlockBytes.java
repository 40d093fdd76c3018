package io.citymesh.raster;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of one block as a stream, a buffer at a time. */
final class BlockBytes extends InputStream {
  private final TiffSource source;
  private final byte[] buffer;
  private long next;
  private long left;
  private int at;
  private int end;

  /**
   * @param offset of the first byte in the file
   * @param bytes how many there are, all of which lie in the file
   */
  BlockBytes(TiffSource source, long offset, long bytes) {
    this.source = source;
    this.next = offset;
    this.left = bytes;
    this.buffer = new byte[(int) Math.min(1 << 16, Math.max(1, bytes))];
  }

  private boolean filled() throws IOException {
    if (at < end) {
      return true;
    }
    if (left == 0) {
      return false;
    }
    int n = (int) Math.min(left, buffer.length);
    source.read(next, buffer, 0, n);
    next += n;
    left -= n;
    at = 0;
    end = n;
    return true;
  }

  @Override
  public int read() throws IOException {
    return filled() ? buffer[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int bytes) throws IOException {
    if (bytes == 0) {
      return 0;
    }
    if (!filled()) {
      return -1;
    }
    int n = Math.min(bytes, end - at);
    System.arraycopy(buffer, at, to, offset, n);
    at += n;
    return n;
  }

  @Override
  public int available() {
    return end - at;
  }
}
