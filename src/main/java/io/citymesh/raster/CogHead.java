package io.citymesh.raster;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The beginning of a cloud optimised GeoTIFF: the directories of the raster and of its overviews,
 * from the largest to the smallest. What follows are the tiles, of the smallest overview first and
 * of the raster last. 12 bytes of memory per tile.
 *
 * <p>A file of 4 GB or more is a BigTIFF.
 *
 * @see <a href="https://docs.ogc.org/is/21-026/21-026.html">OGC 21-026, Cloud Optimized GeoTIFF</a>
 * @see <a href="https://docs.ogc.org/is/19-008r4/19-008r4.html">OGC GeoTIFF 1.1</a>
 */
public final class CogHead {
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 12;
  private static final int LONG8 = 16;

  private static final int DEFLATE = 8;

  private record Tag(int id, int type, long count, byte[] data) {}

  private final CogLayout layout;
  private final CogSample sample;

  /** By level and tile, bytes from the end of the head. */
  private final long[][] offsets;

  private final int[][] lengths;
  private long end;

  /** A file whose tiles are to come. */
  public CogHead(CogLayout layout, CogSample sample) {
    this.layout = layout;
    this.sample = sample;
    this.offsets = new long[layout.levels()][];
    this.lengths = new int[layout.levels()][];
    for (int level = 0; level < offsets.length; level++) {
      offsets[level] = new long[layout.tiles(level)];
      lengths[level] = new int[layout.tiles(level)];
    }
  }

  /**
   * Places the next tile behind those before it. The tiles of a level come one after the other, in
   * any order, those of the last level first.
   *
   * @param bytes of the tile as it is encoded
   */
  public void append(int level, int tile, int bytes) {
    offsets[level][tile] = end;
    lengths[level][tile] = bytes;
    end += bytes;
  }

  /** The bytes that stand before the first tile. */
  public byte[] bytes() {
    byte[] head = assembled(false, Integer.MAX_VALUE);
    boolean big = head.length + end >= 1L << 32;
    return big ? assembled(true, assembled(true, 0).length) : assembled(false, head.length);
  }

  /** All directories, one after the other. */
  private byte[] assembled(boolean big, long firstTile) {
    List<List<Tag>> directories = new ArrayList<>();
    int size = big ? 16 : 8;
    for (int level = 0; level < offsets.length; level++) {
      directories.add(tags(level, big, firstTile));
      size += size(directories.get(level), big);
    }
    ByteBuffer out = buffer(size);
    out.put((byte) 'I').put((byte) 'I');
    if (big) {
      out.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(16);
    } else {
      out.putShort((short) 42).putInt(8);
    }
    for (int level = 0; level < offsets.length; level++) {
      put(out, directories.get(level), big, level == offsets.length - 1);
    }
    return out.array();
  }

  private List<Tag> tags(int level, boolean big, long firstTile) {
    long[] places = new long[offsets[level].length];
    long[] bytes = new long[places.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = offsets[level][i] + firstTile;
      bytes[i] = lengths[level][i];
    }
    List<Tag> tags = new ArrayList<>();
    tags.add(integers(254, LONG, level == 0 ? 0 : 1)); // NewSubfileType: 1 for an overview
    tags.add(integers(256, LONG, layout.width(level))); // ImageWidth
    tags.add(integers(257, LONG, layout.height(level))); // ImageLength
    tags.add(integers(258, SHORT, 32)); // BitsPerSample
    tags.add(integers(259, SHORT, DEFLATE)); // Compression
    tags.add(integers(262, SHORT, 1)); // PhotometricInterpretation
    tags.add(integers(277, SHORT, 1)); // SamplesPerPixel
    tags.add(integers(284, SHORT, 1)); // PlanarConfiguration
    tags.add(integers(317, SHORT, sample.predictor)); // Predictor
    tags.add(integers(322, SHORT, CogLayout.TILE)); // TileWidth
    tags.add(integers(323, SHORT, CogLayout.TILE)); // TileLength
    tags.add(integers(324, big ? LONG8 : LONG, places)); // TileOffsets
    tags.add(integers(325, LONG, bytes)); // TileByteCounts
    tags.add(integers(339, SHORT, sample.format)); // SampleFormat
    if (level == 0) {
      double cell = layout.cell();
      tags.add(doubles(33550, cell, cell, 0)); // ModelPixelScale
      tags.add(doubles(33922, 0, 0, 0, layout.west(), layout.north(), 0)); // ModelTiepoint
      if (layout.crs().matches("EPSG:[0-9]{1,5}")) {
        // GTModelType projected, GTRasterType area, and the CRS. Readers refuse keys without a CRS.
        long code = Long.parseLong(layout.crs().substring("EPSG:".length()));
        tags.add(
            integers(34735, SHORT, 1, 1, 1, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, code));
      }
    }
    byte[] noData = (sample.noData + "\0").getBytes(StandardCharsets.US_ASCII);
    tags.add(new Tag(42113, ASCII, noData.length, noData)); // GDAL_NODATA
    return tags;
  }

  /** Bytes of a directory and of what does not fit into it. */
  private static int size(List<Tag> tags, boolean big) {
    int inline = big ? 8 : 4;
    int size = padded((big ? 8 : 2) + (big ? 20 : 12) * tags.size() + inline);
    for (Tag tag : tags) {
      size += tag.data.length > inline ? padded(tag.data.length) : 0;
    }
    return size;
  }

  private static void put(ByteBuffer out, List<Tag> tags, boolean big, boolean last) {
    int inline = big ? 8 : 4;
    int start = out.position();
    int end = start + size(tags, big);
    int extra = start + padded((big ? 8 : 2) + (big ? 20 : 12) * tags.size() + inline);
    if (big) {
      out.putLong(tags.size());
    } else {
      out.putShort((short) tags.size());
    }
    for (Tag tag : tags) {
      out.putShort((short) tag.id).putShort((short) tag.type);
      putOffset(out, tag.count, big);
      if (tag.data.length <= inline) {
        out.put(tag.data).put(new byte[inline - tag.data.length]);
      } else {
        putOffset(out, extra, big);
        out.put(extra, tag.data);
        extra += padded(tag.data.length);
      }
    }
    putOffset(out, last ? 0 : end, big);
    out.position(end);
  }

  private static int padded(int length) {
    return (length + 7) / 8 * 8;
  }

  private static void putOffset(ByteBuffer out, long value, boolean big) {
    if (big) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }

  private static Tag integers(int id, int type, long... values) {
    int width = type == SHORT ? 2 : type == LONG ? 4 : 8;
    ByteBuffer data = buffer(width * values.length);
    for (long value : values) {
      switch (width) {
        case 2 -> data.putShort((short) value);
        case 4 -> data.putInt((int) value);
        default -> data.putLong(value);
      }
    }
    return new Tag(id, type, values.length, data.array());
  }

  private static Tag doubles(int id, double... values) {
    ByteBuffer data = buffer(8 * values.length);
    for (double value : values) {
      data.putDouble(value);
    }
    return new Tag(id, DOUBLE, values.length, data.array());
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
