package io.citymesh.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A table of numbers that is to be written as one HDF5 dataset, in row order, without being held as
 * nested arrays: its shape, and a source that fills slabs of it on demand.
 *
 * @param name the dataset's name
 * @param type the numbers' type
 * @param rows how many rows; 0 is allowed
 * @param columns numbers per row; 1 makes a dataset of rank 1, shape (rows), anything above a
 *     dataset of rank 2, shape (rows, columns)
 * @param source the values
 */
public record FlatArray(String name, Type type, long rows, int columns, Source source) {

  /** The bytes that are filled, written or read at a time. */
  static final int SLAB_BYTES = 1 << 18;

  /** The types of numbers that citymesh stores; all are little-endian on little-endian machines. */
  public enum Type {
    FLOAT64(8),
    INT8(1),
    INT32(4),
    INT64(8);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes per number. */
    public int bytes() {
      return bytes;
    }
  }

  /** Gives the values, in row order. */
  @FunctionalInterface
  public interface Source {
    /**
     * Fills the whole remainder of the slab with values.
     *
     * @param first the index of the first value wanted, counted over all rows and columns
     * @param slab where to put them; its byte order is set, its remainder is a multiple of the
     *     type's size, its position is of no further interest
     */
    void fill(long first, ByteBuffer slab);
  }

  /** Takes the bytes of an array, slab after slab. */
  @FunctionalInterface
  public interface Sink<X extends Exception> {
    /**
     * @param slab the next bytes, between position and limit, in the byte order that was asked for
     */
    void accept(ByteBuffer slab) throws X;
  }

  /** Doubles in row order; their number must be a multiple of {@code columns}. */
  public static FlatArray of(String name, int columns, double[] values) {
    return new FlatArray(
        name,
        Type.FLOAT64,
        rows(name, columns, values.length),
        columns,
        (first, slab) ->
            slab.asDoubleBuffer().put(values, Math.toIntExact(first), slab.remaining() / 8));
  }

  /** Bytes in row order; their number must be a multiple of {@code columns}. */
  public static FlatArray of(String name, int columns, byte[] values) {
    return new FlatArray(
        name,
        Type.INT8,
        rows(name, columns, values.length),
        columns,
        (first, slab) -> slab.put(values, Math.toIntExact(first), slab.remaining()));
  }

  /** Ints in row order; their number must be a multiple of {@code columns}. */
  public static FlatArray of(String name, int columns, int[] values) {
    return new FlatArray(
        name,
        Type.INT32,
        rows(name, columns, values.length),
        columns,
        (first, slab) ->
            slab.asIntBuffer().put(values, Math.toIntExact(first), slab.remaining() / 4));
  }

  /** Longs in row order; their number must be a multiple of {@code columns}. */
  public static FlatArray of(String name, int columns, long[] values) {
    return new FlatArray(
        name,
        Type.INT64,
        rows(name, columns, values.length),
        columns,
        (first, slab) ->
            slab.asLongBuffer().put(values, Math.toIntExact(first), slab.remaining() / 8));
  }

  /** The numbers in all. */
  public long size() {
    return rows * columns;
  }

  /** Their bytes. */
  public long sizeInBytes() {
    return size() * type.bytes();
  }

  /** Sends all bytes to the sink, whole rows at a time; the slab is reused from call to call. */
  public <X extends Exception> void forEachSlab(ByteOrder order, Sink<X> sink) throws X {
    int most = Math.max(SLAB_BYTES, columns * type.bytes());
    forEachSlab(ByteBuffer.allocate((int) Math.min(sizeInBytes(), most)).order(order), sink);
  }

  /** As {@link #forEachSlab(ByteOrder, Sink)}, in a slab of at least a row. */
  <X extends Exception> void forEachSlab(ByteBuffer slab, Sink<X> sink) throws X {
    long size = sizeInBytes();
    int rowBytes = columns * type.bytes();
    int most = slab.capacity() / rowBytes * rowBytes;
    for (long done = 0; done < size; done += slab.limit()) {
      int length = (int) Math.min(most, size - done);
      slab.clear().limit(length);
      source.fill(done / type.bytes(), slab);
      sink.accept(slab.clear().limit(length));
    }
  }

  private static long rows(String name, int columns, int length) {
    if (length % columns != 0) {
      throw new IllegalArgumentException(
          name + ": " + length + " values do not fill rows of " + columns);
    }
    return length / columns;
  }
}
