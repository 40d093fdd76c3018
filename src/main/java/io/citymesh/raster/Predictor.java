package io.citymesh.raster;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The predictors, which a writer applies to a row before compression and which are undone here. */
enum Predictor {
  NONE,

  /** Each sample is the difference from the one before it. */
  DIFFERENCE,

  /** The bytes of all samples by significance, the highest first, each a difference. */
  FLOATING_POINT;

  static Predictor of(long tag) throws RasterException {
    if (tag < 1 || tag > 3) {
      throw new RasterException("has a predictor that is not known (number " + tag + ").");
    }
    return values()[(int) tag - 1];
  }

  /**
   * Undoes the prediction in place.
   *
   * @param rows rows of {@code rowBytes} bytes, in the file's byte order
   * @param stride samples from a cell to the next
   * @param sampleBytes 1, 2, 4 or 8
   * @return the byte order that samples have now
   */
  ByteOrder undo(byte[] rows, int rowBytes, int stride, int sampleBytes, ByteOrder order) {
    switch (this) {
      case NONE -> {}
      case DIFFERENCE -> {
        ByteBuffer bytes = ByteBuffer.wrap(rows).order(order);
        for (int row = 0; row + rowBytes <= rows.length; row += rowBytes) {
          undoDifference(bytes, row, row + rowBytes, stride * sampleBytes, sampleBytes);
        }
      }
      case FLOATING_POINT -> {
        byte[] planes = new byte[rowBytes];
        for (int row = 0; row + rowBytes <= rows.length; row += rowBytes) {
          undoFloatingPoint(rows, row, planes, stride, sampleBytes);
        }
        return ByteOrder.BIG_ENDIAN;
      }
    }
    return order;
  }

  private static void undoDifference(ByteBuffer bytes, int from, int to, int back, int size) {
    for (int i = from + back; i + size <= to; i += size) {
      switch (size) {
        case 1 -> bytes.put(i, (byte) (bytes.get(i) + bytes.get(i - back)));
        case 2 -> bytes.putShort(i, (short) (bytes.getShort(i) + bytes.getShort(i - back)));
        case 4 -> bytes.putInt(i, bytes.getInt(i) + bytes.getInt(i - back));
        default -> bytes.putLong(i, bytes.getLong(i) + bytes.getLong(i - back));
      }
    }
  }

  private static void undoFloatingPoint(
      byte[] rows, int row, byte[] planes, int stride, int sampleBytes) {
    int n = planes.length;
    System.arraycopy(rows, row, planes, 0, n);
    for (int i = stride; i < n; i++) {
      planes[i] += planes[i - stride];
    }
    int samples = n / sampleBytes;
    for (int i = 0; i < samples; i++) {
      for (int b = 0; b < sampleBytes; b++) {
        rows[row + i * sampleBytes + b] = planes[b * samples + i];
      }
    }
  }
}
