package io.citymesh.raster;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** How blocks are compressed. */
enum Compression {
  NONE,
  LZW,
  DEFLATE,
  PACK_BITS,
  ZSTD;

  /**
   * The compression of this value of the tag.
   *
   * @throws RasterException if blocks of that kind are not read
   */
  static Compression of(long tag) throws RasterException {
    if (tag == 1) {
      return NONE;
    } else if (tag == 5) {
      return LZW;
    } else if (tag == 8 || tag == 32946) {
      return DEFLATE;
    } else if (tag == 32773) {
      return PACK_BITS;
    } else if (tag == 50000) {
      return ZSTD;
    }
    throw new RasterException(
        "is compressed in a way that is not read ("
            + name(tag)
            + "): convert it with gdal_translate -co COMPRESS=DEFLATE.");
  }

  private static String name(long tag) {
    return switch ((int) Math.max(0, Math.min(tag, 1 << 16))) {
      case 2, 3, 4 -> "CCITT";
      case 6, 7 -> "JPEG";
      case 34712 -> "JPEG 2000";
      case 34887 -> "LERC";
      case 34925 -> "LZMA";
      case 50001 -> "WebP";
      default -> "number " + tag;
    };
  }

  private InputStream decoding(InputStream in) throws IOException {
    return switch (this) {
      case NONE -> in;
      case LZW -> new LzwStream(in);
      case DEFLATE -> inflating(in);
      case PACK_BITS -> new PackBitsStream(in);
      case ZSTD -> new ZstdInputStreamNoFinalizer(in);
    };
  }

  private static InputStream inflating(InputStream in) {
    return new InflaterInputStream(in, new Inflater(), 1 << 13) {
      @Override
      public void close() throws IOException {
        super.close();
        inf.end();
      }
    };
  }

  /**
   * Decodes a block.
   *
   * @param bytes how many the cells of the block take
   * @param most how many it may hold: a last strip may be filled up
   * @throws IOException if it holds fewer or more, or does not decode; the message says how
   */
  byte[] decoded(InputStream block, int bytes, long most) throws IOException {
    byte[] result = new byte[bytes];
    try (InputStream in = decoding(block)) {
      int n = in.readNBytes(result, 0, bytes);
      if (n < bytes) {
        throw new EOFException("after " + n + " of " + bytes + " bytes");
      }
      if (this == DEFLATE || this == ZSTD) {
        requireEnd(in, most - bytes);
      }
    }
    return result;
  }

  /** Reads on to the checksum behind the last byte. */
  private static void requireEnd(InputStream in, long mostMore) throws IOException {
    byte[] rest = new byte[1 << 12];
    long more = 0;
    for (int n = in.read(rest); n >= 0; n = in.read(rest)) {
      more += n;
      if (more > mostMore) {
        throw new IOException("it holds more than the block's cells");
      }
    }
  }
}
