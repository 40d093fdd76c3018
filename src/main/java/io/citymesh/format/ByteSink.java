package io.citymesh.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as little-endian bytes, and digits, into a stream, in large blocks. Not thread-safe. */
public final class ByteSink {
  private static final int BLOCK = 1 << 18;

  private final OutputStream out;
  private final byte[] block = new byte[BLOCK];
  private final ByteBuffer bytes = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
  private long flushed;

  /** The stream stays open. */
  ByteSink(OutputStream out) {
    this.out = out;
  }

  /** How many bytes have come. */
  long written() {
    return flushed + bytes.position();
  }

  private ByteBuffer room(int count) throws IOException {
    if (bytes.remaining() < count) {
      flush();
    }
    return bytes;
  }

  /** Sends everything to the stream. */
  void flush() throws IOException {
    out.write(block, 0, bytes.position());
    flushed += bytes.position();
    bytes.clear();
  }

  /** One byte. */
  public void putByte(int value) throws IOException {
    room(1).put((byte) value);
  }

  /** Two bytes. */
  public void putShort(int value) throws IOException {
    room(2).putShort((short) value);
  }

  /** Four bytes. */
  public void putInt(int value) throws IOException {
    room(4).putInt(value);
  }

  /** Eight bytes. */
  public void putLong(long value) throws IOException {
    room(8).putLong(value);
  }

  /** Four bytes. */
  public void putFloat(float value) throws IOException {
    room(4).putFloat(value);
  }

  /** Eight bytes. */
  public void putDouble(double value) throws IOException {
    room(8).putDouble(value);
  }

  /** Bytes as they are. */
  public void put(byte[] values) throws IOException {
    for (int at = 0; at < values.length; ) {
      int count = Math.min(room(1).remaining(), values.length - at);
      bytes.put(values, at, count);
      at += count;
    }
  }

  /** Eight bytes each. */
  public void putDoubles(double[] values) throws IOException {
    for (int at = 0; at < values.length; ) {
      int count = Math.min(room(8).remaining() / 8, values.length - at);
      bytes.asDoubleBuffer().put(values, at, count);
      bytes.position(bytes.position() + 8 * count);
      at += count;
    }
  }

  /** Eight bytes each. */
  public void putLongs(long[] values) throws IOException {
    for (int at = 0; at < values.length; ) {
      int count = Math.min(room(8).remaining() / 8, values.length - at);
      bytes.asLongBuffer().put(values, at, count);
      bytes.position(bytes.position() + 8 * count);
      at += count;
    }
  }

  /** Four bytes each. */
  public void putInts(int[] values) throws IOException {
    for (int at = 0; at < values.length; ) {
      int count = Math.min(room(4).remaining() / 4, values.length - at);
      bytes.asIntBuffer().put(values, at, count);
      bytes.position(bytes.position() + 4 * count);
      at += count;
    }
  }
}
