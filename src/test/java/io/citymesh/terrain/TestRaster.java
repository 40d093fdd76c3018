package io.citymesh.terrain;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes small GeoTIFFs of 32-bit floats: uncompressed, one strip per row, or deflated in square
 * blocks, some of which may be damaged.
 */
public final class TestRaster {
  /** The value of a cell. */
  public interface Cells {
    double at(int column, int row);
  }

  private record Tag(int id, int type, int count, byte[] data) {}

  private final int width;
  private final int height;
  private final Cells cells;
  private double west = 1000;
  private double north = 2000;
  private double stepX = 2;
  private double stepY = 2;
  private int epsg = 28992;
  private boolean point;
  private String noData = "-9999";
  private String gdal = "";
  private int block;
  private final List<int[]> damaged = new ArrayList<>();

  public TestRaster(int width, int height, Cells cells) {
    this.width = width;
    this.height = height;
    this.cells = cells;
  }

  public TestRaster origin(double x, double y) {
    west = x;
    north = y;
    return this;
  }

  public TestRaster steps(double x, double y) {
    stepX = x;
    stepY = y;
    return this;
  }

  public TestRaster epsg(int code) {
    epsg = code;
    return this;
  }

  public TestRaster pixelIsPoint() {
    point = true;
    return this;
  }

  public TestRaster noData(String text) {
    noData = text;
    return this;
  }

  /** A scale and an offset, as GDAL writes them. */
  public TestRaster scaled(double scale, double offset) {
    gdal =
        "<GDALMetadata><Item name=\"OFFSET\" sample=\"0\" role=\"offset\">%s</Item>"
                .formatted(offset)
            + "<Item name=\"SCALE\" sample=\"0\" role=\"scale\">%s</Item></GDALMetadata>"
                .formatted(scale);
    return this;
  }

  /** Deflated blocks with this many cells along each side, a multiple of 16. */
  public TestRaster blocks(int cellsAlongSide) {
    block = cellsAlongSide;
    return this;
  }

  /** Overwrites the block that holds a cell with zeros. */
  public TestRaster damagedAt(int column, int row) {
    damaged.add(new int[] {column / block, row / block});
    return this;
  }

  public Path write(Path file) {
    List<byte[]> chunks = block > 0 ? blocks() : strips();
    int start = 8;
    int[] offsets = new int[chunks.size()];
    int[] counts = new int[chunks.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = start;
      counts[i] = chunks.get(i).length;
      start += counts[i];
    }
    ByteBuffer pixels = buffer(start - 8);
    chunks.forEach(pixels::put);
    boolean degrees = epsg == 4326;
    List<Tag> tags = new ArrayList<>();
    tags.add(longs(256, width));
    tags.add(longs(257, height));
    tags.add(shorts(258, 32));
    tags.add(shorts(259, block > 0 ? 8 : 1));
    tags.add(shorts(262, 1));
    if (block == 0) {
      tags.add(longs(273, offsets));
    }
    tags.add(shorts(277, 1));
    if (block == 0) {
      tags.add(longs(278, 1));
      tags.add(longs(279, counts));
    } else {
      tags.add(longs(322, block));
      tags.add(longs(323, block));
      tags.add(longs(324, offsets));
      tags.add(longs(325, counts));
    }
    tags.add(shorts(339, 3));
    tags.add(doubles(33550, stepX, stepY, 0));
    tags.add(doubles(33922, 0, 0, 0, west, north, 0));
    tags.add(
        shorts(
            34735,
            1,
            1,
            0,
            3,
            1024,
            0,
            1,
            degrees ? 2 : 1,
            1025,
            0,
            1,
            point ? 2 : 1,
            degrees ? 2048 : 3072,
            0,
            1,
            epsg));
    if (!gdal.isEmpty()) {
      tags.add(text(42112, gdal));
    }
    tags.add(text(42113, noData));
    try {
      Files.write(file, assembled(pixels, start, tags));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private List<byte[]> strips() {
    List<byte[]> strips = new ArrayList<>();
    for (int r = 0; r < height; r++) {
      strips.add(cells(0, r, width, 1));
    }
    return strips;
  }

  private List<byte[]> blocks() {
    List<byte[]> blocks = new ArrayList<>();
    for (int r = 0; r < height; r += block) {
      for (int c = 0; c < width; c += block) {
        byte[] deflated = deflated(cells(c, r, block, block));
        for (int[] at : damaged) {
          if (at[0] == c / block && at[1] == r / block) {
            Arrays.fill(deflated, (byte) 0);
          }
        }
        blocks.add(deflated);
      }
    }
    return blocks;
  }

  /** Cells beyond the raster are 0. */
  private byte[] cells(int column, int row, int columns, int rows) {
    ByteBuffer result = buffer(4 * columns * rows);
    for (int r = row; r < row + rows; r++) {
      for (int c = column; c < column + columns; c++) {
        result.putFloat(c < width && r < height ? (float) cells.at(c, r) : 0);
      }
    }
    return result.array();
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater =
        new DeflaterOutputStream(result, new Deflater(Deflater.BEST_SPEED))) {
      deflater.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result.toByteArray();
  }

  private static byte[] assembled(ByteBuffer pixels, int start, List<Tag> tags) {
    int directory = 2 + 12 * tags.size() + 4;
    int extra = tags.stream().mapToInt(t -> t.data.length > 4 ? t.data.length + 1 : 0).sum();
    ByteBuffer out = buffer(start + directory + extra);
    out.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(start);
    out.put(pixels.array());
    out.putShort((short) tags.size());
    int data = start + directory;
    for (Tag tag : tags) {
      out.putShort((short) tag.id).putShort((short) tag.type).putInt(tag.count);
      if (tag.data.length <= 4) {
        out.put(tag.data).put(new byte[4 - tag.data.length]);
      } else {
        data += data % 2;
        out.putInt(data);
        out.put(data, tag.data);
        data += tag.data.length;
      }
    }
    return out.array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Tag text(int id, String words) {
    byte[] bytes = (words + "\0").getBytes(StandardCharsets.US_ASCII);
    return new Tag(id, 2, bytes.length, bytes);
  }

  private static Tag shorts(int id, int... values) {
    ByteBuffer data = buffer(2 * values.length);
    for (int value : values) {
      data.putShort((short) value);
    }
    return new Tag(id, 3, values.length, data.array());
  }

  private static Tag longs(int id, int... values) {
    ByteBuffer data = buffer(4 * values.length);
    for (int value : values) {
      data.putInt(value);
    }
    return new Tag(id, 4, values.length, data.array());
  }

  private static Tag doubles(int id, double... values) {
    ByteBuffer data = buffer(8 * values.length);
    for (double value : values) {
      data.putDouble(value);
    }
    return new Tag(id, 12, values.length, data.array());
  }
}
