package io.citymesh.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as little-endian bytes, and digits, into a stream, in large blocks. Not thread-safe. */
public final class ByteSink {
  private static final int BLOCK = 1 << 18;

  /** The bytes that are always free for one number. */
  private static final int SMALL_BLOCK = 1 << 10;

  private final OutputStream out;
  private final byte[] block;
  private final ByteBuffer bytes;
  private long flushed;

  /** The stream stays open. */
  ByteSink(OutputStream out) {
    this(out, BLOCK);
  }

  private ByteSink(OutputStream out, int size) {
    this.out = out;
    block = new byte[size];
    bytes = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes bytes. */
  interface Content {
    void writeTo(ByteSink out) throws IOException;
  }

  /** The bytes of a small content. */
  static byte[] bytes(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteSink out = new ByteSink(bytes, SMALL_BLOCK);
    content.writeTo(out);
    out.flush();
    return bytes.toByteArray();
  }

  /** How many bytes have been written. */
  long written() {
    return flushed + bytes.position();
  }

  private ByteBuffer room(int count) throws IOException {
    if (bytes.remaining() < count) {
      flush();
    }
    return bytes;
  }

  /** Writes all buffered bytes to the stream. */
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

  /** Characters of ASCII. */
  public void putText(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      putByte(text.charAt(i));
    }
  }

  /** A number of 0 or more, in digits. */
  public void putDigits(long value) throws IOException {
    int count = Decimal.digits(value);
    room(count);
    int at = bytes.position() + count;
    bytes.position(at);
    for (long left = value; count > 0; count--, left /= 10) {
      block[--at] = (byte) ('0' + left % 10);
    }
  }

  /**
   * Millionths with six places behind the point, such as {@code -0.500000}, as {@link
   * Decimal#length} counts them.
   */
  public void putDecimal(long millionths) throws IOException {
    int count = Decimal.length(millionths);
    room(count);
    int start = bytes.position();
    int at = start + count;
    bytes.position(at);
    long left = Math.abs(millionths);
    for (int place = 0; place < 6; place++, left /= 10) {
      block[--at] = (byte) ('0' + left % 10);
    }
    block[--at] = '.';
    int least = millionths < 0 ? start + 1 : start;
    for (; at > least; left /= 10) {
      block[--at] = (byte) ('0' + left % 10);
    }
    if (millionths < 0) {
      block[start] = '-';
    }
  }
}
