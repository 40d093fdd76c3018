package io.citymesh.lidar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How the points of a LAZ file are compressed: what its variable length record {@code laszip
 * encoded} says (Isenburg, <em>LASzip: lossless compression of LiDAR data</em>, 2013, and the
 * LASzip specification of layered chunks).
 *
 * @param layered whether a chunk is layers, one after the other, as in point formats 6 to 10
 * @param chunk points of a chunk; 0 if the table of chunks tells each one's
 * @param layers how many a layered chunk has
 * @param pointBytes of a point that is not compressed
 */
record LazRecord(boolean layered, long chunk, int layers, int pointBytes) {
  private static final String USER = "laszip encoded";
  private static final int ID = 22204;
  private static final int RECORD_HEADER = 54;
  private static final int FIXED = 34;
  private static final int ITEM = 6;
  private static final int LAYERED = 3;
  private static final long VARIABLE = 0xFFFFFFFFL;

  // Kinds of items in layers.
  private static final int POINT = 10;
  private static final int RGB = 11;
  private static final int RGB_NIR = 12;
  private static final int WAVE_PACKET = 13;
  private static final int BYTES = 14;

  /**
   * @param records the variable length records of the file, one after the other
   * @param count how many there should be
   * @return empty if none of them is the one, or it makes no sense
   */
  static Optional<LazRecord> in(byte[] records, long count) {
    ByteBuffer in = ByteBuffer.wrap(records).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < count && in.remaining() >= RECORD_HEADER; i++) {
      int at = in.position();
      String user =
          new String(records, at + 2, 16, StandardCharsets.US_ASCII).replace("\0", "").trim();
      int id = Short.toUnsignedInt(in.getShort(at + 18));
      int length = Short.toUnsignedInt(in.getShort(at + 20));
      int start = at + RECORD_HEADER;
      if (length > records.length - start) {
        return Optional.empty();
      }
      if (user.equals(USER) && id == ID) {
        return length < FIXED
            ? Optional.empty()
            : of(in.slice(start, length).order(ByteOrder.LITTLE_ENDIAN));
      }
      in.position(start + length);
    }
    return Optional.empty();
  }

  private static Optional<LazRecord> of(ByteBuffer record) {
    int compressor = Short.toUnsignedInt(record.getShort(0));
    long chunk = Integer.toUnsignedLong(record.getInt(12));
    int items = Short.toUnsignedInt(record.getShort(32));
    if (chunk == 0
        || compressor < 1
        || compressor > LAYERED
        || FIXED + ITEM * items > record.limit()) {
      return Optional.empty();
    }
    int bytes = 0;
    int layers = 0;
    for (int i = 0; i < items; i++) {
      int kind = Short.toUnsignedInt(record.getShort(FIXED + ITEM * i));
      int size = Short.toUnsignedInt(record.getShort(FIXED + ITEM * i + 2));
      bytes += size;
      layers +=
          switch (kind) {
            case POINT -> 9;
            case RGB, WAVE_PACKET -> 1;
            case RGB_NIR -> 2;
            case BYTES -> size;
            default -> 0;
          };
    }
    return Optional.of(
        new LazRecord(compressor == LAYERED, chunk == VARIABLE ? 0 : chunk, layers, bytes));
  }
}
