package io.citymesh.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Bytes for the page's program: whole numbers of seven bits a byte, the low ones first, of which
 * all but the last have the high bit set; signed ones have their sign in the lowest bit.
 */
final class Packed {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Adds a number that is not negative. */
  Packed count(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      bytes.write((int) (rest & 127 | 128));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return this;
  }

  /** Adds a number of either sign. */
  Packed signed(long value) {
    return count(value << 1 ^ value >> 63);
  }

  /** Adds a text, as UTF-8 after its length. */
  Packed text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    count(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  /** Adds what was packed elsewhere. */
  Packed add(byte[] packed) {
    bytes.writeBytes(packed);
    return this;
  }

  /** What was added. */
  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** The bytes in zlib's format, which browsers inflate. */
  static byte[] deflated(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      deflater.end();
    }
    return packed.toByteArray();
  }

  /** The bytes as text of 64 letters, none of which means anything to HTML. */
  static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
