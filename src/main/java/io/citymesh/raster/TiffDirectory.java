package io.citymesh.raster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The tags of one image of a TIFF. Values are looked up when they are asked for. */
final class TiffDirectory {
  /** Images of a file that are looked at: the raster, its mask, and overviews of both. */
  private static final int MOST_IMAGES = 64;

  private static final int MOST_TAGS = 1000;

  /** The most bytes of a text or a list of keys that is read. */
  private static final long MOST_BYTES = 1 << 22;

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG8 = 16;

  /**
   * @param count of values
   * @param at where the values lie in the file
   */
  private record Entry(int type, long count, long at) {}

  private final TiffSource source;
  private final Map<Integer, Entry> entries;

  private TiffDirectory(TiffSource source, Map<Integer, Entry> entries) {
    this.source = source;
    this.entries = entries;
  }

  /**
   * Reads all directories of a file, the raster's first.
   *
   * @throws RasterException if the file is no TIFF, or not whole
   */
  static List<TiffDirectory> all(FileChannel channel, long length) throws IOException {
    TiffSource bytes = new TiffSource(channel, length, ByteOrder.LITTLE_ENDIAN);
    if (length < 8) {
      throw new RasterException(
          "cannot be read as a GeoTIFF, for it is no TIFF: name another file, or flat:Z.");
    }
    ByteBuffer head = bytes.read(0, 8);
    ByteOrder order =
        switch (head.getShort(0)) {
          case 0x4949 -> ByteOrder.LITTLE_ENDIAN;
          case 0x4d4d -> ByteOrder.BIG_ENDIAN;
          default ->
              throw new RasterException(
                  "cannot be read as a GeoTIFF, for it is no TIFF: name another file, or flat:Z.");
        };
    head.order(order);
    boolean big = head.getShort(2) == 43;
    if (!big && head.getShort(2) != 42) {
      throw new RasterException(
          "cannot be read as a GeoTIFF, for it is no TIFF: name another file, or flat:Z.");
    }
    TiffSource source = new TiffSource(channel, length, order);
    long next = big ? source.read(8, 8).getLong() : head.getInt(4) & 0xffffffffL;
    List<TiffDirectory> result = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    while (next != 0 && result.size() < MOST_IMAGES && seen.add(next)) {
      Map<Integer, Entry> entries = new TreeMap<>();
      next = read(source, next, big, entries);
      result.add(new TiffDirectory(source, entries));
    }
    if (result.isEmpty()) {
      throw new RasterException("holds no image: copy or download it again.");
    }
    return result;
  }

  /** Reads the directory at a place and returns the place of the next one, or 0. */
  private static long read(TiffSource source, long at, boolean big, Map<Integer, Entry> entries)
      throws IOException {
    long tags =
        big ? source.read(at, 8).getLong() : Short.toUnsignedInt(source.read(at, 2).getShort());
    if (tags < 1 || tags > MOST_TAGS) {
      throw new RasterException("has a directory of " + tags + " tags: copy or download it again.");
    }
    int head = big ? 8 : 2;
    int size = big ? 20 : 12;
    int inline = big ? 8 : 4;
    ByteBuffer all = source.read(at + head, (int) tags * size + inline);
    for (int i = 0; i < tags; i++) {
      int entry = i * size;
      int tag = Short.toUnsignedInt(all.getShort(entry));
      int type = Short.toUnsignedInt(all.getShort(entry + 2));
      long count = big ? all.getLong(entry + 4) : all.getInt(entry + 4) & 0xffffffffL;
      int value = entry + size - inline;
      if (count < 0 || count > Long.MAX_VALUE / 8) {
        throw new RasterException(
            "has a tag without end (" + tag + "): copy or download it again.");
      }
      long place = at + head + value;
      if (count * bytes(type) > inline) {
        place = big ? all.getLong(value) : all.getInt(value) & 0xffffffffL;
      }
      entries.putIfAbsent(tag, new Entry(type, count, place));
    }
    int end = (int) tags * size;
    return big ? all.getLong(end) : all.getInt(end) & 0xffffffffL;
  }

  /** Bytes of one value of a type; 0 for a type that is not known. */
  private static int bytes(int type) {
    return switch (type) {
      case 1, 2, 6, 7 -> 1;
      case SHORT, 8 -> 2;
      case LONG, 9, 11, 13 -> 4;
      case 5, 10, 12, LONG8, 17, 18 -> 8;
      default -> 0;
    };
  }

  /** The byte order of the file's numbers. */
  ByteOrder order() {
    return source.order();
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** How many values a tag has, 0 if it is not there. */
  long count(int tag) {
    return has(tag) ? entries.get(tag).count : 0;
  }

  private ByteBuffer values(int tag, long most) throws IOException {
    Entry entry = entries.get(tag);
    long size = entry.count * bytes(entry.type);
    if (size > most || !source.holds(entry.at, size)) {
      throw new RasterException(
          "is cut off: tag " + tag + " lies beyond its end; copy or download it again.");
    }
    return source.read(entry.at, (int) size);
  }

  /**
   * The first value of a tag that has whole numbers.
   *
   * @param otherwise the value if the tag is not there
   */
  long integer(int tag, long otherwise) throws IOException {
    if (count(tag) == 0) {
      return otherwise;
    }
    return integers(tag, 1)[0];
  }

  /** The first so many values of a tag, which has them; LONG8 counts as signed. */
  long[] integers(int tag, int count) throws IOException {
    Entry entry = entries.get(tag);
    Entry first = new Entry(entry.type, count, entry.at);
    int size = bytes(entry.type);
    if (entry.count < count || !source.holds(first.at, (long) count * size)) {
      throw new RasterException(
          "is cut off: tag " + tag + " has too few values; copy or download it again.");
    }
    ByteBuffer in = source.read(first.at, Math.multiplyExact(count, size));
    long[] result = new long[count];
    for (int i = 0; i < count; i++) {
      result[i] =
          switch (entry.type) {
            case 1 -> in.get(i) & 0xff;
            case SHORT -> Short.toUnsignedInt(in.getShort(2 * i));
            case LONG, 13 -> in.getInt(4 * i) & 0xffffffffL;
            case LONG8, 18 -> in.getLong(8 * i);
            default ->
                throw new RasterException(
                    "has no whole numbers in tag " + tag + ": is it damaged?");
          };
    }
    return result;
  }

  /** All values of a tag with fractions; empty if it is not there. */
  double[] doubles(int tag) throws IOException {
    if (!has(tag)) {
      return new double[0];
    }
    Entry entry = entries.get(tag);
    if (entry.type != 11 && entry.type != 12) {
      throw new RasterException("has no numbers in tag " + tag + ": is it damaged?");
    }
    ByteBuffer in = values(tag, MOST_BYTES);
    double[] result = new double[(int) entry.count];
    for (int i = 0; i < result.length; i++) {
      result[i] = entry.type == 11 ? in.getFloat(4 * i) : in.getDouble(8 * i);
    }
    return result;
  }

  /** The shorts of a tag, unsigned; empty if it is not there. */
  int[] shorts(int tag) throws IOException {
    if (!has(tag) || entries.get(tag).type != SHORT) {
      return new int[0];
    }
    ByteBuffer in = values(tag, MOST_BYTES);
    int[] result = new int[in.remaining() / 2];
    for (int i = 0; i < result.length; i++) {
      result[i] = Short.toUnsignedInt(in.getShort(2 * i));
    }
    return result;
  }

  /** The text of a tag up to its end mark; empty if it is not there. */
  String text(int tag) throws IOException {
    return text(tag, StandardCharsets.UTF_8);
  }

  String text(int tag, Charset charset) throws IOException {
    if (!has(tag) || entries.get(tag).type != 2) {
      return "";
    }
    ByteBuffer in = values(tag, MOST_BYTES);
    String text = new String(in.array(), charset);
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }
}
