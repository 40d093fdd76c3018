package io.citymesh.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers as little-endian bytes, and digits, to a stream or a channel, in large blocks. Not
 * thread-safe.
 *
 * <p>What comes in thousands is put as arrays, which are copied at once.
 */
public final class ByteSink {
  private static final int BLOCK = 1 << 20;

  /** The bytes that are always free for one number. */
  private static final int SMALL_BLOCK = 1 << 10;

  /** Numbers that are computed at a time. */
  private static final int CHUNK = 1 << 12;

  private final Target target;
  private final ByteBuffer bytes;
  private final long[] chunk = new long[CHUNK];
  private long flushed;

  private ByteSink(Target target, ByteBuffer block) {
    this.target = target;
    this.bytes = block.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** To a stream, which stays open. */
  ByteSink(OutputStream out) {
    this(out, BLOCK);
  }

  private ByteSink(OutputStream out, int size) {
    this(block -> out.write(block.array(), 0, block.limit()), ByteBuffer.allocate(size));
  }

  /** To a channel or what else takes blocks from outside the heap. */
  static ByteSink direct(Target target) {
    return new ByteSink(target, ByteBuffer.allocateDirect(BLOCK));
  }

  /** Takes the bytes, block after block. */
  interface Target {
    /** Writes all that remains of the block, which is used again afterwards. */
    void write(ByteBuffer block) throws IOException;
  }

  /** Writes bytes. */
  interface Content {
    void writeTo(ByteSink out) throws IOException;
  }

  /** Numbers that are computed as they are written. */
  interface Longs {
    /**
     * Gives some of them.
     *
     * @param first index of the first
     * @param count how many, which are put at the beginning of the chunk
     */
    void fill(int first, int count, long[] chunk);
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

  /**
   * The block, with room for so many bytes: they are written by putting them there.
   *
   * @param count at most 1000
   */
  ByteBuffer room(int count) throws IOException {
    if (bytes.remaining() < count) {
      flush();
    }
    return bytes;
  }

  /** Writes all buffered bytes. */
  void flush() throws IOException {
    bytes.flip();
    flushed += bytes.limit();
    if (bytes.hasRemaining()) {
      target.write(bytes);
    }
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
    put(ByteBuffer.wrap(values));
  }

  /** Bytes as they are, all that remain. */
  void put(ByteBuffer values) throws IOException {
    int end = values.limit();
    while (values.position() < end) {
      values.limit(Math.min(end, values.position() + room(1).remaining()));
      bytes.put(values);
    }
    values.limit(end);
  }

  /** A byte again and again. */
  void putRepeated(int value, long count) throws IOException {
    byte[] same = new byte[CHUNK];
    Arrays.fill(same, (byte) value);
    for (long left = count; left > 0; left -= CHUNK) {
      put(ByteBuffer.wrap(same, 0, (int) Math.min(CHUNK, left)));
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
    putLongs(values, values.length);
  }

  /**
   * Eight bytes each.
   *
   * @param end how many of the values
   */
  void putLongs(long[] values, int end) throws IOException {
    for (int at = 0; at < end; ) {
      int count = Math.min(room(8).remaining() / 8, end - at);
      bytes.asLongBuffer().put(values, at, count);
      bytes.position(bytes.position() + 8 * count);
      at += count;
    }
  }

  /**
   * Eight bytes each.
   *
   * @param count how many
   */
  void putLongs(int count, Longs values) throws IOException {
    for (int at = 0; at < count; at += CHUNK) {
      int some = Math.min(CHUNK, count - at);
      values.fill(at, some, chunk);
      putLongs(chunk, some);
    }
  }

  /**
   * Four bytes each.
   *
   * @param end how many of the values
   */
  void putFloats(float[] values, int end) throws IOException {
    for (int at = 0; at < end; ) {
      int count = Math.min(room(4).remaining() / 4, end - at);
      bytes.asFloatBuffer().put(values, at, count);
      bytes.position(bytes.position() + 4 * count);
      at += count;
    }
  }

  /** Four bytes each. */
  public void putInts(int[] values) throws IOException {
    putInts(values, values.length);
  }

  /**
   * Four bytes each.
   *
   * @param end how many of the values
   */
  void putInts(int[] values, int end) throws IOException {
    for (int at = 0; at < end; ) {
      int count = Math.min(room(4).remaining() / 4, end - at);
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
      bytes.put(--at, (byte) ('0' + left % 10));
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
      bytes.put(--at, (byte) ('0' + left % 10));
    }
    bytes.put(--at, (byte) '.');
    int least = millionths < 0 ? start + 1 : start;
    for (; at > least; left /= 10) {
      bytes.put(--at, (byte) ('0' + left % 10));
    }
    if (millionths < 0) {
      bytes.put(start, (byte) '-');
    }
  }
}
