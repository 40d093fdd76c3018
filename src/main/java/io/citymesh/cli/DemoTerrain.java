package io.citymesh.cli;

import io.citymesh.geo.Bounds;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The hills of the {@link DemoCity}, and the GeoTIFF that they are written to.
 *
 * <p>The file is a classic big-endian TIFF (6.0) of one band of uncompressed 32-bit floats in one
 * strip per row, with the three tags of GeoTIFF 1.1 that place it. A raster of up to 4 GB is
 * written a row at a time; a general writer would hold it in memory and load a CRS database.
 */
final class DemoTerrain {
  /** RD New, the Dutch national grid, metres. */
  static final int EPSG = 28992;

  private static final double CELL = 5;

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 12;

  private final double period;

  private DemoTerrain(double period) {
    this.period = period;
  }

  /** Hills that repeat after so many metres in both directions; slopes of at most 9 percent. */
  static DemoTerrain hills(double period) {
    return new DemoTerrain(period);
  }

  /** Metres. */
  double elevation(double x, double y) {
    double u = 2 * Math.PI * (x - DemoCity.ORIGIN_X) / period;
    double v = 2 * Math.PI * (y - DemoCity.ORIGIN_Y) / period;
    return 12 + period * (0.006 * Math.sin(u) * Math.cos(v) + 0.003 * Math.sin(u + 2 * v));
  }

  /** Writes the cells of 5 m that cover these bounds. */
  void write(Path file, Bounds bounds) throws IOException {
    double xmin = Math.floor(bounds.xmin() / CELL) * CELL;
    double ymax = Math.ceil(bounds.ymax() / CELL) * CELL;
    int columns = (int) Math.ceil((bounds.xmax() - xmin) / CELL);
    int rows = (int) Math.ceil((ymax - bounds.ymin()) / CELL);
    try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        DataOutputStream out = new DataOutputStream(raw)) {
      writeHeader(out, columns, rows, xmin, ymax);
      for (int row = 0; row < rows; row++) {
        double y = ymax - (row + 0.5) * CELL;
        for (int column = 0; column < columns; column++) {
          out.writeFloat((float) elevation(xmin + (column + 0.5) * CELL, y));
        }
      }
    }
  }

  private static void writeHeader(
      DataOutputStream out, int columns, int rows, double xmin, double ymax) throws IOException {
    int entries = 13;
    // After the 8 bytes of the header: the directory, and then what does not fit into it.
    int afterDirectory = 8 + 2 + 12 * entries + 4;
    int scaleAt = afterDirectory;
    int tiePointAt = scaleAt + 3 * 8;
    int geoKeysAt = tiePointAt + 6 * 8;
    int stripOffsetsAt = geoKeysAt + 16 * 2;
    int stripSizesAt = stripOffsetsAt + 4 * rows;
    long dataAt = stripSizesAt + 4L * rows;
    int rowBytes = 4 * columns;
    if (dataAt + (long) rows * rowBytes > 0xFFFFFFFFL) {
      throw new IOException("the demo terrain would be larger than 4 GB: ask for fewer blocks");
    }

    out.write("MM".getBytes(StandardCharsets.US_ASCII));
    out.writeShort(42);
    out.writeInt(8);
    out.writeShort(entries);
    entry(out, 256, LONG, 1, columns);
    entry(out, 257, LONG, 1, rows);
    entry(out, 258, SHORT, 1, 32 << 16); // bits per sample
    entry(out, 259, SHORT, 1, 1 << 16); // no compression
    entry(out, 262, SHORT, 1, 1 << 16); // zero is black
    entry(out, 273, LONG, rows, rows == 1 ? (int) dataAt : stripOffsetsAt);
    entry(out, 277, SHORT, 1, 1 << 16); // one band
    entry(out, 278, LONG, 1, 1); // rows per strip
    entry(out, 279, LONG, rows, rows == 1 ? rowBytes : stripSizesAt);
    entry(out, 339, SHORT, 1, 3 << 16); // floats
    entry(out, 33550, DOUBLE, 3, scaleAt);
    entry(out, 33922, DOUBLE, 6, tiePointAt);
    entry(out, 34735, SHORT, 16, geoKeysAt);
    out.writeInt(0);

    for (double value : new double[] {CELL, CELL, 0, 0, 0, 0, xmin, ymax, 0}) {
      out.writeDouble(value);
    }
    // Version 1.1.0 and three keys: projected, a cell is an area, the CRS.
    int[] keys = {1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, EPSG};
    for (int key : keys) {
      out.writeShort(key);
    }
    for (int row = 0; row < rows; row++) {
      out.writeInt((int) (dataAt + (long) row * rowBytes));
    }
    for (int row = 0; row < rows; row++) {
      out.writeInt(rowBytes);
    }
  }

  private static void entry(DataOutputStream out, int tag, int type, int count, int value)
      throws IOException {
    out.writeShort(tag);
    out.writeShort(type);
    out.writeInt(count);
    out.writeInt(value);
  }
}
