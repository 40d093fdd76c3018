package io.citymesh.stitch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the bytes that {@link RecordOutput} has written, in the same order.
 *
 * <p>The bytes need not be what they should be: a length is held against the bytes that are left
 * before anything is allocated, so that no input takes more memory than a small multiple of its own
 * size, and nothing but numbers and texts ever comes out.
 */
public final class RecordInput {
  private final ByteBuffer bytes;

  /** Reads from the buffer's position to its limit. */
  public RecordInput(ByteBuffer bytes) {
    this.bytes = bytes.slice(); // Big-endian, whatever the order of the other.
  }

  /**
   * Takes an int.
   *
   * @throws IOException if the bytes end before
   */
  public int number() throws IOException {
    require(Integer.BYTES);
    return bytes.getInt();
  }

  /**
   * Takes an int that says how many there are of something.
   *
   * @throws IOException if the bytes end before, or it is negative
   */
  public int count() throws IOException {
    int count = number();
    if (count < 0) {
      throw new IOException("it says that there are " + count + " of something");
    }
    return count;
  }

  /**
   * Takes a long.
   *
   * @throws IOException if the bytes end before
   */
  public long longNumber() throws IOException {
    require(Long.BYTES);
    return bytes.getLong();
  }

  /**
   * Takes a double.
   *
   * @throws IOException if the bytes end before
   */
  public double real() throws IOException {
    require(Double.BYTES);
    return bytes.getDouble();
  }

  /**
   * Takes a text.
   *
   * @throws IOException if the bytes end before
   */
  public String text() throws IOException {
    byte[] utf8 = new byte[length(1)];
    bytes.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /**
   * Takes ints.
   *
   * @throws IOException if the bytes end before
   */
  public int[] ints() throws IOException {
    int[] values = new int[length(Integer.BYTES)];
    bytes.asIntBuffer().get(values);
    bytes.position(bytes.position() + Integer.BYTES * values.length);
    return values;
  }

  /**
   * Takes longs.
   *
   * @throws IOException if the bytes end before
   */
  public long[] longs() throws IOException {
    long[] values = new long[length(Long.BYTES)];
    bytes.asLongBuffer().get(values);
    bytes.position(bytes.position() + Long.BYTES * values.length);
    return values;
  }

  /**
   * Takes doubles.
   *
   * @throws IOException if the bytes end before
   */
  public double[] doubles() throws IOException {
    double[] values = new double[length(Double.BYTES)];
    bytes.asDoubleBuffer().get(values);
    bytes.position(bytes.position() + Double.BYTES * values.length);
    return values;
  }

  /**
   * Requires that all bytes have been read.
   *
   * @throws IOException if bytes are left
   */
  public void end() throws IOException {
    if (bytes.hasRemaining()) {
      throw new IOException(bytes.remaining() + " bytes are left over");
    }
  }

  private int length(int size) throws IOException {
    int length = count();
    require((long) size * length);
    return length;
  }

  private void require(long wanted) throws IOException {
    if (wanted > bytes.remaining()) {
      throw new IOException(
          "it ends where " + wanted + " more bytes are needed, not " + bytes.remaining());
    }
  }
}
