package io.citymesh.store;

import io.jhdf.Constants;
import io.jhdf.HdfFile;
import io.jhdf.ObjectHeader;
import io.jhdf.WritableDatasetImpl;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.WritableGroup;
import io.jhdf.exceptions.HdfException;
import io.jhdf.exceptions.HdfWritingException;
import io.jhdf.object.datatype.DataType;
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
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of an HDF5 file but for those of its datasets: for files that many write together, each
 * some bytes at their place.
 *
 * <p>jHDF writes the file, with datasets whose bytes are skipped: on the local disk it is a file
 * with holes, which takes a few kilobytes, however large the datasets are. It is read between the
 * holes and removed.
 */
public final class Hdf5Skeleton {
  private Hdf5Skeleton() {}

  /** Types of numbers; all are little-endian on little-endian machines. */
  public enum Number {
    FLOAT64(8),
    INT32(4),
    INT64(8),
    UINT8(1);

    private final int bytes;

    Number(int bytes) {
      this.bytes = bytes;
    }

    /** The smallest array of the type and rank. */
    private Object sample(boolean flat) {
      return switch (this) {
        case FLOAT64 -> flat ? new double[1] : new double[1][1];
        case INT32 -> flat ? new int[1] : new int[1][1];
        case INT64 -> flat ? new long[1] : new long[1][1];
        case UINT8 -> flat ? new byte[1] : new byte[1][1];
      };
    }
  }

  /**
   * A dataset in one stretch.
   *
   * @param path such as {@code geometry} or {@code VTKHDF/CellData/marker}; its groups are made
   * @param rows how many
   * @param columns numbers a row; 1 makes a dataset of rank 1
   */
  public record Dataset(String path, Number type, long rows, int columns) {
    /** Bytes. */
    public long length() {
      return rows * columns * type.bytes;
    }
  }

  /**
   * A stretch of the file: bytes, or the place of a dataset's.
   *
   * @param bytes empty if it is a dataset's
   * @param dataset which, or -1
   */
  public record Stretch(byte[] bytes, int dataset) {}

  /**
   * The stretches of a file, in its order. Datasets without bytes have none.
   *
   * @param attributes by the path of their group (empty for the root), then by name: texts, and
   *     arrays of {@code long}
   * @param datasets in any order: jHDF chooses that of their bytes
   */
  public static List<Stretch> of(
      Map<String, Map<String, Object>> attributes, List<Dataset> datasets) throws IOException {
    Path holes = Files.createTempFile("citymesh", ".h5");
    try {
      Files.delete(holes);
      List<Reserved> reserved = write(holes, attributes, datasets);
      return read(holes, reserved);
    } catch (HdfException e) {
      throw new IOException("an HDF5 file cannot be laid out: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(holes);
    }
  }

  private static List<Reserved> write(
      Path path, Map<String, Map<String, Object>> attributes, List<Dataset> datasets) {
    List<Reserved> reserved = new ArrayList<>();
    try (WritableHdfFile file = HdfFile.write(path)) {
      Map<String, WritableGroup> groups = new HashMap<>(Map.of("", file));
      attributes.forEach((group, values) -> values.forEach(group(groups, group)::putAttribute));
      for (Dataset dataset : datasets) {
        int slash = dataset.path.lastIndexOf('/');
        WritableGroup group = group(groups, dataset.path.substring(0, Math.max(0, slash)));
        Reserved made = new Reserved(dataset, dataset.path.substring(slash + 1), group);
        group.putDataset(made.getName(), made);
        reserved.add(made);
      }
    }
    return reserved;
  }

  private static WritableGroup group(Map<String, WritableGroup> groups, String path) {
    WritableGroup known = groups.get(path);
    if (known == null) {
      int slash = path.lastIndexOf('/');
      known =
          group(groups, path.substring(0, Math.max(0, slash))).putGroup(path.substring(slash + 1));
      groups.put(path, known);
    }
    return known;
  }

  private static List<Stretch> read(Path path, List<Reserved> reserved) throws IOException {
    List<Stretch> stretches = new ArrayList<>();
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      long at = 0;
      List<Reserved> filled =
          reserved.stream()
              .filter(dataset -> dataset.dataset.length() > 0)
              .sorted(Comparator.comparingLong(dataset -> dataset.address))
              .toList();
      for (Reserved dataset : filled) {
        stretches.add(new Stretch(bytes(file, at, dataset.address), -1));
        stretches.add(new Stretch(new byte[0], reserved.indexOf(dataset)));
        at = dataset.address + dataset.dataset.length();
      }
      stretches.add(new Stretch(bytes(file, at, file.size()), -1));
    }
    return stretches;
  }

  private static byte[] bytes(FileChannel file, long from, long to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new IOException("an HDF5 file ends before its last dataset");
      }
    }
    return bytes.array();
  }

  /** A dataset whose bytes are left out. */
  private static final class Reserved extends WritableDatasetImpl {
    private final Dataset dataset;
    private final DataSpace space;
    private final DataType type;
    private long address;

    Reserved(Dataset dataset, String name, WritableGroup group) {
      super(dataset.type.sample(dataset.columns == 1), name, group);
      Object sample = dataset.type.sample(dataset.columns == 1);
      this.dataset = dataset;
      this.type = DataType.fromObject(sample, dataset.type == Number.UINT8);
      this.space =
          DataSpace.modifyDimensions(
              DataSpace.fromObject(sample),
              dataset.columns == 1
                  ? new long[] {dataset.rows}
                  : new long[] {dataset.rows, dataset.columns});
    }

    @Override
    public DataType getDataType() {
      return type;
    }

    @Override
    public int[] getDimensions() {
      return space.getDimensions();
    }

    @Override
    public long getSize() {
      return dataset.rows * dataset.columns;
    }

    @Override
    public long getSizeInBytes() {
      return dataset.length();
    }

    @Override
    public long write(HdfFileChannel hdf, long position) {
      boolean empty = dataset.length() == 0;
      address = position + header(position, 0).limit();
      ByteBuffer header = header(position, empty ? Constants.UNDEFINED_ADDRESS : address);
      try {
        for (long at = position; header.hasRemaining(); ) {
          at += hdf.getFileChannel().write(header, at);
        }
        // jHDF appends its trailer at the channel's own position.
        hdf.position(address + dataset.length());
      } catch (IOException e) {
        throw new HdfWritingException("Writing dataset " + dataset.path + " failed", e);
      }
      return address + dataset.length();
    }

    /** The object header; its length does not depend on the address. */
    private ByteBuffer header(long position, long dataAddress) {
      List<Message> messages = new ArrayList<>();
      messages.add(DataTypeMessage.create(type));
      messages.add(DataSpaceMessage.create(space));
      messages.add(FillValueMessage.NO_FILL);
      messages.add(ContiguousDataLayoutMessage.create(dataAddress, dataset.length()));
      messages.add(AttributeInfoMessage.create());
      for (Map.Entry<String, Attribute> attribute : getAttributes().entrySet()) {
        messages.add(AttributeMessage.create(attribute.getKey(), attribute.getValue()));
      }
      return new ObjectHeader.ObjectHeaderV2(position, messages).toBuffer();
    }
  }
}
