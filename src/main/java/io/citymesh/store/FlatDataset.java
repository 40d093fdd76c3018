package io.citymesh.store;

import io.jhdf.Constants;
import io.jhdf.ObjectHeader;
import io.jhdf.WritableDatasetImpl;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.exceptions.HdfWritingException;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.object.message.AttributeInfoMessage;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FillValueMessage;
import io.jhdf.object.message.Message;
import io.jhdf.storage.HdfFileChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A dataset that jHDF writes from a {@link FlatArray}, slab by slab.
 *
 * <p>jHDF's own way takes nested arrays and makes one system call per row (7 MB/s); it also refuses
 * zero-length arrays. Here the header is written twice: the bytes' checksum and address are known
 * only after the bytes, but not the header's length.
 *
 * <p>An empty array gets a header with the shape (0, columns) and no storage, as the HDF5 library
 * itself writes it.
 */
final class FlatDataset extends WritableDatasetImpl {
  /** The attribute with the CRC-32C of the dataset's bytes. */
  static final String CHECKSUM = "crc32c";

  /** Outside the heap, from where the system takes the bytes as they are. */
  private static final ThreadLocal<ByteBuffer> SLAB =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(FlatArray.SLAB_BYTES));

  private final FlatArray array;
  private final DataSpace space;
  private final ChannelHolder channel;

  /** Knows the channel that jHDF writes to, which jHDF leaves open if a write fails. */
  static final class ChannelHolder {
    private FileChannel channel;

    void set(FileChannel used) {
      channel = used;
    }

    void close() throws IOException {
      if (channel != null) {
        channel.close();
      }
    }
  }

  FlatDataset(FlatArray array, WritableHdfFile file, ChannelHolder channel) {
    super(sample(array), array.name(), file);
    this.array = array;
    this.channel = channel;
    long[] shape =
        array.columns() == 1
            ? new long[] {array.rows()}
            : new long[] {array.rows(), array.columns()};
    this.space = DataSpace.modifyDimensions(DataSpace.fromObject(sample(array)), shape);
  }

  /** The smallest nested array of the right type and rank, from which jHDF takes both. */
  private static Object sample(FlatArray array) {
    boolean flat = array.columns() == 1;
    return switch (array.type()) {
      case FLOAT64 -> flat ? new double[1] : new double[1][1];
      case INT8 -> flat ? new byte[1] : new byte[1][1];
      case INT32 -> flat ? new int[1] : new int[1][1];
      case INT64 -> flat ? new long[1] : new long[1][1];
    };
  }

  @Override
  public int[] getDimensions() {
    return space.getDimensions();
  }

  @Override
  public long getSize() {
    return array.size();
  }

  @Override
  public long getSizeInBytes() {
    return array.sizeInBytes();
  }

  @Override
  public long write(HdfFileChannel hdf, long position) {
    channel.set(hdf.getFileChannel());
    long dataAddress = position + header(position, 0, 0).limit();
    try {
      CRC32C checksum = new CRC32C();
      long end = writeData(hdf.getFileChannel(), dataAddress, checksum);
      ByteBuffer header = header(position, dataAddress, checksum.getValue());
      writeFully(hdf.getFileChannel(), header, position);
      // jHDF appends its trailer at the channel's own position.
      hdf.position(end);
      return end;
    } catch (IOException e) {
      throw new HdfWritingException("Writing dataset " + array.name() + " failed", e);
    }
  }

  private long writeData(FileChannel out, long address, CRC32C checksum) throws IOException {
    ByteOrder order =
        getDataType() instanceof OrderedDataType ordered
            ? ordered.getByteOrder()
            : ByteOrder.LITTLE_ENDIAN;
    long[] position = {address};
    array.<IOException>forEachSlab(
        SLAB.get().order(order),
        slab -> {
          checksum.update(slab.duplicate());
          position[0] = writeFully(out, slab, position[0]);
        });
    return position[0];
  }

  private static long writeFully(FileChannel out, ByteBuffer bytes, long start) throws IOException {
    long position = start;
    while (bytes.hasRemaining()) {
      position += out.write(bytes, position);
    }
    return position;
  }

  /** The object header; its length depends on neither the address nor the checksum. */
  private ByteBuffer header(long position, long dataAddress, long checksum) {
    putAttribute(CHECKSUM, checksum);
    List<Message> messages = new ArrayList<>();
    messages.add(DataTypeMessage.create(getDataType()));
    messages.add(DataSpaceMessage.create(space));
    messages.add(FillValueMessage.NO_FILL);
    long address = array.size() == 0 ? Constants.UNDEFINED_ADDRESS : dataAddress;
    messages.add(ContiguousDataLayoutMessage.create(address, array.sizeInBytes()));
    messages.add(AttributeInfoMessage.create());
    for (Map.Entry<String, Attribute> attribute : getAttributes().entrySet()) {
      messages.add(AttributeMessage.create(attribute.getKey(), attribute.getValue()));
    }
    return new ObjectHeader.ObjectHeaderV2(position, messages).toBuffer();
  }
}
