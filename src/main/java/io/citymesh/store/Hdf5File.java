package io.citymesh.store;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.exceptions.HdfException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * An HDF5 file of flat arrays and a few attributes: the one way in which citymesh writes and reads
 * HDF5.
 *
 * <p>{@link #write} makes a whole file or none. An instance is an open file to read; arrays are
 * read whole ({@link #doubles}, {@link #bytes}, {@link #ints}, {@link #longs}) or slab by slab
 * ({@link #stream}), each time with their checksum verified. Arrays larger than 2 GB are possible.
 * Everything that is wrong with a file is an {@link IOException} whose message starts with the
 * file's path.
 *
 * <p>Not thread-safe; any number of instances may be open.
 */
public final class Hdf5File implements Closeable {
  private final Path path;
  private final Metadata metadata;
  private final FileChannel channel;

  private Hdf5File(Path path, Metadata metadata, FileChannel channel) {
    this.path = path;
    this.metadata = metadata;
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
      Files.move(
          temporary,
          path,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING); // Which a file system in memory asks for.
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
    if (!Files.isRegularFile(path) && Files.exists(path)) {
      // Opening a pipe waits for somebody to write to it.
      throw new IOException(path + ": is no file");
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new IOException(path + ": is not there", e);
    } catch (IOException e) {
      throw new IOException(path + ": cannot be opened: " + e.getMessage(), e);
    }
    boolean opened = false;
    try {
      byte[] first = FlatMetadata.bytes(channel, 0, FlatMetadata.FIRST_BYTES);
      long size = checkedSize(path, channel, first);
      Optional<FlatMetadata> ours = FlatMetadata.read(path, channel, first, size);
      Hdf5File file =
          new Hdf5File(
              path, ours.isPresent() ? ours.get() : new JhdfMetadata(path, channel, size), channel);
      opened = true;
      return file;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  /** Where the file lies. */
  public Path path() {
    return path;
  }

  /** The file's size, which is the end-of-file address in the superblock (version 2). */
  private static long checkedSize(Path path, FileChannel channel, byte[] first) throws IOException {
    ByteBuffer superblock = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    if (first.length < 48 || superblock.getLong(0) != 0x0A1A0A0D46444889L) {
      throw new IOException(path + ": is not an HDF5 file, or is cut off in its first bytes");
    }
    int version = superblock.get(8);
    if (version != 2 && version != 3) {
      throw new IOException(path + ": superblock version " + version + " where 2 is expected");
    }
    long expected = superblock.getLong(28);
    long size = channel.size();
    if (size != expected) {
      throw new IOException(
          path + ": has " + size + " bytes where its superblock says " + expected);
    }
    return size;
  }

  /** Whether the file has an array of this name, or something else in its place. */
  public boolean has(String name) throws IOException {
    return metadata.has(name);
  }

  /**
   * The number of rows of an array.
   *
   * @throws IOException if the file is too short to hold as many
   */
  public long rows(String name) throws IOException {
    return metadata.rows(name);
  }

  /**
   * The same of an array that is stored as {@link #write} stores it: one that is not compressed has
   * no more rows than bytes there are.
   *
   * @throws IOException if type or shape differ from what is asked for
   */
  public long rows(String name, FlatArray.Type type, int columns) throws IOException {
    return metadata.array(name, type, columns).rows();
  }

  /** A whole-number attribute of the file. */
  public long number(String attribute) throws IOException {
    if (metadata.attribute(attribute) instanceof Number number) {
      return number.longValue();
    }
    throw new IOException(path + ": attribute " + attribute + " is not a number");
  }

  /** A text attribute of the file. */
  public String text(String attribute) throws IOException {
    if (metadata.attribute(attribute) instanceof String text) {
      return text;
    }
    throw new IOException(path + ": attribute " + attribute + " is not a text");
  }

  /** All values of a float64 array, in row order. */
  public double[] doubles(String name, int columns) throws IOException {
    double[] values = new double[length(name, FlatArray.Type.FLOAT64, columns)];
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

  /** All values of an int8 array, in row order. */
  public byte[] bytes(String name, int columns) throws IOException {
    byte[] values = new byte[length(name, FlatArray.Type.INT8, columns)];
    int[] at = {0};
    stream(
        name,
        FlatArray.Type.INT8,
        columns,
        slab -> {
          int count = slab.remaining();
          slab.get(values, at[0], count);
          at[0] += count;
        });
    return values;
  }

  /** All values of an int32 array, in row order. */
  public int[] ints(String name, int columns) throws IOException {
    int[] values = new int[length(name, FlatArray.Type.INT32, columns)];
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
    long[] values = new long[length(name, FlatArray.Type.INT64, columns)];
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

  private int length(String name, FlatArray.Type type, int columns) throws IOException {
    long length = metadata.array(name, type, columns).rows() * columns;
    if (length > Integer.MAX_VALUE - 8) {
      throw new IOException(path + ": " + name + " has too many values for one array: " + length);
    }
    return (int) length;
  }

  /**
   * Sends the values of an array to a sink, in row order, in slabs of whole rows and bounded size.
   *
   * @param sink takes little-endian bytes
   * @throws IOException if type or shape differ from what is asked for, if the bytes are not stored
   *     as {@link #write} stores them, or, after the last slab, if the checksum does not fit them
   */
  public void stream(
      String name, FlatArray.Type type, int columns, FlatArray.Sink<IOException> sink)
      throws IOException {
    Metadata.StoredArray array = metadata.array(name, type, columns);
    CRC32C checksum = new CRC32C();
    FlatArray.Sink<IOException> checked =
        slab -> {
          checksum.update(slab.duplicate());
          sink.accept(slab);
        };
    if (array.bytes() > 0 && array.chunks().isPresent()) {
      inflate(array, array.chunks().get(), checked);
    } else if (array.bytes() > 0) {
      copy(array, checked);
    }
    if (!array.checksum().value().equals(Optional.of(checksum.getValue()))) {
      throw new IOException(path + ": the checksum of " + name + " does not fit its content");
    }
  }

  // ---- reading the bytes

  /** Outside the heap, where the system puts the bytes without a copy of them. */
  private static final ThreadLocal<ByteBuffer> SLAB = new ThreadLocal<>();

  private void copy(Metadata.StoredArray array, FlatArray.Sink<IOException> sink)
      throws IOException {
    ByteBuffer kept = SLAB.get();
    ByteBuffer slab = kept == null ? ByteBuffer.allocateDirect(FlatArray.SLAB_BYTES) : kept;
    slab.order(ByteOrder.LITTLE_ENDIAN);
    SLAB.remove(); // A sink may read another array.
    int slabBytes = FlatArray.SLAB_BYTES / array.rowBytes() * array.rowBytes();
    for (long done = 0; done < array.bytes(); done += slab.limit()) {
      slab.clear().limit((int) Math.min(slabBytes, array.bytes() - done));
      readFully(array.name(), slab, array.address() + done);
      sink.accept(slab);
    }
    SLAB.set(slab);
  }

  /** Chunk by chunk. The library's own filters take what they are given, and decode any of many. */
  private void inflate(
      Metadata.StoredArray array, Metadata.Chunks chunks, FlatArray.Sink<IOException> sink)
      throws IOException {
    byte[] inflated = new byte[chunks.rows() * array.rowBytes()];
    byte[] together = chunks.shuffled() == 0 ? inflated : new byte[inflated.length];
    for (long row = 0; row < array.rows(); row += chunks.rows()) {
      inflate(array.name(), chunks.source().at(Math.toIntExact(row)), inflated);
      int numbers = chunks.shuffled() == 0 ? 0 : inflated.length / chunks.shuffled();
      for (int b = 0; b < chunks.shuffled(); b++) {
        for (int i = 0; i < numbers; i++) {
          together[i * chunks.shuffled() + b] = inflated[b * numbers + i];
        }
      }
      int bytes = (int) Math.min(chunks.rows(), array.rows() - row) * array.rowBytes();
      int slabBytes = FlatArray.SLAB_BYTES / array.rowBytes() * array.rowBytes();
      for (int at = 0; at < bytes; at += slabBytes) {
        sink.accept(
            ByteBuffer.wrap(together, at, Math.min(slabBytes, bytes - at))
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN));
      }
    }
  }

  /** Fills the whole array. */
  private void inflate(String name, ByteBuffer deflated, byte[] inflated) throws IOException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      int done = 0;
      while (done < inflated.length) {
        int count = inflater.inflate(inflated, done, inflated.length - done);
        if (count == 0) {
          throw new IOException(path + ": a chunk of " + name + " is too short");
        }
        done += count;
      }
    } catch (DataFormatException e) {
      throw new IOException(path + ": a chunk of " + name + " is damaged", e);
    } finally {
      inflater.end();
    }
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

  @Override
  public void close() throws IOException {
    channel.close(); // jHDF has nothing else that is open: links to other files are not followed.
  }
}
