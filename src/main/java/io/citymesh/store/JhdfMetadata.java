package io.citymesh.store;

import io.jhdf.AbstractNode;
import io.jhdf.AttributeImpl;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
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
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The metadata of any HDF5 file, by jHDF: of files whose arrays are compressed, or not ours. */
final class JhdfMetadata implements Metadata {
  /** The HDF5 library's numbers of filters. */
  private static final int DEFLATE = 1;

  private static final int SHUFFLE = 2;

  /** Deflated bytes stand for at most about this many. */
  private static final int LARGEST_RATIO = 1100;

  private final Path path;
  private final HdfFile hdf;

  /** Bytes of the file. */
  private final long size;

  /** By name the arrays that were looked at. */
  private final Map<String, StoredArray> arrays = new HashMap<>();

  /**
   * @param channel the file, which stays open: links to other files are not followed
   * @throws IOException if it cannot be understood
   */
  JhdfMetadata(Path path, FileChannel channel, long size) throws IOException {
    this.path = path;
    this.hdf = guarded(path, () -> new HdfFile(new MetadataChannel(channel)));
    this.size = size;
  }

  @Override
  public boolean has(String name) throws IOException {
    return guarded(path, () -> hdf.getChildren().containsKey(name));
  }

  @Override
  public long rows(String name) throws IOException {
    StoredArray known = arrays.get(name);
    if (known != null) {
      return known.rows();
    }
    Dataset dataset = dataset(name);
    long rows = guarded(path, () -> dataset.getDimensionsAsLong()[0]);
    long bytes = guarded(path, dataset::getSizeInBytes);
    if (rows < 0 || bytes < 0 || bytes / LARGEST_RATIO > size) {
      throw tooLarge(name);
    }
    return rows;
  }

  @Override
  public Object attribute(String name) throws IOException {
    return value(guarded(path, () -> hdf.getAttributes().get(name)), name);
  }

  /** An attribute's value. Those that are written are single: an array could be of any size. */
  private Object value(Attribute attribute, String name) throws IOException {
    if (attribute == null) {
      throw Metadata.noAttribute(path, name);
    }
    if (!guarded(path, attribute::isScalar)) {
      throw new IOException(path + ": attribute " + name + " is not a single value");
    }
    return guarded(path, attribute::getData);
  }

  /** A dataset of this file: links could lead to any other. */
  private Dataset dataset(String name) throws IOException {
    if (guarded(path, () -> hdf.getChild(name)) instanceof Dataset dataset) {
      return dataset;
    }
    throw Metadata.noArray(path, name);
  }

  private IOException tooLarge(String name) {
    return new IOException(path + ": " + name + " is said to be larger than the file can hold");
  }

  @Override
  public StoredArray array(String name, FlatArray.Type type, int columns) throws IOException {
    StoredArray known = arrays.get(name);
    if (known == null || known.type() != type || known.columns() != columns) {
      known = look(name, type, columns);
      arrays.put(name, known);
    }
    return known;
  }

  /** Looks at the metadata alone: sizes are bounded by the file's before anything is read. */
  private StoredArray look(String name, FlatArray.Type type, int columns) throws IOException {
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
      return stored(dataset, type, columns, rows, address, Optional.empty());
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
      ChunkSource source =
          row ->
              guarded(
                  path,
                  () ->
                      chunked.getRawChunkBuffer(
                          columns == 1 ? new int[] {row} : new int[] {row, 0}));
      Chunks chunks = new Chunks(chunkRows, ids.size() == 1 ? 0 : type.bytes(), source);
      return stored(dataset, type, columns, rows, 0, Optional.of(chunks));
    }
    throw new IOException(
        path
            + ": "
            + name
            + " is neither stored in one piece nor deflated, which is all that is"
            + " read");
  }

  private StoredArray stored(
      Dataset dataset,
      FlatArray.Type type,
      int columns,
      long rows,
      long address,
      Optional<Chunks> chunks) {
    return new StoredArray(
        dataset.getName(), type, columns, rows, address, chunks, () -> checksum(dataset));
  }

  private Optional<Long> checksum(Dataset dataset) throws IOException {
    AttributeMessage message =
        message(dataset, AttributeMessage.class, m -> FlatDataset.CHECKSUM.equals(m.getName()))
            .orElseThrow(
                () -> new IOException(path + ": " + dataset.getName() + " has no checksum"));
    Attribute attribute = new AttributeImpl(hdf.getHdfBackingStorage(), dataset, message);
    return value(attribute, FlatDataset.CHECKSUM) instanceof Number number
        ? Optional.of(number.longValue())
        : Optional.empty();
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
      throw Metadata.otherArray(path, name, type, columns);
    }
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
