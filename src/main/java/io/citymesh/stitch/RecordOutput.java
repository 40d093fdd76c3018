package io.citymesh.stitch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts numbers, texts and arrays of numbers one after the other into bytes, for {@link RecordInput}
 * to take out in the same order: big-endian, each array and text behind its length.
 */
public final class RecordOutput {
  private ByteBuffer bytes = ByteBuffer.allocate(1 << 12);

  /** Puts an int. */
  public RecordOutput put(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  /** Puts a long. */
  public RecordOutput put(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  /** Puts a double, to the last bit. */
  public RecordOutput put(double value) {
    room(Double.BYTES).putDouble(value);
    return this;
  }

  /** Puts a text, as UTF-8. */
  public RecordOutput put(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    put(utf8.length);
    room(utf8.length).put(utf8);
    return this;
  }

  /** Puts ints and how many they are. */
  public RecordOutput put(int[] values) {
    put(values.length);
    ByteBuffer room = room((long) Integer.BYTES * values.length);
    room.asIntBuffer().put(values);
    room.position(room.position() + Integer.BYTES * values.length);
    return this;
  }

  /** Puts longs and how many they are. */
  public RecordOutput put(long[] values) {
    put(values.length);
    ByteBuffer room = room((long) Long.BYTES * values.length);
    room.asLongBuffer().put(values);
    room.position(room.position() + Long.BYTES * values.length);
    return this;
  }

  /** Puts doubles and how many they are. */
  public RecordOutput put(double[] values) {
    put(values.length);
    ByteBuffer room = room((long) Double.BYTES * values.length);
    room.asDoubleBuffer().put(values);
    room.position(room.position() + Double.BYTES * values.length);
    return this;
  }

  /** The bytes of all values so far. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** The buffer, with room for as many more bytes. */
  private ByteBuffer room(long more) {
    if (bytes.remaining() < more) {
      int capacity =
          Math.toIntExact(Math.max(bytes.position() + more, Math.min(2L * bytes.capacity(), MOST)));
      bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
    }
    return bytes;
  }

  /** About the longest array that there is. */
  private static final int MOST = Integer.MAX_VALUE - 8;
}
