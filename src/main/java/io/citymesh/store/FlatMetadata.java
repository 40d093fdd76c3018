package io.citymesh.store;

import io.jhdf.checksum.ChecksumUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata of a file that {@link Hdf5File#write} made without compression: but for names,
 * numbers and addresses its bytes are always the same, and are compared with these.
 *
 * <p>A file is a superblock (version 2) and the header of the root group, with attributes and with
 * a link to each array; before the bytes of an array stands its header. Headers are of version 2
 * and in one piece.
 *
 * <p>Nothing is refused here: a file that is not to the byte as it is written, of which a checksum
 * does not fit, or that says more than it has room for, is left to {@link JhdfMetadata}, which
 * reads it or says what is wrong. What is accepted is what that would find, in a tenth of the time.
 */
final class FlatMetadata implements Metadata {
  /** At the beginning of a file; the superblock and the root's header are within. */
  static final int FIRST_BYTES = 1 << 12;

  /** No header of an array is longer. */
  private static final int ARRAY_BYTES = 192;

  private static final int SUPERBLOCK_BYTES = 48;

  /** With sizes of numbers, the base address and that of an extension, which there is not. */
  private static final byte[] SUPERBLOCK =
      bytes("894844460d0a1a0a 02080800 0000000000000000 ffffffffffffffff");

  private static final byte[] HEADER = bytes("4f484452 02 02");

  // Messages with type, length and flags.
  private static final byte[] GROUP_INFO = bytes("0a 0200 00 0000");
  private static final byte[] LINK_INFO = bytes("02 1200 00 0000" + "ff".repeat(16));
  private static final byte[] ATTRIBUTE_INFO = bytes("15 1200 00 0000" + "ff".repeat(16));
  private static final byte[] ROWS = bytes("01 0c00 00 02010001");
  private static final byte[] ROWS_AND_COLUMNS = bytes("01 1400 00 02020001");
  private static final byte[] FILL_VALUE = bytes("05 0200 00 0311");
  private static final byte[] IN_ONE_PIECE = bytes("08 1200 00 0301");

  private static final int ATTRIBUTE = 0x0c;
  private static final int LINK = 0x06;

  // Types of numbers, and the space of a single one.
  private static final byte[] FLOAT64 = bytes("11203f00 08000000 00004000340b0034ff030000");
  private static final byte[] INT8 = bytes("10080000 01000000 00000800");
  private static final byte[] INT32 = bytes("10080000 04000000 00002000");
  private static final byte[] INT64 = bytes("10080000 08000000 00004000");
  private static final byte[] SINGLE = bytes("02000000");

  /** That of a text in UTF-8 which a zero ends, whose length follows. */
  private static final byte[] TEXT = bytes("13100000");

  /** The attribute {@link FlatDataset#CHECKSUM} but for its value. */
  private static final byte[] CHECKSUM =
      bytes("0c 2800 00 03000700 0c000400 01 63726333326300 10080000 0800000000004000 02000000");

  private final Path path;
  private final Map<String, Object> attributes;
  private final Map<String, StoredArray> arrays;

  private FlatMetadata(Path path, Map<String, Object> attributes, Map<String, StoredArray> arrays) {
    this.path = path;
    this.attributes = attributes;
    this.arrays = arrays;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /**
   * Reads a file's metadata, if it is as it is written.
   *
   * @param first the first bytes of the file, {@link #FIRST_BYTES} or all
   * @param size of the file
   */
  static Optional<FlatMetadata> read(Path path, FileChannel channel, byte[] first, long size)
      throws IOException {
    Cursor superblock = new Cursor(first, 0, SUPERBLOCK_BYTES - Integer.BYTES);
    superblock.expect(SUPERBLOCK);
    superblock.require(superblock.int64() == size);
    long root = superblock.int64();
    superblock.require(superblock.hasChecksum(0));
    if (!superblock.fits || root < SUPERBLOCK_BYTES || root >= first.length) {
      return Optional.empty();
    }
    Cursor header = Cursor.ofHeader(first, (int) root);
    header.expect(GROUP_INFO);
    header.expect(LINK_INFO);
    header.expect(ATTRIBUTE_INFO);
    Map<String, Object> attributes = new HashMap<>();
    Map<String, StoredArray> arrays = new HashMap<>();
    while (header.fits && header.at < header.end) {
      switch (header.int8()) {
        case ATTRIBUTE -> attribute(header, attributes);
        case LINK -> link(header, arrays, channel, first, size);
        default -> header.fits = false;
      }
    }
    return header.fits ? Optional.of(new FlatMetadata(path, attributes, arrays)) : Optional.empty();
  }

  private static void attribute(Cursor header, Map<String, Object> attributes) {
    int length = header.int16();
    header.require(header.int8() == 0 && header.at + length <= header.end);
    int end = header.at + length;
    header.require(header.int16() == 3); // Its version, and no flags.
    int nameLength = header.int16();
    int typeLength = header.int16();
    header.require(header.int16() == SINGLE.length && header.int8() == 1);
    String name = header.name(nameLength - 1);
    header.require(header.int8() == 0);
    Object value = null;
    if (typeLength == FLOAT64.length && header.take(FLOAT64)) {
      header.expect(SINGLE);
      value = Double.longBitsToDouble(header.int64());
    } else if (typeLength == INT32.length && header.take(INT32)) {
      header.expect(SINGLE);
      value = header.int32();
    } else if (typeLength == INT64.length && header.take(INT64)) {
      header.expect(SINGLE);
      value = header.int64();
    } else if (typeLength == TEXT.length + Integer.BYTES && header.take(TEXT)) {
      int textLength = header.int32();
      header.expect(SINGLE);
      value = header.text(textLength);
    }
    header.require(value != null && header.at <= end && attributes.put(name, value) == null);
    header.at = end; // jHDF rounds up the length of a text.
  }

  private static void link(
      Cursor header, Map<String, StoredArray> arrays, FileChannel channel, byte[] first, long size)
      throws IOException {
    int length = header.int16();
    header.require(header.int8() == 0);
    header.require(header.int16() == 0x1001 && header.int8() == 1); // Version, flags, UTF-8.
    int nameLength = header.int8();
    header.require(length == 4 + nameLength + Long.BYTES);
    String name = header.name(nameLength);
    long address = header.int64();
    if (!header.fits || address < SUPERBLOCK_BYTES || address >= size) {
      header.fits = false;
      return;
    }
    Cursor array =
        address <= first.length - ARRAY_BYTES
            ? Cursor.ofHeader(first, (int) address)
            : Cursor.ofHeader(bytes(channel, address, ARRAY_BYTES), 0);
    header.require(arrays.put(name, array(name, array, size)) == null && array.fits);
  }

  /** What the header of an array says; of no meaning if it does not fit. */
  private static StoredArray array(String name, Cursor header, long size) {
    FlatArray.Type type = type(header);
    boolean isFlat = header.take(ROWS);
    if (!isFlat) {
      header.expect(ROWS_AND_COLUMNS);
    }
    long rows = header.int64();
    long columns = isFlat ? 1 : header.int64();
    header.expect(FILL_VALUE);
    header.expect(IN_ONE_PIECE);
    long address = header.int64();
    long bytes = header.int64();
    header.expect(ATTRIBUTE_INFO);
    header.expect(CHECKSUM);
    Optional<Long> checksum = Optional.of(header.int64());
    header.require(header.at == header.end);
    header.require(isFlat || columns > 1 && columns <= FlatArray.SLAB_BYTES / type.bytes());
    long rowBytes = columns * type.bytes();
    header.require(header.fits && rows >= 0 && rows <= size / rowBytes && bytes == rows * rowBytes);
    header.require(bytes == 0 || address >= 0 && bytes <= size - address);
    return new StoredArray(
        name, type, (int) columns, rows, address, Optional.empty(), () -> checksum);
  }

  private static FlatArray.Type type(Cursor header) {
    header.require(header.int8() == 3);
    int length = header.int16();
    header.require(header.int8() == 0);
    FlatArray.Type found = null;
    for (FlatArray.Type type : FlatArray.Type.values()) {
      byte[] code = code(type);
      if (found == null && length == code.length && header.take(code)) {
        found = type;
      }
    }
    header.require(found != null);
    return found == null ? FlatArray.Type.INT8 : found;
  }

  private static byte[] code(FlatArray.Type type) {
    return switch (type) {
      case FLOAT64 -> FLOAT64;
      case INT8 -> INT8;
      case INT32 -> INT32;
      case INT64 -> INT64;
    };
  }

  /**
   * Some bytes of a file.
   *
   * @return fewer if it ends before
   */
  static byte[] bytes(FileChannel channel, long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = channel.read(bytes, position + bytes.position());
    }
    return bytes.hasRemaining() ? Arrays.copyOf(bytes.array(), bytes.position()) : bytes.array();
  }

  @Override
  public boolean has(String name) {
    return arrays.containsKey(name);
  }

  @Override
  public long rows(String name) throws IOException {
    return array(name).rows();
  }

  private StoredArray array(String name) throws IOException {
    StoredArray array = arrays.get(name);
    if (array == null) {
      throw Metadata.noArray(path, name);
    }
    return array;
  }

  @Override
  public StoredArray array(String name, FlatArray.Type type, int columns) throws IOException {
    StoredArray array = array(name);
    if (array.type() != type || array.columns() != columns) {
      throw Metadata.otherArray(path, name, type, columns);
    }
    return array;
  }

  @Override
  public Object attribute(String name) throws IOException {
    Object value = attributes.get(name);
    if (value == null) {
      throw Metadata.noAttribute(path, name);
    }
    return value;
  }

  /**
   * Walks over bytes. After the first that does not fit it goes on without an error, and what it
   * gives has no meaning.
   */
  private static final class Cursor {
    private final byte[] bytes;
    private final ByteBuffer numbers;

    /** Of the next byte. */
    private int at;

    /** Behind the last. */
    private final int end;

    private boolean fits;

    Cursor(byte[] bytes, int start, int end) {
      this.bytes = bytes;
      // What does not fit is read from the start, so there is always a number.
      byte[] padded = bytes.length < Long.BYTES ? new byte[Long.BYTES] : bytes;
      this.numbers = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
      this.at = start;
      this.end = Math.min(end, bytes.length);
      this.fits = end <= bytes.length;
    }

    /** Over the messages of a header. */
    static Cursor ofHeader(byte[] bytes, int start) {
      Cursor head = new Cursor(bytes, start, bytes.length);
      head.expect(HEADER);
      int length = head.int32();
      int room = bytes.length - Integer.BYTES - head.at;
      boolean fits = head.fits && length >= 0 && length <= room;
      Cursor messages = new Cursor(bytes, head.at, fits ? head.at + length : head.at);
      messages.fits &= fits && messages.hasChecksum(start);
      return messages;
    }

    /** Whether behind the end stands the checksum of what is before it. */
    boolean hasChecksum(int start) {
      return end + Integer.BYTES <= bytes.length
          && numbers.getInt(end) == ChecksumUtils.checksum(numbers.slice(start, end - start));
    }

    void require(boolean condition) {
      fits &= condition;
    }

    /** Goes over bytes if they stand here. */
    boolean take(byte[] expected) {
      boolean here =
          expected.length <= end - at
              && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length);
      at += here ? expected.length : 0;
      return here;
    }

    void expect(byte[] expected) {
      fits &= take(expected);
    }

    /** Goes over some bytes: where they begin, 0 if there are not as many. */
    private int next(int count) {
      boolean here = count >= 0 && count <= end - at;
      fits &= here;
      int start = here ? at : 0;
      at += here ? count : 0;
      return start;
    }

    int int8() {
      return numbers.get(next(Byte.BYTES)) & 0xFF;
    }

    int int16() {
      return numbers.getShort(next(Short.BYTES)) & 0xFFFF;
    }

    int int32() {
      return numbers.getInt(next(Integer.BYTES));
    }

    long int64() {
      return numbers.getLong(next(Long.BYTES));
    }

    /** A name that cannot be mistaken: of letters, digits and signs of ASCII. */
    String name(int length) {
      int start = next(length);
      for (int i = start; fits && i < at; i++) {
        fits = bytes[i] > ' ' && bytes[i] < 0x7F && bytes[i] != '/';
      }
      return fits ? new String(bytes, start, length, StandardCharsets.US_ASCII) : "";
    }

    /** A text of ASCII up to the zero within that ends it. */
    String text(int length) {
      int start = next(length);
      int i = start;
      while (fits && i < at && bytes[i] > 0) {
        i++;
      }
      fits &= i < at && bytes[i] == 0;
      return fits ? new String(bytes, start, i - start, StandardCharsets.US_ASCII) : "";
    }
  }
}
