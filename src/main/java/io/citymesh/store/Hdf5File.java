package io.citymesh.store;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * An HDF5 file of flat arrays and a few attributes: the one way in which citymesh writes and reads
 * HDF5.
 *
 * <p>{@link #write} makes a whole file or none. An instance is an open file to read; arrays are
 * read whole ({@link #doubles}, {@link #ints}, {@link #longs}) or slab by slab ({@link #stream}),
 * each time with their checksum verified. Arrays larger than 2 GB are possible. Everything that is
 * wrong with a file is an {@link IOException} whose message starts with the file's path.
 *
 * <p>Not thread-safe; any number of instances may be open.
 */
public final class Hdf5File implements Closeable {
  private final Path path;
  private final HdfFile hdf;
  private final FileChannel channel;

  private Hdf5File(Path path, HdfFile hdf, FileChannel channel) {
    this.path = path;
    this.hdf = hdf;
    this.channel = channel;
  }

  // ---- writing

  /**
   * Writes a file: under a temporary name in the same directory, then renamed. An existing file is
   * replaced in one step. The file is whole for every process of this machine, and as lasting as
   * what else Spark writes: it is not synced, so that after a crash of the machine it may be short,
   * which reading notices.
   *
   * @param path the file; its directory exists
   * @param attributes the file's attributes: {@code String} (not empty, short), {@code Long} or
   *     {@code Integer}
   * @param arrays the datasets, at least one
   * @throws IOException if it cannot be written, for example because the disk is full; nothing is
   *     left behind then
   */
  public static void write(Path path, Map<String, ?> attributes, FlatArray... arrays)
      throws IOException {
    write(path, attributes, 0, arrays);
  }

  /**
   * As {@link #write(Path, Map, FlatArray...)}, compressed.
   *
   * @param deflate 0 for none, else zlib's level, 1 to 9: a fifth of the size, a fifth of the
   *     speed, and each array is held in memory and at most 2 GB long
   */
  public static void write(Path path, Map<String, ?> attributes, int deflate, FlatArray... arrays)
      throws IOException {
    Path temporary = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
    try {
      writeInPlace(temporary, attributes, deflate, arrays);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (HdfException | IOException e) {
      throw new IOException(path + ": cannot be written: " + reason(e), e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void writeInPlace(
      Path path, Map<String, ?> attributes, int deflate, FlatArray... arrays) throws IOException {
    FlatDataset.ChannelHolder channel = new FlatDataset.ChannelHolder();
    try (WritableHdfFile file = HdfFile.write(path)) {
      attributes.forEach(file::putAttribute);
      for (FlatArray array : arrays) {
        file.putDataset(
            array.name(),
            deflate > 0 && array.size() > 0
                ? new DeflatedDataset(array, deflate, file, channel)
                : new FlatDataset(array, file, channel));
      }
    } finally {
      channel.close();
    }
  }

  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  // ---- reading

  /**
   * Opens a file that {@link #write} made.
   *
   * @throws IOException if it is absent, is no HDF5 file, or is truncated
   */
  public static Hdf5File open(Path path) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new IOException(path + ": cannot be opened: " + e, e);
    }
    try {
      checkSize(path, channel);
      HdfFile hdf = guarded(path, () -> new HdfFile(path));
      return new Hdf5File(path, hdf, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Compares the end-of-file address in the superblock (version 2) with the file's size. */
  private static void checkSize(Path path, FileChannel channel) throws IOException {
    ByteBuffer superblock = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    if (channel.read(superblock, 0) < 48 || superblock.getLong(0) != 0x0A1A0A0D46444889L) {
      throw new IOException(path + ": is not an HDF5 file, or is cut off in its first bytes");
    }
    int version = superblock.get(8);
    if (version != 2 && version != 3) {
      throw new IOException(path + ": superblock version " + version + " where 2 is expected");
    }
    long expected = superblock.getLong(28);
    if (channel.size() != expected) {
      throw new IOException(
          path + ": has " + channel.size() + " bytes where its superblock says " + expected);
    }
  }

  /** The number of rows of an array. */
  public long rows(String name) throws IOException {
    return guarded(path, () -> shape(name)[0]);
  }

  /** A whole-number attribute of the file. */
  public long number(String attribute) throws IOException {
    if (attribute(attribute) instanceof Number number) {
      return number.longValue();
    }
    throw new IOException(path + ": attribute " + attribute + " is not a number");
  }

  /** A text attribute of the file. */
  public String text(String attribute) throws IOException {
    if (attribute(attribute) instanceof String text) {
      return text;
    }
    throw new IOException(path + ": attribute " + attribute + " is not a text");
  }

  private Object attribute(String name) throws IOException {
    Attribute attribute = guarded(path, () -> hdf.getAttributes().get(name));
    if (attribute == null) {
      throw new IOException(path + ": has no attribute " + name);
    }
    return guarded(path, attribute::getData);
  }

  /** All values of a float64 array, in row order. */
  public double[] doubles(String name, int columns) throws IOException {
    double[] values = new double[length(name, columns)];
    int[] at = {0};
    stream(
        name,
        FlatArray.Type.FLOAT64,
        columns,
        slab -> {
          int count = slab.remaining() / 8;
          slab.asDoubleBuffer().get(values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  /** All values of an int32 array, in row order. */
  public int[] ints(String name, int columns) throws IOException {
    int[] values = new int[length(name, columns)];
    int[] at = {0};
    stream(
        name,
        FlatArray.Type.INT32,
        columns,
        slab -> {
          int count = slab.remaining() / 4;
          slab.asIntBuffer().get(values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  /** All values of an int64 array, in row order. */
  public long[] longs(String name, int columns) throws IOException {
    long[] values = new long[length(name, columns)];
    int[] at = {0};
    stream(
        name,
        FlatArray.Type.INT64,
        columns,
        slab -> {
          int count = slab.remaining() / 8;
          slab.asLongBuffer().get(values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  private int length(String name, int columns) throws IOException {
    long length = rows(name) * columns;
    if (length > Integer.MAX_VALUE - 8) {
      throw new IOException(path + ": " + name + " has too many values for one array: " + length);
    }
    return (int) length;
  }

  /**
   * Sends the values of an array to a sink, in row order, in slabs of whole rows and bounded size.
   *
   * @param sink takes little-endian bytes
   * @throws IOException if type or shape differ from what is asked for, or, after the last slab, if
   *     the checksum does not fit the bytes
   */
  public void stream(
      String name, FlatArray.Type type, int columns, FlatArray.Sink<IOException> sink)
      throws IOException {
    Dataset dataset = guarded(path, () -> checked(name, type, columns));
    long size = guarded(path, dataset::getSizeInBytes);
    CRC32C checksum = new CRC32C();
    if (size > 0 && !(dataset instanceof ContiguousDataset)) {
      inflated(dataset, type, columns)
          .<IOException>forEachSlab(
              ByteOrder.LITTLE_ENDIAN,
              slab -> {
                checksum.update(slab.duplicate());
                sink.accept(slab);
              });
    } else if (size > 0) {
      long address =
          guarded(path, () -> ((ContiguousDataset) dataset).getDataAddress())
              + guarded(path, hdf::getUserBlockSize);
      int rowBytes = columns * type.bytes();
      int slabBytes = FlatArray.SLAB_BYTES / rowBytes * rowBytes;
      ByteBuffer slab =
          ByteBuffer.allocate((int) Math.min(size, slabBytes)).order(ByteOrder.LITTLE_ENDIAN);
      for (long done = 0; done < size; done += slab.limit()) {
        slab.clear().limit((int) Math.min(slab.capacity(), size - done));
        readFully(name, slab, address + done);
        checksum.update(slab.duplicate());
        sink.accept(slab);
      }
    }
    Attribute expected = guarded(path, () -> dataset.getAttribute(FlatDataset.CHECKSUM));
    if (expected == null) {
      throw new IOException(path + ": " + name + " has no checksum");
    }
    if (!(guarded(path, expected::getData) instanceof Number number)
        || number.longValue() != checksum.getValue()) {
      throw new IOException(path + ": the checksum of " + name + " does not fit its content");
    }
  }

  /** A compressed array, which jHDF reads as a whole. */
  private FlatArray inflated(Dataset dataset, FlatArray.Type type, int columns) throws IOException {
    Object values = guarded(path, dataset::getDataFlat);
    String name = dataset.getName();
    return switch (type) {
      case FLOAT64 -> FlatArray.of(name, columns, (double[]) values);
      case INT32 -> FlatArray.of(name, columns, (int[]) values);
      case INT64 -> FlatArray.of(name, columns, (long[]) values);
    };
  }

  private void readFully(String name, ByteBuffer slab, long start) throws IOException {
    long position = start;
    while (slab.hasRemaining()) {
      int count = channel.read(slab, position);
      if (count < 0) {
        throw new IOException(path + ": ends inside " + name);
      }
      position += count;
    }
    slab.flip();
  }

  private long[] shape(String name) {
    Dataset dataset = hdf.getDatasetByPath(name);
    return dataset.getDimensionsAsLong();
  }

  private Dataset checked(String name, FlatArray.Type type, int columns) {
    Dataset dataset = hdf.getDatasetByPath(name);
    long[] shape = dataset.getDimensionsAsLong();
    boolean rightShape =
        columns == 1 ? shape.length == 1 : shape.length == 2 && shape[1] == columns;
    boolean rightType =
        dataset.getDataType().getSize() == type.bytes()
            && (type == FlatArray.Type.FLOAT64
                ? dataset.getDataType() instanceof FloatingPoint
                : dataset.getDataType() instanceof FixedPoint)
            && ((OrderedDataType) dataset.getDataType()).getByteOrder() == ByteOrder.LITTLE_ENDIAN;
    if (!rightShape || !rightType) {
      throw new HdfException(name + " is not a little-endian array of " + columns + " x " + type);
    }
    return dataset;
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      guarded(
          path,
          () -> {
            hdf.close();
            return hdf;
          });
    }
  }

  /**
   * Runs a step of jHDF. Damaged metadata can make it fail with any exception of the JDK (buffer
   * underflow, negative array size); for the caller they all mean an unreadable file.
   */
  private static <T> T guarded(Path path, Supplier<T> step) throws IOException {
    try {
      return step.get();
    } catch (RuntimeException e) {
      throw new IOException(path + ": cannot be read as HDF5: " + reason(e), e);
    }
  }
}
