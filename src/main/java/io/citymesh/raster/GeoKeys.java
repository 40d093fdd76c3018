package io.citymesh.raster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The CRS of a GeoTIFF: numbers by GeoKey, and for a CRS without a code its definition. */
public final class GeoKeys {
  private static final int KEYS = 34735;
  private static final int DOUBLES = 34736;
  private static final int TEXTS = 34737;

  private static final int MODEL_TYPE = 1024;
  private static final int RASTER_TYPE = 1025;
  private static final int GEOGRAPHIC = 2048;
  private static final int ANGULAR_UNIT = 2054;
  private static final int PROJECTED = 3072;
  private static final int LINEAR_UNIT = 3076;

  private static final int PROJECTED_MODEL = 1;
  private static final int GEOGRAPHIC_MODEL = 2;
  private static final int POINT = 2;
  private static final int USER_DEFINED = 32767;

  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int DOUBLE = 12;

  private static final int METRE = 9001;
  private static final int DEGREE = 9102;

  private final Map<Integer, Integer> numbers = new TreeMap<>();
  private final int[] keys;
  private final double[] doubles;
  private final String texts;

  private GeoKeys(int[] keys, double[] doubles, String texts) {
    this.keys = keys;
    this.doubles = doubles;
    this.texts = texts;
    for (int at = 4; at + 4 <= keys.length; at += 4) {
      if (keys[at + 1] == 0) {
        numbers.putIfAbsent(keys[at], keys[at + 3]);
      }
    }
  }

  static GeoKeys of(TiffDirectory tags) throws IOException {
    return new GeoKeys(
        tags.shorts(KEYS), tags.doubles(DOUBLES), tags.text(TEXTS, StandardCharsets.ISO_8859_1));
  }

  boolean cellIsPoint() {
    return number(RASTER_TYPE) == POINT;
  }

  private int number(int key) {
    return numbers.getOrDefault(key, 0);
  }

  /** True if a CRS is meant, with a code or without. */
  public boolean nameACrs() {
    return number(PROJECTED) != 0 || number(GEOGRAPHIC) != 0;
  }

  private boolean projected() {
    return number(MODEL_TYPE) == PROJECTED_MODEL
        || number(MODEL_TYPE) != GEOGRAPHIC_MODEL && number(PROJECTED) != 0;
  }

  /** The EPSG code, if there is one and coordinates may be in its unit. */
  public OptionalInt code() {
    int code = number(projected() ? PROJECTED : GEOGRAPHIC);
    return code > 0 && code < USER_DEFINED ? OptionalInt.of(code) : OptionalInt.empty();
  }

  /** True if coordinates are said to be in metres where the CRS is projected, else in degrees. */
  public boolean usualUnit() {
    return number(projected() ? LINEAR_UNIT : ANGULAR_UNIT) == (projected() ? METRE : DEGREE);
  }

  /** True if a unit is named beside the code, which may have another. */
  public boolean namesUnit() {
    return number(projected() ? LINEAR_UNIT : ANGULAR_UNIT) != 0;
  }

  /** A GeoTIFF of one cell with these keys, for a library that makes a CRS of them. */
  public byte[] asTiff() {
    ByteBuffer text = StandardCharsets.ISO_8859_1.encode(texts + "\0\0\0\0\0");
    int tags = 13;
    int extra = 8 + 2 + 12 * tags + 4;
    int size = extra + 8 * (3 + 6 + doubles.length) + 2 * keys.length + text.remaining();
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) tags);
    // One cell of eight bits, which is the first byte of the file.
    int[][] plain = {
      {256, 1}, {257, 1}, {258, 8}, {259, 1}, {262, 1}, {273, 0}, {277, 1}, {279, 1}
    };
    for (int[] tag : plain) {
      out.putShort((short) tag[0]).putShort((short) SHORT).putInt(1).putInt(tag[1]);
    }
    double[] scale = {1, 1, 0};
    double[] tie = new double[6];
    int at = extra;
    at = entry(out, 33550, DOUBLE, scale.length, 8, at);
    at = entry(out, 33922, DOUBLE, tie.length, 8, at);
    at = entry(out, KEYS, SHORT, keys.length, 2, at);
    at = entry(out, DOUBLES, DOUBLE, doubles.length, 8, at);
    entry(out, TEXTS, ASCII, text.remaining(), 1, at);
    out.putInt(0);
    for (double[] values : new double[][] {scale, tie}) {
      for (double value : values) {
        out.putDouble(value);
      }
    }
    for (int key : keys) {
      out.putShort((short) key);
    }
    for (double value : doubles) {
      out.putDouble(value);
    }
    return out.put(text).array();
  }

  /** Writes the entry of a tag and returns the offset for the next tag's values. */
  private static int entry(ByteBuffer out, int tag, int type, int count, int bytes, int at) {
    out.putShort((short) tag).putShort((short) type).putInt(count).putInt(at);
    return at + count * bytes;
  }
}
