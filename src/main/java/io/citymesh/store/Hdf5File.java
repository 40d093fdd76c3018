package io.citymesh.store;

import io.jhdf.AbstractNode;
import io.jhdf.AttributeImpl;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.Message;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
  private final HdfFile hdf;
  private final FileChannel channel;

  /** Its bytes, when it was opened. */
  private final long size;

  /** By name the arrays that were looked at. */
  private final Map<String, Layout> layouts = new HashMap<>();

  private Hdf5File(Path path, HdfFile hdf, FileChannel channel, long size) {
    this.path = path;
    this.hdf = hdf;
    this.channel = channel;
    this.size = size;
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
    if (Files.exists(path) && !Files.isRegularFile(path)) {
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
    try {
      long size = checkedSize(path, channel);
      HdfFile hdf = guarded(path, () -> new HdfFile(new MetadataChannel(channel)));
      return new Hdf5File(path, hdf, channel, size);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Where the file lies. */
  public Path path() {
    return path;
  }

  /** The file's size, which is the end-of-file address in the superblock (version 2). */
  private static long checkedSize(Path path, FileChannel channel) throws IOException {
    ByteBuffer superblock = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    if (channel.read(superblock, 0) < 48 || superblock.getLong(0) != 0x0A1A0A0D46444889L) {
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
    return guarded(path, () -> hdf.getChildren().containsKey(name));
  }

  /**
   * The number of rows of an array.
   *
   * @throws IOException if the file is too short to hold as many
   */
  public long rows(String name) throws IOException {
    Layout known = layouts.get(name);
    if (known != null) {
      return known.rows;
    }
    Dataset dataset = dataset(name);
    long rows = guarded(path, () -> dataset.getDimensionsAsLong()[0]);
    long bytes = guarded(path, dataset::getSizeInBytes);
    if (rows < 0 || bytes < 0 || bytes / LARGEST_RATIO > size) {
      throw tooLarge(name);
    }
    return rows;
  }

  /**
   * The same of an array that is stored as {@link #write} stores it: one that is not compressed has
   * no more rows than bytes there are.
   *
   * @throws IOException if type or shape differ from what is asked for
   */
  public long rows(String name, FlatArray.Type type, int columns) throws IOException {
    return layout(name, type, columns).rows;
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
    return value(guarded(path, () -> hdf.getAttributes().get(name)), name);
  }

  /** An attribute's value. Those that are written are single: an array could be of any size. */
  private Object value(Attribute attribute, String name) throws IOException {
    if (attribute == null) {
      throw new IOException(path + ": has no attribute " + name);
    }
    if (!guarded(path, attribute::isScalar)) {
      throw new IOException(path + ": attribute " + name + " is not a single value");
    }
    return guarded(path, attribute::getData);
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
    long length = layout(name, type, columns).rows * columns;
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
    Layout layout = layout(name, type, columns);
    CRC32C checksum = new CRC32C();
    FlatArray.Sink<IOException> checked =
        slab -> {
          checksum.update(slab.duplicate());
          sink.accept(slab);
        };
    if (layout.bytes() > 0 && layout.chunked.isPresent()) {
      inflate(layout, checked);
    } else if (layout.bytes() > 0) {
      copy(layout, checked);
    }
    AttributeMessage message =
        message(
                layout.dataset,
                AttributeMessage.class,
                m -> FlatDataset.CHECKSUM.equals(m.getName()))
            .orElseThrow(() -> new IOException(path + ": " + name + " has no checksum"));
    Attribute attribute = new AttributeImpl(hdf.getHdfBackingStorage(), layout.dataset, message);
    if (!(value(attribute, FlatDataset.CHECKSUM) instanceof Number number)
        || number.longValue() != checksum.getValue()) {
      throw new IOException(path + ": the checksum of " + name + " does not fit its content");
    }
  }

  // ---- how an array is stored, which must be as it is written

  /** The HDF5 library's numbers of filters. */
  private static final int DEFLATE = 1;

  private static final int SHUFFLE = 2;

  /** Deflated bytes stand for at most about this many. */
  private static final int LARGEST_RATIO = 1100;

  /**
   * Where the bytes of an array are.
   *
   * @param address of the first byte, if they are not in chunks
   * @param shuffled bytes of a number whose bytes lie apart in a chunk; 0 if they lie together
   */
  private record Layout(
      String name,
      Dataset dataset,
      FlatArray.Type type,
      int columns,
      long rows,
      long address,
      Optional<ChunkedDataset> chunked,
      int chunkRows,
      int shuffled) {
    int rowBytes() {
      return columns * type.bytes();
    }

    long bytes() {
      return rows * rowBytes();
    }
  }

  /** A dataset of this file: links could lead to any other. */
  private Dataset dataset(String name) throws IOException {
    if (guarded(path, () -> hdf.getChild(name)) instanceof Dataset dataset) {
      return dataset;
    }
    throw new IOException(path + ": has no array " + name);
  }

  private IOException tooLarge(String name) {
    return new IOException(path + ": " + name + " is said to be larger than the file can hold");
  }

  private Layout layout(String name, FlatArray.Type type, int columns) throws IOException {
    Layout known = layouts.get(name);
    if (known == null || known.type != type || known.columns != columns) {
      known = look(name, type, columns);
      layouts.put(name, known);
    }
    return known;
  }

  /** Looks at the metadata alone: sizes are bounded by the file's before anything is read. */
  private Layout look(String name, FlatArray.Type type, int columns) throws IOException {
    long rows = rows(name);
    Dataset dataset = dataset(name);
    int rowBytes = columns * type.bytes();
    requireShape(dataset, name, type, columns);
    if (rows > Long.MAX_VALUE / rowBytes) {
      throw tooLarge(name);
    }
    long bytes = rows * rowBytes;
    Message layout = message(dataset, DataLayoutMessage.class).orElse(null);
    List<FilterPipelineMessage.FilterInfo> filters =
        message(dataset, FilterPipelineMessage.class)
            .map(FilterPipelineMessage::getFilters)
            .orElse(List.of());
    List<Integer> ids = filters.stream().map(FilterPipelineMessage.FilterInfo::getId).toList();
    if (layout instanceof ContiguousDataLayoutMessage contiguous && ids.isEmpty()) {
      long address = contiguous.getAddress() + guarded(path, hdf::getUserBlockSize);
      if (bytes > 0 && (address < 0 || bytes > size - address)) {
        throw tooLarge(name);
      }
      return new Layout(name, dataset, type, columns, rows, address, Optional.empty(), 0, 0);
    }
    if (layout instanceof ChunkedDataLayoutMessageV4
        && dataset instanceof ChunkedDataset chunked
        && (ids.equals(List.of(DEFLATE)) || ids.equals(List.of(SHUFFLE, DEFLATE)))) {
      int[] shape = guarded(path, chunked::getChunkDimensions);
      int chunkRows = shape.length == 0 ? 0 : shape[0];
      boolean fits =
          chunkRows > 0
              && shape.length == (columns == 1 ? 1 : 2)
              && (columns == 1 || shape[1] == columns)
              && (long) chunkRows * rowBytes < Integer.MAX_VALUE / 2;
      // Each chunk takes an address and a size in an index.
      if (!fits
          || bytes / LARGEST_RATIO > size
          || (long) chunkRows * rowBytes / LARGEST_RATIO > size
          || rows > Integer.MAX_VALUE
          || rows / chunkRows > size / Long.BYTES) {
        throw tooLarge(name);
      }
      int shuffled = ids.size() == 1 ? 0 : type.bytes();
      return new Layout(
          name, dataset, type, columns, rows, 0, Optional.of(chunked), chunkRows, shuffled);
    }
    throw new IOException(
        path
            + ": "
            + name
            + " is neither stored in one piece nor deflated, which is all that is"
            + " read");
  }

  private <M extends Message> Optional<M> message(Dataset dataset, Class<M> kind)
      throws IOException {
    return message(dataset, kind, any -> true);
  }

  private <M extends Message> Optional<M> message(
      Dataset dataset, Class<M> kind, Predicate<M> wanted) throws IOException {
    M found = null;
    for (Message each : guarded(path, () -> ((AbstractNode) dataset).getHeader().getMessages())) {
      if (kind.isInstance(each) && wanted.test(kind.cast(each))) {
        if (found != null) {
          throw new IOException(path + ": " + dataset.getName() + " is described twice");
        }
        found = kind.cast(each);
      }
    }
    return Optional.ofNullable(found);
  }

  private void requireShape(Dataset dataset, String name, FlatArray.Type type, int columns)
      throws IOException {
    long[] shape = guarded(path, dataset::getDimensionsAsLong);
    DataType found = guarded(path, dataset::getDataType);
    boolean rightShape =
        columns == 1 ? shape.length == 1 : shape.length == 2 && shape[1] == columns;
    boolean rightType =
        found.getSize() == type.bytes()
            && (type == FlatArray.Type.FLOAT64
                ? found instanceof FloatingPoint
                : found instanceof FixedPoint whole && whole.isSigned())
            && ((OrderedDataType) found).getByteOrder() == ByteOrder.LITTLE_ENDIAN;
    if (!rightShape || !rightType) {
      throw new IOException(
          path + ": " + name + " is not a little-endian array of " + columns + " x " + type);
    }
  }

  // ---- reading the bytes

  /** Outside the heap, where the system puts the bytes without a copy of them. */
  private static final ThreadLocal<ByteBuffer> SLAB = new ThreadLocal<>();

  private void copy(Layout layout, FlatArray.Sink<IOException> sink) throws IOException {
    ByteBuffer kept = SLAB.get();
    ByteBuffer slab = kept == null ? ByteBuffer.allocateDirect(FlatArray.SLAB_BYTES) : kept;
    slab.order(ByteOrder.LITTLE_ENDIAN);
    SLAB.remove(); // A sink may read another array.
    int slabBytes = FlatArray.SLAB_BYTES / layout.rowBytes() * layout.rowBytes();
    for (long done = 0; done < layout.bytes(); done += slab.limit()) {
      slab.clear().limit((int) Math.min(slabBytes, layout.bytes() - done));
      readFully(layout.name, slab, layout.address + done);
      sink.accept(slab);
    }
    SLAB.set(slab);
  }

  /** Chunk by chunk. The library's own filters take what they are given, and decode any of many. */
  private void inflate(Layout layout, FlatArray.Sink<IOException> sink) throws IOException {
    byte[] inflated = new byte[layout.chunkRows * layout.rowBytes()];
    byte[] together = layout.shuffled == 0 ? inflated : new byte[inflated.length];
    boolean flat = layout.dataset.getDimensionsAsLong().length == 1;
    for (long row = 0; row < layout.rows; row += layout.chunkRows) {
      int first = Math.toIntExact(row);
      int[] corner = flat ? new int[] {first} : new int[] {first, 0};
      inflate(
          layout.name,
          guarded(path, () -> layout.chunked.orElseThrow().getRawChunkBuffer(corner)),
          inflated);
      int numbers = layout.shuffled == 0 ? 0 : inflated.length / layout.shuffled;
      for (int b = 0; b < layout.shuffled; b++) {
        for (int i = 0; i < numbers; i++) {
          together[i * layout.shuffled + b] = inflated[b * numbers + i];
        }
      }
      int bytes = (int) Math.min(layout.chunkRows, layout.rows - row) * layout.rowBytes();
      int slabBytes = FlatArray.SLAB_BYTES / layout.rowBytes() * layout.rowBytes();
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

  /**
   * Runs a step of jHDF. Damaged metadata can make it fail with any exception of the JDK (buffer
   * underflow, negative array size), call itself without end, or ask for gigabytes in one piece,
   * which leaves the heap as it was; for the caller they all mean an unreadable file.
   */
  private static <T> T guarded(Path path, Supplier<T> step) throws IOException {
    try {
      return step.get();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new IOException(path + ": cannot be read as HDF5, its metadata is damaged", e);
    }
  }
}
