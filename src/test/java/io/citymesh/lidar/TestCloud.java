package io.citymesh.lidar;

import com.github.mreutegg.laszip4j.laszip.ArithmeticEncoder;
import com.github.mreutegg.laszip4j.laszip.ByteStreamOutArray;
import com.github.mreutegg.laszip4j.laszip.IntegerCompressor;
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

/** Writes small clouds: LAS 1.2 with point format 0, or LAS 1.4 with format 6; millimetres. */
public final class TestCloud {
  private record Point(double x, double y, double z, int code) {}

  private final List<Point> points = new ArrayList<>();
  private boolean modern;
  private String text = "";
  private int epsg;
  private long claimed = -1;

  public TestCloud add(double x, double y, double z, int code) {
    points.add(new Point(x, y, z, code));
    return this;
  }

  /** LAS 1.4, with nothing in the old count. */
  public TestCloud modern() {
    modern = true;
    return this;
  }

  public TestCloud epsg(int code) {
    epsg = code;
    return this;
  }

  /** The CRS as well-known text. */
  public TestCloud wellKnownText(String crs) {
    text = crs;
    return this;
  }

  /** A count in the header that is not that of the points. */
  public TestCloud claiming(long count) {
    claimed = count;
    return this;
  }

  public Path write(Path file) {
    List<byte[]> records = new ArrayList<>();
    if (epsg > 0) {
      ByteBuffer keys = buffer(16 + 8);
      for (int value : new int[] {1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, epsg}) {
        keys.putShort((short) value);
      }
      records.add(record(34735, keys.array()));
    }
    if (!text.isEmpty()) {
      records.add(record(2112, text.getBytes(StandardCharsets.UTF_8)));
    }
    int header = modern ? 375 : 227;
    int start = header + records.stream().mapToInt(r -> r.length).sum();
    int length = modern ? 30 : 20;
    ByteBuffer out = buffer(start + length * points.size());
    long count = claimed < 0 ? points.size() : claimed;
    out.put("LASF".getBytes(StandardCharsets.US_ASCII));
    out.put(24, (byte) 1).put(25, (byte) (modern ? 4 : 2)).putShort(94, (short) header);
    out.putInt(96, start).putInt(100, records.size());
    out.put(104, (byte) (modern ? 6 : 0)).putShort(105, (short) length);
    out.putInt(107, modern ? 0 : (int) count);
    if (modern) {
      out.putLong(247, count);
    }
    for (int i = 0; i < 3; i++) {
      out.putDouble(131 + 8 * i, 0.001);
    }
    double[] low = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
    double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE, -Double.MAX_VALUE};
    for (Point p : points) {
      double[] xyz = {p.x, p.y, p.z};
      for (int i = 0; i < 3; i++) {
        low[i] = Math.min(low[i], xyz[i]);
        high[i] = Math.max(high[i], xyz[i]);
      }
    }
    for (int i = 0; i < 3; i++) {
      out.putDouble(179 + 16 * i, points.isEmpty() ? 0 : high[i]);
      out.putDouble(187 + 16 * i, points.isEmpty() ? 0 : low[i]);
    }
    out.position(header);
    records.forEach(out::put);
    for (int k = 0; k < points.size(); k++) {
      Point p = points.get(k);
      int at = start + k * length;
      out.putInt(at, (int) Math.round(p.x * 1000)).putInt(at + 4, (int) Math.round(p.y * 1000));
      out.putInt(at + 8, (int) Math.round(p.z * 1000)).put(at + 14, (byte) 0x11);
      out.put(at + (modern ? 16 : 15), (byte) p.code);
    }
    try {
      return Files.write(file, out.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * LAZ 1.4 with point format 8, each point a chunk of its own: such a chunk is the bare point,
   * behind which stand layers without changes (and some bytes in those of the colours).
   */
  public Path writeLaz(Path file) {
    modern = true;
    Path las = write(file);
    try {
      ByteBuffer plain = ByteBuffer.wrap(Files.readAllBytes(las)).order(ByteOrder.LITTLE_ENDIAN);
      int oldStart = plain.getInt(96);
      byte[] items = itemsRecord();
      int start = oldStart + items.length;
      int chunk = POINT_8 + 4 + 4 * LAYERS_8.length + Arrays.stream(LAYERS_8).sum();
      int table = start + 8 + chunk * points.size();
      byte[] starts = chunkTable(points.size(), chunk);
      ByteBuffer out = buffer(table + starts.length);
      out.put(plain.array(), 0, oldStart).put(items);
      out.putInt(96, start).putInt(100, plain.getInt(100) + 1);
      out.put(104, (byte) (0x80 | 8)).putShort(105, (short) POINT_8);
      out.putLong(table);
      for (int k = 0; k < points.size(); k++) {
        out.put(plain.array(), oldStart + 30 * k, 30).put(new byte[POINT_8 - 30]).putInt(1);
        for (int layer : LAYERS_8) {
          out.putInt(layer);
        }
        for (int layer : LAYERS_8) {
          out.put(new byte[layer]);
        }
      }
      out.put(starts);
      return Files.write(file, out.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of a point of format 8. */
  private static final int POINT_8 = 38;

  /** Bytes of the layers: coordinates in the plane; eight others; colours; near infrared. */
  private static final int[] LAYERS_8 = {4, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4};

  /** The record that says how points are compressed: layers, chunks of one point, two items. */
  private static byte[] itemsRecord() {
    ByteBuffer out = buffer(54 + 34 + 2 * 6);
    out.position(2);
    out.put("laszip encoded".getBytes(StandardCharsets.US_ASCII));
    out.putShort(18, (short) 22204).putShort(20, (short) (34 + 2 * 6)).position(54);
    out.putShort((short) 3).putShort((short) 0).put((byte) 3).put((byte) 4).putShort((short) 3);
    out.putInt(0).putInt(1).putLong(-1).putLong(-1).putShort((short) 2);
    out.putShort((short) 10).putShort((short) 30).putShort((short) 3);
    out.putShort((short) 12).putShort((short) 8).putShort((short) 3);
    return out.array();
  }

  private static byte[] chunkTable(int chunks, int bytes) {
    ByteStreamOutArray out = new ByteStreamOutArray();
    ArithmeticEncoder encoder = new ArithmeticEncoder();
    encoder.init(out);
    IntegerCompressor compressor = new IntegerCompressor(encoder, 32);
    compressor.initCompressor();
    for (int i = 0; i < chunks; i++) {
      compressor.compress(i == 0 ? 0 : bytes, bytes);
    }
    encoder.done();
    byte[] coded = new byte[(int) out.tell()];
    out.takeData().flip().get(coded);
    return buffer(8 + coded.length).putInt(0).putInt(chunks).put(coded).array();
  }

  /**
   * A file that looks like LAZ from outside: the header of one, and behind it bytes in place of the
   * points (laszip4j 0.20 cannot write them: what it compresses, it cannot read).
   *
   * @param table where the header says that the chunk table stands
   * @param length of the file
   */
  public Path writeStub(Path file, long table, int length) {
    try {
      byte[] bytes = Arrays.copyOf(Files.readAllBytes(write(file)), length);
      ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int start = all.getInt(96);
      all.put(104, (byte) (all.get(104) | 0x80)).putLong(start, table);
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] record(int id, byte[] data) {
    ByteBuffer out = buffer(54 + data.length);
    out.position(2);
    out.put("LASF_Projection".getBytes(StandardCharsets.US_ASCII));
    out.putShort(18, (short) id).putShort(20, (short) data.length).put(54, data);
    return out.array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
