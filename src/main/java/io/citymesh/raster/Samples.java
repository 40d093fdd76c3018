package io.citymesh.raster;

import java.nio.ByteBuffer;

/**
 * How numbers are written in a file.
 *
 * @param kind what the bits mean
 * @param bits of a sample; of a number with a fraction 16, 32 or 64, else 1 to 32 or 64
 */
record Samples(Kind kind, int bits) {
  /** What the bits mean. */
  enum Kind {
    UNSIGNED,
    SIGNED,
    FLOATING
  }

  /**
   * By the values of the tags.
   *
   * @throws RasterException if there are no such numbers, or they are not read
   */
  static Samples of(long format, long bits) throws RasterException {
    Kind kind =
        switch ((int) Math.max(0, Math.min(format, 9))) {
          case 1, 4 -> Kind.UNSIGNED;
          case 2 -> Kind.SIGNED;
          case 3 -> Kind.FLOATING;
          default ->
              throw new RasterException(
                  "has cells that are no plain numbers (sample format "
                      + format
                      + "): convert it with gdal_translate -ot Float32.");
        };
    boolean whole = bits == 8 || bits == 16 || bits == 32 || bits == 64;
    boolean known =
        switch (kind) {
          case UNSIGNED -> bits >= 1 && bits <= 32 || bits == 64;
          case SIGNED -> whole;
          case FLOATING -> whole && bits > 8;
        };
    if (!known) {
      throw new RasterException(
          "has cells of "
              + bits
              + " bits, which are not read: convert it with gdal_translate -ot Float32.");
    }
    return new Samples(kind, (int) bits);
  }

  /** Bytes of a sample, if it begins and ends with one; else 0. */
  int bytes() {
    return bits == 8 || bits == 16 || bits == 32 || bits == 64 ? bits / 8 : 0;
  }

  /**
   * Reads samples of a row.
   *
   * @param from the row, in its byte order
   * @param bit where the first sample begins
   * @param step bits from a sample to the next
   * @param to gets {@code count} values from {@code at} on
   */
  void read(ByteBuffer from, long bit, int step, double[] to, int at, int count) {
    int size = bytes();
    if (size == 0) {
      for (int i = 0; i < count; i++) {
        to[at + i] = unaligned(from, bit + (long) i * step);
      }
      return;
    }
    int next = (int) (bit / 8);
    int stride = step / 8;
    for (int i = 0; i < count; i++, next += stride) {
      to[at + i] = value(from, next, size);
    }
  }

  private double value(ByteBuffer from, int at, int size) {
    return switch (size) {
      case 1 -> kind == Kind.UNSIGNED ? from.get(at) & 0xff : from.get(at);
      case 2 ->
          switch (kind) {
            case UNSIGNED -> from.getShort(at) & 0xffff;
            case SIGNED -> from.getShort(at);
            case FLOATING -> half(from.getShort(at));
          };
      case 4 ->
          switch (kind) {
            case UNSIGNED -> from.getInt(at) & 0xffffffffL;
            case SIGNED -> from.getInt(at);
            case FLOATING -> from.getFloat(at);
          };
      default ->
          switch (kind) {
            case UNSIGNED -> unsigned(from.getLong(at));
            case SIGNED -> from.getLong(at);
            case FLOATING -> from.getDouble(at);
          };
    };
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : 2.0 * (bits >>> 1 | bits & 1);
  }

  /** The value of a 16-bit IEEE 754 number. */
  private static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        exponent == 0x1f
            ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
            : exponent == 0
                ? Math.scalb((double) fraction, -24)
                : Math.scalb(1.0 + fraction / 1024.0, exponent - 15);
    return bits < 0 ? -magnitude : magnitude;
  }

  /**
   * Reads a sample that does not begin with a byte: the highest bit first, whatever the byte order.
   */
  private double unaligned(ByteBuffer from, long bit) {
    long value = 0;
    for (long b = bit; b < bit + bits; b++) {
      value = value << 1 | from.get((int) (b / 8)) >> (int) (7 - b % 8) & 1;
    }
    return value;
  }
}
