package io.citymesh.lidar;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.locationtech.jts.geom.Envelope;

/**
 * Where the {@link RoofShape}s lie: in files that every executor can read, those of a block of 256
 * x 256 m together. The driver and the tasks know the places of the blocks (some 100 bytes each),
 * and a task holds the shapes of one block at a time.
 *
 * @param places by {@link #block}
 */
public record RoofFiles(Map<Long, Place> places) implements Serializable {
  /** Side of a block, metres. */
  private static final double SIDE = 256;

  /**
   * The shapes of a block: a part of a file.
   *
   * @param file a Hadoop path
   * @param offset of the first byte
   * @param length in bytes
   */
  public record Place(String file, long offset, int length) implements Serializable {}

  /** No shapes: points count for the terrain only. */
  public static final RoofFiles NONE = new RoofFiles(Map.of());

  /** The name of the block that holds a point. */
  static long block(double x, double y) {
    return name((long) Math.floor(x / SIDE), (long) Math.floor(y / SIDE));
  }

  private static long name(long column, long row) {
    return (column << 32) ^ (row & 0xFFFFFFFFL);
  }

  /** The names of all blocks that a rectangle reaches into. */
  public static List<Long> blocks(Envelope box) {
    List<Long> result = new ArrayList<>();
    if (box.isNull()) {
      return result;
    }
    long lastColumn = (long) Math.floor(box.getMaxX() / SIDE);
    long lastRow = (long) Math.floor(box.getMaxY() / SIDE);
    for (long c = (long) Math.floor(box.getMinX() / SIDE); c <= lastColumn; c++) {
      for (long r = (long) Math.floor(box.getMinY() / SIDE); r <= lastRow; r++) {
        result.add(name(c, r));
      }
    }
    return result;
  }

  /** Reads a block's shapes, ready to be asked for points. */
  RoofBlock read(long block, Configuration hadoop) throws IOException {
    Place place = places.get(block);
    Path path = new Path(place.file);
    byte[] bytes = new byte[place.length];
    try (FSDataInputStream in = path.getFileSystem(hadoop).open(path)) {
      in.readFully(place.offset, bytes);
    }
    List<RoofShape> shapes = new ArrayList<>();
    ByteArrayInputStream rest = new ByteArrayInputStream(bytes);
    DataInputStream in = new DataInputStream(rest);
    while (rest.available() > 0) {
      shapes.add(RoofShape.read(in));
    }
    return new RoofBlock((block >> 32) * SIDE, (int) block * SIDE, SIDE, shapes);
  }
}
