package io.citymesh.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages bytes as disks, networks, other programs and malice do; the same seed, the same way. */
enum Mutation {
  /** The end is missing. */
  CUT {
    @Override
    byte[] of(byte[] bytes, SplittableRandom random) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }
  },

  /** Some bits are others. */
  FLIP {
    @Override
    byte[] of(byte[] bytes, SplittableRandom random) {
      byte[] result = bytes.clone();
      for (int i = random.nextInt(1, 9); i > 0 && result.length > 0; i--) {
        result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
      }
      return result;
    }
  },

  /** A number, of whatever width and byte order, is an extreme one. */
  EXTREME {
    @Override
    byte[] of(byte[] bytes, SplittableRandom random) {
      byte[] result = bytes.clone();
      int width = 1 << random.nextInt(4);
      if (result.length >= width) {
        // Numbers that count and point stand in headers, at multiples of two, more often.
        int last = random.nextBoolean() ? Math.min(512, result.length) : result.length;
        int at = random.nextInt(Math.max(1, last - width + 1));
        boolean little = random.nextBoolean();
        ByteBuffer number =
            ByteBuffer.allocate(8)
                .order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .putLong(0, EXTREMES[random.nextInt(EXTREMES.length)]);
        System.arraycopy(number.array(), little ? 0 : 8 - width, result, at, width);
      }
      return result;
    }
  },

  /** A piece is there again and again. */
  REPEAT {
    @Override
    byte[] of(byte[] bytes, SplittableRandom random) {
      int start = random.nextInt(bytes.length + 1);
      int length = Math.min(bytes.length - start, 1 + random.nextInt(1 << random.nextInt(1, 12)));
      int times = 1 + random.nextInt(Math.max(1, Math.min(20_000, LARGEST / (length + 1))));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, start + length);
      for (int i = 0; i < times; i++) {
        out.write(bytes, start, length);
      }
      out.write(bytes, start + length, bytes.length - start - length);
      return out.toByteArray();
    }
  },

  /** Something stands between. */
  INSERT {
    @Override
    byte[] of(byte[] bytes, SplittableRandom random) {
      byte[] more = new byte[1 + random.nextInt(1 << random.nextInt(1, 10))];
      random.nextBytes(more);
      return inserted(bytes, more, random.nextInt(bytes.length + 1));
    }
  },

  /** Words that readers of text may stumble over stand between. */
  WORD {
    @Override
    byte[] of(byte[] bytes, SplittableRandom random) {
      String word = WORDS.get(random.nextInt(WORDS.size()));
      return inserted(
          bytes, word.getBytes(StandardCharsets.UTF_8), random.nextInt(bytes.length + 1));
    }
  },

  /** A piece is missing. */
  DROP {
    @Override
    byte[] of(byte[] bytes, SplittableRandom random) {
      int start = random.nextInt(bytes.length + 1);
      int length = Math.min(bytes.length - start, 1 + random.nextInt(1 << random.nextInt(1, 8)));
      byte[] result = new byte[bytes.length - length];
      System.arraycopy(bytes, 0, result, 0, start);
      System.arraycopy(bytes, start + length, result, start, result.length - start);
      return result;
    }
  },

  /** A piece has been overwritten by another one. */
  COPY {
    @Override
    byte[] of(byte[] bytes, SplittableRandom random) {
      byte[] result = bytes.clone();
      if (bytes.length > 0) {
        int from = random.nextInt(bytes.length);
        int to = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(Math.min(64, bytes.length - Math.max(from, to)));
        System.arraycopy(bytes, from, result, to, length);
      }
      return result;
    }
  };

  /** How much {@link #REPEAT} adds, at most, bytes. */
  private static final int LARGEST = 1 << 17;

  private static final long[] EXTREMES = {
    0,
    1,
    2,
    -1,
    -2,
    127,
    255,
    32767,
    32768,
    65535,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    0xFFFFFFFFL,
    1L << 32,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Double.doubleToRawLongBits(Double.NaN),
    Double.doubleToRawLongBits(Double.POSITIVE_INFINITY),
    Double.doubleToRawLongBits(1e308),
    Double.doubleToRawLongBits(-1e308),
    Double.doubleToRawLongBits(1e-308),
    Double.doubleToRawLongBits(1e18),
  };

  private static final List<String> WORDS =
      List.of(
          "NaN",
          "-Infinity",
          "null",
          "1e999999999",
          "-1e-999999999",
          "9".repeat(2000),
          "[".repeat(3000),
          "{\"a\":".repeat(3000),
          "GEOGCS[\"".repeat(2000),
          "\"",
          "\\u0000",
          "\u0000",
          "\u001b[31m",
          "../canary",
          "../../../../etc/passwd",
          "\r\n",
          ",",
          "}",
          "]",
          "-",
          "x".repeat(60_000));

  abstract byte[] of(byte[] bytes, SplittableRandom random);

  private static byte[] inserted(byte[] bytes, byte[] more, int at) {
    byte[] result = new byte[bytes.length + more.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(more, 0, result, at, more.length);
    System.arraycopy(bytes, at, result, at + more.length, bytes.length - at);
    return result;
  }

  /** Mostly one damage, sometimes up to four. */
  static byte[] some(byte[] bytes, SplittableRandom random) {
    byte[] result = bytes;
    int count = random.nextInt(3) > 0 ? 1 : random.nextInt(2, 5);
    for (int i = 0; i < count; i++) {
      result = values()[random.nextInt(values().length)].of(result, random);
    }
    return result;
  }
}
