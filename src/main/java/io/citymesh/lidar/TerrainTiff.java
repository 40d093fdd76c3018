package io.citymesh.lidar;

import static io.citymesh.lidar.TerrainGrid.BLOCK;

import io.citymesh.geo.Bounds;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Writes a terrain as a GeoTIFF of 32-bit floats in tiles of 256 x 256, one after the other, so
 * that any number of cells passes through the memory of one tile. Without compression, so that all
 * offsets are known before the first tile. A file of 4 GB or more is a BigTIFF.
 *
 * @see <a href="https://docs.ogc.org/is/19-008r4/19-008r4.html">OGC GeoTIFF 1.1</a>
 */
public final class TerrainTiff {
  /** The elevation that stands for "no value". */
  private static final String NO_DATA = "-9999";

  private static final int TILE_BYTES = 4 * BLOCK * BLOCK;

  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 12;
  private static final int LONG8 = 16;

  private record Tag(int id, int type, long count, byte[] data) {}

  private TerrainTiff() {}

  /**
   * @param crs code such as {@code EPSG:28992}, empty if unknown
   * @param tiles as many as the grid has blocks and in their order, each from its north-west corner
   *     row by row, metres
   * @param out is written to, and not closed
   */
  public static void write(TerrainGrid grid, String crs, Iterator<float[]> tiles, OutputStream out)
      throws IOException {
    boolean big = (long) grid.blocks() * (TILE_BYTES + 16) + 10_000 >= 1L << 32;
    out.write(head(grid, crs, big));
    ByteBuffer bytes = buffer(TILE_BYTES);
    while (tiles.hasNext()) {
      bytes.clear();
      bytes.asFloatBuffer().put(tiles.next());
      out.write(bytes.array());
    }
  }

  private static byte[] head(TerrainGrid grid, String crs, boolean big) {
    // The offsets of the tiles follow from the size of what stands before them.
    int size = assembled(tags(grid, crs, big, 0), big).length;
    return assembled(tags(grid, crs, big, size), big);
  }

  private static List<Tag> tags(TerrainGrid grid, String crs, boolean big, long firstTile) {
    int offsetType = big ? LONG8 : LONG;
    long[] offsets = new long[grid.blocks()];
    long[] lengths = new long[grid.blocks()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = firstTile + (long) i * TILE_BYTES;
      lengths[i] = TILE_BYTES;
    }
    Bounds bounds = grid.bounds();
    List<Tag> tags = new ArrayList<>();
    tags.add(integers(256, LONG, (long) grid.columns() * BLOCK)); // ImageWidth
    tags.add(integers(257, LONG, (long) grid.rows() * BLOCK)); // ImageLength
    tags.add(integers(258, SHORT, 32)); // BitsPerSample
    tags.add(integers(259, SHORT, 1)); // Compression: none
    tags.add(integers(262, SHORT, 1)); // PhotometricInterpretation
    tags.add(integers(277, SHORT, 1)); // SamplesPerPixel
    tags.add(integers(322, SHORT, BLOCK)); // TileWidth
    tags.add(integers(323, SHORT, BLOCK)); // TileLength
    tags.add(integers(324, offsetType, offsets)); // TileOffsets
    tags.add(integers(325, LONG, lengths)); // TileByteCounts
    tags.add(integers(339, SHORT, 3)); // SampleFormat: floating point
    tags.add(doubles(33550, grid.cell(), grid.cell(), 0)); // ModelPixelScale
    tags.add(doubles(33922, 0, 0, 0, bounds.xmin(), bounds.ymax(), 0)); // ModelTiepoint
    if (crs.matches("EPSG:[0-9]{1,5}")) {
      // GTModelType projected, GTRasterType area, and the CRS. Readers refuse keys without a CRS.
      long code = Long.parseLong(crs.substring("EPSG:".length()));
      tags.add(integers(34735, SHORT, 1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, code));
    }
    byte[] noData = (NO_DATA + "\0").getBytes(StandardCharsets.US_ASCII);
    tags.add(new Tag(42113, ASCII, noData.length, noData)); // GDAL_NODATA
    return tags;
  }

  private static byte[] assembled(List<Tag> tags, boolean big) {
    int header = big ? 16 : 8;
    int inline = big ? 8 : 4;
    int entry = big ? 20 : 12;
    int extra = header + (big ? 8 : 2) + entry * tags.size() + inline;
    int size = extra;
    for (Tag tag : tags) {
      size += tag.data.length > inline ? padded(tag.data.length) : 0;
    }
    ByteBuffer out = buffer(size);
    out.put((byte) 'I').put((byte) 'I');
    if (big) {
      out.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(header);
      out.putLong(tags.size());
    } else {
      out.putShort((short) 42).putInt(header).putShort((short) tags.size());
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
    return out.array();
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
