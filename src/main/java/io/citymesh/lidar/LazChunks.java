package io.citymesh.lidar;

import com.github.mreutegg.laszip4j.laszip.ArithmeticDecoder;
import com.github.mreutegg.laszip4j.laszip.ByteStreamInArray;
import com.github.mreutegg.laszip4j.laszip.IntegerCompressor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How far the layers of a LAZ file's chunks can be read. A layered chunk begins with its first
 * point and the sizes of its layers, and the library asks for as much memory as they say: so they
 * are compared with the chunk's bytes, which the table of chunks tells, before the library sees
 * them.
 */
final class LazChunks {
  /** Bytes before the first chunk: the offset of the table of chunks. */
  private static final int PLACE = Long.BYTES;

  /** The most bytes that a coded number of the table takes; it rarely takes two. */
  private static final int CODED = 10;

  private LazChunks() {}

  /**
   * The number of the first point that cannot be read, as far as the chunks of a range tell.
   *
   * @param local the range's file on this machine
   * @return {@code Long.MAX_VALUE} if the file has no layers
   */
  static long readable(Path local, PointFile.Range range) throws IOException {
    try (FileChannel file = FileChannel.open(local, StandardOpenOption.READ)) {
      ByteBuffer header = read(file, 0, 375);
      int headerSize = Short.toUnsignedInt(header.getShort(94));
      long pointsAt = Integer.toUnsignedLong(header.getInt(96));
      long records = Integer.toUnsignedLong(header.getInt(100));
      if ((header.get(104) & 0x80) == 0) {
        return Long.MAX_VALUE;
      }
      ByteBuffer variable = read(file, headerSize, (int) Math.min(pointsAt - headerSize, 1 << 24));
      LazRecord record = LazRecord.in(variable.array(), records).orElse(null);
      if (record == null) {
        return 0;
      }
      return record.layered() ? readable(file, pointsAt, record, range) : Long.MAX_VALUE;
    }
  }

  private static long readable(
      FileChannel file, long pointsAt, LazRecord record, PointFile.Range range) throws IOException {
    long table = read(file, pointsAt, PLACE).getLong(0);
    if (table == -1) {
      table = read(file, file.size() - PLACE, PLACE).getLong(0);
    }
    int chunks = read(file, table, 8).getInt(4);
    int[] points = new int[chunks];
    int[] bytes = new int[chunks];
    if (!decode(file, table + 8, record.chunk() == 0, points, bytes)) {
      return 0;
    }
    long start = pointsAt + PLACE;
    long first = 0;
    for (int c = 0; c < chunks; c++) {
      long count = record.chunk() == 0 ? points[c] : record.chunk();
      boolean wanted = first < range.first() + range.count() && first + count > range.first();
      if (bytes[c] <= 0 || count <= 0 || (wanted && !fits(file, start, bytes[c], record))) {
        return first;
      }
      first += count;
      start += bytes[c];
    }
    return first; // What the header claims beyond it lies nowhere.
  }

  /**
   * Decodes the table of chunks as the library does: each number is coded as its difference from
   * the one before.
   */
  private static boolean decode(
      FileChannel file, long at, boolean counted, int[] points, int[] bytes) throws IOException {
    int most = (int) Math.min(file.size() - at, 64 + 2L * CODED * bytes.length);
    byte[] coded = read(file, at, most).array();
    try {
      ArithmeticDecoder decoder = new ArithmeticDecoder();
      decoder.init(new ByteStreamInArray(coded, coded.length));
      IntegerCompressor numbers = new IntegerCompressor(decoder, 32, 2);
      numbers.initDecompressor();
      for (int i = 0; i < bytes.length; i++) {
        if (counted) {
          points[i] = numbers.decompress(i == 0 ? 0 : points[i - 1], 0);
        }
        bytes[i] = numbers.decompress(i == 0 ? 0 : bytes[i - 1], 1);
      }
      return true;
    } catch (RuntimeException e) { // Of no fixed kind, as everywhere in the library.
      return false;
    }
  }

  private static boolean fits(FileChannel file, long start, long bytes, LazRecord record)
      throws IOException {
    int head = record.pointBytes() + 4 + 4 * record.layers();
    if (bytes < head || start > file.size() - bytes) {
      return false;
    }
    ByteBuffer sizes = read(file, start, head);
    long sum = head;
    for (int layer = 0; layer < record.layers(); layer++) {
      sum += Integer.toUnsignedLong(sizes.getInt(record.pointBytes() + 4 + 4 * layer));
    }
    return sum <= bytes;
  }

  /** Reads bytes of the file; those behind its end are zeros. */
  private static ByteBuffer read(FileChannel file, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.max(0, count)).order(ByteOrder.LITTLE_ENDIAN);
    long position = at;
    while (bytes.hasRemaining() && position >= 0) {
      int read = file.read(bytes, position);
      if (read < 0) {
        break;
      }
      position += read;
    }
    return bytes;
  }
}
