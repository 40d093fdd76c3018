package io.citymesh.raster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** An open file of a known length, read by offset in its own byte order. */
final class TiffSource {
  private final FileChannel channel;
  private final long length;
  private final ByteOrder order;

  /**
   * @param length bytes that the file has
   * @param order of its numbers
   */
  TiffSource(FileChannel channel, long length, ByteOrder order) {
    this.channel = channel;
    this.length = length;
    this.order = order;
  }

  ByteOrder order() {
    return order;
  }

  /** True if so many bytes from there on lie in the file; offsets count as unsigned. */
  boolean holds(long offset, long bytes) {
    return offset >= 0 && bytes >= 0 && offset <= length && bytes <= length - offset;
  }

  /**
   * Bytes of the file.
   *
   * @throws RasterException if the file ends before them
   */
  ByteBuffer read(long offset, int bytes) throws IOException {
    if (!holds(offset, bytes)) {
      throw new RasterException("is cut off: copy or download it again, it is not whole.");
    }
    byte[] result = new byte[bytes];
    read(offset, result, 0, bytes);
    return ByteBuffer.wrap(result).order(order);
  }

  /** Reads bytes of the file into an array. */
  void read(long offset, byte[] to, int at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(to, at, bytes);
    long from = offset;
    while (buffer.hasRemaining()) {
      int n = channel.read(buffer, from);
      if (n < 0) {
        throw new RasterException("became shorter while it was read.");
      }
      from += n;
    }
  }
}
